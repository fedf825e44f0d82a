import { runSynth } from "./cli/commands/synth";
import { DnsStack } from "./constructs/dns-stack";
import { ProxyStack } from "./constructs/proxy-stack";

/**
 * The program that `cdktf.json` and `npm run synth` name: one stack per region of `proxy.yaml`, or of the file in the arguments or
 * in PROXY_CONFIG, and one for the records that lead to them. `runSynth` reads and checks the file, calls this, writes every stack
 * whole or nothing at all, and prints the summary.
 */
process.exitCode = runSynth(process.argv.slice(2), (app, { config, dns, regions, provider }) => {
  const proxies = regions.map((region) => new ProxyStack(app, region, provider.version));
  if (dns !== undefined) new DnsStack(app, { config, dns, proxies }, provider.version);
});
