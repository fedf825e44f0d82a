import { once } from "node:events";
import { createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { parse } from "yaml";
import { resolve } from "../../../config/model/resolve";
import type { Config } from "../../../config/schema/config";
import { authorizationPolicies } from "../../../routing/access/authorization";
import { securityPolicyRules } from "../../../routing/access/security-policy";
import type { Authorizer } from "../../../simulator/data-plane/access";
import { type DataPlane, startDataPlane } from "../../../simulator/data-plane/data-plane";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { type StandIn, startStandIn } from "../../../simulator/data-plane/stand-in";
import { describeWithEnvoy } from "../../support/envoy/proxy";
import { ask, LISTENER, loadBalancer, service } from "../../support/simulator/served";

const KEYS: Authorizer = {
  name: "authorization-keys",
  service: "keys",
  protocol: "EXT_AUTHZ_GRPC",
  timeout: "1s",
  failOpen: false,
  headers: ["x-api-key"],
  hosts: [],
};

describeWithEnvoy("who may call", () => {
  let standIn: StandIn;
  let plane: DataPlane;
  let authorizer: Http2Server;
  let isAuthorizer = false;
  const asked: string[] = [];

  beforeAll(async () => {
    standIn = await startStandIn("llama");
    authorizer = createServer().on("stream", (stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.once("data", (question: Buffer) => {
        asked.push(question.toString("latin1"));
        // A message of gRPC: CheckResponse with `status.code` 0, or 7 (PERMISSION_DENIED).
        const answer = question.includes("good-key") ? [0x0a, 0x00] : [0x0a, 0x02, 0x08, 0x07];
        stream.end(Buffer.from([0, 0, 0, 0, answer.length, ...answer]));
      });
    });
    authorizer.listen(0, "127.0.0.1");
    await once(authorizer, "listening");
    const { port } = authorizer.address() as AddressInfo;
    plane = await startDataPlane({
      envoy: findEnvoy() ?? "",
      upstreamOf: (endpoint) => (endpoint.service === "keys" ? { address: "127.0.0.1", port } : standIn),
      isAuthorizer: (name) => isAuthorizer && name === "keys",
    });
  });
  afterAll(async () => {
    await plane?.stop();
    await standIn?.close();
    authorizer?.close();
  });

  /** Serves one workload as some words of a file protect it. */
  async function serve(words: string, authorizers: readonly Authorizer[] = []): Promise<void> {
    const config = {
      name: "ai",
      region: "us-central1",
      network: { vpc: "ai", proxyOnlySubnet: "10.129.0.0/23" },
      workloads: { llama: { backends: [{ instanceGroup: "us-central1-a/llama" }] } },
      ...parse(words),
    } as Config;
    const model = resolve(config, "us-central1");
    const policies = authorizationPolicies(model, (id) => id).map(({ policy }) => policy);
    const llama = { ...service("llama"), securityPolicy: securityPolicyRules(model.security) };
    const keys = service("keys", { protocol: "H2C" });
    const aliases = { names: ["127.0.0.1"], host: "ai.example.com" };
    const access = { policies, authorizers };
    await plane.serve(loadBalancer({ defaultService: "llama" }, [llama, keys], { access, aliases }));
  }

  const status = async (ip: string, path = "/", headers: Readonly<Record<string, string>> = {}) =>
    (await ask(`${plane.url(LISTENER)}${path}`, { "x-preview-client-ip": ip, ...headers })).status;

  test("ranges are allowed and denied, in the security policy and at the forwarding rule alike", async () => {
    await serve("security: { allow: [203.0.113.0/24, 127.0.0.1], deny: [203.0.113.66] }");
    expect(await status("203.0.113.7")).toBe(200);
    expect(await status("203.0.113.66")).toBe(403);
    expect(await status("198.51.100.1")).toBe(403);
    // Nobody says who calls: it is this machine.
    expect((await ask(plane.url(LISTENER))).status).toBe(200);
  });

  test("callers are known by an identity, a header or a range: one is enough", async () => {
    await serve(
      "security: { allow: [203.0.113.0/24, { serviceAccount: a@p.iam.gserviceaccount.com }, { headers: { x-team: { prefix: search- }, x-b: b } }] }",
    );
    const one = "198.51.100.1";
    expect(await status(one)).toBe(403);
    expect(await status(one, "/", { "x-preview-principal": "a@p.iam.gserviceaccount.com" })).toBe(200);
    expect(await status(one, "/", { "x-preview-principal": "b@p.iam.gserviceaccount.com" })).toBe(403);
    expect(await status(one, "/", { "x-team": "search-eu", "x-b": "b" })).toBe(200);
    expect(await status(one, "/", { "x-team": "search-eu" })).toBe(403);
  });

  test("a rule is narrowed for its hosts and paths in any case, and nothing else is", async () => {
    await serve(`routes:
  - hosts: [ai.example.com]
    rules: [{ paths: [/admin, /admin/*], to: llama, security: { allow: [203.0.113.5] } }]`);
    const host = { host: "ai.example.com" };
    for (const path of ["/admin", "/admin/x", "/ADMIN/x", "/admin?x=1"]) {
      expect([path, await status("203.0.113.6", path, host)]).toEqual([path, 403]);
      expect([path, await status("203.0.113.5", path, host)]).toEqual([path, 200]);
    }
    for (const path of ["/administer", "/other", "/%61dmin"])
      expect([path, await status("203.0.113.6", path, host)]).toEqual([path, 200]);
    expect(await status("203.0.113.6", "/admin")).toBe(403);
    expect(await status("203.0.113.6", "/admin", { host: "other.example.com" })).toBe(200);
  });

  test("a limit counts each key by itself, and refuses requests that lack it", async () => {
    await serve(
      "security: { rateLimits: [{ name: tenant, key: [{ header: x-tenant }, clientIp], requests: 3, per: 1h }] }",
    );
    const send = (tenant: string, ip = "203.0.113.1") => status(ip, "/", { "x-tenant": tenant });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await send("a"));
    expect(answers).toEqual([200, 200, 200, 429]);
    expect([await send("b"), await send("a", "203.0.113.2"), await status("203.0.113.1")]).toEqual([200, 200, 403]);
  });

  test("of several limits the first one that is for a request counts it, and no other", async () => {
    await serve(`security:
  rateLimits:
    - { name: team, key: [{ header: x-tenant }, { header: x-team }], requests: 3, per: 1h, withoutKey: skip }
    - { name: tenant, key: { header: x-tenant }, requests: 2, per: 1h, withoutKey: skip }
    - { name: address, key: clientIp, requests: 1, per: 1h }`);
    const statuses = async (headers: Record<string, string>, times: number) => {
      const all = [];
      for (let i = 0; i < times; i++) all.push(await status("203.0.113.1", "/", headers));
      return all;
    };
    expect(await statuses({ "x-tenant": "a", "x-team": "b" }, 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses({ "x-tenant": "a" }, 3)).toEqual([200, 200, 429]);
    expect(await statuses({ "x-team": "b" }, 2)).toEqual([200, 429]);
  });

  test("a limit that is only tried, and one of one's own expression, turn nobody away", async () => {
    await serve(`security:
  rateLimits:
    - { name: tried, key: clientIp, requests: 1, per: 1h, preview: true }
    - { name: own, key: clientIp, requests: 1, per: 1h, when: "request.path.startsWith('/v1/')" }
  rules: [{ name: own, expression: "request.path.contains('x')", action: deny }]`);
    expect([await status("203.0.113.9"), await status("203.0.113.9", "/v1/x")]).toEqual([200, 200]);
  });

  test("workloads do not see who was said to call", async () => {
    await serve("security: { allow: [203.0.113.0/24] }");
    const { body } = await ask(plane.url(LISTENER), { "x-preview-client-ip": "203.0.113.1", "x-seen": "yes" });
    expect(body).toContain("x-seen");
    expect(body).not.toContain("x-preview");
  });

  test("an authorizer is asked where a real one answers, with the headers that it may see", async () => {
    isAuthorizer = true;
    await serve("{}", [KEYS]);
    expect(await status("203.0.113.1", "/", { "x-api-key": "good-key", "x-secret": "hidden" })).toBe(200);
    expect(await status("203.0.113.1", "/", { "x-api-key": "bad" })).toBe(403);
    expect(asked.join()).not.toContain("hidden");
    await serve("{}", [{ ...KEYS, hosts: [{ exact: "ai.example.com" }] }]);
    expect(await status("203.0.113.1", "/", { host: "other.example.com" })).toBe(200);
    isAuthorizer = false;
  });
});
