import type { LocatedFinding, Source } from "../../config/document/load";
import type { Analysis } from "../analysis";
import type { Verdict } from "../changes/verdict";

/** Everything that a format shows: what was found in a file, and what the file suppresses. */
export interface Report {
  readonly findings: readonly LocatedFinding[];
  readonly suppressed: readonly SuppressedLocatedFinding[];
  /** What the change from another file comes to, where there is one. */
  readonly verdict?: Verdict;
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
