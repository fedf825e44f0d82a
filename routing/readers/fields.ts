import { REDIRECT_STATUS } from "../../platform/facts";
import type {
  CorsPolicy,
  Duration,
  FaultInjectionPolicy,
  HeaderAction,
  HeaderMatch,
  HeaderOption,
  HostRule,
  MatchRule,
  PathMatcher,
  PathRule,
  QueryParameterMatch,
  RetryPolicy,
  RouteAction,
  RouteRule,
  UrlMap,
  UrlMapTest,
  UrlRedirect,
  UrlRewrite,
  WeightedBackendService,
} from "../url-map";

/**
 * What a field of a URL map holds. `link` names another resource, `texts` is a list of strings, `block` an object and
 * `blocks` a list of objects. A text that is not `oneOf` some is not understood.
 */
export type Field = (
  | { readonly kind: "text"; readonly oneOf?: readonly string[]; readonly orEmpty?: true }
  | { readonly kind: "number" | "flag" | "link" | "texts" }
  | { readonly kind: "block" | "blocks"; readonly fields: Fields }
) & { readonly required?: true };

export interface Fields {
  readonly [name: string]: Field;
}

/** The table of a type: TypeScript refuses one that lacks a field, or takes it for something else. */
export type FieldsOf<T> = {
  readonly [Name in keyof T]-?: undefined extends T[Name]
    ? FieldOf<NonNullable<T[Name]>>
    : FieldOf<T[Name]> & { readonly required: true };
};

type FieldOf<V> = [V] extends [string]
  ? { readonly kind: "text" | "link"; readonly oneOf?: readonly string[] }
  : [V] extends [number]
    ? { readonly kind: "number" }
    : [V] extends [boolean]
      ? { readonly kind: "flag" }
      : [V] extends [readonly string[]]
        ? { readonly kind: "texts" }
        : [V] extends [readonly (infer Item)[]]
          ? { readonly kind: "blocks"; readonly fields: FieldsOf<Item> }
          : { readonly kind: "block"; readonly fields: FieldsOf<V> };

export const text = { kind: "text" } as const;
export const number = { kind: "number" } as const;
export const flag = { kind: "flag" } as const;
const link = { kind: "link" } as const;
export const texts = { kind: "texts" } as const;
export const block = <F>(fields: F) => ({ kind: "block", fields }) as const;
export const blocks = <F>(fields: F) => ({ kind: "blocks", fields }) as const;
export const required = <F extends object>(field: F) => ({ ...field, required: true }) as const;
/** The API leaves out a text that is empty. */
const orEmpty = { ...required(text), orEmpty: true } as const;

const duration: FieldsOf<Duration> = { seconds: required(text), nanos: number };

const headerOption: FieldsOf<HeaderOption> = {
  headerName: required(text),
  headerValue: required(text),
  replace: flag,
};

const headerAction: FieldsOf<HeaderAction> = {
  requestHeadersToRemove: texts,
  requestHeadersToAdd: blocks(headerOption),
  responseHeadersToRemove: texts,
  responseHeadersToAdd: blocks(headerOption),
};

const weightedBackendService: FieldsOf<WeightedBackendService> = {
  backendService: required(link),
  weight: required(number),
  headerAction: block(headerAction),
};

const urlRewrite: FieldsOf<UrlRewrite> = { hostRewrite: text, pathPrefixRewrite: text, pathTemplateRewrite: text };

const retryPolicy: FieldsOf<RetryPolicy> = {
  numRetries: number,
  perTryTimeout: block(duration),
  retryConditions: texts,
};

const corsPolicy: FieldsOf<CorsPolicy> = {
  allowOrigins: texts,
  allowOriginRegexes: texts,
  allowMethods: texts,
  allowHeaders: texts,
  exposeHeaders: texts,
  maxAge: number,
  allowCredentials: flag,
  disabled: flag,
};

