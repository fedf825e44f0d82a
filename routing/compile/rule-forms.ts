import { groupsBy } from "../group-by";
import { compareTexts } from "../order";
import type { PathMatch } from "../paths/path-pattern";
import { type Defaults, servicesOf } from "../targets";
import type { MatchRule, PathMatcher, PathRule, RouteRule, Target, WeightedBackendService } from "../url-map";
import type { Action, ActionContext } from "./actions";
import { joined } from "./header-actions";
import { isUnconditional } from "./matches";
import { matchRuleOf } from "./path-rewrites";
import type { ReachableEntry } from "./reachable";
import { textOf } from "./text-of";

/**
 * The two forms of a path matcher. Path rules choose by the longest path and can say nothing but a path; route rules are
 * tried by priority and can say everything. They decide alike wherever both can be written.
 */
export function rulesOf(
  reachable: readonly ReachableEntry[],
  workloads: ActionContext["workloads"],
): Pick<PathMatcher, "pathRules" | "routeRules"> {
  if (reachable.length === 0) return {};
  return reachable.every((one) => fitsPathRules(one, workloads))
    ? { pathRules: pathRulesOf(reachable) }
    : { routeRules: routeRulesOf(reachable) };
}

/**
 * Path rules have no condition but the path, and no header changes but those of services. What an expression lists has not the
 * rank of the paths in it.
 */
function fitsPathRules(
  { entry: { match }, pathActions }: ReachableEntry,
  workloads: ActionContext["workloads"],
): boolean {
  const { kind, ignoreCase } = match.path;
  return (
    isUnconditional(match) &&
    !ignoreCase &&
    (kind === "exact" || kind === "below" || kind === "prefix") &&
    pathActions.every(
      ({ paths, action, method }) =>
        method === undefined &&
        paths.every(({ pathTemplateMatch }) => pathTemplateMatch === undefined) &&
        (action.headerAction === undefined || servicesOf(action).length > 0) &&
        !losesAffinity(action, workloads),
    )
  );
}

/** Whether only a rule can change headers without a weight, which session affinity yields to. */
export const losesAffinity = ({ headerAction, service = "" }: Action, workloads: ActionContext["workloads"]): boolean =>
  headerAction !== undefined && (workloads.get(service)?.affinity.kind ?? "NONE") !== "NONE";

/** One rule for each thing that can happen, sorted by its first path. */
export function pathRulesOf(reachable: readonly ReachableEntry[]): PathRule[] {
  const all = reachable.flatMap(({ pathActions }) => pathActions);
  return groupsBy(all, ({ action }) => textOf(action))
    .map((alike) => ({
      paths: alike.flatMap(({ paths }) => paths.map(pathOf)).sort(compareTexts),
      ...targetOf(alike[0].action),
    }))
    .sort((a, b) => compareTexts(a.paths[0] ?? "", b.paths[0] ?? ""));
}

/** As a path rule has it. */
export const pathOf = ({ fullPathMatch, prefixMatch }: PathMatch): string => fullPathMatch ?? `${prefixMatch}*`;

/** Bands are this far apart; no path matcher may have more rules than 1,000. */
const BAND = 10_000;

/** Neighbours of one band that act the same share a rule. Priorities begin at 1, because the provider drops a 0. */
export function routeRulesOf(reachable: readonly ReachableEntry[]): RouteRule[] {
  const rules: (RouteRule & { readonly matchRules: MatchRule[] })[] = [];
  let lastText = "";
  for (const { entry, pathActions } of reachable)
    for (const { paths, action, method = entry.match.method } of pathActions) {
      const matchRules = paths.map((path) => matchRuleOf(path, { ...entry.match, method }));
      const text = `${entry.band} ${textOf(action)}`;
      const last = rules.at(-1);
      if (last !== undefined && text === lastText) last.matchRules.push(...matchRules);
      else rules.push({ priority: Math.max((last?.priority ?? 0) + 1, entry.band * BAND + 1), matchRules, ...action });
      lastText = text;
    }
  return rules;
}

export function defaultsOf(action: Action): Defaults {
  const { service, routeAction, urlRedirect } = targetOf(action);
  return {
    ...(service !== undefined && { defaultService: service }),
    ...(routeAction !== undefined && { defaultRouteAction: routeAction }),
    ...(urlRedirect !== undefined && { defaultUrlRedirect: urlRedirect }),
  };
}

/**
 * An action where there is no place for header changes but at a weighted service, which may be a single one.
 *
 * The provider has them on path matchers and URL maps since 7.2.0 only, and on path rules and defaults not at all.
 */
function targetOf({ headerAction, ...target }: Action): Target {
  if (headerAction === undefined) return target;
  const { weightedBackendServices, ...routeAction } = target.routeAction ?? {};
  const services =
    weightedBackendServices ?? servicesOf(target).map((backendService) => ({ backendService, weight: 100 }));
  return {
    routeAction: {
      weightedBackendServices: services.map((service: WeightedBackendService) => ({
        ...service,
        headerAction: joined(service.headerAction, headerAction),
      })),
      ...routeAction,
    },
  };
}
