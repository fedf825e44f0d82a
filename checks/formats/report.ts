import type { LocatedFinding, Source } from "../../config/document/load";
import type { Analysis } from "../analysis";
import type { Verdict } from "../changes/verdict";
import type { FailoverTerm } from "../failover-time";
import type { LimitUse } from "../limits";
import type { Cost } from "../monthly-cost";

/** Everything that a format shows: what was found in a file, and what the file suppresses. */
export interface Report {
  readonly findings: readonly LocatedFinding[];
  readonly suppressed: readonly SuppressedLocatedFinding[];
  /** What the change from another file comes to, where there is one. */
  readonly verdict?: Verdict;
  /** Absent where the file has errors. */
  readonly figures?: Figures;
}

/** What a configuration needs, uses and costs. */
export interface Figures {
  readonly regions: readonly RegionFigures[];
  /** How long clients stay with a region that fails: the sum of these, where another takes its place. */
  readonly failover?: readonly FailoverTerm[];
  readonly cost: Cost;
}

export interface RegionFigures {
  readonly region: string;
  readonly stack: string;
  readonly exposure: "external" | "internal";
  /** What must be there before the first apply, by kind. */
  readonly mustExist: readonly { readonly kind: string; readonly items: readonly string[] }[];
  /** The DNS records that nothing here makes. */
  readonly records: readonly string[];
  readonly limits: readonly LimitUse[];
}

export interface SuppressedLocatedFinding extends LocatedFinding {
  readonly reason: string;
}

/** The findings of a file in the order of its text; `analysis` is absent where its shape is wrong. */
export function reportOf(source: Source, analysis: Pick<Analysis, "findings" | "suppressed"> | undefined): Report {
  return {
    findings: source.locate([...source.findings, ...(analysis?.findings ?? [])]),
    suppressed: (analysis?.suppressed ?? []).flatMap(({ finding, reason }) =>
      source.locate([finding]).map((located) => ({ ...located, reason })),
    ),
  };
}
