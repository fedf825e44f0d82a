import { URL_MAP } from "../../platform/facts";
import type { Request } from "../evaluate/decision";
import { type CompiledUrlMap, compileUrlMap, decide } from "../evaluate/evaluate";
import type { PathMatcher, RouteAction, UrlMap, UrlMapTest } from "../url-map";

/**
 * The tests that Google runs whenever the URL map changes: one for each rule of a path whose requests all reach one service
 * unchanged, as many as Google takes. A `test` block can ask for a service and nothing else, so that rules with weights,
 * rewrites, redirects, faults, header changes or conditions have none. Every test holds by the evaluator.
 *
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts#url-map-tests
 */
export function urlMapTestsFor(map: UrlMap): UrlMapTest[] {
  const rules = plainRulesOf(map);
  if (rules.length === 0) return [];
  const compiled = compileUrlMap(map);
  const tests: UrlMapTest[] = [];
  for (const rule of rules) {
    if (tests.length === URL_MAP.tests) break;
    const test = testFor(rule, compiled);
    if (test !== undefined) tests.push(test);
  }
  return tests;
}

interface PlainRule {
  /** A host of the host rule. */
  readonly pattern: string;
  /** Ends in a slash when it stands for everything below. */
  readonly path: string;
  readonly service: string;
}

/** The rules that a path alone leads to, and on to a single service that sees the request as it was sent. */
function plainRulesOf({ hostRules = [], pathMatchers = [] }: UrlMap): PlainRule[] {
  const matchers = new Map(pathMatchers.map((matcher) => [matcher.name, plainPathsOf(matcher)]));
  return hostRules.flatMap(({ hosts: [pattern = "*"], pathMatcher }) =>
    (matchers.get(pathMatcher) ?? []).map((path) => ({ pattern, ...path })),
  );
}

function plainPathsOf({ pathRules = [], routeRules = [] }: PathMatcher): Pick<PlainRule, "path" | "service">[] {
  const byPath = pathRules.map(({ paths, ...target }) => ({ path: paths[0]?.replace(/\*$/, ""), target }));
  const byPriority = routeRules.map(({ matchRules, headerAction, ...target }) => {
    const plain = matchRules.find(
      (match) => !match.ignoreCase && match.headerMatches === undefined && match.queryParameterMatches === undefined,
    );
    return { path: headerAction === undefined ? (plain?.fullPathMatch ?? plain?.prefixMatch) : undefined, target };
  });
  return [...byPath, ...byPriority].flatMap(({ path, target: { service, routeAction } }) =>
    path === undefined || service === undefined || !isPlain(routeAction) ? [] : [{ path, service }],
  );
}

/** Paths below one are tried with a last segment first, which more often reaches the rule itself than a bare slash. */
function testFor({ pattern, path, service }: PlainRule, map: CompiledUrlMap): UrlMapTest | undefined {
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
