import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Analysis } from "../checks/analysis";
import { analyze } from "../checks/analyze";
import { loadConfig, loadText, type Source, unreadableSource } from "../config/document/load";
import type { ReadBeside } from "../config/document/pem";
import { reasonOf } from "../config/reason";
import { unreadable } from "../config/schema/messages";
import { reportFindings } from "./report";
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

/** @param spec A file, or a file in a git revision. */
export function readConfiguration(spec: string): Configuration {
  const source = readSource(spec);
  return { source, analysis: source.config && analyze(source.config) };
}

/**
 * The analysis, or the exit code once it is reported why there is none to work with.
 *
 * @param shown What is reported beside errors: by default nothing.
 */
export function usableAnalysis(
  { source, analysis }: Configuration,
  terminal: Terminal,
  shown?: "warnings",
): Analysis | ExitCode {
  const findings = analysis?.findings ?? source.findings;
  const errors = findings.filter(({ severity }) => severity === "error");
  if (analysis !== undefined && errors.length === 0) return analysis;
  return reportFindings(source, shown === undefined ? errors : findings, terminal);
}

/** A file, or a file in a git revision: `HEAD:proxy.yaml`, `main~3:deploy/proxy.yaml`. */
function readSource(spec: string): Source {
  const [, revision, path] = /^([^:]+):(.+)$/.exec(spec) ?? [];
  if (existsSync(spec) || revision === undefined || path === undefined) return loadConfig(spec);
  const show: ReadBeside = (file) => git(["show", `${revision}:./${file}`]);
  try {
    return loadText(spec, show(path), (file) => show(join(dirname(path), file)));
  } catch (error) {
    return unreadableSource(spec, unreadable(reasonOf(error), "name a file, or REVISION:FILE as `git show` takes it"));
  }
}

function git(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("git", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim().split("\n")[0]);
  return stdout;
}
