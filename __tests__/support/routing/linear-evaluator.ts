import type { MatchedRule, Request } from "../../../routing/evaluate/decision";
import type { HeaderMatch, MatchRule, PathMatcher, QueryParameterMatch, UrlMap } from "../../../routing/url-map";

/**
 * The oracle: which rule decides, found by reading the URL map from front to back for every request.
 *
 * It shares no code with the evaluator, and knows only what the generators of the tests produce.
 */
export function linearMatch(map: UrlMap, request: Request): MatchedRule {
  const hosts = (map.hostRules ?? []).flatMap((rule) => rule.hosts.map((host) => ({ host, name: rule.pathMatcher })));
  const [best] = hosts
    .filter(({ host }) => hostRegex(host).test(request.host))
    .sort((a, b) => hostRank(b.host) - hostRank(a.host));
  if (!best) return {};
  const matcher = map.pathMatchers?.find(({ name }) => name === best.name);
  return {
    host: best.host,
    pathMatcher: best.name,
    rule: matcher && (pathRuleOf(matcher, request) ?? routeRuleOf(matcher, request)),
  };
}

const escapeRegex = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const hostRegex = (host: string) => new RegExp(`^${escapeRegex(host).replace("\\*", ".+")}$`, "i");
const hostRank = (host: string) => (host.startsWith("*") ? host.length : 1_000);

function pathRuleOf(matcher: PathMatcher, { path }: Request): MatchedRule["rule"] {
  const patterns = (matcher.pathRules ?? []).flatMap((rule, index) =>
    rule.paths.map((pattern) => ({ pattern, index })),
  );
  const exact = patterns.find(({ pattern }) => pattern === path);
  const [longest] = patterns
    .filter(({ pattern }) => pattern.endsWith("/*") && path.startsWith(pattern.slice(0, -1)))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  const found = exact ?? longest;
  return found && { kind: "pathRule", index: found.index, pattern: found.pattern };
}

function routeRuleOf(matcher: PathMatcher, request: Request): MatchedRule["rule"] {
  const rules = (matcher.routeRules ?? []).map((rule, index) => ({ ...rule, index }));
  for (const { priority, matchRules, index } of rules.sort((a, b) => a.priority - b.priority)) {
    const match = matchRules.find((one) => matches(one, request));
    if (match) return { kind: "routeRule", index, pattern: patternOf(match), priority };
  }
  return undefined;
}

const patternOf = (match: MatchRule) =>
  match.prefixMatch ?? match.fullPathMatch ?? match.regexMatch ?? match.pathTemplateMatch ?? "";

function matches(match: MatchRule, request: Request): boolean {
  return (
    pathMatches(match, request.path) &&
    (match.headerMatches ?? []).every((header) => headerMatches(header, request)) &&
    (match.queryParameterMatches ?? []).every((query) => queryMatches(query, request.query))
  );
}

function pathMatches(
  { prefixMatch, fullPathMatch, regexMatch, pathTemplateMatch, ignoreCase }: MatchRule,
  path: string,
) {
  const flags = ignoreCase ? "i" : "";
  if (prefixMatch !== undefined) return new RegExp(`^${escapeRegex(prefixMatch)}`, flags).test(path);
  if (fullPathMatch !== undefined) return new RegExp(`^${escapeRegex(fullPathMatch)}$`, flags).test(path);
  if (regexMatch !== undefined) return new RegExp(`^(?:${regexMatch})$`).test(path);
  const template = (pathTemplateMatch ?? "")
    .replace(/\{\w+=\*\*\}|\*\*/g, "<rest>")
    .replace(/\{\w+\}|\*/g, "[^/]+")
    .replace("<rest>", ".*");
  return new RegExp(`^${template}$`).test(path);
}

function headerMatches(match: HeaderMatch, request: Request): boolean {
  const pseudo: Record<string, string> = { ":method": request.method, ":authority": request.host };
  const value = pseudo[match.headerName] ?? request.headers[match.headerName.toLowerCase()];
  const inverted = match.invertMatch === true;
  if (value === undefined) return inverted && match.presentMatch === true;
  return valueMatches(match, value) !== inverted;
}

function queryMatches(match: QueryParameterMatch, query = ""): boolean {
  const [first] = query
    .split("&")
    .map((pair) => pair.split("="))
    .filter(([name]) => name === match.name);
  return first !== undefined && valueMatches(match, first[1] ?? "");
}

function valueMatches(match: Partial<HeaderMatch>, value: string): boolean {
  const { exactMatch, prefixMatch, suffixMatch, regexMatch, rangeMatch } = match;
  if (exactMatch !== undefined) return value === exactMatch;
  if (prefixMatch !== undefined) return value.startsWith(prefixMatch);
  if (suffixMatch !== undefined) return value.endsWith(suffixMatch);
  if (regexMatch !== undefined) return new RegExp(`^(?:${regexMatch})$`).test(value);
  if (rangeMatch)
    return /^-?\d+$/.test(value) && Number(value) >= rangeMatch.rangeStart && Number(value) < rangeMatch.rangeEnd;
  return true;
}
