/**
 * Whole-process time of the commands by the bundle (the bin of the npm package), by what `npm run` starts, and by tsx, with
 * the hand-written CDKTF program of bench/plain.ts as the yardstick of synth: `npx tsx bench/commands.ts`. All take turns,
 * because a machine is never equally busy for long. Nothing is asserted.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle } from "../package/build";
import { configurationOf } from "./configuration";
import { median } from "./median";

const RUNS = Number(process.env.BENCH_RUNS ?? 9);
const WORKLOADS = 4;
const COMMANDS = [["check"], ["route", "http://a.example.com/model-0/x"], ["routes"], ["synth"]];

const scratch = mkdtempSync(join(tmpdir(), "bench-commands-"));
const bundle = join(scratch, "ai-http-proxy.cjs");
const config = join(scratch, "proxy.json");
const env = { ...process.env, PROXY_CONFIG: config, CDKTF_OUTDIR: join(scratch, "out") };

const WAYS = {
  bundle: [bundle],
  "npm run": ["package/run.cjs", "cli/main.ts"],
  tsx: ["--import", "tsx", "cli/main.ts"],
};

function milliseconds(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr.slice(-2000)}`);
  return performance.now() - started;
}

try {
  buildBundle(bundle);
  writeFileSync(config, JSON.stringify(configurationOf(WORKLOADS)));
  console.log(`${WORKLOADS} workloads, medians of ${RUNS} runs in turn\n`);
  console.log("command     bundle   npm run       tsx  bundle/tsx   by hand  bundle/by hand");
  for (const command of COMMANDS) {
    const programs = Object.values(WAYS).map((way) => [...way, ...command]);
    if (command[0] === "synth") programs.push(["--import", "tsx", "bench/plain.ts", String(WORKLOADS)]);
    const times = programs.map((): number[] => []);
    // The first turn fills the caches of tsx and of package/run.cjs.
    for (let turn = 0; turn <= RUNS; turn++)
      for (const [i, args] of programs.entries()) {
        const time = milliseconds(args);
        if (turn > 0) times[i]?.push(time);
      }
    const [bundled = 0, kept = 0, tsx = 0, byHand] = times.map(median);
    const show = (time: number) => `${time.toFixed(0)} ms`.padStart(10);
    const ratio = (other: number) => (bundled / other).toFixed(2).padStart(12);
    const beside = byHand === undefined ? "" : `${show(byHand)}${ratio(byHand)}`;
    console.log(`${command[0]?.padEnd(8)}${show(bundled)}${show(kept)}${show(tsx)}${ratio(tsx)}${beside}`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
