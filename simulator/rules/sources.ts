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
  proxyOnlySubnets: `${LB}/proxy-only-subnets`,
  quotas: `${LB}/quotas`,
  regexes: `${LB}/url-map-concepts#regular-expressions`,
  urlMaps: `${LB}/url-map-concepts`,
  names: "https://cloud.google.com/compute/docs/naming-resources",
  errors: "https://cloud.google.com/compute/docs/api/how-tos/troubleshooting",
  rest: (page: string) => `${REST}/${page}`,
  issue: (repository: string, number: number) => `${GITHUB}/${repository}/issues/${number}`,
} as const;

export const PROVIDER = "hashicorp/terraform-provider-google";
