import { formatGithub } from "../../checks/formats/github";
import { formatJson } from "../../checks/formats/json";
import type { Report } from "../../checks/formats/report";
import { formatSarif } from "../../checks/formats/sarif";
import type { Source } from "../../config/document/load";
import { renderFindings } from "../../config/document/render";
import { checked } from "../checked";
import { configFile, readConfiguration } from "../configuration";
import { exitCodeOf, reportFindings } from "../findings";
import { renderSection } from "../layout";
import { rateLimitLines } from "../rate-limits";
import { EXIT, type ExitCode, type Terminal } from "../terminal";

export interface CheckOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  readonly from?: string;
}

/** `npm run check`: everything that is wrong with the file, or will hurt later; with `from`, what the change will cost too. */
export function runCheck(file: string | undefined, { format, from }: CheckOptions, terminal: Terminal): ExitCode {
  const now = readConfiguration(configFile(file), configFile(file));
  const { source, analysis } = now;
  const old = from === undefined ? undefined : readConfiguration(from, configFile(file));
  if (old && !old.analysis) return reportFindings(old.source, old.source.findings, terminal);
  const report = checked(now, old, format === "json" ? "figures" : undefined);
  const code = exitCodeOf(report.findings);
  if (format === "text") {
    terminal.out(...rendered(report, source, terminal));
    const limited = code === EXIT.ok ? (analysis?.regions ?? []) : [];
    terminal.out(...renderSection("Rate limits", rateLimitLines(limited), terminal));
  } else terminal.document(FORMATS[format](report));
  return code;
}

const FORMATS = { json: formatJson, sarif: formatSarif, github: formatGithub } as const;

function rendered({ findings, suppressed, verdict }: Report, { name }: Source, terminal: Terminal): string[] {
  const besides = suppressed.length > 0 ? `, ${suppressed.length} suppressed` : "";
  const found = findings.length > 0 ? renderFindings(findings, terminal) : [`${name}: nothing found${besides}`];
  return [...found, ...(verdict ? ["", `verdict: ${verdict.text}`] : [])];
}
