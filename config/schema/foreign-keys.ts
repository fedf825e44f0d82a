/**
 * Keys that people bring from other load balancers, from the API or from Terraform, with the reason why they do not exist
 * here and what does the same. An unknown key that is none of these is a typing error.
 */
interface ForeignKey {
  /** In any spelling: `enableCdn` also stands for `enable_cdn` and `enable-cdn`. */
  readonly keys: readonly string[];
  readonly why: string;
  readonly instead: string;
}

const GLOBAL = "only global Application Load Balancers have it";
const PASSTHROUGH = "only passthrough Network Load Balancers have it";
const MESH = "only service meshes (INTERNAL_SELF_MANAGED) have it";
const FOLLOWS = "it follows from the kind of backend";

const FOREIGN_KEYS: readonly ForeignKey[] = [
  {
    keys: ["cdn", "enableCdn", "cdnPolicy", "cachePolicy", "compressionMode"],
    why: "Cloud CDN is not available on regional Application Load Balancers",
    instead: "remove it; cache in the workload, or put a global load balancer in front",
  },
  {
    keys: ["backendBucket", "backendBuckets", "bucketName"],
    why: "regional backend buckets are a Preview that the provider does not know",
    instead: "serve the files from a Cloud Run service",
  },
  {
    keys: ["failover", "failoverPolicy", "haPolicy", "connectionTrackingPolicy", "maxConnectionsPerInstance"],
    why: PASSTHROUGH,
    instead: "remove it; weights in `to` and outlierDetection move traffic here",
  },
  {
    keys: ["certificateMap", "certificateMaps"],
    why: "certificate maps are for global load balancers only",
    instead: "list the certificates of the listener: `certificates: [{ existing: certificates/NAME }]`",
  },
  { keys: ["quic", "quicOverride", "http3"], why: `QUIC (HTTP/3) is global only`, instead: "remove it" },
  {
    keys: ["edgeSecurityPolicy", "adaptiveProtection", "adaptiveProtectionConfig", "recaptcha"],
    why: `Cloud Armor has it for global load balancers only`,
    instead: "remove it",
  },
  {
    keys: ["customErrorResponsePolicy", "customErrorResponse", "errorPages"],
    why: `custom error responses: ${GLOBAL}`,
    instead: "answer with `respond: STATUS`, or with a redirect",
  },
  { keys: ["serviceLbPolicy", "preference", "preferredBackend"], why: GLOBAL, instead: "use `capacity` and weights" },
  {
    keys: ["ipv6", "ipVersion", "createIpv6Address", "ipv6Address"],
    why: "the address of a regional Application Load Balancer is IPv4 only",
    instead: "remove it",
  },
  {
    keys: ["appEngine"],
    why: "App Engine backends are for global load balancers only",
    instead: "use `cloudRun`",
  },
  {
    keys: ["loadBalancingScheme", "scheme"],
    why: "the scheme is EXTERNAL_MANAGED or INTERNAL_MANAGED, on every part alike",
    instead: "write `exposure: external` or `exposure: internal`",
  },
  {
    keys: ["maxStreamDuration", "metadataFilters", "originRegexes", "allowOriginRegexes"],
    why: MESH,
    instead: "remove it",
  },
  {
    keys: ["balancingMode", "capacityScaler"],
    why: FOLLOWS,
    instead: "write `maxRate`, `maxRatePerInstance`, `maxRatePerEndpoint` or `maxUtilization`, and `capacity`",
  },
  {
    keys: [
      "inFlight",
      "maxInFlightRequests",
      "maxInFlightRequestsPerInstance",
      "maxInFlightRequestsPerEndpoint",
      "trafficDuration",
    ],
    why: "balancing by requests in flight is a Preview that the provider does not know",
    instead: "use `maxRatePerInstance`, `maxRatePerEndpoint` or `customMetrics`",
  },
  {
    keys: ["maxConnections", "maxConnectionsPerEndpoint"],
    why: `as a capacity, ${PASSTHROUGH}`,
    instead: "use a rate here, or `circuitBreakers` on the workload",
  },
  { keys: ["subsetting"], why: "the provider does not know it for this load balancer", instead: "remove it" },
  { keys: ["serverless", "networkEndpointType"], why: FOLLOWS, instead: "write `cloudRun` or `cloudFunction`" },
  {
    keys: ["hostRules", "pathMatchers", "pathRules", "routeRules", "urlMap", "defaultService"],
    why: "the URL map is made from the routes",
    instead: "write `routes`, and `default` for what no route names",
  },
  {
    keys: ["priority", "order"],
    why: "the most specific rule wins, whatever the order",
    instead: "remove it",
  },
  {
    keys: ["customRequestHeaders", "customResponseHeaders", "headerAction"],
    why: "headers are changed by routes",
    instead: "write `requestHeaders` or `responseHeaders` on the rule",
  },
  {
    keys: ["portRange", "allPorts", "ports"],
    why: "a listener serves one port, and a workload has one",
    instead: "write one `http:` or `https:` listener per port, or `port` on the workload",
  },
  {
    keys: ["security", "securityPolicy", "cloudArmor", "rateLimits", "iap"],
    why: "this version makes no security policies",
    instead: "remove it; attach a regional Cloud Armor policy to the backend services of the outputs",
  },
  {
    keys: ["observability", "dashboard", "slos", "alerts"],
    why: "this version makes no dashboards",
    instead: "remove it",
  },
  {
    keys: ["dns", "dnsZone"],
    why: "this version makes no DNS records",
    instead: "point a record at the output http_proxy_ip",
  },
  { keys: ["silence"], why: "the field's word is `suppress`", instead: "write `suppress`" },
  ...Object.entries({
    sessionAffinity: "affinity",
    consistentHash: "affinity",
    localityLbPolicy: "loadBalancing",
    timeoutSec: "timeout",
    connectionDrainingTimeoutSec: "drain",
    logConfig: "accessLogs",
    portSpecification: "port",
    requestPath: "path",
    checkIntervalSec: "interval",
    weightedBackendServices: "to",
    requestMirrorPolicy: "mirror",
    retryPolicy: "retry",
    urlRewrite: "rewrite",
    urlRedirect: "redirect",
    corsPolicy: "cors",
    faultInjectionPolicy: "fault",
  }).map(([key, word]): ForeignKey => ({ keys: [key], why: "that is the API's word", instead: `write \`${word}\`` })),
];

const plain = (key: string): string => key.toLowerCase().replace(/[-_]/g, "");
const BY_KEY = new Map(FOREIGN_KEYS.flatMap((entry) => entry.keys.map((key) => [plain(key), entry] as const)));

/** Why a well-known key does not exist here, and what does the same. */
export function foreignKeyOf(key: string): Pick<ForeignKey, "why" | "instead"> | undefined {
  return BY_KEY.get(plain(key));
}
