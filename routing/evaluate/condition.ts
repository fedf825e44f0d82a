import { notOnePredicate } from "../errors";
import { anyValue, endingWith, equalTo, matching, startingWith, type ValueTest, within } from "../paths/value-test";
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
  const { headerName, invertMatch = false, rangeMatch } = match;
  const test = onePredicate(at, {
    exactMatch: match.exactMatch ? equalTo(match.exactMatch) : undefined,
    prefixMatch: match.prefixMatch ? startingWith(match.prefixMatch) : undefined,
    suffixMatch: match.suffixMatch ? endingWith(match.suffixMatch) : undefined,
    regexMatch: match.regexMatch ? matching(match.regexMatch, at) : undefined,
    rangeMatch: rangeMatch ? within(rangeMatch.rangeStart, rangeMatch.rangeEnd) : undefined,
    presentMatch: match.presentMatch ? anyValue : undefined,
  });
  const value = headerReader(match);
  const holdsWhenMissing = invertMatch && test === anyValue;
  const wanted = holdsWhenMissing ? "absent" : invertMatch ? `present and not ${test.words}` : test.words;
  const isMethod = headerName === ":method";
  const what = isMethod ? "the method" : `the header ${headerName}`;
  return {
    on: isMethod ? "method" : "header",
    holds: (request) => {
      const found = value(request);
      return found === undefined ? holdsWhenMissing : test.holds(found) !== invertMatch;
    },
    failure: (request) => mismatch(what, value(request), wanted),
  };
}

/** The first value of a parameter counts, compared as sent. A parameter without `=` has an empty value. */
export function queryCondition(match: QueryParameterMatch, at: string): QueryCondition {
  const test = onePredicate(at, {
    exactMatch: match.exactMatch ? equalTo(match.exactMatch) : undefined,
    regexMatch: match.regexMatch ? matching(match.regexMatch, at) : undefined,
    presentMatch: match.presentMatch ? anyValue : undefined,
  });
  return {
    on: "query",
    parameter: match.name,
    holds: ({ query }) => {
      const found = queryValue(query, match.name);
      return found !== undefined && test.holds(found);
    },
    failure: ({ query }) => mismatch(`the query parameter ${match.name}`, queryValue(query, match.name), test.words),
  };
}

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

function headerReader({ headerName, regexMatch }: HeaderMatch): (request: Request) => string | undefined {
  if (headerName === "PORT" && regexMatch) return (request) => /:([0-9]+)$/.exec(request.host)?.[1];
  const name = headerName.toLowerCase();
  return PSEUDO_HEADERS.get(name) ?? (({ headers }) => (Object.hasOwn(headers, name) ? headers[name] : undefined));
}

/** Empty strings and `false` are what the API takes for "not set". */
function onePredicate(at: string, tests: Readonly<Record<string, ValueTest | undefined>>): ValueTest {
  const set = Object.entries(tests).filter(([, test]) => test !== undefined);
  const test = set[0]?.[1];
  if (test === undefined || set.length > 1) {
    throw new Error(
      notOnePredicate(
        at,
        set.map(([name]) => name),
        Object.keys(tests),
      ),
    );
  }
  return test;
}

function mismatch(what: string, found: string | undefined, wanted: string): string {
  const is = found === undefined ? "is missing" : `is ${JSON.stringify(found)}`;
  return `${what} ${is}, must be ${wanted}`;
}
