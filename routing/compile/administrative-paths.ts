import type { Workload } from "../../config/model/model";
import { SERVERS } from "../../config/presets/servers";
import { URL_MAP } from "../../platform/facts";
import { closed } from "../closed";
import { groupBy } from "../group-by";
import { compareTexts } from "../order";
import { anyPath, covers, type PathPattern, pathsMayMeet, template } from "../paths/path-pattern";
import { servicesOf } from "../targets";
import type { Action } from "./actions";
import type { Entry, HostTable } from "./entry";
import { exposedPaths } from "./exposed-paths";
import { indexByLiteral } from "./literal-index";
import { isUnconditional, type Match } from "./matches";
import { pathMatchesOf } from "./path-rewrites";
import { templateProblem } from "./path-template-rules";
import { bandOf } from "./precedence";
import { textOf } from "./text-of";

/**
 * The entries of a host with an entry that answers 404 before each one that would expose a model server's administrative
 * paths, as the workload would see them after the rewrite.
 *
 * A guard stands right before the entry that it guards and takes no request from any other: it has the same conditions, or
 * none where everything after it is guarded too or answers 404 anyway. Entries that name the path outrank it. Where guards
 * would make the host outgrow its predicates, those of many prefixes become one template.
 */
export function withAdministrativePathsClosed(
  table: HostTable,
  { workloads }: { readonly workloads: ReadonlyMap<string, Workload> },
): readonly Entry[] {
  if (![...workloads.values()].some(({ server }) => server !== undefined)) return table.entries;
  const candidates = candidatesOf(table);
  const nearby = indexByLiteral(candidates, ({ match }) => match.path);
  const guardsFor = (exposure: Exposure): Guard[] =>
    guardsAgainst(exposure, reachedBy(exposure.path, nearby(exposure.path)));
  const found = exposures(candidates, workloads);
  const entries = withGuards(table.entries, found.flatMap(guardsFor));
  if (predicatesIn(entries) <= URL_MAP.predicatesPerMatcher) return entries;
  const fewer = mergedExposures(found).flatMap(({ exposure, of }) => {
    const guards = guardsFor(exposure);
    return guards[0]?.final ? guards : of.flatMap(guardsFor);
  });
  return withGuards(table.entries, fewer);
}

function predicatesIn(entries: readonly Entry[]): number {
  return entries.reduce((sum, { match: { method, headers, queryParameters }, pathActions }) => {
    const conditions = Number(method !== undefined) + headers.length + queryParameters.length;
    return sum + pathActions.reduce((paths, part) => paths + part.paths.length, 0) * (1 + conditions);
  }, 0);
}

/** An entry to be put before the entry, or the fallback, at `index`. */
interface Guard {
  readonly index: number;
  /** After it nobody else serves the path, so that it needs no conditions and none comes after it. */
  readonly final: boolean;
  readonly entry: Entry;
}

function withGuards(entries: readonly Entry[], guards: readonly Guard[]): readonly Entry[] {
  const byIndex = groupBy(guards, ({ index }) => index);
  const before = (index: number) =>
    (byIndex.get(index) ?? [])
      .map(({ entry }) => entry)
      .sort((a, b) => compareTexts(a.match.path.text, b.match.path.text));
  return [...entries.flatMap((entry, index) => [...before(index), entry]), ...before(entries.length)];
}

/** @param reached whoever can decide a request for the path, in order */
function guardsAgainst({ path, exposedBy }: Exposure, reached: readonly Candidate[]): Guard[] {
  const open = reached.findLastIndex((candidate) => !exposedBy.has(candidate) && !isNotFound(candidate));
  const guards = reached.flatMap((candidate, position): Guard[] => {
    if (!exposedBy.has(candidate)) return [];
    const final = position > open;
    return [{ index: candidate.index, final, entry: guardOf(candidate, path, final) }];
  });
  const last = guards.findIndex(({ final }) => final);
  return last < 0 ? guards : guards.slice(0, last + 1);
}

/** Something that can decide a request: an entry, or after all of them the fallback. */
interface Candidate extends Pick<Entry, "source" | "match" | "pathActions" | "band"> {
  readonly index: number;
}

