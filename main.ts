import type { App } from "cdktf";
import type { Analysis } from "./checks/analysis";
import { runSynth } from "./cli/commands/synth";
import { ProxyStack } from "./constructs/proxy-stack";

/**
 * The program that `cdktf.json` names: one stack per region of `proxy.yaml`. `runSynth` reads and checks the file, calls this,
 * writes every stack whole or nothing at all, and prints the summary.
 */
function addStacks(app: App, { regions, provider }: Analysis): void {
  for (const region of regions) new ProxyStack(app, region, provider.version);
}

process.exitCode = runSynth(addStacks);
