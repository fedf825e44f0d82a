import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { runPreview } from "../../../cli/commands/preview";
import { SERVERS, type ServerName } from "../../../config/presets/servers";
import { meet } from "../../../routing/compile/path-mapping";
import { terminalTo } from "../../support/cli/run";
import { describeWithEnvoy, inFlight } from "../../support/envoy/proxy";
import { ROOT } from "../../support/project";
import { closedRoutesOf, filled, publishedRoutesOf, type ServerRoute, spellingsOf } from "../../support/servers/paths";

/**
 * Every path of a model server is asked through the preview, as it is and with each of its characters percent-encoded, by every
 * method that it has: a real uvicorn with the server's routes answers, behind a real Envoy with the synthesized URL map.
 */

const PYTHON = join(ROOT, ".venv/bin/python");
const APPLICATION = join(__dirname, "../../support/servers/application.py");

/** `describe`, or one line that says why the tests of this block are skipped. */
function describeWith(python: string, modules: string, install: string): jest.Describe {
  const missing = `import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ${JSON.stringify(modules.split(" "))})))`;
  if (spawnSync(python, ["-c", missing]).status === 0) return describeWithEnvoy;
  process.stdout.write(`skipped: no ${modules} for ${python}: ${install}\n`);
  return describe.skip;
}

/** With all of LiteLLM's 837 routes, and all routes behind all rules, this takes minutes. */
const everyRoute = process.env.SERVER_ROUTES === "all";

interface Application {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it says that it registers, if it is the server itself. */
  readonly routes: readonly ServerRoute[];
}

async function start(python: string, input: string, ...words: readonly string[]): Promise<Application> {
  // LiteLLM refuses to start without one.
  const env = { ...process.env, LITELLM_MASTER_KEY: `sk-${randomBytes(24).toString("hex")}` };
  const child = spawn(python, [APPLICATION, ...words], { stdio: ["pipe", "pipe", "ignore"], env });
  child.stdin?.end(input);
  let routes: readonly ServerRoute[] = [];
  for await (const line of createInterface({ input: child.stdout ?? [] })) {
    if (/^\d+$/.test(line)) return { url: `http://127.0.0.1:${line}`, child, routes };
    if (line.startsWith("[")) routes = JSON.parse(line);
  }
  throw new Error("the application ended before it served");
}

/** The application with what a server registers and publishes. */
function startDescribed(server: ServerName): Promise<Application> {
  const closed = readFileSync(join(__dirname, `../../support/servers/${server}.txt`), "utf8");
  const published = (SERVERS[server].published ?? []).map((text) => (text.includes(" ") ? text : `GET,POST ${text}`));
  return start(PYTHON, [closed, ...published].join("\n"));
}

/** The wide rules, and the prefix before what the server calls `/`. */
const HOSTS = [
  { host: "wide.example.com", rule: "prefix: /", base: "" },
  { host: "rewritten.example.com", rule: "prefix: /llm, rewrite: { prefix: / }", base: "/llm" },
  { host: "own.example.com", rule: "prefix: /own", base: "/own" },
] as const;
const OPEN_HOST = "open.example.com";

const configOf = (server: ServerName) => `
name: ai
region: us-central1
project: ml
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads:
  known: { server: ${server}, backends: [{ instanceGroup: us-central1-a/known, tags: [known] }] }
routes:
${HOSTS.map(({ host, rule }) => `  - { hosts: [${host}], rules: [{ ${rule}, to: known }] }`).join("\n")}
  - { hosts: [${OPEN_HOST}], rules: [{ prefix: /, to: known, opens: everything }] }
`;

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

interface Answer {
  readonly status: number;
  /** The route of the application that was reached, as its source writes it. */
  readonly route?: string;
}

/** Sends the exact bytes of a path. */
function ask(url: string, host: string, method: string, path: string): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ agent, hostname, port, method, path, headers: { host } }, (response) => {
      response.resume();
      const { "x-route": route } = response.headers;
      response.once("end", () => resolve({ status: response.statusCode ?? 0, route: route?.toString() }));
    });
    outgoing.once("error", reject).end();
  });
}

const isPublished = (server: ServerName, route: string, method: string) =>
  (SERVERS[server].published ?? []).some((one) => {
    const path = one.replace(/^[A-Z]+ /, "");
    return (
      (path === route || meet({ text: route, seen: route }, path) !== undefined) &&
      (path === one || one.startsWith(method))
    );
  });

