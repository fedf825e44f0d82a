import { groupBy } from "../group-by";
import type { Request } from "./decision";
import { buildPrefixTree, findLongest, type PrefixTree } from "./prefix-tree";
import { firstFailure, type Route } from "./route";

/**
 * The routes that can match a path, found without looking at the others.
 *
 * Every list is in the order of evaluation. A route whose path cannot be looked up, such as a regular expression, is in
 * every list.
 */
export interface RouteIndex {
  readonly exact: ReadonlyMap<string, readonly Route[]>;
  readonly prefixes: PrefixTree<readonly Route[]>;
}

const NONE: readonly Route[] = [];

export function indexRoutes(routes: readonly Route[]): RouteIndex {
  const prefixes = buildPrefixTree(groupByKey(routes, "prefix"), reachable);
  const exact = new Map<string, readonly Route[]>();
  for (const [path, own] of groupByKey(routes, "exact")) exact.set(path, reachable(own, findLongest(prefixes, path)));
  return { exact, prefixes };
}

/** The first route, in the order of evaluation, that matches the request. */
export function findRoute(index: RouteIndex, request: Request): Route | undefined {
  for (const route of index.exact.get(request.path) ?? findLongest(index.prefixes, request.path) ?? NONE) {
    if (firstFailure(route.openConditions, request) === undefined) return route;
  }
  return undefined;
}

function groupByKey(routes: readonly Route[], kind: "exact" | "prefix"): Map<string, Route[]> {
  const ofKind = routes.filter(({ path: { key } }) => key.kind === kind);
  return groupBy(ofKind, ({ path: { key } }) => key.text);
}

/** Both lists in order, up to the first route that matches whatever is looked up here. */
function reachable(own: readonly Route[], shorter: readonly Route[] = NONE): readonly Route[] {
  const routes = [...own, ...shorter].sort((a, b) => a.order - b.order);
  const last = routes.findIndex(({ openConditions }) => openConditions.length === 0);
  return last < 0 ? routes : routes.slice(0, last + 1);
}
