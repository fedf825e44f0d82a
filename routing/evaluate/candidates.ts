import type { DocumentPath } from "../../config/finding";
import { REDIRECT_STATUS } from "../../platform/facts";
import { mayBeUnset, shapeOf, type Unread } from "../unread";
import type { HeaderMatch, MatchRule, RouteRule, UrlMap } from "../url-map";
import { headerValue, parametersIn, queryValue } from "./condition";
import type { Request } from "./decision";

/** One way to complete a URL map at one place. */
export type Completion = (map: UrlMap) => UrlMap;

/** Something unread, and where it stands in a part of its URL map. */
export interface Gap {
  readonly unread: Unread;
  readonly path: DocumentPath;
}

/** What a request is asked about, and which paths of an unknown path rule come before the rule that is known to match. */
export interface Question {
  readonly request: Request;
  readonly outranks: (pattern: string) => boolean;
}

/** A request has no such character. */
const NEVER = "\0";
const NEVER_MATCH: MatchRule = { fullPathMatch: NEVER };
const NEVER_HEADER: HeaderMatch = { headerName: ":method", exactMatch: NEVER };
const ANY_HEADER: HeaderMatch = { headerName: ":method", presentMatch: true };

const PSEUDO_HEADERS = [":method", ":authority", ":scheme", ":path", "host", "PORT"];

/** Matches no request, and still lets the rewrite of its rule compile. */
export function neverMatching({ routeAction }: RouteRule): MatchRule {
  const variables = variablesIn(routeAction?.urlRewrite?.pathTemplateRewrite);
  if (variables.length === 0) return NEVER_MATCH;
  return { pathTemplateMatch: `/${variables.map((name) => `{${name}}`).join("/")}`, headerMatches: [NEVER_HEADER] };
}

const variablesIn = (rewrite = ""): string[] => [
  ...new Set([...rewrite.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name)),
];

/** Stands for a destination of which nothing is known. */
export const ANYTHING = "(cannot be told)";
const ANOTHER = `${ANYTHING}, another`;

/** A field that is there but not understood, as opposed to a value. */
export const isForeign = ({ why, text }: Unread): boolean => why === "not understood" && text === undefined;

/**
 * Completions that stand for all: whatever the document turns out to say there, one of these answers the request alike. A
 * text that only passes through gets two values, which is enough to tell that an answer depends on it.
 */
export function completionsOf(gap: Gap, map: UrlMap, question: Question): Completion[] {
  const { path } = gap;
  const matchAt = path.indexOf("matchRules");
  if (matchAt >= 0) return inMatchRule(gap, path.slice(0, matchAt + 2), path.slice(matchAt + 2), map, question);
  const pathsAt = path.indexOf("paths");
  if (pathsAt < 0) return inTarget(gap);
  const shape = shapeOf(gap.unread);
  const patterns = [question.request.path, ...prefixesOf(question.request.path).map((prefix) => `${prefix}*`)];
  const matching = patterns.filter((pattern) => shape.test(pattern) && question.outranks(pattern));
  return [`/${NEVER}`, ...matching].map((pattern) => put(path, pattern));
}

function inMatchRule(
  { unread, path }: Gap,
  at: DocumentPath,
  [list, position, field, ...deeper]: DocumentPath,
  map: UrlMap,
  { request }: Question,
): Completion[] {
  const match = valueAt(map, at) as MatchRule;
  const [rule] = map.pathMatchers?.[0]?.routeRules ?? [];
  const never = rule ? neverMatching(rule) : NEVER_MATCH;
  if (list === "metadataFilters" || list === "metadata_filters") return [asRead, put(at, never)];
  if (list === undefined || (isForeign(unread) && position === undefined)) {
    const plain = prefixesFor(map, request.path, /^/).map((prefixMatch) => ({ prefixMatch }));
    const matching = [...plain, { fullPathMatch: request.path }, ...templatesFor(map, request.path)];
    return [never, ...matching].map((one) => put(at, one));
  }
  if (list === "headerMatches" || list === "queryParameterMatches") {
    const isHeader = list === "headerMatches";
    const never = isHeader ? NEVER_HEADER : { name: NEVER, presentMatch: true };
    if (position === undefined) return [asRead, put(path, [never])];
    const one = [...at, list, position];
    if (field === undefined || isForeign(unread))
      return [put(one, never), isHeader ? put(one, ANY_HEADER) : drop([...at, list], Number(position))];
    const header = match.headerMatches?.[Number(position)] ?? { headerName: "" };
    const { name = "" } = match.queryParameterMatches?.[Number(position)] ?? {};
    const names = isHeader ? [...Object.keys(request.headers), ...PSEUDO_HEADERS] : parametersIn(request.query);
    const value = isHeader ? headerValue(header, request) : queryValue(request.query, name);
    return inValue(unread, path, String(field), deeper, [...names, NEVER], value);
  }
  return inPath(unread, path, String(list), match, map, request.path);
}

