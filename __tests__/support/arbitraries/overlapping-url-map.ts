import fc from "fast-check";
import type { Request } from "../../../routing/evaluate/decision";
import type {
  HeaderMatch,
  MatchRule,
  PathMatcher,
  PathRule,
  QueryParameterMatch,
  UrlMap,
} from "../../../routing/url-map";

/** Small alphabets, so that patterns overlap and requests meet them. */
const HOSTS = ["a.x", "b.a.x", "c-a.x", "a.x:8080", "*.x", "*.a.x", "*-a.x", "*.a.x:8080", "*"];
const service = fc.constantFrom("s1", "s2", "s3", "s4", "s5", "s6");

const segments = (segment: fc.Arbitrary<string>, maxLength = 4) =>
  fc.array(segment, { maxLength }).map((parts) => parts.map((part) => `/${part}`).join("") || "/");

const segment = fc.constantFrom("a", "b", "ab", "A", "");
const path = segments(segment, 5);

const pathPattern = fc.oneof(
  path,
  path.map((base) => `${base.replace(/\/$/, "")}/*`),
);

/** Conditions on the path; regular expressions keep to what JavaScript and RE2 read alike. */
const pathMatch: fc.Arbitrary<MatchRule> = fc.oneof(
  fc.record({ prefixMatch: path, ignoreCase: fc.boolean() }),
  fc.record({ fullPathMatch: path, ignoreCase: fc.boolean() }),
  fc.record({ regexMatch: fc.constantFrom("/a.*", "/[ab]+(/.*)?", "(/a)*", ".*b", "/(a|ab)/a") }),
  fc.record({ pathTemplateMatch: fc.constantFrom("/*", "/{x}/{y}", "/a/**", "/**", "/a/{x}/b", "/{x=**}b", "/a/") }),
);

const value = fc.constantFrom("a", "b", "ab", "1", "5", "-2", "x", "");
const word = fc.constantFrom("a", "b", "ab", "1", "5");

const headerMatch: fc.Arbitrary<HeaderMatch> = fc
  .tuple(
    fc.constantFrom("x-a", "X-B", ":method", ":authority"),
    fc.boolean(),
    fc.oneof(
      fc.record({ exactMatch: word }),
      fc.record({ prefixMatch: word }),
      fc.record({ suffixMatch: word }),
      fc.record({ regexMatch: fc.constantFrom("a", "a.*", "[0-9]+", "(GET|POST)") }),
      fc.constant({ presentMatch: true }),
      fc.constant({ rangeMatch: { rangeStart: -3, rangeEnd: 5 } }),
    ),
  )
  .map(([headerName, invertMatch, predicate]) => ({ headerName, invertMatch, ...predicate }));

const queryMatch: fc.Arbitrary<QueryParameterMatch> = fc
  .tuple(
    fc.constantFrom("p", "q"),
    fc.oneof(
      fc.record({ exactMatch: word }),
      fc.record({ regexMatch: fc.constantFrom("a.*", "[0-9]+") }),
      fc.constant({ presentMatch: true }),
    ),
  )
  .map(([name, predicate]) => ({ name, ...predicate }));

/** Half of them on the path alone. */
const matchRule: fc.Arbitrary<MatchRule> = fc
  .tuple(
    pathMatch,
    fc.oneof(fc.constant([]), fc.array(headerMatch, { maxLength: 2 })),
    fc.oneof(fc.constant([]), fc.array(queryMatch, { maxLength: 1 })),
  )
  .map(([match, headerMatches, queryParameterMatches]) => ({ ...match, headerMatches, queryParameterMatches }));

/** Up to six path rules, no path of which occurs twice. */
export const pathRules: fc.Arbitrary<PathRule[]> = fc
  .uniqueArray(fc.tuple(pathPattern, service), { selector: ([pattern]) => pattern, maxLength: 24 })
  .map((pairs) =>
    [...new Set(pairs.map(([, name]) => name))].map((name) => ({
      service: name,
      paths: pairs.filter(([, owner]) => owner === name).map(([pattern]) => pattern),
    })),
  );

const routeRules = fc.uniqueArray(
  fc.record({
    priority: fc.nat({ max: 1_000 }),
    matchRules: fc.array(matchRule, { minLength: 1, maxLength: 3 }),
    service,
  }),
  { selector: ({ priority }) => priority, maxLength: 24 },
);

const matcherRules = fc.oneof(
  pathRules.map((rules) => ({ pathRules: rules })),
  routeRules.map((rules) => ({ routeRules: rules })),
);

/** Every host has a path matcher of its own, except that the last two share one. */
export const overlappingUrlMap: fc.Arbitrary<UrlMap> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 6 }),
    fc.array(fc.tuple(matcherRules, service), { minLength: 6, maxLength: 6 }),
  )
  .map(([hosts, matchers]) => ({
    defaultService: "default",
    hostRules: hosts.map((host, i) => ({ hosts: [host], pathMatcher: `m${Math.min(i, 4)}` })),
    pathMatchers: matchers.map(
      ([rules, defaultService], i): PathMatcher => ({ name: `m${i}`, defaultService, ...rules }),
    ),
  }));

export const request: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom("GET", "POST"),
  scheme: fc.constantFrom("http" as const, "https" as const),
  host: fc.constantFrom("a.x", "A.X", "b.a.x", "c-a.x", "d.c.a.x", "b.x", "a.x:8080", "b.a.x:8080", ".x", "elsewhere"),
  path,
  query: fc.option(
    fc
      .array(fc.tuple(fc.constantFrom("p", "q", "r"), value), { maxLength: 3 })
      .map((pairs) => pairs.map(([name, text]) => (text === "x" ? name : `${name}=${text}`)).join("&")),
    { nil: undefined },
  ),
  headers: fc.dictionary(fc.constantFrom("x-a", "x-b"), value, { maxKeys: 2 }),
});
