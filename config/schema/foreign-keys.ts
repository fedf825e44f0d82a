import type { DocumentPath } from "../finding";

/** Why a word does not exist here, and the smallest thing that does the same. */
export interface Answer {
  /** What `docs/scope.md` lists it under; a mere rename stands nowhere. */
  readonly topic?: Topic;
  readonly why: string;
  readonly instead: string;
}

/** Whose it is: the platform has it not, this version has no word for it, or it belongs somewhere else. */
export const TOPICS = {
  platform: "What a regional Application Load Balancer cannot do",
  later: "What it can do, and this version has no word for",
  elsewhere: "What belongs to somebody else",
  derived: "What follows from other words",
} as const;
export type Topic = keyof typeof TOPICS;

const answer = (topic: Topic, why: string, instead: string): Answer => ({ topic, why, instead });

/** A word of the API that has another name here. */
const ours = (word: string): Answer => ({ why: "that is the API's word", instead: `write \`${word}\`` });
/** A word of others that has another name here. */
const named = (word: string): Answer => ({ why: "it has another name here", instead: `write \`${word}\`` });

const CDN = answer(
  "platform",
  "Cloud CDN is not available on regional Application Load Balancers",
  "remove it; cache in the workload, or put a global load balancer in front",
);
const BUCKET = answer(
  "platform",
  "regional backend buckets are a Preview that the provider does not know",
  "serve the files from a Cloud Run service",
);
const FAILOVER = answer(
  "platform",
  "only passthrough Network Load Balancers have it",
  "remove it; weights in `to` and outlierDetection move traffic here, `dns: { routing: { failover: … } }` clients to another region",
);
const CERTIFICATE_MAP = answer(
  "platform",
  "certificate maps are for global load balancers only",
  "list the certificates of the listener: `certificates: [{ existing: certificates/NAME }]`",
);
const QUIC = answer("platform", "QUIC (HTTP/3) is global only", "remove it");
const ARMOR_GLOBAL = answer("platform", "Cloud Armor has it for global load balancers only", "remove it");
const ERROR_PAGES = answer(
  "platform",
  "custom error responses: only global Application Load Balancers have it",
  "answer with `respond: STATUS`, or with a redirect",
);
const PREFERENCE = answer("platform", "only global Application Load Balancers have it", "use `capacity` and weights");
const IPV6 = answer("platform", "the address of a regional Application Load Balancer is IPv4 only", "remove it");
const SCHEME = answer(
  "derived",
  "the scheme is EXTERNAL_MANAGED or INTERNAL_MANAGED, on every part alike",
  "write `exposure: external` or `exposure: internal`",
);
const MESH = answer("platform", "only service meshes (INTERNAL_SELF_MANAGED) have it", "remove it");
const BALANCING = answer(
  "derived",
  "it follows from the kind of backend",
  "write `maxRate`, `maxRatePerInstance`, `maxRatePerEndpoint` or `maxUtilization`, and `capacity`",
);
const IN_FLIGHT = answer(
  "platform",
  "balancing by requests in flight is a Preview: google-beta has the fields, and refuses the mode `IN_FLIGHT` on regional backend services (7.45.0 and 8.0)",
  "use `maxRatePerInstance`, `maxRatePerEndpoint` or `customMetrics`; a later provider takes it by `overrides`",
);
const CONNECTIONS = answer(
  "platform",
  "as a capacity, only passthrough Network Load Balancers have it",
  "use a rate here, or `circuitBreakers` on the workload",
);
const SERVERLESS = answer("derived", "it follows from the kind of backend", "write `cloudRun` or `cloudFunction`");
const URL_MAP = answer(
  "derived",
  "the URL map is made from the routes",
  "write `routes`, and `default` for what no route names",
);
const ORDER = answer("derived", "the most specific rule wins, whatever the order", "remove it");
const HEADERS = answer(
  "derived",
  "headers are changed by routes",
  "write `requestHeaders: { set: … }` on the rule for what the workload gets, `responseHeaders` for what the client gets, or beside `hosts` for all that these serve; both know `set`, `add` and `remove`",
);
const CANARY_HEADERS = answer(
  "derived",
  "a share with headers of its own stands in `to`",
  "write `to: { a: 90, b: { weight: 10, requestHeaders: … } }` in place of `canary`",
);
const PORTS = answer(
  "derived",
  "a listener serves one port, and a workload has one",
  "write one `http:` or `https:` listener per port, or `port` on the workload",
);
const WAF = answer(
  "derived",
  "who may call, by address or by a rule of one's own, stands in `security`",
  "write `security: { allow: […], deny: […] }`, or `securityPolicy: NAME` for a Cloud Armor policy that is there",
);
const IAP = answer("derived", "it stands in `security`", "write `security: { iap: { members: […] } }`");
const OBSERVABILITY = answer(
  "derived",
  "what is logged, measured and told stands in one place",
  "write `observability: { slos: […], alerts: true, dashboard: true }`",
);
const TRACES = answer(
  "platform",
  "the load balancer makes no traces; it passes `traceparent` on",
  "remove it; let clients and workloads trace, and write `observability: { accessLogs: { requestHeaders: [traceparent] } }`",
);
const DNS = named("dns: { zone: …, domain: … }");
const OVERRIDES = answer(
  "derived",
  "single fields of a resource stand at the top level, by its address",
  "write `overrides: { google_compute_region_backend_service.llama: { … } }` there; in a stack of your own, `addOverride` on the construct",
);
const REQUEST_RATE = answer(
  "derived",
  "how many requests a caller may send stands in `security`; the load balancer counts no tokens",
  "write `security: { rateLimits: […] }`; `circuitBreakers` bounds what a workload is sent in all",
);
const TOKENS = answer(
  "platform",
  "the load balancer sees requests and counts no tokens",
  "remove it; limit and bill tokens in a gateway such as LiteLLM (`server: litellm`), or in the workload",
);
const KEYS = answer(
  "elsewhere",
  "the proxy knows no keys and no users, and a list of keys would stand in the file",
  "remove it; let the workload ask (`vllm serve --api-key`, keys of LiteLLM, IAM of Cloud Run), write `security: { iap: … }`, or ask a service of your own by `extensions: [{ kind: authorization, … }]`",
);
const MTLS = answer(
  "derived",
  "it belongs to an HTTPS listener",
  "write `tls: { clientCertificates: { authorities: ca.pem } }` on that listener",
);
const CIPHERS = answer(
  "later",
  "an SSL policy made here has one of Google's profiles",
  "write `profile: restricted`, or make a policy of your own and write `tls: { existing: NAME }`",
);
const BACKEND_MTLS = answer(
  "later",
  "the proxy shows its backends no certificate: this version only verifies theirs",
  "remove it; `tls: { verify: […] }` verifies them, and firewall rules say who reaches them",
);
const CACHE = answer(
  "platform",
  "nothing caches answers: Cloud CDN is not available on regional Application Load Balancers",
  "remove it; cache in the workload or in LiteLLM; `affinity` keeps a conversation where its KV cache is",
);
const FALLBACK = answer(
  "platform",
  "no request goes to a second workload when the first one fails, and none is repeated on 429",
  "remove it; let a gateway such as LiteLLM fall back, as a workload; `retry` tries other backends of the same workload",
);
const BODY = answer(
  "platform",
  "routes see the method, the host, the path, headers and the query, never the body",
  "let the client send the header `x-model`, give each model a path (`modelPaths`), or let a service of your own read the body and set the header: `extensions: [{ kind: route, body: true, … }]`",
);
const CONTENT = answer(
  "derived",
  "Model Armor judges prompts and answers, as an extension",
  "write `extensions: [{ kind: authorization, modelArmor: TEMPLATE }]`",
);
const SERVERS = answer(
  "elsewhere",
  "the proxy reaches servers and makes none",
  "remove it; make the instance group, the pods or the Cloud Run service where they are deployed, and name them in `backends`",
);
const HOSTS = answer(
  "derived",
  "names stand where they are served",
  "write `hosts: […]` on the routes, and `certificates: [{ managed: […] }]` on the HTTPS listener",
);
const RULE_HOSTS = answer(
  "derived",
  "a rule is for all hosts of its group",
  "write `hosts: […]` beside `rules`, in a group of its own where they differ",
);
const VERTEX = answer(
  "derived",
  "Vertex AI is reached by Private Service Connect",
  "write `privateServiceConnect: REGION-aiplatform.googleapis.com` as a backend",
);
const HTTPS_REDIRECT = answer(
  "derived",
  "a listener redirects as a whole",
  "write `{ http: 80, redirect: https }` as a listener, beside one with `https: 443`",
);
const GLOBAL = answer(
  "platform",
  "it is a regional load balancer: one address for each region",
  "write `regions: […]`, and `dns: { routing: geo, … }` to lead clients to one of their addresses",
);
const WEIGHTS = answer(
  "derived",
  "shares stand at the rule",
  "write `to: { a: 90, b: 10 }`, or `canary: { to: b, percent: 10 }`",
);
const SECRETS = answer(
  "elsewhere",
  "a secret never stands in the file",
  "write `${var.NAME}` where its value goes, and give it by TF_VAR_NAME",
);
const STREAMS = answer(
  "derived",
  "server-sent events and WebSockets pass by themselves",
  "remove it; `timeout` says how long an answer may take (`profile: streaming`)",
);
const TCP = answer(
  "platform",
  "an Application Load Balancer serves HTTP alone",
  "remove it; TCP and UDP need a Network Load Balancer",
);
const SIZES = answer("platform", "no limit of the size of bodies can be set", "remove it; limit it in the workload");

