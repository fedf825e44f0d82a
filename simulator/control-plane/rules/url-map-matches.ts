import { LARGEST_INT32, LONGEST, MOST_TEMPLATE_OPERATORS, URL_MAP } from "../../../platform/facts";
import type { MatchRule } from "../../../routing/url-map";
import { limitExceeded } from "../api-error";
import { repeated } from "./repeated";
import { each, type Flaw, found, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";
import { hostRulesOf, matchRulesIn, matchRulesOf, pathMatchersOf } from "./url-map-walk";

const REST = SOURCE.rest("regionUrlMaps");
const HOST = /^(?:\*|(?:\*[-.])?[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?(?::\d{1,5})?)$/;
const PATH = /^\/(?:[^*?#]*\/)?(?:\*|[^*?#]*)$/;
const PATH_CONDITIONS = ["prefixMatch", "fullPathMatch", "regexMatch", "pathTemplateMatch"] as const;
const HEADER_CONDITIONS = [
  "exactMatch",
  "prefixMatch",
  "suffixMatch",
  "regexMatch",
  "presentMatch",
  "rangeMatch",
] as const;
const QUERY_CONDITIONS = ["exactMatch", "regexMatch", "presentMatch"] as const;

function notOne<T extends object>(field: string, value: T, names: readonly (keyof T & string)[]): Flaw {
  const given = names.filter((name) => value[name] !== undefined);
  return given.length !== 1 && [field, value, `Exactly one of ${names.join(", ")} must be specified.`];
}

function regexesOf({ regexMatch, headerMatches = [], queryParameterMatches = [] }: MatchRule): string[] {
  return [{ regexMatch }, ...headerMatches, ...queryParameterMatches].flatMap((match) => match.regexMatch ?? []);
}

/** What a request is compared with: hosts, paths, headers, query parameters. */
export const URL_MAP_MATCHES: RuleSet = rulesOf("urlMaps", REST, [
  {
    id: "url-map.host",
    source: SOURCE.urlMaps,
    refuses: "a host that is no host name, or whose `*` is not alone or at the start before `-` or `.`",
    write: each(hostRulesOf, ({ hosts }) => {
      const bad = hosts.find((host) => !HOST.test(host));
      return bad !== undefined && ["hosts", bad, "Invalid host pattern."];
    }),
  },
  {
    id: "url-map.duplicate-host",
    source: SOURCE.urlMaps,
    refuses: "one host in two host rules",
    write: ({ hostRules = [] }) => {
      const twice = repeated(hostRules.flatMap(({ hosts }) => hosts));
      return found("hostRules", twice, "The host occurs in more than one host rule.");
    },
  },
  {
    id: "url-map.path",
    refuses: "a path that does not start with `/`, has `?` or `#`, or a `*` that is not the whole last segment",
    write: each(pathMatchersOf, ({ pathRules = [] }) => {
      const paths = pathRules.flatMap(({ paths }, index) => paths.map((path) => ({ index, path })));
      const bad = paths.find(({ path }) => !PATH.test(path) || path.length > LONGEST.path);
      return bad && [`pathRules[${bad.index}].paths`, bad.path, "Invalid path pattern."];
    }),
  },
  {
    id: "url-map.duplicate-path",
    source: SOURCE.urlMaps,
    refuses: "one path in two path rules of a path matcher",
    write: each(pathMatchersOf, ({ pathRules = [] }) => {
      const twice = repeated(pathRules.flatMap(({ paths }) => paths));
      return twice !== undefined && ["pathRules", twice, "The path occurs in more than one path rule."];
    }),
  },
  {
    id: "url-map.priority",
    refuses: "a priority outside 0 to 2147483647, or twice in one path matcher",
    write: each(pathMatchersOf, ({ routeRules = [] }) => {
      const priorities = routeRules.map(({ priority = 0 }) => priority);
      const bad = priorities.find((priority) => priority < 0 || priority > LARGEST_INT32) ?? repeated(priorities);
      return bad !== undefined && ["routeRules", bad, `Priorities must be unique, from 0 to ${LARGEST_INT32}.`];
    }),
  },
  {
    id: "url-map.match-rules",
    refuses: "a route rule without match rules",
    write: each(pathMatchersOf, ({ routeRules = [] }) => {
      const index = routeRules.findIndex(({ matchRules = [] }) => matchRules.length === 0);
      return index >= 0 && [`routeRules[${index}].matchRules`, "", "At least one match rule must be specified."];
    }),
  },
  {
    id: "url-map.path-condition",
    refuses: "a match rule without exactly one path condition",
    write: each(matchRulesOf, (match) => notOne("", match, PATH_CONDITIONS)),
  },
  {
    id: "url-map.ignore-case",
    refuses: "ignoreCase with a regular expression",
    write: each(
      matchRulesOf,
      ({ ignoreCase, regexMatch }) =>
        ignoreCase && regexMatch !== undefined && ["ignoreCase", true, "Cannot be used with regexMatch."],
    ),
  },
  {
    id: "url-map.predicate",
    refuses: "a header or query condition that does not say exactly one thing",
    write: each(matchRulesOf, ({ headerMatches = [], queryParameterMatches = [] }) =>
      [
        ...headerMatches.map((match) => notOne("headerMatches", match, HEADER_CONDITIONS)),
        ...queryParameterMatches.map((match) => notOne("queryParameterMatches", match, QUERY_CONDITIONS)),
      ].find(Boolean),
    ),
  },
  {
    id: "url-map.regex-length",
    source: SOURCE.quotas,
    refuses: "a regular expression longer than 250 characters",
    write: each(matchRulesOf, (match) => {
      const long = regexesOf(match).find(({ length }) => length > LONGEST.regex);
      return long !== undefined && ["", long, `A regular expression has at most ${LONGEST.regex} characters.`];
    }),
  },
  {
    id: "url-map.regexes",
    source: SOURCE.quotas,
    refuses: "more than 5 regular expressions in a path matcher",
    write: (map) =>
      pathMatchersOf(map).some(
        (matcher) => matchRulesIn(matcher).flatMap(({ value }) => regexesOf(value)).length > URL_MAP.regexesPerMatcher,
      )
        ? limitExceeded("REGEXES_PER_PATH_MATCHER", URL_MAP.regexesPerMatcher)
        : undefined,
  },
  {
    id: "url-map.template",
    refuses: "a path template longer than 255 characters or with more than 5 operators",
    write: each(matchRulesOf, ({ pathTemplateMatch: template = "" }) => {
      const operators = template.match(/\{[^}]*\}|\*\*|\*/g) ?? [];
      const why = `At most ${LONGEST.template} characters and ${MOST_TEMPLATE_OPERATORS} operators are allowed.`;
      const isTooLong = template.length > LONGEST.template || operators.length > MOST_TEMPLATE_OPERATORS;
      return isTooLong && ["pathTemplateMatch", template, why];
    }),
  },
]);
