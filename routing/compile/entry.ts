import type { DocumentPath } from "../../config/finding";
import type { HeaderAction } from "../url-map";
import type { Action } from "./actions";
import type { Match } from "./matches";
import type { PathAction } from "./path-rewrites";

/** One way to match a rule, and what happens then. */
export interface Entry {
  readonly origin: "rule" | "default";
  /** What it opens of a known model server: what this publishes, unless its paths are named one by one or everything is asked for. */
  readonly opens: "published" | "named" | "everything";
  /** Where the rule or the default stands. */
  readonly source: DocumentPath;
  readonly match: Match;
  readonly pathActions: readonly PathAction[];
  /** What happens, as a text: equal for entries that act the same. */
  readonly actionText: string;
  readonly band: number;
}

/** Everything that a host serves, the most specific entry first; whatever matches none of them gets the fallback. */
export interface HostTable {
  readonly host: string;
  readonly aliases: readonly string[];
  readonly entries: readonly Entry[];
  readonly fallback: Fallback;
  /** For all of it. */
  readonly headerAction?: HeaderAction;
}

export interface Fallback {
  readonly action: Action;
  /** Absent: nobody wrote a default. */
  readonly source?: DocumentPath;
}
