import { stacksOf } from "../../checks/analysis";
import { quoted } from "../../config/shell";
import { stackFile, synthesize } from "../../constructs/synthesize";
import { configFile, readConfiguration, usableAnalysis } from "../configuration";
import { describeFailure } from "../failure";
import { renderWarnings } from "../findings";
import { renderSection } from "../layout";
import { writeOutput } from "../output";
import { rateLimitLines } from "../rate-limits";
import { regionTable } from "../region-table";
import { renderSummary } from "../summary";
import { EXIT, type ExitCode, processTerminal, style, type Terminal } from "../terminal";

/**
 * `npm run synth`, and what the CDKTF CLI runs: writes the stacks, or says everything that is wrong and writes nothing.
 *
 * @param args The file, unless it is the usual one.
 */
export function runSynth(
  args: readonly string[] = [],
  addStacks?: Parameters<typeof synthesize>[1],
  env = process.env,
  terminal = processTerminal(),
): ExitCode {
  const [file, ...more] = args;
  if (more.length > 0 || file?.startsWith("-")) {
    terminal.error(`error: synth takes one file and nothing else, found ${args.join(" ")}`);
    terminal.error("  write `npm run synth -- FILE`; CDKTF_OUTDIR names another folder for what is written");
    return EXIT.usage;
  }
  if (env.SYNTH_HCL_OUTPUT === "true") {
    terminal.error("error: the stacks are Terraform JSON and nothing else", "  leave `--hcl` out");
    return EXIT.usage;
  }
  try {
    return synth(configFile(file, env), addStacks, env.CDKTF_OUTDIR || OUTDIR, terminal);
  } catch (error) {
    terminal.error(...describeFailure(error));
    return EXIT.usage;
  }
}

/** What the CDKTF CLI takes unless `--output` names another; CDKTF_OUTDIR it passes over. */
const OUTDIR = "cdktf.out";

function synth(
  file: string,
  addStacks: Parameters<typeof synthesize>[1],
  outdir: string,
  terminal: Terminal,
): ExitCode {
  const configuration = readConfiguration(file, file);
  const analysis = usableAnalysis(configuration, terminal);
  if (typeof analysis === "number") return analysis;
  const files = synthesize(analysis, addStacks);
  const others = writeOutput(files, outdir);
  const told = outdir === OUTDIR ? undefined : outdir;

  for (const [i, stack] of stacksOf(analysis).entries()) {
    const path = stackFile(stack);
    if (i > 0) terminal.out("");
    const lines = renderSummary(
      {
        stack,
        analysis,
        file: `${outdir}/${path}`,
        outdir: told,
        json: files.get(path) ?? "{}",
        configFile: file === configFile(undefined, {}) ? undefined : file,
      },
      terminal,
    );
    terminal.out(...lines);
  }
  terminal.out(...renderSection("Rate limits", rateLimitLines(analysis.regions), terminal));
  terminal.out(...renderSection("Regions", regionTable(analysis.regions), terminal));
  const warnings = renderWarnings(configuration.source, analysis.findings, terminal);
  if (warnings.length > 0)
    terminal.out("", style(terminal, "bold", "Warnings"), ...warnings.map((line) => `  ${line}`));
  const [folder, output] = [quoted(`${outdir}/stacks/STACK`), told === undefined ? "" : ` --output ${quoted(told)}`];
  if (others.length > 0)
    terminal.out(
      "",
      style(terminal, "bold", `Stacks in ${outdir} that ${configuration.source.name} does not make`),
      ...others.map((stack) => `  ${stack}`),
      `They stay as they are. Of one that nobody needs: \`npx cdktf destroy STACK${output}\`,`,
      `or \`terraform -chdir=${folder} destroy\`; then remove ${folder}`,
    );
  return EXIT.ok;
}