function candidatesOf({ entries, fallback }: HostTable): Candidate[] {
  const last: Candidate = {
    index: entries.length,
    source: fallback.source ?? ["default"],
    match: { path: anyPath, headers: [], queryParameters: [] },
    pathActions: [{ paths: pathMatchesOf(anyPath), action: fallback.action }],
    band: bandOf(anyPath),
  };
  return [...entries.map((entry, index) => ({ ...entry, index })), last];
}

/** The paths, as clients write them, under which an administrative path can be reached. */
function exposures(candidates: readonly Candidate[], workloads: ReadonlyMap<string, Workload>): Exposure[] {
  const found = new Map<string, Exposure>();
  for (const candidate of candidates)
    for (const { paths, action } of candidate.pathActions)
      for (const administrative of administrativePathsOf(action, workloads))
        for (const path of paths.flatMap((match) => exposedPaths(match, action, administrative))) {
          const key = `${path.kind} ${path.ignoreCase} ${path.text}`;
          const exposure = found.get(key) ?? { path, administrative, exposedBy: new Set() };
          found.set(key, exposure);
          exposure.exposedBy.add(candidate);
        }
  return [...found.values()];
}

interface Exposure {
  readonly path: PathPattern;
  /** What the workload would see. */
  readonly administrative: string;
  readonly exposedBy: Set<Candidate>;
}

/**
 * One template instead of the same administrative path below many prefixes: `/{any}/sleep` for `/a/sleep` and `/b/sleep`. It is
 * of use only where its first guard is final, because then it takes nothing from anybody else.
 */
function mergedExposures(exposures: readonly Exposure[]): { readonly exposure: Exposure; readonly of: Exposure[] }[] {
  const groups = groupBy(exposures, ({ path: { kind, text, ignoreCase }, administrative }) => {
    const sameEnd = text.replace(/\/$/, "").endsWith(administrative) && !ignoreCase && kind !== "template";
    return sameEnd ? `${kind} ${text.split("/").length} ${administrative}` : `${kind} ${text}`;
  });
  return [...groups.values()].flatMap((of) => {
    const path = commonTemplate(of.map(({ path }) => path.text));
    const [first, second] = of;
    if (path === undefined || first === undefined || second === undefined)
      return of.map((exposure) => ({ exposure, of: [exposure] }));
    const exposedBy = new Set(of.flatMap((exposure) => [...exposure.exposedBy]));
    return [{ exposure: { ...first, path, exposedBy }, of }];
  });
}

/** A template that matches all these paths, each of which stands for everything below it when it ends in a slash. */
function commonTemplate(paths: readonly string[]): PathPattern | undefined {
  const [first = [], ...others] = paths.map((path) => path.split("/"));
  const segments = first.map((segment, index) => (others.every((other) => other[index] === segment) ? segment : "*"));
  const text = segments.join("/").replace(/\/$/, "/**");
  if (templateProblem(text) !== undefined) return undefined;
  const pattern = template(text);
  return paths.every(pattern.matches) ? pattern : undefined;
}

function administrativePathsOf(action: Action, workloads: ReadonlyMap<string, Workload>): readonly string[] {
  const servers = new Set(servicesOf(action).flatMap((id) => workloads.get(id)?.server ?? []));
  return [...servers].flatMap((server) => SERVERS[server].adminPaths);
}

/** Whoever can decide a request for such a path, in order, up to the first that decides all that are left. */
function reachedBy(path: PathPattern, candidates: readonly Candidate[]): Candidate[] {
  const reached: Candidate[] = [];
  for (const candidate of candidates) {
    if (!pathsMayMeet(candidate.match.path, path)) continue;
    reached.push(candidate);
    if (isUnconditional(candidate.match) && covers(candidate.match.path, path)) break;
  }
  return reached;
}

const NOT_FOUND = closed(404);

const isNotFound = ({ pathActions }: Candidate) =>
  pathActions.every(({ action }) => textOf(action) === textOf(NOT_FOUND));

function guardOf({ source, match, band }: Candidate, path: PathPattern, unconditional: boolean): Entry {
  const guarded: Match = unconditional ? { path, headers: [], queryParameters: [] } : { ...match, path };
  return {
    origin: "administrative",
    source,
    match: guarded,
    pathActions: [{ paths: pathMatchesOf(path), action: NOT_FOUND }],
    actionText: textOf(NOT_FOUND),
    band,
  };
}
