import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfiguration } from "../../cli/configuration";
import { ROOT } from "../support/project";

const MINIMAL = readFileSync(join(ROOT, "examples/minimal.yaml"), "utf8");
const named = (name: string) => MINIMAL.replace("name: chat", `name: ${name}`);

/** A repository of somebody with `deploy/proxy.yaml`, which is not the working directory. */
let repository: string;
let file: string;
const git = (...args: string[]) => {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  execFileSync("git", ["-C", repository, ...author, ...args], { stdio: "pipe" });
};

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), "repository-"));
  file = join(repository, "deploy/proxy.yaml");
  mkdirSync(join(repository, "deploy"));
  git("init", "-q");
  writeFileSync(file, named("before"));
  git("add", "-A");
  git("commit", "-qm", "before");
  git("tag", "v1");
  writeFileSync(file, named("now"));
});
afterAll(() => rmSync(repository, { recursive: true }));

const nameOf = (spec: string) => readConfiguration(spec, file).source.config?.name;
const findingOf = (spec: string) => readConfiguration(spec, file).source.findings[0];

test.each(["HEAD:proxy.yaml", "HEAD", "v1", "HEAD:../deploy/proxy.yaml"])(
  "%s is of the repository of the file that is asked about",
  (spec) => {
    expect(nameOf(spec)).toBe("before");
  },
);

test("a path means what it means to the shell where that is in the same repository", () => {
  const before = process.cwd();
  process.chdir(repository);
  try {
    expect([nameOf("HEAD:deploy/proxy.yaml"), nameOf("HEAD")]).toEqual(["before", "before"]);
  } finally {
    process.chdir(before);
  }
});

test("what a revision does not have is told in git's words", () => {
  expect(findingOf("HEAD:main.ts")?.what).toMatch(/path 'deploy\/main\.ts' does not exist in 'HEAD'/);
});

test.each(["HAED", "missing.yaml"])("%s, neither a file nor a revision, is told what there is", (spec) => {
  expect(findingOf(spec)).toMatchObject({
    what: "there is no such file",
    fix: "name a file, REVISION:FILE, or a revision alone, which stands for the same file at that time",
  });
});

test("nothing is an option of git", () => {
  const output = join(repository, "output");
  expect(findingOf(`--output=${output}:proxy.yaml`)?.id).toBe("unreadable");
  expect(findingOf(`--output=${output}`)?.id).toBe("unreadable");
  expect(() => readFileSync(output)).toThrow("ENOENT");
});
