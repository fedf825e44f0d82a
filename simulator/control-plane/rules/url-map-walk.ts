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

const placed = <T>(list: string, values: readonly T[] = []): Located<T>[] =>
  values.map((value, index) => ({ at: `${list}[${index}]`, value }));

export const hostRulesOf = ({ hostRules }: UrlMap) => placed("hostRules", hostRules);

export const pathMatchersOf = ({ pathMatchers }: UrlMap) => placed("pathMatchers", pathMatchers);

/** The rules of a path matcher, of either form. */
export function rulesIn({ at, value: { pathRules, routeRules } }: Located<PathMatcher>): LocatedTarget[] {
  const rules = [...placed<Target>(`${at}.pathRules`, pathRules), ...placed<Target>(`${at}.routeRules`, routeRules)];
  return rules.map((rule) => ({ ...rule, isDefault: false }));
}

export function targetsOf(map: UrlMap): LocatedTarget[] {
  const matchers = pathMatchersOf(map);
  return [
    ...[{ at: "", value: map }, ...matchers].map(({ at, value }) => ({
      at,
      value: defaultTarget(value),
      isDefault: true,
    })),
    ...matchers.flatMap(rulesIn),
  ];
}

export const actionsOf = (map: UrlMap): Located<RouteAction>[] => partsOf(map, "routeAction");

export const redirectsOf = (map: UrlMap): Located<UrlRedirect>[] => partsOf(map, "urlRedirect");

const partsOf = <Part extends "routeAction" | "urlRedirect">(map: UrlMap, part: Part) =>
  targetsOf(map).flatMap((target) => {
    const value = target.value[part];
    return value === undefined ? [] : [{ at: fieldOf(target, part), value }];
  });

export const matchRulesIn = ({ at, value: { routeRules } }: Located<PathMatcher>): Located<MatchRule>[] =>
  placed(`${at}.routeRules`, routeRules).flatMap((rule) => placed(`${rule.at}.matchRules`, rule.value.matchRules));

export function matchRulesOf(map: UrlMap): Located<MatchRule>[] {
  return pathMatchersOf(map).flatMap(matchRulesIn);
}
