/** Why a word does not exist here, and what does the same. */
interface Answer {
  readonly why: string;
  readonly instead: string;
}

const answer = (why: string, instead: string): Answer => ({ why, instead });

/** A word of the API that has another name here. */
const ours = (word: string): Answer => answer("that is the API's word", `write \`${word}\``);

const CDN = answer(
  "Cloud CDN is not available on regional Application Load Balancers",
  "remove it; cache in the workload, or put a global load balancer in front",
);
const BUCKET = answer(
  "regional backend buckets are a Preview that the provider does not know",
  "serve the files from a Cloud Run service",
);
const FAILOVER = answer(
  "only passthrough Network Load Balancers have it",
  "remove it; weights in `to` and outlierDetection move traffic here",
);
const CERTIFICATE_MAP = answer(
  "certificate maps are for global load balancers only",
  "list the certificates of the listener: `certificates: [{ existing: certificates/NAME }]`",
);
const QUIC = answer("QUIC (HTTP/3) is global only", "remove it");
const ARMOR_GLOBAL = answer("Cloud Armor has it for global load balancers only", "remove it");
const ERROR_PAGES = answer(
  "custom error responses: only global Application Load Balancers have it",
  "answer with `respond: STATUS`, or with a redirect",
);
const PREFERENCE = answer("only global Application Load Balancers have it", "use `capacity` and weights");
const IPV6 = answer("the address of a regional Application Load Balancer is IPv4 only", "remove it");
const SCHEME = answer(
  "the scheme is EXTERNAL_MANAGED or INTERNAL_MANAGED, on every part alike",
  "write `exposure: external` or `exposure: internal`",
);
const MESH = answer("only service meshes (INTERNAL_SELF_MANAGED) have it", "remove it");
const BALANCING = answer(
  "it follows from the kind of backend",
  "write `maxRate`, `maxRatePerInstance`, `maxRatePerEndpoint` or `maxUtilization`, and `capacity`",
);
const IN_FLIGHT = answer(
  "balancing by requests in flight is a Preview that the provider does not know",
  "use `maxRatePerInstance`, `maxRatePerEndpoint` or `customMetrics`",
);
const CONNECTIONS = answer(
  "as a capacity, only passthrough Network Load Balancers have it",
  "use a rate here, or `circuitBreakers` on the workload",
);
const SERVERLESS = answer("it follows from the kind of backend", "write `cloudRun` or `cloudFunction`");
const URL_MAP = answer("the URL map is made from the routes", "write `routes`, and `default` for what no route names");
const ORDER = answer("the most specific rule wins, whatever the order", "remove it");
const HEADERS = answer("headers are changed by routes", "write `requestHeaders` or `responseHeaders` on the rule");
const PORTS = answer(
  "a listener serves one port, and a workload has one",
  "write one `http:` or `https:` listener per port, or `port` on the workload",
);
const OBSERVABILITY = answer("this version makes no dashboards", "remove it");
const DNS = answer("this version makes no DNS records", "point a record at the output http_proxy_ip");

