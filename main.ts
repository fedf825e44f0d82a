import { runSynth } from "./cli/commands/synth";
import { ProxyStack } from "./constructs/proxy-stack";

/**
 * The program that `cdktf.json` and `npm run synth` name: one stack per region of `proxy.yaml`, or of the file in the arguments or
 * in PROXY_CONFIG. `runSynth` reads and checks the file, calls this, writes every stack whole or nothing at all, and prints the
 * summary.
 */
process.exitCode = runSynth(process.argv.slice(2), (app, { regions, provider }) => {
  for (const region of regions) new ProxyStack(app, region, provider.version);
});
