import { runSynth } from "./cli/commands/synth";
import { ProxyStack } from "./constructs/proxy-stack";

/**
 * The program that `cdktf.json` names: one stack per region of `proxy.yaml`. `runSynth` reads and checks the file, calls this,
 * writes every stack whole or nothing at all, and prints the summary.
 */
process.exitCode = runSynth((app, { regions, provider }) => {
  for (const region of regions) new ProxyStack(app, region, provider.version);
});
