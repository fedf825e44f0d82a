import { spawnSync } from "node:child_process";
import { join } from "node:path";
import manifest from "../../../package.json";
import { wordsOf } from "../documents";
import { ROOT } from "../project";
import type { Answer } from "./run";

/** The words of a script of package.json; none where there is no such script. */
export const scriptOf = (name: string): string[] => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = manifest;
  return wordsOf(scripts[name] ?? "");
};

/** A script of package.json that is one of the commands, with arguments, in a folder that is not this project. */
export function startScript([name = "", ...args]: readonly string[], folder: string): Answer {
  const [program = "", file = "", ...own] = scriptOf(name);
  expect([name, program, file]).toEqual([name, "node", "package/run.cjs"]);
  const { status, stdout, stderr } = spawnSync(program, [join(ROOT, file), ...own, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: undefined, PROXY_CONFIG: undefined, CDKTF_OUTDIR: undefined },
  });
  return { code: status, out: stdout, error: stderr };
}
