import {
  type Finding,
  type FindingInfo,
  type FindingKind,
  findingOf,
  formatPath,
  formatValue,
  kindsOf,
} from "../config/finding";
import type { Config } from "../config/schema/config";
import { SHAPE_FINDINGS } from "../config/schema/finding-kinds";
import { nearest } from "../config/schema/suggest";
import { ROUTING_FINDINGS } from "../routing/compile/finding-kinds";
import type { SilencedFinding } from "./analysis";
import { TEST_FINDINGS } from "./expectations";
import { RULES } from "./rules";
import { SOURCES } from "./rules/sources";

export const SILENCE_FINDINGS = {
  "unknown-rule": {
    severity: "error",
    title: "A silence for a rule that does not exist",
    why: "It would silence nothing.",
    fix: "Correct the id.",
    source: SOURCES.design,
  },
  "silenced-error": {
    severity: "error",
    title: "A silence for an error",
    why: "An error is what Google would refuse; being quiet about it does not make it pass.",
    fix: "Correct what the error is about.",
    source: SOURCES.design,
  },
  "stale-silence": {
    severity: "warning",
    title: "A silence that silences nothing",
    why: "What it was about is gone; left in place it would hide the next one.",
    fix: "Remove it.",
    source: SOURCES.design,
  },
} as const satisfies Record<string, FindingInfo>;

/** By id, whatever checking one file can find. */
const KINDS: ReadonlyMap<string, FindingKind> = new Map(
  [...RULES, ...kindsOf({ ...SHAPE_FINDINGS, ...ROUTING_FINDINGS, ...TEST_FINDINGS, ...SILENCE_FINDINGS })].map(
    (kind) => [kind.id, kind],
  ),
);

/** Takes the warnings out that the file silences; what is wrong with a silence is a finding itself. */
export function applySilences(
  { checks }: Config,
  findings: readonly Finding[],
): { readonly findings: readonly Finding[]; readonly silenced: readonly SilencedFinding[] } {
  const silenced = new Map<Finding, string>();
  const own: Finding[] = [];
  for (const [i, { id, at, reason }] of (checks?.silence ?? []).entries()) {
    const path = ["checks", "silence", i];
    const kind = KINDS.get(id);
    const isMeant = (finding: Finding) => finding.id === id && finding.severity === "warning" && stands(finding, at);
    const meant = findings.filter(isMeant);
    for (const finding of meant) silenced.set(finding, reason);
    if (kind === undefined) {
      const suggestion = nearest(id, KINDS.keys());
      own.push(
        findingOf(SILENCE_FINDINGS, "unknown-rule", [...path, "id"], {
          what: `there is no finding with the id ${formatValue(id)}`,
          fix: suggestion === undefined ? "the ids are in docs/rules.md" : `did you mean ${formatValue(suggestion)}?`,
        }),
      );
    } else if (kind.severity === "error")
      own.push(
        findingOf(SILENCE_FINDINGS, "silenced-error", [...path, "id"], {
          what: `${formatValue(id)} is an error, and errors cannot be silenced`,
          fix: "correct what it is about, and remove the silence",
        }),
      );
    else if (meant.length === 0)
      own.push(
        findingOf(SILENCE_FINDINGS, "stale-silence", path, {
          what: `nothing ${at === undefined ? "here" : `at ${at}`} is silenced by ${formatValue(id)} any more`,
          fix: "remove it",
        }),
      );
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
