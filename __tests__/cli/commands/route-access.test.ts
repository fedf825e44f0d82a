import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RouteOptions, runRoute } from "../../../cli/commands/route";
import { answerOf } from "../../support/cli/run";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "route-access-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FILE = `name: ai
project: ml-prod
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
frontend: { listeners: [{ https: 443, certificates: [{ existing: ai }] }, { http: 80, redirect: https }] }
security:
  allow: [203.0.113.0/24, 198.51.100.7]
  deny: [203.0.113.66]
  rateLimits: [{ name: tenant, key: { header: x-tenant-id }, requests: 600, per: 1m }]
workloads:
  vllm: { server: vllm, backends: [{ instanceGroup: us-central1-a/vllm, tags: [vllm] }] }
  embed: { securityPolicy: edge, backends: [{ cloudRun: embed }] }
  keys: { protocol: h2c, port: 9000, healthCheck: { protocol: grpc }, backends: [{ instanceGroup: us-central1-a/keys, tags: [keys] }] }
routes:
  - hosts: [ai.example.com]
    rules:
      - { api: openai.chat, to: vllm }
      - { paths: [/v1/models], to: vllm, security: { allow: [203.0.113.5] } }
      - { paths: [/embed], to: embed }
`;
const CHAT = "https://ai.example.com/v1/chat/completions";
const TENANT = { header: ["x-tenant-id:acme"] };

async function route(url: string, options: Partial<RouteOptions> = {}, text = FILE) {
  const file = join(folder, "proxy.yaml");
  writeFileSync(file, text);
  const command = (terminal: Parameters<typeof runRoute>[2]) =>
    runRoute([file, url], { method: "POST", ...options }, terminal);
  const { code, out, error } = await answerOf(command, process.env);
  const said = out.replaceAll(`${folder}/`, "").split("\n");
  const from = said.findIndex((line) => line.startsWith("access:"));
  return { code, access: from < 0 ? [] : said.slice(from, -1), error, out };
}

describe("who gets through", () => {
  test.each([
    ["198.51.100.7", "allowed"],
    ["203.0.113.66", "denied 403 by security.deny (proxy.yaml:8 security.deny)"],
    ["192.0.2.1", "denied 403 by security.allow (proxy.yaml:7 security.allow)"],
    ["2001:db8::1", "denied 403 by security.allow (proxy.yaml:7 security.allow)"],
  ])("is said for a client's address: %s", async (clientIp, words) => {
    const { code, access } = await route(CHAT, { ...TENANT, clientIp });
    expect({ code, access: access[0] }).toEqual({ code: 0, access: `access: ${words}` });
  });

  test("is said where a test of the file expects otherwise: that is how to find out why", async () => {
    const failing = `${FILE}tests: [{ request: "POST ${CHAT}", clientIp: 192.0.2.1, expect: vllm }]\n`;
    const { code, access, error } = await route(CHAT, { ...TENANT, clientIp: "192.0.2.1" }, failing);
    expect({ code, access, error }).toEqual({
      code: 0,
      access: ["access: denied 403 by security.allow (proxy.yaml:7 security.allow)"],
      error: "",
    });
  });

  test("is said with the limit that it counts against", async () => {
    const { access } = await route(CHAT, { ...TENANT, clientIp: "198.51.100.7" });
    expect(access).toEqual([
      "access: allowed",
      "  counts against security.rateLimits tenant (proxy.yaml:9 security.rateLimits[0]): 600 in 60s for each x-tenant-id and backend service, more answer 429",
    ]);
  });

  test("is said of everybody where that is certain, and otherwise of whom", async () => {
    const none = await route(CHAT);
    expect(none.access[0]).toBe(
      "access: denied 403 by security.rateLimits tenant withoutKey (proxy.yaml:9 security.rateLimits[0].withoutKey)",
    );
    const some = await route(CHAT, TENANT);
    expect(some.code).toBe(0);
    expect(some.access[0]).toBe(
      "access: allowed only for 198.51.100.7, 203.0.113.0/24 (security.allow, proxy.yaml:7 security.allow), not for 203.0.113.66 (security.deny, proxy.yaml:8 security.deny)",
    );
  });

  test("is narrower where a rule narrows it, with any query and in any case", async () => {
    for (const path of ["/v1/models", "/v1/models?a=b", "/v1/MODELS?", "/V1/models"]) {
      const { access } = await route(`https://ai.example.com${path}`, { ...TENANT, clientIp: "198.51.100.7" });
      expect(access[0]).toContain("denied 403 by security.allow of ai.example.com /v1/models (proxy.yaml:18 ");
    }
    const other = await route("https://ai.example.com/v1/%6dodels", { ...TENANT, clientIp: "198.51.100.7" });
    expect(other.access[0]).toBe("access: allowed");
    expect(other.out).toContain("respond 404");
  });

  test("cannot be told where an existing policy or an own expression decides, with exit code 1", async () => {
    const edge = await route("https://ai.example.com/embed", { ...TENANT, clientIp: "198.51.100.7" });
    expect(edge.code).toBe(1);
    expect(edge.access).toEqual(["access: cannot be told, because edge may deny it: its rules are not known"]);
    const own = `  rules: [{ name: no-scanners, expression: "request.path.contains('wp-')", action: deny }]\n`;
    const text = FILE.replace("workloads:\n", `${own}workloads:\n`);
    const scanned = await route(CHAT, { ...TENANT, clientIp: "198.51.100.7" }, text);
    expect(scanned.code).toBe(1);
    expect(scanned.access[0]).toBe(
      "access: cannot be told, because security.rules no-scanners (proxy.yaml:10 security.rules[0]) may deny it: the expression request.path.contains('wp-') is not read here",
    );
    expect((await route(CHAT, { ...TENANT, clientIp: "192.0.2.1" }, text)).access[0]).toContain("denied 403");
  });

  test("is left open for a preflight that the proxy may answer before it asks policies, after Cloud Armor", async () => {
    const cors = "{ paths: [/v1/models], to: vllm, cors: { origins: [https://app.example.com] }";
    const text = FILE.replace("{ paths: [/v1/models], to: vllm", cors);
    const header = ["x-tenant-id:a", "origin:https://app.example.com", "access-control-request-method:POST"];
    const ask = async (clientIp: string) =>
      (await route("https://ai.example.com/v1/models", { method: "OPTIONS", header, clientIp }, text)).access[0];
    expect(await ask("198.51.100.7")).toContain(
      "security.allow of ai.example.com /v1/models (proxy.yaml:18 routes[0].rules[1].security.allow) may deny it: the proxy may answer this preflight before it asks policies",
    );
    expect(await ask("192.0.2.1")).toContain("denied 403 by security.allow");
  });

  test("names who is asked besides", async () => {
    const words =
      "extensions:\n  - { kind: authorization, to: keys, failOpen: true }\n  - { kind: route, to: keys, hosts: [ai.example.com] }\n";
    const text = FILE.replace("security:\n", "security:\n  iap: {}\n").replace("workloads:\n", `${words}workloads:\n`);
    const { code, access } = await route(CHAT, { ...TENANT, clientIp: "198.51.100.7" }, text);
    expect(code).toBe(0);
    expect(access.slice(0, 3)).toEqual([
      "access: allowed, if keys (proxy.yaml:12 extensions[0]) and IAP (proxy.yaml:7 security.iap) say yes",
      "  extensions route-keys (proxy.yaml:13 extensions[1]) is asked, a route extension, which may change it",
      "  where keys fails, it goes on",
    ]);
  });

  test("knows callers by more than their address", async () => {
    const internal = FILE.replace("region: us-central1\n", "region: us-central1\nexposure: internal\n")
      .replace("{ vpc: ai,", "{ vpc: ai, subnet: ai,")
      .replace(
        "[203.0.113.0/24, 198.51.100.7]",
        "[{ serviceAccount: agents@ml-prod.iam.gserviceaccount.com }, { clientCertificate: { dns: a.example } }]",
      )
      .replace(
        "certificates: [{ existing: ai }]",
        "certificates: [{ existing: ai }], tls: { clientCertificates: { existing: projects/p/locations/us-central1/serverTlsPolicies/c } }",
      );
    const ask = async (who: Partial<RouteOptions>) =>
      (await route(CHAT, { ...TENANT, clientIp: "10.0.0.9", ...who }, internal)).access[0];
    expect(await ask({ serviceAccount: "agents@ml-prod.iam.gserviceaccount.com" })).toBe("access: allowed");
    expect(await ask({ clientCertificate: "dns:a.example" })).toBe("access: allowed");
    expect(await ask({ clientCertificate: "a.example", serviceAccount: "x@y.iam.gserviceaccount.com" })).toContain(
      "denied 403 by security.allow",
    );
    expect((await route(CHAT, TENANT, internal)).out).toContain(
      "note: whether clients need a certificate is up to an existing server TLS policy",
    );
    expect(await ask({})).toContain(
      "allowed only for certificate a.example, service account agents@ml-prod.iam.gserviceaccount.com (security.allow",
    );
  });

  test("is nobody's question at a listener that only redirects, or in a file without a word for it", async () => {
    expect((await route("http://ai.example.com/v1/models")).access).toEqual([]);
    const open = FILE.replace(/security:\n(?: {2}.*\n)+/, "")
      .replace("securityPolicy: edge, ", "")
      .replace(", security: { allow: [203.0.113.5] }", "");
    expect((await route(CHAT, {}, open)).access).toEqual([]);
  });
});

