import type { RouteAction, UrlMap } from "./url-map";

/** The longest timeout in seconds that any rule or default of a URL map gives each service; absent where none gives one. */
export function longestTimeouts(map: UrlMap): Map<string, number> {
  const longest = new Map<string, number>();
  for (const { services, routeAction } of targetsOf(map)) {
    if (routeAction?.timeout === undefined) continue;
    const timeout = Number(routeAction.timeout.seconds) + (routeAction.timeout.nanos ?? 0) / 1e9;
    for (const service of services) longest.set(service, Math.max(longest.get(service) ?? 0, timeout));
  }
  return longest;
}

interface ServedTarget {
  readonly services: readonly string[];
  readonly routeAction?: RouteAction;
}

/** Every place of a URL map that sends requests to services. */
function* targetsOf(map: UrlMap): Generator<ServedTarget> {
  yield served(map.defaultService, map.defaultRouteAction);
  for (const matcher of map.pathMatchers ?? []) {
    yield served(matcher.defaultService, matcher.defaultRouteAction);
    for (const rule of [...(matcher.pathRules ?? []), ...(matcher.routeRules ?? [])])
      yield served(rule.service, rule.routeAction);
  }
}

function served(service: string | undefined, routeAction: RouteAction | undefined): ServedTarget {
  const weighted = routeAction?.weightedBackendServices?.map(({ backendService }) => backendService) ?? [];
  return { services: service === undefined ? weighted : [service], routeAction };
}
