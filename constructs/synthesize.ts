import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Analysis } from "../checks/analysis";
import { ProxyStack } from "./proxy-stack";

/** Synthesized files by their path below the output directory: `manifest.json`, `stacks/<stack>/cdk.tf.json`. */
export type SynthesizedFiles = ReadonlyMap<string, string>;

/** Where the Terraform JSON of a stack stands below the output directory. */
export const stackFile = (stack: string): string => join("stacks", stack, "cdk.tf.json");

/** Adds one stack per region to a CDKTF application. */
export function addStacks(app: App, { regions, provider }: Analysis): void {
  for (const region of regions) new ProxyStack(app, region, provider.version);
}

/** The bytes that would be deployed. Writes nothing that stays. */
export function synthesize(analysis: Analysis, add = addStacks): SynthesizedFiles {
  const outdir = mkdtempSync(join(tmpdir(), "ai-http-proxy-"));
  // CDKTF keeps a stack trace for every reference; looking each line up in source maps takes longer than all the rest.
  const sourceMaps = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(false);
  try {
    const app = new App({ outdir, stackTraces: false });
    add(app, analysis);
    app.synth();
    const paths = ["manifest.json", ...analysis.regions.map(({ model }) => stackFile(model.stack))];
    return new Map(paths.map((path) => [path, readFileSync(join(outdir, path), "utf8")]));
  } finally {
    process.setSourceMapsEnabled(sourceMaps);
    rmSync(outdir, { recursive: true });
  }
}
