/**
 * The part of Envoy's v3 API that this program emits, as JSON. Names are those of the protocol buffers; an absent field
 * means Envoy's default.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/api
 */

/** A message of an extension, named by its type. */
export interface TypedConfig {
  readonly "@type": `type.googleapis.com/${string}`;
  readonly [field: string]: unknown;
}

export interface Extension {
  readonly name: string;
  readonly typed_config: TypedConfig;
}

/** @param type Without what all types of Envoy begin with. */
export const typedConfig = (type: string, fields: object = {}): TypedConfig => ({
  "@type": `type.googleapis.com/envoy.${type}`,
  ...fields,
});

export const extension = (name: string, type: string, fields?: object): Extension => ({
  name,
  typed_config: typedConfig(type, fields),
});

/** `"600s"`, `"0.25s"`. */
export type Duration = `${string}s`;

export interface FractionalPercent {
  readonly numerator: number;
  readonly denominator: "MILLION";
}

export interface HeaderValueOption {
  readonly header: { readonly key: string; readonly value: string };
  readonly append_action: "APPEND_IF_EXISTS_OR_ADD" | "OVERWRITE_IF_EXISTS_OR_ADD";
  readonly keep_empty_value: boolean;
}

/** What every level of a route configuration may do to headers. Envoy removes before it adds. */
export interface HeaderMutations {
  readonly request_headers_to_remove?: readonly string[];
  readonly request_headers_to_add?: readonly HeaderValueOption[];
  readonly response_headers_to_remove?: readonly string[];
  readonly response_headers_to_add?: readonly HeaderValueOption[];
}

export interface RouteConfiguration extends HeaderMutations {
  readonly name: string;
  readonly virtual_hosts: readonly VirtualHost[];
}

export interface VirtualHost extends HeaderMutations {
  readonly name: string;
  readonly domains: readonly string[];
  /** The first that matches wins. */
  readonly routes: readonly Route[];
  readonly typed_per_filter_config?: Readonly<Record<string, TypedConfig>>;
}

/** Exactly one of `route` and `redirect`. */
export interface Route extends HeaderMutations {
  readonly name: string;
  readonly match: RouteMatch;
  readonly route?: RouteAction;
  readonly redirect?: RedirectAction;
  readonly typed_per_filter_config?: Readonly<Record<string, TypedConfig>>;
}

/** Exactly one of `prefix`, `path`, `safe_regex` and `path_match_policy`. */
export interface RouteMatch {
  readonly prefix?: string;
  readonly path?: string;
  readonly safe_regex?: Regex;
  readonly path_match_policy?: Extension;
  readonly case_sensitive?: boolean;
  readonly headers?: readonly HeaderMatcher[];
  readonly query_parameters?: readonly QueryParameterMatcher[];
}

/** RE2; the whole text must match. */
export interface Regex {
  readonly regex: string;
}

export type StringMatcher =
  | { readonly exact: string }
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly safe_regex: Regex };

export interface HeaderMatcher {
  readonly name: string;
  readonly string_match?: StringMatcher;
  readonly present_match?: boolean;
  readonly range_match?: { readonly start: number; readonly end: number };
  readonly invert_match?: boolean;
}

export interface QueryParameterMatcher {
  readonly name: string;
  readonly string_match?: StringMatcher;
  readonly present_match?: boolean;
}

/** Exactly one of `cluster` and `weighted_clusters`. */
export interface RouteAction {
  readonly cluster?: string;
  readonly weighted_clusters?: { readonly clusters: readonly ClusterWeight[]; readonly header_name?: string };
  readonly prefix_rewrite?: string;
  readonly regex_rewrite?: { readonly pattern: Regex; readonly substitution: string };
  readonly path_rewrite_policy?: Extension;
  readonly host_rewrite_literal?: string;
  readonly timeout?: Duration;
  readonly retry_policy?: RetryPolicy;
  readonly request_mirror_policies?: readonly RequestMirrorPolicy[];
  readonly hash_policy?: readonly HashPolicy[];
}

export interface ClusterWeight extends HeaderMutations {
  readonly name: string;
  readonly weight: number;
  readonly typed_per_filter_config?: Readonly<Record<string, TypedConfig>>;
}

export interface RetryPolicy {
  readonly retry_on: string;
  readonly num_retries?: number;
  readonly per_try_timeout?: Duration;
}

export interface RequestMirrorPolicy {
  readonly cluster: string;
  readonly runtime_fraction?: { readonly default_value: FractionalPercent };
}

export interface HashPolicy {
  readonly header?: { readonly header_name: string };
  readonly cookie?: { readonly name: string; readonly path?: string; readonly ttl?: Duration };
  readonly connection_properties?: { readonly source_ip: boolean };
}

export interface RedirectAction {
  readonly https_redirect?: boolean;
  readonly host_redirect?: string;
  readonly path_redirect?: string;
  readonly prefix_rewrite?: string;
  readonly response_code: "FOUND" | "MOVED_PERMANENTLY" | "PERMANENT_REDIRECT" | "SEE_OTHER" | "TEMPORARY_REDIRECT";
  readonly strip_query?: boolean;
}

export interface SocketAddress {
  readonly socket_address: { readonly address: string; readonly port_value: number };
}

export interface Listener {
  readonly name: string;
  readonly address: SocketAddress;
  readonly filter_chains: readonly { readonly filters: readonly Extension[] }[];
}

/** Exactly one of `load_assignment` (`STATIC`) and `eds_cluster_config` (`EDS`). */
export interface Cluster {
  readonly name: string;
  readonly type: "STATIC" | "EDS";
  readonly connect_timeout: Duration;
  readonly load_assignment?: ClusterLoadAssignment;
  readonly eds_cluster_config?: { readonly eds_config: PathConfigSource };
  readonly lb_policy?: "ROUND_ROBIN" | "LEAST_REQUEST" | "RANDOM" | "RING_HASH" | "MAGLEV";
  readonly ring_hash_lb_config?: { readonly minimum_ring_size: number };
  readonly common_lb_config?: { readonly healthy_panic_threshold: { readonly value: number } };
  readonly outlier_detection?: OutlierDetection;
  readonly circuit_breakers?: { readonly thresholds: readonly CircuitBreakerThresholds[] };
  readonly typed_extension_protocol_options?: Readonly<Record<string, TypedConfig>>;
}

/** A file that is read again whenever another one is moved into its place. */
export interface PathConfigSource {
  readonly resource_api_version: "V3";
  readonly path_config_source: { readonly path: string };
}

export interface ClusterLoadAssignment {
  readonly cluster_name: string;
  readonly endpoints: readonly { readonly lb_endpoints: readonly LbEndpoint[] }[];
}

export interface LbEndpoint {
  readonly endpoint: { readonly address: SocketAddress };
  readonly health_status?: "HEALTHY" | "UNHEALTHY";
  /** From 1 on. */
  readonly load_balancing_weight?: number;
}

export interface OutlierDetection {
  readonly consecutive_5xx?: number;
  readonly consecutive_gateway_failure?: number;
  readonly enforcing_consecutive_5xx?: number;
  readonly enforcing_consecutive_gateway_failure?: number;
  readonly enforcing_success_rate?: number;
  readonly success_rate_minimum_hosts?: number;
  readonly success_rate_request_volume?: number;
  readonly success_rate_stdev_factor?: number;
  readonly max_ejection_percent?: number;
  readonly interval?: Duration;
  readonly base_ejection_time?: Duration;
}

export interface CircuitBreakerThresholds {
  readonly max_connections: number;
  readonly max_pending_requests: number;
  readonly max_requests: number;
  readonly max_retries: number;
}
