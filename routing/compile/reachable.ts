import { covers, formOf, type PathMatch, type PathPattern, pathsMayMeet, patternOf } from "../paths/path-pattern";
import type { Action } from "./actions";
import type { Entry } from "./entry";
import { indexByLiteral } from "./literal-index";
import { conditionsText, isUnconditional, type Match } from "./matches";
import type { PathAction } from "./path-rewrites";
import { textOf } from "./text-of";

/** An entry with those of its path conditions that a request can reach. */
export interface ReachableEntry {
  readonly entry: Entry;
  readonly pathActions: readonly PathAction[];
}

export interface Reach {
  readonly reachable: readonly ReachableEntry[];
  /** The entries that no request reaches, each with one that takes its requests. */
  readonly shadowedBy: ReadonlyMap<Entry, Entry>;
}

/** Leaves out what an earlier entry asks too: the same path and conditions, or the same path without any. */
export function reachOf(entries: readonly Entry[]): Reach {
  const owners = new Map<string, Entry>();
  const shadowedBy = new Map<Entry, Entry>();
  const reachable = entries.flatMap((entry): ReachableEntry[] => {
    const owned = new Set<Entry>();
    const pathActions = filterPaths(entry.pathActions, (path) => {
      const alone = textOf(path);
      const text = isUnconditional(entry.match) ? alone : `${alone} ${conditionsText(entry.match)}`;
      const owner = owners.get(alone) ?? owners.get(text);
      if (owner === undefined) owners.set(text, entry);
      else owned.add(owner);
      return owner === undefined;
    });
    const [owner] = owned;
    if (pathActions.length === 0 && owner !== undefined) shadowedBy.set(entry, owner);
    return pathActions.length === 0 ? [] : [{ entry, pathActions }];
  });
  return { reachable, shadowedBy };
}

/**
 * Leaves out the plain paths without further conditions whose requests would be served alike without them. That hides what the
 * user wrote, so it is for hosts that would outgrow a limit.
 */
export function withoutRedundant(reachable: readonly ReachableEntry[], fallback: Action): ReachableEntry[] {
  const conditions = conditionsOf(reachable);
  const nearby = indexByLiteral(conditions, ({ pattern }) => pattern);
  const isRedundant = (condition: Condition): boolean => {
    const { pattern, action, match } = condition;
    if (
      !isUnconditional(match) ||
      pattern.kind === "template" ||
      pattern.kind === "regex" ||
      changesMatchedPart(action)
    )
      return false;
    const candidates = nearby(pattern);
    for (const next of candidates.slice(candidates.indexOf(condition) + 1)) {
      if (!pathsMayMeet(pattern, next.pattern)) continue;
      if (textOf(action) !== textOf(next.action)) return false;
      if (isUnconditional(next.match) && covers(next.pattern, pattern)) return true;
    }
    return textOf(action) === textOf(fallback);
  };
  const redundant = new Set(conditions.filter(isRedundant).map(({ path }) => path));
  return reachable.flatMap(({ entry, pathActions }): ReachableEntry[] => {
    const left = filterPaths(pathActions, (path) => !redundant.has(path));
    return left.length === 0 ? [] : [{ entry, pathActions: left }];
  });
}

/** A path condition of a host's table, in the order in which they decide. */
export interface Condition {
  /** Of its entry. */
  readonly index: number;
  readonly path: PathMatch;
  readonly pattern: PathPattern;
  readonly match: Match;
  readonly action: Action;
}

export const conditionsOf = (reachable: readonly ReachableEntry[]): Condition[] =>
  reachable.flatMap(({ entry, pathActions }, index) =>
    pathActions.flatMap(({ paths, action, method }) => {
      const match = method === undefined ? entry.match : { ...entry.match, method };
      return paths.map((path) => ({ index, path, pattern: patternOf(formOf(path)), match, action }));
    }),
  );

/** What such an action makes of a path depends on the condition that matched. */
function changesMatchedPart({ routeAction, urlRedirect }: Action): boolean {
  const { pathPrefixRewrite, pathTemplateRewrite } = routeAction?.urlRewrite ?? {};
  return [pathPrefixRewrite, pathTemplateRewrite, urlRedirect?.prefixRedirect].some((change) => change !== undefined);
}

function filterPaths(pathActions: readonly PathAction[], keep: (path: PathMatch) => boolean): PathAction[] {
  return pathActions.flatMap((pathAction): PathAction[] => {
    const kept = pathAction.paths.filter(keep);
    return kept.length === 0 ? [] : [{ ...pathAction, paths: kept }];
  });
}