const faultInjectionPolicy: FieldsOf<FaultInjectionPolicy> = {
  delay: block({ fixedDelay: required(block(duration)), percentage: required(number) }),
  abort: block({ httpStatus: required(number), percentage: required(number) }),
};

const routeAction: FieldsOf<RouteAction> = {
  weightedBackendServices: blocks(weightedBackendService),
  urlRewrite: block(urlRewrite),
  timeout: block(duration),
  retryPolicy: block(retryPolicy),
  requestMirrorPolicy: block({ backendService: required(link), mirrorPercent: number }),
  corsPolicy: block(corsPolicy),
  faultInjectionPolicy: block(faultInjectionPolicy),
};

const urlRedirect: FieldsOf<UrlRedirect> = {
  hostRedirect: text,
  pathRedirect: text,
  prefixRedirect: text,
  redirectResponseCode: { ...text, oneOf: Object.keys(REDIRECT_STATUS) },
  httpsRedirect: flag,
  stripQuery: flag,
};

const pathRule: FieldsOf<PathRule> = {
  paths: required(texts),
  service: link,
  routeAction: block(routeAction),
  urlRedirect: block(urlRedirect),
};

const headerMatch: FieldsOf<HeaderMatch> = {
  headerName: required(text),
  exactMatch: text,
  prefixMatch: text,
  suffixMatch: text,
  regexMatch: text,
  presentMatch: flag,
  rangeMatch: block({ rangeStart: required(number), rangeEnd: required(number) }),
  invertMatch: flag,
};

const queryParameterMatch: FieldsOf<QueryParameterMatch> = {
  name: required(text),
  exactMatch: text,
  regexMatch: text,
  presentMatch: flag,
};

const matchRule: FieldsOf<MatchRule> = {
  prefixMatch: text,
  fullPathMatch: text,
  regexMatch: text,
  pathTemplateMatch: text,
  ignoreCase: flag,
  headerMatches: blocks(headerMatch),
  queryParameterMatches: blocks(queryParameterMatch),
};

const routeRule: FieldsOf<RouteRule> = {
  priority: required(number),
  description: text,
  matchRules: required(blocks(matchRule)),
  headerAction: block(headerAction),
  service: link,
  routeAction: block(routeAction),
  urlRedirect: block(urlRedirect),
};

const pathMatcher: FieldsOf<PathMatcher> = {
  name: required(text),
  description: text,
  defaultService: link,
  defaultRouteAction: block(routeAction),
  defaultUrlRedirect: block(urlRedirect),
  headerAction: block(headerAction),
  pathRules: blocks(pathRule),
  routeRules: blocks(routeRule),
};

const hostRule: FieldsOf<HostRule> = {
  description: text,
  hosts: required(texts),
  pathMatcher: required(text),
};

const urlMapTest: FieldsOf<UrlMapTest> = {
  description: text,
  host: orEmpty,
  path: orEmpty,
  headers: blocks({ name: orEmpty, value: orEmpty }),
  service: link,
  expectedOutputUrl: text,
  expectedRedirectResponseCode: number,
};

/** Every field of a URL map, in the Compute API's names. */
export const urlMapFields: FieldsOf<UrlMap> = {
  name: text,
  region: text,
  description: text,
  defaultService: link,
  defaultRouteAction: block(routeAction),
  defaultUrlRedirect: block(urlRedirect),
  headerAction: block(headerAction),
  hostRules: blocks(hostRule),
  pathMatchers: blocks(pathMatcher),
  tests: blocks(urlMapTest),
};

/** The blocks that Terraform's provider names in the singular. */
const SINGULAR: Readonly<Record<string, string>> = {
  hostRules: "host_rule",
  pathMatchers: "path_matcher",
  pathRules: "path_rule",
  tests: "test",
};

/** What Terraform's provider calls a field of the Compute API. */
export function terraformName(field: string): string {
  return SINGULAR[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
