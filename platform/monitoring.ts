/**
 * What Cloud Monitoring and Cloud Logging call the traffic of a regional Application Load Balancer.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_i_o#gcp-loadbalancing
 * @see https://cloud.google.com/load-balancing/docs/https/https-reg-logging-monitoring
 */
export const TRAFFIC = {
  EXTERNAL_MANAGED: {
    metric: "loadbalancing.googleapis.com/https/external/regional",
    resource: "http_external_regional_lb_rule",
    log: "loadbalancing.googleapis.com/external_regional_requests",
  },
  INTERNAL_MANAGED: {
    metric: "loadbalancing.googleapis.com/https/internal",
    resource: "internal_http_lb_rule",
    log: "loadbalancing.googleapis.com/requests",
  },
} as const;

/**
 * Addresses of the proxy-only subnet, by `state`: used or free.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export const PROXY_ONLY_ADDRESSES = {
  metric: "loadbalancing.googleapis.com/subnet/proxy_only/addresses",
  resource: "gce_subnetwork",
} as const;

/**
 * Whether Cloud NAT ran out of ports.
 * @see https://cloud.google.com/nat/docs/monitoring
 */
export const NAT_ALLOCATION_FAILED = {
  metric: "router.googleapis.com/nat/nat_allocation_failed",
  resource: "nat_gateway",
} as const;

/**
 * What vLLM says of itself, where Managed Service for Prometheus collects it.
 * @see https://docs.vllm.ai/en/latest/usage/metrics.html
 */
export const VLLM = {
  waiting: "vllm:num_requests_waiting",
  cache: "vllm:kv_cache_usage_perc",
  firstToken: "vllm:time_to_first_token_seconds",
  tokens: "vllm:generation_tokens_total",
} as const;

/**
 * Why the proxy answered itself, in `jsonPayload.proxyStatus` of a log entry.
 * @see https://cloud.google.com/load-balancing/docs/https/https-reg-logging-monitoring
 */
export const PROXY_STATUS = {
  noBackend: "failed_to_pick_backend",
  closedEarly: "backend_connection_closed_before_data_sent_to_client",
} as const;