/** The preview of the wide rules to this server, with a real application. */
async function preview(server: ServerName, application: Application): Promise<{ url: string; stop(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "servers-"));
  process.env.PROXY_CONFIG = join(directory, "proxy.yaml");
  writeFileSync(process.env.PROXY_CONFIG, configOf(server));
  const said: string[] = [];
  let end = () => {};
  const stopped = new Promise<void>((resolve) => {
    end = resolve;
  });
  const running = runPreview({ port: 0, workload: [`known=${application.url}`] }, terminalTo(said), stopped);
  let url = "";
  while (url === "") {
    [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.find((text) => /is served on/.test(text)) ?? "") ?? [];
    await sleep(20);
  }
  // The endpoint counts as unhealthy until its first check has passed.
  while ((await ask(url, OPEN_HOST, "GET", "/v1/models")).status === 503) await sleep(50);
  return {
    url,
    async stop() {
      end();
      await running;
      application.child.kill();
      rmSync(directory, { recursive: true });
    },
  };
}

/** The requests that reached the application, or were answered in another way, though nothing published is asked for. */
async function opened(
  server: ServerName,
  url: string,
  { host, base }: (typeof HOSTS)[number],
  routes: readonly ServerRoute[],
) {
  const asked = routes.flatMap(({ methods, path }) =>
    methods.flatMap((method) => [path, ...spellingsOf(path)].map((spelling) => ({ method, path: base + spelling }))),
  );
  const open = await inFlight(asked, async ({ method, path }) => {
    const { status, route } = await ask(url, host, method, path);
    const published = route !== undefined && isPublished(server, route, method);
    return published || (status === 404 && route === undefined) ? [] : [`${method} ${path}: ${status} ${route}`];
  });
  return open.flat();
}

afterAll(() => agent.destroy());

describeWith(
  PYTHON,
  "uvicorn starlette",
  "run `.venv/bin/pip install uvicorn==0.54.0 starlette==1.10.0`",
)("a real application with the routes of", () => {
  describe.each<ServerName>(["vllm", "sglang", "litellm"])("%s", (server) => {
    let running: Awaited<ReturnType<typeof preview>>;
    beforeAll(async () => {
      running = await preview(server, await startDescribed(server));
    });
    afterAll(() => running.stop());

    test.each(HOSTS)("behind { $rule }: only what is published gets through, in any spelling", async (host) => {
      const share = everyRoute ? 1 : (server === "litellm" ? 10 : 1) * (host.base === "" ? 1 : 5);
      const closed = closedRoutesOf(server).filter((_, index) => index % share === 0);
      expect(await opened(server, running.url, host, [...closed, ...publishedRoutesOf(server)])).toEqual([]);
    });

    test.each(HOSTS)("behind { $rule }: all that is published is served", async ({ host, base }) => {
      const answers = await inFlight(publishedRoutesOf(server), async ({ methods: [method = ""], path }) => {
        const { status } = await ask(running.url, host, method, base + path);
        return status === 200 ? [] : [`${method} ${base}${path}: ${status}`];
      });
      expect(answers.flat()).toEqual([]);
    });

    test("an encoded letter reaches a control path where everything is open: uvicorn decodes", async () => {
      const [{ methods: [method = ""] = [], path = "" } = {}] = closedRoutesOf(server).filter(
        ({ path }) => path.length > 3,
      );
      const [spelling = ""] = spellingsOf(path).slice(1);
      const answers = [path, spelling].map((one) => ask(running.url, OPEN_HOST, method, one));
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    });
  });
});

/** It is large: only where somebody has installed it, `pip install "litellm[proxy]"`. */
const LITELLM_PYTHON = process.env.LITELLM_PYTHON ?? PYTHON;

describeWith(
  LITELLM_PYTHON,
  "litellm fastapi uvicorn",
  "install litellm[proxy], and name its python in LITELLM_PYTHON",
)("LiteLLM itself", () => {
  let application: Application;
  let running: Awaited<ReturnType<typeof preview>>;
  beforeAll(async () => {
    application = await start(LITELLM_PYTHON, "", "litellm");
    running = await preview("litellm", application);
  });
  afterAll(() => running.stop());

  test.each(HOSTS.slice(0, 2))(
    "behind { $rule }: only what is published gets through, in any spelling",
    async (host) => {
      const own = application.routes.map(({ methods, path }) => ({ methods, path: filled(path) }));
      expect(own.length).toBeGreaterThan(300);
      const routes = [...own, ...closedRoutesOf("litellm")];
      const share = everyRoute ? 1 : 10;
      const some = routes.filter((_, index) => index % share === 0);
      expect(await opened("litellm", running.url, host, some)).toEqual([]);
    },
  );

  test("and all that is published is answered by it", async () => {
    const routes = await inFlight(publishedRoutesOf("litellm"), ({ methods: [method = ""], path }) =>
      ask(running.url, "wide.example.com", method, path),
    );
    expect(routes.map(({ route }) => route)).toEqual(publishedRoutesOf("litellm").map(({ path }) => path));
  });
});
