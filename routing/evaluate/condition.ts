import { carriesCredential } from "../../config/secret";
import { valueTest } from "../paths/value-test";
import type { HeaderMatch, QueryParameterMatch } from "../url-map";
import type { Request } from "./decision";

/** Something a request must fulfil, which can say why a request does not. */
export interface Condition {
  readonly on: "path" | "method" | "header" | "query";
  readonly holds: (request: Request) => boolean;
  /** What was found and what was wanted, for a request that does not fulfil it. */
  readonly failure: (request: Request) => string;
}

export interface QueryCondition extends Condition {
  readonly on: "query";
  readonly parameter: string;
}

/** The headers that a request has without carrying them as header lines. */
const PSEUDO_HEADERS = new Map<string, (request: Request) => string>([
  [":method", (request) => request.method],
  [":authority", (request) => request.host],
  [":scheme", (request) => request.scheme],
  [":path", (request) => (request.query === undefined ? request.path : `${request.path}?${request.query}`)],
  ["host", (request) => request.host],
]);

/**
 * A missing header fails every condition, also a negated one; only the negated `presentMatch` asks for its absence.
 *
 * @see https://github.com/envoyproxy/envoy/blob/main/source/common/http/header_utility.cc
 */
export function headerCondition(match: HeaderMatch, at: string): Condition {
  const { headerName, invertMatch = false, presentMatch = false } = match;
  const test = valueTest(match, HEADER_PREDICATES, at);
  const valueIn = headerReader(match);
  const holdsWhenMissing = invertMatch && presentMatch;
  return {
    on: headerName === ":method" ? "method" : "header",
    holds: (request) => {
      const value = valueIn(request);
      return value === undefined ? holdsWhenMissing : test.holds(value) !== invertMatch;
    },
    failure: (request) =>
      `${nameOf(match)} ${describeFound(shown(match, valueIn(request)))}, wanted ${formatHeaderMatch(match)}`,
  };
}

/** The first value of a parameter counts, compared as sent. A parameter without `=` has an empty value. */
export function queryCondition(match: QueryParameterMatch, at: string): QueryCondition {
  const test = valueTest(match, QUERY_PREDICATES, at);
  return {
    on: "query",
    parameter: match.name,
    holds: ({ query }) => {
      const value = queryValue(query, match.name);
      return value !== undefined && test.holds(value);
    },
    failure: ({ query }) =>
      `?${match.name} ${describeFound(queryValue(query, match.name))}, wanted ${formatQueryMatch(match)}`,
  };
}

export const QUERY_PREDICATES = ["exactMatch", "regexMatch", "presentMatch"] as const;
export const HEADER_PREDICATES = [
  "exactMatch",
  "prefixMatch",
  "suffixMatch",
  "regexMatch",
  "rangeMatch",
  "presentMatch",
] as const;

/** A header condition as text: `x-model = "llama"`, `no x-model`; equal texts ask the same. */
export function formatHeaderMatch(match: HeaderMatch): string {
  const name = nameOf(match);
  const { words } = valueTest(match, HEADER_PREDICATES, name);
  if (!match.invertMatch) return `${name} ${words}`;
  return match.presentMatch ? `no ${name}` : `${name} is present and not ${words}`;
}

export const formatQueryMatch = (match: QueryParameterMatch): string =>
  `?${match.name} ${valueTest(match, QUERY_PREDICATES, match.name).words}`;

/** `PORT` is no header but the port of the Host header. */
const nameOf = ({ headerName }: HeaderMatch) => (headerName === "PORT" ? headerName : headerName.toLowerCase());

/** A message does not repeat what a credential says. */
const shown = ({ headerName }: HeaderMatch, value: string | undefined) =>
  value !== undefined && carriesCredential(headerName) ? "(hidden)" : value;

const describeFound = (value: string | undefined) =>
  value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;

/** The first value of a parameter in a query string; `decode` is applied to each name and value. */
export function queryValue(
  query: string | undefined,
  name: string,
  decode: (text: string) => string = (text) => text,
): string | undefined {
  if (query === undefined) return undefined;
  for (const parameter of query.split("&")) {
    const equals = parameter.indexOf("=");
    const end = equals < 0 ? parameter.length : equals;
    if (decode(parameter.slice(0, end)) === name) return decode(parameter.slice(end + 1));
  }
  return undefined;
}

/** The names of the parameters in a query string. */
export const parametersIn = (query = ""): string[] =>
  query.split("&").map((parameter) => parameter.replace(/=.*$/s, ""));

/** What a request has for a header condition. */
export const headerValue = (match: HeaderMatch, request: Request): string | undefined => headerReader(match)(request);

function headerReader({ headerName, regexMatch }: HeaderMatch): (request: Request) => string | undefined {
  if (headerName === "PORT" && regexMatch) return (request) => /:([0-9]+)$/.exec(request.host)?.[1];
  const name = headerName.toLowerCase();
  // What a record inherits is no text; to ask whether it has one of its own takes three times as long.
  return (
    PSEUDO_HEADERS.get(name) ?? (({ headers: { [name]: found } }) => (typeof found === "string" ? found : undefined))
  );
}
