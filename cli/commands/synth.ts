import { analyze } from "../../checks/analyze";
import { providerConstraint } from "../../config/model/provider-version";
import { stackFile, synthesize, writeFiles } from "../../main";
import { reportFindings, warningLines } from "../report";
import { configFile, readSource } from "../source";
import { summary } from "../summary";
import { EXIT, type ExitCode, processTerminal, style } from "../terminal";

/** `npm run synth`, and what the CDKTF CLI runs: writes the stacks, or says everything that is wrong and writes nothing. */
export function runSynth(env = process.env, terminal = processTerminal()): ExitCode {
  const source = readSource(configFile(env));
  if (source.config === undefined) return reportFindings(source, source.findings, terminal);
  const analysis = analyze(source.config);
  const errors = analysis.findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return reportFindings(source, errors, terminal);
  const files = synthesize(analysis);
  const outdir = env.CDKTF_OUTDIR ?? "cdktf.out";
  writeFiles(files, outdir);

  const derived = providerConstraint(analysis.regions.map(({ model }) => model));
  const { provider } = source.config;
  const constraint = provider ? { version: provider.version, reasons: ["set by `provider.version`"] } : derived;
  for (const [i, region] of analysis.regions.entries()) {
    const path = stackFile(region.model.stack);
    if (i > 0) terminal.out("");
    const lines = summary({ region, file: `${outdir}/${path}`, json: files.get(path) ?? "{}", constraint }, terminal);
    terminal.out(lines.join("\n"));
  }
  const warnings = warningLines(source, analysis.findings, terminal);
  if (warnings.length > 0)
    terminal.out(["", style(terminal, "bold", "Warnings"), ...warnings.map((line) => `  ${line}`)].join("\n"));
  return EXIT.ok;
}
