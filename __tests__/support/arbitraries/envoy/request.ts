import fc, { type Arbitrary } from "fast-check";
import type { Request } from "../../../../routing/evaluate/decision";
import type { HeaderMatch, MatchRule, QueryParameterMatch, UrlMap } from "../../../../routing/url-map";
import { exampleOf, HOSTS, headerValue, query, requestPath } from "./conditions";
import { merged, optional } from "./record";

const PARTS = ["host", "path", "headers", "query"] as const;
type Part = (typeof PARTS)[number];

/** A random request, and how it is aimed at a URL map that is not known yet. */
export interface Shot {
  readonly request: Request;
  /** Which condition of the URL map it is aimed at, counted round and round. */
  readonly at: number;
  /** What is made to fit; the rest stays as random as it was, so that requests just miss, too. */
  readonly parts: readonly Part[];
}

const request: Arbitrary<Request> = merged(
  fc.record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "HEAD"),
    scheme: fc.constantFrom("http" as const, "https" as const),
    host: fc.constantFrom(...HOSTS),
    path: requestPath,
    headers: fc.record({ "x-a": headerValue, "x-b": headerValue, "x-c": headerValue }, { requiredKeys: [] }),
  }),
  optional("query", query),
);

export const shot: Arbitrary<Shot> = fc.record({
  request,
  at: fc.nat(99),
  parts: fc.oneof(fc.subarray([...PARTS]), fc.constant(PARTS)),
});

/** The request that hits, or nearly hits, a rule of the URL map. */
export function aimed(map: UrlMap, { request, at, parts }: Shot): Request {
  const conditions = conditionsOf(map);
  const condition = conditions[at % conditions.length];
  if (!condition) return request;
  const { host, match } = condition;
  const fitting: Record<Part, () => Partial<Request>> = {
    host: () => ({ host: host.replace("*", "any") }),
    path: () => ({ path: fittingPath(match, request.path.slice(1)) }),
    headers: () => fittingHeaders(match.headerMatches ?? [], request),
    query: () => fittingQuery(match.queryParameterMatches ?? [], request),
  };
  let fitted = request;
  for (const part of parts) fitted = { ...fitted, ...fitting[part]() };
  return fitted;
}

interface Condition {
  readonly host: string;
  readonly match: MatchRule;
}

function conditionsOf(map: UrlMap): Condition[] {
  return (map.hostRules ?? []).flatMap(({ hosts: [host = ""], pathMatcher }) => {
    const matcher = map.pathMatchers?.find(({ name }) => name === pathMatcher);
    const paths = (matcher?.pathRules ?? []).flatMap((rule) => rule.paths).map(asMatchRule);
    const matches = (matcher?.routeRules ?? []).flatMap((rule) => rule.matchRules);
    return [...paths, ...matches].map((match) => ({ host, match }));
  });
}

function asMatchRule(path: string): MatchRule {
  return path.endsWith("/*") ? { prefixMatch: path.slice(0, -1) } : { fullPathMatch: path };
}

function fittingPath(match: MatchRule, rest: string): string {
  const { fullPathMatch, prefixMatch, regexMatch, pathTemplateMatch = "/" } = match;
  if (regexMatch !== undefined) return exampleOf(regexMatch);
  const exact = fullPathMatch ?? (prefixMatch === undefined ? undefined : `${prefixMatch}${rest}`);
  if (exact !== undefined) return match.ignoreCase ? exact.toUpperCase() : exact;
  return pathTemplateMatch.replace(/\{\w+(?:=\*+)?\}|\*+/g, (operator) => (operator.includes("**") ? rest : "v-1"));
}

function fittingHeaders(matches: readonly HeaderMatch[], request: Request): Partial<Request> {
  const headers = { ...request.headers };
  let { method } = request;
  for (const match of matches) {
    const name = match.headerName.toLowerCase();
    if (name === ":method") method = match.invertMatch ? "PUT" : (match.exactMatch ?? method);
    else if (match.presentMatch && match.invertMatch) delete headers[name];
    else if (name !== ":authority" && name !== "port") headers[name] = fittingValue(match);
  }
  return { method, headers };
}

function fittingValue(match: HeaderMatch): string {
  if (match.invertMatch) return "something else";
  if (match.prefixMatch !== undefined) return `${match.prefixMatch}-more`;
  if (match.suffixMatch !== undefined) return `more-${match.suffixMatch}`;
  if (match.rangeMatch) return String(match.rangeMatch.rangeStart);
  return match.exactMatch ?? exampleOf(match.regexMatch ?? "");
}

function fittingQuery(matches: readonly QueryParameterMatch[], { query }: Request): Partial<Request> {
  const fitting = matches.map(({ name, exactMatch, regexMatch, presentMatch }) =>
    presentMatch ? name : `${name}=${exactMatch ?? exampleOf(regexMatch ?? "")}`,
  );
  const parts = query === undefined ? fitting : [...fitting, query];
  return parts.length > 0 ? { query: parts.join("&") } : {};
}