/**
 * Words that people bring from other load balancers, from the API or from Terraform, each with its answer, in any spelling:
 * `enableCdn` also stands for `enable_cdn` and `enable-cdn`. `rules.host` is the word in one place only. An unknown key that is none of these is a typing error.
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  cache: CACHE,
  caching: CACHE,
  semanticCache: CACHE,
  promptCache: CACHE,
  cdn: CDN,
  enableCdn: CDN,
  cdnPolicy: CDN,
  cachePolicy: CDN,
  compressionMode: CDN,
  backendBucket: BUCKET,
  backendBuckets: BUCKET,
  bucketName: BUCKET,
  fallback: FALLBACK,
  fallbacks: FALLBACK,
  fallbackTo: FALLBACK,
  retryOn429: FALLBACK,
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
  appEngine: answer("platform", "App Engine backends are for global load balancers only", "use `cloudRun`"),
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
  subsetting: answer("platform", "the provider does not know it for this load balancer", "remove it"),
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
  "canary.requestHeaders": CANARY_HEADERS,
  "canary.responseHeaders": CANARY_HEADERS,
  customRequestHeaders: HEADERS,
  customResponseHeaders: HEADERS,
  headerAction: HEADERS,
  portRange: PORTS,
  allPorts: PORTS,
  ports: PORTS,
  cloudArmor: WAF,
  waf: WAF,
  firewall: named("firewallRules"),
  ipAllow: WAF,
  ipAllowList: WAF,
  ipWhitelist: WAF,
  allowedIps: WAF,
  ipDeny: WAF,
  ipDenyList: WAF,
  geo: WAF,
  rateLimits: REQUEST_RATE,
  rateLimit: REQUEST_RATE,
  rateLimiting: REQUEST_RATE,
  throttle: REQUEST_RATE,
  requestsPerMinute: REQUEST_RATE,
  rpm: REQUEST_RATE,
  tokensPerMinute: TOKENS,
  tpm: TOKENS,
  tokens: TOKENS,
  maxTokens: TOKENS,
  tokenLimit: TOKENS,
  tokenQuota: TOKENS,
  quota: TOKENS,
  quotas: TOKENS,
  budget: TOKENS,
  budgets: TOKENS,
  iap: IAP,
  auth: KEYS,
  authentication: KEYS,
  authorization: KEYS,
  apiKey: KEYS,
  apiKeys: KEYS,
  basicAuth: KEYS,
  jwt: KEYS,
  oauth: KEYS,
  oidc: KEYS,
  users: KEYS,
  tenants: KEYS,
  serverTlsPolicy: ours("tls: { clientCertificates: { existing: … } }"),
  mtls: MTLS,
  clientCertificate: MTLS,
  clientCertificates: MTLS,
  clientCa: MTLS,
  clientAuth: MTLS,
  serviceExtensions: named("extensions"),
  plugins: named("extensions"),
  wasm: named("extensions"),
  lua: named("extensions"),
  extProc: named("extensions"),
  guardrails: CONTENT,
  modelArmor: CONTENT,
  moderation: CONTENT,
  promptGuard: CONTENT,
  monitoring: OBSERVABILITY,
  metrics: OBSERVABILITY,
  tracing: TRACES,
  dashboard: OBSERVABILITY,
  dashboards: OBSERVABILITY,
  slos: OBSERVABILITY,
  slo: OBSERVABILITY,
  alerts: OBSERVABILITY,
  dnsZone: DNS,
  dnsRecord: DNS,
  overrides: OVERRIDES,
  domain: HOSTS,
  domains: HOSTS,
  hostname: HOSTS,
  hostnames: HOSTS,
  "rules.host": RULE_HOSTS,
  "rules.hosts": RULE_HOSTS,
  vertexAi: VERTEX,
  vertex: VERTEX,
  body: BODY,
  bodyMatch: BODY,
  modelFromBody: BODY,
  jsonPath: BODY,
  replicas: SERVERS,
  autoscaling: SERVERS,
  minInstances: SERVERS,
  image: SERVERS,
  container: SERVERS,
  gpu: SERVERS,
  gpus: SERVERS,
  env: SERVERS,
  secret: SECRETS,
  secrets: SECRETS,
  httpsRedirect: HTTPS_REDIRECT,
  redirectHttps: HTTPS_REDIRECT,
  forceHttps: HTTPS_REDIRECT,
  forceSsl: HTTPS_REDIRECT,
  global: GLOBAL,
  anycast: GLOBAL,
  multiRegion: GLOBAL,
  weight: WEIGHTS,
  weights: WEIGHTS,
  trafficSplit: WEIGHTS,
  websocket: STREAMS,
  websockets: STREAMS,
  streaming: STREAMS,
  sse: STREAMS,
  tcp: TCP,
  udp: TCP,
  bodySize: SIZES,
  maxBodySize: SIZES,
  clientMaxBodySize: SIZES,
  maxRequestSize: SIZES,
  setHeaders: HEADERS,
  addHeaders: HEADERS,
  removeHeaders: HEADERS,
  upstream: named("workloads"),
  upstreams: named("workloads"),
  services: named("workloads"),
  retryOn: named("retry: { on: [connect-failure] }"),
  retries: named("retry"),
  sticky: named("affinity"),
  stickySession: named("affinity"),
  logging: named("accessLogs"),
  logs: named("accessLogs"),
  ssl: named("tls"),
  servername: named("sni"),
  pqc: named("postQuantum"),
  ciphers: CIPHERS,
  cipherSuites: CIPHERS,
  customFeatures: CIPHERS,
  backendMtls: BACKEND_MTLS,
  authenticationConfig: BACKEND_MTLS,
  silence: named("suppress"),
  sessionAffinity: ours("affinity"),
  affinityCookieTtlSec: ours("affinity: { generatedCookie: true, ttl: … }"),
  consistentHash: ours("affinity"),
  localityLbPolicy: ours("loadBalancing"),
  timeoutSec: ours("timeout"),
  connectionDrainingTimeoutSec: ours("drain"),
  logConfig: ours("accessLogs"),
  portSpecification: answer(
    "derived",
    "a health check asks the port that serves",
    "remove it; `port` in the health check names another",
  ),
  requestPath: ours("path"),
  checkIntervalSec: ours("interval"),
  weightedBackendServices: ours("to"),
  requestMirrorPolicy: ours("mirror"),
  retryPolicy: ours("retry"),
  urlRewrite: ours("rewrite"),
  urlRedirect: ours("redirect"),
  corsPolicy: ours("cors"),
  tlsSettings: ours("tls: { verify: [llama.internal] }"),
  subjectAltNames: ours("verify"),
  minTlsVersion: ours("minVersion"),
  postQuantumKeyExchange: ours("postQuantum"),
  privateKeyWo: ours("privateKey"),
  faultInjectionPolicy: ours("fault"),
};

const GRPC = answer(
  "derived",
  "gRPC runs on HTTP/2",
  "write `protocol: h2c`, or `protocol: http2` where the server speaks TLS",
);
const EXTENSION_GRPC = answer(
  "derived",
  "what is asked speaks gRPC anyway, in one of two protocols of Envoy's",
  "write `protocol: extAuthz` for external authorization, or `protocol: extProc` for external processing",
);
const STICKY = answer(
  "derived",
  "it has to be said what a client is known by",
  "write `affinity: generatedCookie`, `affinity: { cookie: session }` or `affinity: { header: x-session-id }`",
);
const ON_429 = answer(
  "platform",
  "the load balancer repeats nothing on 429",
  "write `on: [connect-failure]`; a gateway such as LiteLLM, as a workload, tries another model on 429",
);
const ON_5XX = answer(
  "derived",
  "502, 503 and 504 are `gateway-error` together, which repeats calls that a model may already have paid for",
  "write `on: [connect-failure]`, which repeats what no model has seen",
);

/** Values that people bring, by the key that they stand at. */
const VALUES: Readonly<Record<string, Answer>> = {
  "protocol.grpc": GRPC,
  "extensions.protocol.grpc": EXTENSION_GRPC,
  "affinity.sticky": STICKY,
  "affinity.cookie": STICKY,
  "affinity.session": STICKY,
  "affinity.header": STICKY,
  "affinity.true": STICKY,
  "on.429": ON_429,
  "on.502": ON_5XX,
  "on.503": ON_5XX,
  "on.504": ON_5XX,
};

