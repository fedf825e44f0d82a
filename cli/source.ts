import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadConfig, loadText, type Source, unreadableSource } from "../config/document/load";
import type { ReadBeside } from "../config/document/pem";
import { reasonOf } from "../config/reason";
import { unreadable } from "../config/schema/messages";

/** The file that every command reads unless it is told otherwise. */
export function configFile(env: NodeJS.ProcessEnv): string {
  return env.PROXY_CONFIG || "proxy.yaml";
}

/** A file, or a file in a git revision: `HEAD:proxy.yaml`, `main~3:deploy/proxy.yaml`. */
export function readSource(spec: string): Source {
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
