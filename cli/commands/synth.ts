import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type SynthesizedFiles, stackFile, synthesize } from "../../constructs/synthesize";
import { configFile, readConfiguration, usableAnalysis } from "../configuration";
import { renderWarnings } from "../report";
import { renderSummary } from "../summary";
import { EXIT, type ExitCode, processTerminal, style } from "../terminal";

/** `npm run synth`, and what the CDKTF CLI runs: writes the stacks, or says everything that is wrong and writes nothing. */
export function runSynth(
  addStacks?: Parameters<typeof synthesize>[1],
  env = process.env,
  terminal = processTerminal(),
): ExitCode {
  const configuration = readConfiguration(configFile(undefined, env));
  const analysis = usableAnalysis(configuration, terminal);
  if (typeof analysis === "number") return analysis;
  const files = synthesize(analysis, addStacks);
  const outdir = env.CDKTF_OUTDIR ?? "cdktf.out";
  writeFiles(files, outdir);

  for (const [i, region] of analysis.regions.entries()) {
    const path = stackFile(region.model.stack);
    if (i > 0) terminal.out("");
    const lines = renderSummary(
      { region, file: `${outdir}/${path}`, json: files.get(path) ?? "{}", constraint: analysis.provider },
      terminal,
    );
    terminal.out(...lines);
  }
  const warnings = renderWarnings(configuration.source, analysis.findings, terminal);
  if (warnings.length > 0)
    terminal.out("", style(terminal, "bold", "Warnings"), ...warnings.map((line) => `  ${line}`));
  return EXIT.ok;
}

/** Puts synthesized files in place, each whole or not at all, and removes the folders of stacks that are no more. */
function writeFiles(files: SynthesizedFiles, outdir: string): void {
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
