import { DEFAULT_TIMEOUT } from "../../../platform/facts";
import type { SecurityPolicyRule } from "../../../routing/access/policies";
import type * as google from "../../../routing/url-map";
import { SECURITY_POLICY_FILTER, securityPolicyConfig } from "./access";
import {
  extension,
  type HashPolicy,
  type RedirectAction,
  type RetryPolicy,
  type RouteAction,
  type RouteMatch,
  type TypedConfig,
  typedConfig,
} from "./api";
import { duration, headerMutations, percentage } from "./conversions";
import { isTemplate } from "./route-match";

/** What Google keeps on the backend service and Envoy on the route that leads to it. */
export interface BackendServiceRouting {
  /** Seconds. @default 30 */
  readonly timeoutSec?: number;
  /** Session affinity by hash; it yields to weights. */
  readonly hashPolicy?: readonly HashPolicy[];
  /** The rules of its security policy. Default: none. */
  readonly securityPolicy?: readonly SecurityPolicyRule[];
}

/** How a backend service of the URL map is known to Envoy. */
export interface BackendServices {
  readonly clusterOf: (service: string) => string;
  readonly routingOf: (service: string) => BackendServiceRouting;
  /** A request header that chooses among weighted backend services: see `shareValue`. Default: chance does. */
  readonly shareHeader?: string;
}

/** What Envoy's weights add up to where a header chooses. */
const PARTS = 1_000_000;

/** The value of the share header that leads to what is served at a point of a split, from 0 to 1. */
export const shareValue = (point: number): string => String(Math.floor(point * PARTS));

/** Forwards to the backend service, or the weighted backend services, of a target that is no redirect. */
export function routeAction(target: google.Target, match: RouteMatch, services: BackendServices): RouteAction {
  const action = target.routeAction ?? {};
  return {
    ...destination(target, services),
    ...pathRewrite(action.urlRewrite, match),
    host_rewrite_literal: action.urlRewrite?.hostRewrite,
    timeout: action.timeout ? duration(action.timeout) : `${longestTimeout(target, services)}s`,
    retry_policy: action.retryPolicy && retryPolicy(action.retryPolicy),
    request_mirror_policies: action.requestMirrorPolicy && [
      {
        cluster: services.clusterOf(action.requestMirrorPolicy.backendService),
        runtime_fraction: { default_value: percentage(action.requestMirrorPolicy.mirrorPercent ?? 100) },
      },
    ],
  };
}

function destination(
  { service, routeAction }: google.Target,
  { clusterOf, routingOf, shareHeader }: BackendServices,
): RouteAction {
  if (service !== undefined) return { cluster: clusterOf(service), hash_policy: routingOf(service).hashPolicy };
  const weighted = routeAction?.weightedBackendServices ?? [];
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return {
    weighted_clusters: {
      ...(shareHeader && { header_name: shareHeader }),
      clusters: weighted.map(({ backendService, weight, headerAction }) => ({
        name: clusterOf(backendService),
        weight: shareHeader ? Math.round((weight / total) * PARTS) : weight,
        typed_per_filter_config: protection(routingOf(backendService)),
        ...headerMutations(headerAction),
      })),
    },
  };
}

function longestTimeout({ service, routeAction }: google.Target, { routingOf }: BackendServices): number {
  const weighted = routeAction?.weightedBackendServices ?? [];
  const services = service === undefined ? weighted.map(({ backendService }) => backendService) : [service];
  return Math.max(...services.map((name) => routingOf(name).timeoutSec ?? DEFAULT_TIMEOUT));
}

/** Envoy refuses a prefix rewrite beside a template, which matches the whole path, so the whole path is replaced. */
function pathRewrite(rewrite: google.UrlRewrite = {}, match: RouteMatch): RouteAction {
  if (rewrite.pathTemplateRewrite !== undefined && isTemplate(match)) {
    return {
      path_rewrite_policy: extension(
        "envoy.path.rewrite.uri_template.uri_template_rewriter",
        "extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig",
        { path_template_rewrite: rewrite.pathTemplateRewrite },
      ),
    };
  }
  if (rewrite.pathPrefixRewrite === undefined) return {};
  if (!isTemplate(match)) return { prefix_rewrite: rewrite.pathPrefixRewrite };
  const substitution = rewrite.pathPrefixRewrite.replaceAll("\\", "\\\\");
  return { regex_rewrite: { pattern: { regex: "^/.*" }, substitution } };
}

