import { diffUrlMaps, type RouteDiff } from "../../../routing/diff/diff-routes";
import type { HeaderMatch, MatchRule, RouteAction, RouteRule, Target, UrlMap } from "../../../routing/url-map";
import { routeRules } from "./url-map-builders";

/** Route rules in order, each as its match rule and what it leads to. */
export function rules(...entries: readonly (readonly [MatchRule, Target | string])[]): UrlMap {
  return routeRules(
    ...entries.map(
      ([match, target], i): RouteRule => ({
        priority: i + 1,
        matchRules: [match],
        ...(typeof target === "string" ? { service: target } : target),
      }),
    ),
  );
}

export const header = (headerMatch: HeaderMatch): MatchRule => ({ prefixMatch: "/", headerMatches: [headerMatch] });
export const model = (exactMatch: string) => header({ headerName: "x-model", exactMatch });
export const weights = (shares: Readonly<Record<string, number>>): Target => ({
  routeAction: {
    weightedBackendServices: Object.entries(shares).map(([backendService, weight]) => ({ backendService, weight })),
  },
});
export const withAction = (routeAction: RouteAction): Target => ({ service: "a", routeAction });

/** Each change without its example, as `host path [conditions]: what before → after`. */
export function lines({ changes }: RouteDiff): string[] {
  return changes.map(({ hosts, path, conditions, changes: what }) => {
    const when = conditions.length > 0 ? ` [${conditions.join(", ")}]` : "";
    return `${hosts.join(" ")} ${path}${when}: ${what.map((each) => `${each.what} ${each.before} → ${each.after}`).join(", ")}`;
  });
}

export const diff = (before: UrlMap, after: UrlMap) => lines(diffUrlMaps(before, after));
export const firstExample = (before: UrlMap, after: UrlMap) => diffUrlMaps(before, after).changes[0]?.example;
