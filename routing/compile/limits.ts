import type { DocumentPath } from "../../config/finding";
import type { Model } from "../../config/model/model";
import { LARGE_URL_MAP, URL_MAP } from "../../platform/facts";
import { referencesOf } from "../targets";
import type { PathMatcher, UrlMap } from "../url-map";
import type { Report } from "./collect-findings";
import { limitExceeded, limitNear, urlMapLarge, urlMapTooLarge } from "./findings";

const KILOBYTE = 1024;

/** A limit is near when this share of it is used. */
const NEAR = 0.8;

/** The link that stands for a service in the API's JSON. */
export type ServiceLink = (service: string) => string;

export interface LimitContext {
  readonly scheme: Model["scheme"];
  readonly link: ServiceLink;
  /** Where the host of a path matcher stands in the document. */
  readonly placeOf: (pathMatcher: string) => DocumentPath;
  readonly report: Report;
}

/** Counts a URL map against every limit: an error beyond one, a warning near it. */
export function checkLimits(map: UrlMap, { scheme, link, placeOf, report }: LimitContext): void {
  const { hostRules = [], pathMatchers = [], tests = [] } = map;
  const refuse = (what: string, where: string | undefined, count: number, most: number, path: DocumentPath) => {
    if (count > most) report("error", path, limitExceeded(what, count, most, where));
  };
  const check: typeof refuse = (what, where, count, most, path) => {
    refuse(what, where, count, most, path);
    if (count <= most && count >= most * NEAR) report("warning", path, limitNear(what, count, most, where));
  };
  check("host rules", undefined, hostRules.length, URL_MAP.hostRules[scheme], ["routes"]);
  const services = new Set(referencesOf(map));
  check("backend services", undefined, services.size, URL_MAP.services, ["workloads"]);
  // The layout fills host rules, and tests, up to their limits; to be near these means nothing.
  for (const { hosts, pathMatcher } of hostRules)
    refuse("hosts in a host rule", hosts[0], hosts.length, URL_MAP.hostsPerRule, placeOf(pathMatcher));
  refuse("tests", undefined, tests.length, URL_MAP.tests, ["tests"]);
  for (const matcher of pathMatchers) {
    const host = hostRules.find(({ pathMatcher }) => pathMatcher === matcher.name)?.hosts[0];
    const { pathRules = [], routeRules = [] } = matcher;
    const counts = [
      ["rules", pathRules.length + routeRules.length, URL_MAP.rulesPerMatcher],
      ["path templates", templatesOf(matcher), URL_MAP.templatesPerMatcher],
      ["regular expressions", regexesOf(matcher), URL_MAP.regexesPerMatcher],
      ["predicates (paths, header and query conditions)", predicatesOf(matcher), URL_MAP.predicatesPerMatcher],
    ] as const;
    for (const [what, count, most] of counts) check(what, host, count, most, placeOf(matcher.name));
  }
  // Generated tests stop at their limit, so that nearing it means nothing.
  if (tests.length > URL_MAP.tests)
    report("error", ["tests"], limitExceeded("tests", tests.length, URL_MAP.tests, undefined));
  const bytes = bytesOf(map, link);
  if (bytes > URL_MAP.bytes) report("error", ["routes"], urlMapTooLarge(bytes / KILOBYTE, URL_MAP.bytes / KILOBYTE));
  else if (bytes > LARGE_URL_MAP[scheme])
    report(
      "warning",
      ["routes"],
      urlMapLarge(bytes / KILOBYTE, LARGE_URL_MAP[scheme] / KILOBYTE, URL_MAP.bytes / KILOBYTE),
    );
}

/** Each path of a path rule counts; of a match rule its path condition, each header and each query condition. */
export function predicatesOf({ pathRules = [], routeRules = [] }: PathMatcher): number {
  const paths = pathRules.reduce((sum, { paths }) => sum + paths.length, 0);
  const matchRules = routeRules.flatMap((rule) => rule.matchRules);
  return matchRules.reduce(
    (sum, { headerMatches = [], queryParameterMatches = [] }) =>
      sum + 1 + headerMatches.length + queryParameterMatches.length,
    paths,
  );
}

/** The size of the API's JSON, where services are whole links. */
export function bytesOf(map: UrlMap, link: ServiceLink): number {
  const longer = referencesOf(map).reduce((sum, service) => sum + link(service).length - service.length, 0);
  return Buffer.byteLength(JSON.stringify(map)) + longer;
}

function templatesOf(matcher: PathMatcher): number {
  return matchRulesOf(matcher).filter(({ pathTemplateMatch }) => pathTemplateMatch !== undefined).length;
}

function regexesOf(matcher: PathMatcher): number {
  const conditions = matchRulesOf(matcher).flatMap((match) => [
    match,
    ...(match.headerMatches ?? []),
    ...(match.queryParameterMatches ?? []),
  ]);
  return conditions.filter(({ regexMatch }) => regexMatch !== undefined).length;
}

const matchRulesOf = ({ routeRules = [] }: PathMatcher) => routeRules.flatMap(({ matchRules }) => matchRules);
