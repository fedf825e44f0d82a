import type { DocumentPath } from "../finding";

/** Words that do not exist here: why, and the smallest thing that does the same. */
export interface Answer {
  /**
   * Words that people bring from other load balancers, from the API or from Terraform, in any spelling: `enableCdn` also stands for
   * `enable_cdn` and `enable-cdn`. `rules.host` is a key in one place only, `on.429` a value of a key.
   */
  readonly words: readonly string[];
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

/** A row an answer. An unknown key that is none of these words is a typing error. */
const ROWS: Readonly<Record<keyof typeof TOPICS, readonly (Omit<Answer, "words"> & { readonly words: string })[]>> = {
  platform: [
    {
      words: "cache caching semanticCache promptCache",
      why: "nothing caches answers: Cloud CDN is not available on regional Application Load Balancers",
      instead: "remove it; cache in the workload or in LiteLLM; `affinity` keeps a conversation where its KV cache is",
    },
    {
      words: "cdn enableCdn cdnPolicy cachePolicy compressionMode",
      why: "Cloud CDN is not available on regional Application Load Balancers",
      instead: "remove it; cache in the workload, or put a global load balancer in front",
    },
    {
      words: "backendBucket backendBuckets bucketName",
      why: "regional backend buckets are a Preview that the provider does not know",
      instead: "serve the files from a Cloud Run service",
    },
    {
      words: "fallback fallbacks fallbackTo retryOn429",
      why: "no request goes to a second workload when the first one fails, and none is repeated on 429",
      instead:
        "remove it; let a gateway such as LiteLLM fall back, as a workload; `retry` tries other backends of the same workload",
    },
    {
      words: "failover failoverPolicy haPolicy connectionTrackingPolicy maxConnectionsPerInstance",
      why: "only passthrough Network Load Balancers have it",
      instead:
        "remove it; weights in `to` and outlierDetection move traffic here, `dns: { routing: { failover: … } }` clients to another region",
    },
    {
      words: "certificateMap certificateMaps",
      why: "certificate maps are for global load balancers only",
      instead: "list the certificates of the listener: `certificates: [{ existing: certificates/NAME }]`",
    },
    { words: "quic quicOverride http3", why: "QUIC (HTTP/3) is global only", instead: "remove it" },
    {
      words: "edgeSecurityPolicy adaptiveProtection adaptiveProtectionConfig recaptcha",
      why: "Cloud Armor has it for global load balancers only",
      instead: "remove it",
    },
    {
      words: "customErrorResponsePolicy customErrorResponse errorPages",
      why: "custom error responses: only global Application Load Balancers have it",
      instead: "answer with `respond: STATUS`, or with a redirect",
    },
    {
      words: "serviceLbPolicy preference preferredBackend",
      why: "only global Application Load Balancers have it",
      instead: "use `capacity` and weights",
    },
    {
      words: "ipv6 ipVersion createIpv6Address ipv6Address",
      why: "Google's pages do not agree whether a regional external Application Load Balancer takes IPv6, an internal one does not; its address here is IPv4",
      instead: "remove it",
    },
    { words: "appEngine", why: "App Engine backends are for global load balancers only", instead: "use `cloudRun`" },
    {
      words: "maxStreamDuration metadataFilters originRegexes allowOriginRegexes",
      why: "only service meshes (INTERNAL_SELF_MANAGED) have it",
      instead: "remove it",
    },
    {
      words:
        "inFlight maxInFlightRequests maxInFlightRequestsPerInstance maxInFlightRequestsPerEndpoint trafficDuration",
      why: "balancing by requests in flight is a Preview: google-beta has the fields, and refuses the mode `IN_FLIGHT` on regional backend services (7.45.0 and 8.0)",
      instead:
        "use `maxRatePerInstance`, `maxRatePerEndpoint` or `customMetrics`; a later provider takes it by `overrides`",
    },
    {
      words: "maxConnections maxConnectionsPerEndpoint",
      why: "as a capacity, only passthrough Network Load Balancers have it",
      instead: "use a rate here, or `circuitBreakers` on the workload",
    },
    { words: "subsetting", why: "the provider does not know it for this load balancer", instead: "remove it" },
    {
      words: "tokensPerMinute tpm tokens maxTokens tokenLimit tokenQuota quota quotas budget budgets",
      why: "the load balancer sees requests and counts no tokens",
      instead: "remove it; limit and bill tokens in a gateway such as LiteLLM (`server: litellm`), or in the workload",
    },
    {
      words: "tracing",
      why: "the load balancer makes no traces; it passes `traceparent` on",
      instead:
        "remove it; let clients and workloads trace, and write `observability: { accessLogs: { requestHeaders: [traceparent] } }`",
    },
    {
      words: "body bodyMatch modelFromBody jsonPath",
      why: "routes see the method, the host, the path, headers and the query, never the body",
      instead:
        "let the client send the header `x-model`, give each model a path (`modelPaths`), or let a service of your own read the body and set the header: `extensions: [{ kind: route, body: true, … }]`",
    },
    {
      words: "global anycast multiRegion",
      why: "it is a regional load balancer: one address for each region",
      instead: "write `regions: […]`, and `dns: { routing: geo, … }` to lead clients to one of their addresses",
    },
    {
      words: "tcp udp",
      why: "an Application Load Balancer serves HTTP alone",
      instead: "remove it; TCP and UDP need a Network Load Balancer",
    },
    {
      words: "bodySize maxBodySize clientMaxBodySize maxRequestSize",
      why: "no limit of the size of bodies can be set",
      instead: "remove it; limit it in the workload",
    },
    {
      words: "on.429",
      why: "the load balancer repeats nothing on 429",
      instead: "write `on: [connect-failure]`; a gateway such as LiteLLM, as a workload, tries another model on 429",
    },
  ],
  later: [
    {
      words: "ciphers cipherSuites customFeatures",
      why: "an SSL policy made here has one of Google's profiles",
      instead: "write `profile: restricted`, or make a policy of your own and write `tls: { existing: NAME }`",
    },
    {
      words: "backendMtls authenticationConfig",
      why: "the proxy shows its backends no certificate: this version only verifies theirs",
      instead: "remove it; `tls: { verify: […] }` verifies them, and firewall rules say who reaches them",
    },
  ],
  elsewhere: [
    {
      words: "auth authentication authorization apiKey apiKeys basicAuth jwt oauth oidc users tenants",
      why: "the proxy knows no keys and no users, and a list of keys would stand in the file",
      instead:
        "remove it; let the workload ask (`vllm serve --api-key`, keys of LiteLLM, IAM of Cloud Run), write `security: { iap: … }`, or ask a service of your own by `extensions: [{ kind: authorization, … }]`",
    },
    {
      words: "replicas autoscaling minInstances image container gpu gpus env",
      why: "the proxy reaches servers and makes none",
      instead:
        "remove it; make the instance group, the pods or the Cloud Run service where they are deployed, and name them in `backends`",
    },
    {
      words: "secret secrets",
      why: "a secret never stands in the file",
      instead: "write `${var.NAME}` where its value goes, and give it by TF_VAR_NAME",
    },
  ],
  derived: [
    {
      words: "loadBalancingScheme scheme",
      why: "the scheme is EXTERNAL_MANAGED or INTERNAL_MANAGED, on every part alike",
      instead: "write `exposure: external` or `exposure: internal`",
    },
    {
      words: "balancingMode capacityScaler",
      why: "it follows from the kind of backend",
      instead: "write `maxRate`, `maxRatePerInstance`, `maxRatePerEndpoint` or `maxUtilization`, and `capacity`",
    },
    {
      words: "serverless networkEndpointType",
      why: "it follows from the kind of backend",
      instead: "write `cloudRun` or `cloudFunction`",
    },
    {
      words: "hostRules pathMatchers pathRules routeRules urlMap defaultService",
      why: "the URL map is made from the routes",
      instead: "write `routes`, and `default` for what no route names",
    },
    { words: "priority order", why: "the most specific rule wins, whatever the order", instead: "remove it" },
    {
      words: "canary.requestHeaders canary.responseHeaders",
      why: "a share with headers of its own stands in `to`",
      instead: "write `to: { a: 90, b: { weight: 10, requestHeaders: … } }` in place of `canary`",
    },
    {
      words: "customRequestHeaders customResponseHeaders headerAction setHeaders addHeaders removeHeaders",
      why: "headers are changed by routes",
      instead:
        "write `requestHeaders: { set: … }` on the rule for what the workload gets, `responseHeaders` for what the client gets, or beside `hosts` for all that these serve; both know `set`, `add` and `remove`",
    },
    {
      words: "portRange allPorts ports",
      why: "a listener serves one port, and a workload has one",
      instead: "write one `http:` or `https:` listener per port, or `port` on the workload",
    },
    {
      words: "cloudArmor waf ipAllow ipAllowList ipWhitelist allowedIps ipDeny ipDenyList geo",
      why: "who may call, by address or by a rule of one's own, stands in `security`",
      instead:
        "write `security: { allow: […], deny: […] }`, or `securityPolicy: NAME` for a Cloud Armor policy that is there",
    },
    {
      words: "rateLimits rateLimit rateLimiting throttle requestsPerMinute rpm",
      why: "how many requests a caller may send stands in `security`; the load balancer counts no tokens",
      instead: "write `security: { rateLimits: […] }`; `circuitBreakers` bounds what a workload is sent in all",
    },
    { words: "iap", why: "it stands in `security`", instead: "write `security: { iap: { members: […] } }`" },
    {
      words: "mtls clientCertificate clientCertificates clientCa clientAuth",
      why: "it belongs to an HTTPS listener",
      instead: "write `tls: { clientCertificates: { authorities: ca.pem } }` on that listener",
    },
    {
      words: "guardrails modelArmor moderation promptGuard",
      why: "Model Armor judges prompts and answers, as an extension",
      instead: "write `extensions: [{ kind: authorization, modelArmor: TEMPLATE }]`",
    },
    {
      words: "monitoring metrics dashboard dashboards slos slo alerts",
      why: "what is logged, measured and told stands in one place",
      instead: "write `observability: { slos: […], alerts: true, dashboard: true }`",
    },
    {
      words: "overrides",
      why: "single fields of a resource stand at the top level, by its address",
      instead:
        "write `overrides: { google_compute_region_backend_service.llama: { … } }` there; in a stack of your own, `addOverride` on the construct",
    },
    {
      words: "domain domains hostname hostnames",
      why: "names stand where they are served",
      instead: "write `hosts: […]` on the routes, and `certificates: [{ managed: […] }]` on the HTTPS listener",
    },
    {
      words: "rules.host rules.hosts",
      why: "a rule is for all hosts of its group",
      instead: "write `hosts: […]` beside `rules`, in a group of its own where they differ",
    },
    {
      words: "vertexAi vertex",
      why: "Vertex AI is reached by Private Service Connect",
      instead: "write `privateServiceConnect: REGION-aiplatform.googleapis.com` as a backend",
    },
    {
      words: "httpsRedirect redirectHttps forceHttps forceSsl",
      why: "a listener redirects as a whole",
      instead: "write `{ http: 80, redirect: https }` as a listener, beside one with `https: 443`",
    },
    {
      words: "weight weights trafficSplit",
      why: "shares stand at the rule",
      instead: "write `to: { a: 90, b: 10 }`, or `canary: { to: b, percent: 10 }`",
    },
    {
      words: "websocket websockets streaming sse",
      why: "server-sent events and WebSockets pass by themselves",
      instead: "remove it; `timeout` says how long an answer may take (`profile: streaming`)",
    },
    {
      words: "portSpecification",
      why: "a health check asks the port that serves",
      instead: "remove it; `port` in the health check names another",
    },
    {
      words: "protocol.grpc",
      why: "gRPC runs on HTTP/2",
      instead: "write `protocol: h2c`, or `protocol: http2` where the server speaks TLS",
    },
    {
      words: "extensions.protocol.grpc",
      why: "what is asked speaks gRPC anyway, in one of two protocols of Envoy's",
      instead: "write `protocol: extAuthz` for external authorization, or `protocol: extProc` for external processing",
    },
    {
      words: "affinity.sticky affinity.cookie affinity.session affinity.header affinity.true",
      why: "it has to be said what a client is known by",
      instead:
        "write `affinity: generatedCookie`, `affinity: { cookie: session }` or `affinity: { header: x-session-id }`",
    },
    {
      words: "on.502 on.503 on.504",
      why: "502, 503 and 504 are `gateway-error` together, which repeats calls that a model may already have paid for",
      instead: "write `on: [connect-failure]`, which repeats what no model has seen",
    },
  ],
};

/** By topic, as `docs/scope.md` lists them. */
export const ANSWERS = Object.entries(ROWS).map(([topic, rows]) => ({
  topic: TOPICS[topic as keyof typeof TOPICS],
  answers: rows.map((row): Answer => ({ ...row, words: row.words.split(" ") })),
}));

/** Our words, with those of the API that mean the same. */
const OF_THE_API: Readonly<Record<string, string>> = {
  "tls: { clientCertificates: { existing: … } }": "serverTlsPolicy",
  affinity: "sessionAffinity consistentHash",
  "affinity: { generatedCookie: true, ttl: … }": "affinityCookieTtlSec",
  loadBalancing: "localityLbPolicy",
  timeout: "timeoutSec",
  drain: "connectionDrainingTimeoutSec",
  accessLogs: "logConfig",
  path: "requestPath",
  interval: "checkIntervalSec",
  to: "weightedBackendServices",
  mirror: "requestMirrorPolicy",
  retry: "retryPolicy",
  rewrite: "urlRewrite",
  redirect: "urlRedirect",
  cors: "corsPolicy",
  "tls: { verify: [llama.internal] }": "tlsSettings",
  verify: "subjectAltNames",
  minVersion: "minTlsVersion",
  postQuantum: "postQuantumKeyExchange",
  privateKey: "privateKeyWo",
  fault: "faultInjectionPolicy",
  accept: "acceptLists consumerAcceptLists",
  subnet: "natSubnets",
  addresses: "natIps",
  minPorts: "minPortsPerVm",
  zone: "managedZone",
  "failover: REGION": "routing.primary primaryBackup",
};

/** Our words, with those of others. */
const OF_OTHERS: Readonly<Record<string, string>> = {
  firewallRules: "firewall",
  extensions: "serviceExtensions plugins wasm lua extProc",
  "dns: { zone: …, domain: … }": "dnsZone dnsRecord",
  workloads: "upstream upstreams services",
  "retry: { on: [connect-failure] }": "retryOn",
  retry: "retries",
  affinity: "sticky stickySession",
  accessLogs: "logging logs",
  tls: "ssl",
  sni: "servername",
  postQuantum: "pqc",
  suppress: "silence",
  "affinity: { cookie: …, ttl: … }": "affinity.lifetime affinity.maxAge",
};

/** Mere renames; they stand on no page. */
const renamed = (table: Readonly<Record<string, string>>, why: string): Answer[] =>
  Object.entries(table).map(([ours, words]) => ({ words: words.split(" "), why, instead: `write \`${ours}\`` }));

const plain = (word: string): string => word.toLowerCase().replace(/[-_]/g, "");

const BY_WORD = new Map(
  [
    ...ANSWERS.flatMap(({ answers }) => answers),
    ...renamed(OF_THE_API, "that is the API's word"),
    ...renamed(OF_OTHERS, "it has another name here"),
  ].flatMap((answer) => answer.words.map((word) => [plain(word), answer])),
);

/** The key that a value or a map stands at, whatever its place in a list. */
const keyAt = (path: DocumentPath): string => String(path.findLast((part) => typeof part === "string") ?? "");

/** What to say to whoever writes a well-known key, in a map at a path, that does not exist there. */
export const answerTo = (key: string, path: DocumentPath): Answer | undefined =>
  BY_WORD.get(plain(`${keyAt(path)}.${key}`)) ?? BY_WORD.get(plain(key));

/** What to say to whoever writes a well-known value that its key does not know, in this part of the file or anywhere. */
export function answerToValue(value: unknown, path: DocumentPath): Answer | undefined {
  if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
  const word = `${keyAt(path)}.${value}`;
  return BY_WORD.get(plain(`${path[0]}.${word}`)) ?? BY_WORD.get(plain(word));
}
