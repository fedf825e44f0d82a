import type { ChangeFinding } from "../checks/changes/change";
import type { Verdict } from "../checks/changes/verdict";
import type { CheckDocument } from "../checks/formats/json";
import type { ServedDiffs } from "../routing/diff/served";
import type { PlacedUrlMap } from "../routing/placed-url-map";
import type { Rehearsal } from "../simulator/rehearsal/rehearsal";
import type { RoutesDocument } from "./routes";

/** What `rehearse` answers as JSON. */
export interface RehearsalDocument extends Rehearsal {
  readonly from?: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly announced: readonly ChangeFinding[];
  /** The faults that no change fitted. */
  readonly unhit: readonly string[];
}

/** All that a report shows: what the commands answer as JSON, and what is asked about requests. */
export interface ReportData {
  readonly name: string;
  readonly file: string;
  readonly from?: string;
  readonly check: CheckDocument;
  /** Absent where the file has errors. */
  readonly served?: {
    readonly routes: RoutesDocument;
    readonly urlMaps: readonly PlacedUrlMap[];
    /** The lines of the file that decide, by their number. */
    readonly lines: Readonly<Record<number, string>>;
  };
  readonly changes?: ServedDiffs;
  readonly rehearsal?: RehearsalDocument;
}
