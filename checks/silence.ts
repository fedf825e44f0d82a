import { type Finding, formatPath, formatValue } from "../config/finding";
import type { Config } from "../config/schema/config";
import { nearest } from "../config/schema/suggest";
import type { SilencedFinding } from "./analysis";
import type { RuleInfo } from "./rule";
import { SOURCES } from "./rules/sources";

export const SILENCE_FINDINGS: readonly RuleInfo[] = [
  {
    id: "unknown-rule",
    severity: "error",
    title: "A silence for a rule that does not exist",
    why: "It would silence nothing.",
    fix: "Correct the id.",
    source: SOURCES.design,
  },
  {
    id: "silenced-error",
    severity: "error",
    title: "A silence for an error",
    why: "An error is what Google would refuse; being quiet about it does not make it pass.",
    fix: "Correct what the error is about.",
    source: SOURCES.design,
  },
  {
    id: "stale-silence",
    severity: "warning",
    title: "A silence that silences nothing",
    why: "What it was about is gone; left in place it would hide the next one.",
    fix: "Remove it.",
    source: SOURCES.design,
  },
];

/** Takes the warnings out that the file silences; what is wrong with a silence is a finding itself. */
export function applySilences(
  { checks }: Config,
  findings: readonly Finding[],
  kinds: ReadonlyMap<string, RuleInfo>,
): { readonly findings: readonly Finding[]; readonly silenced: readonly SilencedFinding[] } {
  const silenced = new Map<Finding, string>();
  const own: Finding[] = [];
  for (const [i, { id, at, reason }] of (checks?.silence ?? []).entries()) {
    const path = ["checks", "silence", i];
    const kind = kinds.get(id);
    const isMeant = (finding: Finding) => finding.id === id && finding.severity === "warning" && stands(finding, at);
    const meant = findings.filter(isMeant);
    for (const finding of meant) silenced.set(finding, reason);
    if (kind === undefined) {
      const suggestion = nearest(id, kinds.keys());
      own.push({
        id: "unknown-rule",
        severity: "error",
        path: [...path, "id"],
        what: `there is no finding with the id ${formatValue(id)}`,
        fix: suggestion === undefined ? "the ids are in docs/rules.md" : `did you mean ${formatValue(suggestion)}?`,
      });
    } else if (kind.severity === "error")
      own.push({
        id: "silenced-error",
        severity: "error",
        path: [...path, "id"],
        what: `${formatValue(id)} is an error, and errors cannot be silenced`,
        fix: "correct what it is about, and remove the silence",
      });
    else if (meant.length === 0)
      own.push({
        id: "stale-silence",
        severity: "warning",
        path,
        what: `nothing ${at === undefined ? "here" : `at ${at}`} is silenced by ${formatValue(id)} any more`,
        fix: "remove it",
      });
  }
  return {
    findings: [...findings.filter((finding) => !silenced.has(finding)), ...own],
    silenced: [...silenced].map(([finding, reason]) => ({ finding, reason })),
  };
}

/** Whether a finding stands at a place or below it. */
function stands({ path }: Finding, place: string | undefined): boolean {
  if (place === undefined) return true;
  const own = formatPath(path);
  return own === place || own.startsWith(`${place}.`) || own.startsWith(`${place}[`);
}
