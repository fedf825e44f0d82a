/** The pages that facts come from. */
const DOCS = "https://cloud.google.com/load-balancing/docs";

export const SOURCES = {
  api: "https://cloud.google.com/compute/docs/reference/rest/v1",
  urlMaps: `${DOCS}/url-map-concepts`,
  backendServices: `${DOCS}/backend-service`,
  draining: `${DOCS}/enabling-connection-draining`,
  forwardingRules: `${DOCS}/forwarding-rule-concepts`,
  proxyOnlySubnets: `${DOCS}/proxy-only-subnets`,
  healthChecks: `${DOCS}/health-check-concepts`,
  quotas: `${DOCS}/quotas`,
  certificates: `${DOCS}/ssl-certificates`,
  sslPolicies: `${DOCS}/ssl-policies-concepts`,
  features: `${DOCS}/features`,
  serverless: `${DOCS}/negs/serverless-neg-concepts`,
  internet: `${DOCS}/negs/internet-neg-concepts`,
  hybrid: `${DOCS}/negs/hybrid-neg-concepts`,
  timeouts: `${DOCS}/l7-internal#timeouts_and_retries`,
  customMetrics: `${DOCS}/https/applb-custom-metrics`,
  trafficManagement: `${DOCS}/https/setting-up-reg-traffic-mgmt`,
  labels: "https://cloud.google.com/compute/docs/labeling-resources",
  firewalls: "https://cloud.google.com/firewall/docs/firewalls",
  regions: "https://cloud.google.com/compute/docs/regions-zones",
  subnets: "https://cloud.google.com/vpc/docs/subnets",
  provider: "https://github.com/hashicorp/terraform-provider-google/blob/main/CHANGELOG.md",
  regionBackendService:
    "https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/compute_region_backend_service",
  terraformBackends: "https://developer.hashicorp.com/terraform/language/backend",
  design: "docs/configuration.md",
} as const;
