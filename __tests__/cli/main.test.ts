import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/project";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function run(args: readonly string[], config = join(ROOT, "proxy.yaml")): Outcome {
  const { status, stdout, stderr } = spawnSync("node", ["--import", "tsx", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, PROXY_CONFIG: config, CDKTF_OUTDIR: join(folder, "out"), FORCE_COLOR: undefined },
  });
  return { code: status, out: stdout, error: stderr };
}

const command = (args: readonly string[], config?: string) => run(["cli/main.ts", ...args], config);

function written(text: string): string {
  const path = join(folder, "proxy.yaml");
  writeFileSync(path, text);
  return path;
}

const reference = readFileSync(join(ROOT, "proxy.yaml"), "utf8");

describe("synth", () => {
  test("writes the stack and says what it holds, without colour in a pipe", () => {
    const { code, out, error } = run(["main.ts"]);
    expect(error).toBe("");
    expect(code).toBe(0);
    expect(existsSync(join(folder, "out", "stacks", "ai-us-central1", "cdk.tf.json"))).toBe(true);
    expect(out).toMatch(/\/v1\/chat\/\* +vllm-v1 90 %, vllm-v2 10 % +10m/);
    expect(out).toContain(
      "gcloud compute instance-groups set-named-ports vllm-v1 --zone us-central1-a --named-ports http:8000",
    );
    expect(out).not.toContain("\u001b");
  });

  test("writes nothing when anything is wrong, and says all of it with its place", () => {
    const broken = reference.replace("server: vllm", "servr: vllm").replace("to: embed", "to: embedd");
    const { code, out, error } = run(["main.ts"], written(broken));
    expect([code, out]).toEqual([1, ""]);
    expect(error).toMatch(
      /proxy\.yaml:10:5 workloads\.vllm-v1\.servr: error\[unknown-key\] .*\n {2}did you mean "server"\?/,
    );
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  test("removes the folder of a stack that is no more, and nothing else", () => {
    run(["main.ts"], written(reference));
    run(["main.ts"], written(reference.replace("name: ai", "name: other")));
    expect(readdirSync(join(folder, "out", "stacks"))).toEqual(["other-us-central1"]);
  });

  test("a missing file is no crash", () => {
    const { code, error } = run(["main.ts"], join(folder, "nothing.yaml"));
    expect(code).toBe(2);
    expect(error).toContain("there is no such file");
    expect(error).not.toMatch(/^\s+at /m);
  });
});

describe("check", () => {
  test("exits with 0 when there are only warnings, and with 1 when there are errors", () => {
    expect(command(["check"]).code).toBe(0);
    expect(command(["check", written(reference.replace("to: embed", "to: embedd"))]).code).toBe(1);
  });

  test("writes JSON that names every finding", () => {
    const { out } = command(["check", "--format", "json"]);
    expect(JSON.parse(out).findings).toContainEqual(
      expect.objectContaining({ id: "plain-http", severity: "warning", line: 2 }),
    );
  });

  test("tells what a change will cost", () => {
    const from = written(reference.replace("10.129.0.0/23", "10.129.0.0/24"));
    expect(command(["check", "--from", from]).out).toMatch(
      /proxyOnlySubnet: warning.*\n\nverdict: applies, and interrupts: proxy-only-range-changed\n$/s,
    );
  });

  test("says so when it cannot tell what a change will cost, for the old file has errors", () => {
    const from = written(reference.replace("to: embed", "to: embedd"));
    expect(command(["check", "--from", from]).out).toMatch(/\nverdict: not predictable: \S+ has errors\n$/);
  });
});

describe("route", () => {
  test("says which workload serves a request, and why", () => {
    const { code, out } = command(["route", "-X", "POST", "http://ai.example.com/v1/chat/completions"]);
    expect(code).toBe(0);
    expect(out).toContain("to vllm-v1 90 %");
    expect(out).toContain("yes  path rule");
  });

  test("exits with 1 when another workload than expected serves it", () => {
    const expecting = (workload: string) =>
      command(["route", "http://ai.example.com/v1/rerank", "--expect", workload]).code;
    expect([expecting("rerank"), expecting("embed")]).toEqual([0, 1]);
  });

  test("answers several requests of a file, as JSON", () => {
    const requests = join(folder, "requests");
    writeFileSync(requests, "# one a line\nPOST http://ai.example.com/v1/rerank\nhttp://ai.example.com/nothing\n");
    const answers = JSON.parse(command(["route", "--requests", requests, "--json"]).out);
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
    expect(command(["route", "https://any.example/", "--url-map", exported, "--expect", "web"]).code).toBe(0);
  });

  test.each([
    [
      "a port that nothing listens on",
      ["route", "https://ai.example.com/"],
      /nothing listens for https on port 443\n {2}listening: http/,
    ],
    ["a URL without a scheme", ["route", "ai.example.com/v1"], /http/],
    ["no request at all", ["route"], /there is no request/],
    ["a file that is not there", ["route", "http://a.example/", "--plan", "/nothing.json"], /nothing\.json/],
    ["an unknown command", ["rout"], /unknown command/],
  ])("exits with 2, in words, for %s", (_, args, message) => {
    const { code, error } = command(args);
    expect(code).toBe(2);
    expect(error).toMatch(message);
    expect(error).not.toMatch(/^\s+at /m);
  });
});

test("routes prints the table, the most specific rule first", () => {
  const { out } = command(["routes"]);
  expect(out.indexOf("/v1/chat/*")).toBeLessThan(out.indexOf("/v1/* "));
  expect(out).toMatch(/\/v1\/load_lora_adapter +404 .*administrative path, closed below routes\[0\]\.rules\[3\]/);
});
