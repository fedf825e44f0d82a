import type { Target, UrlMap } from "./url-map";

/** Every place of a URL map that says where requests go: its default, those of its path matchers, and their rules. */
export function targetsOf(map: UrlMap): Target[] {
  const matchers = map.pathMatchers ?? [];
  return [
    ...[map, ...matchers].map(({ defaultService, defaultRouteAction }) => ({
      service: defaultService,
      routeAction: defaultRouteAction,
    })),
    ...matchers.flatMap(({ pathRules = [], routeRules = [] }) => [...pathRules, ...routeRules]),
  ];
}
