import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { runCheck } from "../cli/commands/check";
import { type JsonSchema, jsonSchema } from "../config/schema/json-schema";
import { type Answer, terminalTo } from "./support/cli/run";
import { startScript } from "./support/cli/script";
import { conforms } from "./support/config/conforms";
import { asScript, type Block, blocksOf, fileOf, GUIDES, pageText, putInto, wordsOf } from "./support/documents";
import { ROOT } from "./support/project";

/** What cannot run in a reader's folder here, and why. */
const NOT_RUN: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^npm (?:init|install) /, "needs the package; the gate installs it"],
  [/^npm run preview\b/, "serves until it is stopped; its own tests start it"],
  [/^npm run rehearse\b/, "needs Terraform and the provider; the end-to-end tests run it"],
  [/^npm run diff-routes -- export\.yaml /, "needs the map of the old load balancer; the test of README has one"],
  [/^npm run smoke\b/, "needs what is deployed; its own tests ask the preview"],
  [/^curl /, "needs the preview or the cloud; its own tests ask it"],
  [/^gcloud /, "needs an account"],
  [/^terraform -chdir=/, "needs the provider, and an account"],
];
const reasonNotToRun = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];

/** A file of this program's, which must be without errors; those of pipelines have linters of their own. */
const isConfiguration = (file: string) => /^[a-z][\w-]*\.yaml$/.test(file) && file !== "atlantis.yaml";

/** A command, and the exit code that its remark says. */
interface Step {
  readonly command: string;
  readonly code: number;
}
const stepsOf = ({ text }: Block): Step[] =>
  text.split("\n").flatMap((line) => {
    const [, before = "", remark = ""] = /^(.*?)(?:(?:^|\s)#(.*))?$/.exec(line) ?? [];
    const [, code = "0"] = /exit code (\d)/.exec(remark) ?? [];
    return before
      .split("&&")
      .map((command) => ({ command: asScript(command.trim()), code: Number(code) }))
      .filter(({ command }) => command !== "");
  });

/** `git -C folder` of a reader who is somebody. */
const READER = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@b.c",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@b.c",
};

function run(command: string, folder: string): Answer {
  const [, name = "", args = ""] = /^npm run (\w[\w-]*) --(?: (.*))?$/.exec(command) ?? [];
  if (name !== "") return startScript([name, ...wordsOf(args)], folder);
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...READER },
  });
  return { code: status, out: stdout, error: stderr };
}

function failureOf({ command, code: expected }: Step, folder: string): { said: string; wrong: string[] } {
  const { code, out, error } = run(command, folder);
  return { said: out + error, wrong: code === expected ? [] : [`${command}: ${code}\n${out}${error}`] };
}

/** The commands of this program in the file of a pipeline. */
function commandsOf(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(commandsOf);
  return typeof value === "string" && value.startsWith("npx ai-http-proxy ") ? [asScript(value)] : [];
}

/** Does what a page says, in a folder of its own, and tells what is not so. */
function tried(page: string, folder: string): string[] {
  const wrong: string[] = [];
  let said = "";
  /** What pipelines of the page run; several run the same. */
  const piped = new Set<string>();
  for (const block of blocksOf(page)) {
    if (block.language === "yaml") {
      const about = fileOf(block);
      if (about === undefined) return [`which file is it? ${block.text}`];
      const path = join(folder, about.file);
      const text = about.isPart ? putInto(readFileSync(path, "utf8"), block.text) : block.text;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      const found: string[] = [];
      for (const command of commandsOf(parse(block.text)).filter((one) => !piped.has(one))) {
        piped.add(command);
        wrong.push(...failureOf({ command, code: 0 }, folder).wrong);
      }
      if (isConfiguration(about.file) && runCheck(path, { format: "text" }, terminalTo(found)) !== 0)
        wrong.push(`${found.join("\n")}\n${text}`);
    } else if (block.language === "sh") {
      said = "";
      for (const { command, code } of stepsOf(block).filter((one) => reasonNotToRun(one.command) === undefined)) {
        const step = failureOf({ command, code }, folder);
        said += step.said;
        wrong.push(...step.wrong);
      }
    } else if (block.language === "text") {
      const lines = said.split("\n").map((line) => line.trim());
      for (const line of block.text.split("\n").map((one) => one.trim()))
        if (line !== "" && !lines.includes(line)) wrong.push(`nobody says: ${line}\n${said}`);
    } else if (block.language !== "logging") wrong.push(`what is ${block.language}?`);
  }
  return wrong;
}

test.each(GUIDES)("%s is so", (page) => {
  const folder = mkdtempSync(join(tmpdir(), "guide-"));
  if (!/^npx ai-http-proxy init$/m.test(pageText(page))) cpSync(join(ROOT, "proxy.yaml"), join(folder, "proxy.yaml"));
  run(
    "git init -q && git add . && git commit -qm first --allow-empty && git update-ref refs/remotes/origin/main HEAD",
    folder,
  );
  try {
    expect(tried(page, folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every reason not to run a command is needed", () => {
  const commands = GUIDES.flatMap((page) => blocksOf(page).filter(({ language }) => language === "sh")).flatMap(
    stepsOf,
  );
  const reasons = new Set(commands.map(({ command }) => reasonNotToRun(command)));
  expect(NOT_RUN.filter(([, reason]) => !reasons.has(reason))).toEqual([]);
});

test("every link of a guide leads somewhere, and README leads to every guide", () => {
  const wrong = GUIDES.flatMap((page) =>
    [...pageText(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = ""]) => join(dirname(page), target))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(wrong).toEqual([]);
  expect(GUIDES.filter((page) => !pageText("README.md").includes(page))).toEqual([]);
});

/** What the schema says of a key, wherever it stands in a file. */
const SCHEMAS = new Map<string, JsonSchema[]>();
(function collect(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const { properties = {} } = value as JsonSchema;
  for (const [key, schema] of Object.entries(properties)) SCHEMAS.set(key, [...(SCHEMAS.get(key) ?? []), schema]);
  Object.values(value).forEach(collect);
})(jsonSchema());

/** The snippets of tables whose second column is what to write here. */
const SNIPPETS = GUIDES.flatMap((page) =>
  [...pageText(page).matchAll(/^\|.*\| (?:here|write) \|.*\n\|[-|]+\n((?:\|.*\n)*)/gm)].flatMap(([, table = ""]) =>
    table.split("\n").flatMap((row) => [...(row.split(" | ")[1] ?? "").matchAll(/`([^`]+)`/g)]),
  ),
).map(([, snippet = ""]) => snippet);

test("what a table says to write is a word of the file, with a value that it may have", () => {
  expect(SNIPPETS.length).toBeGreaterThan(100);
  const wrong = SNIPPETS.filter((snippet) => {
    const isWord = /^\w+$/.test(snippet);
    const [[key, value] = [snippet, undefined]] = isWord ? [] : Object.entries(parse(snippet) as object);
    return !SCHEMAS.get(key)?.some((schema) => isWord || conforms(schema, value));
  });
  expect(wrong).toEqual([]);
});
