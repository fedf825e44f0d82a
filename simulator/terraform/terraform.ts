import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryFolder } from "../../config/temporary-folder";
import { findOnPath, isExecutable } from "../executable";
import {
  type OverrideOptions,
  overrideOf,
  placeholders,
  providerEnvironment,
  type TerraformJson,
} from "../stack/terraform-json";
import { type Command, errorsIn, execute, executeJson, type Run } from "./terraform-run";

/** How to get Terraform, for whoever has none. */
export const TERRAFORM_MISSING =
  "no Terraform found: put terraform (or OpenTofu's tofu) on the PATH, or name it by TERRAFORM_BINARY_NAME";
/** How to get the provider, where `terraform init` finds none. */
export const PROVIDER_MISSING =
  "terraform init finds no google provider of this version, or none of google-beta where a security policy needs it: it needs the registry, a mirror, or a copy in ~/.terraform.d/plugins";

/**
 * The Terraform to run: what `TERRAFORM_BINARY_NAME` names, as for the CDKTF CLI, or `terraform` or `tofu` on the `PATH`.
 *
 * @returns Its path, or `undefined` when there is none.
 */
export function findTerraform(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { TERRAFORM_BINARY_NAME: name } = environment;
  if (name) return isExecutable(name) ? resolve(name) : findOnPath(name, environment);
  return findOnPath("terraform", environment) ?? findOnPath("tofu", environment);
}

/** A folder in which one stack lives through several configurations. */
export interface Workspace {
  readonly directory: string;
  /**
   * Makes this the stack's configuration. Variables without a value get their own name as one.
   *
   * @throws Error `PROVIDER_MISSING`, or what else `terraform init` says.
   */
  configure(stack: TerraformJson, variables?: Readonly<Record<string, unknown>>): Promise<void>;
  validate(): Promise<Run>;
  plan(): Promise<Plan>;
  /** An abort kills Terraform and its provider at once, as a crash would. */
  apply(signal?: AbortSignal): Promise<Run>;
  /** Destroys what is protected too. An abort kills it like an apply. */
  destroy(signal?: AbortSignal): Promise<Run>;
  /** The addresses in the state. */
  known(): Promise<readonly string[]>;
  /** Gives something in the state another address. */
  move(from: string, to: string): Promise<void>;
  /** The state as `terraform show -json` prints it. */
  show(): Promise<unknown>;
}

export interface Plan extends Run {
  /** Nothing at all is to be done, not even to an output. */
  readonly empty: boolean;
}

export interface Terraform {
  workspace(options: OverrideOptions): Workspace;
  /** Removes every folder. */
  close(): void;
}

const LOCK_FILE = ".terraform.lock.hcl";
const OVERRIDE_FILE = "simulator_override.tf.json";
const CHANGES_PENDING = 2;

/**
 * Runs an executable in temporary folders of its own, which are gone when this program ends; the user's folders, state and
 * credentials are never touched.
 */
export function openTerraform(executable: string): Terraform {
  const { path: root, remove: close } = temporaryFolder();
  const initialized = new Map<string, Promise<string>>();
  let folders = 0;
  const folder = (kind: string) => {
    const directory = join(root, `${kind}-${++folders}`);
    mkdirSync(directory);
    return directory;
  };

  /** One `terraform init` for all workspaces that need the same providers. */
  const initialize = (directory: string, providers: unknown): Promise<string> => {
    const key = JSON.stringify(providers);
    const started = initialized.get(key) ?? init(executable, directory, folder("data"));
    initialized.set(key, started);
    return started;
  };

  const workspace = (options: OverrideOptions): Workspace => {
    const directory = folder("stack");
    let environment = environmentFor("");
    /** Every provider that was ever required here: the state may still name it. */
    let required: object = {};
    let current: TerraformJson = {};
    const command = (args: readonly string[], signal?: AbortSignal): Command => ({
      executable,
      directory,
      args,
      environment,
      signal,
    });
    return {
      directory,
      async configure(stack, variables = {}) {
        const override = overrideOf(stack, options);
        current = stack;
        writeJson(join(directory, "main.tf.json"), stack);
        writeJson(join(directory, OVERRIDE_FILE), override);
        writeJson(join(directory, "terraform.tfvars.json"), { ...placeholders(stack), ...variables });
        const { google, ...others } = {
          ...stack.terraform?.required_providers,
          ...override.terraform?.required_providers,
        };
        required = { ...required, ...others, google };
        const data = await initialize(directory, required);
        copyFileSync(join(data, LOCK_FILE), join(directory, LOCK_FILE));
        environment = { ...environmentFor(data), ...providerEnvironment(options.url) };
      },
      async validate() {
        const { code, stdout } = await execute(command(["validate", "-json"]));
        return { ok: code === 0, errors: errorsIn(JSON.parse(stdout).diagnostics), changes: [] };
      },
      async plan() {
        const run = await executeJson(command(["plan", "-detailed-exitcode", "-input=false", "-json"]), [
          0,
          CHANGES_PENDING,
        ]);
        return { ...run, empty: run.code === 0 };
      },
      apply: (signal) => executeJson(command(["apply", "-auto-approve", "-input=false", "-json"], signal)),
      destroy: (signal) => {
        writeJson(join(directory, OVERRIDE_FILE), overrideOf(current, { ...options, unprotected: true }));
        return executeJson(command(["destroy", "-auto-approve", "-input=false", "-json"], signal));
      },
      known: async () => (await execute(command(["state", "list"]))).stdout.split("\n").filter((line) => line !== ""),
      async move(from, to) {
        const { code, stderr } = await execute(command(["state", "mv", from, to]));
        if (code !== 0) throw new Error(`terraform state mv failed: ${stderr.trim()}`);
      },
      show: async () => JSON.parse((await execute(command(["show", "-json"]))).stdout),
    };
  };
  return { workspace, close };
}

/** @returns What `TF_DATA_DIR` names; it holds the lock file too. */
async function init(executable: string, directory: string, data: string): Promise<string> {
  const lock = join(directory, LOCK_FILE);
  rmSync(lock, { force: true });
  const args = ["init", "-input=false", "-no-color"];
  const { code, stderr } = await execute({ executable, directory, args, environment: environmentFor(data) });
  if (code !== 0)
    throw new Error(
      /provider packages|provider registry/.test(stderr) ? PROVIDER_MISSING : `terraform init failed: ${stderr.trim()}`,
    );
  copyFileSync(lock, join(data, LOCK_FILE));
  return data;
}

/** What Terraform and the google provider read. */
const SETTINGS = /^(TF(?!_PLUGIN_CACHE_)|GOOGLE|CLOUDSDK|GCLOUD)_|^USER_PROJECT_OVERRIDE$/;

/** Terraform's own settings and the user's credentials stay out, except where providers come from: a CLI configuration, which may name a mirror, and a cache. */
function environmentFor(data: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const configuration = process.env.TF_CLI_CONFIG_FILE;
  return {
    ...Object.fromEntries(kept),
    ...(configuration && existsSync(configuration) && { TF_CLI_CONFIG_FILE: configuration }),
    // A provider that is killed leaves its socket behind.
    ...(data && { TF_DATA_DIR: data, TMPDIR: data }),
    CHECKPOINT_DISABLE: "1",
  };
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value, undefined, 2));
}
