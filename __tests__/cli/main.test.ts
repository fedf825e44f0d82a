import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckOptions, runCheck } from "../../cli/commands/check";
import { type RouteOptions, runRoute } from "../../cli/commands/route";
import { runRoutes } from "../../cli/commands/routes";
import { runSynth } from "../../cli/commands/synth";
import { type Answer, answerOf } from "../support/cli/run";
import { ROOT } from "../support/project";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const configured = (config = join(ROOT, "proxy.yaml")): NodeJS.ProcessEnv => ({
  ...process.env,
  PROXY_CONFIG: config,
  CDKTF_OUTDIR: join(folder, "out"),
  FORCE_COLOR: undefined,
});

/** A program of this project as a user starts it. */
function started(args: readonly string[], env: NodeJS.ProcessEnv = {}): Answer {
  const { status, stdout, stderr } = spawnSync("node", ["package/run.cjs", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...configured(), ...env },
  });
  return { code: status, out: stdout, error: stderr };
}

const synth = (config?: string) =>
  answerOf((terminal) => runSynth([], undefined, undefined, terminal), configured(config));
const check = (file?: string, options: Partial<CheckOptions> = {}) =>
  answerOf((terminal) => runCheck(file, { format: "text", ...options }, terminal), configured());
const route = (urls: readonly string[], options: Partial<RouteOptions> = {}) =>
  answerOf((terminal) => runRoute(urls, { method: "GET", ...options }, terminal), configured());

function written(text: string): string {
  const path = join(folder, "proxy.yaml");
  writeFileSync(path, text);
  return path;
}

const STACK = "stacks/ai-us-central1/cdk.tf.json";
const reference = readFileSync(join(ROOT, "proxy.yaml"), "utf8");