/** The names of the conditions are Envoy's own. */
function retryPolicy({ retryConditions, numRetries, perTryTimeout }: google.RetryPolicy): RetryPolicy {
  return {
    retry_on: (retryConditions ?? []).join(","),
    num_retries: numRetries,
    per_try_timeout: perTryTimeout && duration(perTryTimeout),
  };
}

const RESPONSE_CODE = {
  FOUND: "FOUND",
  MOVED_PERMANENTLY_DEFAULT: "MOVED_PERMANENTLY",
  PERMANENT_REDIRECT: "PERMANENT_REDIRECT",
  SEE_OTHER: "SEE_OTHER",
  TEMPORARY_REDIRECT: "TEMPORARY_REDIRECT",
} as const;

/** Envoy would cut a prefix as long as the template's text, so the whole path is replaced there too. */
export function redirectAction(redirect: google.UrlRedirect, match: RouteMatch): RedirectAction {
  const path = isTemplate(match)
    ? { path_redirect: redirect.pathRedirect ?? redirect.prefixRedirect }
    : { path_redirect: redirect.pathRedirect, prefix_rewrite: redirect.prefixRedirect };
  return {
    ...path,
    https_redirect: redirect.httpsRedirect,
    host_redirect: redirect.hostRedirect,
    response_code: RESPONSE_CODE[redirect.redirectResponseCode ?? "MOVED_PERMANENTLY_DEFAULT"],
    strip_query: redirect.stripQuery,
  };
}

/** A security policy sits on the backend service, and acts in Envoy on what leads to it. */
function protection({ securityPolicy }: BackendServiceRouting): Readonly<Record<string, TypedConfig>> | undefined {
  return securityPolicy && { [SECURITY_POLICY_FILTER.name]: securityPolicyConfig(securityPolicy) };
}

/** CORS, injected faults and the security policy of a backend service, which are filters of their own in Envoy. */
export function perFilterConfig(
  { service, routeAction: action = {} }: google.Target,
  { routingOf }: BackendServices,
): Readonly<Record<string, TypedConfig>> | undefined {
  const config: Record<string, TypedConfig> = { ...(service !== undefined && protection(routingOf(service))) };
  if (action.corsPolicy && !action.corsPolicy.disabled) config["envoy.filters.http.cors"] = cors(action.corsPolicy);
  if (action.faultInjectionPolicy) config["envoy.filters.http.fault"] = fault(action.faultInjectionPolicy);
  return Object.keys(config).length > 0 ? config : undefined;
}

function cors(policy: google.CorsPolicy): TypedConfig {
  return typedConfig("extensions.filters.http.cors.v3.CorsPolicy", {
    allow_origin_string_match: [
      ...(policy.allowOrigins ?? []).map((exact) => ({ exact })),
      ...(policy.allowOriginRegexes ?? []).map((regex) => ({ safe_regex: { regex } })),
    ],
    allow_methods: policy.allowMethods?.join(","),
    allow_headers: policy.allowHeaders?.join(","),
    expose_headers: policy.exposeHeaders?.join(","),
    max_age: policy.maxAge?.toString(),
    allow_credentials: policy.allowCredentials,
  });
}

function fault({ delay, abort }: google.FaultInjectionPolicy): TypedConfig {
  return typedConfig("extensions.filters.http.fault.v3.HTTPFault", {
    delay: delay && { fixed_delay: duration(delay.fixedDelay), percentage: percentage(delay.percentage) },
    abort: abort && { http_status: abort.httpStatus, percentage: percentage(abort.percentage) },
  });
}
