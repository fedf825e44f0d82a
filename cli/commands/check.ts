import type { Analysis } from "../../checks/analysis";
import { analyze } from "../../checks/analyze";
import { compareConfigs } from "../../checks/changes";
import type { ChangeFinding } from "../../checks/changes/change";
import { foretell, type Verdict } from "../../checks/changes/verdict";
import { formatGithub } from "../../checks/formats/github";
import { formatJson } from "../../checks/formats/json";
import { type Report, reportOf } from "../../checks/formats/report";
import { formatSarif } from "../../checks/formats/sarif";
import type { Source } from "../../config/document/load";
import { renderFindings } from "../../config/document/render";
import { exitCodeOf, reportFindings } from "../report";
import { configFile, readSource } from "../source";
import { EXIT, type ExitCode, type Terminal } from "../terminal";

export interface CheckOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  readonly from?: string;
}

/** `npm run check`: everything that is wrong with the file, or will hurt later; with `from`, what the change will cost too. */
export function runCheck(file: string | undefined, { format, from }: CheckOptions, terminal: Terminal): ExitCode {
  const source = readSource(file ?? configFile(process.env));
  const analysis = source.config && analyze(source.config);
  const old = from === undefined ? undefined : readSource(from);
  if (old !== undefined && old.config === undefined) return reportFindings(old, old.findings, terminal);
  const before = old?.config && analyze(old.config);
  const changes = before && analysis ? compareConfigs(before, analysis) : [];
  const report: Report = {
    ...reportOf(source, analysis && { ...analysis, findings: [...analysis.findings, ...changes] }),
    ...(old && { verdict: verdictOf([old, before], [source, analysis], changes) }),
  };
  terminal.out(formatted(report, source, format, terminal).trimEnd());
  return exitCodeOf(report.findings);
}

type Analysed = readonly [source: Source, analysis: Analysis | undefined];

function verdictOf(old: Analysed, now: Analysed, changes: readonly ChangeFinding[]): Verdict {
  const [broken] = [old, now].filter(
    ([, analysis]) => analysis === undefined || exitCodeOf(analysis.findings) !== EXIT.ok,
  );
  return broken ? { ok: false, text: `not to be foretold: ${broken[0].name} has errors` } : foretell(changes);
}

function formatted(report: Report, { name }: Source, format: CheckOptions["format"], terminal: Terminal): string {
  switch (format) {
    case "json":
      return formatJson(report);
    case "sarif":
      return formatSarif(report);
    case "github":
      return formatGithub(report);
    case "text": {
      const silenced = report.silenced.length > 0 ? `, ${report.silenced.length} silenced` : "";
      const found =
        report.findings.length > 0 ? renderFindings(report.findings, terminal) : `${name}: nothing found${silenced}`;
      return report.verdict ? `${found}\n\nverdict: ${report.verdict.text}` : found;
    }
  }
}
