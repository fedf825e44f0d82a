import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { runCheck } from "../../cli/commands/check";
import { runDiffRoutes } from "../../cli/commands/diff-routes";
import { runRehearse } from "../../cli/commands/rehearse";
import { runRoute } from "../../cli/commands/route";
import { runRoutes } from "../../cli/commands/routes";
import { runSynth } from "../../cli/commands/synth";
import type { ExitCode, Terminal } from "../../cli/terminal";
import { damaged, damagedText } from "../support/arbitraries/damage";
import { answerOf } from "../support/cli/run";
import { ROOT } from "../support/project";
import { runs } from "../support/runs";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bad-input-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = join(ROOT, "proxy.yaml");
const URL = "http://ai.example.com/v1/chat/completions";
type Command = (spec: string, terminal: Terminal) => ExitCode | Promise<ExitCode>;

/** Every way in which a command is given a file or a revision. `preview` reads as `check` does. */
const COMMANDS: Readonly<Record<string, Command>> = {
  "check X": (spec, terminal) => runCheck(spec, { format: "text" }, terminal),
  "check X --format sarif": (spec, terminal) => runCheck(spec, { format: "sarif" }, terminal),
  "check --from X": (spec, terminal) => runCheck(GOOD, { format: "text", from: spec }, terminal),
  "synth X": (spec, terminal) => runSynth([spec], undefined, undefined, terminal),
  "routes X": (spec, terminal) => runRoutes(spec, {}, terminal),
  "route X": (spec, terminal) => runRoute([spec, URL], { method: "GET" }, terminal),
  "route --plan X": (spec, terminal) => runRoute([URL], { method: "GET", plan: spec }, terminal),
  "route --url-map X, its tests": (spec, terminal) => runRoute([], { method: "GET", urlMap: spec }, terminal),
  "route --requests X": (spec, terminal) => runRoute([], { method: "GET", requests: spec }, terminal),
  "diff-routes X GOOD": (spec, terminal) => runDiffRoutes(spec, GOOD, {}, terminal),
  "diff-routes GOOD X": (spec, terminal) => runDiffRoutes(GOOD, spec, {}, terminal),
  "rehearse X": (spec, terminal) => runRehearse({ file: spec }, terminal),
  "rehearse --from X": (spec, terminal) => runRehearse({ file: GOOD, from: spec }, terminal),
};

/** Nothing is found that could apply or serve anything. */
const env = () => ({ ...process.env, CDKTF_OUTDIR: join(folder, "out"), TERRAFORM: "", ENVOY_PATH: "/no/envoy" });

async function expectASentence(command: Command, spec: string, codes: readonly number[] = [1, 2]): Promise<void> {
  const { PATH } = process.env;
  const git = (PATH ?? "")
    .split(":")
    .filter((part) => readdirIn(part).includes("git") && !readdirIn(part).includes("terraform"));
  const { code, out, error } = await answerOf((terminal) => command(spec, terminal), { ...env(), PATH: git.join(":") });
  expect(codes).toContain(code);
  if (code !== 0) expect(out + error).not.toBe("");
  expect(out + error).not.toMatch(/^ +at .*:\d+:\d+|undefined|\[object|Maximum call stack|mistake of the program/m);
}

function readdirIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

const written = (name: string, text: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** A value of a module that is an output of the module, and the output the value. */
const CIRCLE = {
  format_version: "1.2",
  planned_values: {
    root_module: {
      child_modules: [
        {
          address: "module.a",
          resources: [
            {
              address: "module.a.google_compute_region_url_map.m",
              mode: "managed",
              type: "google_compute_region_url_map",
              name: "m",
              values: {},
            },
          ],
        },
      ],
    },
  },
  resource_changes: [
    { address: "module.a.google_compute_region_url_map.m", change: { after_unknown: { default_service: true } } },
  ],
  configuration: {
    root_module: {
      module_calls: {
        a: {
          expressions: { service: { references: ["module.a.service"] } },
          module: {
            outputs: { service: { expression: { references: ["var.service"] } } },
            resources: [
              {
                mode: "managed",
                type: "google_compute_region_url_map",
                name: "m",
                expressions: { default_service: { references: ["var.service"] } },
              },
            ],
          },
        },
      },
    },
  },
};

const TEXTS: Readonly<Record<string, string | Buffer>> = {
  nothing: "",
  "a word": "hello",
  null: "null",
  "a number": "1e999",
  "an empty list": "[]",
  "an empty map": "{}",
  "NUL characters": "\0\0",
  "no UTF-8": Buffer.from([0xff, 0xfe, 0x80]),
  "a binary plan": "PK\u0003\u0004",
  "a brace": "{",
  "half of JSON": '{ "format_version": "1.2", "planned_values": {',
  "half of YAML": "a: [",
  "nesting without an end": "[".repeat(100_000),
  "nesting that ends": `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
  "an alias bomb": `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((n, i) => `${n}: &${n} [${Array(9).fill(`*${"abcdefghij"[i]}`)}]`).join("\n")}`,
  "a state": '{ "version": 4, "lineage": "x", "resources": [] }',
  "a plan of nothing": '{ "format_version": "1.2", "planned_values": 5, "configuration": [] }',
  "a plan that goes in a circle": JSON.stringify(CIRCLE),
  "more than five megabytes": `# ${"x".repeat(5_000_000)}`,
  "a merge conflict": "<<<<<<< HEAD\nname: ai\n=======\nname: b\n>>>>>>> other\n",
};

describe.each(Object.entries(COMMANDS))("%s answers in words", (_, command) => {
  test.each(Object.entries(TEXTS))("%s", (name, text) => expectASentence(command, written(name, text)));

  test("a folder", () => {
    mkdirSync(join(folder, "a folder"), { recursive: true });
    return expectASentence(command, join(folder, "a folder"));
  });

  test.each([
    ...["no-such-file", "HEAD:no-such-file", "no-such-revision:proxy.yaml", "HEAD~99999", ":", "::", "@{-9}", "\u0000"],
    ...["-x", "--output=written-by-git", "--output=written-by-git:proxy.yaml", "HEAD:--output=written-by-git"],
  ])("the revision %j, which is no option of git's", async (spec) => {
    await expectASentence(command, spec);
    expect(readdirSync(ROOT)).not.toContain("written-by-git");
  });
});

const PLAN = JSON.parse(readFileSync(join(ROOT, "__tests__/golden/every-backend/stack.tf.json"), "utf8"));
const SEED = { seed: 1, numRuns: runs(120) };

test("a damaged plan, stack or export is read or refused in words", async () => {
  const stack = damaged(PLAN, 3).map((value) => JSON.stringify(value));
  const circle = damaged(CIRCLE, 3).map((value) => JSON.stringify(value));
  const text = damagedText(JSON.stringify(CIRCLE));
  await fc.assert(
    fc.asyncProperty(fc.oneof(stack, circle, text), async (content) => {
      const file = written("damaged.json", content ?? "");
      await expectASentence(COMMANDS["route --plan X"] as Command, file, [0, 1, 2]);
      await expectASentence(COMMANDS["diff-routes GOOD X"] as Command, file, [0, 1, 2]);
    }),
    SEED,
  );
});
