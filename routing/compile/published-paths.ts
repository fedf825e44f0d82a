import type { Workload } from "../../config/model/model";
import { SERVERS, type ServerName } from "../../config/presets/servers";
import { covers, formOf, type PathMatch, type PathPattern, pathsMayMeet, patternOf } from "../paths/path-pattern";
import type { Report } from "./collect-findings";
import { type Cut, cutDown, isClosed, isOpen, NOT_FOUND, shown } from "./cut-down";
import type { Entry, HostTable } from "./entry";
import { opensNothing, opensWhatIsTaken, staysClosed } from "./findings";
import { indexByLiteral } from "./literal-index";
import { conditionsText, isUnconditional, type Match } from "./matches";
import { conditionsMayMeet } from "./overlap";
import type { PathAction } from "./path-rewrites";
import { type Condition, conditionsOf, type ReachableEntry } from "./reachable";
import { textOf } from "./text-of";

/** What is left of a wide entry whose requests reach known model servers. */
export interface Opening {
  readonly servers: readonly ServerName[];
  /** The paths that stay open, as clients write them, without those that an earlier rule takes; absent: all but `closes`. */
  readonly opens?: readonly string[];
  readonly closes: readonly string[];
  /** The prefix below which the server is taken to publish its paths. */
  readonly below?: string;
}

/**
 * The entries of a host with those that are wide cut down to what all the known servers behind them publish, as these would see
 * it after the rewrite; the rest of what the entry matches answers 404, where anybody else could serve it.
 *
 * An entry keeps its place and its conditions: its new paths outrank nothing that it did not. One that an earlier entry takes is
 * left out, so that the longest path decides alike. Of servers whose paths are the user's own, a list is closed instead.
 */
export function withPublishedPathsOnly(
  reachable: readonly ReachableEntry[],
  { fallback }: Pick<HostTable, "fallback">,
  workloads: ReadonlyMap<string, Workload>,
  report: Report,
): { readonly reachable: readonly ReachableEntry[]; readonly openings: ReadonlyMap<Entry, Opening> } {
  const cuts = reachable.map((one) => cutDown(one, workloads));
  if (cuts.every((cut) => cut === undefined)) return { reachable, openings: new Map() };
  const written = nearbyOf(reachable);
  const left = reachable.map((one, index) => {
    const kept = cuts[index]?.left.flatMap((part) => withoutTaken(part, index, one.entry.match, written));
    return kept === undefined ? one : { ...one, pathActions: kept };
  });
  const open = nearbyOf(left.map(({ entry, pathActions }) => ({ entry, pathActions: pathActions.filter(isOpen) })));
  const openings = new Map<Entry, Opening>();
  const result = left.map((one, index): ReachableEntry => {
    const [cut, original] = [cuts[index], reachable[index]];
    if (cut === undefined || original === undefined) return one;
    openings.set(one.entry, openingOf(cut, one.pathActions));
    if (!cut.narrowed) return one;
    const own = one.pathActions
      .filter((part) => isOpen(part) && part.method === undefined)
      .flatMap(({ paths }) => paths);
    const rest = original.pathActions
      .flatMap(({ paths }) => paths)
      .filter((path) => !own.some((opened) => textOf(opened) === textOf(path)))
      .filter((path) => !isTakenBefore(patternOf(formOf(path)), index, one.entry.match, written))
      .filter((path) => !isClosed(fallback.action) || isTakenAfter(path, index, one.entry.match, own, open));
    return rest.length === 0 ? one : { ...one, pathActions: [...one.pathActions, { paths: rest, action: NOT_FOUND }] };
  });
  reportOpenings(left, cuts, report);
  return { reachable: result.filter(({ pathActions }) => pathActions.length > 0), openings };
}

function openingOf({ servers, narrowed, below }: Cut, parts: readonly PathAction[]): Opening {
  const shownOf = (some: readonly PathAction[]) =>
    some.flatMap(({ paths, method }) => paths.map((path) => shown(path, method)));
  return {
    servers,
    ...(narrowed && { opens: shownOf(parts.filter(isOpen)) }),
    closes: shownOf(parts.filter((part) => !isOpen(part))),
    ...(below !== undefined && { below }),
  };
}

/** Finds the conditions that can meet a pattern. */
type Nearby = (pattern: PathPattern) => Condition[];

const nearbyOf = (reachable: readonly ReachableEntry[]): Nearby =>
  indexByLiteral(conditionsOf(reachable), ({ pattern }) => pattern);

/** Whether an earlier entry takes all requests for the pattern, under these conditions. */
const isTakenBefore = (pattern: PathPattern, index: number, match: Match, nearby: Nearby): boolean =>
  nearby(pattern).some(
    (earlier) =>
      earlier.index < index &&
      covers(earlier.pattern, pattern) &&
      (isUnconditional(earlier.match) || conditionsText(earlier.match) === conditionsText(match)),
  );

/** A part without the paths that are taken, and with a method that its entry allows. */
function withoutTaken(part: PathAction, index: number, match: Match, nearby: Nearby): PathAction[] {
  if (part.method !== undefined && match.method !== undefined && part.method !== match.method) return [];
  const paths = part.paths.filter((path) => !isTakenBefore(patternOf(formOf(path)), index, match, nearby));
  return paths.length === 0 ? [] : [{ ...part, paths }];
}

/** Whether a later entry could serve what an entry matches and does not open. */
function isTakenAfter(path: PathMatch, index: number, match: Match, own: readonly PathMatch[], open: Nearby): boolean {
  const pattern = patternOf(formOf(path));
  const opened = own.map((one) => patternOf(formOf(one)));
  return open(pattern).some(
    (later) =>
      later.index > index &&
      pathsMayMeet(pattern, later.pattern) &&
      conditionsMayMeet(match, later.match) &&
      !opened.some((one) => covers(one, later.pattern)),
  );
}

/** At the rule of which nothing is open, whether other rules take it or not, and at an expression that could not be decided. */
function reportOpenings(left: readonly ReachableEntry[], cuts: readonly (Cut | undefined)[], report: Report): void {
  const sources = new Map<string, Reported>();
  for (const [index, { entry, pathActions }] of left.entries()) {
    const cut = cuts[index];
    const key = textOf(entry.source);
    const known = sources.get(key) ?? { entry, servers: cut?.servers ?? [], publishes: false, open: false };
    known.publishes ||= cut === undefined || !cut.narrowed || cut.left.some(isOpen);
    known.open ||= cut === undefined || !cut.narrowed || pathActions.some(isOpen);
    sources.set(key, known);
    for (const path of new Set(cut?.undecided))
      report("warning", entry.source, staysClosed(path, entry.match.path.text));
  }
  for (const { entry, servers, publishes, open } of sources.values()) {
    const titles = servers.map((server) => SERVERS[server].title);
    if (!open) report("warning", entry.source, publishes ? opensWhatIsTaken(titles) : opensNothing(titles));
  }
}

/** What is known of one rule, in all of its entries. */
interface Reported {
  readonly entry: Entry;
  readonly servers: readonly ServerName[];
  publishes: boolean;
  open: boolean;
}
