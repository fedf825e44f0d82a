import { formatValue } from "../../config/finding";
import { defaultTarget } from "../targets";
import type { UrlMap } from "../url-map";
import type { Condition, QueryCondition } from "./condition";
import type { Decision, Request } from "./decision";
import { compileHosts, type HostEntry, type HostTable, selectHost } from "./hosts";
import { encodedParameters, notesFor } from "./notes";
import { applyOutcome, compileOutcome, type Outcome } from "./outcome";
import { type CompiledPathMatcher, compilePathMatcher } from "./path-matcher";
import type { Route } from "./route";
import { findRoute } from "./route-index";

/** A URL map, ready to decide many requests. */
export interface CompiledUrlMap {
  readonly hosts: HostTable<CompiledPathMatcher>;
  readonly fallback: Outcome;
}

/**
 * Prepares a URL map once, so that each decision is a few lookups.
 *
 * @throws Error when the map has no defined meaning: a name that leads nowhere, a host, path or priority that occurs
 * twice, a pattern that does not compile.
 */
export function compileUrlMap(map: UrlMap): CompiledUrlMap {
  const headerActions = map.headerAction ? [map.headerAction] : [];
  const matchers = new Map<string, CompiledPathMatcher>();
  for (const matcher of map.pathMatchers ?? []) {
    if (matchers.has(matcher.name))
      throw new Error(`the path matcher name ${formatValue(matcher.name)} occurs a second time`);
    matchers.set(matcher.name, compilePathMatcher(matcher, `path matcher "${matcher.name}"`, headerActions));
  }
  const hosts = (map.hostRules ?? []).flatMap((rule, index) => {
    const at = `hostRules[${index}]`;
    const target = matchers.get(rule.pathMatcher);
    if (!target) throw unknownPathMatcher(at, rule.pathMatcher, [...matchers.keys()]);
    return rule.hosts.map((pattern) => ({ pattern, target, at }));
  });
  return {
    hosts: compileHosts(hosts),
    fallback: compileOutcome(defaultTarget(map), { headerActions, at: "the URL map's default" }),
  };
}

export const unknownPathMatcher = (at: string, name: string, known: readonly string[]): Error =>
  new Error(
    `${at}: there is no path matcher ${formatValue(name)}; there are: ${known.map(formatValue).join(", ") || "none"}`,
  );

/**
 * Where a request goes, as Google documents it, and as Envoy does where Google is silent.
 *
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts
 */
export function decide(map: CompiledUrlMap, request: Request): Decision {
  const host = selectHost(map.hosts, request.host);
  return conclude(map, request, host, host && findRoute(host.target.index, request));
}

/** The decision for a request, once its host and route are known. */
export function conclude(
  map: CompiledUrlMap,
  request: Request,
  host: HostEntry<CompiledPathMatcher> | undefined,
  route: Route | undefined,
): Decision {
  if (host) return decideIn(host.target, request, host.pattern, route);
  const { fallback } = map;
  return applyOutcome(fallback, request, OF_URL_MAP, notesFor(request, fallback.openQuestions));
}

const OF_URL_MAP = { host: undefined, pathMatcher: undefined, rule: undefined };

/** The decision of a path matcher, once the route is known. */
export function decideIn(
  matcher: CompiledPathMatcher,
  request: Request,
  host: string,
  route: Route | undefined,
): Decision {
  const outcome = route?.outcome ?? matcher.fallback;
  const matched = { host, pathMatcher: matcher.name, rule: route?.rule };
  const notes = request.query?.includes("%")
    ? [...outcome.openQuestions, encodedParameters(comparedParameters(matcher, request, route))]
    : outcome.openQuestions;
  return applyOutcome(outcome, request, matched, notesFor(request, notes));
}

/** The query parameters that conditions looked at until the winner was found. */
function comparedParameters(matcher: CompiledPathMatcher, request: Request, winner: Route | undefined): string[] {
  return matcher.routes
    .filter(({ order, path }) => order <= (winner?.order ?? order) && path.holds(request))
    .flatMap(({ conditions }) => conditions.filter(isQueryCondition))
    .map(({ parameter }) => parameter);
}

const isQueryCondition = (condition: Condition): condition is QueryCondition => condition.on === "query";
