import { type Finding, type FindingInfo, findingOf, formatPath, formatValue } from "../config/finding";
import type { Config } from "../config/schema/config";
import { SHAPE_FINDINGS } from "../config/schema/finding-kinds";
import { nearest } from "../config/schema/suggest";
import { ROUTING_FINDINGS } from "../routing/compile/finding-kinds";
import { groupBy } from "../routing/group-by";
import type { SuppressedFinding } from "./analysis";
import { TEST_FINDINGS } from "./expectations";
import { RULES } from "./rules";
import { SOURCES } from "./rules/sources";

export const SUPPRESSION_FINDINGS = {
  "unknown-rule": {
    severity: "error",
    title: "A suppression for a rule that does not exist",
    why: "It would suppress nothing.",
    fix: "Correct the id.",
    source: SOURCES.design,
  },
  "suppressed-error": {
    severity: "error",
    title: "A suppression for an error",
    why: "An error is what Google would refuse; being quiet about it does not make it pass.",
    fix: "Correct what the error is about.",
    source: SOURCES.design,
  },
  "stale-suppression": {
    severity: "warning",
    title: "A suppression that suppresses nothing",
    why: "What it was about is gone; left in place it would hide the next one.",
    fix: "Remove it.",
    source: SOURCES.design,
  },
} as const satisfies Record<string, FindingInfo>;

/** By id, whatever checking one file can find. */
const KINDS: ReadonlyMap<string, FindingInfo> = new Map(
  Object.entries({
    ...RULES,
    ...SHAPE_FINDINGS,
    ...ROUTING_FINDINGS,
    ...TEST_FINDINGS,
    ...SUPPRESSION_FINDINGS,
  }),
);

/** Takes the warnings out that the file suppresses; what is wrong with a suppression is a finding itself. */
export function applySuppressions(
  { checks }: Config,
  findings: readonly Finding[],
): { readonly findings: readonly Finding[]; readonly suppressed: readonly SuppressedFinding[] } {
  const suppressed = new Map<Finding, string>();
  const warnings = warningsAt(findings);
  const own: Finding[] = [];
  for (const [i, { id, at, reason }] of (checks?.suppress ?? []).entries()) {
    const path = ["checks", "suppress", i];
    const kind = KINDS.get(id);
    const meant = warnings(id, at);
    for (const finding of meant) suppressed.set(finding, reason);
    if (kind === undefined) {
      const suggestion = nearest(id, KINDS.keys());
      own.push(
        findingOf(SUPPRESSION_FINDINGS, "unknown-rule", [...path, "id"], {
          what: `there is no finding with the id ${formatValue(id)}`,
          fix: suggestion === undefined ? "the ids are in docs/rules.md" : `did you mean ${formatValue(suggestion)}?`,
        }),
      );
    } else if (kind.severity === "error")
      own.push(
        findingOf(SUPPRESSION_FINDINGS, "suppressed-error", [...path, "id"], {
          what: `${formatValue(id)} is an error, and errors cannot be suppressed`,
          fix: "correct what it is about, and remove the suppression",
        }),
      );
    else if (meant.length === 0)
      own.push(
        findingOf(SUPPRESSION_FINDINGS, "stale-suppression", path, {
          what: `nothing ${at === undefined ? "here" : `at ${at}`} is suppressed by ${formatValue(id)} any more`,
          fix: "remove it",
        }),
      );
  }
  return {
    findings: [...findings.filter((finding) => !suppressed.has(finding)), ...own],
    suppressed: [...suppressed].map(([finding, reason]) => ({ finding, reason })),
  };
}

/** The warnings with an id that stand at a place or below it. */
function warningsAt(findings: readonly Finding[]): (id: string, place?: string) => readonly Finding[] {
  const placed = findings
    .filter(({ severity }) => severity === "warning")
    .flatMap((finding) => {
      const above = finding.path.map((_, i) => formatPath(finding.path.slice(0, i + 1)));
      return [undefined, ...above].map((place) => ({ finding, key: JSON.stringify([finding.id, place]) }));
    });
  const byKey = groupBy(placed, ({ key }) => key);
  return (id, place) => (byKey.get(JSON.stringify([id, place])) ?? []).map(({ finding }) => finding);
}
