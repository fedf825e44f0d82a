import { TerraformResource } from "cdktf";
import fc from "fast-check";
import { stringify } from "yaml";
import { analyze } from "../../checks/analyze";
import { hasErrors } from "../../checks/rule";
import { loadText } from "../../config/document/load";
import type { BackendConfig, Config } from "../../config/schema/config";
import { ProxyStack } from "../../constructs/proxy-stack";
import { synthesize } from "../../constructs/synthesize";
import { runs } from "../support/runs";

/** The addresses of all resources that a file becomes; none where `check` refuses it. */
function addressesOf(config: Config): string[] {
  const source = loadText("proxy.yaml", stringify(config), () => "");
  if (source.config === undefined) return [];
  const analysis = analyze(source.config);
  if (hasErrors(analysis.findings)) return [];
  const addresses: string[] = [];
  synthesize(analysis, (app) => {
    const stacks = analysis.regions.map((region) => new ProxyStack(app, region, ">= 7.8.0"));
    for (const stack of stacks)
      for (const part of stack.node.findAll())
        if (TerraformResource.isTerraformResource(part))
          addresses.push(`${stack.node.id} ${part.terraformResourceType}.${part.friendlyUniqueId}`);
  });
  return addresses;
}

const base = { region: "us-central1", project: "p", network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" } };
const run: BackendConfig = { cloudRun: "a" };

/** What JavaScript, CDKTF and this program have names for themselves. */
const OURS = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...[
    "backend",
    "google",
    "project",
    "urls",
    "address",
    "certificates",
    "cloud-nat",
    "url-map",
    "proxy-only",
    "default",
  ],
  ...["backend-groups", "backend-services", "health-checks", "listeners", "firewall-rules", "redirect-to-https", "var"],
  ...["http-proxy-ip", "before-synth", "import", "ssl-policy", "http-80", "port-80", "terraform", "output", "provider"],
];
/** What ids are put together of, so that two meet that are written otherwise. */
const PARTS = ["a", "b", "us-central1-a", "hybrid", "443", "authorization", "wildcard", "10-0-0-1-80"];

const joined = (separator: string) =>
  fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(separator));
const anyName = fc
  .oneof(fc.constantFrom(...OURS), joined("-"))
  .filter((name) => /^[a-z](?:[-a-z0-9]{0,28}[a-z0-9])?$/.test(name));
const place = anyName.map((name) => `us-central1-a/${name}`);
const domain = fc.array(anyName, { minLength: 1, maxLength: 3 }).map((labels) => labels.join("."));
const reference = fc.constantFrom("${var.a_b}", "${var.a-b}", "${var.urls}");
const endpoint = fc.oneof(fc.constantFrom("10.0.0.1", "10.0.0.2"), reference);
const tags = fc.oneof(
  fc.record({ tags: fc.array(fc.oneof(anyName, reference), { minLength: 1, maxLength: 2 }) }),
  fc.record({ serviceAccounts: fc.constantFrom(["a@b.c"], ["a-b@c"], ["a-b-c@d.e"]) }),
);
const machines: fc.Arbitrary<BackendConfig> = fc
  .tuple(
    fc.oneof(
      fc.record({ instanceGroup: fc.oneof(place, reference) }),
      fc.record({ instances: fc.array(place, { minLength: 1, maxLength: 2 }) }),
    ),
    tags,
  )
  .map(([backend, reached]) => ({ ...backend, ...reached }));
const endpoints: fc.Arbitrary<BackendConfig> = fc.oneof(
  fc.record({ neg: fc.oneof(place, reference) }),
  fc
    .array(fc.record({ instance: anyName, ip: endpoint }), { minLength: 1, maxLength: 3 })
    .map((list) => ({ zonalEndpoints: { zone: "us-central1-a", endpoints: list } })),
  fc
    .array(fc.constantFrom("10.0.0.1", "10.0.0.1:81"), { minLength: 1, maxLength: 2 })
    .map((list) => ({ hybridEndpoints: { zone: "us-central1-a", endpoints: list } })),
);
const workload = fc
  .oneof(
    fc.array(machines, { minLength: 1, maxLength: 3 }),
    fc.array(endpoints, { minLength: 1, maxLength: 3 }),
    fc.array(
      domain.map((fqdn): BackendConfig => ({ internet: { fqdn } })),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constant([run]),
  )
  .chain((backends) =>
    fc
      .constantFrom({}, {}, { server: "vllm" as const }, { namedPort: "create" as const })
      .map((words) => ({ ...words, backends })),
  );
const files: fc.Arbitrary<Config> = fc
  .record({
    name: anyName,
    labels: fc.dictionary(
      anyName,
      fc.constantFrom(...OURS).map((name) => `\${var.${name}}`),
      { maxKeys: 2 },
    ),
    workloads: fc.dictionary(anyName, workload, { minKeys: 1, maxKeys: 4 }),
    domains: fc.array(domain, { maxLength: 4 }),
    wild: fc.array(
      domain.map((name) => `*.${name}`),
      { maxLength: 2 },
    ),
  })
  .map(({ domains, wild, ...words }) => {
    const managed = [...domains, ...wild];
    const listeners = managed.length === 0 ? [{ http: 80 }] : [{ https: 443, certificates: [{ managed }] }];
    return { ...base, ...words, frontend: { listeners } };
  });

test.each<Config>([
  ...["backend", "google", "urls", "constructor"].map((name) => ({
    ...base,
    name,
    workloads: { a: { backends: [run] } },
  })),
  {
    ...base,
    name: "ai",
    workloads: { constructor: { server: "vllm" as const, backends: [{ neg: "us-central1-a/a" }] } },
  },
  { ...base, name: "ai", workloads: { constructor: { backends: [run] } } },
  {
    ...base,
    name: "ai",
    workloads: { a: { backends: [{ neg: "us-central1-a/b" }] }, "a-us-central1-a-b": { backends: [run] } },
  },
])("a file becomes a stack whatever its names are: %j", (config) => {
  expect(addressesOf(config)).not.toEqual([]);
});

test("what check lets through becomes a stack of resources with an address each, whatever its names are", () => {
  const seen = { made: 0, refused: 0 };
  fc.assert(
    fc.property(files, (config) => {
      const addresses = addressesOf(config);
      seen[addresses.length > 0 ? "made" : "refused"]++;
      expect(new Set(addresses).size).toBe(addresses.length);
    }),
    { numRuns: runs(200) },
  );
  // Random names must not be so wild that nothing is tried.
  expect(seen.made).toBeGreaterThan(seen.refused / 4);
});
