import { refusedRouteFindings } from "../../cli/refused-routes";
import type { RuleConfig } from "../../config/schema/config";
import type { MatchRule } from "../../routing/url-map";
import { ruleMatch } from "../../simulator/data-plane/envoy/route-match";
import { analyzeConfig } from "../support/project";
import { CHAT, EMBEDDINGS, routing } from "../support/rehearsal/small";

const TENANT: RuleConfig = { prefix: "/v1/chat", to: "llama", headers: { "x-tenant": { regex: ".{1,64}" } } };

/** Where the rules stand whose routes are refused, of a file with these rules. */
function placesOf(rules: RuleConfig[], isRefused: (match: MatchRule) => boolean): unknown[] {
  const { regions } = analyzeConfig(routing(rules));
  const refused = (regions[0]?.urlMap.pathMatchers ?? []).flatMap(({ name, routeRules = [] }) =>
    routeRules.flatMap(({ matchRules }, i) =>
      matchRules.filter(isRefused).map((match) => ({
        name: `${name}.routeRules[${i}]`,
        match: ruleMatch(match),
        reason: "too large",
      })),
    ),
  );
  expect(refused).not.toEqual([]);
  return refusedRouteFindings(refused, regions).map(({ path }) => path);
}

test("a refused route is found at its rule", () => {
  const rules = [CHAT, EMBEDDINGS, { ...TENANT, prefix: undefined, paths: ["/v1/models"] }];
  expect(placesOf(rules, ({ headerMatches }) => headerMatches !== undefined)).toEqual([["routes", 0, "rules", 2]]);
});

test("what a wide rule opens is found at that rule, once", () => {
  const rules = [EMBEDDINGS, TENANT];
  expect(placesOf(rules, ({ headerMatches = [] }) => headerMatches.some(({ regexMatch }) => regexMatch))).toEqual([
    ["routes", 0, "rules", 1],
  ]);
});

test("what is of no rule is told by its name", () => {
  const { regions } = analyzeConfig(routing([CHAT]));
  const other = { name: "any.default", match: { prefix: "/" }, reason: "too large" };
  expect(refusedRouteFindings([other], regions)).toMatchObject([
    { path: ["routes"], what: expect.stringMatching(/any\.default: too large$/) },
  ]);
});
