import { type Quota, readQuotas } from "../../../simulator/control-plane/quotas";
import type { Simulator } from "../../../simulator/control-plane/server";
import { CHAIN, startChain } from "../../support/simulator/chain";
import { type Answer, get, global, insert, regional, remove, update, zonal } from "../../support/simulator/client";

const REGION = "us-central1";
const MAP = regional("urlMaps/ai");
const SERVICE = regional("backendServices/vllm");
const RULE = regional("forwardingRules/http-80");
const GROUP = zonal("networkEndpointGroups/on-prem");

describe("a quota", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startChain();
  });
  afterEach(() => simulator.close());

  /** Another resource like the one at `path`. */
  const another = (path: string, name = "another", more: object = {}): Promise<Answer> =>
    insert(simulator, path.replace(/[^/]+$/, name), { ...CHAIN[path], ...more });
  const maps = () => simulator.state.all("urlMaps").length;

  test("of the project refuses the next resource in Google's words", async () => {
    simulator.setQuotas([{ metric: "URL_MAPS", limit: maps() }]);
    const message = `Quota 'URL_MAPS' exceeded.  Limit: ${maps()}.0 globally.`;
    expect(await another(MAP)).toEqual({
      status: 403,
      body: { error: { code: 403, message, errors: [{ domain: "usageLimits", reason: "quotaExceeded", message }] } },
    });
    expect(simulator.log().at(-1)).toMatchObject({ rule: "quota" });
  });

  test("leaves what is there alone, and takes it back into account when it is gone", async () => {
    simulator.setQuotas([{ metric: "URL_MAPS", limit: maps() + 1 }]);
    expect((await another(MAP)).status).toBe(200);
    expect((await update(simulator, MAP, { description: "changed" })).status).toBe(200);
    expect((await another(MAP, "third")).status).toBe(403);
    await remove(simulator, regional("urlMaps/another"));
    expect((await another(MAP, "third")).status).toBe(200);
  });

  test("of a region holds in that region", async () => {
    const metric = "STATIC_ADDRESSES";
    simulator.setQuotas([{ metric, limit: 1, region: REGION }]);
    expect((await another(regional("addresses/ip"))).body.error.message).toMatch(
      / {2}Limit: 1.0 in region us-central1.$/,
    );
    expect((await another(regional("addresses/internal"))).status).toBe(200);
    expect((await insert(simulator, "projects/p/regions/europe-west4/addresses/ip", {})).status).toBe(200);
  });

  test("of a region counts what is in its zones", async () => {
    simulator.setQuotas([{ metric: "NETWORK_ENDPOINT_GROUPS", limit: 3, region: REGION }]);
    expect((await another(GROUP)).status).toBe(403);
    expect((await another(regional("networkEndpointGroups/openai"))).status).toBe(403);
    expect((await another(regional("networkEndpointGroups/run"))).status).toBe(200);
  });

  test("of serverless NEGs is one of the project", async () => {
    simulator.setQuotas([{ metric: "NETWORK_ENDPOINT_GROUPS", limit: 2 }]);
    expect((await another(regional("networkEndpointGroups/run"))).status).toBe(403);
    expect((await another(GROUP)).status).toBe(200);
  });

  test("of backend services is one by load balancing scheme", async () => {
    simulator.setQuotas([{ metric: "REGIONAL_INTERNAL_MANAGED_BACKEND_SERVICES", limit: 1, region: REGION }]);
    expect((await another(regional("backendServices/internal"))).status).toBe(403);
    expect((await another(SERVICE)).status).toBe(200);
  });

  test("of forwarding rules is one by network", async () => {
    const metric = "REGIONAL_EXTERNAL_MANAGED_FORWARDING_RULES_PER_REGION_PER_NETWORK";
    const { network } = await get(simulator, RULE);
    const used = simulator.state
      .all("forwardingRules")
      .filter((rule) => rule.network === network && rule.loadBalancingScheme === "EXTERNAL_MANAGED").length;
    const proxies = { ...CHAIN[regional("subnetworks/proxy-only")], ipCidrRange: "10.140.0.0/23" };
    const other = global("networks/other");
    await insert(simulator, regional("subnetworks/others"), { ...proxies, network: other });
    simulator.setQuotas([{ metric, limit: used, region: REGION }]);
    expect((await another(RULE, "another", { portRange: "8080" })).status).toBe(403);
    expect((await another(RULE, "another", { portRange: "8080", network: other })).status).toBe(200);
  });

  test("that is used by more than the simulator knows leaves less room", async () => {
    simulator.setQuotas([{ metric: "HEALTH_CHECKS", limit: 50, usage: 49 }]);
    expect((await another(regional("healthChecks/http"))).status).toBe(200);
    const { body } = await another(regional("healthChecks/http"), "third");
    expect(body.error.message).toContain("Limit: 50.0");
  });

  test("of something else counts nothing", async () => {
    simulator.setQuotas([{ metric: "CPUS", limit: 0, region: REGION }]);
    expect((await another(MAP)).status).toBe(200);
  });
});

describe("quotas are read from what gcloud prints:", () => {
  const quotas = [{ metric: "IN_USE_ADDRESSES", limit: 8.0, usage: 1.0 }];

  test("of a region", () => {
    const expected: Quota[] = [{ metric: "IN_USE_ADDRESSES", limit: 8, usage: 1, region: REGION }];
    expect(readQuotas({ kind: "compute#region", name: REGION, quotas })).toEqual(expected);
  });

  test("of a project, and of both in a list", () => {
    const project = { kind: "compute#project", name: "p", quotas };
    expect(readQuotas([project, { kind: "compute#region", name: REGION, quotas }])).toMatchObject([
      { limit: 8 },
      { limit: 8, region: REGION },
    ]);
    expect(readQuotas(project)[0]).not.toHaveProperty("region");
  });

  test.each([[{}], ["text"], [{ quotas: [{ metric: "CPUS" }] }]])("%j holds none, which is said", (json) => {
    expect(() => readQuotas(json)).toThrow("no quotas found: expected what `gcloud compute regions describe");
  });
});
