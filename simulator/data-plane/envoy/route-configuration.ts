import { defaultTarget } from "../../../routing/targets";
import type * as google from "../../../routing/url-map";
import type { Route, RouteConfiguration, RouteMatch, VirtualHost } from "./api";
import { headerMutations } from "./conversions";
import {
  type BackendServiceRouting,
  type BackendServices,
  perFilterConfig,
  redirectAction,
  routeAction,
} from "./route-action";
import { ANY_PATH, pathMatch, ruleMatch } from "./route-match";

/** The name of the virtual host that serves what no host rule names. It is no valid name of a path matcher. */
const ANY_HOST = "*";

/**
 * What Envoy must be told to route as a regional URL map says.
 *
 * A path matcher becomes a virtual host with the hosts that lead to it, a rule becomes one route per path or match rule,
 * and header actions stay on the level they were on: Envoy applies them in the same order. Routes are named after their
 * place in the URL map: `api.routeRules[2]`, `api.default`, `default`.
 *
 * @param clusterOf The cluster of a backend service.
 * @param routingOf What else a route must know about a backend service. Nothing known means 30 s and no affinity.
 * @param shareHeader A request header that chooses among weighted backend services. Default: chance does.
 * @throws When a rule or default has neither a backend service nor a redirect.
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto
 */
export function routeConfiguration(
  map: google.UrlMap,
  clusterOf: (service: string) => string,
  routingOf: (service: string) => BackendServiceRouting = () => ({}),
  shareHeader?: string,
): RouteConfiguration {
  const services: BackendServices = { clusterOf, routingOf, shareHeader };
  const virtualHosts = (map.pathMatchers ?? []).flatMap((matcher) => {
    const domains = (map.hostRules ?? []).flatMap((rule) => (rule.pathMatcher === matcher.name ? rule.hosts : []));
    return domains.length > 0 ? [virtualHost(matcher, domains, services)] : [];
  });
  const anyHostIsTaken = virtualHosts.some(({ domains }) => domains.includes(ANY_HOST));
  return {
    name: map.name ?? "url-map",
    virtual_hosts: anyHostIsTaken ? virtualHosts : [...virtualHosts, defaultVirtualHost(map, services)],
    ...headerMutations(map.headerAction),
  };
}

function virtualHost(matcher: google.PathMatcher, domains: readonly string[], services: BackendServices): VirtualHost {
  const { name } = matcher;
  return {
    name,
    domains,
    routes: [
      ...pathRoutes(name, matcher.pathRules ?? [], services),
      ...ruleRoutes(name, matcher.routeRules ?? [], services),
      route(`${name}.default`, ANY_PATH, targetOfDefault(matcher), services),
    ],
    ...headerMutations(matcher.headerAction),
  };
}

function defaultVirtualHost(map: google.UrlMap, services: BackendServices): VirtualHost {
  return { name: ANY_HOST, domains: [ANY_HOST], routes: [route("default", ANY_PATH, targetOfDefault(map), services)] };
}

/** Whole paths first, then the longest prefix, whatever the order in the list. */
function pathRoutes(matcher: string, rules: readonly google.PathRule[], services: BackendServices): Route[] {
  return rules
    .flatMap((rule, index) => rule.paths.map((path) => ({ rule, index, match: pathMatch(path) })))
    .sort((a, b) => prefixLength(b.match) - prefixLength(a.match))
    .map(({ rule, index, match }) => route(`${matcher}.pathRules[${index}]`, match, rule, services));
}

function prefixLength(match: RouteMatch): number {
  return match.prefix?.length ?? Number.MAX_SAFE_INTEGER;
}

/** The lowest priority first; a rule with several match rules is as many routes, for any of them is enough. */
function ruleRoutes(matcher: string, rules: readonly google.RouteRule[], services: BackendServices): Route[] {
  return rules
    .map((rule, index) => ({ rule, name: `${matcher}.routeRules[${index}]` }))
    .sort((a, b) => a.rule.priority - b.rule.priority)
    .flatMap(({ rule, name }) =>
      rule.matchRules.map((match) => ({
        ...route(name, ruleMatch(match), rule, services),
        ...headerMutations(rule.headerAction),
      })),
    );
}

function route(name: string, match: RouteMatch, target: google.Target, services: BackendServices): Route {
  if (target.urlRedirect) return { name, match, redirect: redirectAction(target.urlRedirect, match) };
  if (target.service === undefined && !target.routeAction?.weightedBackendServices?.length) {
    throw new Error(`${name} of the URL map names neither a backend service nor a redirect`);
  }
  return {
    name,
    match,
    route: routeAction(target, match, services),
    typed_per_filter_config: perFilterConfig(target, services),
  };
}

/**
 * What a default does. Nothing has matched a prefix there, so a prefix redirect is put before the whole path; Envoy's
 * route has matched the leading slash, which is handed back.
 */
function targetOfDefault(owner: google.UrlMap | google.PathMatcher): google.Target {
  const target = defaultTarget(owner);
  const { prefixRedirect } = target.urlRedirect ?? {};
  if (prefixRedirect === undefined) return target;
  return { ...target, urlRedirect: { ...target.urlRedirect, prefixRedirect: `${prefixRedirect}/` } };
}
