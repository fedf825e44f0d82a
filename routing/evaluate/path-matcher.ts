import { formatValue } from "../../config/finding";
import { defaultTarget } from "../targets";
import type { HeaderAction, PathMatcher, PathRule, RouteRule } from "../url-map";
import { headerCondition, queryCondition } from "./condition";
import { refusalNotes, templateSpansSegments } from "./notes";
import { compileOutcome, type Outcome } from "./outcome";
import { matchRuleCondition, pathRuleCondition } from "./path-condition";
import type { Route } from "./route";
import { indexRoutes, type RouteIndex } from "./route-index";

export interface CompiledPathMatcher {
  readonly name: string;
  /** In the order of evaluation: the first that matches wins. */
  readonly routes: readonly Route[];
  readonly index: RouteIndex;
  readonly fallback: Outcome;
}

type UnorderedRoute = Omit<Route, "order" | "openConditions">;

/** @param inherited the header action of the URL map, if it has one. */
export function compilePathMatcher(
  matcher: PathMatcher,
  at: string,
  inherited: readonly HeaderAction[],
): CompiledPathMatcher {
  const { pathRules = [], routeRules = [] } = matcher;
  if (pathRules.length > 0 && routeRules.length > 0)
    throw new Error(`${at}: holds both pathRules and routeRules; a path matcher holds one kind`);
  const headerActions = matcher.headerAction ? [matcher.headerAction, ...inherited] : inherited;
  const routes = [
    ...compilePathRules(pathRules, at, headerActions),
    ...compileRouteRules(routeRules, at, headerActions),
  ].map(({ rule, path, conditions, outcome }, order): Route => {
    // Spelled out, because V8 keeps the added fields of a spread object in a second place in memory.
    return {
      order,
      rule,
      path,
      conditions,
      openConditions: path.key.sufficient ? conditions.slice(1) : conditions,
      outcome,
    };
  });
  return {
    name: matcher.name,
    routes,
    index: indexRoutes(routes),
    fallback: compileOutcome(defaultTarget(matcher), { headerActions, at: `${at}'s default` }),
  };
}

/** Exact paths go first, then the longest prefix, so that the first match is the longest. */
function compilePathRules(
  rules: readonly PathRule[],
  at: string,
  headerActions: readonly HeaderAction[],
): UnorderedRoute[] {
  const seen = new Set<string>();
  const routes = rules.flatMap((rule, index) => {
    const place = `${at}.pathRules[${index}]`;
    return rule.paths.map((pattern): UnorderedRoute => {
      if (seen.has(pattern)) throw new Error(`${place}: the path ${formatValue(pattern)} occurs a second time`);
      seen.add(pattern);
      const path = pathRuleCondition(pattern, place);
      return {
        rule: { kind: "pathRule", index, pattern },
        path,
        conditions: [path],
        outcome: compileOutcome(rule, { path, headerActions, at: place }),
      };
    });
  });
  return routes.sort(
    ({ path: { key: a } }, { path: { key: b } }) =>
      Number(b.kind === "exact") - Number(a.kind === "exact") || b.text.length - a.text.length,
  );
}

/** The lowest priority goes first; any of a rule's match rules is enough. */
function compileRouteRules(
  rules: readonly RouteRule[],
  at: string,
  headerActions: readonly HeaderAction[],
): UnorderedRoute[] {
  const priorities = new Set<number>();
  const places = rules.map((rule, index) => ({ rule, index, place: `${at}.routeRules[${index}]` }));
  for (const { rule, place } of places) {
    if (priorities.has(rule.priority)) throw new Error(`${place}: the priority ${rule.priority} occurs a second time`);
    if (rule.matchRules.length === 0) throw new Error(`${place}: has no matchRules, so that nothing can reach it`);
    priorities.add(rule.priority);
  }
  return places
    .sort((a, b) => a.rule.priority - b.rule.priority)
    .flatMap(({ rule, index, place }) =>
      rule.matchRules.map((match, matchIndex): UnorderedRoute => {
        const matchPlace = `${place}.matchRules[${matchIndex}]`;
        const path = matchRuleCondition(match, matchPlace);
        const { headerMatches = [], queryParameterMatches = [] } = match;
        const outcome = compileOutcome(rule, {
          path,
          headerActions: rule.headerAction ? [rule.headerAction, ...headerActions] : headerActions,
          at: place,
        });
        const open = [
          ...outcome.openQuestions,
          ...(path.template?.spansSegments ? [templateSpansSegments] : []),
          ...refusalNotes(match, rule.routeAction?.urlRewrite?.pathTemplateRewrite),
        ];
        return {
          rule: { kind: "routeRule", index, pattern: path.pattern, priority: rule.priority },
          path,
          conditions: [
            path,
            ...headerMatches.map((header, i) => headerCondition(header, `${matchPlace}.headerMatches[${i}]`)),
            ...queryParameterMatches.map((query, i) =>
              queryCondition(query, `${matchPlace}.queryParameterMatches[${i}]`),
            ),
          ],
          outcome: open.length > outcome.openQuestions.length ? { ...outcome, openQuestions: open } : outcome,
        };
      }),
    );
}
