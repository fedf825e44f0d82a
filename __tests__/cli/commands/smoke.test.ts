import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPreview } from "../../../cli/commands/preview";
import { runSmoke, type SmokeOptions } from "../../../cli/commands/smoke";
import { type Answer, answerOf, terminalTo } from "../../support/cli/run";
import { describeWithEnvoy } from "../../support/envoy/proxy";

const HEADER = "workloadHeader: x-workload";
const CONFIG = `
name: ai
region: us-central1
project: ml
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads:
  llama: { server: vllm, backends: [{ instanceGroup: us-central1-a/llama, tags: [vllm] }] }
  next: { server: vllm, backends: [{ instanceGroup: us-central1-a/next, tags: [vllm] }] }
  docs: { backends: [{ cloudRun: docs }] }
${HEADER}
routes:
  - hosts: [ai.example.com]
    rules:
      - { prefix: /v1, to: llama }
      - { paths: [/canary], to: { llama: 50, next: 50 } }
      - { paths: [/docs], to: docs }
      - { paths: [/echo], method: POST, to: docs }
      - { prefix: /old, redirect: { prefix: /new, code: 308 } }
      - { paths: [/secret], respond: 403 }
tests:
  - { request: "GET http://ai.example.com/docs", expect: docs }
  - { request: "POST http://ai.example.com/v1/chat/completions", expect: llama }
`;
const HTTPS = CONFIG.replace(
  HEADER,
  `${HEADER}\nfrontend: { listeners: [{ https: 443, certificates: [{ existing: old }] }] }`,
).replaceAll("http://", "https://");

let directory: string;
const servers: { close(): unknown }[] = [];
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "smoke-"));
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(directory, { recursive: true });
});

const written = (yaml: string): string => {
  const file = join(mkdtempSync(join(directory, "of-")), "proxy.yaml");
  writeFileSync(file, yaml);
  return file;
};

const smoke = (yaml: string, options: Partial<SmokeOptions>): Promise<Answer> =>
  answerOf(
    (terminal) => runSmoke({ file: written(yaml), url: [], wait: 0, timeout: 5, ...options }, terminal),
    process.env,
  );

interface Result {
  readonly request: string;
  readonly verdict: string;
  readonly workload?: string;
  readonly detail?: string;
  readonly because?: string;
  readonly test?: string;
}
async function results(yaml: string, options: Partial<SmokeOptions>): Promise<Result[]> {
  const { out } = await smoke(yaml, { ...options, json: true });
  return JSON.parse(out).results;
}
const of = (all: readonly Result[], path: string) => all.find(({ request, test }) => !test && request.endsWith(path));

async function listening<T extends Server>(server: T, scheme: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const cloud = (answer: RequestListener) => listening(createHttp(answer), "http");

function certificateFor(name: string) {
  const [key, cert] = [join(directory, `${name}.key`), join(directory, `${name}.pem`)];
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, "-keyout", key, "-out", cert],
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  return { file: cert, key: readFileSync(key), cert: readFileSync(cert) };
}

