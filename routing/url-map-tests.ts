import type { Request } from "./decision";
import { type CompiledUrlMap, compileUrlMap, decide } from "./evaluate";
import { MOST } from "./limits";
import type { HostRule, PathMatcher, RouteAction, Target, UrlMap, UrlMapTest } from "./url-map";

/**
 * The tests that Google runs whenever the URL map changes: one for each rule of a path whose requests all reach one service
 * unchanged, as many as Google takes. A `test` block can ask for a service and nothing else, so that rules with weights,
 * rewrites, redirects, faults, header changes or conditions have none. Every test holds by the evaluator.
 *
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts#url-map-tests
 */
export function urlMapTestsFor(map: UrlMap): UrlMapTest[] {
  const compiled = compileUrlMap(map);
  const matchers = new Map(map.pathMatchers?.map((matcher) => [matcher.name, matcher]));
  const tests: UrlMapTest[] = [];
  for (const hostRule of map.hostRules ?? []) {
    const matcher = matchers.get(hostRule.pathMatcher);
    for (const { path, target } of matcher === undefined ? [] : plainRulesOf(matcher)) {
      if (tests.length === MOST.tests) return tests;
      const test = testFor(hostRule, path, target, compiled);
      if (test !== undefined) tests.push(test);
    }
  }
  return tests;
}

interface PlainRule {
  /** Ends in a slash when it stands for everything below. */
  readonly path: string;
  readonly target: Target;
}

/** The rules that one path alone leads to. */
function* plainRulesOf({ pathRules = [], routeRules = [] }: PathMatcher): Generator<PlainRule> {
  for (const { paths, ...target } of pathRules) {
    const [path] = paths;
    if (path !== undefined) yield { path: path.replace(/\*$/, ""), target };
  }
  for (const { matchRules, headerAction, ...target } of routeRules) {
    const plain = matchRules.find(
      (match) => !match.ignoreCase && match.headerMatches === undefined && match.queryParameterMatches === undefined,
    );
    const path = plain?.fullPathMatch ?? plain?.prefixMatch;
    if (path !== undefined && headerAction === undefined) yield { path, target };
  }
}

/** Paths below one are tried with a last segment first, which more often reaches the rule itself than a bare slash. */
function testFor(
  { hosts: [pattern = "*"] }: HostRule,
  path: string,
  { service, routeAction }: Target,
  map: CompiledUrlMap,
): UrlMapTest | undefined {
  if (service === undefined || !isPlain(routeAction)) return undefined;
  const host = pattern === "*" ? "example.com" : pattern.replace("*", "test");
  const candidates = path.endsWith("/") ? [`${path}test`, path] : [path];
  return candidates
    .map((candidate): UrlMapTest => ({ host, path: candidate, service }))
    .find((test) => METHODS.every((method) => holds(test, method, map)));
}

function isPlain({ weightedBackendServices, urlRewrite, faultInjectionPolicy }: RouteAction = {}): boolean {
  return weightedBackendServices === undefined && urlRewrite === undefined && faultInjectionPolicy === undefined;
}

/** Which method Google's tests have is not documented, so that none may matter. */
const METHODS = ["GET", "POST"] as const;

function holds({ host, path, service }: UrlMapTest, method: string, map: CompiledUrlMap): boolean {
  const request: Request = { method, scheme: "http", host, path, headers: {} };
  const decision = decide(map, request);
  if (decision.kind !== "forward" || decision.rewritten.path !== path || decision.rewritten.host !== host) return false;
  const [destination, second] = decision.destinations;
  return destination?.service === service && second === undefined;
}
