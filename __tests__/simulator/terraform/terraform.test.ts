import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  findTerraform,
  openTerraform,
  PROVIDER_MISSING,
  type Terraform,
  type Workspace,
} from "../../../simulator/terraform/terraform";

/** What every stand-in for Terraform does at `init`; the rest is the test's. */
const INIT = 'if [ "$1" = init ]; then echo init >> "$(dirname "$0")/inits"; touch .terraform.lock.hcl; exit 0; fi';

describe("the Terraform of a rehearsal", () => {
  let directory: string;
  let terraform: Terraform | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "terraform-test-"));
  });
  afterEach(() => {
    terraform?.close();
    rmSync(directory, { recursive: true });
  });

  /** Puts a shell script into the directory, under a name of Terraform's. */
  function executable(name: string, ...lines: string[]): string {
    const path = join(directory, name);
    writeFileSync(path, ["#!/bin/sh", ...lines].join("\n"));
    chmodSync(path, 0o755);
    return path;
  }

  async function open(...lines: string[]): Promise<Workspace> {
    terraform = openTerraform(executable("terraform", INIT, ...lines));
    const workspace = terraform.workspace({ url: "http://127.0.0.1:4444" });
    await workspace.configure({});
    return workspace;
  }

  test("is what TERRAFORM_BINARY_NAME says, or terraform on the PATH, else tofu, else none", () => {
    expect(findTerraform({ PATH: directory })).toBeUndefined();
    const tofu = executable("tofu");
    expect(findTerraform({ PATH: directory })).toBe(tofu);
    const newer = executable("terraform");
    expect(findTerraform({ PATH: directory })).toBe(newer);
    expect(findTerraform({ PATH: directory, TERRAFORM_BINARY_NAME: "tofu" })).toBe(tofu);
    expect(findTerraform({ PATH: "", TERRAFORM_BINARY_NAME: tofu })).toBe(tofu);
    expect(findTerraform({ PATH: directory, TERRAFORM_BINARY_NAME: "none" })).toBeUndefined();
  });

  test("gets no credentials and no settings of the user", async () => {
    const names = [
      "GOOGLE_APPLICATION_CREDENTIALS",
      "CLOUDSDK_CORE_PROJECT",
      "USER_PROJECT_OVERRIDE",
      "TF_VAR_project",
      "TF_LOG",
      "TF_CLI_CONFIG_FILE",
    ];
    const before = { ...process.env };
    for (const name of names) process.env[name] = "/no/such/file";
    try {
      const workspace = await open("env >&2", "exit 1");
      const { errors } = await workspace.apply();
      for (const name of names) expect(errors[0]?.detail).not.toContain(`${name}=`);
      expect(errors[0]?.detail).toContain("CHECKPOINT_DISABLE=1");
    } finally {
      process.env = before;
    }
  });

  test.each([
    ["TF_CLI_CONFIG_FILE", "a CLI configuration that is there, because it may name a mirror"],
    ["TF_PLUGIN_CACHE_DIR", "a cache of providers"],
  ])("keeps %s, %s", async (name) => {
    const { [name]: before } = process.env;
    process.env[name] = join(directory, "terraform.rc");
    appendFileSync(join(directory, "terraform.rc"), "");
    try {
      const workspace = await open("env >&2", "exit 1");
      expect((await workspace.apply()).errors[0]?.detail).toContain(`${name}=${directory}`);
    } finally {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
  });

  test("is understood line by line: what it plans, and why it fails", async () => {
    const planned = {
      type: "planned_change",
      change: { resource: { addr: "a.b" }, action: "replace", reason: "cannot_update" },
    };
    const failed = {
      type: "diagnostic",
      diagnostic: { severity: "error", summary: "409", detail: "", address: "a.b" },
    };
    const warned = { type: "diagnostic", diagnostic: { severity: "warning", summary: "old", detail: "" } };
    const lines = [planned, warned, failed].map((event) => `echo '${JSON.stringify(event)}'`);
    const workspace = await open(...lines, "echo not JSON", "exit 1");
    expect(await workspace.apply()).toMatchObject({
      ok: false,
      errors: [{ summary: "409", detail: "", address: "a.b" }],
      changes: [{ address: "a.b", action: "replace", reason: "cannot_update" }],
    });
  });

  test.each([
    [0, { ok: true, empty: true }],
    [1, { ok: false, empty: false }],
    [2, { ok: true, empty: false }],
  ])("plans nothing only when it exits with 0, not with %i", async (code, expected) => {
    const workspace = await open(`exit ${code}`);
    expect(await workspace.plan()).toMatchObject(expected);
  });

  test("can be killed in the middle", async () => {
    const workspace = await open("sleep 30");
    const crash = new AbortController();
    const run = workspace.apply(crash.signal);
    setTimeout(() => crash.abort(), 50);
    expect(await run).toMatchObject({ ok: false, errors: [{ summary: "Terraform was killed" }] });
  });

  test("is initialized once for all workspaces that need the same providers", async () => {
    await open("exit 0");
    const stack = { terraform: { required_providers: { google: { version: "1.0.0" } } } };
    for (const version of [undefined, undefined, "2.0.0"])
      await terraform?.workspace({ url: "http://127.0.0.1:4444", providerVersion: version }).configure(stack);
    expect(readFileSync(join(directory, "inits"), "utf8").match(/init/g)).toHaveLength(3);
  });

  test("says in one sentence that there is no provider", async () => {
    terraform = openTerraform(
      executable("terraform", "echo 'Failed to query available provider packages' >&2", "exit 1"),
    );
    const workspace = terraform.workspace({ url: "http://127.0.0.1:4444" });
    await expect(workspace.configure({})).rejects.toThrow(PROVIDER_MISSING);
  });

  test("and its provider keep their temporary files in a folder that goes with it", async () => {
    const workspace = await open("env >&2", "exit 1");
    const [, temporary = ""] = /^TMPDIR=(.*)$/m.exec((await workspace.apply()).errors[0]?.detail ?? "") ?? [];
    expect(existsSync(temporary)).toBe(true);
    terraform?.close();
    expect(existsSync(temporary)).toBe(false);
  });

  test("leaves no folder behind", async () => {
    const workspace = await open("exit 0");
    terraform?.close();
    expect(() => readFileSync(join(workspace.directory, "main.tf.json"))).toThrow("ENOENT");
  });
});
