/**
 * Whole-process time and memory of `npm run synth` beside a hand-written CDKTF program that makes the same resources, run
 * in turn by the same runner. Limits are those of the project; nothing here fails on a slow machine.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationOf } from "./configuration";
import { median } from "./median";

const scratch = mkdtempSync(join(tmpdir(), "bench-synth-"));

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Linux's `time` gives the peak memory of the whole process tree's largest member. */
function run(args: readonly string[], env: Record<string, string>): Run {
  const report = join(scratch, "time");
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync("/usr/bin/env", ["node", "--import", "tsx", "-r", measurer, ...args], {
    env: { ...process.env, ...env, BENCH_REPORT: report },
    encoding: "utf8",
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return { seconds, megabytes: Number(readFileSync(report, "utf8")) / 1024 };
}

const measurer = join(scratch, "measure.cjs");
writeFileSync(
  measurer,
  'process.on("exit", () => require("node:fs").writeFileSync(process.env.BENCH_REPORT, String(process.resourceUsage().maxRSS)));\n',
);

/** Without what is Terraform's own, which only guards the state. */
function resourceCounts(outdir: string): string {
  const json = JSON.parse(readFileSync(join(outdir, "stacks", "bench-us-central1", "cdk.tf.json"), "utf8"));
  return Object.entries<object>(json.resource)
    .filter(([type]) => type !== "terraform_data")
    .map(([type, resources]) => `${type}: ${Object.keys(resources).length}`)
    .sort()
    .join(", ");
}

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
console.log(`node --import tsx, medians of ${RUNS} runs in turn\n`);
console.log("workloads   this program        by hand             difference   ratio   per workload");
try {
  for (const workloads of [4, 100, 500, 1000, 2000]) {
    const config = join(scratch, `${workloads}.json`);
    writeFileSync(config, JSON.stringify(configurationOf(workloads)));
    const out = { own: join(scratch, "own"), plain: join(scratch, "plain") };
    const own: Run[] = [];
    const plain: Run[] = [];
    for (let i = 0; i < RUNS; i++) {
      own.push(run(["main.ts"], { PROXY_CONFIG: config, CDKTF_OUTDIR: out.own }));
      plain.push(run(["bench/plain.ts", String(workloads)], { CDKTF_OUTDIR: out.plain }));
    }
    const counts = [out.own, out.plain].map(resourceCounts);
    if (counts[0] !== counts[1]) throw new Error(`not the same resources:\n${counts.join("\n")}`);
    const ownTime = median(own.map(({ seconds }) => seconds));
    const plainTime = median(plain.map(({ seconds }) => seconds));
    const show = (time: number, runs: readonly Run[]) =>
      `${time.toFixed(2)} s ${median(runs.map(({ megabytes }) => megabytes)).toFixed(0)} MB`.padEnd(20);
    console.log(
      [
        String(workloads).padEnd(11),
        show(ownTime, own),
        show(plainTime, plain),
        `${((ownTime - plainTime) * 1000).toFixed(0)} ms`.padEnd(12),
        (ownTime / plainTime).toFixed(2).padEnd(7),
        `${((ownTime / workloads) * 1000).toFixed(2)} ms`,
      ].join(" "),
    );
  }
} finally {
  rmSync(scratch, { recursive: true });
}