const PATH_CONDITIONS = ["fullPathMatch", "prefixMatch", "regexMatch", "pathTemplateMatch"] as const;

function inPath(
  unread: Unread,
  path: DocumentPath,
  field: string,
  { ignoreCase = false, ...match }: MatchRule,
  map: UrlMap,
  text: string,
): Completion[] {
  const shape = shapeOf(unread, ignoreCase ? "i" : "");
  // A match rule has one path condition.
  const others = PATH_CONDITIONS.filter((name) => name !== field && match[name]);
  const gone = others.length > 0 ? unset(unread, path) : [];
  const misses = [put(path, NEVER), ...gone];
  switch (field) {
    case "ignoreCase":
      return [put(path, false), put(path, true)];
    case "prefixMatch":
      return [...misses, ...prefixesFor(map, text, shape).map((prefix) => put(path, prefix))];
    case "regexMatch":
      return [...misses, put(path, "[^\\n]*")];
    case "pathTemplateMatch": {
      const templates = templatesFor(map, text).map(({ pathTemplateMatch }) => put(path, pathTemplateMatch));
      return [put(path, neverTemplate(map, text)), ...gone, ...templates];
    }
    default:
      return [...misses, ...(shape.test(text) ? [put(path, text)] : [])];
  }
}

const unset = (unread: Unread, path: DocumentPath): Completion[] => (mayBeUnset(unread) ? [put(path, undefined)] : []);

/** A field of a header or query condition. */
function inValue(
  unread: Unread,
  path: DocumentPath,
  field: string,
  deeper: DocumentPath,
  names: readonly string[],
  value: string | undefined,
): Completion[] {
  const shape = shapeOf(unread);
  const lengths = Array.from({ length: value?.length ?? 0 }, (_, i) => i + 1);
  const matching = (texts: readonly string[]) => texts.filter((text) => text !== "" && shape.test(text)).slice(0, 1);
  const either = (texts: readonly string[]) => [
    ...unset(unread, path),
    ...[NEVER, ...matching(texts)].map((text) => put(path, text)),
  ];
  switch (field) {
    case "headerName":
    case "name": {
      const shaped = shapeOf(unread, field === "name" ? "" : "i");
      return names.filter((name) => name === NEVER || shaped.test(name)).map((name) => put(path, name));
    }
    case "invertMatch":
    case "presentMatch":
      return [put(path, false), put(path, true)];
    case "rangeMatch": {
      const integer = Number(value);
      const from = Number.isInteger(integer) ? integer : 0;
      const [bound] = deeper;
      if (bound !== undefined) return [put(path, from), put(path, from + 1)];
      const ranges = [from, from + 1].map((start) => ({ rangeStart: start, rangeEnd: start + 1 }));
      return [asRead, ...ranges.map((range) => put(path, range))];
    }
    case "prefixMatch":
      return either(lengths.map((length) => value?.slice(0, length) ?? ""));
    case "suffixMatch":
      return either(lengths.map((length) => value?.slice(-length) ?? ""));
    case "regexMatch":
      return [...unset(unread, path), ...[NEVER, "[^\\n]*"].map((text) => put(path, text))];
    default:
      return either(value === undefined ? [] : [value]);
  }
}

const FLAGS = new Set(["httpsRedirect", "stripQuery", "replace", "disabled", "allowCredentials"]);
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  weight: [0, 1, 2],
  percentage: [0, 50, 100],
  mirrorPercent: [0, 50, 100],
  httpStatus: [598, 599],
  numRetries: [98, 99],
  maxAge: [98, 99],
  nanos: [1, 2],
};
/** Blocks that may be anything: unlike what is there, and unlike nothing. */
const BLOCKS: Readonly<Record<string, unknown>> = {
  urlRewrite: { hostRewrite: ANYTHING, pathPrefixRewrite: ANYTHING },
  timeout: { seconds: "0", nanos: 1 },
  perTryTimeout: { seconds: "0", nanos: 1 },
  fixedDelay: { seconds: "0", nanos: 1 },
  retryPolicy: { numRetries: 99, retryConditions: [ANYTHING] },
  requestMirrorPolicy: { backendService: ANYTHING },
  corsPolicy: { allowOrigins: [ANYTHING] },
  faultInjectionPolicy: { abort: { httpStatus: 599, percentage: 100 } },
  abort: { httpStatus: 599, percentage: 100 },
  delay: { fixedDelay: { seconds: "0", nanos: 1 }, percentage: 99 },
  headerAction: { requestHeadersToRemove: [ANYTHING] },
  requestHeadersToAdd: [{ headerName: ANYTHING, headerValue: ANYTHING }],
  responseHeadersToAdd: [{ headerName: ANYTHING, headerValue: ANYTHING }],
};

