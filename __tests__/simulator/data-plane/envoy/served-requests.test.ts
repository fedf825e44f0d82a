import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "../../../../routing/evaluate/decision";
import type { RouteAction, UrlMap } from "../../../../routing/url-map";
import { describeWithEnvoy, startTestProxy, type TestProxy } from "../../../support/envoy/proxy";
import type { Answer, Seen } from "../../../support/envoy/upstream";

/** What a URL map asks for and a single decision does not show. */
describeWithEnvoy("Envoy, told by a URL map,", () => {
  let proxy: TestProxy;
  let seen: Seen[] = [];
  let answer: Answer = {};
  beforeAll(async () => {
    proxy = await startTestProxy(["llama", "shadow"], (one) => {
      seen.push(one);
      return answer;
    });
  });
  beforeEach(() => {
    seen = [];
    answer = {};
  });
  afterAll(() => proxy?.stop());

  const load = (defaultRouteAction: RouteAction) => proxy.load({ defaultService: "llama", defaultRouteAction });
  const send = (headers: Request["headers"] = {}, method = "GET") =>
    proxy.send({ method, scheme: "http", host: "example.com", path: "/v1", headers });

  test("mirrors a request with a marked host, after a host rewrite", async () => {
    await load({
      requestMirrorPolicy: { backendService: "shadow" },
      urlRewrite: { hostRewrite: "llama.internal" },
    });
    expect((await send()).seen).toMatchObject({ service: "llama", host: "llama.internal" });
    while (seen.length < 2) await sleep(5);
    expect(seen.find(({ service }) => service === "shadow")).toMatchObject({
      host: "llama.internal-shadow",
      path: "/v1",
    });
  });

  test("answers the preflight of an allowed origin, also where requests are aborted", async () => {
    await load({
      corsPolicy: { allowOrigins: ["https://a.example"], allowMethods: ["POST"], maxAge: 600 },
      faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } },
    });
    const preflight = (origin: string) => send({ origin, "access-control-request-method": "POST" }, "OPTIONS");
    expect(await preflight("https://a.example")).toMatchObject({
      status: 200,
      headers: { "access-control-allow-origin": "https://a.example", "access-control-max-age": "600" },
    });
    expect((await preflight("https://b.example")).status).toBe(404);
    expect(seen).toEqual([]);
  });

  test("with `*` and credentials answers any website by its own name, so that it may read with its visitor's cookies", async () => {
    await load({ corsPolicy: { allowOrigins: ["*"], allowCredentials: true } });
    for (const origin of ["https://evil.example", "null"])
      expect(await send({ origin, cookie: "session=abc" })).toMatchObject({
        status: 200,
        headers: { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" },
      });
  });

  test("delays a request", async () => {
    await load({
      faultInjectionPolicy: { delay: { fixedDelay: { seconds: "0", nanos: 200_000_000 }, percentage: 100 } },
    });
    const started = performance.now();
    expect((await send()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(195);
  });

  test("gives up when the answer is not complete in time", async () => {
    answer = { afterMs: 2_000 };
    await load({ timeout: { seconds: "0", nanos: 100_000_000 } });
    expect((await send()).status).toBe(504);
  });

  test("retries as often as it is told, on the named conditions alone", async () => {
    answer = { status: 503 };
    await load({ retryPolicy: { numRetries: 2, retryConditions: ["gateway-error"] } });
    expect((await send()).status).toBe(503);
    expect(seen).toHaveLength(3);
    await load({ retryPolicy: { numRetries: 2, retryConditions: ["connect-failure"] } });
    expect((await send()).status).toBe(503);
    expect(seen).toHaveLength(4);
  });

  test("changes headers of the innermost level first, and removes before it adds", async () => {
    const set = (value: string, replace: boolean) => ({
      requestHeadersToRemove: ["x-removed"],
      requestHeadersToAdd: [
        { headerName: "x-order", headerValue: value, replace: false },
        { headerName: "x-removed", headerValue: value, replace },
      ],
    });
    const map: UrlMap = {
      defaultService: "llama",
      headerAction: set("map", false),
      hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
      pathMatchers: [
        {
          name: "m",
          headerAction: set("matcher", false),
          defaultService: "llama",
          routeRules: [
            {
              priority: 1,
              matchRules: [{ prefixMatch: "/" }],
              headerAction: set("rule", false),
              routeAction: {
                weightedBackendServices: [{ backendService: "llama", weight: 1, headerAction: set("service", true) }],
              },
            },
          ],
        },
      ],
    };
    await proxy.load(map);
    const { seen: received } = await send({ "x-order": "client", "x-removed": "client" });
    expect(received?.headers["x-order"]).toBe("client,service,rule,matcher,map");
    expect(received?.headers["x-removed"]).toBe("map");
  });

  test("changes the headers of its own answers, too", async () => {
    const headerAction = { responseHeadersToAdd: [{ headerName: "x-added", headerValue: "yes", replace: true }] };
    const abort = { httpStatus: 404, percentage: 100 };
    await proxy.load({
      defaultService: "llama",
      defaultRouteAction: { faultInjectionPolicy: { abort } },
      headerAction,
    });
    expect(await send()).toMatchObject({ status: 404, headers: { "x-added": "yes" } });
    await proxy.load({ defaultUrlRedirect: { httpsRedirect: true }, headerAction });
    expect(await send()).toMatchObject({ status: 301, headers: { "x-added": "yes" } });
  });
});
