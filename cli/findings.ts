import type { LocatedFinding, Source } from "../config/document/load";
import { renderFindings } from "../config/document/render";
import { type Finding, formatPath } from "../config/finding";
import { EXIT, type ExitCode, style, type Terminal } from "./terminal";

/** Says what was found, errors and warnings, on standard error. The exit code is that of the worst. */
export function reportFindings(source: Source, findings: readonly Finding[], terminal: Terminal): ExitCode {
  if (findings.length > 0) terminal.error(...renderFindings(source.locate(findings), terminal));
  return exitCodeOf(findings);
}

/** 1 when the file has errors, 2 when it could not even be read. */
export function exitCodeOf(findings: readonly Finding[]): ExitCode {
  if (findings.some(({ id }) => id === "unreadable")) return EXIT.usage;
  return findings.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.ok;
}

/** One line for each kind of warning, as synth shows them; `npm run check` shows every one with its fix. */
export function renderWarnings(
  source: Source,
  findings: readonly Finding[],
  terminal: Pick<Terminal, "colour">,
): string[] {
  const kinds = new Map<string, LocatedFinding[]>();
  for (const finding of source.locate(findings.filter(({ severity }) => severity === "warning")))
    kinds.set(finding.id, [...(kinds.get(finding.id) ?? []), finding]);
  const lines = [...kinds].flatMap(([id, [first, ...others]]) => {
    if (first === undefined) return [];
    const more = others.length > 0 ? ` (and ${others.length} more)` : "";
    return [`${style(terminal, "yellow", id)} ${formatPath(first.path)}: ${first.what}${more}`];
  });
  return lines.length === 0 ? [] : [...lines, "npm run check tells how to fix them"];
}
