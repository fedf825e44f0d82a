import { REDIRECT_STATUS } from "../platform/facts";
import { block, blocks, flag, link, number, type ObjectOf, oneOf, orEmpty, required, text, texts } from "./fields";

/*
 * A regional URL map as plain data, in the Compute API's own shape and words: the fields that readers know, and the types of
 * what they read, from the smallest part to the whole.
 *
 * Every tool of `routing/` takes and gives this shape, whoever wrote the URL map. A service is an opaque string: a self
 * link, a Terraform reference or a workload's id.
 */

/** `seconds` is a string in the API, because it is an int64. */
export interface Duration extends ObjectOf<typeof duration> {}
const duration = { seconds: required(text), nanos: number };

/** `replace` overwrites a header of that name; otherwise the value is appended. */
export interface HeaderOption extends ObjectOf<typeof headerOption> {}
const headerOption = { headerName: required(text), headerValue: required(text), replace: flag };

export interface HeaderAction extends ObjectOf<typeof headerAction> {}
const headerAction = {
  requestHeadersToRemove: texts,
  requestHeadersToAdd: blocks(headerOption),
  responseHeadersToRemove: texts,
  responseHeadersToAdd: blocks(headerOption),
};

export interface WeightedBackendService extends ObjectOf<typeof weightedBackendService> {}
const weightedBackendService = {
  backendService: required(link),
  weight: required(number),
  headerAction: block(headerAction),
};

export interface UrlRewrite extends ObjectOf<typeof urlRewrite> {}
const urlRewrite = { hostRewrite: text, pathPrefixRewrite: text, pathTemplateRewrite: text };

export interface RetryPolicy extends ObjectOf<typeof retryPolicy> {}
const retryPolicy = { numRetries: number, perTryTimeout: block(duration), retryConditions: texts };

export interface CorsPolicy extends ObjectOf<typeof corsPolicy> {}
const corsPolicy = {
  allowOrigins: texts,
  allowOriginRegexes: texts,
  allowMethods: texts,
  allowHeaders: texts,
  exposeHeaders: texts,
  maxAge: number,
  allowCredentials: flag,
  disabled: flag,
};

/** Percentages run from 0 to 100. */
export interface FaultInjectionPolicy extends ObjectOf<typeof faultInjectionPolicy> {}
const faultInjectionPolicy = {
  delay: block({ fixedDelay: required(block(duration)), percentage: required(number) }),
  abort: block({ httpStatus: required(number), percentage: required(number) }),
};

export interface RouteAction extends ObjectOf<typeof routeAction> {}
const routeAction = {
  weightedBackendServices: blocks(weightedBackendService),
  urlRewrite: block(urlRewrite),
  timeout: block(duration),
  retryPolicy: block(retryPolicy),
  requestMirrorPolicy: block({ backendService: required(link), mirrorPercent: number }),
  corsPolicy: block(corsPolicy),
  faultInjectionPolicy: block(faultInjectionPolicy),
};

export type RedirectCode = keyof typeof REDIRECT_STATUS;
export interface UrlRedirect extends ObjectOf<typeof urlRedirect> {}
const urlRedirect = {
  hostRedirect: text,
  pathRedirect: text,
  prefixRedirect: text,
  redirectResponseCode: oneOf(Object.keys(REDIRECT_STATUS) as RedirectCode[]),
  httpsRedirect: flag,
  stripQuery: flag,
};

/** Where a request goes once it has matched: exactly one of `service`, `urlRedirect`, `routeAction.weightedBackendServices`. */
export interface Target extends ObjectOf<typeof target> {}
const target = { service: link, routeAction: block(routeAction), urlRedirect: block(urlRedirect) };

/** Longest path wins; the order in the list means nothing. */
export interface PathRule extends ObjectOf<typeof pathRule> {}
const pathRule = { paths: required(texts), ...target };

export interface HeaderMatch extends ObjectOf<typeof headerMatch> {}
const headerMatch = {
  headerName: required(text),
  exactMatch: text,
  prefixMatch: text,
  suffixMatch: text,
  regexMatch: text,
  presentMatch: flag,
  /** Half open: `rangeStart` belongs to the range, `rangeEnd` does not. */
  rangeMatch: block({ rangeStart: required(number), rangeEnd: required(number) }),
  invertMatch: flag,
};

export interface QueryParameterMatch extends ObjectOf<typeof queryParameterMatch> {}
const queryParameterMatch = { name: required(text), exactMatch: text, regexMatch: text, presentMatch: flag };

/** Exactly one path condition; every header and query condition must hold too. */
export interface MatchRule extends ObjectOf<typeof matchRule> {}
const matchRule = {
  prefixMatch: text,
  fullPathMatch: text,
  regexMatch: text,
  pathTemplateMatch: text,
  ignoreCase: flag,
  headerMatches: blocks(headerMatch),
  queryParameterMatches: blocks(queryParameterMatch),
};

/** Lowest priority wins. */
export interface RouteRule extends ObjectOf<typeof routeRule> {}
const routeRule = {
  priority: required(number),
  description: text,
  matchRules: required(blocks(matchRule)),
  headerAction: block(headerAction),
  ...target,
};

const defaults = {
  defaultService: link,
  defaultRouteAction: block(routeAction),
  defaultUrlRedirect: block(urlRedirect),
  headerAction: block(headerAction),
};

/** Holds `pathRules` or `routeRules`, never both. */
export interface PathMatcher extends ObjectOf<typeof pathMatcher> {}
const pathMatcher = {
  name: required(text),
  description: text,
  ...defaults,
  pathRules: blocks(pathRule),
  routeRules: blocks(routeRule),
};

export interface HostRule extends ObjectOf<typeof hostRule> {}
const hostRule = { description: text, hosts: required(texts), pathMatcher: required(text) };

/** A request, and what it must come to. @see https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps */
export interface UrlMapTest extends ObjectOf<typeof urlMapTest> {}
const urlMapTest = {
  description: text,
  host: orEmpty,
  /** With its query. */
  path: orEmpty,
  headers: blocks({ name: orEmpty, value: orEmpty }),
  service: link,
  /** Where a redirect leads, or the URL that the backend sees. */
  expectedOutputUrl: text,
  expectedRedirectResponseCode: number,
};

/** @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps */
export interface UrlMap extends ObjectOf<typeof urlMapFields> {}
export const urlMapFields = {
  name: text,
  region: text,
  description: text,
  ...defaults,
  hostRules: blocks(hostRule),
  pathMatchers: blocks(pathMatcher),
  tests: blocks(urlMapTest),
};
