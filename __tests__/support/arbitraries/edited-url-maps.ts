import fc from "fast-check";
import type { PathMatcher, RouteRule, Target, UrlMap } from "../../../routing/url-map";

/** Where an edit takes place, and where in the donor it finds what it puts there. Counted round and round. */
interface Place {
  readonly matcher: number;
  readonly rule: number;
  readonly from: number;
}

type Edit = (map: UrlMap, donor: UrlMap, place: Place) => UrlMap;

/** The changes that people make to a URL map; each takes what it needs from another one. An edit that finds nothing to do does nothing. */
const EDITS = {
  "another target": inRule((target, donor, { from }) => pick(targetsIn(donor), from) ?? target),
  "another default": inMatcher((matcher, donor, { from }) => ({
    ...matcher,
    ...defaultOf(pick(donor.pathMatchers, from)),
  })),
  "another default of the URL map": (map, donor) => ({ ...map, ...defaultOf(donor) }),
  "other weights": inRule((target) => ({
    ...target,
    routeAction: target.routeAction && {
      ...target.routeAction,
      weightedBackendServices: target.routeAction.weightedBackendServices?.map((each, i) => ({
        ...each,
        weight: i + 1,
      })),
    },
  })),
  "a rule less": inMatcher((matcher, _, { rule }) => ({
    ...matcher,
    pathRules: matcher.pathRules?.filter((__, i, { length }) => i !== rule % length),
    routeRules: matcher.routeRules?.filter((__, i, { length }) => i !== rule % length),
  })),
  "a rule more": inRouteRules((rules, donor, { rule, from }) => {
    const added = pick(donorRules(donor), from);
    return added ? [...rules, { ...added, priority: freePriority(rules, rule) }] : rules;
  }),
  "a rule at another place": inRouteRules((rules, _, { rule, from }) =>
    rules.map((each, i) => (i === rule % rules.length ? { ...each, priority: freePriority(rules, from) } : each)),
  ),
  "other conditions": inRouteRules((rules, donor, { rule, from }) =>
    rules.map((each, i) =>
      i === rule % rules.length && !each.routeAction?.urlRewrite?.pathTemplateRewrite
        ? { ...each, matchRules: pick(donorRules(donor), from)?.matchRules ?? each.matchRules }
        : each,
    ),
  ),
  "fewer conditions": inRouteRules((rules, _, { rule }) =>
    rules.map((each, i) =>
      i === rule % rules.length
        ? { ...each, matchRules: each.matchRules.map(({ headerMatches, queryParameterMatches, ...path }) => path) }
        : each,
    ),
  ),
  "other rules": inMatcher((matcher, donor, { from }) => {
    const { pathRules, routeRules } = pick(donor.pathMatchers, from) ?? matcher;
    return { ...matcher, pathRules, routeRules };
  }),
  "other hosts": (map, donor) => ({
    ...map,
    hostRules: donor.hostRules?.map((rule, i) => ({ ...rule, pathMatcher: pick(map.pathMatchers, i)?.name ?? "" })),
  }),
  "a host less": (map, _, { rule }) => ({
    ...map,
    hostRules: map.hostRules?.filter((__, i, { length }) => i !== rule % length),
  }),
  "another URL map": (_, donor) => donor,
} satisfies Record<string, Edit>;

const names = Object.keys(EDITS) as (keyof typeof EDITS)[];

const edit = fc.record({
  name: fc.constantFrom(...names),
  place: fc.record({ matcher: fc.nat(9), rule: fc.nat(99), from: fc.nat(99) }),
});

/** A URL map, and the same after one to three edits. */
export function editedMaps(urlMap: fc.Arbitrary<UrlMap>): fc.Arbitrary<{ before: UrlMap; after: UrlMap }> {
  return fc.tuple(urlMap, urlMap, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([before, donor, edits]) => ({
    before,
    after: edits.reduce((map, { name, place }) => EDITS[name](map, donor, place), before),
  }));
}

const pick = <T>(list: readonly T[] | undefined, at: number): T | undefined =>
  list && list.length > 0 ? list[at % list.length] : undefined;

function inMatcher(change: (matcher: PathMatcher, donor: UrlMap, place: Place) => PathMatcher): Edit {
  return (map, donor, place) => ({
    ...map,
    pathMatchers: map.pathMatchers?.map((matcher, i, { length }) =>
      i === place.matcher % length ? change(matcher, donor, place) : matcher,
    ),
  });
}

function inRouteRules(
  change: (rules: readonly RouteRule[], donor: UrlMap, place: Place) => readonly RouteRule[],
): Edit {
  return inMatcher((matcher, donor, place) =>
    matcher.routeRules ? { ...matcher, routeRules: change(matcher.routeRules, donor, place) } : matcher,
  );
}

function inRule(change: (target: Target, donor: UrlMap, place: Place) => Target): Edit {
  return inMatcher((matcher, donor, place) => {
    const changed = <R extends Target>(rules: readonly R[] | undefined) =>
      rules?.map((rule, i, { length }) => {
        if (i !== place.rule % length) return rule;
        const { service, routeAction, urlRedirect } = change(rule, donor, place);
        return { ...rule, service, routeAction, urlRedirect };
      });
    return { ...matcher, pathRules: changed(matcher.pathRules), routeRules: changed(matcher.routeRules) };
  });
}

/** A template can be rewritten only by the rule that matched it. */
function targetsIn({ pathMatchers = [] }: UrlMap): Target[] {
  return pathMatchers
    .flatMap(({ pathRules = [], routeRules = [] }): Target[] => [...pathRules, ...routeRules])
    .filter(({ routeAction }) => !routeAction?.urlRewrite?.pathTemplateRewrite)
    .map(({ service, routeAction, urlRedirect }) => ({ service, routeAction, urlRedirect }));
}

const donorRules = ({ pathMatchers = [] }: UrlMap) => pathMatchers.flatMap(({ routeRules = [] }) => routeRules);

function defaultOf(owner: Pick<UrlMap, "defaultService" | "defaultRouteAction" | "defaultUrlRedirect"> = {}) {
  const { defaultService, defaultRouteAction, defaultUrlRedirect } = owner;
  return { defaultService, defaultRouteAction, defaultUrlRedirect };
}

function freePriority(rules: readonly RouteRule[], wanted: number): number {
  let priority = wanted;
  while (rules.some((rule) => rule.priority === priority)) priority++;
  return priority;
}
