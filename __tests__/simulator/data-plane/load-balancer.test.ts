import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { lastSegment } from "../../../simulator/control-plane/resource-path";
import type { Simulator } from "../../../simulator/control-plane/server";
import { loadBalancerOf } from "../../../simulator/data-plane/load-balancer";
import { stackResources } from "../../../simulator/stack/stack-resources";
import { EXAMPLES } from "../../support/examples";
import { analyzeExample, stacksOf } from "../../support/project";
import { startChain } from "../../support/simulator/chain";
import { regional, zonal } from "../../support/simulator/client";
import { referenceStack } from "../../support/simulator/reference-stack";

describe("what must be served, read from a simulator", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startChain();
  });
  afterAll(() => simulator.close());

  test("is a listener for each forwarding rule, with its URL map", () => {
    const { listeners } = loadBalancerOf(simulator.state);
    expect(listeners.map(({ protocol, port, urlMap }) => [protocol, port, urlMap.defaultService])).toEqual([
      ["http", 80, regional("backendServices/closed")],
      ["http", 80, regional("backendServices/internal")],
    ]);
  });

  test("has backend services with their health checks", () => {
    const { backendServices } = loadBalancerOf(simulator.state);
    const served = backendServices.get(regional("backendServices/vllm"));
    expect(served?.resource.timeoutSec).toBe(600);
    expect(served?.healthCheck?.healthyThreshold).toBe(2);
    expect(backendServices.get(regional("backendServices/closed"))?.endpoints).toEqual([]);
  });

  test("has an endpoint for each machine of a group, on the port of the port name", () => {
    const dump = simulator.dump();
    const group = zonal("instanceGroups/vllm");
    const instances = [zonal("instances/vm-1"), zonal("instances/vm-2")];
    simulator.load({ ...dump, [group]: { ...dump[group], name: "vllm", ...{ instances } } });
    const endpoints = () =>
      loadBalancerOf(simulator.state).backendServices.get(regional("backendServices/vllm"))?.endpoints;
    expect(endpoints()).toEqual(
      instances.map((instance) => ({
        service: regional("backendServices/vllm"),
        group,
        instance,
        port: 8000,
        weight: 100,
      })),
    );
    simulator.load({ ...dump, [group]: { ...dump[group], name: "vllm", ...{ instances, namedPorts: [] } } });
    expect(endpoints()).toEqual([]);
  });

  test("has the machines of a group with a capacity of 0 as idle ones", () => {
    const dump = simulator.dump();
    const path = regional("backendServices/vllm");
    const group = zonal("instanceGroups/vllm");
    const machines = { instances: [zonal("instances/vm-1")], namedPorts: [{ name: "http", port: 8000 }] };
    simulator.load({
      ...dump,
      [group]: { ...dump[group], name: "vllm", ...machines },
      [path]: { ...dump[path], name: "vllm", ...{ portName: "http", backends: [{ group, capacityScaler: 0 }] } },
    });
    const served = loadBalancerOf(simulator.state).backendServices.get(path);
    simulator.load(dump);
    expect(served?.endpoints).toEqual([]);
    expect(served?.idle).toMatchObject([{ instance: zonal("instances/vm-1"), port: 8000 }]);
  });

  test("has one endpoint for a serverless group", () => {
    const { backendServices } = loadBalancerOf(simulator.state);
    expect(backendServices.get(regional("backendServices/run"))?.endpoints).toEqual([
      { service: regional("backendServices/run"), group: regional("networkEndpointGroups/run"), weight: 100 },
    ]);
  });
});

describe("what must be served, read from Terraform JSON", () => {
  test("is what the reference stack leads to", () => {
    const { listeners, backendServices } = loadBalancerOf(stackResources(referenceStack()));
    expect(listeners.map(({ protocol, port }) => [protocol, port])).toEqual([["http", 80]]);
    const vllm = backendServices.get("projects/project/regions/us-central1/backendServices/vllm-v1");
    expect(vllm).toMatchObject({
      resource: { timeoutSec: 600, localityLbPolicy: "ROUND_ROBIN", sessionAffinity: "NONE" },
      healthCheck: { type: "HTTP", httpHealthCheck: { requestPath: "/health" } },
      endpoints: [{ instance: "projects/project/zones/us-central1-a/instances/vllm-v1-1", port: 8000 }],
    });
  });

  test.each(EXAMPLES)("has endpoints for every workload of %s, and a way to each service of its URL map", (name) => {
    for (const [stack, json] of Object.entries(stacksOf(analyzeExample(name)))) {
      if (stack === "ai-dns") continue;
      const { listeners, backendServices } = loadBalancerOf(stackResources(json));
      expect(listeners.length).toBeGreaterThan(0);
      const idle = [...backendServices].filter(([, { endpoints }]) => endpoints.length === 0);
      // Nobody knows the backends of another team's backend service, `search`.
      const expected = name === "every-backend" ? ["closed", "search"] : ["closed"];
      const unserved = stack === "ai-europe-west4" ? ["mixtral"] : [];
      expect(
        idle
          .map(([path]) => lastSegment(path))
          .filter((id) => !unserved.includes(id))
          .sort(),
      ).toEqual(expected);
      for (const { urlMap } of listeners) {
        const named = JSON.stringify(urlMap).match(/projects\/[^"]+\/backendServices\/[^"]+/g) ?? [];
        for (const path of named) expect([...backendServices.keys()]).toContain(path);
        expect(() => decide(compileUrlMap(urlMap), REQUEST)).not.toThrow();
      }
    }
  });
});

const REQUEST = { method: "GET", scheme: "http", host: "ai.example.com", path: "/v1/models", headers: {} } as const;
