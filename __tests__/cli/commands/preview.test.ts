import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";
import { type PreviewOptions, runPreview } from "../../../cli/commands/preview";
import type { ExitCode } from "../../../cli/terminal";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { terminalTo } from "../../support/cli/run";
import { describeWithEnvoy } from "../../support/envoy/proxy";
import { ROOT } from "../../support/project";
import { ask } from "../../support/simulator/served";

const HOST = "ai.example.com";
const CONFIG = `
name: ai
region: us-central1
project: ml
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads:
  llama: { server: vllm, backends: [{ instanceGroup: us-central1-a/llama, tags: [vllm] }] }
  llama-next: { server: vllm, backends: [{ instanceGroup: us-central1-a/llama-next, tags: [vllm] }] }
  gold: { server: vllm, backends: [{ instanceGroup: us-central1-a/gold, tags: [vllm] }] }
  embed: { backends: [{ cloudRun: embed }] }
routes:
  - hosts: [${HOST}]
    rules:
      - { api: openai.chat, to: llama }
      - { api: openai.chat, headers: { x-tier: gold }, to: gold }
      - { api: openai.embeddings, to: embed }
      - { paths: [/v1/models], to: llama }
      - { paths: [/v1/responses, /v1/messages], to: llama-next }
      - { paths: [/canary], to: { llama: 50, llama-next: 50 } }
      - { prefix: /embedder, to: embed, rewrite: { prefix: /v1 } }
      - { prefix: /old, redirect: { prefix: /new, code: 308 } }
  - hosts: ["*.models.example.com"]
    rules: [{ prefix: /, to: llama-next }]
`;

interface Running {
  readonly url: string;
  readonly out: string[];
  readonly errors: string[];
  readonly code: Promise<ExitCode>;
  readonly stop: () => Promise<ExitCode>;
}

let directory: string;
const stops: (() => void)[] = [];
const file = () => join(directory, "proxy.yaml");

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "preview-"));
});
afterAll(() => {
  for (const stop of stops) stop();
  rmSync(directory, { recursive: true });
});

