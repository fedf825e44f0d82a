import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runRehearse } from "../../../cli/commands/rehearse";
import { TERRAFORM_MISSING } from "../../../simulator/terraform/terraform";
import { terminalTo } from "../../support/cli/run";
import { ROOT } from "../../support/project";

const MINIMAL = join(ROOT, "examples/minimal.yaml");

/** The command where there is no Terraform. */
async function withoutTerraform(options: Parameters<typeof runRehearse>[0]) {
  const said: string[] = [];
  const { PATH } = process.env;
  process.env.PATH = "";
  try {
    return { code: await runRehearse(options, terminalTo(said)), said };
  } finally {
    process.env.PATH = PATH;
  }
}

test("without Terraform one sentence says so, and the exit code is 2", async () => {
  expect(await withoutTerraform({ file: MINIMAL })).toEqual({
    code: 2,
    said: [`cannot rehearse: ${TERRAFORM_MISSING}`],
  });
});

test("a version of the provider that is none is told before anything runs", async () => {
  expect(await withoutTerraform({ file: MINIMAL, provider: "~> 7.0" })).toEqual({
    code: 2,
    said: ["cannot rehearse: --provider ~> 7.0: write an exact version, as in 7.45.0"],
  });
});

test("a version of the provider that is too old for the file is told before anything runs", async () => {
  const file = join(ROOT, "examples/internal-https.yaml");
  expect(await withoutTerraform({ file, provider: "6.50.0" })).toEqual({
    code: 2,
    said: [
      `cannot rehearse: --provider 6.50.0: ${file} needs 7.3.0 for this: global access of an internal proxy can be changed`,
    ],
  });
});

test("a file that cannot be read is told before anything runs", async () => {
  const { code, said } = await withoutTerraform({ from: "missing.yaml", file: MINIMAL });
  expect(code).toBe(2);
  expect(said.join()).toContain("missing.yaml");
});

describe("when it is interrupted", () => {
  let directory: string;
  const inDirectory = (name: string) => join(directory, name);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "interrupted-"));
    for (const folder of ["bin", "tmp"]) mkdirSync(inDirectory(folder));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** A Terraform that leaves a socket behind and takes its time. */
  function writeTerraform(): void {
    const lines = ["#!/bin/sh", 'touch "$TMPDIR/plugin"', `echo $$ > ${inDirectory("pid")}`, "exec sleep 60"];
    writeFileSync(inDirectory("bin/terraform"), lines.join("\n"));
    chmodSync(inDirectory("bin/terraform"), 0o755);
  }

  test.each(["SIGINT", "SIGHUP"] as const)("by %s, it ends Terraform and leaves no folder", async (signal) => {
    writeTerraform();
    const child = spawn(process.execPath, ["package/run.cjs", "cli/main.ts", "rehearse", MINIMAL], {
      cwd: ROOT,
      env: {
        ...process.env,
        PATH: [inDirectory("bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
        TMPDIR: inDirectory("tmp"),
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    while (!existsSync(inDirectory("pid")) || readFileSync(inDirectory("pid"), "utf8") === "") await sleep(20);
    const pid = Number(readFileSync(inDirectory("pid"), "utf8"));
    child.kill(signal);
    expect(await once(child, "close")).toEqual([2, null]);
    expect(said).toBe("cannot rehearse: it was interrupted\n");
    expect(isRunning(pid)).toBe(false);
    expect(readdirSync(inDirectory("tmp"))).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  // A process that has ended stays in the table until its parent looks.
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}
