/**
 * A proxy whose workloads and rules come one by one through `addWorkload` and `addRoutes`, beside one that gets them all in
 * its props: the CPU time from the constructor to the written stack, in turn in one process (`npx tsx bench/add.ts`). Nothing
 * fails on a slow machine.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, TerraformStack } from "cdktf";
import { RegionalHttpProxy } from "../constructs/regional-http-proxy";
import { configurationOf } from "./configuration";
import { median } from "./median";

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const outdir = mkdtempSync(join(tmpdir(), "bench-add-"));
// As in constructs/synthesize.ts: the stack traces of references would be most of the time.
process.setSourceMapsEnabled(false);

/** From an empty app to the files on the disk. */
function seconds(build: (stack: TerraformStack) => void): number {
  const started = process.cpuUsage();
  const app = new App({ outdir, stackTraces: false });
  const stack = new TerraformStack(app, "bench");
  new GoogleProvider(stack, "google", { region: "us-central1" });
  build(stack);
  app.synth();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

console.log(`medians of ${RUNS} runs in turn, in one process\n`);
console.log("workloads   by props   by add…    ratio");
try {
  for (const count of [50, 100, 200, 400]) {
    const props = { ...configurationOf(count), region: "us-central1" };
    const { workloads, routes = [], ...rest } = props;
    const times = { props: [] as number[], add: [] as number[] };
    for (let i = 0; i < RUNS; i++) {
      times.props.push(seconds((stack) => new RegionalHttpProxy(stack, "proxy", props)));
      times.add.push(
        seconds((stack) => {
          const proxy = new RegionalHttpProxy(stack, "proxy", rest);
          for (const [id, workload] of Object.entries(workloads)) proxy.addWorkload(id, workload);
          for (const { hosts, rules = [] } of routes)
            for (const rule of rules) proxy.addRoutes({ hosts, rules: [rule] });
        }),
      );
    }
    const [byProps, byAdd] = [median(times.props), median(times.add)];
    const show = (time: number) => `${time.toFixed(2)} s`.padEnd(10);
    console.log(`${String(count).padEnd(11)} ${show(byProps)} ${show(byAdd)} ${(byAdd / byProps).toFixed(2)}`);
  }
} finally {
  rmSync(outdir, { recursive: true });
}
