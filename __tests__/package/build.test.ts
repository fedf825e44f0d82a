import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCheck } from "../../cli/commands/check";
import { runDiffRoutes } from "../../cli/commands/diff-routes";
import { runPreview } from "../../cli/commands/preview";
import { runRehearse } from "../../cli/commands/rehearse";
import { runRoute } from "../../cli/commands/route";
import { runRoutes } from "../../cli/commands/routes";
import { runSynth } from "../../cli/commands/synth";
import type { ExitCode, Terminal } from "../../cli/terminal";
import { asInstalled, buildBundle } from "../../package/build";
import { type Answer, answerOf } from "../support/cli/run";
import { ROOT } from "../support/project";

let folder: string;
const at = (name: string) => join(folder, name);
const BUNDLE = "ai-http-proxy.cjs";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bundle-test-"));
  buildBundle(at(BUNDLE));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG = join(ROOT, "proxy.yaml");
const OTHER = join(ROOT, "examples/minimal.yaml");
const URL = "http://ai.example.com/v1/rerank";
/** Neither Terraform nor Envoy is found: what is asked is how far the bundle comes alone. */
const env = { ...process.env, PROXY_CONFIG: CONFIG, PATH: "", ENVOY_PATH: "/no/envoy" };

/** The text of each file by its path. */
type Files = Readonly<Record<string, string>>;

function filesBelow(directory: string, shownAs = ""): Files {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(directory, path)).isFile(),
  );
  return Object.fromEntries(files.map((path) => [join(shownAs, path), readFileSync(join(directory, path), "utf8")]));
}

/** A command of the bundle in an empty folder, and what it leaves there and in the folder for temporary files. */
function bundled(...args: string[]): Answer & { readonly left: Files } {
  const cwd = mkdtempSync(at("empty-"));
  const temporary = mkdtempSync(at("tmp-"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [at(BUNDLE), ...args], {
    cwd,
    env: { ...env, TMPDIR: temporary },
    encoding: "utf8",
  });
  return { code: status, out: stdout, error: stderr, left: { ...filesBelow(cwd), ...filesBelow(temporary) } };
}

/** The same by the sources, in this process, with the commands as the bundle names them. */
async function bySources(run: (terminal: Terminal) => ExitCode | Promise<ExitCode>): Promise<Answer> {
  const { code, out, error } = await answerOf(run, env);
  return { code, out: asInstalled(out), error: asInstalled(error) };
}

describe("the bundle in an empty folder answers as the sources do, and leaves nothing:", () => {
  test.each<[args: string, run: (terminal: Terminal) => ExitCode | Promise<ExitCode>]>([
    ["check", (terminal) => runCheck(undefined, { format: "text" }, terminal)],
    [`check ${OTHER} --format sarif`, (terminal) => runCheck(OTHER, { format: "sarif" }, terminal)],
    [`check --from ${OTHER}`, (terminal) => runCheck(undefined, { format: "text", from: OTHER }, terminal)],
    [`route ${URL}`, (terminal) => runRoute([URL], { method: "GET" }, terminal)],
    ["routes", (terminal) => runRoutes(undefined, {}, terminal)],
    [`diff-routes ${OTHER} ${CONFIG}`, (terminal) => runDiffRoutes(OTHER, CONFIG, {}, terminal)],
    ["preview", (terminal) => runPreview({ port: 8080 }, terminal)],
    ["rehearse", (terminal) => runRehearse({}, terminal)],
  ])("%s", async (args, run) => {
    const expected = await bySources(run);
    expect(expected.out + expected.error).not.toBe("");
    expect(bundled(...args.split(" "))).toEqual({ ...expected, left: {} });
  });

  test("nothing.yaml: no such file", () => {
    expect(bundled("check", "nothing.yaml")).toMatchObject({ code: 2, left: {} });
  });
});

test("synth writes the same bytes, and nothing else", async () => {
  const out = at("by-sources");
  const expected = await bySources((terminal) => runSynth([], undefined, { ...env, CDKTF_OUTDIR: out }, terminal));
  const answer = bundled("synth");
  expect(answer).toEqual({
    ...expected,
    // The CDKTF CLI must be told of another folder.
    out: expected.out.replaceAll(` --output ${out}`, "").replaceAll(out, "cdktf.out"),
    left: filesBelow(out, "cdktf.out"),
  });
});

test("no module of it takes itself for the program", () => {
  expect(readFileSync(at(BUNDLE), "utf8")).not.toMatch(/require\.main === module\b/);
});