/** The command in this process, once it has said that it is ready. */
async function preview(yaml: string, options: Partial<PreviewOptions> = {}): Promise<Running> {
  writeFileSync(file(), yaml);
  process.env.PROXY_CONFIG = file();
  const out: string[] = [];
  const errors: string[] = [];
  const terminal = terminalTo(out, errors);
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const running = runPreview({ port: 0, ...options }, terminal, stopped);
  stops.push(stop);
  let over = false;
  const ended = running.then((code) => {
    over = true;
    throw new Error(`ended with ${code}: ${errors.join("\n")}`);
  });
  ended.catch(() => {});
  const welcome = await Promise.race([ended, said(out, /is served on/, () => over)]);
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(welcome) ?? [];
  return {
    url,
    out,
    errors,
    code: running,
    stop: () => {
      stop();
      return running;
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function withEnvoyPath<T>(path: string, run: () => Promise<T>): Promise<T> {
  const { ENVOY_PATH } = process.env;
  process.env.ENVOY_PATH = path;
  try {
    return await run();
  } finally {
    if (ENVOY_PATH === undefined) delete process.env.ENVOY_PATH;
    else process.env.ENVOY_PATH = ENVOY_PATH;
  }
}

/** The first text that matches, as soon as it is there. */
async function said(texts: readonly string[], pattern: RegExp, isOver = () => false): Promise<string> {
  while (!isOver()) {
    const found = texts.find((text) => pattern.test(text));
    if (found !== undefined) return found;
    await sleep(10);
  }
  return "";
}

const clientOf = (url: string, options: ConstructorParameters<typeof OpenAI>[0] = {}) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0, ...options });

/** `fetch` takes the host from the URL, whatever the headers say. */
const fetchFrom =
  (host: string): typeof fetch =>
  (input, init) =>
    new Promise((resolve, reject) => {
      const headers = { ...Object.fromEntries(new Headers(init?.headers)), host };
      const outgoing = httpRequest(String(input), { method: init?.method, headers, agent: false }, (response) => {
        const { "content-type": type = "" } = response.headers;
        const body = ReadableStream.from(response);
        resolve(new Response(body, { status: response.statusCode, headers: { "content-type": type } }));
      });
      outgoing.on("error", reject).end(init?.body);
    });
const MESSAGES = [{ role: "user" as const, content: "count to seven" }];

describeWithEnvoy("preview", () => {
  describe("with stand-ins", () => {
    let running: Running;
    const servedBy = async (path: string, headers = {}) =>
      (await ask(`${running.url}${path}`, { host: HOST, ...headers })).headers["x-served-by"];
    beforeAll(async () => {
      running = await preview(CONFIG);
    });
    afterAll(async () => {
      await running?.stop();
    });

    test("prints the routes, and commands that work", async () => {
      const [welcome = ""] = running.out;
      expect(welcome).toMatch(/ai\.example\.com +\/canary +llama 50 %, llama-next 50 % /);
      expect(welcome).toContain(
        `  curl -N ${running.url}/v1/chat/completions -H 'x-tier: gold' -H 'Content-Type: application/json' -d `,
      );
      expect(welcome).toContain(`  curl -N ${running.url}/v1/chat/completions -H 'Host: test.models.example.com' `);
      expect(welcome).toContain(`  curl ${running.url}/canary\n`);
    });

    test("answers a chat, with the model that was asked for", async () => {
      const chat = await clientOf(running.url).chat.completions.create({ model: "llama-3", messages: MESSAGES });
      expect(chat.model).toBe("llama-3");
      expect(chat.choices[0]?.message.content).toBe("This is llama. You said: count to seven");
    });

    test("streams a chat", async () => {
      const request = { model: "m", messages: MESSAGES, stream: true } as const;
      const stream = await clientOf(running.url).chat.completions.create(request);
      const tokens: (string | null | undefined)[] = [];
      for await (const chunk of stream) tokens.push(chunk.choices[0]?.delta.content);
      expect(tokens.join("")).toBe("This is llama. You said: count to seven");
      expect(tokens.length).toBe(9);
    });

    test("answers the Responses API, whole and as a stream", async () => {
      const { responses } = clientOf(running.url);
      const request = { model: "llama-3", input: "count to seven" };
      const whole = await responses.create(request);
      expect(whole).toMatchObject({ model: "llama-3", status: "completed", usage: { output_tokens: 8 } });
      expect(whole.output_text).toBe("This is llama-next. You said: count to seven");
      const input = [{ role: "user" as const, content: [{ type: "input_text" as const, text: "count on" }] }];
      const stream = responses.stream({ model: "m", input });
      const types: string[] = [];
      for await (const { type } of stream) types.push(type);
      expect([...new Set(types)]).toEqual([
        ...["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"],
        ...["response.output_text.delta", "response.output_text.done", "response.content_part.done"],
        ...["response.output_item.done", "response.completed"],
      ]);
      const text = "This is llama-next. You said: count on";
      expect((await stream.finalResponse()).output).toMatchObject([{ content: [{ type: "output_text", text }] }]);
    });

    test("answers embeddings and models", async () => {
      const client = clientOf(running.url);
      const { data } = await client.embeddings.create({ model: "m", input: ["one", "two", "one"] });
      expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8, 8]);
      expect(data[0]?.embedding).toEqual(data[2]?.embedding);
      expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
      expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["llama"]);
    });

    test("routes by host, and closes what no route names", async () => {
      const client = clientOf(running.url, { fetch: fetchFrom("eu.models.example.com") });
      const chat = await client.chat.completions.create({ model: "m", messages: MESSAGES });
      expect(chat.choices[0]?.message.content).toMatch(/^This is llama-next\./);
      expect(await servedBy("/v1/models", { host: "eu.models.example.com" })).toBe("llama-next");
      expect((await ask(`${running.url}/v1/models`, { host: "other.example.com" })).status).toBe(404);
      expect((await ask(`${running.url}/anything`, { host: HOST })).status).toBe(404);
    });

    test("routes by header", async () => {
      const client = clientOf(running.url, { defaultHeaders: { "x-tier": "gold" } });
      const chat = await client.chat.completions.create({ model: "m", messages: MESSAGES });
      expect(chat.choices[0]?.message.content).toMatch(/^This is gold\./);
    });

    test("splits by weights", async () => {
      const served = await Promise.all(Array.from({ length: 60 }, () => servedBy("/canary")));
      const share = served.filter((name) => name === "llama-next").length;
      expect(new Set(served)).toEqual(new Set(["llama", "llama-next"]));
      // Fair weights fall outside once in a million times.
      expect(Math.abs(share - 30)).toBeLessThan(20);
    });

    test("rewrites, and echoes what reached the workload", async () => {
      const { body, headers } = await ask(`${running.url}/embedder/x?a=b`, { host: HOST, "x-mine": "1" });
      expect(JSON.parse(body)).toMatchObject({
        workload: "embed",
        method: "GET",
        path: "/v1/x?a=b",
        headers: { "x-mine": "1" },
      });
      expect(headers["x-received-path"]).toBe("/v1/x?a=b");
    });

    test("gives workloads the host that 127.0.0.1 stands for, and says so", async () => {
      const hostSeen = async (headers = {}) => (await ask(`${running.url}/canary`, headers)).headers["x-received-host"];
      expect(await hostSeen()).toBe(HOST);
      expect(await hostSeen({ host: "localhost" })).toBe(HOST);
      expect(await hostSeen({ host: `${HOST}:80` })).toBe(`${HOST}:80`);
      expect((await ask(`${running.url}/old/a`)).headers.location).toBe(`${running.url}/new/a`);
      expect(running.out[0]).toContain(
        `  127.0.0.1 and localhost stand for ${HOST}, which workloads get as Host (--host)\n`,
      );
    });

    test("redirects", async () => {
      expect(await ask(`${running.url}/old/a`, { host: HOST })).toMatchObject({
        status: 308,
        headers: { location: `http://${HOST}/new/a` },
      });
    });

    test("logs what is no HTTP request as that", async () => {
      const socket = connect(Number(new URL(running.url).port), "127.0.0.1");
      socket.end("HELP ME\r\n\r\n");
      await once(socket.resume(), "close");
      const line = await said(running.out, /no HTTP/);
      expect(line).toMatch(/^400 {2}what is no HTTP request {2}→ - {2}/);
      expect(line).not.toContain("null");
    });

    test("logs a line a request", async () => {
      await ask(`${running.url}/embedder/logged`, { host: HOST });
      expect(await said(running.out, /logged/)).toMatch(
        /^200 {2}GET ai\.example\.com\/embedder\/logged {2}→ embed {2}\d+ ms {2}\d+ B {2}ai-example-com\.\w+\[\d+\]$/,
      );
    });
  });

  test("follows the file, and keeps the last good state when an edit is bad", async () => {
    const running = await preview(CONFIG);
    const canary = async () => (await ask(`${running.url}/canary`, { host: HOST })).headers["x-served-by"];
    writeFileSync(file(), CONFIG.replace("llama: 50, llama-next: 50", "nobody: 1"));
    await said(running.errors, /last good state/);
    expect(running.errors.join("\n")).toContain("nobody");
    expect(await canary()).toMatch(/^llama/);
    writeFileSync(file(), CONFIG.replace("{ llama: 50, llama-next: 50 }", "embed"));
    await said(running.out, /has changed/);
    expect(await canary()).toBe("embed");
    expect(await running.stop()).toBe(0);
    await expect(fetch(running.url)).rejects.toThrow();
  });

  test("follows an edit that is made while it starts", async () => {
    const envoy = join(directory, "envoy-that-waits");
    const wait = `while [ ! -e ${envoy}.go ]; do sleep 0.1; done`;
    writeFileSync(envoy, `#!/bin/sh\n${wait}\nexec ${findEnvoy()} "$@"`, { mode: 0o755 });
    const starting = withEnvoyPath(envoy, () => preview(CONFIG));
    await sleep(1000);
    writeFileSync(file(), CONFIG.replace("{ llama: 50, llama-next: 50 }", "embed"));
    writeFileSync(`${envoy}.go`, "");
    const running = await starting;
    while ((await ask(`${running.url}/canary`, { host: HOST })).headers["x-served-by"] !== "embed") await sleep(20);
    await running.stop();
  });

  test("follows an edit that is made as soon as it has read the file", async () => {
    const module = "../../../cli/preview-stack";
    const actual = jest.requireActual<typeof import("../../../cli/preview-stack")>(module);
    const previewStack: typeof actual.previewStack = (...args) => {
      const read = actual.previewStack(...args);
      jest.dontMock(module);
      writeFileSync(file(), CONFIG.replace("{ llama: 50, llama-next: 50 }", "embed"));
      return read;
    };
    jest.doMock(module, () => ({ ...actual, previewStack }));
    const running = await preview(CONFIG);
    while ((await ask(`${running.url}/canary`, { host: HOST })).headers["x-served-by"] !== "embed") await sleep(20);
    await running.stop();
  });

  test("says that there is no such file, in no such folder either", async () => {
    const errors: string[] = [];
    const missing = join(directory, "missing", "proxy.yaml");
    expect(await runPreview({ file: missing, port: 0 }, terminalTo([], errors), new Promise(() => {}))).toBe(2);
    expect(errors.join("\n")).toContain("error[unreadable] there is no such file");
  });

  const TOO_LARGE = '{ api: openai.chat, headers: { x-tier: { regex: "[^,]{1,50}" } }, to: gold }';
  const REFUSED = new RegExp(
    "proxy\\.yaml:15:9 routes\\[0\\]\\.rules\\[1\\]: error\\[refused-by-envoy\\] .*no host would be served: " +
      "regex '\\[\\^,\\]\\{1,50\\}' RE2 program size of 153 > max program size of 100",
  );

  test("names the rule that Envoy refuses at the start, and ends with 1", async () => {
    const rule = "{ api: openai.chat, headers: { x-tier: gold }, to: gold }";
    const starting = preview(CONFIG.replace(rule, TOO_LARGE));
    await expect(starting).rejects.toThrow(/^ended with 1: /);
    await expect(starting).rejects.toThrow(REFUSED);
  });

  test("names the rule that Envoy refuses after an edit, and serves the last good state", async () => {
    const running = await preview(CONFIG);
    writeFileSync(file(), CONFIG.replace("{ api: openai.chat, headers: { x-tier: gold }, to: gold }", TOO_LARGE));
    await said(running.errors, /last good state/);
    expect(running.errors.join("\n")).toMatch(REFUSED);
    expect((await ask(`${running.url}/canary`)).status).toBe(200);
    await running.stop();
  });

  test("tells of a listener that an edit has added", async () => {
    const running = await preview(CONFIG);
    const listeners = `
frontend:
  listeners: [{ http: 80, redirect: https }, { https: 443, certificates: [{ managed: [${HOST}] }] }]
`;
    writeFileSync(file(), CONFIG + listeners);
    const text = await said(running.out, /has changed/);
    expect(text).toContain(`  ${running.url} is https on port 443, here without TLS\n`);
    const [, url = ""] = /^ {2}(\S+) is http on port 80, and redirects$/m.exec(text) ?? [];
    expect((await ask(url, { host: HOST })).headers.location).toBe(`https://${HOST}/`);
    await running.stop();
  });

  test("ends with 2 and one sentence when Envoy ends", async () => {
    const envoy = join(directory, "envoy");
    writeFileSync(envoy, `#!/bin/sh\necho $$ > ${envoy}.pid\nexec ${findEnvoy()} "$@"`, { mode: 0o755 });
    const running = await withEnvoyPath(envoy, () => preview(CONFIG));
    process.kill(Number(readFileSync(`${envoy}.pid`, "utf8")), "SIGKILL");
    expect(await running.code).toBe(2);
    expect(running.errors).toEqual(["Envoy has ended by itself: SIGKILL"]);
  });

  test("turns callers away as the file says, so that clients see what they would see, and says what holds here", async () => {
    const keys = "keys: { protocol: h2c, backends: [{ instanceGroup: us-central1-a/keys, tags: [keys] }] }";
    const running = await preview(`${CONFIG.replace("  embed:", `  ${keys}\n  embed:`)}security:
  allow: [203.0.113.0/24, 127.0.0.1]
  rateLimits: [{ name: tenant, key: { header: x-tenant }, requests: 2, per: 1h }]
  rules: [{ name: own, expression: "request.path.contains('wp-')", action: deny }]
extensions: [{ kind: authorization, to: keys }]
`);
    expect(running.out[0]).toContain("otherwise it is 127.0.0.1, which may call");
    expect(running.out[0]).toContain("requests without x-tenant are answered 403 (rateLimits tenant)");
    expect(running.out[0]).toContain("keys is not asked whether a request may go on");
    expect(running.out[0]).toContain("not enforced here: security.rules own\n");
    const call = (headers: Record<string, string>) =>
      clientOf(running.url, { defaultHeaders: headers })
        .chat.completions.create({ model: "m", messages: MESSAGES })
        .then(
          () => "answered",
          (error: Error) => error.constructor.name,
        );
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await call({ "x-tenant": "a" }));
    expect(answers).toEqual(["answered", "answered", "RateLimitError"]);
    expect(await call({ "x-tenant": "b" })).toBe("answered");
    expect(await call({})).toBe("PermissionDeniedError");
    expect(await call({ "x-tenant": "b", "x-preview-client-ip": "198.51.100.1" })).toBe("PermissionDeniedError");
    await running.stop();
  });

  test("speaks HTTP/2 to a real server of H2C", async () => {
    const server = createHttp2Server((request, response) => {
      response.end(`${request.httpVersion} ${request.url}`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const h2c = "server: vllm, protocol: h2c, healthCheck: { protocol: grpc }";
    const running = await preview(CONFIG.replace("server: vllm", h2c), {
      workload: [`llama=http://127.0.0.1:${port}`],
    });
    expect((await ask(`${running.url}/v1/models`, { host: HOST })).body).toBe("2.0 /v1/models");
    await running.stop();
    server.close();
  });

  test("sends requests to a real server whose health check has not passed, and says so", async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/health" ? 404 : 200).end("here");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const workload = [`llama=http://127.0.0.1:${port}`, `embed=http://127.0.0.1:${port}`];
    const running = await preview(CONFIG, { workload });
    expect(running.out[0]).toContain(`llama       http://127.0.0.1:${port}  has not passed its health check yet: `);
    expect(running.out[0]).toContain(`embed       http://127.0.0.1:${port}\n`);
    expect((await ask(`${running.url}/v1/models`, { host: HOST })).body).toBe("here");
    await running.stop();
    server.close();
  });

  test("hands on a real server's stream token by token", async () => {
    const waiting: ServerResponse[] = [];
    const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
    const server = createServer((request, response) => {
      if (request.url === "/health") return response.end();
      response.writeHead(200, { "content-type": "text/event-stream" }).write(chunk("first"));
      waiting.push(response);
      return undefined;
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const running = await preview(CONFIG, { workload: [`llama=http://127.0.0.1:${port}`] });
    const request = { model: "m", messages: MESSAGES, stream: true } as const;
    const stream = await clientOf(running.url).chat.completions.create(request);
    const tokens: (string | null | undefined)[] = [];
    for await (const part of stream) {
      tokens.push(part.choices[0]?.delta.content);
      // Only now is the last one sent.
      if (tokens.length === 1) waiting[0]?.end(`${chunk("last")}data: [DONE]\n\n`);
    }
    expect(tokens).toEqual(["first", "last"]);
    await running.stop();
    server.close();
  });

  test("takes the region and the host that it is told, and names what there is", async () => {
    const regions = CONFIG.replace("region: us-central1", "regions: [us-central1, europe-west4]").replace(
      "proxyOnlySubnet: 10.129.0.0/23",
      "proxyOnlySubnet: { us-central1: 10.1.0.0/23, europe-west4: 10.2.0.0/23 }",
    );
    const running = await preview(regions);
    expect(running.out[0]).toMatch(/^ai-us-central1 is served on/);
    expect(running.out[0]).toContain("  the region is us-central1; not served now: europe-west4 (--region)\n");
    await running.stop();
    const elsewhere = await preview(CONFIG, { host: "*.models.example.com" });
    expect((await ask(`${elsewhere.url}/v1/models`)).headers["x-served-by"]).toBe("llama-next");
    await elsewhere.stop();
    await expect(preview(CONFIG, { host: "a.example.com" })).rejects.toThrow("there is no host a.example.com in");
    await expect(preview(regions, { region: "asia-east1" })).rejects.toThrow("there is no region asia-east1 in");
  });

  test.each([
    [{ workload: ["lama=http://127.0.0.1:1"] }, "there is no such workload, only embed, gold, llama, llama-next"],
    [{ workload: ["llama"] }, "--workload llama: write NAME=http://HOST:PORT"],
    [{ workload: ["llama=https://127.0.0.1:1"] }, "only plain HTTP without a path can be reached"],
    [{ workload: ["llama=http://127.0.0.1:1/v1"] }, "only plain HTTP without a path can be reached"],
    [{ workload: ["llama=http://user@127.0.0.1:1"] }, "only plain HTTP without a path can be reached"],
    [{ workload: ["llama=http://no-such-host.invalid"] }, "there is no IPv4 address of no-such-host.invalid"],
  ])("says what is wrong with %j", async (options, message) => {
    await expect(preview(CONFIG, options)).rejects.toThrow(message);
  });

  test("says so when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(preview(CONFIG, { port })).rejects.toThrow(`ended with 2: port ${port} is in use: choose another`);
    server.close();
  });

  test("leaves nothing behind when npm is ended", async () => {
    writeFileSync(file(), CONFIG);
    const envoy = join(directory, "envoy-of-npm");
    writeFileSync(envoy, `#!/bin/sh\necho $$ $PPID > ${envoy}.pids\nexec ${findEnvoy()} "$@"`, { mode: 0o755 });
    const npm = spawn("npm", ["run", "preview", "--", "--port", "0"], {
      cwd: ROOT,
      env: { ...process.env, PROXY_CONFIG: file(), ENVOY_PATH: envoy },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const out: string[] = [];
    npm.stdout.setEncoding("utf8").on("data", (text: string) => void out.push(text));
    await said(out, /is served on/);
    const pids = readFileSync(`${envoy}.pids`, "utf8").trim().split(" ").map(Number);
    npm.kill("SIGTERM");
    while (pids.some(isRunning)) await sleep(50);
  });

  /** The command in a process of its own. */
  async function command(...flags: readonly string[]) {
    writeFileSync(file(), CONFIG);
    const temporary = mkdtempSync(join(directory, "tmp-"));
    const child = spawn(process.execPath, [...flags, "package/run.cjs", "cli/main.ts", "preview", "--port", "0"], {
      cwd: ROOT,
      env: { ...process.env, PROXY_CONFIG: file(), TMPDIR: temporary },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const out: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => void out.push(text));
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(await said(out, /is served on/)) ?? [];
    return { child, out, url, temporary };
  }

  const isServed = (url: string) =>
    fetch(url).then(
      () => true,
      () => false,
    );

  test("is a command that ends cleanly at a signal", async () => {
    const { child, url, temporary } = await command();
    expect((await ask(`${url}/canary`, { host: HOST })).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await isServed(url)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("leaves no Envoy behind when it is killed, and the next start clears its folder", async () => {
    const { child, url, temporary } = await command();
    child.kill("SIGKILL");
    await once(child, "exit");
    while (await isServed(url)) await sleep(20);
    const [left = "", ...others] = readdirSync(temporary);
    expect([left.startsWith("ai-http-proxy-"), others]).toEqual([true, []]);
    const next = [process.execPath, ["package/run.cjs", "cli/main.ts", "route", `http://${HOST}/canary`]] as const;
    spawnSync(...next, { cwd: ROOT, env: { ...process.env, TMPDIR: temporary } });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("ends at once while edits wait that Envoy does not take", async () => {
    const envoy = join(directory, "envoy-that-stops");
    writeFileSync(envoy, `#!/bin/sh\necho $$ > ${envoy}.pid\nexec ${findEnvoy()} "$@"`, { mode: 0o755 });
    const running = await withEnvoyPath(envoy, () => preview(CONFIG));
    const pid = Number(readFileSync(`${envoy}.pid`, "utf8"));
    // Stopped, it takes nothing more, and does not end.
    process.kill(pid, "SIGSTOP");
    for (const name of ["llama", "gold", "embed"]) {
      writeFileSync(file(), CONFIG.replace("{ llama: 50, llama-next: 50 }", name));
      await sleep(150);
    }
    const ended = running.stop();
    process.kill(pid, "SIGCONT");
    expect(await ended).toBe(0);
    expect(running.errors).toEqual([]);
  });

  const EDITS = Number(process.env.SOAK_EDITS ?? 20);

  test(
    "keeps memory, handles and files as they are while the file is edited (SOAK_EDITS)",
    async () => {
      // Memory that could be freed is freed late: with little of it, what stays ends the program.
      const { child, out, url, temporary } = await command("--max-old-space-size=100");
      const envoy = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")[0]);
      const measured = () => {
        const [megabytes = 0, envoyMegabytes = 0] = [child.pid, envoy].map((pid) => {
          const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
          return Math.round(Number(kilobytes) / 1024);
        });
        const handles = readdirSync(`/proc/${child.pid}/fd`).length;
        return { megabytes, envoyMegabytes, handles, files: readdirSync(temporary, { recursive: true }).length };
      };
      const changes = () => out.join("").split("has changed").length - 1;
      const edited = async (i: number) => {
        const [before, name] = [changes(), `embed-${i}`];
        const draft = join(temporary, "proxy.yaml");
        writeFileSync(draft, CONFIG.replaceAll("embed:", `${name}:`).replaceAll("to: embed", `to: ${name}`));
        renameSync(draft, file());
        while (changes() === before) await sleep(10);
        expect((await ask(`${url}/embedder/x`, { host: HOST })).headers["x-served-by"]).toBe(name);
      };
      const warmUp = Math.ceil(EDITS / 4);
      for (let i = 0; i < warmUp; i++) await edited(i);
      const before = measured();
      for (let i = warmUp; i < EDITS; i++) await edited(i);
      const after = measured();
      process.stdout.write(`${EDITS} edits: ${JSON.stringify(before)} → ${JSON.stringify(after)}\n`);
      child.kill("SIGTERM");
      await once(child, "exit");
      expect(after.files).toBe(before.files);
      expect(after.handles).toBeLessThanOrEqual(before.handles + 10);
      expect(after.megabytes).toBeLessThan(before.megabytes + 100);
    },
    600_000 + EDITS * 2_000,
  );
});

test("preview says how to get an Envoy when there is none, and ends with 2", async () => {
  const errors: string[] = [];
  const terminal = terminalTo([], errors);
  const missing = join(directory, "missing");
  expect(await withEnvoyPath(missing, () => runPreview({ port: 0 }, terminal))).toBe(2);
  expect(errors).toEqual([`ENVOY_PATH names no executable file: ${missing}`]);
});
