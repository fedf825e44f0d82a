import { authorizedUnder, recordedHosts } from "../../../config/model/dns-records";
import { resolve } from "../../../config/model/resolve";
import type { Config } from "../../../config/schema/config";
import { authorizationPolicies } from "../../../routing/access/authorization";
import { compile } from "../../../routing/compile/compile";

const CONFIG: Config = {
  name: "ai",
  regions: ["us-central1", "europe-west4"],
  network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
  dns: { zone: "example-com", domain: "example.com" },
  frontend: {
    listeners: [{ https: 443, certificates: [{ managed: ["*.example.com", "example.com", "ai.example.org"] }] }],
  },
  workloads: { llama: { backends: [{ cloudRun: "llama" }] } },
  routes: [
    {
      hosts: ["ai.example.com", "*.example.com", "example.com", "ai.example.org", "notexample.com"],
      rules: [{ paths: ["/v1/*"], to: "llama" }],
    },
  ],
};
const modelOf = (config: Partial<Config> = {}, region = "us-central1") => resolve({ ...CONFIG, ...config }, region);
const domainsOf = (model: ReturnType<typeof modelOf>) =>
  model.frontend.listeners.flatMap((one) =>
    one.protocol === "https"
      ? one.certificates.map((certificate) => "domain" in certificate && certificate.domain)
      : [],
  );

test("a file with a list of regions has names for one region of each exact host below the domain", () => {
  expect(recordedHosts(modelOf())).toEqual({
    hosts: ["*.example.com", "ai.example.com", "example.com"],
    aliases: ["us-central1.ai.example.com", "us-central1.example.com"],
  });
  const hosts = compile(modelOf()).urlMap.hostRules?.find(({ pathMatcher }) => pathMatcher === "ai-example-com")?.hosts;
  expect(hosts).toEqual([
    "ai.example.com",
    "ai.example.com:443",
    "us-central1.ai.example.com",
    "us-central1.ai.example.com:443",
  ]);
});

test("a name that no managed certificate of its host is good for gets one of its own, after the others", () => {
  expect(domainsOf(modelOf())).toEqual([
    "*.example.com",
    "example.com",
    "ai.example.org",
    "us-central1.ai.example.com",
  ]);
  expect(authorizedUnder(modelOf())).toEqual(["example.com", "us-central1.ai.example.com"]);
});

test("a further region changes nothing of the others", () => {
  const { regions: _, ...one } = CONFIG;
  expect(modelOf({ regions: ["us-central1"] })).toEqual(modelOf());
  expect(recordedHosts(resolve({ ...one, region: "us-central1" }, "us-central1")).aliases).toEqual([]);
});

test("who narrows a host, or is asked about it, is so for its further names", () => {
  const model = modelOf({
    extensions: [{ kind: "route", to: "llama", hosts: ["ai.example.com"] }],
    routes: [{ hosts: ["ai.example.com"], security: { allow: ["10.0.0.0/8"] }, rules: [{ prefix: "/", to: "llama" }] }],
  });
  expect(model.extensions[0]?.hosts).toEqual(["ai.example.com", "us-central1.ai.example.com"]);
  const [narrowed] = authorizationPolicies(model, (id) => id);
  expect(narrowed?.policy.http_rules?.[0]?.to?.operations?.hosts).toContainEqual({
    exact: "us-central1.ai.example.com",
    ignore_case: true,
  });
});
