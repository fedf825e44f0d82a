const LB = "https://cloud.google.com/load-balancing/docs";
const REST = "https://cloud.google.com/compute/docs/reference/rest/v1";
const GITHUB = "https://github.com";

/** Where the rules come from. */
export const SOURCE = {
  backendServices: `${LB}/backend-service`,
  forwardingRules: `${LB}/forwarding-rule-concepts`,
  hybridNegs: `${LB}/negs/hybrid-neg-concepts`,
  internetNegs: `${LB}/negs/internet-neg-concepts`,
  serverlessNegs: `${LB}/negs/serverless-neg-concepts`,
  publishing: "https://cloud.google.com/vpc/docs/about-vpc-hosted-services",
  proxyOnlySubnets: `${LB}/proxy-only-subnets`,
  quotas: `${LB}/quotas`,
  regexes: `${LB}/url-map-concepts#regular-expressions`,
  urlMapSize: `${LB}/url-map-size-quota`,
  urlMaps: `${LB}/url-map-concepts`,
  names: "https://cloud.google.com/compute/docs/naming-resources",
  errors: `${REST}/errors`,
  scopes: "https://cloud.google.com/compute/docs/regions-zones/global-regional-zonal-resources",
  quotaErrors: "https://cloud.google.com/docs/quotas/troubleshoot",
  /** Google's words where something is there already, is not there, or is not ready. */
  alreadyExists: `${GITHUB}/terraform-google-modules/terraform-google-lb-internal/issues/32`,
  notFound: `${GITHUB}/hashicorp/terraform-provider-google/issues/18060`,
  notReady: `${GITHUB}/hashicorp/terraform-provider-google/issues/13033`,
  /** The provider's page on a resource, which quotes the API. */
  resource: (name: string) => `https://registry.terraform.io/providers/hashicorp/google/7.45.0/docs/resources/${name}`,
  rest: (page: string) => `${REST}/${page}`,
  issue: (repository: string, number: number) => `${GITHUB}/${repository}/issues/${number}`,
} as const;

export const PROVIDER = "hashicorp/terraform-provider-google";
