import { LARGEST_INT32, LONGEST, MOST_TEMPLATE_OPERATORS, URL_MAP } from "../../../platform/facts";
import type { MatchRule } from "../../../routing/url-map";
import { invalidValue, limitExceeded } from "../api-error";
import { repeated } from "./repeated";
import { type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";
import { matchRulesIn, matchRulesOf, pathMatchersOf } from "./url-map-walk";

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

function given<T extends object>(value: T, names: readonly (keyof T)[]): number {
  return names.filter((name) => value[name] !== undefined).length;
}

function regexesOf({ regexMatch, headerMatches = [], queryParameterMatches = [] }: MatchRule): string[] {
  return [{ regexMatch }, ...headerMatches, ...queryParameterMatches].flatMap((match) => match.regexMatch ?? []);
}

/** What a request is compared with: hosts, paths, headers, query parameters. */
export const URL_MAP_MATCHES: RuleSet = rulesOf("urlMaps", [
  {
    id: "url-map.host",
    source: SOURCE.urlMaps,
    refuses: "a host that is no host name, or whose `*` is not alone or at the start before `-` or `.`",
    write: ({ hostRules = [] }) => {
      const hosts = hostRules.flatMap(({ hosts }, index) =>
        hosts.map((host) => ({ at: `hostRules[${index}].hosts`, host })),
      );
      const bad = hosts.find(({ host }) => !HOST.test(host));
      return bad && invalidValue(bad.at, bad.host, "Invalid host pattern.");
    },
  },
  {
    id: "url-map.duplicate-host",
    source: SOURCE.urlMaps,
    refuses: "one host in two host rules",
    write: ({ hostRules = [] }) => {
      const twice = repeated(hostRules.flatMap(({ hosts }) => hosts));
      return twice === undefined
        ? undefined
        : invalidValue("hostRules", twice, "The host occurs in more than one host rule.");
    },
  },
  {
    id: "url-map.path",
    source: REST,
    refuses: "a path that does not start with `/`, has `?` or `#`, or a `*` that is not the whole last segment",
    write: (map) => {
      const paths = pathMatchersOf(map).flatMap(({ at, value: { pathRules = [] } }) =>
        pathRules.flatMap(({ paths }, index) => paths.map((path) => ({ at: `${at}.pathRules[${index}].paths`, path }))),
      );
      const bad = paths.find(({ path }) => !PATH.test(path) || path.length > LONGEST.path);
      return bad && invalidValue(bad.at, bad.path, "Invalid path pattern.");
    },
  },
  {
    id: "url-map.duplicate-path",
    source: SOURCE.urlMaps,
    refuses: "one path in two path rules of a path matcher",
    write: (map) => {
      for (const { at, value } of pathMatchersOf(map)) {
        const twice = repeated((value.pathRules ?? []).flatMap(({ paths }) => paths));
        if (twice !== undefined)
          return invalidValue(`${at}.pathRules`, twice, "The path occurs in more than one path rule.");
      }
      return undefined;
    },
  },
  {
    id: "url-map.priority",
    source: REST,
    refuses: "a priority outside 0 to 2147483647, or twice in one path matcher",
    write: (map) => {
      for (const { at, value } of pathMatchersOf(map)) {
        const priorities = (value.routeRules ?? []).map(({ priority = 0 }) => priority);
        const bad = priorities.find((priority) => priority < 0 || priority > LARGEST_INT32) ?? repeated(priorities);
        if (bad !== undefined)
          return invalidValue(`${at}.routeRules`, bad, `Priorities must be unique, from 0 to ${LARGEST_INT32}.`);
      }
      return undefined;
    },
  },
  {
    id: "url-map.match-rules",
    source: REST,
    refuses: "a route rule without match rules",
    write: (map) => {
      for (const { at, value } of pathMatchersOf(map)) {
        const index = (value.routeRules ?? []).findIndex(({ matchRules = [] }) => matchRules.length === 0);
        if (index >= 0)
          return invalidValue(
            `${at}.routeRules[${index}].matchRules`,
            "",
            "At least one match rule must be specified.",
          );
      }
      return undefined;
    },
  },
  {
    id: "url-map.path-condition",
    source: REST,
    refuses: "a match rule without exactly one path condition",
    write: (map) => {
      const bad = matchRulesOf(map).find(({ value }) => given(value, PATH_CONDITIONS) !== 1);
      return bad && invalidValue(bad.at, bad.value, `Exactly one of ${PATH_CONDITIONS.join(", ")} must be specified.`);
    },
  },
  {
    id: "url-map.ignore-case",
    source: REST,
    refuses: "ignoreCase with a regular expression",
    write: (map) => {
      const bad = matchRulesOf(map).find(({ value }) => value.ignoreCase && value.regexMatch !== undefined);
      return bad && invalidValue(`${bad.at}.ignoreCase`, true, "Cannot be used with regexMatch.");
    },
  },
  {
    id: "url-map.predicate",
    source: REST,
    refuses: "a header or query condition that does not say exactly one thing",
    write: (map) => {
      for (const { at, value } of matchRulesOf(map)) {
        const header = value.headerMatches?.find((match) => given(match, HEADER_CONDITIONS) !== 1);
        if (header)
          return invalidValue(
            `${at}.headerMatches`,
            header,
            `Exactly one of ${HEADER_CONDITIONS.join(", ")} must be specified.`,
          );
        const query = value.queryParameterMatches?.find((match) => given(match, QUERY_CONDITIONS) !== 1);
        if (query)
          return invalidValue(
            `${at}.queryParameterMatches`,
            query,
            `Exactly one of ${QUERY_CONDITIONS.join(", ")} must be specified.`,
          );
      }
      return undefined;
    },
  },
  {
    id: "url-map.regex-length",
    source: SOURCE.quotas,
    refuses: "a regular expression longer than 250 characters",
    write: (map) => {
      const long = matchRulesOf(map)
        .flatMap(({ at, value }) => regexesOf(value).map((regex) => ({ at, regex })))
        .find(({ regex }) => regex.length > LONGEST.regex);
      return long && invalidValue(long.at, long.regex, `A regular expression has at most ${LONGEST.regex} characters.`);
    },
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
    source: REST,
    refuses: "a path template longer than 255 characters or with more than 5 operators",
    write: (map) => {
      const bad = matchRulesOf(map).find(({ value: { pathTemplateMatch: template = "" } }) => {
        const operators = template.match(/\{[^}]*\}|\*\*|\*/g) ?? [];
        return template.length > LONGEST.template || operators.length > MOST_TEMPLATE_OPERATORS;
      });
      const why = `At most ${LONGEST.template} characters and ${MOST_TEMPLATE_OPERATORS} operators are allowed.`;
      return bad && invalidValue(`${bad.at}.pathTemplateMatch`, bad.value.pathTemplateMatch, why);
    },
  },
]);
