import { spawn } from "node:child_process";
import { endWithParent } from "../end-with-parent";

/** One command of Terraform, about to be run. */
export interface Command {
  readonly executable: string;
  readonly directory: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Kills Terraform and its provider at once, as a crash would. */
  readonly signal?: AbortSignal;
}

/** What one command of Terraform said. */
export interface Run {
  readonly ok: boolean;
  readonly errors: readonly Diagnostic[];
  /** What it planned, in the order of the plan. */
  readonly changes: readonly PlannedChange[];
}

export interface Diagnostic {
  readonly summary: string;
  readonly detail: string;
  /** The resource it is about. */
  readonly address?: string;
}

export interface PlannedChange {
  readonly address: string;
  readonly action: "create" | "update" | "delete" | "replace" | "import" | "move" | "read" | "noop";
  /** Why a resource is replaced or destroyed, in Terraform's words: `cannot_update`, `replace_triggered_by`, … */
  readonly reason?: string;
}

export interface Output {
  /** Absent when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and collects what it says; never throws because of its exit code. */
export function execute({ executable, directory, args, environment, signal }: Command): Promise<Output> {
  return new Promise((resolve, reject) => {
    // In a process group of its own, so that a kill reaches the provider too.
    const [shell, line] = endWithParent(executable, args, { group: true });
    const child = spawn(shell, line, {
      cwd: directory,
      env: environment,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const kill = () => child.pid && process.kill(-child.pid, "SIGKILL");
    signal?.addEventListener("abort", kill);
    // Before anything that clears up after it.
    process.prependOnceListener("exit", kill);
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        output[stream] += text;
      });
    child.once("error", reject);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", kill);
      process.off("exit", kill);
      resolve({ code, ...output });
    });
  });
}

/**
 * Runs a command that was given `-json`.
 *
 * @param success Exit codes that mean it went well.
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export async function executeJson(
  command: Command,
  success: readonly number[] = [0],
): Promise<Run & Pick<Output, "code">> {
  const output = await execute(command);
  const events = output.stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  const errors = errorsIn(events.flatMap(({ diagnostic }) => diagnostic ?? []));
  const changes = events.flatMap(({ type, change }) => (type === "planned_change" ? [changeOf(change)] : []));
  const ok = output.code !== null && success.includes(output.code);
  const silent = !ok && errors.length === 0;
  const summary = command.signal?.aborted ? "Terraform was killed" : "Terraform failed";
  return { code: output.code, ok, changes, errors: silent ? [{ summary, detail: output.stderr.trim() }] : errors };
}

interface RawDiagnostic extends Diagnostic {
  readonly severity: "error" | "warning";
}

/** The errors among Terraform's diagnostics. */
export function errorsIn(diagnostics: readonly RawDiagnostic[]): Diagnostic[] {
  return diagnostics.flatMap(({ severity, summary, detail, address }) =>
    severity === "error" ? [{ summary, detail, ...(address && { address }) }] : [],
  );
}

function changeOf({
  resource,
  action,
  reason,
}: {
  resource: { addr: string };
  action: PlannedChange["action"];
  reason?: string;
}): PlannedChange {
  return { address: resource.addr, action, ...(reason && { reason }) };
}
