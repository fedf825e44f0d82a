import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { type Analysis, stacksOf } from "../checks/analysis";
import { temporaryFolder } from "../config/temporary-folder";
import { DnsStack } from "./dns-stack";
import { ProxyStack } from "./proxy-stack";

/** Synthesized files by their path below the output directory: `manifest.json`, `stacks/<stack>/cdk.tf.json`. */
export type SynthesizedFiles = ReadonlyMap<string, string>;

/** Where the Terraform JSON of a stack stands below the output directory. */
export const stackFile = (stack: string): string => join("stacks", stack, "cdk.tf.json");

/** Adds one stack per region to a CDKTF application, and that of the records. */
export function addStacks(app: App, { config, dns, regions, provider }: Analysis): void {
  const proxies = regions.map((region) => new ProxyStack(app, region, provider.version));
  if (dns !== undefined) new DnsStack(app, { config, dns, proxies }, provider.version);
}

/** The bytes that would be deployed. Writes nothing that stays. */
export function synthesize(analysis: Analysis, add = addStacks): SynthesizedFiles {
  const { path: outdir, remove } = temporaryFolder();
  // CDKTF keeps a stack trace for every reference; looking each line up in source maps takes longer than all the rest.
  silenceDeprecation();
  const forget = tokensSince();
  const sourceMaps = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(false);
  try {
    const app = new App({ outdir, stackTraces: false });
    add(app, analysis);
    app.synth();
    const paths = ["manifest.json", ...stacksOf(analysis).map(stackFile)];
    return new Map(paths.map((path) => [path, readFileSync(join(outdir, path), "utf8")]));
  } finally {
    forget();
    process.setSourceMapsEnabled(sourceMaps);
    remove();
  }
}

/** Where CDKTF keeps every reference that was ever made, and with it the stack that it is of. */
interface TokenMap {
  readonly stringTokenMap: Map<unknown, unknown>;
  readonly numberTokenMap: Map<unknown, unknown>;
}

/** Forgets what has been made since: whoever follows a file synthesizes it a thousand times. */
function tokensSince(): () => void {
  const maps = () => {
    const { __cdktfTokenMap: map }: { readonly __cdktfTokenMap?: TokenMap } = Object(globalThis);
    return map ? [map.stringTokenMap, map.numberTokenMap] : [];
  };
  const before = maps().map((map) => new Set(map.keys()));
  return () => {
    for (const [i, map] of maps().entries()) for (const key of map.keys()) if (!before[i]?.has(key)) map.delete(key);
  };
}

/** CDKTF calls `util.isArray`, of which Node.js from 22 on warns on standard error: once it is what it advises, nothing is said. */
function silenceDeprecation(): void {
  Object.assign(require("node:util"), { isArray: Array.isArray });
}
