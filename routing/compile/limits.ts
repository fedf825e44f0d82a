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

const LONGEST_PROJECT = 30;

/** A service's link in the API, as long as it can get where the project is not known. */
export function linkOf({ project = "p".repeat(LONGEST_PROJECT), region, stack }: Model): ServiceLink {
  return (service) =>
    `https://www.googleapis.com/compute/v1/projects/${project}/regions/${region}/backendServices/${stack}-${service}-01234567`;
}

export interface LimitContext {
  readonly scheme: Model["scheme"];
  readonly link: ServiceLink;
  /** Where the host of a path matcher stands in the document. */
  readonly placeOf: (pathMatcher: string) => DocumentPath;
  readonly report: Report;
}

/** How much of a limit is used, and where. */
export interface Use {
  readonly what: string;
  readonly used: number;
  readonly most: number;
  /** The path matcher that uses it, and one of its hosts. */
  readonly matcher?: string;
  readonly host?: string;
  /** The layout fills it, so that to be near it means nothing. */
  readonly isFilled?: true;
}

/** Everything that is limited by number in a URL map. */
export function usesOf(map: UrlMap, scheme: Model["scheme"]): Use[] {
  const { hostRules = [], pathMatchers = [], tests = [] } = map;
  const services = new Set(referencesOf(map));
  return [
    { what: "host rules", used: hostRules.length, most: URL_MAP.hostRules[scheme] },
    { what: "backend services", used: services.size, most: URL_MAP.services },
    ...hostRules.map(({ hosts, pathMatcher }): Use => {
      const where = of(pathMatcher, hosts);
      return { what: "hosts in a host rule", used: hosts.length, most: URL_MAP.hostsPerRule, ...where, isFilled: true };
    }),
    ...pathMatchers.flatMap((matcher): Use[] => {
      const { name, pathRules = [], routeRules = [] } = matcher;
      const where = of(name, hostRules.find(({ pathMatcher }) => pathMatcher === name)?.hosts);
      return [
        { what: "rules", used: pathRules.length + routeRules.length, most: URL_MAP.rulesPerMatcher, ...where },
        { what: "path templates", used: templatesOf(matcher), most: URL_MAP.templatesPerMatcher, ...where },
        { what: "regular expressions", used: regexesOf(matcher), most: URL_MAP.regexesPerMatcher, ...where },
        { what: PREDICATES, used: predicatesOf(matcher), most: URL_MAP.predicatesPerMatcher, ...where },
      ];
    }),
    { what: "tests", used: tests.length, most: URL_MAP.tests, isFilled: true },
  ];
}

const PREDICATES = "predicates (paths, header and query conditions)";

const of = (matcher: string, [host]: readonly string[] = []) => ({ matcher, host });

/** The places of what belongs to no host. */
const PLACES: Readonly<Record<string, DocumentPath>> = {
  "host rules": ["routes"],
  "backend services": ["workloads"],
  tests: ["tests"],
};

/** Counts a URL map against every limit: an error beyond one, a warning near it. */
export function checkLimits(map: UrlMap, { scheme, link, placeOf, report }: LimitContext): void {
  for (const { what, used, most, matcher, host, isFilled } of usesOf(map, scheme)) {
    const path = matcher === undefined ? (PLACES[what] ?? ["routes"]) : placeOf(matcher);
    if (used > most) report("error", path, limitExceeded(what, used, most, host));
    else if (used >= most * NEAR && !isFilled) report("warning", path, limitNear(what, used, most, host));
  }
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
