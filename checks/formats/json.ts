import type { LocatedFinding } from "../../config/document/load";
import { formatPath } from "../../config/finding";
import { kindOfFinding } from "../catalogue";
import type { Report } from "./report";

/**
 * Findings for machines:
 *
 *     { "findings": [{ "id", "severity", "file", "line", "column", "path", "what", "fix", "source" }], "suppressed": [… "reason"],
 *       "verdict": { "ok", "text" }, "regions": [{ "region", "stack", "exposure", "mustExist": [{ "kind", "items" }], "records",
 *       "limits": [{ "name", "used", "most", "where", "source" }] }], "cost": { "asOf", "currency", "monthly", "items", "change" } }
 *
 * `line` and `column` begin at 1 and are absent where a finding has no place in the text; `verdict` and `cost.change` are there with
 * `--from`, `regions` and `cost` where the file has no errors. A cost is in US dollars a month, before traffic.
 */
export function formatJson({ findings, suppressed, verdict, figures }: Report): string {
  const entries = {
    findings: findings.map(entry),
    suppressed: suppressed.map((finding) => ({ ...entry(finding), reason: finding.reason })),
    verdict,
    ...figures,
  };
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

function entry({ id, severity, file, position, path, what, fix }: LocatedFinding) {
  return { id, severity, file, ...position, path: formatPath(path), what, fix, source: kindOfFinding(id)?.source };
}
