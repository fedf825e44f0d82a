import { isReference } from "../../config/reference";
import { URL_MAP } from "../../platform/facts";
import { headerCondition, queryCondition } from "../evaluate/condition";
import type { Request } from "../evaluate/decision";
import { groupsBy } from "../group-by";
import { covers, pathsMayMeet } from "../paths/path-pattern";
import { type RegexShape, regexShape } from "../paths/regex-shape";
import { someEndAlike, someStartAlike } from "../paths/segment";
import type { HeaderMatch, QueryParameterMatch } from "../url-map";
import { isUnconditional, type Match } from "./matches";
import { textOf } from "./text-of";

/**
 * Whether one request can match both. `true` may be wrong where two regular expressions meet; a value that only Terraform
 * knows is taken to differ from any other.
 */
export function matchesMayMeet(a: Match, b: Match): boolean {
  return conditionsMayMeet(a, b) && pathsMayMeet(a.path, b.path);
}

export function conditionsMayMeet(a: Match, b: Match): boolean {
  if (isUnconditional(a) || isUnconditional(b)) return true;
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return false;
  return (
    a.headers.every((left) => b.headers.every((right) => headersMayMeet(left, right))) &&
    a.queryParameters.every((left) => b.queryParameters.every((right) => queryParametersMayMeet(left, right)))
  );
}

/** Whether what matches two others matches a third, as far as one of the two says so by itself. Where that is not certain, `false`. */
export function takesBoth(third: Match, a: Match, b: Match): boolean {
  const either = [a, b];
  return (
    either.some(({ path }) => covers(third.path, path)) &&
    (third.method === undefined || either.some(({ method }) => method === third.method)) &&
    third.headers.every((wanted) => either.some(({ headers }) => headers.some((given) => saysHeader(given, wanted)))) &&
    third.queryParameters.every((wanted) =>
      either.some(({ queryParameters }) => queryParameters.some((given) => saysQueryParameter(given, wanted))),
    )
  );
}

/** Whether a request for which one condition holds fulfils another. */
function saysHeader(given: HeaderMatch, wanted: HeaderMatch): boolean {
  if (given.headerName !== wanted.headerName) return false;
  if (textOf(given) === textOf(wanted)) return true;
  if (wanted.presentMatch) return !wanted.invertMatch && !isAbsent(given);
  return isExactly(given) && headerSuits(wanted, given.exactMatch ?? "");
}

function saysQueryParameter(given: QueryParameterMatch, wanted: QueryParameterMatch): boolean {
  if (given.name !== wanted.name) return false;
  if (textOf(given) === textOf(wanted) || wanted.presentMatch) return true;
  return given.exactMatch !== undefined && querySuits(wanted, given.exactMatch);
}

/** Whether its own conditions exclude each other, as `model: a` beside `headers: { x-model: b }`. */
export function excludesItself({ headers }: Match): boolean {
  if (headers.length > URL_MAP.predicatesPerMatcher) return false; // A finding of its own.
  return groupsBy(headers, ({ headerName }) => headerName).some((alike) =>
    alike.some((header, index) => alike.slice(index + 1).some((other) => !headersMayMeet(header, other))),
  );
}

function headersMayMeet(a: HeaderMatch, b: HeaderMatch): boolean {
  if (a.headerName !== b.headerName) return true;
  if (isExactly(a) && isExactly(b)) return a.exactMatch === b.exactMatch;
  const values = valuesOf(a) ?? valuesOf(b);
  if (values !== undefined) {
    const other = valuesOf(a) === undefined ? a : b;
    return values.some((value) => headerSuits(other, value));
  }
  // A missing header matches nothing but the question for its absence.
  if (isAbsent(a) || isAbsent(b)) return isAbsent(a) && isAbsent(b);
  if (a.invertMatch || b.invertMatch) return !saysTheOpposite(a, b);
  if (a.rangeMatch !== undefined && b.rangeMatch !== undefined)
    return a.rangeMatch.rangeStart < b.rangeMatch.rangeEnd && b.rangeMatch.rangeStart < a.rangeMatch.rangeEnd;
  return edgesMayMeet(edgesOf(a), edgesOf(b));
}

const isExactly = ({ exactMatch, invertMatch }: HeaderMatch) => exactMatch !== undefined && !invertMatch;
const isAbsent = ({ presentMatch, invertMatch }: HeaderMatch) => presentMatch === true && invertMatch === true;

/** The values that match a condition, when they are few. */
function valuesOf({ exactMatch, regexMatch, invertMatch }: HeaderMatch): readonly string[] | undefined {
  if (invertMatch) return undefined;
  if (exactMatch !== undefined) return [exactMatch];
  return regexMatch === undefined ? undefined : regexShape(regexMatch).texts;
}

function headerSuits(match: HeaderMatch, value: string): boolean {
  if (match.presentMatch) return !match.invertMatch;
  if (isReference(value) || isReference(match.exactMatch)) return value === match.exactMatch && !match.invertMatch;
  const request = { ...ANY_REQUEST, host: value, headers: { [match.headerName]: value } };
  return headerCondition(match, match.headerName).holds(request);
}

function saysTheOpposite(a: HeaderMatch, b: HeaderMatch): boolean {
  return a.invertMatch !== b.invertMatch && JSON.stringify(upright(a)) === JSON.stringify(upright(b));
}

const upright = ({ invertMatch, ...match }: HeaderMatch) => match;

type Edges = Pick<RegexShape, "starts" | "ends">;

const edgesMayMeet = (a: Edges, b: Edges) => someStartAlike(a.starts, b.starts) && someEndAlike(a.ends, b.ends);

/** What the values that match a condition begin and end with. */
function edgesOf({ prefixMatch, suffixMatch, regexMatch }: HeaderMatch): Edges {
  if (regexMatch !== undefined) return regexShape(regexMatch);
  return { starts: [prefixMatch ?? ""], ends: [suffixMatch ?? ""] };
}

function queryParametersMayMeet(a: QueryParameterMatch, b: QueryParameterMatch): boolean {
  if (a.name !== b.name) return true;
  if (a.exactMatch !== undefined) return querySuits(b, a.exactMatch);
  if (b.exactMatch !== undefined) return querySuits(a, b.exactMatch);
  if (a.regexMatch === undefined || b.regexMatch === undefined) return true;
  return edgesMayMeet(regexShape(a.regexMatch), regexShape(b.regexMatch));
}

function querySuits(match: QueryParameterMatch, value: string): boolean {
  if (isReference(value) || isReference(match.exactMatch)) return value === match.exactMatch;
  return queryCondition(match, match.name).holds({ ...ANY_REQUEST, query: `${match.name}=${value}` });
}

const ANY_REQUEST: Request = { method: "GET", scheme: "https", host: "example.com", path: "/", headers: {} };
