import type { Block, TerraformJson } from "../../../simulator/stack/terraform-json";

const REGION = "us-central1";
const VPC = "ai";

export interface ReferenceOptions {
  /** Which instance groups have a workload. Default: both. */
  readonly groups?: readonly string[];
  readonly createBeforeDestroy?: boolean;
  readonly range?: string;
}

/** A regional external Application Load Balancer in front of instance groups and a Cloud Run service, by hand. */
export function referenceStack({
  groups = ["vllm-v1", "vllm-v2"],
  createBeforeDestroy = true,
  range = "10.129.0.0/23",
}: ReferenceOptions = {}): TerraformJson {
  const lifecycle = { create_before_destroy: createBeforeDestroy };
  const service = (name: string) => `\${google_compute_region_backend_service.${name}.id}`;
  const byName = (make: (name: string) => Block) => Object.fromEntries(groups.map((name) => [name, make(name)]));
  const common = {
    region: REGION,
    load_balancing_scheme: "EXTERNAL_MANAGED",
    log_config: { enable: false },
    iap: { enabled: false },
    lifecycle,
  };
  const notFound = { fault_injection_policy: { abort: { http_status: 404, percentage: 100 } } };
  return {
    terraform: {
      required_providers: { google: { source: "hashicorp/google", version: ">= 6.50.0, < 8.0.0" } },
      backend: { gcs: { bucket: "tf-state", prefix: "ai" } },
    },
    provider: { google: [{ project: "${var.project}", region: REGION }] },
    variable: { project: { type: "string" } },
    output: { ip: { value: "${google_compute_address.ip.address}" } },
    resource: {
      google_compute_subnetwork: {
        "proxy-only": {
          name: `proxy-only-${range.replace(/\W/g, "-")}`,
          network: VPC,
          region: REGION,
          ip_cidr_range: range,
          purpose: "REGIONAL_MANAGED_PROXY",
          role: "ACTIVE",
        },
      },
      google_compute_firewall: {
        vllm: {
          name: "ai-vllm",
          network: VPC,
          direction: "INGRESS",
          source_ranges: ["130.211.0.0/22", "35.191.0.0/16", range],
          allow: [{ protocol: "tcp", ports: ["8000"] }],
          target_tags: ["vllm"],
          lifecycle,
        },
      },
      google_compute_region_health_check: byName((name) => ({
        name: `ai-${name}`,
        region: REGION,
        http_health_check: [{ port_specification: "USE_SERVING_PORT", request_path: "/health" }],
        lifecycle,
      })),
      google_compute_region_network_endpoint_group: {
        embed: {
          name: "ai-embed",
          region: REGION,
          network_endpoint_type: "SERVERLESS",
          cloud_run: [{ service: "embed" }],
          lifecycle,
        },
      },
      google_compute_region_backend_service: {
        ...byName((name) => ({
          ...common,
          name: `ai-${name}`,
          protocol: "HTTP",
          port_name: "http",
          timeout_sec: 600,
          session_affinity: "NONE",
          locality_lb_policy: "ROUND_ROBIN",
          health_checks: [`\${google_compute_region_health_check.${name}.id}`],
          backend: [
            {
              group: `projects/\${var.project}/zones/${REGION}-a/instanceGroups/${name}`,
              balancing_mode: "UTILIZATION",
              capacity_scaler: 1,
            },
          ],
          depends_on: ["google_compute_firewall.vllm"],
        })),
        embed: {
          ...common,
          name: "ai-embed",
          protocol: "HTTPS",
          backend: [{ group: "${google_compute_region_network_endpoint_group.embed.id}", capacity_scaler: 1 }],
        },
        closed: { ...common, name: "ai-closed", protocol: "HTTP" },
      },
      google_compute_region_url_map: {
        ai: {
          name: "ai",
          region: REGION,
          default_service: service("closed"),
          default_route_action: notFound,
          host_rule: [{ hosts: ["ai.example.com", "ai.example.com:80"], path_matcher: "ai" }],
          path_matcher: [
            {
              name: "ai",
              default_service: service("closed"),
              default_route_action: notFound,
              path_rule: [
                {
                  paths: ["/v1/chat/*"],
                  route_action: {
                    timeout: { seconds: "600" },
                    weighted_backend_services: groups.map((name, index) => ({
                      backend_service: service(name),
                      weight: index === 0 ? 90 : 10,
                    })),
                  },
                },
                { paths: ["/v1/embeddings", "/v1/embeddings/*"], service: service("embed") },
              ],
            },
          ],
          test: [{ host: "ai.example.com", path: "/v1/embeddings", service: service("embed") }],
          lifecycle,
        },
      },
      google_compute_region_target_http_proxy: {
        http: { name: "ai-http", region: REGION, url_map: "${google_compute_region_url_map.ai.id}", lifecycle },
      },
      google_compute_address: {
        ip: {
          name: "ai",
          region: REGION,
          address_type: "EXTERNAL",
          network_tier: "PREMIUM",
          lifecycle: { prevent_destroy: true },
        },
      },
      google_compute_forwarding_rule: {
        "http-80": {
          name: "ai-80",
          region: REGION,
          load_balancing_scheme: "EXTERNAL_MANAGED",
          ip_protocol: "TCP",
          port_range: "80",
          target: "${google_compute_region_target_http_proxy.http.id}",
          network: VPC,
          ip_address: "${google_compute_address.ip.address}",
          network_tier: "PREMIUM",
          description: "HTTP",
          depends_on: ["google_compute_subnetwork.proxy-only"],
          lifecycle: { replace_triggered_by: ["google_compute_subnetwork.proxy-only"] },
        },
      },
    },
  };
}
