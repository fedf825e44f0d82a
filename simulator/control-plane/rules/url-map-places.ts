import { defaultTarget } from "../../../routing/targets";
import type { MatchRule, PathMatcher, RouteAction, Target, UrlMap, UrlRedirect } from "../../../routing/url-map";

/** A part of a URL map and where it is: `pathMatchers[0].pathRules[2]`. */
export interface Placed<T> {
  readonly at: string;
  readonly value: T;
}

/** Something that says where a request goes: a rule, or the default of the map or of a path matcher. */
export interface PlacedTarget extends Placed<Target> {
  readonly isDefault: boolean;
}

/** Where a field of a target is: `defaultService`, `pathMatchers[0].pathRules[2].urlRedirect`. */
export function fieldOf({ at, isDefault }: PlacedTarget, field: keyof Target): string {
  const name = isDefault ? `default${field.charAt(0).toUpperCase()}${field.slice(1)}` : field;
  return at === "" ? name : `${at}.${name}`;
}

export function pathMatchersOf({ pathMatchers = [] }: UrlMap): Placed<PathMatcher>[] {
  return pathMatchers.map((value, index) => ({ at: `pathMatchers[${index}]`, value }));
}

/** The rules of a path matcher, of either form. */
export function rulesIn({ at, value: { pathRules = [], routeRules = [] } }: Placed<PathMatcher>): PlacedTarget[] {
  const placed = (rules: readonly Target[], list: string) =>
    rules.map((value, index) => ({ at: `${at}.${list}[${index}]`, value, isDefault: false }));
  return [...placed(pathRules, "pathRules"), ...placed(routeRules, "routeRules")];
}

export function defaultsOf(map: UrlMap): PlacedTarget[] {
  return [{ at: "", value: map }, ...pathMatchersOf(map)].map(({ at, value }) => ({
    at,
    value: defaultTarget(value),
    isDefault: true,
  }));
}

export function targetsOf(map: UrlMap): PlacedTarget[] {
  return [...defaultsOf(map), ...pathMatchersOf(map).flatMap(rulesIn)];
}

export function actionsOf(map: UrlMap): Placed<RouteAction>[] {
  return targetsOf(map).flatMap((target) => {
    const { routeAction } = target.value;
    return routeAction ? [{ at: fieldOf(target, "routeAction"), value: routeAction }] : [];
  });
}

export function redirectsOf(map: UrlMap): Placed<UrlRedirect>[] {
  return targetsOf(map).flatMap((target) => {
    const { urlRedirect } = target.value;
    return urlRedirect ? [{ at: fieldOf(target, "urlRedirect"), value: urlRedirect }] : [];
  });
}

export function matchRulesIn({ at, value: { routeRules = [] } }: Placed<PathMatcher>): Placed<MatchRule>[] {
  return routeRules.flatMap(({ matchRules = [] }, rule) =>
    matchRules.map((value, index) => ({ at: `${at}.routeRules[${rule}].matchRules[${index}]`, value })),
  );
}

export function matchRulesOf(map: UrlMap): Placed<MatchRule>[] {
  return pathMatchersOf(map).flatMap(matchRulesIn);
}