describe("synth", () => {
  test("prints commands that a shell takes whatever the files are called", async () => {
    const config = join(folder, "my $(file).yaml");
    copyFileSync(join(ROOT, "proxy.yaml"), config);
    const { out } = await answerOf((terminal) => runSynth([config], undefined, undefined, terminal), {
      ...configured(),
      CDKTF_OUTDIR: join(folder, "an out"),
    });
    expect(out).toContain(
      `PROXY_CONFIG='${config}' npx cdktf diff ai-us-central1 --output '${join(folder, "an out")}'\n`,
    );
    expect(out).toContain(`terraform -chdir='${join(folder, "an out/stacks/ai-us-central1")}' init`);
  });

  test("writes the stack and says what it holds, without colour in a pipe", () => {
    const { code, out, error } = started(["main.ts"]);
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(existsSync(join(folder, "out", "stacks", "ai-us-central1", "cdk.tf.json"))).toBe(true);
    expect(out).toMatch(/\/v1\/chat\/\* +vllm-v1 90 %, vllm-v2 10 % +10m/);
    expect(out).toContain(
      "gcloud compute instance-groups set-named-ports vllm-v1 --zone us-central1-a --named-ports http:8000",
    );
    expect(out).not.toContain("\u001b");
  });

  test("says what others must do: records, firewall rules, ports, variables, and what is taken over", async () => {
    const { code, out } = await synth(
      written(`name: ai
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23, firewallRules: false }
frontend: { listeners: [{ https: 443, certificates: [{ managed: [ai.example.com] }] }] }
adopt: { address: ai-ip }
workloads:
  llama: { server: tgi, port: 8080, backends: [{ neg: us-central1-a/llama, maxRate: 50, tags: [gke] }] }
  rack: { server: tgi, backends: [{ hybridEndpoints: { zone: us-central1-a, endpoints: [10.50.0.5] }, maxRate: 10 }] }
routes:
  - hosts: [ai.example.com]
    rules: [{ paths: [/a], to: llama }, { paths: [/b], to: rack, headers: { x-key: "\${var.key}" } }]
`),
    );
    expect(code).toBe(0);
    for (const line of [
      "network endpoint group us-central1-a/llama, whose endpoints listen on 8080",
      "gcloud compute firewall-rules create ai-us-central1-health-checks-8080-gke --project PROJECT --network ai --direction INGRESS --allow tcp:8080 --source-ranges 130.211.0.0/22,35.191.0.0/16 --target-tags gke",
      "gcloud compute firewall-rules create ai-us-central1-proxies-8080-gke --project PROJECT --network ai --direction INGRESS --allow tcp:8080 --source-ranges 10.129.0.0/23 --target-tags gke",
      '"ai-us-central1-proxies-8080-gke" = { ports = ["8080"], ranges = ["10.129.0.0/23"], tags = ["gke"], accounts = null }',
      "gcloud compute routers update ROUTER --region us-central1 --add-advertisement-ranges 10.129.0.0/23",
      "TCP 80 from 10.129.0.0/23 (the proxies, health checks too) to 10.50.0.5, on its side",
      "projects/${var.project}/regions/us-central1/addresses/ai-ip as google_compute_address.address",
      "CNAME for ai.example.com, as the output dns_authorization_records says: HTTPS fails until it is there",
      "A ai.example.com → the output http_proxy_ip",
      "export TF_VAR_key=…",
      "export TF_VAR_project=PROJECT",
    ])
      expect(out).toContain(line);
  });

  test("writes nothing when anything is wrong, and says all of it with its place", async () => {
    const broken = reference.replace("server: vllm", "servr: vllm").replace("to: embed", "to: embedd");
    const { code, out, error } = await synth(written(broken));
    expect([code, out]).toEqual([1, ""]);
    expect(error).toMatch(
      /proxy\.yaml:10:5 workloads\.vllm-v1\.servr: error\[unknown-key\] .*\n {2}did you mean "server"\?/,
    );
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  test.each([["main.ts"], ["cli/main.ts", "synth"]])("%s %s takes a file, and nothing else", (...program) => {
    const file = written(reference.replace("name: ai", "name: other"));
    expect(started([...program, file])).toMatchObject({ code: 0, error: "" });
    expect(readdirSync(join(folder, "out", "stacks"))).toEqual(["other-us-central1"]);
    for (const args of [
      [file, file],
      ["--file", file],
    ]) {
      const { code, out, error } = started([...program, ...args]);
      expect([code, out]).toEqual([2, ""]);
      expect(error).toMatch(/^error: /);
    }
  });

  test("leaves alone what it does not write, and names the stacks of other files", async () => {
    await synth(written(reference));
    const others = join(folder, "out", "stacks", "ai-us-central1");
    writeFileSync(join(others, ".terraform.lock.hcl"), "locked");
    const before = readFileSync(join(others, "cdk.tf.json"), "utf8");
    const { out } = await synth(written(reference.replace("name: ai", "name: other")));
    expect(out).toMatch(/^Stacks in \S+ that \S+ does not make\n {2}ai-us-central1\n/m);
    expect(readFileSync(join(others, ".terraform.lock.hcl"), "utf8")).toBe("locked");
    expect(readFileSync(join(others, "cdk.tf.json"), "utf8")).toBe(before);
  });

  test.each<[string, (out: string) => void, RegExp]>([
    ["a file in the place of the folder", (out) => writeFileSync(out, ""), /a part of the path is a file/],
    ["a link that leads nowhere", (out) => symlinkSync(join(out, "nowhere"), out), /a link that leads nowhere/],
    ["a folder in the place of the stack", (out) => mkdirSync(join(out, STACK), { recursive: true }), /it is a folder/],
    [
      "a folder in the place of the manifest",
      (out) => mkdirSync(join(out, "manifest.json"), { recursive: true }),
      /it is/,
    ],
    ["a place where nothing can be made", (out) => symlinkSync("/proc/self/x", out), /cannot use/],
  ])("exits with 2, naming the place, for %s", (_, prepare, reason) => {
    const outdir = join(folder, "out");
    prepare(outdir);
    const { code, out, error } = started(["main.ts"]);
    expect([code, out]).toEqual([2, ""]);
    expect(error).toMatch(reason);
    expect(error.split("\n")).toHaveLength(3);
    expect(error).toContain(`cannot use ${outdir}/`);
  });

  test("two files at once are both whole, and both in the manifest", async () => {
    const names = ["one", "two", "three"];
    const output = (name: string) => writeFileSync(join(folder, name), reference.replace("name: ai", `name: ${name}`));
    names.forEach(output);
    const runs = names.map((name) => {
      const env = { ...configured(), PROXY_CONFIG: undefined };
      return once(spawn("node", [join(ROOT, "package/run.cjs"), "main.ts", name], { cwd: folder, env }), "close");
    });
    expect(await Promise.all(runs)).toEqual(names.map(() => [0, null]));
    const out = join(folder, "out");
    const { stacks } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
    expect(Object.keys(stacks)).toEqual(["one-us-central1", "three-us-central1", "two-us-central1"]);
    for (const stack of Object.keys(stacks))
      expect(() => JSON.parse(readFileSync(join(out, "stacks", stack, "cdk.tf.json"), "utf8"))).not.toThrow();
    expect(readdirSync(out).sort()).toEqual(["manifest.json", "stacks"]);
  });

  test("a missing file is no crash", async () => {
    const { code, error } = await synth(join(folder, "nothing.yaml"));
    expect(code).toBe(2);
    expect(error).toContain("there is no such file");
    expect(error).not.toMatch(/^\s+at /m);
  });
});

describe("check", () => {
  test("exits with 0 when there are only warnings, and with 1 when there are errors", async () => {
    expect((await check()).code).toBe(0);
    expect((await check(written(reference.replace("to: embed", "to: embedd")))).code).toBe(1);
  });

  test("writes JSON that names every finding", () => {
    const { out } = started(["cli/main.ts", "check", "--format", "json"]);
    expect(JSON.parse(out).findings).toContainEqual(
      expect.objectContaining({ id: "plain-http", severity: "warning", line: 2 }),
    );
  });

  test("tells what a change will cost", async () => {
    const from = written(reference.replace("10.129.0.0/23", "10.129.0.0/24"));
    expect((await check(undefined, { from })).out).toMatch(
      /proxyOnlySubnet: warning.*\n\nverdict: applies, and interrupts: proxy-only-range-changed\n$/s,
    );
  });

  test("says in JSON what the file needs, uses and costs, and what a change adds to it", async () => {
    const from = join(ROOT, "examples/internal-https.yaml");
    const { out } = await check(undefined, { from, format: "json" });
    const { regions, cost } = JSON.parse(out);
    expect(cost).toMatchObject({ asOf: "2026-11", currency: "USD", monthly: 18.25, change: -36.5 });
    expect(regions).toMatchObject([{ region: "us-central1", stack: "ai-us-central1", exposure: "external" }]);
    const [{ mustExist, limits, records }] = regions;
    expect(mustExist).toContainEqual({ kind: "APIs", items: ["compute.googleapis.com"] });
    expect(records).toEqual(["A ai.example.com → the output http_proxy_ip"]);
    expect(limits).toContainEqual(
      expect.objectContaining({ name: "backend services of a URL map", used: 5, most: 2500 }),
    );
    const broken = await check(written(reference.replace("to: embed", "to: embedd")), { format: "json" });
    expect(Object.keys(JSON.parse(broken.out))).toEqual(["findings", "suppressed"]);
  });

  test("says in JSON how long clients stay with a region that fails", async () => {
    const { out } = await check(join(ROOT, "examples/dns-failover.yaml"), { format: "json" });
    expect(JSON.parse(out).failover.map(({ seconds }: { seconds: number }) => seconds)).toEqual([60, 30, 60]);
  });

  test("says so when it cannot tell what a change will cost, for the old file has errors", async () => {
    const from = written(reference.replace("to: embed", "to: embedd"));
    expect((await check(undefined, { from })).out).toMatch(/\nverdict: not predictable: \S+ has errors\n$/);
  });
});

describe("route", () => {
  test("says which workload serves a request, and why", () => {
    const { code, out } = started(["cli/main.ts", "route", "-X", "POST", "http://ai.example.com/v1/chat/completions"]);
    expect(code).toBe(0);
    expect(out).toContain("to vllm-v1 90 %");
    expect(out).toContain("yes  route rule");
  });

  test("exits with 1 when another workload than expected serves it", async () => {
    const expecting = async (expect: string) => (await route(["http://ai.example.com/v1/rerank"], { expect })).code;
    expect([await expecting("rerank"), await expecting("embed")]).toEqual([0, 1]);
  });

  test("answers several requests of a file, as JSON", () => {
    const requests = join(folder, "requests");
    writeFileSync(requests, "# one a line\nPOST http://ai.example.com/v1/rerank\nhttp://ai.example.com/nothing\n");
    const answers = JSON.parse(started(["cli/main.ts", "route", "--requests", requests, "--json"]).out);
    expect(answers.map(({ decision }: { decision: { kind: string } }) => decision.kind)).toEqual([
      "forward",
      "respond",
    ]);
  });

  test("reads a URL map that somebody else exported", () => {
    const exported = join(folder, "map.yaml");
    writeFileSync(
      exported,
      "name: other\ndefaultService: https://www.googleapis.com/compute/v1/projects/p/regions/r/backendServices/web\n",
    );
    const { code } = started([
      "cli/main.ts",
      "route",
      "https://any.example/",
      "--url-map",
      exported,
      "--expect",
      "web",
    ]);
    expect(code).toBe(0);
  });

  test.each<[string, string[], Partial<RouteOptions>, RegExp]>([
    [
      "a port that nothing listens on",
      ["https://ai.example.com/"],
      {},
      /nothing listens for https on port 443\n {2}listening: http/,
    ],
    ["a URL without a scheme", ["ai.example.com/v1"], {}, /http/],
    ["no request at all", [], {}, /there is no request/],
    ["a file beside a plan", ["proxy.yaml", "http://a.example/"], { plan: "plan.json" }, /ask one of them at a time/],
    ["a file that is not there", ["http://a.example/"], { plan: "/nothing.json" }, /nothing\.json/],
  ])("exits with 2, in words, for %s", async (_, urls, options, message) => {
    const { code, error } = await route(urls, options);
    expect(code).toBe(2);
    expect(error).toMatch(message);
    expect(error).not.toMatch(/^\s+at /m);
  });
});

test.each([
  ["check", "warnings"],
  ["routes", "other.example.com"],
  ["route", "other.example.com", "http://other.example.com/v1/rerank"],
])("%s takes its file as its first argument, or by PROXY_CONFIG", (command, expected, ...more) => {
  const file = written(reference.replace("ai.example.com", "other.example.com"));
  const byArgument = started(["cli/main.ts", command, file, ...more], { PROXY_CONFIG: undefined });
  expect(byArgument).toMatchObject({ code: 0, out: expect.stringContaining(expected) });
  expect(started(["cli/main.ts", command, ...more], { PROXY_CONFIG: file })).toEqual(byArgument);
});

test.each([
  ["check", "a.yaml", "b.yaml"],
  ["routes", "a.yaml", "b.yaml"],
  ["preview", "a.yaml", "b.yaml"],
  ["rehearse", "a.yaml", "b.yaml"],
  ["diff-routes", "a.yaml", "b.yaml", "c.yaml"],
])("%s takes no further argument", (...args) => {
  expect(started(["cli/main.ts", ...args])).toMatchObject({
    code: 2,
    out: "",
    error: expect.stringMatching(/too many/),
  });
});

test.each([["main.ts"], ["cli/main.ts", "check"], ["cli/main.ts", "help"]])(
  "%s %s exits with 2 where its answer cannot be written",
  (...args) => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync("node", ["package/run.cjs", ...args], {
      cwd: ROOT,
      encoding: "utf8",
      env: configured(),
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^cannot write the answer: .*no space left.*\n.*\n$/);
  },
);

test("exits with 2, in words, for an unknown command", () => {
  const { code, error } = started(["cli/main.ts", "rout"]);
  expect(code).toBe(2);
  expect(error).toMatch(/unknown command/);
  expect(error).not.toMatch(/^\s+at /m);
});

test.each([
  ["check", "from", ["HEAD:proxy.yaml"], "--from <old>"],
  ["preview", "port", ["9"], "--port <port>"],
  ["rehearse", "kill_after", ["3"], "--kill-after <count>"],
  ["routes", "json", [], "--json"],
  ["check", "unheard_of", ["sarif"], "--format <format>"],
])("exits with 2 when npm %s has kept an option for itself: %s", (command, name, args, option) => {
  const env = { npm_lifecycle_event: command, [`npm_config_${name}`]: "true" };
  expect(started(["cli/main.ts", command, ...args], env)).toEqual({
    code: 2,
    out: "",
    error: `error: npm has taken ${option.split(" ")[0]} for itself: write \`npm run ${command} -- ${option}\`\n`,
  });
});

test.each([
  [{ FORCE_COLOR: "1" }, true],
  [{ FORCE_COLOR: "0" }, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("colour with %j: %j", (env, isColoured) => {
  expect(started(["cli/main.ts", "check"], env).out.includes("\x1b[")).toBe(isColoured);
});

test("an option that reaches its command is no matter of npm's", () => {
  const env = { npm_lifecycle_event: "routes", npm_config_json: "true" };
  expect(started(["cli/main.ts", "routes", "--json"], env).code).toBe(0);
});

test("routes prints the table, the most specific rule first", async () => {
  const { out } = await answerOf((terminal) => runRoutes(undefined, {}, terminal), configured());
  expect(out.indexOf("/v1/chat/*")).toBeLessThan(out.indexOf("/v1/* "));
  expect(out).toMatch(/^ {2}\/v1\/\* .*\n {6}opens 10 published paths of vLLM [\d.]+; everything else answers 404$/m);
  expect(out).not.toContain("/v1/audio");
});

test.each(["proxy.yaml", "examples/external-https.yaml", "examples/every-backend.yaml", "examples/vertex-ai.yaml"])(
  "the table of %s is at most 100 columns wide, whatever its names",
  async (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const long = text
      .replaceAll("ai.example.com", `${"a-long-name.".repeat(6)}example.com`)
      .replaceAll("/v1/", `/${"version-1/".repeat(5)}`);
    for (const source of [text, long]) {
      const path = written(source);
      const { out, code } = await answerOf((terminal) => runRoutes(path, {}, terminal), configured());
      expect(code).toBe(0);
      expect(out.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  },
);

test("routes as JSON are data: conditions, the action of the URL map, and what a wide route opens", async () => {
  const { out } = await answerOf((terminal) => runRoutes(undefined, { json: true }, terminal), configured());
  const [{ routes = [] } = {}] = JSON.parse(out);
  const wide = routes.find(({ place }: { place?: string }) => place === "routes[0].rules[3]");
  expect(wide).toMatchObject({
    host: "ai.example.com",
    match: { path: { text: "/v1/" }, headers: [], queryParameters: [] },
    action: { service: "vllm-v1", routeAction: { timeout: { seconds: "600" } } },
    opens: expect.arrayContaining(["/v1/models", "/v1/audio/*", "GET /v1/responses/{response_id}"]),
  });
});
