import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../support/project";

let folder: string;
const at = (name: string) => join(folder, name);
const cache = () => readdirSync(at("dist/cache"));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-test-"));
  for (const name of ["package", "program"]) mkdirSync(at(name));
  for (const name of ["package/run.cjs", "tsconfig.json"]) copyFileSync(join(ROOT, name), at(name));
  symlinkSync(join(ROOT, "node_modules"), at("node_modules"));
  writeFileSync(
    at("program/main.ts"),
    'import { word } from "./word";\nconsole.log(word(), process.argv.slice(2).join());\n',
  );
  says("one");
});
afterEach(() => rmSync(folder, { recursive: true }));

const says = (text: string) => writeFileSync(at("program/word.ts"), `export const word = (): string => "${text}";\n`);

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("node", ["package/run.cjs", "program/main.ts", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: stdout.trim(), error: stderr };
}

test("runs a program with its arguments, and keeps its bundle until a file changes", async () => {
  await sleep(20);
  expect(run("a", "--b").out).toBe("one a,--b");
  expect(cache()).toEqual(["program-main.ts.cjs"]);
  const { ino, mtimeMs } = statSync(at("dist/cache/program-main.ts.cjs"));
  expect(run().out).toBe("one");
  expect(statSync(at("dist/cache/program-main.ts.cjs"))).toMatchObject({ ino, mtimeMs });
  says("two");
  expect(run().out).toBe("two");
});

test("never runs what was, even where size and time of a file are the same", () => {
  for (const text of ["one", "two", "one", "six"]) {
    says(text);
    utimesSync(at("program/word.ts"), 1_700_000_000, 1_700_000_000);
    expect(run().out).toBe(text);
  }
  writeFileSync(at("program/word.tsx"), 'export const word = (): string => "found before";\n');
  expect(run().out).toBe("found before");
  rmSync(at("program/word.tsx"));
  rmSync(at("program/word.ts"));
  expect(run()).toMatchObject({ code: 1, error: expect.stringContaining('Could not resolve "./word"') });
});

test.each(["esbuild", "commander"])("exits with 2 and names `npm ci` where %s is not installed", (name) => {
  writeFileSync(at("program/word.ts"), 'import "commander";\nexport const word = (): string => "one";\n');
  run();
  rmSync(at("node_modules"));
  mkdirSync(at("node_modules"));
  if (name === "esbuild") says("two");
  else symlinkSync(join(ROOT, "node_modules/esbuild"), at("node_modules/esbuild"));
  expect(run()).toEqual({
    code: 2,
    out: "",
    error: `cannot run: the dependency ${name} is not installed\n  run \`npm ci\` first\n`,
  });
});

test("runs where it cannot keep its bundle", () => {
  writeFileSync(at("dist"), "in the way of the cache");
  expect(run("a")).toEqual({ code: 0, out: "one a", error: "" });
});

test("several at once do not disturb each other", async () => {
  const output = async (child: ChildProcess) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += chunk;
    });
    await once(child, "close");
    return text.trim();
  };
  const start = () => output(spawn("node", ["package/run.cjs", "program/main.ts"], { cwd: folder }));
  expect(await Promise.all([start(), start(), start()])).toEqual(["one", "one", "one"]);
  expect(cache().filter((name) => name !== "program-main.ts.cjs")).toEqual([]);
});

test("an error tells its place in the sources", () => {
  writeFileSync(at("program/word.ts"), '\n\nexport function word(): string {\n  throw new Error("no word");\n}\n');
  const { code, error } = run();
  expect(code).toBe(1);
  expect(error).toContain(`at word (${at("program/word.ts")}:4:9)`);
  expect(error).toContain(`${at("program/main.ts")}:2:13`);
});
