import { resolve } from "../../../config/model/resolve";
import type { Config, WorkloadConfig } from "../../../config/schema/config";

const REGION = "us-central1";

function config(workloads: Config["workloads"], rest: Partial<Config> = {}): Config {
  return { name: "ai", region: REGION, network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" }, workloads, ...rest };
}

function workload(words: Partial<WorkloadConfig>, region = REGION) {
  const backends = [{ instanceGroup: "us-central1-a/vllm" }];
  const [resolved] = resolve(config({ w: { backends, ...words } }), region).workloads;
  if (resolved === undefined) throw new Error("no workload");
  return resolved;
}

describe("what counts, first to last", () => {
  test("the workload's own word wins over its profile, the profile over the server, the server over the default", () => {
    expect(workload({}).timeout).toBe(600);
    expect(workload({ server: "tei" }).timeout).toBe(60);
    expect(workload({ server: "tei", profile: "agentic" }).timeout).toBe(3600);
    expect(workload({ server: "tei", profile: "agentic", timeout: "90s" }).timeout).toBe(90);
  });

  test("a server gives port and health path", () => {
    expect(workload({ server: "sglang" })).toMatchObject({
      port: 30000,
      healthCheck: { path: "/get_model_info", protocol: "http" },
    });
    expect(workload({ server: "triton", port: 8010 })).toMatchObject({
      port: 8010,
      healthCheck: { path: "/v2/health/ready" },
    });
  });

  test("the port follows the protocol when nothing names it", () => {
    expect(workload({}).port).toBe(80);
    expect(workload({ protocol: "https" }).port).toBe(443);
    expect(workload({ protocol: "h2c" }).port).toBe(80);
  });
});

describe("what the platform accepts follows from the kind of backend", () => {
  test.each([
    ["instance group", { instanceGroup: "us-central1-a/g" }, { mode: "UTILIZATION" }],
    [
      "instance group with a rate",
      { instanceGroup: "us-central1-a/g", maxRatePerInstance: 5 },
      { mode: "RATE", maxRatePerInstance: 5 },
    ],
    ["zonal NEG", { neg: "us-central1-a/n" }, { mode: "RATE", maxRatePerEndpoint: 100 }],
    [
      "GKE NEG with a rate",
      { gke: { neg: "n", zones: ["us-central1-a"] }, maxRate: 50 },
      { mode: "RATE", maxRate: 50 },
    ],
    ["Cloud Run", { cloudRun: "s" }, undefined],
    ["Private Service Connect", { privateServiceConnect: "us-central1-aiplatform.googleapis.com" }, undefined],
    ["internet endpoint", { internet: { fqdn: "api.openai.com" } }, undefined],
  ])("%s", (_, backend, balancing) => {
    const [resolved] = workload({ backends: [backend] }).backends;
    if (balancing) expect(resolved?.balancing).toMatchObject(balancing);
    else expect(resolved?.balancing).toBeUndefined();
  });

  test("affinity moves an instance group from utilization to a rate, which UTILIZATION does not go with", () => {
    const { backends, affinity, localityLbPolicy } = workload({ affinity: { header: "x-session-id" } });
    expect(backends[0]?.balancing?.mode).toBe("RATE");
    expect(affinity).toEqual({ kind: "HEADER_FIELD", header: "x-session-id" });
    expect(localityLbPolicy).toBe("RING_HASH");
  });

  test("serverless has neither timeout nor health check", () => {
    expect(workload({ backends: [{ cloudRun: "s" }], profile: "embeddings" })).toMatchObject({
      timeout: undefined,
      healthCheck: undefined,
    });
  });

  test("providers and Google APIs are reached by TLS under their own name", () => {
    expect(workload({ backends: [{ internet: { fqdn: "api.openai.com" } }] })).toMatchObject({
      protocol: "HTTPS",
      port: 443,
      hostRewrite: "api.openai.com",
      profile: "provider",
    });
    expect(
      workload({ backends: [{ privateServiceConnect: "us-central1-aiplatform.googleapis.com" }] }).hostRewrite,
    ).toBe("us-central1-aiplatform.googleapis.com");
  });

  test("one limit of a circuit breaker does not bring the provider's 1,024 for the others", () => {
    expect(workload({ circuitBreakers: { maxRetries: 10, maxRequests: undefined } }).circuitBreakers).toEqual({
      maxConnections: 2147483647,
      maxPendingRequests: 2147483647,
      maxRequests: 2147483647,
      maxRetries: 10,
    });
  });
});

describe("regions", () => {
  test.each([
    [{ instanceGroup: "europe-west4-a/g" }],
    [{ instanceGroup: "europe-west4/g" }],
    [{ instanceGroup: "projects/p/zones/europe-west4-b/instanceGroups/g" }],
    [{ neg: "europe-west4-a/n" }],
    [{ gke: { neg: "n", zones: ["europe-west4-a"] } }],
    [{ instances: ["europe-west4-a/vm"] }],
    [{ hybridEndpoints: { zone: "europe-west4-a", endpoints: ["10.0.0.1"] } }],
    [{ privateServiceConnect: "projects/p/regions/europe-west4/serviceAttachments/a" }],
    [{ region: "europe-west4", cloudRun: "s" }],
  ])("%j is in europe-west4 only", (backend) => {
    expect(workload({ backends: [backend] }, "europe-west4").backends).toHaveLength(1);
    expect(workload({ backends: [backend] }, "us-central1").backends).toHaveLength(0);
  });

  test("a backend that names no region is in each", () => {
    expect(workload({ backends: [{ cloudRun: "s" }] }, "europe-west4").backends).toHaveLength(1);
  });

  test("the proxy-only subnet is given once or by region", () => {
    const network = {
      vpc: "ai",
      proxyOnlySubnet: { "us-central1": "10.1.0.0/23", "europe-west4": { existing: "p", range: "10.2.0.0/23" } },
    };
    expect(resolve(config({}, { network }), "us-central1").network.proxyOnlySubnet).toEqual({ range: "10.1.0.0/23" });
    expect(resolve(config({}, { network }), "europe-west4").network.proxyOnlySubnet).toEqual({
      existing: "p",
      range: "10.2.0.0/23",
    });
  });
});

test("route groups that name one host are merged, with the place of each rule", () => {
  const rule = (path: string) => ({ paths: [path], to: "w" });
  const routes = [
    { hosts: ["b.example.com", "a.example.com"], rules: [rule("/1")] },
    { hosts: ["a.example.com"], rules: [rule("/2")], default: { respond: 403 } },
    { rules: [rule("/3")] },
  ];
  const { hosts } = resolve(config({}, { routes }), REGION).routing;
  expect(hosts.map(({ host, rules }) => [host, rules.map(({ path }) => path.join("."))])).toEqual([
    ["*", ["routes.2.rules.0"]],
    ["a.example.com", ["routes.0.rules.0", "routes.1.rules.0"]],
    ["b.example.com", ["routes.0.rules.0"]],
  ]);
  expect(hosts[1]?.default?.path).toEqual(["routes", 1, "default"]);
});

test("backends get ids from what they are, sorted, so that their order in the file means nothing", () => {
  const backends = [{ instanceGroup: "us-central1-b/z" }, { instanceGroup: "us-central1-a/a" }];
  const ids = (list: WorkloadConfig["backends"]) => workload({ backends: list }).backends.map(({ id }) => id);
  expect(ids(backends)).toEqual(["us-central1-a-a", "us-central1-b-z"]);
  expect(ids([...backends].reverse())).toEqual(ids(backends));
});
