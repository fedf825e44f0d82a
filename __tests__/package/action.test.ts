import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../support/project";

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const { inputs, runs } = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
const stepNamed = (name: string): Step => runs.steps.find((one: Step) => one.name === name);

let folder: string;
const at = (name: string) => join(folder, name);
const git = (...args: string[]) =>
  execFileSync("git", ["-C", at("repo"), "-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    encoding: "utf8",
  }).trim();

/** Keeps the comments of a pull request in a file each, and answers as the API does. */
const GH = `#!/usr/bin/env bash
case "$*" in
  *--method*POST*) n=$(($(ls "$COMMENTS_DIR" | wc -l) + 1)) ;;
  *--method*PATCH*) n=$(basename "$5") ;;
  *) grep -lF -- "$MARK" "$COMMENTS_DIR"/* 2>/dev/null | xargs -rn1 basename; exit 0 ;;
esac
for last; do :; done
cp "\${last#body=@}" "$COMMENTS_DIR/$n"
`;
/** \`npx --yes --package PACKAGE ai-http-proxy …\` without a registry. */
const NPX = `#!/usr/bin/env bash
[ "$1 $2 $4" = "--yes --package ai-http-proxy" ] || exit 99
shift 4
exec node ${JSON.stringify(join(ROOT, "package/run.cjs"))} cli/main.ts "$@"
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-test-"));
  for (const name of ["repo", "bin", "runner", "comments"]) mkdirSync(at(name));
  writeFileSync(at("bin/gh"), GH, { mode: 0o755 });
  writeFileSync(at("bin/npx"), NPX, { mode: 0o755 });
  git("init", "-q");
  cpSync(join(ROOT, "proxy.yaml"), at("repo/proxy.yaml"));
  commit("first");
});
afterEach(() => rmSync(folder, { recursive: true }));

function commit(message: string): void {
  git("add", "-A");
  git("commit", "-q", "-m", message);
}

function edit(from: string, to: string): void {
  const file = at("repo/proxy.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  commit("edit");
}

/** Runs a step as a runner does, every expression of its environment from a table. */
function run(name: string, values: Readonly<Record<string, string>>) {
  const step = stepNamed(name);
  const env = Object.entries(step.env ?? {}).map(([key, text]) => [
    key,
    text.replace(/\$\{\{ (.+?) \}\}/g, (_, expression) => values[expression] ?? `no value for ${expression}`),
  ]);
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""],
    {
      cwd: at("repo"),
      encoding: "utf8",
      env: {
        ...process.env,
        ...Object.fromEntries(env),
        PATH: `${at("bin")}:${process.env.PATH}`,
        RUNNER_TEMP: at("runner"),
        GITHUB_STEP_SUMMARY: at("summary.md"),
        GITHUB_OUTPUT: at("output"),
        COMMENTS_DIR: at("comments"),
        PROXY_CONFIG: undefined,
        FORCE_COLOR: undefined,
      },
    },
  );
  return { code: status, out: stdout, error: stderr };
}

/** What a step left in GITHUB_OUTPUT. */
const outputs = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(at("output"), "utf8")
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

function answer(base: string) {
  rmSync(at("output"), { force: true });
  rmSync(at("runner"), { recursive: true });
  mkdirSync(at("runner"));
  const values = {
    "inputs.file": inputs.file.default,
    "inputs.package": inputs.package.default,
    "inputs.base": base,
    "inputs.token": "t",
    "github.repository": "me/infra",
    "github.event.pull_request.number": "7",
  };
  expect(run("Ask", values)).toEqual({ code: 0, out: "", error: "" });
  expect(run("Comment", values)).toEqual({ code: 0, out: "", error: "" });
  const judged = run("Judge", { "steps.ask.outputs.code": outputs().code ?? "" });
  const { verdict = "", sarif = "" } = outputs();
  return { judged: judged.code, verdict, sarif };
}
const comment = (number = 1) => readFileSync(at(`comments/${number}`), "utf8");

test("comments once with verdict, findings and requests, and updates it", () => {
  const base = git("rev-parse", "HEAD");
  edit("vllm-v1: 90, vllm-v2: 10", "vllm-v1: 50, vllm-v2: 50");
  const first = answer(base);
  expect(first).toMatchObject({ judged: 0, verdict: expect.stringContaining("applies at the first try") });
  expect(comment()).toMatch(
    /^<!-- ai-http-proxy proxy\.yaml -->\n### `ai`: `.*proxy\.yaml`\n\n.*applies at the first try/,
  );
  expect(comment()).toContain("\nwarning[plain-http] proxy.yaml:2 frontend\n");
  expect(comment()).toMatch(/: vllm-v1 90 %, vllm-v2 10 % → vllm-v1\s+50 %, vllm-v2 50 %\n/);
  expect(readFileSync(at("summary.md"), "utf8")).toBe(comment());
  expect(JSON.parse(readFileSync(first.sarif, "utf8")).version).toBe("2.1.0");

  edit("/v1/rerank, ", "");
  answer(base);
  expect(existsSync(at("comments/2"))).toBe(false);
  expect(comment()).toContain("/v1/rerank");
});

test("fails where the file has errors, and says them all the same", () => {
  const base = git("rev-parse", "HEAD");
  edit("workloads:", "wokloads:");
  expect(answer(base)).toMatchObject({ judged: 1 });
  expect(comment()).toContain("wokloads");
});

test("a file that is new is compared with nothing", () => {
  const base = git("rev-parse", "HEAD");
  git("mv", "proxy.yaml", "old.yaml");
  commit("away");
  cpSync(at("repo/old.yaml"), at("repo/proxy.yaml"));
  commit("back");
  expect(answer(git("rev-parse", "HEAD~1"))).toMatchObject({ judged: 0, verdict: "no errors" });
  expect(answer(base).verdict).toContain("loses nothing");
});

test("what writes runs for pull requests of the repository itself alone, and the judgement is last", () => {
  const own = "github.event.pull_request.head.repo.full_name == github.repository";
  for (const name of ["Comment", "Code scanning"]) expect(stepNamed(name).if?.replace(/\s+/g, " ")).toContain(own);
  expect(runs.steps.at(-1).name).toBe("Judge");
});

test("no expression stands in a script: a file's name is no code", () => {
  for (const { run: script = "" } of runs.steps) expect(script).not.toContain("${{");
});
