import type { Workload } from "../../config/model/model";
import { API_FAMILIES } from "../../config/presets/api-families";
import { SERVERS, type ServerName } from "../../config/presets/servers";
import { closed } from "../closed";
import {
  covers,
  formOf,
  type PathMatch,
  type PathPattern,
  pathsMayMeet,
  patternOf,
  regex,
} from "../paths/path-pattern";
import { servicesOf } from "../targets";
import type { Action } from "./actions";
import type { Report } from "./collect-findings";
import type { Entry, HostTable } from "./entry";
import { opensNothing, opensWhatIsTaken, staysClosed } from "./findings";
import { indexByLiteral } from "./literal-index";
import { conditionsText, isUnconditional, type Match } from "./matches";
import { conditionsMayMeet } from "./overlap";
import { ANY_PATH, conditionOf, mappingOf, meet, type PathMapping } from "./path-mapping";
import type { PathAction } from "./path-rewrites";
import type { ReachableEntry } from "./reachable";
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
      .filter((path) => textOf(fallback.action) !== CLOSED || isTakenAfter(path, index, one.entry.match, own, open));
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

const NOT_FOUND = closed(404);
const CLOSED = textOf(NOT_FOUND);
const isOpen = ({ action }: Pick<PathAction, "action">): boolean => textOf(action) !== CLOSED;

/** The known servers that see an action's requests, copies of them too. */
export function serversOf(action: Action, workloads: ReadonlyMap<string, Workload>): ServerName[] {
  const mirror = action.routeAction?.requestMirrorPolicy?.backendService;
  const ids = [...servicesOf(action), ...(mirror === undefined ? [] : [mirror])];
  return [...new Set(ids.flatMap((id) => workloads.get(id)?.server ?? []))].sort();
}

interface Cut {
  readonly servers: readonly ServerName[];
  readonly left: readonly PathAction[];
  /** Whether something else than a list of closed paths is left. */
  readonly narrowed: boolean;
  readonly below?: string;
  /** Published paths of which an expression does not say whether it matches them. */
  readonly undecided: readonly string[];
}

/** `undefined` where all of it stays open: its paths are named, or its servers unknown, or everything is asked for. */
function cutDown({ entry, pathActions }: ReachableEntry, workloads: ReadonlyMap<string, Workload>): Cut | undefined {
  if (entry.opens !== "published") return undefined;
  const servers = [...new Set(pathActions.flatMap(({ action }) => serversOf(action, workloads)))].sort();
  const publishing = servers.filter((server) => SERVERS[server].published !== undefined);
  if (servers.length === 0) return undefined;
  const roots = ["", ownPrefixOf(entry.match.path, pathActions)];
  const closing = pathActions.flatMap((part) => closedParts(part, servers, roots));
  const cuts = roots.map((root) => pathActions.map((part) => openParts(part, publishing, root)));
  const [atRoot = [], belowPrefix = []] = cuts;
  const opens = (found: typeof atRoot) => found.some(({ parts }) => parts.length > 0);
  const below = roots[1] !== "" && !opens(atRoot) && opens(belowPrefix) ? roots[1] : undefined;
  const chosen = below === undefined ? atRoot : belowPrefix;
  const opened = publishing.length === 0 ? pathActions : chosen.flatMap((found) => found.parts);
  const narrowed = publishing.length > 0 && chosen.some(({ whole }) => !whole);
  if (!narrowed && closing.length === 0) return undefined;
  return {
    servers,
    left: [...closing, ...opened],
    narrowed,
    below,
    undecided: chosen.flatMap((found) => found.undecided),
  };
}

/** What the paths of APIs begin with: a prefix that does is no prefix of a server's own. */
const API_ROOTS: ReadonlySet<string> = new Set(
  [
    ...Object.values(SERVERS).flatMap(({ published = [] }) => published),
    ...Object.values(API_FAMILIES).flatMap(({ paths }) => paths),
  ].flatMap((path) => /\/([^/]+)/.exec(path)?.[1] ?? []),
);

/** The prefix below which a server may serve all of its paths, as with LiteLLM's `SERVER_ROOT_PATH`. */
function ownPrefixOf({ literal }: PathPattern, parts: readonly PathAction[]): string {
  const seen = parts.flatMap(({ paths, action }) => paths.flatMap((path) => mappingOf(path, action)?.seen ?? literal));
  const [text = ""] = seen.map((path) => path.split("{", 1)[0] ?? "").sort((a, b) => b.length - a.length);
  const prefix = text.replace(/\/[^/]*$/, "");
  return API_ROOTS.has(prefix.split("/")[1] ?? "") ? "" : prefix;
}

const withRoot = (root: string, path: string): string => path.replace("/", `${root}/`);

interface Opened {
  readonly parts: readonly PathAction[];
  /** Nothing of it is closed. */
  readonly whole: boolean;
  readonly undecided: readonly string[];
}