describeWithEnvoy("smoke, with a preview as the cloud", () => {
  let url: string;
  let stop = () => {};
  let ended: Promise<unknown>;
  const seen: string[] = [];
  beforeAll(async () => {
    process.env.PROXY_CONFIG = written(CONFIG);
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    await new Promise<void>((resolve) => {
      const out = {
        push: (text: string) => (/is served on/.test(text) ? resolve(seen.push(text) as never) : seen.push(text)),
      };
      ended = runPreview({ port: 0 }, terminalTo(out as unknown as string[]), stopped);
    });
    [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(seen.join()) ?? [];
  });
  afterAll(async () => {
    stop();
    await ended;
  });

  test("says who answers each route and each test, and calls no model", async () => {
    const before = seen.length;
    const all = await results(CONFIG, { url: [url] });
    expect(of(all, "/v1/models")).toMatchObject({ verdict: "holds", workload: "llama" });
    expect(of(all, "/canary")?.workload).toMatch(/^(llama|next)$/);
    expect(of(all, "/old/x")).toMatchObject({ verdict: "holds", detail: expect.stringContaining("308 to ") });
    expect(of(all, "/secret")).toMatchObject({ verdict: "holds", detail: "the proxy answers 403" });
    expect(all.find(({ test }) => test === "tests[0]")).toMatchObject({ verdict: "holds", workload: "docs" });
    expect(all.find(({ test }) => test === "tests[1]")).toMatchObject({ verdict: "skipped", because: "paid" });
    expect(of(all, "POST http://ai.example.com/echo")).toMatchObject({ verdict: "skipped", because: "paid" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const asked = seen.slice(before).join("\n");
    expect(asked).toMatch(/\/v1\/models/);
    expect(asked).not.toMatch(/POST|completions|embeddings|messages|responses|rerank|score/);
    expect((await smoke(CONFIG, { url: [url] })).code).toBe(0);
  });

  test("calls models where that is asked for", async () => {
    const all = await results(CONFIG, { url: [url], paid: true });
    expect(all.every(({ verdict }) => verdict === "holds")).toBe(true);
    expect(of(all, "/v1/chat/completions")?.request).toBe("POST http://ai.example.com/v1/chat/completions");
  });

  test("says that another workload answers, or an older URL map", async () => {
    const other = CONFIG.replace("[/docs], to: docs", "[/docs], to: next").replace("expect: docs", "expect: next");
    const { code, out } = await smoke(other, { url: [url] });
    expect(code).toBe(1);
    expect(out).toMatch(/fails\s+GET ai\.example\.com\/docs\s+docs answers 200, and next should \(.*proxy\.yaml:16/);
    const more = CONFIG.replace("[/secret], respond: 403", "[/new-route], to: docs");
    expect((await smoke(more, { url: [url] })).out).toContain("the proxy itself answers 404, and docs should");
  });

  test("tells without a header what can be told", async () => {
    const { code, out } = await smoke(CONFIG.replace(HEADER, ""), { url: [url] });
    expect(code).toBe(0);
    expect(out).toContain("docs, as far as can be told, answers 200");
    expect(out).toContain("only with `workloadHeader: x-served-by`");
  });
});

describe("smoke", () => {
  test("names what a proxy answers where no backend does", async () => {
    const url = await cloud((_, response) =>
      response.writeHead(503, { "x-workload": "docs" }).end("no healthy upstream"),
    );
    expect(of(await results(CONFIG, { url: [url] }), "/docs")?.detail).toBe(
      "503 of docs: no backend of it is healthy, or none can be reached",
    );
  });

  test("takes a redirect that names the usual port for the same", async () => {
    const url = await cloud((request, response) => {
      const location = `http://ai.example.com:80${request.url?.replace("/old", "/new")}`;
      response.writeHead(308, { location }).end();
    });
    expect(of(await results(CONFIG, { url: [url] }), "/old/x")).toMatchObject({ verdict: "holds" });
    const elsewhere = CONFIG.replace("prefix: /new", "prefix: /newer");
    expect(of(await results(elsewhere, { url: [url] }), "/old/x")).toMatchObject({
      verdict: "fails",
      detail: expect.stringMatching(/^answers 308 to .*\/new\/x, and the proxy should answer 308 to .*\/newer\/x$/),
    });
  });

  test("waits for what is not there yet", async () => {
    let asked = 0;
    const url = await cloud((request, response) => {
      const isThere = request.url !== "/docs" || asked++ > 1;
      response.writeHead(isThere ? 200 : 404, isThere ? { "x-workload": "docs" } : {}).end();
    });
    const all = await results(CONFIG, { url: [url], wait: 3 });
    expect(of(all, "/docs")).toMatchObject({ verdict: "holds", workload: "docs" });
    expect(of(all, "/canary")).toMatchObject({ verdict: "fails" });
  });

  test("expects denials where the file denies, and nowhere else", async () => {
    const url = await cloud((_, response) => response.writeHead(403).end());
    const denying = CONFIG.replace(HEADER, `${HEADER}\nsecurity: { allow: [203.0.113.0/24] }`);
    expect(of(await results(denying, { url: [url] }), "/docs")).toMatchObject({
      verdict: "denied",
      detail: expect.stringContaining("only for 203.0.113.0/24"),
    });
    expect((await smoke(denying, { url: [url] })).code).toBe(0);
    expect(of(await results(CONFIG, { url: [url] }), "/docs")).toMatchObject({
      verdict: "fails",
      detail: expect.stringContaining("nothing in the file denies it"),
    });
    const limits = "rateLimits: [{ name: all, key: clientIp, requests: 600, per: 1m }]";
    const limited = CONFIG.replace(HEADER, `${HEADER}\nsecurity: { ${limits} }`);
    expect(of(await results(limited, { url: [url] }), "/docs")?.verdict).toBe("fails");
    const busy = await cloud((_, response) => response.writeHead(429).end());
    expect(of(await results(limited, { url: [busy] }), "/docs")).toMatchObject({
      verdict: "denied",
      detail: "denied with 429: a limit of the file",
    });
    const nobody = CONFIG.replace(HEADER, `${HEADER}\nsecurity: { deny: [{ headers: { x-agent: search } }] }`);
    const open = await cloud((_, response) => response.writeHead(200, { "x-workload": "docs" }).end());
    expect(of(await results(nobody, { url: [open], header: ["x-agent: search"] }), "/docs")).toMatchObject({
      verdict: "fails",
      detail: expect.stringContaining("answers 200, and should be denied 403 by"),
    });
    const refusing = (status: number, headers = {}) =>
      cloud((_, response) => response.writeHead(status, headers).end());
    const denied = async (status: number, headers?: object) =>
      of(await results(nobody, { url: [await refusing(status, headers)], header: ["x-agent: search"] }), "/docs");
    // Envoy adds the route's response headers to denials of its own.
    expect(await denied(403, { "x-workload": "docs" })).toMatchObject({
      verdict: "denied",
      detail: expect.stringMatching(/^denied with 403, unless docs itself answers so: denied 403 by /),
    });
    for (const headers of [{}, { "x-workload": "docs" }])
      expect(await denied(401, headers)).toMatchObject({
        verdict: "fails",
        detail: expect.stringContaining("answers 401, and should be denied 403 by"),
      });
  });

  test("says once that nobody listens, or that nothing is answered in time", async () => {
    const silent = createTcp(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    silent.close();
    const { code, out } = await smoke(CONFIG, { url: [`http://127.0.0.1:${port}`] });
    expect(code).toBe(1);
    expect(out.match(/nothing listens there/g)).toHaveLength(1);
    const slow = await cloud((request, response) => {
      if (request.url !== "/docs") response.end();
    });
    const late = await results(CONFIG, { url: [slow], timeout: 0.2 });
    expect(of(late, "/docs")?.detail).toContain("no answer within 200ms");
  });

  test("says what is wrong with a certificate", async () => {
    const answer: RequestListener = (_, response) => response.writeHead(200, { "x-workload": "docs" }).end();
    const [right, wrong] = [certificateFor("ai.example.com"), certificateFor("other.example.com")];
    const url = await listening(createHttps(right, answer), "https");
    const docs = async (options: Partial<SmokeOptions>) => of(await results(HTTPS, options), "/docs");
    expect(await docs({ url: [url] })).toMatchObject({
      verdict: "fails",
      detail: expect.stringContaining("self-signed"),
    });
    expect(await docs({ url: [url], ca: right.file })).toMatchObject({ verdict: "holds", workload: "docs" });
    const named = await listening(createHttps(wrong, answer), "https");
    expect((await docs({ url: [named], ca: wrong.file }))?.detail).toContain(
      "its certificate is for other.example.com, not for ai.example.com",
    );
    const bare = await listening(createHttps({}, answer), "https");
    expect((await docs({ url: [bare] }))?.detail).toContain("the TLS handshake fails");
  });

  test("takes addresses of regions and the output of Terraform, and refuses what is none", async () => {
    const url = await cloud((_, response) => response.writeHead(200, { "x-workload": "docs" }).end());
    const all = await results(CONFIG, { url: [`us-central1=${url}`, JSON.stringify({ "http-80": url })] });
    expect(all.filter(({ request, test }) => !test && request.endsWith("/docs"))).toHaveLength(2);
    const refused = async (one: string, words: string) => {
      const { code, error } = await smoke(CONFIG, { url: [one] });
      expect([code, error]).toEqual([2, expect.stringContaining(words)]);
    };
    await refused("203.0.113.1", "is no address");
    await refused("http://203.0.113.1/v1", "is no address");
    await refused("europe-west4=http://203.0.113.1", "there is no region europe-west4");
    await refused("https://203.0.113.1", "no listener of the file speaks https");
    await refused("{", "is no address");
  });

  test("asks of several regions which one an address is, and changes nothing unasked", async () => {
    const both = CONFIG.replace("region: us-central1", "regions: [us-central1, europe-west4]").replace(
      "proxyOnlySubnet: 10.129.0.0/23",
      "proxyOnlySubnet: { us-central1: 10.129.0.0/23, europe-west4: 10.130.0.0/23 }",
    );
    const methods = new Set<string | undefined>();
    const url = await cloud((request, response) => {
      methods.add(request.method);
      response.end();
    });
    expect(await smoke(both, { url: [url] })).toMatchObject({
      code: 2,
      error: expect.stringContaining(`write --url europe-west4=${url}`),
    });
    const deleting = both.replace("[/echo], method: POST", "[/echo], method: DELETE");
    const all = await results(deleting, { url: [`us-central1=${url}`], paid: true });
    expect(of(all, "DELETE http://ai.example.com/echo")).toMatchObject({ verdict: "skipped", because: "changes" });
    expect([...methods].sort()).toEqual(["GET", "POST"]);
  });

  test("shows no header that it sends", async () => {
    let got: string | undefined;
    const url = await cloud((request, response) => {
      got = request.headers.authorization;
      response.end();
    });
    const { out, error } = await smoke(CONFIG, { url: [url], header: ["authorization: Bearer abc123"], json: true });
    expect(got).toBe("Bearer abc123");
    expect(out + error).not.toContain("abc123");
  });
});
