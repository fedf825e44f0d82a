import type { REDIRECT_STATUS } from "../platform/facts";

/**
 * A regional URL map as plain data, in the Compute API's own shape and words.
 *
 * Every tool of `routing/` takes and gives this shape, whoever wrote the URL map. A service is an opaque string: a self
 * link, a Terraform reference or a workload's id.
 *
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export interface UrlMap {
  readonly name?: string;
  readonly region?: string;
  readonly description?: string;
  readonly defaultService?: string;
  readonly defaultRouteAction?: RouteAction;
  readonly defaultUrlRedirect?: UrlRedirect;
  readonly headerAction?: HeaderAction;
  readonly hostRules?: readonly HostRule[];
  readonly pathMatchers?: readonly PathMatcher[];
  readonly tests?: readonly UrlMapTest[];
}

export interface HostRule {
  readonly description?: string;
  readonly hosts: readonly string[];
  readonly pathMatcher: string;
}

/** Holds `pathRules` or `routeRules`, never both. */
export interface PathMatcher {
  readonly name: string;
  readonly description?: string;
  readonly defaultService?: string;
  readonly defaultRouteAction?: RouteAction;
  readonly defaultUrlRedirect?: UrlRedirect;
  readonly headerAction?: HeaderAction;
  readonly pathRules?: readonly PathRule[];
  readonly routeRules?: readonly RouteRule[];
}

/** Where a request goes once it has matched: exactly one of `service`, `urlRedirect`, `routeAction.weightedBackendServices`. */
export interface Target {
  readonly service?: string;
  readonly routeAction?: RouteAction;
  readonly urlRedirect?: UrlRedirect;
}

/** Longest path wins; the order in the list means nothing. */
export interface PathRule extends Target {
  readonly paths: readonly string[];
}

/** Lowest priority wins. */
export interface RouteRule extends Target {
  readonly priority: number;
  readonly description?: string;
  readonly matchRules: readonly MatchRule[];
  readonly headerAction?: HeaderAction;
}

/** Exactly one path condition; every header and query condition must hold too. */
export interface MatchRule {
  readonly prefixMatch?: string;
  readonly fullPathMatch?: string;
  readonly regexMatch?: string;
  readonly pathTemplateMatch?: string;
  readonly ignoreCase?: boolean;
  readonly headerMatches?: readonly HeaderMatch[];
  readonly queryParameterMatches?: readonly QueryParameterMatch[];
}

export interface HeaderMatch {
  readonly headerName: string;
  readonly exactMatch?: string;
  readonly prefixMatch?: string;
  readonly suffixMatch?: string;
  readonly regexMatch?: string;
  readonly presentMatch?: boolean;
  /** Half open: `rangeStart` belongs to the range, `rangeEnd` does not. */
  readonly rangeMatch?: { readonly rangeStart: number; readonly rangeEnd: number };
  readonly invertMatch?: boolean;
}

export interface QueryParameterMatch {
  readonly name: string;
  readonly exactMatch?: string;
  readonly regexMatch?: string;
  readonly presentMatch?: boolean;
}

export interface RouteAction {
  readonly weightedBackendServices?: readonly WeightedBackendService[];
  readonly urlRewrite?: UrlRewrite;
  readonly timeout?: Duration;
  readonly retryPolicy?: RetryPolicy;
  readonly requestMirrorPolicy?: { readonly backendService: string; readonly mirrorPercent?: number };
  readonly corsPolicy?: CorsPolicy;
  readonly faultInjectionPolicy?: FaultInjectionPolicy;
}

export interface WeightedBackendService {
  readonly backendService: string;
  readonly weight: number;
  readonly headerAction?: HeaderAction;
}

export interface UrlRewrite {
  readonly hostRewrite?: string;
  readonly pathPrefixRewrite?: string;
  readonly pathTemplateRewrite?: string;
}

/** `seconds` is a string in the API, because it is an int64. */
export interface Duration {
  readonly seconds: string;
  readonly nanos?: number;
}

export interface RetryPolicy {
  readonly numRetries?: number;
  readonly perTryTimeout?: Duration;
  readonly retryConditions?: readonly string[];
}

export interface CorsPolicy {
  readonly allowOrigins?: readonly string[];
  readonly allowOriginRegexes?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: number;
  readonly allowCredentials?: boolean;
  readonly disabled?: boolean;
}

/** Percentages run from 0 to 100. */
export interface FaultInjectionPolicy {
  readonly delay?: { readonly fixedDelay: Duration; readonly percentage: number };
  readonly abort?: { readonly httpStatus: number; readonly percentage: number };
}

export interface HeaderAction {
  readonly requestHeadersToRemove?: readonly string[];
  readonly requestHeadersToAdd?: readonly HeaderOption[];
  readonly responseHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderOption[];
}

/** `replace` overwrites a header of that name; otherwise the value is appended. */
export interface HeaderOption {
  readonly headerName: string;
  readonly headerValue: string;
  readonly replace?: boolean;
}

export type RedirectCode = keyof typeof REDIRECT_STATUS;

export interface UrlRedirect {
  readonly hostRedirect?: string;
  readonly pathRedirect?: string;
  readonly prefixRedirect?: string;
  readonly redirectResponseCode?: RedirectCode;
  readonly httpsRedirect?: boolean;
  readonly stripQuery?: boolean;
}

/** A request, and what it must come to. @see https://cloud.google.com/compute/docs/reference/rest/v1/urlMaps */
export interface UrlMapTest {
  readonly description?: string;
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly service?: string;
  /** Where a redirect leads, or the URL that the backend sees. */
  readonly expectedOutputUrl?: string;
  readonly expectedRedirectResponseCode?: number;
}
