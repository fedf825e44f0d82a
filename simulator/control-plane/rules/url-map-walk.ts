import { defaultTarget } from "../../../routing/targets";
import type { MatchRule, PathMatcher, RouteAction, Target, UrlMap, UrlRedirect } from "../../../routing/url-map";
import type { Located } from "../json-object";

/** Something that says where a request goes: a rule, or the default of the map or of a path matcher. */
export interface LocatedTarget extends Located<Target> {
  readonly isDefault: boolean;
}

/** Where a field of a target is: `defaultService`, `pathMatchers[0].pathRules[2].urlRedirect`. */
export function fieldOf({ at, isDefault }: LocatedTarget, field: keyof Target): string {
  const name = isDefault ? `default${field.charAt(0).toUpperCase()}${field.slice(1)}` : field;
  return at === "" ? name : `${at}.${name}`;
}

export function pathMatchersOf({ pathMatchers = [] }: UrlMap): Located<PathMatcher>[] {
  return pathMatchers.map((value, index) => ({ at: `pathMatchers[${index}]`, value }));
}

/** The rules of a path matcher, of either form. */
export function rulesIn({ at, value: { pathRules = [], routeRules = [] } }: Located<PathMatcher>): LocatedTarget[] {
  const placed = (rules: readonly Target[], list: string) =>
    rules.map((value, index) => ({ at: `${at}.${list}[${index}]`, value, isDefault: false }));
  return [...placed(pathRules, "pathRules"), ...placed(routeRules, "routeRules")];
}

export function defaultsOf(map: UrlMap): LocatedTarget[] {
  return [{ at: "", value: map }, ...pathMatchersOf(map)].map(({ at, value }) => ({
    at,
    value: defaultTarget(value),
    isDefault: true,
  }));
}

export function targetsOf(map: UrlMap): LocatedTarget[] {
  return [...defaultsOf(map), ...pathMatchersOf(map).flatMap(rulesIn)];
}

export function actionsOf(map: UrlMap): Located<RouteAction>[] {
  return targetsOf(map).flatMap((target) => {
    const { routeAction } = target.value;
    return routeAction ? [{ at: fieldOf(target, "routeAction"), value: routeAction }] : [];
  });
}

export function redirectsOf(map: UrlMap): Located<UrlRedirect>[] {
  return targetsOf(map).flatMap((target) => {
    const { urlRedirect } = target.value;
    return urlRedirect ? [{ at: fieldOf(target, "urlRedirect"), value: urlRedirect }] : [];
  });
}

export function matchRulesIn({ at, value: { routeRules = [] } }: Located<PathMatcher>): Located<MatchRule>[] {
  return routeRules.flatMap(({ matchRules = [] }, rule) =>
    matchRules.map((value, index) => ({ at: `${at}.routeRules[${rule}].matchRules[${index}]`, value })),
  );
}

export function matchRulesOf(map: UrlMap): Located<MatchRule>[] {
  return pathMatchersOf(map).flatMap(matchRulesIn);
}
