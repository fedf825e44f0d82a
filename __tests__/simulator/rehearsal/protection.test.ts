import { stacksOf } from "../../../cli/stacks";
import type { Config } from "../../../config/schema/config";
import type { Simulator } from "../../../simulator/control-plane/server";
import type { Dump } from "../../../simulator/control-plane/state";
import { watchExposures } from "../../../simulator/rehearsal/exposures";
import { managedOnly } from "../../../simulator/rehearsal/let-go";
import type { Stack } from "../../../simulator/stack/stack";
import { analyzeConfig } from "../../support/project";
import { proxy } from "../../support/rehearsal/small";
import { startChain } from "../../support/simulator/chain";
import { call, insert, located, regional, remove } from "../../support/simulator/client";

const stacks = (more: Partial<Config>) => stacksOf(analyzeConfig(proxy(more)));
const LIMITED = stacks({ security: { rateLimits: [{ name: "ip", key: "clientIp", requests: 60, per: "1m" }] } });
const NAMED = stacks({ securityPolicy: "edge" });
const PLAIN = stacks({});

describe("what Terraform let go of", () => {
  const at = (path: string) => `projects/ml-prod/regions/us-central1/${path}`;
  const policy = (digits: string, second: number): Dump => {
    const name = `ai-us-central1-${digits}`;
    return { [at(`securityPolicies/${name}`)]: { name, creationTimestamp: `2026-01-01T00:00:0${second}.000Z` } };
  };
  const [block] = Object.values(PLAIN[0]?.json.resource?.google_compute_region_backend_service ?? {});
  const name = String(block?.name);
  const service = (securityPolicy?: string): Dump => ({
    [at(`backendServices/${name}`)]: { name, ...(securityPolicy && { securityPolicy: at(securityPolicy) }) },
  });
  const OLD = "securityPolicies/ai-us-central1-00000001";

  test("is whatever policy of its own the stack has no word for", () => {
    const { dump, letGo } = managedOnly({ ...policy("00000001", 1), ...service(OLD) }, [...LIMITED, ...PLAIN], PLAIN);
    expect(dump).toEqual(service());
    expect(letGo).toEqual([{ path: at(OLD), usedBy: [at(`backendServices/${name}`)] }]);
  });

  test("is the older of two policies, and the newer has a name in common with any other deploy", () => {
    const both = { ...policy("00000002", 2), ...policy("00000001", 1) };
    const { dump, letGo } = managedOnly(both, LIMITED, LIMITED);
    expect(letGo).toEqual([{ path: at(OLD), usedBy: [] }]);
    expect(Object.keys(dump)).toEqual(Object.keys(managedOnly(policy("abcdef00", 5), LIMITED, LIMITED).dump));
  });

  test("is a policy by name that nothing names any more, only where it still is", () => {
    const attached = service("securityPolicies/edge");
    expect(managedOnly(attached, [...NAMED, ...PLAIN], PLAIN)).toEqual({
      dump: service(),
      letGo: [{ path: at("securityPolicies/edge"), usedBy: [at(`backendServices/${name}`)] }],
    });
    // Others may have attached it.
    expect(managedOnly(attached, PLAIN, PLAIN)).toEqual({ dump: attached, letGo: [] });
  });
});

describe("requests that must be denied", () => {
  const RULE = regional("forwardingRules/http-80");
  const VLLM = regional("backendServices/vllm");
  const ARMOR = regional("securityPolicies/armor");
  const AUTHORIZED: Stack[] = [
    {
      name: "ai",
      json: {
        resource: {
          google_compute_forwarding_rule: { "port-80": { name: "http-80" } },
          google_network_security_authz_policy: {
            deny: {
              name: "deny",
              action: "DENY",
              target: { resources: ["${google_compute_forwarding_rule.port-80.self_link}"] },
              http_rules: [{ to: { operations: { methods: ["PUT"] } } }],
            },
          },
        },
      },
    },
  ];
  const ARMORED: Stack[] = [
    {
      name: "ai",
      json: { resource: { google_compute_region_backend_service: { vllm: { name: "vllm", security_policy: ARMOR } } } },
    },
  ];
  const denyOn = (simulator: Simulator) =>
    insert(simulator, located("authzPolicies/deny"), {
      action: "DENY",
      target: { loadBalancingScheme: "EXTERNAL_MANAGED", resources: [RULE] },
      httpRules: [{}],
    });
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startChain();
  });
  afterEach(() => simulator.close());

  test("are not sent where nothing protects", () => {
    expect(watchExposures(simulator, PLAIN)()).toBeUndefined();
  });

  test("are let through by a new forwarding rule until its authorization policy names it", async () => {
    await denyOn(simulator);
    const end = watchExposures(simulator, AUTHORIZED);
    await remove(simulator, located("authzPolicies/deny"));
    await denyOn(simulator);
    const report = end();
    expect(report?.exposures).toEqual([
      { what: "http-80", without: ["deny"], from: expect.any(Number), to: expect.any(Number) },
    ]);
    expect(report?.letThrough).toBeGreaterThan(0);
  });

  test("do not count where nothing protected before", async () => {
    const end = watchExposures(simulator, AUTHORIZED);
    await denyOn(simulator);
    expect(end()).toMatchObject({ letThrough: 0, exposures: [] });
  });

  test("are let through by a backend service that loses its security policy", async () => {
    await call(simulator, VLLM, "setSecurityPolicy", { securityPolicy: ARMOR });
    const end = watchExposures(simulator, ARMORED);
    await call(simulator, VLLM, "setSecurityPolicy", {});
    expect(end()?.exposures).toEqual([{ what: "vllm", without: ["its security policy"], from: expect.any(Number) }]);
  });
});