const plain = (key: string): string => key.toLowerCase().replace(/[-_]/g, "");
const byPlainKey = (answers: Readonly<Record<string, Answer>>) =>
  new Map(Object.entries(answers).map(([key, found]) => [plain(key), found]));
const BY_KEY = byPlainKey(ANSWERS);
const BY_VALUE = byPlainKey(VALUES);

/** The key that a value or a map stands at, whatever its place in a list. */
const keyAt = (path: DocumentPath): string => String(path.findLast((part) => typeof part === "string") ?? "");

/** What to say to whoever writes a well-known key, in a map at a path, that does not exist there. */
export const answerTo = (key: string, path: DocumentPath): Answer | undefined =>
  BY_KEY.get(plain(`${keyAt(path)}.${key}`)) ?? BY_KEY.get(plain(key));

/** What to say to whoever writes a well-known value that its key does not know, in this part of the file or anywhere. */
export function answerToValue(value: unknown, path: DocumentPath): Answer | undefined {
  if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
  const word = `${keyAt(path)}.${value}`;
  return BY_VALUE.get(plain(`${path[0]}.${word}`)) ?? BY_VALUE.get(plain(word));
}

/** Every word that is answered with a reason, for the page that lists them. */
export const ANSWERED: Readonly<Record<string, Answer>> = { ...ANSWERS, ...VALUES };