describe("an expectation", () => {
  test("of a workload takes that the caller gets there, and a status that it is answered so", async () => {
    const expecting = async (expect: string, clientIp?: string) =>
      (await route(CHAT, { ...TENANT, expect, ...(clientIp && { clientIp }) })).code;
    expect(await expecting("vllm", "198.51.100.7")).toBe(0);
    expect(await expecting("vllm", "192.0.2.1")).toBe(1);
    expect(await expecting("vllm")).toBe(1);
    expect(await expecting("403", "192.0.2.1")).toBe(0);
    expect(await expecting("404", "192.0.2.1")).toBe(1);
    expect(await expecting("403", "198.51.100.7")).toBe(1);
  });

  test("says what is instead", async () => {
    const { error } = await route(CHAT, { ...TENANT, clientIp: "192.0.2.1", expect: "vllm" });
    expect(error).toBe("expected vllm, got denied 403 by security.allow\n");
  });
});

test("a client's address that is none is a mistake of the call", async () => {
  const { code, error } = await route(CHAT, { clientIp: "300.1.2.3" });
  expect(code).toBe(2);
  expect(error).toContain('the client\'s address "300.1.2.3" is none');
});

test("a file of requests says who sends each", async () => {
  const requests = join(folder, "requests.txt");
  writeFileSync(
    requests,
    `POST ${CHAT} -H x-tenant-id:a --client-ip 192.0.2.1\n--client-ip 198.51.100.7 POST ${CHAT} x-tenant-id:a\n`,
  );
  const file = join(folder, "proxy.yaml");
  writeFileSync(file, FILE);
  const asked = await answerOf(
    (terminal) => runRoute([file], { method: "GET", requests, json: true }, terminal),
    process.env,
  );
  const verdicts = JSON.parse(asked.out).map(({ access }: { access: { verdict: string }[] }) =>
    access.map(({ verdict }) => verdict),
  );
  expect(verdicts).toEqual([["denied"], ["allowed"]]);
});
