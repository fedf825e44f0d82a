import fc from "fast-check";
import { type CompiledUrlMap, compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { explain } from "../../../routing/evaluate/explain";
import type { PathRule, RouteRule, UrlMap } from "../../../routing/url-map";
import { overlappingUrlMap, pathRules, request } from "../../support/arbitraries/overlapping-url-map";
import { linearMatch } from "../../support/routing/linear-evaluator";
import { anyHost, target } from "../../support/routing/url-map-builders";
import { runs } from "../../support/runs";

const requests = fc.array(request, { minLength: 1, maxLength: 40, size: "max" });

test("the index finds what reading the URL map from front to back finds", () => {
  fc.assert(
    fc.property(overlappingUrlMap, requests, (map, several) => {
      const compiled = compileUrlMap(map);
      expect(several.map((one) => decide(compiled, one).matched)).toEqual(several.map((one) => linearMatch(map, one)));
    }),
    { numRuns: runs(500) },
  );
});

test("an explanation comes to the same decision, and every rule it rejects has a reason", () => {
  fc.assert(
    fc.property(overlappingUrlMap, requests, (map, several) => {
      const compiled = compileUrlMap(map);
      const explained = several.map((one) => explain(compiled, one));
      expect(explained.map(({ decision }) => decision)).toEqual(several.map((one) => decide(compiled, one)));
      for (const { decision, hosts, rejected } of explained) {
        expect(hosts.find(({ verdict }) => verdict === "chosen")?.host).toBe(decision.matched.host);
        expect(rejected.every(({ detail }) => /, wanted /.test(detail))).toBe(true);
      }
    }),
    { numRuns: runs(200) },
  );
});

test("path rules and the route rules that say the same decide alike", () => {
  fc.assert(
    fc.property(pathRules, requests, (rules, several) => {
      const simple = compileUrlMap(anyHost({ pathRules: rules }));
      const advanced = compileUrlMap(anyHost({ routeRules: asRouteRules(rules) }));
      const targets = (compiled: CompiledUrlMap) => several.map((one) => target(decide(compiled, one)));
      expect(targets(advanced)).toEqual(targets(simple));
    }),
    { numRuns: runs(300) },
  );
});

test("the order of hosts, path matchers and rules means nothing", () => {
  fc.assert(
    fc.property(overlappingUrlMap, requests, fc.infiniteStream(fc.nat()), (map, several, ranks) => {
      const shuffle = <T>(list: readonly T[]): T[] =>
        list
          .map((item) => ({ item, rank: ranks.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ item }) => item);
      const shuffled: UrlMap = {
        ...map,
        hostRules: shuffle(map.hostRules ?? []),
        pathMatchers: shuffle(map.pathMatchers ?? []).map((matcher) => ({
          ...matcher,
          ...(matcher.pathRules && { pathRules: shuffle(matcher.pathRules) }),
          ...(matcher.routeRules && { routeRules: shuffle(matcher.routeRules) }),
        })),
      };
      const decided = (one: UrlMap) => {
        const compiled = compileUrlMap(one);
        return several
          .map((each) => decide(compiled, each))
          .map((decision) => [target(decision), decision.matched.rule?.pattern]);
      };
      expect(decided(shuffled)).toEqual(decided(map));
    }),
    { numRuns: runs(200) },
  );
});

/** One route rule for each path: exact paths first, then the longest prefix. */
function asRouteRules(rules: readonly PathRule[]): RouteRule[] {
  return rules
    .flatMap(({ paths, ...rest }) => paths.map((path) => ({ path, ...rest })))
    .sort((a, b) => Number(a.path.endsWith("*")) - Number(b.path.endsWith("*")) || b.path.length - a.path.length)
    .map(({ path, ...rest }, i) => ({
      ...rest,
      priority: i + 1,
      matchRules: [path.endsWith("*") ? { prefixMatch: path.slice(0, -1) } : { fullPathMatch: path }],
    }));
}
