import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Analysis } from "../checks/analysis";
import { analyze } from "../checks/analyze";
import { loadConfig, loadText, type Source, unreadableSource } from "../config/document/load";
import type { ReadBeside } from "../config/document/pem";
import { attempt, reasonOf } from "../config/reason";
import { unreadable } from "../config/schema/messages";
import { reportFindings } from "./findings";
import { withOverrides } from "./overrides";
import type { ExitCode, Terminal } from "./terminal";

/** A configuration, read and analysed as far as it goes. */
export interface Configuration {
  readonly source: Source;
  /** Absent where the source is no configuration: its findings say why. */
  readonly analysis?: Analysis;
}

/** The file that a command reads: the one that it is given, or PROXY_CONFIG, or `proxy.yaml`. */
export function configFile(given?: string, env = process.env): string {
  return given ?? (env.PROXY_CONFIG || "proxy.yaml");
}

/**
 * @param spec A file, a file in a git revision (`HEAD:proxy.yaml`), or a revision alone: `HEAD`.
 * @param now The file of today. A revision is one of its repository, and a revision alone has it at that time.
 */
export function readConfiguration(spec: string, now = configFile()): Configuration {
  const source = readSource(spec, now);
  return { source, analysis: source.config && withOverrides(analyze(source.config)) };
}

/**
 * The analysis, or the exit code once it is reported why there is none to work with.
 *
 * @param shown What is reported beside errors: by default nothing. `warnings` is for questions about the file, which are
 *   answered where only its tests fail: the answers say why they do.
 */
export function usableAnalysis(
  { source, analysis }: Configuration,
  terminal: Terminal,
  shown?: "warnings",
): Analysis | ExitCode {
  const findings = analysis?.findings ?? source.findings;
  const errors = findings.filter(({ severity, id }) => severity === "error" && (!shown || id !== "test-failed"));
  if (analysis !== undefined && errors.length === 0) return analysis;
  return reportFindings(source, shown === undefined ? errors : findings, terminal);
}

function readSource(spec: string, now: string): Source {
  const { revision, path } = partsOf(spec);
  const file = partsOf(now).path ?? now;
  const folder = dirname(file);
  if (existsSync(spec) || (path === undefined && (spec === now || !isRevision(spec, folder))))
    return loadConfig(spec, spec === now ? undefined : OLD);
  // Where both are in one repository a path means what it means to the shell, otherwise what it means beside the file.
  const base = path !== undefined && repositoryOf(".") === repositoryOf(folder) ? "." : folder;
  const wanted = path ?? basename(file);
  const show: ReadBeside = (name) => git(base, "show", "--end-of-options", `${revision}:./${name}`);
  try {
    return loadText(spec, show(wanted), (name) => show(join(dirname(wanted), name)));
  } catch (error) {
    return unreadableSource(spec, unreadable(reasonOf(error), OLD));
  }
}

const OLD = "name a file, REVISION:FILE, or a revision alone, which stands for the same file at that time";

/** `HEAD:proxy.yaml`, `main~3:deploy/proxy.yaml`; whatever is a file has no revision. */
function partsOf(spec: string): { readonly revision: string; readonly path?: string } {
  const [, revision = spec, path] = existsSync(spec) ? [] : (/^([^:]+):(.+)$/.exec(spec) ?? []);
  return { revision, path };
}

function isRevision(text: string, folder: string): boolean {
  return (
    attempt(() => git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${text}^{commit}`)) !== undefined
  );
}

const repositoryOf = (folder: string): string | undefined => attempt(() => git(folder, "rev-parse", "--show-toplevel"));

/** Git's answer in a folder. */
function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim().split("\n")[0]);
  return stdout;
}
