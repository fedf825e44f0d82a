/** What Google's pages and the model server's own list say there is, and nothing else: an alert on another name never fires. */
export interface Verified {
  readonly resources: readonly string[];
  readonly labels: readonly string[];
}

/** @see https://cloud.google.com/monitoring/api/resources */
const LB_RESOURCE_LABELS = [
  "project_id",
  "network_name",
  "region",
  "url_map_name",
  "forwarding_rule_name",
  "target_proxy_name",
  "matched_url_path_rule",
  "backend_target_name",
  "backend_target_type",
  "backend_name",
  "backend_type",
  "backend_scope",
  "backend_scope_type",
];
const LB_METRIC_LABELS = ["protocol", "response_code", "response_code_class", "cache_result"];
const lb = (resource: string): Verified => ({
  resources: [resource],
  labels: [...LB_RESOURCE_LABELS, ...LB_METRIC_LABELS],
});
const EXTERNAL = lb("http_external_regional_lb_rule");
const INTERNAL = lb("internal_http_lb_rule");

/** @see https://cloud.google.com/monitoring/api/metrics_gcp_i_o#gcp-loadbalancing */
export const METRICS: Readonly<Record<string, Verified>> = {
  "loadbalancing.googleapis.com/https/external/regional/request_count": EXTERNAL,
  "loadbalancing.googleapis.com/https/external/regional/total_latencies": EXTERNAL,
  "loadbalancing.googleapis.com/https/external/regional/backend_latencies": EXTERNAL,
  "loadbalancing.googleapis.com/https/internal/request_count": INTERNAL,
  "loadbalancing.googleapis.com/https/internal/total_latencies": INTERNAL,
  "loadbalancing.googleapis.com/https/internal/backend_latencies": INTERNAL,
  "loadbalancing.googleapis.com/subnet/proxy_only/addresses": {
    resources: ["gce_subnetwork"],
    labels: ["state", "subnetwork_name"],
  },
  "router.googleapis.com/nat/nat_allocation_failed": { resources: ["nat_gateway"], labels: ["gateway_name"] },
  "vllm:num_requests_waiting": { resources: [], labels: [] },
  "vllm:kv_cache_usage_perc": { resources: [], labels: [] },
  "vllm:time_to_first_token_seconds": { resources: [], labels: [] },
  "vllm:generation_tokens_total": { resources: [], labels: [] },
};

/** Metrics that are distributions: PromQL asks their buckets. */
export const DISTRIBUTIONS: readonly string[] = ["total_latencies", "backend_latencies", "time_to_first_token_seconds"];

/** Entries as Google writes them, with the fields that were seen in real ones. */
export const ENTRIES = {
  external: (proxyStatus: string, rule: string) => ({
    logName: "projects/ml-prod/logs/loadbalancing.googleapis.com%2Fexternal_regional_requests",
    resource: { type: "http_external_regional_lb_rule", labels: { ...LABELS, forwarding_rule_name: rule } },
    httpRequest: { requestMethod: "POST", status: 503, latency: "0.004s" },
    jsonPayload: { "@type": PAYLOAD, proxyStatus },
  }),
  internal: (proxyStatus: string, rule: string) => ({
    logName: "projects/ml-prod/logs/loadbalancing.googleapis.com%2Frequests",
    resource: { type: "internal_http_lb_rule", labels: { ...LABELS, forwarding_rule_name: rule } },
    httpRequest: { requestMethod: "POST", status: 503, latency: "0.004s" },
    jsonPayload: { "@type": PAYLOAD, proxyStatus },
  }),
} as const;

const PAYLOAD = "type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry";
const LABELS = { project_id: "ml-prod", region: "us-central1", url_map_name: "ai", backend_target_name: "llama" };