/** A part of what a rule or a default does. */
function inTarget({ unread, path }: Gap): Completion[] {
  if (isForeign(unread)) {
    const names = path.slice(0, -1);
    while (typeof names.at(-1) === "number") names.pop();
    return [asRead, ...blocksAt(names, path)];
  }
  const field = String(path.at(-1));
  if (FLAGS.has(field)) return [put(path, false), put(path, true)];
  if (NUMBERS[field]) return NUMBERS[field].map((number) => put(path, number));
  if (field === "redirectResponseCode") return Object.keys(REDIRECT_STATUS).map((code) => put(path, code));
  if (field === "seconds") return ["98", "99"].map((text) => put(path, text));
  if (field === "pathTemplateRewrite") return ["/98", "/99"].map((text) => put(path, text));
  if (BLOCKS[field] || /(?:[rR]outeAction|[uU]rlRedirect)$/.test(field)) return [asRead, ...blocksAt(path, path)];
  if (typeof path.at(-1) === "number" || !/(?:ToRemove|Conditions|Origins|Regexes|Methods|Headers)$/.test(field))
    return [ANYTHING, ANOTHER].map((text) => put(path, text));
  return [asRead, put(path, [ANYTHING])];
}

/** A block that may be anything, or all that is done where that may be. */
function blocksAt(block: DocumentPath, path: DocumentPath): Completion[] {
  const other = BLOCKS[String(block.at(-1))];
  return other === undefined ? [ANYTHING, ANOTHER].map((service) => elsewhere(path, service)) : [put(block, other)];
}

/** Completes the target that a path leads into by another one altogether. */
function elsewhere(path: DocumentPath, service: string): Completion {
  const end = path.findIndex((step) => /^(?:service|routeAction|urlRedirect|default\w+)$/.test(String(step)));
  const target = end < 0 ? path.slice(0, -1) : path.slice(0, end);
  return (map) => {
    const isRule = target.some((step) => step === "pathRules" || step === "routeRules");
    const other = isRule
      ? { service, routeAction: undefined, urlRedirect: undefined }
      : { defaultService: service, defaultRouteAction: undefined, defaultUrlRedirect: undefined };
    return put(target, { ...(valueAt(map, target) as object), ...other })(map);
  };
}

/** Of a path, all prefixes that end in a slash. */
const prefixesOf = (path: string): string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));

/** The prefixes that can have matched: all of them where a rewrite shows which one it was. */
function prefixesFor(map: UrlMap, path: string, shape: RegExp): string[] {
  const all = Array.from({ length: path.length }, (_, i) => path.slice(0, i + 1)).filter((text) => shape.test(text));
  return rewriteOf(map).prefix ? all : all.slice(0, 1);
}

/** Templates that match a path, and give its parts to the variables of the rewrite in different ways. */
function templatesFor(map: UrlMap, path: string): { readonly pathTemplateMatch: string }[] {
  const { variables } = rewriteOf(map);
  const segments = path.slice(1).split("/");
  if (variables.length === 0) return [{ pathTemplateMatch: "/**" }];
  const last = variables.at(-1) ?? "";
  return segments.flatMap((_, start) => {
    const before = segments.slice(0, start);
    const named = variables.slice(0, -1).map((name) => `{${name}=*}`);
    return ["*", "**"].map((span) => {
      const rest = span === "*" && start + variables.length < segments.length ? ["**"] : [];
      return { pathTemplateMatch: `/${[...before, ...named, `{${last}=${span}}`, ...rest].join("/")}` };
    });
  });
}

/** A template that is longer than the path, with what its rewrite needs. */
const neverTemplate = (map: UrlMap, path: string) =>
  `/${["0".repeat(path.length), ...rewriteOf(map).variables.map((name) => `{${name}}`)].join("/")}`;

/** What the only target of a part of a URL map makes of the path that it matched. */
function rewriteOf({ pathMatchers: [matcher] = [] }: UrlMap): { prefix: boolean; variables: string[] } {
  const [rule] = [...(matcher?.pathRules ?? []), ...(matcher?.routeRules ?? [])];
  const { pathPrefixRewrite, pathTemplateRewrite } = rule?.routeAction?.urlRewrite ?? {};
  return {
    prefix: Boolean(pathPrefixRewrite || rule?.urlRedirect?.prefixRedirect),
    variables: variablesIn(pathTemplateRewrite),
  };
}

const asRead: Completion = (map) => map;

/** Puts a value at a place; a part that is no longer there stays away. */
export function put(path: DocumentPath, value: unknown): Completion {
  return (map) => replaced(map, path, value) as UrlMap;
}

function replaced(owner: unknown, [step, ...rest]: DocumentPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(owner)) return owner.map((item, i) => (i === step ? replaced(item, rest, value) : item));
  if (typeof owner !== "object" || owner === null) return owner;
  return { ...owner, [step]: replaced((owner as Record<string, unknown>)[step], rest, value) };
}

const drop = (path: DocumentPath, position: number): Completion => {
  return (map) =>
    put(
      path,
      (valueAt(map, path) as unknown[]).filter((_, i) => i !== position),
    )(map);
};

const valueAt = (owner: unknown, path: DocumentPath): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], owner);
