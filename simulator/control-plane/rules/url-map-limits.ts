import { reasonOf } from "../../../config/reason";
import { URL_MAP } from "../../../platform/facts";
import { type CompiledUrlMap, compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { parseRequest } from "../../../routing/evaluate/request";
import type { PathMatcher, UrlMapTest } from "../../../routing/url-map";
import { invalidValue, limitExceeded } from "../api-error";
import { relativePath } from "../resource-path";
import type { StoredUrlMap } from "../resources";
import type { View } from "../state";
import { servicesOf } from "../url-map-links";
import { type Row, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";
import { matchRulesIn, pathMatchersOf, rulesIn } from "./url-map-walk";

function isInternal(map: StoredUrlMap, state: View): boolean {
  return servicesOf(map, state).some(({ loadBalancingScheme }) => loadBalancingScheme === "INTERNAL_MANAGED");
}

interface Quota extends Pick<Row<StoredUrlMap>, "id" | "refuses" | "source"> {
  readonly metric: string;
  /** For external and internal Application Load Balancers, or both. */
  readonly limit: number | typeof URL_MAP.hostRules;
  /** What is counted; the largest of several counts matters. */
  readonly count: (map: StoredUrlMap, state: View) => number;
}

const largest = (counts: readonly number[]) => Math.max(0, ...counts);
const perMatcher = (count: (matcher: PathMatcher) => number) => (map: StoredUrlMap) =>
  largest(pathMatchersOf(map).map(({ value }) => count(value)));

/** Each path of a path rule counts; of a match rule its path condition, each header and each query condition. */
function predicates(matcher: PathMatcher): number {
  const paths = (matcher.pathRules ?? []).reduce((sum, { paths }) => sum + paths.length, 0);
  const matches = matchRulesIn({ at: "", value: matcher }).reduce(
    (sum, { value }) => sum + 1 + (value.headerMatches ?? []).length + (value.queryParameterMatches ?? []).length,
    0,
  );
  return paths + matches;
}

const QUOTAS: readonly Quota[] = [
  {
    id: "url-map.host-rules",
    metric: "HOST_RULES_PER_URL_MAP",
    limit: URL_MAP.hostRules,
    refuses: `more than ${URL_MAP.hostRules.EXTERNAL_MANAGED} host rules (internal: ${URL_MAP.hostRules.INTERNAL_MANAGED})`,
    count: ({ hostRules = [] }) => hostRules.length,
  },
  {
    id: "url-map.hosts",
    metric: "HOSTS_PER_HOST_RULE",
    limit: URL_MAP.hostsPerRule,
    refuses: "more than 1000 hosts in a host rule",
    count: ({ hostRules = [] }) => largest(hostRules.map(({ hosts }) => hosts.length)),
  },
  {
    id: "url-map.rules",
    metric: "RULES_PER_PATH_MATCHER",
    limit: URL_MAP.rulesPerMatcher,
    refuses: "more than 1000 rules in a path matcher",
    count: perMatcher((value) => rulesIn({ at: "", value }).length),
  },
  {
    id: "url-map.predicates",
    metric: "PREDICATES_PER_PATH_MATCHER",
    limit: URL_MAP.predicatesPerMatcher,
    refuses: "more than 1000 predicates in a path matcher",
    count: perMatcher(predicates),
  },
  {
    id: "url-map.templates",
    metric: "PATH_TEMPLATES_PER_PATH_MATCHER",
    limit: URL_MAP.templatesPerMatcher,
    refuses: "more than 100 path templates in a path matcher",
    count: perMatcher(
      (matcher) =>
        matchRulesIn({ at: "", value: matcher }).filter(({ value }) => value.pathTemplateMatch !== undefined).length,
    ),
  },
  {
    id: "url-map.services",
    metric: "BACKEND_SERVICES_PER_URL_MAP",
    limit: URL_MAP.services,
    refuses: "more than 2500 backend services",
    count: (map, state) => servicesOf(map, state).length,
  },
  {
    id: "url-map.size",
    metric: "URL_MAP_SIZE_BYTES",
    limit: URL_MAP.bytes,
    refuses: "a URL map larger than 1 MB",
    source: SOURCE.urlMapSize,
    count: (map) => Buffer.byteLength(JSON.stringify(map)),
  },
  {
    id: "url-map.test-count",
    metric: "TESTS_PER_URL_MAP",
    limit: URL_MAP.tests,
    refuses: "more than 100 tests",
    count: ({ tests = [] }) => tests.length,
  },
];

const quotaRule = ({ metric, limit, count, ...row }: Quota): Row<StoredUrlMap> => ({
  ...row,
  write: (map, { state }) => {
    const scheme = isInternal(map, state) ? "INTERNAL_MANAGED" : "EXTERNAL_MANAGED";
    const most = typeof limit === "number" ? limit : limit[scheme];
    return count(map, state) > most ? limitExceeded(metric, most) : undefined;
  },
});

/** The one service that a test's request goes to; undefined when it goes nowhere, or to several. */
function serviceOf(map: CompiledUrlMap, { host, path }: UrlMapTest): string | undefined {
  const decision = decide(map, { ...parseRequest("GET", `http://test${path}`), host });
  const [destination, ...others] = decision.kind === "forward" ? decision.destinations : [];
  return others.length === 0 ? destination?.service : undefined;
}

export const URL_MAP_LIMITS: RuleSet = rulesOf("urlMaps", SOURCE.quotas, [
  ...QUOTAS.map(quotaRule),
  {
    id: "url-map.meaning",
    source: SOURCE.regexes,
    refuses: "a regular expression that RE2 does not accept, or a path template outside the grammar",
    write: (map) => {
      try {
        compileUrlMap(map);
        return undefined;
      } catch (error) {
        return invalidValue("pathMatchers", map.name, reasonOf(error));
      }
    },
  },
  {
    id: "url-map.tests-internal",
    refuses: "tests on the URL map of an internal load balancer",
    write: (map, { state }) =>
      (map.tests ?? []).length > 0 && isInternal(map, state)
        ? invalidValue("tests", map.tests?.length, "Tests are not supported for INTERNAL_MANAGED.")
        : undefined,
  },
  {
    id: "url-map.test",
    source: SOURCE.rest("regionUrlMaps/validate"),
    refuses: "a URL map that fails one of its own tests",
    write: (map) => {
      const compiled = compileUrlMap(map);
      for (const [index, test] of (map.tests ?? []).entries()) {
        const actual = serviceOf(compiled, test);
        if (test.service !== undefined && actual !== test.service)
          return invalidValue(
            `tests[${index}]`,
            `${test.host}${test.path}`,
            `Test failure: Expected URL mapping to '${relativePath(test.service)}', but actual mapping is to '${relativePath(actual ?? "")}'.`,
          );
      }
      return undefined;
    },
  },
]);
