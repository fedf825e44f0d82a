import type { Workload } from "../config/model";
import { SERVERS } from "../config/servers";
import { type Action, servicesOf } from "./actions";
import { closed } from "./closed";
import { exposedPaths } from "./exposed-paths";
import { indexByLiteral } from "./literal-index";
import { isUnconditional, type Match } from "./matches";
import { compareTexts } from "./order";
import { pathMatchesOf } from "./parts";
import { anyPath, covers, type PathPattern, pathsMayMeet } from "./path-pattern";
import { bandOf } from "./precedence";
import type { Entry, HostTable } from "./table";
import { textOf } from "./text-of";

/**
 * The entries of a host with an entry that answers 404 before each one that would expose a model server's administrative
 * paths, as the workload would see them after the rewrite.
 *
 * A closing entry stands right before the entry that it guards and takes no request from any other: it has the same
 * conditions, or none where everything after it is guarded too or answers 404 anyway. Entries that name the path outrank it.
 */
export function withAdministrativePathsClosed(
  table: HostTable,
  { workloads }: { readonly workloads: ReadonlyMap<string, Workload> },
): readonly Entry[] {
  if (![...workloads.values()].some(({ server }) => server !== undefined)) return table.entries;
  const candidates = candidatesOf(table);
  const nearby = indexByLiteral(candidates, ({ match }) => match.path);
  const guards = new Map<number, Entry[]>();
  for (const { path, exposedBy } of exposures(candidates, workloads)) {
    const reached = reachedBy(path, nearby(path));
    const open = reached.findLastIndex((candidate) => !exposedBy.has(candidate) && !isNotFound(candidate));
    let guarded = false;
    for (const [position, candidate] of reached.entries()) {
      if (!exposedBy.has(candidate) || guarded) continue;
      guarded = position > open;
      const guard = guardOf(candidate, path, guarded);
      guards.set(candidate.index, [...(guards.get(candidate.index) ?? []), guard]);
    }
  }
  if (guards.size === 0) return table.entries;
  const before = (index: number) =>
    (guards.get(index) ?? []).sort((a, b) => compareTexts(a.match.path.text, b.match.path.text));
  return [...table.entries.flatMap((entry, index) => [...before(index), entry]), ...before(table.entries.length)];
}

/** Something that can decide a request: an entry, or after all of them the fallback. */
interface Candidate extends Pick<Entry, "source" | "match" | "parts" | "band"> {
  readonly index: number;
}

function candidatesOf({ entries, fallback }: HostTable): Candidate[] {
  const last: Candidate = {
    index: entries.length,
    source: fallback.source ?? ["default"],
    match: { path: anyPath, headers: [], queryParameters: [] },
    parts: [{ paths: pathMatchesOf(anyPath), action: fallback.action }],
    band: bandOf(anyPath),
  };
  return [...entries.map((entry, index) => ({ ...entry, index })), last];
}

/** The paths, as clients write them, under which an administrative path can be reached. */
function exposures(candidates: readonly Candidate[], workloads: ReadonlyMap<string, Workload>): Iterable<Exposure> {
  const found = new Map<string, Exposure>();
  for (const candidate of candidates)
    for (const { paths, action } of candidate.parts)
      for (const administrative of administrativePathsOf(action, workloads))
        for (const path of paths.flatMap((match) => exposedPaths(match, action, administrative))) {
          const key = `${path.kind} ${path.ignoreCase} ${path.text}`;
          const exposure = found.get(key) ?? { path, exposedBy: new Set() };
          found.set(key, exposure);
          exposure.exposedBy.add(candidate);
        }
  return found.values();
}

interface Exposure {
  readonly path: PathPattern;
  readonly exposedBy: Set<Candidate>;
}

function administrativePathsOf(action: Action, workloads: ReadonlyMap<string, Workload>): Set<string> {
  const servers = servicesOf(action).flatMap((id) => workloads.get(id)?.server ?? []);
  return new Set(servers.flatMap((server): readonly string[] => SERVERS[server].adminPaths));
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

const isNotFound = ({ parts }: Candidate) => parts.every(({ action }) => textOf(action) === textOf(NOT_FOUND));

function guardOf({ source, match, band }: Candidate, path: PathPattern, unconditional: boolean): Entry {
  const guarded: Match = unconditional ? { path, headers: [], queryParameters: [] } : { ...match, path };
  return {
    origin: "administrative",
    source,
    match: guarded,
    parts: [{ paths: pathMatchesOf(path), action: NOT_FOUND }],
    acts: textOf(NOT_FOUND),
    band,
  };
}
