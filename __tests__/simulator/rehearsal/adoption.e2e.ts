import type { Analysis } from "../../../checks/analysis";
import { compareConfigs } from "../../../checks/changes";
import { stacksOf } from "../../../cli/stacks";
import type { Config } from "../../../config/schema/config";
import { type Rehearsal, rehearse } from "../../../simulator/rehearsal/rehearsal";
import { importedBy } from "../../../simulator/stack/imported";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { executable, fitted, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { announced } from "../../support/rehearsal/announced";
import { fronted, having, https, internal, llama, proxy } from "../../support/rehearsal/small";

const concurrent = executable ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");
const analyzed = (config: Config): Analysis => analyzeConfig(fitted(config));
afterAll(() => terraform.close());

type Adopt = Config["adopt"];
const adopting = (adopt: Adopt, config: Config = proxy()): Analysis => analyzed({ ...config, adopt });
const change = (from: Analysis | undefined, to: Analysis): Promise<Rehearsal> =>
  rehearse({ terraform, providerVersion, to: stacksOf(to), ...(from && { from: stacksOf(from) }) });

/** Everything in order at the end. */
const IN_ORDER = { failures: [], notSettled: [], differences: [], leftovers: [] };

const CHAIN: Adopt = {
  address: "old-ip",
  proxyOnlySubnet: "old-subnet",
  urlMap: "old-map",
  targetProxies: { "http-80": "old-proxy" },
  forwardingRules: { "http-80": "old-rule" },
  backendServices: { llama: "old-service", embed: "old-embed" },
  healthChecks: { llama: "old-check" },
};
const HTTPS = fronted({
  listeners: [{ http: 80, redirect: "https" }, ...(https(443, { managed: ["ai.example.com"] }).listeners ?? [])],
});

describe("a first deploy takes over", () => {
  concurrent.each<[what: string, adopt: Adopt, config?: Config]>([
    ["a proxy-only subnet", { proxyOnlySubnet: "old-subnet" }],
    ["an address", { address: "old-ip" }],
    ["an internal address", { address: "old-ip" }, internal()],
    ["a URL map", { urlMap: "old-map" }],
    ["a backend service and its health check", { backendServices: { llama: "a" }, healthChecks: { llama: "b" } }],
    ["a health check of a former backend service", { healthChecks: { llama: "old-check" } }],
    ["a target proxy of a former URL map", { targetProxies: { "http-80": "old-proxy" } }],
    ["a forwarding rule with its address", { address: "old-ip", forwardingRules: { "http-80": "old-rule" } }],
    ["a whole chain", CHAIN],
    [
      "the redirect and the HTTPS proxy",
      {
        redirectUrlMap: "old-redirect",
        targetProxies: { "http-80": "old-http", "https-443": "old-https" },
      },
      HTTPS,
    ],
  ])("%s, in place", async (_what, adopt, config) => {
    const to = adopting(adopt, config);
    const result = await change(undefined, to);
    expect(result).toMatchObject({ ...IN_ORDER, replaced: [] });
    expect(result).not.toHaveProperty("recovery");
    const adopted = importedBy(stacksOf(to));
    const remade = result.operations.filter(
      ({ verb, path }) => adopted.includes(path) && (verb === "insert" || verb === "delete"),
    );
    expect(remade).toEqual([]);
  });
});

describe("what was taken over", () => {
  concurrent("changes like what was made here", async () => {
    const [from, to] = [adopting(CHAIN), adopting(CHAIN, having({ llama: llama({ timeout: "300s" }) }))];
    expect(announced(compareConfigs(from, to))).toBe("none");
    expect(await change(from, to)).toMatchObject({ ...IN_ORDER, replaced: [], outages: [] });
  });

  concurrent.each<[part: string, adopt: Adopt, kept?: Adopt]>([
    ["a forwarding rule", { address: "old-ip", forwardingRules: { "http-80": "old-rule" } }, { address: "old-ip" }],
    ["an address", { address: "old-ip" }],
    ["a backend service", { backendServices: { llama: "old-service" } }],
    ["a proxy-only subnet", { proxyOnlySubnet: "old-subnet" }],
  ])("is replaced when its line is gone, as announced: %s", async (_part, adopt, kept = {}) => {
    const [from, to] = [adopting(adopt), adopting(kept)];
    const findings = compareConfigs(from, to);
    expect(findings.map(({ id }) => id)).toContain("adoption-removed");
    expect(announced(findings)).toBe("interrupts");
    const result = await change(from, to);
    expect(result).toMatchObject(IN_ORDER);
    expect(result.outages).not.toEqual([]);
  });

  concurrent.each<[part: string, adopt: Adopt]>([
    ["an address", { address: "old-ip" }],
    ["a URL map", { urlMap: "old-map" }],
  ])("cannot take the place of what the stack has made, as announced: %s", async (_part, adopt) => {
    const [from, to] = [adopting({}), adopting(adopt)];
    expect(announced(compareConfigs(from, to))).toBe("fails");
    expect((await change(from, to)).failures).not.toEqual([]);
  });
});