function openParts({ paths, action, method }: PathAction, servers: readonly ServerName[], root: string): Opened {
  const found = paths.map((path) => openPart(path, action, servers, root));
  const all = found.flatMap(({ parts }) => parts);
  // What has the same action and method stays together: few rules, as the user wrote one.
  const groups = new Map<string, PathAction & { readonly paths: PathMatch[] }>();
  for (const part of all) {
    const key = `${part.method ?? method} ${textOf(part.action)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...part, paths: [...part.paths] });
    else
      for (const path of part.paths)
        if (!group.paths.some((other) => textOf(other) === textOf(path))) group.paths.push(path);
  }
  return {
    parts: [...groups.values()],
    whole: found.every(({ whole }) => whole),
    undecided: found.flatMap(({ undecided }) => undecided),
  };
}

function openPart(path: PathMatch, action: Action, servers: readonly ServerName[], root: string): Opened {
  const mapping = mappingOf(path, action);
  if (mapping === undefined) return openOfRegex(path, action, servers, root);
  const isTemplate = path.pathTemplateMatch !== undefined;
  const narrow = narrowed(mapping, servers, root);
  if (narrow.some((part) => part.text === mapping.text && part.method === undefined))
    return { parts: [{ paths: [path], action }], whole: true, undecided: [] };
  const parts = narrow.flatMap((part): PathAction[] => {
    const condition = conditionOf(part, isTemplate, action);
    return condition === undefined ? [] : [partOf(condition.path, condition.action, part.method)];
  });
  return { parts, whole: false, undecided: [] };
}

const partOf = (path: PathMatch, action: Action, method: string | undefined): PathAction => ({
  paths: [path],
  action,
  ...(method !== undefined && { method }),
});

/** What is left of a mapping when each of the servers has taken from it what it does not publish. */
function narrowed(mapping: PathMapping, servers: readonly ServerName[], root: string): PathMapping[] {
  return servers.reduce<PathMapping[]>(
    (left, server) => {
      const { published = [], optional = [] } = SERVERS[server];
      const named = optional.filter((path) => meet(mapping, withRoot(root, path))?.text === mapping.text);
      return left.flatMap((part) => [...published, ...named].flatMap((path) => meet(part, withRoot(root, path)) ?? []));
    },
    [mapping],
  );
}

/** Single paths are asked; of prefixes and templates only an expression that ends in `/.*` can tell. */
function openOfRegex(path: PathMatch, action: Action, servers: readonly ServerName[], root: string): Opened {
  const pattern = regex(path.regexMatch ?? "");
  const undecided: string[] = [];
  const parts = narrowed(ANY_PATH, servers, root).flatMap((part): PathAction[] => {
    const condition = conditionOf(part, false, action);
    if (condition === undefined) return [];
    const published = patternOf(formOf(condition.path));
    if (published.kind === "exact" ? pattern.matches(published.text) : matchesAllOf(pattern, published))
      return [partOf(condition.path, condition.action, part.method)];
    if (published.kind !== "exact" && pathsMayMeet(pattern, published))
      undecided.push(shown(condition.path, part.method));
    return [];
  });
  return { parts, whole: false, undecided };
}

/** An expression that ends in `/.*` and has said all that it says before the pattern's first operator. */
function matchesAllOf(expression: PathPattern, { literal }: PathPattern): boolean {
  const { segments } = expression;
  return (
    segments.at(-1)?.kind === "rest" &&
    literal.split("/").length - 1 >= segments.length &&
    expression.matches(`${literal}x`)
  );
}

/** 404 for the closed paths of servers, unless the condition names no more than such a path. */
function closedParts(
  { paths, action }: PathAction,
  servers: readonly ServerName[],
  roots: readonly string[],
): PathAction[] {
  const closing = servers.flatMap((server) => SERVERS[server].closed ?? []);
  const found = paths.flatMap((path) => {
    const mapping = mappingOf(path, action);
    const isTemplate = path.pathTemplateMatch !== undefined;
    return [...new Set(roots)].flatMap((root) =>
      closing.flatMap((text): PathMatch[] => {
        const rooted = withRoot(root, text);
        if (mapping === undefined) return closedOfRegex(path, rooted);
        const part = meet(mapping, rooted);
        const named = part === undefined || part.text === mapping.text;
        return [named ? undefined : conditionOf(part, isTemplate, NOT_FOUND)?.path].filter(
          (found) => found !== undefined,
        );
      }),
    );
  });
  return found.length === 0 ? [] : [{ paths: found, action: NOT_FOUND }];
}

function closedOfRegex({ regexMatch = "" }: PathMatch, text: string): PathMatch[] {
  const expression = regex(regexMatch);
  const path = conditionOf(meet(ANY_PATH, text) ?? ANY_PATH, false, NOT_FOUND)?.path;
  if (path === undefined || expression.literal.startsWith(text)) return [];
  const pattern = patternOf(formOf(path));
  return (pattern.kind === "exact" ? expression.matches(text) : matchesAllOf(expression, pattern)) ? [path] : [];
}

/** A path condition of a host's table, in the order in which they decide. */
interface Condition {
  readonly index: number;
  readonly pattern: PathPattern;
  readonly match: Match;
}

/** Finds the conditions that can meet a pattern. */
type Nearby = (pattern: PathPattern) => Condition[];

function nearbyOf(reachable: readonly ReachableEntry[]): Nearby {
  const conditions = reachable.flatMap(({ entry: { match }, pathActions }, index) =>
    pathActions.flatMap(({ paths, method }) =>
      paths.map((path) => ({
        index,
        pattern: patternOf(formOf(path)),
        match: method === undefined ? match : { ...match, method },
      })),
    ),
  );
  return indexByLiteral(conditions, ({ pattern }) => pattern);
}

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

function shown(path: PathMatch, method: string | undefined): string {
  const { fullPathMatch, prefixMatch, pathTemplateMatch, regexMatch } = path;
  const text = fullPathMatch ?? pathTemplateMatch ?? regexMatch ?? `${prefixMatch}*`;
  return method === undefined ? text : `${method} ${text}`;
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
