import type { Decision } from "../../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../../routing/evaluate/evaluate";
import type { UrlMap } from "../../../../routing/url-map";
import { SERVICES } from "../../../support/arbitraries/envoy/actions";
import { describeWithEnvoy, inFlight, startTestProxy, type TestProxy } from "../../../support/envoy/proxy";

const REQUESTS = 4_000;
/** A fair choice among three is further off once in a million runs. */
const CHI_SQUARE_LIMIT = 27.6;

describeWithEnvoy("the weights of backend services", () => {
  let proxy: TestProxy;
  beforeAll(async () => {
    proxy = await startTestProxy(SERVICES);
  });
  afterAll(() => proxy?.stop());

  test.each([[[90, 10, 0]], [[1, 2, 1]], [[1, 999, 0]]])("are the shares of requests they get: %j", async (weights) => {
    const map: UrlMap = {
      defaultRouteAction: {
        weightedBackendServices: weights.map((weight, i) => ({ backendService: SERVICES[i] ?? "", weight })),
      },
    };
    await proxy.load(map);
    const shares = sharesOf(decide(compileUrlMap(map), REQUEST));
    const observed = await servicesOf(proxy);
    expect([...observed.keys()].filter((service) => !shares.get(service))).toEqual([]);
    expect(chiSquare(shares, observed)).toBeLessThan(CHI_SQUARE_LIMIT);
  });
});

const REQUEST = { method: "GET", scheme: "http", host: "example.com", path: "/", headers: {} } as const;

function sharesOf(decision: Decision): Map<string, number> {
  if (decision.kind !== "forward") throw new Error(`decided ${decision.kind}`);
  return new Map(decision.destinations.map(({ service, share }) => [service, share]));
}

async function servicesOf(proxy: TestProxy): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { seen } of await inFlight(
    Array.from({ length: REQUESTS }, () => REQUEST),
    proxy.send,
  )) {
    const service = seen?.service ?? "none";
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return counts;
}

function chiSquare(shares: Map<string, number>, observed: Map<string, number>): number {
  return [...shares]
    .filter(([, share]) => share > 0)
    .map(([service, share]) => ((observed.get(service) ?? 0) - share * REQUESTS) ** 2 / (share * REQUESTS))
    .reduce((sum, term) => sum + term, 0);
}
