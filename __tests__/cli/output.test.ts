import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeOutput } from "../../cli/output";
import { stackFile } from "../../constructs/synthesize";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "output-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entryOf = (name: string) => ({
  annotations: [],
  constructPath: name,
  dependencies: [],
  name,
  stackMetadataPath: `stacks/${name}/metadata.json`,
  synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
  workingDirectory: `stacks/${name}`,
});
const manifestOf = (...names: readonly string[]) => ({
  stacks: Object.fromEntries(names.map((name) => [name, entryOf(name)])),
  version: "0.21.0",
});
const filesOf = (name: string) =>
  new Map([
    ["manifest.json", JSON.stringify(manifestOf(name))],
    [stackFile(name), "{}"],
  ]);
const manifest = () => JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test("lists a stack again whose entry another writer has overwritten", () => {
  put(stackFile("ours"), "{}");
  put("manifest.json", JSON.stringify(manifestOf("theirs")));
  put(stackFile("theirs"), "{}");
  expect(writeOutput(filesOf("new"), folder)).toEqual(["ours", "theirs"]);
  expect(manifest()).toEqual(manifestOf("new", "ours", "theirs"));
});

test("keeps what another program says of its stacks, and nothing of stacks that are gone", () => {
  const theirs = { ...entryOf("theirs"), dependencies: ["base"] };
  put("manifest.json", JSON.stringify({ version: "0.20.0", stacks: { theirs, ...manifestOf("gone").stacks } }));
  put(stackFile("theirs"), "{}");
  put("stacks/notes/todo.txt", "");
  expect(writeOutput(filesOf("new"), folder)).toEqual(["theirs"]);
  expect(manifest()).toEqual({ version: "0.21.0", stacks: { new: entryOf("new"), theirs } });
  expect(readdirSync(join(folder, "stacks")).sort()).toEqual(["new", "notes", "theirs"]);
});

test("takes a broken manifest for none", () => {
  put("manifest.json", '{ "stacks": {');
  writeOutput(filesOf("new"), folder);
  expect(manifest()).toEqual(manifestOf("new"));
});

test("writes all or nothing, and leaves no draft", () => {
  const both = new Map([...filesOf("one"), [stackFile("two"), "{}"]]);
  put("stacks/two", "a file");
  expect(() => writeOutput(both, folder)).toThrow(expect.objectContaining({ path: join(folder, stackFile("two")) }));
  expect(readdirSync(join(folder, "stacks/one"))).toEqual([]);
});