/**
 * Words that people bring from other load balancers, from the API or from Terraform, each with its answer, in any spelling:
 * `enableCdn` also stands for `enable_cdn` and `enable-cdn`. An unknown key that is none of these is a typing error.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  cdn: CDN,
  enableCdn: CDN,
  cdnPolicy: CDN,
  cachePolicy: CDN,
  compressionMode: CDN,
  backendBucket: BUCKET,
  backendBuckets: BUCKET,
  bucketName: BUCKET,
  failover: FAILOVER,
  failoverPolicy: FAILOVER,
  haPolicy: FAILOVER,
  connectionTrackingPolicy: FAILOVER,
  maxConnectionsPerInstance: FAILOVER,
  certificateMap: CERTIFICATE_MAP,
  certificateMaps: CERTIFICATE_MAP,
  quic: QUIC,
  quicOverride: QUIC,
  http3: QUIC,
  edgeSecurityPolicy: ARMOR_GLOBAL,
  adaptiveProtection: ARMOR_GLOBAL,
  adaptiveProtectionConfig: ARMOR_GLOBAL,
  recaptcha: ARMOR_GLOBAL,
  customErrorResponsePolicy: ERROR_PAGES,
  customErrorResponse: ERROR_PAGES,
  errorPages: ERROR_PAGES,
  serviceLbPolicy: PREFERENCE,
  preference: PREFERENCE,
  preferredBackend: PREFERENCE,
  ipv6: IPV6,
  ipVersion: IPV6,
  createIpv6Address: IPV6,
  ipv6Address: IPV6,
  appEngine: answer("App Engine backends are for global load balancers only", "use `cloudRun`"),
  loadBalancingScheme: SCHEME,
  scheme: SCHEME,
  maxStreamDuration: MESH,
  metadataFilters: MESH,
  originRegexes: MESH,
  allowOriginRegexes: MESH,
  balancingMode: BALANCING,
  capacityScaler: BALANCING,
  inFlight: IN_FLIGHT,
  maxInFlightRequests: IN_FLIGHT,
  maxInFlightRequestsPerInstance: IN_FLIGHT,
  maxInFlightRequestsPerEndpoint: IN_FLIGHT,
  trafficDuration: IN_FLIGHT,
  maxConnections: CONNECTIONS,
  maxConnectionsPerEndpoint: CONNECTIONS,
  subsetting: answer("the provider does not know it for this load balancer", "remove it"),
  serverless: SERVERLESS,
  networkEndpointType: SERVERLESS,
  hostRules: URL_MAP,
  pathMatchers: URL_MAP,
  pathRules: URL_MAP,
  routeRules: URL_MAP,
  urlMap: URL_MAP,
  defaultService: URL_MAP,
  priority: ORDER,
  order: ORDER,
  customRequestHeaders: HEADERS,
  customResponseHeaders: HEADERS,
  headerAction: HEADERS,
  portRange: PORTS,
  allPorts: PORTS,
  ports: PORTS,
  cloudArmor: answer("that is the product's name", "write `security`, or `securityPolicy` for a policy that is there"),
  rateLimits: answer("it stands in `security`", "write `security: { rateLimits: [...] }`"),
  iap: answer("it stands in `security`", "write `security: { iap: { members: [...] } }`"),
  serverTlsPolicy: ours("tls: { clientCertificates: { existing: … } }"),
  observability: OBSERVABILITY,
  dashboard: OBSERVABILITY,
  slos: OBSERVABILITY,
  alerts: OBSERVABILITY,
  dns: DNS,
  dnsZone: DNS,
  silence: answer("the field's word is `suppress`", "write `suppress`"),
  sessionAffinity: ours("affinity"),
  consistentHash: ours("affinity"),
  localityLbPolicy: ours("loadBalancing"),
  timeoutSec: ours("timeout"),
  connectionDrainingTimeoutSec: ours("drain"),
  logConfig: ours("accessLogs"),
  portSpecification: ours("port"),
  requestPath: ours("path"),
  checkIntervalSec: ours("interval"),
  weightedBackendServices: ours("to"),
  requestMirrorPolicy: ours("mirror"),
  retryPolicy: ours("retry"),
  urlRewrite: ours("rewrite"),
  urlRedirect: ours("redirect"),
  corsPolicy: ours("cors"),
  faultInjectionPolicy: ours("fault"),
};

const plain = (key: string): string => key.toLowerCase().replace(/[-_]/g, "");
const BY_PLAIN_KEY = new Map(Object.entries(ANSWERS).map(([key, found]) => [plain(key), found]));

/** What to say to whoever writes a well-known key that does not exist here. */
export const answerTo = (key: string): Answer | undefined => BY_PLAIN_KEY.get(plain(key));
