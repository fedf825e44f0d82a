import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App } from "cdktf";
import type { Analysis } from "./checks/analysis";
import { providerConstraint } from "./config/model/provider-version";
import { ProxyStack } from "./constructs/proxy-stack";

/** Synthesized files by their path below the output directory: `manifest.json`, `stacks/<stack>/cdk.tf.json`. */
export type SynthesizedFiles = ReadonlyMap<string, string>;

/** Where the Terraform JSON of a stack stands below the output directory. */
export const stackFile = (stack: string): string => join("stacks", stack, "cdk.tf.json");

/** One stack per region, as the bytes that would be deployed. Writes nothing that stays. */
export function synthesize({ config, regions }: Analysis): SynthesizedFiles {
  const outdir = mkdtempSync(join(tmpdir(), "ai-http-proxy-"));
  // CDKTF keeps a stack trace for every reference; looking each line up in source maps takes longer than all the rest.
  const sourceMaps = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(false);
  try {
    const app = new App({ outdir, stackTraces: false });
    const version = config.provider?.version ?? providerConstraint(regions.map(({ model }) => model)).version;
    for (const region of regions) new ProxyStack(app, region, version);
    app.synth();
    const paths = ["manifest.json", ...regions.map(({ model }) => stackFile(model.stack))];
    return new Map(paths.map((path) => [path, readFileSync(join(outdir, path), "utf8")]));
  } finally {
    process.setSourceMapsEnabled(sourceMaps);
    rmSync(outdir, { recursive: true });
  }
}

/** Puts synthesized files in place, each whole or not at all, and removes the folders of stacks that are no more. */
export function writeFiles(files: SynthesizedFiles, outdir: string): void {
  for (const [path, text] of files) {
    const target = join(outdir, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.new`, text);
    renameSync(`${target}.new`, target);
  }
  const stacks = join(outdir, "stacks");
  for (const stack of readdirSync(stacks))
    if (!files.has(stackFile(stack))) rmSync(join(stacks, stack), { recursive: true });
}

if (require.main === module) {
  // Only when it is the program: the commands call what is above.
  const { runSynth } = require("./cli/commands/synth") as typeof import("./cli/commands/synth");
  process.exitCode = runSynth();
}
