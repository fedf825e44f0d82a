import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { UrlMap } from "../../../routing/url-map";
import { type DataPlane, type DataPlaneOptions, startDataPlane } from "../../../simulator/data-plane/data-plane";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import type { ServedEndpoint } from "../../../simulator/data-plane/load-balancer";
import { type StandIn, startStandIn } from "../../../simulator/data-plane/stand-in";
import { describeWithEnvoy } from "../../support/envoy/proxy";
import { ask, LISTENER, loadBalancer, QUICK_CHECK, service } from "../../support/simulator/served";

const MACHINES = ["llama-0", "llama-1", "llama-2", "next-0", "old-0"];

describeWithEnvoy("the data plane", () => {
  const standIns = new Map<string, StandIn>();
  let dataPlane: DataPlane | undefined;

  beforeAll(async () => {
    for (const name of MACHINES) standIns.set(name, await startStandIn(name, { tokenMs: 30 }));
  });
  afterEach(async () => {
    await dataPlane?.stop();
    dataPlane = undefined;
  });
  afterAll(async () => {
    for (const standIn of standIns.values()) await standIn.close();
  });

  async function start(options: Partial<DataPlaneOptions> = {}): Promise<DataPlane> {
    dataPlane = await startDataPlane({
      envoy: findEnvoy() ?? "",
      upstreamOf: ({ instance = "" }) => standIns.get(instance),
      healthCheckPace: 20,
      ...options,
    });
    return dataPlane;
  }

  const status = async (plane: DataPlane) => (await ask(`${plane.url(LISTENER)}/`)).status;

  async function until(plane: DataPlane, expected: number): Promise<void> {
    while ((await status(plane)) !== expected) await sleep(5);
  }

  test("sends nothing to an endpoint until its health check has passed its threshold", async () => {
    const probes: (() => void)[] = [];
    const server = createServer((request, response) => {
      if (request.url === "/health") probes.push(() => response.end());
      else response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const plane = await start({ upstreamOf: () => ({ address: "127.0.0.1", port }) });
    const healthCheck = { ...QUICK_CHECK, healthyThreshold: 3, timeoutSec: 60 };
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { healthCheck })]));
    for (const passed of [0, 1, 2]) {
      while (probes.length === passed) await sleep(5);
      // The probe has been asked and not answered.
      expect(await status(plane)).toBe(503);
      probes[passed]?.();
    }
    await until(plane, 200);
    server.closeAllConnections();
    server.close();
  });

  test("keeps a new endpoint out until it is healthy, beside one that serves", async () => {
    const plane = await start();
    const healthCheck = { ...QUICK_CHECK, httpHealthCheck: { requestPath: "/health", response: "llama-0" } };
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { healthCheck, endpoints: 3 })]));
    await until(plane, 200);
    for (let i = 0; i < 10; i++) expect((await ask(plane.url(LISTENER))).headers["x-served-by"]).toBe("llama-0");
  });

  test("knows which backend services have a healthy endpoint", async () => {
    const plane = await start();
    const healthCheck = { ...QUICK_CHECK, httpHealthCheck: { requestPath: "/health", response: "llama-1" } };
    const services = [service("llama", { healthCheck }), service("next", { healthCheck: QUICK_CHECK }), service("old")];
    await plane.serve(loadBalancer({ defaultService: "next" }, services));
    await plane.probed();
    expect(["llama", "next", "old", "unknown"].map(plane.isHealthy)).toEqual([false, true, true, false]);
  });

  test("is probed when Envoy knows what came of it, however late that is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slow-envoy-"));
    const envoy = join(folder, "envoy");
    writeFileSync(envoy, `#!/bin/sh\necho $$ > ${envoy}.pid\nexec ${findEnvoy()} "$@"`, { mode: 0o755 });
    let open = false;
    const plane = await start({ envoy, isReachable: () => open });
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { healthCheck: QUICK_CHECK })]));
    const pid = Number(readFileSync(`${envoy}.pid`, "utf8"));
    process.kill(pid, "SIGSTOP");
    open = true;
    plane.refresh();
    setTimeout(() => process.kill(pid, "SIGCONT"), 200);
    await plane.probed();
    expect(await status(plane)).toBe(200);
    rmSync(folder, { recursive: true });
  });

  test("leaves no folder behind when Envoy does not start", async () => {
    const { TMPDIR } = process.env;
    const directory = mkdtempSync(join(tmpdir(), "no-envoy-"));
    process.env.TMPDIR = directory;
    try {
      await expect(start({ envoy: "/bin/false" })).rejects.toThrow("Envoy did not start");
      expect(readdirSync(directory)).toEqual([]);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmSync(directory, { recursive: true });
    }
  });

  test("reaches a backend only while the firewall lets the proxies through", async () => {
    let open = true;
    const plane = await start({ isReachable: (_endpoint, from) => open || from === "probers" });
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { healthCheck: QUICK_CHECK })]));
    await until(plane, 200);
    open = false;
    plane.refresh();
    await until(plane, 503);
  });

  test("finds a backend unhealthy once the firewall stops the probers", async () => {
    let open = true;
    const plane = await start({ isReachable: (_endpoint, from) => open || from === "proxies" });
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { healthCheck: QUICK_CHECK })]));
    await until(plane, 200);
    open = false;
    plane.refresh();
    await until(plane, 503);
    open = true;
    plane.refresh();
    await until(plane, 200);
  });

  test("takes changes of everything under load and loses no request", async () => {
    const plane = await start();
    const first = service("llama", { healthCheck: QUICK_CHECK });
    await plane.serve(loadBalancer({ defaultService: "llama" }, [first]));
    await until(plane, 200);

    const statuses: number[] = [];
    let loading = true;
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const client = async () => {
      while (loading) statuses.push(await statusOf(`${plane.url(LISTENER)}/v1`, agent));
    };
    const clients = Array.from({ length: 8 }, client);
    for (const round of [1, 2, 3, 4]) {
      const next = service("next", { healthCheck: QUICK_CHECK, localityLbPolicy: round % 2 ? "RANDOM" : "MAGLEV" });
      const llama = service("llama", { healthCheck: QUICK_CHECK, endpoints: 1 + (round % 3) });
      await plane.serve(loadBalancer({ defaultService: "llama" }, [llama, next]));
      await plane.probed();
      await plane.serve(loadBalancer({ defaultService: "next" }, [next]));
      await plane.serve(loadBalancer({ defaultService: "next" }, [llama, next], { keepAliveSec: 100 + round }));
      await plane.probed();
      await plane.serve(loadBalancer({ defaultService: "llama" }, [llama]));
    }
    loading = false;
    await Promise.all(clients);
    agent.destroy();
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter((one) => one !== 200)).toEqual([]);
  });

  test("lets a stream end whose backend service is gone", async () => {
    const plane = await start();
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama")]));
    const stream = await openStream(`${plane.url(LISTENER)}/v1/chat/completions`);
    await plane.serve(loadBalancer({ defaultService: "next" }, [service("next")]));
    expect((await ask(plane.url(LISTENER))).headers["x-served-by"]).toBe("next-0");
    expect(await stream.text()).toMatch(/\[DONE\]\n\n$/);
  });

  test("serves by the old URL map, and its backend service, until the change has arrived", async () => {
    const plane = await start({ urlMapDelayMs: 300 });
    await plane.serve(loadBalancer({ defaultService: "old" }, [service("old")]));
    const started = performance.now();
    const arrived = plane.serve(loadBalancer({ defaultService: "next" }, [service("next")]));
    expect((await ask(plane.url(LISTENER))).headers["x-served-by"]).toBe("old-0");
    await arrived;
    expect(performance.now() - started).toBeGreaterThanOrEqual(295);
    expect((await ask(plane.url(LISTENER))).headers["x-served-by"]).toBe("next-0");
  });

  test("keeps a session on one endpoint by a header, and by a cookie that it makes", async () => {
    const plane = await start();
    const servedBy = async (headers: Readonly<Record<string, string>>) =>
      (await ask(plane.url(LISTENER), headers)).headers["x-served-by"];
    const byHeader = { sessionAffinity: "HEADER_FIELD", consistentHash: { httpHeaderName: "x-session" } };
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { ...byHeader, endpoints: 3 })]));
    const sessions = Array.from({ length: 30 }, (_, i) => `session-${i}`);
    const first = await Promise.all(sessions.map((session) => servedBy({ "x-session": session })));
    expect(new Set(first).size).toBe(3);
    expect(await Promise.all(sessions.map((session) => servedBy({ "x-session": session })))).toEqual(first);

    const byCookie = { sessionAffinity: "GENERATED_COOKIE", localityLbPolicy: "RING_HASH" };
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { ...byCookie, endpoints: 3 })]));
    const { headers } = await ask(plane.url(LISTENER));
    const [cookie = ""] = headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^GCILB="?\w+/);
    for (let i = 0; i < 6; i++)
      expect(await servedBy({ cookie: cookie.split(";")[0] ?? "" })).toBe(headers["x-served-by"]);
  });

  test("gives up after the backend service's timeout, and refuses beyond its circuit breakers", async () => {
    const plane = await start();
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { timeoutSec: 0.05 })]));
    const slow = await openStream(`${plane.url(LISTENER)}/v1/chat/completions`);
    await expect(slow.text()).rejects.toThrow();

    await plane.serve(
      loadBalancer({ defaultService: "next" }, [service("next", { circuitBreakers: { maxRequests: 1 } })]),
    );
    const stream = await openStream(`${plane.url(LISTENER)}/v1/chat/completions`);
    expect(await status(plane)).toBe(503);
    await stream.text();
    expect(await status(plane)).toBe(200);
  });

  test("serves HTTPS as plain HTTP and tells the backend so, beside a listener that redirects to it", async () => {
    const plane = await start();
    const { listeners, backendServices } = loadBalancer({ defaultService: "llama" }, [service("llama")], {
      name: "203.0.113.1:443",
      protocol: "https",
      port: 443,
    });
    const redirect = loadBalancer({ defaultUrlRedirect: { httpsRedirect: true } }, []).listeners;
    await plane.serve({ listeners: [...listeners, ...redirect], backendServices });
    const { body } = await ask(plane.url("203.0.113.1:443"));
    expect(JSON.parse(body).headers["x-forwarded-proto"]).toBe("https");
    expect(await ask(`${plane.url(LISTENER)}/v1?a=b`, { host: "ai.example.com" })).toMatchObject({
      status: 301,
      headers: { location: "https://ai.example.com/v1?a=b" },
    });
  });

  test("takes its own port in a host for the listener's", async () => {
    const plane = await start();
    const urlMap = {
      defaultUrlRedirect: { pathRedirect: "/elsewhere" },
      hostRules: [{ hosts: ["ai.example.com", "ai.example.com:80"], pathMatcher: "ai" }],
      pathMatchers: [{ name: "ai", defaultService: "llama" }],
    };
    await plane.serve(loadBalancer(urlMap, [service("llama")]));
    const { port } = new URL(plane.url(LISTENER));
    expect((await ask(plane.url(LISTENER), { host: `ai.example.com:${port}` })).status).toBe(200);
    expect((await ask(plane.url(LISTENER), { host: "ai.example.com:81" })).status).toBe(301);
  });

  test("tells of each request what the client asked, and what became of it", async () => {
    const seen: object[] = [];
    const plane = await start({ onRequest: (request) => seen.push(request) });
    const urlRewrite = { pathPrefixRewrite: "/rewritten", hostRewrite: "llama.internal" };
    await plane.serve(
      loadBalancer({ defaultService: "llama", defaultRouteAction: { urlRewrite } }, [service("llama")]),
    );
    await ask(`${plane.url(LISTENER)}/v1?a=b`, { host: "ai.example.com" });
    while (seen.length === 0) await sleep(5);
    expect(seen).toEqual([
      expect.objectContaining({
        method: "GET",
        host: "ai.example.com",
        path: "/v1?a=b",
        route: "default",
        cluster: "llama",
        status: 200,
        flags: "-",
      }),
    ]);
  });

  const withRegexes = (...regexes: readonly string[]): UrlMap => ({
    hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
    pathMatchers: [
      {
        name: "m",
        defaultService: "llama",
        routeRules: regexes.map((regexMatch, i) => ({
          priority: i + 1,
          matchRules: [{ regexMatch }],
          service: "llama",
        })),
      },
    ],
    defaultService: "llama",
  });

  test("tells each route that Envoy refuses, in Envoy's words, and goes on serving", async () => {
    const plane = await start();
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama")]));
    const urlMap = withRegexes("/a", "(", "/b", "/c", "[^,]{1,50}");
    expect(await plane.serve(loadBalancer(urlMap, [service("llama")]))).toEqual([
      { name: "m.routeRules[1]", match: { safe_regex: { regex: "(" } }, reason: "missing ): (" },
      {
        name: "m.routeRules[4]",
        match: { safe_regex: { regex: "[^,]{1,50}" } },
        reason: expect.stringMatching(/RE2 program size of 153 > max program size of 100/),
      },
    ]);
    expect(await status(plane)).toBe(200);
  });

  test("tells what Envoy refuses at the start too, and serves what comes after", async () => {
    const plane = await start();
    const refused = await plane.serve(loadBalancer(withRegexes("/a{1000}"), [service("llama")]));
    expect(refused.map(({ name }) => name)).toEqual(["m.routeRules[0]"]);
    await expect(status(plane)).rejects.toThrow("ECONNREFUSED");
    expect(await plane.serve(loadBalancer(withRegexes("/a{10}"), [service("llama")]))).toEqual([]);
    expect(await status(plane)).toBe(200);
  });

  test("drops an endpoint that goes away", async () => {
    const moving = await startStandIn("moving");
    const upstreamOf = ({ instance }: ServedEndpoint) => (instance === "llama-0" ? moving : undefined);
    const plane = await start({ upstreamOf });
    await plane.serve(loadBalancer({ defaultService: "llama" }, [service("llama", { healthCheck: QUICK_CHECK })]));
    await until(plane, 200);
    await moving.close();
    await until(plane, 503);
  });
});

function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.on("error", () => resolve(0));
    }).on("error", () => resolve(0));
  });
}

/** A chat that streams, after its first token. */
async function openStream(url: string): Promise<{ text: () => Promise<string> }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stream: true, messages: [{ role: "user", content: "count to seven" }] }),
  });
  const reader = response.body?.getReader();
  await reader?.read();
  return {
    text: async () => {
      let text = "";
      const decoder = new TextDecoder();
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        text += decoder.decode(part.value);
      return text;
    },
  };
}
