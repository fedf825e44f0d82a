import type * as google from "../../../routing/url-map";
import { extension, type HeaderMatcher, type QueryParameterMatcher, type RouteMatch, type StringMatcher } from "./api";

/** Everything that no rule took. */
export const ANY_PATH: RouteMatch = { prefix: "/" };

/** `/a/*` is the prefix `/a/`, so it does not match `/a`; anything else is the whole path. */
export function pathMatch(path: string): RouteMatch {
  return path.endsWith("/*") ? { prefix: path.slice(0, -1) } : { path };
}

/** A match rule as the match of one route. Without a path condition it takes every path. */
export function ruleMatch(rule: google.MatchRule): RouteMatch {
  return {
    ...pathCondition(rule),
    ...(rule.ignoreCase && { case_sensitive: false }),
    ...(rule.headerMatches && { headers: rule.headerMatches.flatMap(headerMatchers) }),
    ...(rule.queryParameterMatches && { query_parameters: rule.queryParameterMatches.map(queryParameterMatcher) }),
  };
}

/** Whether the path is matched by a template, as a whole. */
export function isTemplate(match: RouteMatch): boolean {
  return match.path_match_policy !== undefined;
}

function pathCondition(rule: google.MatchRule): RouteMatch {
  if (rule.fullPathMatch !== undefined) return { path: rule.fullPathMatch };
  if (rule.prefixMatch !== undefined) return { prefix: rule.prefixMatch };
  if (rule.regexMatch !== undefined) return { safe_regex: { regex: rule.regexMatch } };
  if (rule.pathTemplateMatch !== undefined) {
    return {
      path_match_policy: extension(
        "envoy.path.match.uri_template.uri_template_matcher",
        "extensions.path.match.uri_template.v3.UriTemplateMatchConfig",
        { path_template: rule.pathTemplateMatch },
      ),
    };
  }
  return ANY_PATH;
}

function headerMatchers(match: google.HeaderMatch): HeaderMatcher[] {
  const inverted = match.invertMatch && { invert_match: true };
  if (match.headerName !== PORT || match.regexMatch === undefined) {
    return [{ name: match.headerName, ...headerCondition(match), ...inverted }];
  }
  const port = authorityMatcher(`${HOST_AND_COLON}(?:${match.regexMatch})`);
  return inverted ? [authorityMatcher(`${HOST_AND_COLON}.*`), { ...port, ...inverted }] : [port];
}

/**
 * Google's own name for the port in the `Host` header. It is no header to Envoy, which has to look into `:authority`; a
 * host without a port must then be like a header that is missing, which an inverted match does not take either.
 */
const PORT = "PORT";
const HOST_AND_COLON = "(?:\\[.*\\]|[^:]*):";

function authorityMatcher(regex: string): HeaderMatcher {
  return { name: ":authority", string_match: { safe_regex: { regex } } };
}

function headerCondition(match: google.HeaderMatch): Omit<HeaderMatcher, "name" | "invert_match"> {
  if (match.rangeMatch) return { range_match: { start: match.rangeMatch.rangeStart, end: match.rangeMatch.rangeEnd } };
  const value = stringMatcher(match);
  return value ? { string_match: value } : { present_match: match.presentMatch ?? true };
}

function queryParameterMatcher(match: google.QueryParameterMatch): QueryParameterMatcher {
  const value = stringMatcher(match);
  return { name: match.name, ...(value ? { string_match: value } : { present_match: match.presentMatch ?? true }) };
}

function stringMatcher(
  match: Pick<google.HeaderMatch, "exactMatch" | "prefixMatch" | "suffixMatch" | "regexMatch">,
): StringMatcher | undefined {
  if (match.exactMatch !== undefined) return { exact: match.exactMatch };
  if (match.prefixMatch !== undefined) return { prefix: match.prefixMatch };
  if (match.suffixMatch !== undefined) return { suffix: match.suffixMatch };
  if (match.regexMatch !== undefined) return { safe_regex: { regex: match.regexMatch } };
  return undefined;
}
