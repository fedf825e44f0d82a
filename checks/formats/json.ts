import type { LocatedFinding } from "../../config/document/load";
import { formatPath } from "../../config/finding";
import { kindOfFinding } from "../catalogue";
import type { ChangeFinding, Impact } from "../changes/change";
import type { Figures, Report } from "./report";

/**
 * What `check` answers as JSON: `verdict` and `cost.change` are there with `--from`, `regions` and `cost` where the file has no
 * errors. A cost is in US dollars a month, before traffic.
 */
export interface CheckDocument extends Partial<Figures>, Pick<Report, "verdict"> {
  readonly findings: readonly FindingEntry[];
  readonly suppressed: readonly (FindingEntry & { readonly reason: string })[];
}

/** `line` and `column` begin at 1 and are absent where a finding has no place in the text. */
export interface FindingEntry extends Pick<LocatedFinding, "id" | "severity" | "file" | "what" | "fix"> {
  readonly line?: number;
  readonly column?: number;
  readonly path: string;
  readonly source?: string;
  /** What a change does to what is deployed. */
  readonly impact?: Impact;
}

export const formatJson = (report: Report): string => `${JSON.stringify(checkDocument(report), undefined, 2)}\n`;

export const checkDocument = ({ findings, suppressed, verdict, figures }: Report): CheckDocument => ({
  findings: findings.map(entry),
  suppressed: suppressed.map((finding) => ({ ...entry(finding), reason: finding.reason })),
  ...(verdict && { verdict }),
  ...figures,
});

function entry(finding: LocatedFinding & Partial<Pick<ChangeFinding, "impact">>): FindingEntry {
  const { id, severity, file, position, path, what, fix, impact } = finding;
  const source = kindOfFinding(id)?.source;
  return { id, severity, file, ...position, path: formatPath(path), what, fix, source, ...(impact && { impact }) };
}
