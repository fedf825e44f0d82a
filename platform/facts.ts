/**
 * Google Cloud's limits, ranges and enumerations, each once and with its source. These are facts only: what follows from
 * one is judged by `checks` in the user's words and by `simulator` in Google's, neither of which trusts the other.
 */

/** Numbers from one to another, both included. */
interface Bounds {
  readonly min: number;
  readonly max: number;
}

const KILOBYTE = 1024;

/**
 * Where Google's health checks come from.
 * @see https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges
 */
export const PROBER_RANGES: readonly string[] = ["130.211.0.0/22", "35.191.0.0/16"];

/**
 * Characters of a resource's name.
 * @see https://cloud.google.com/compute/docs/naming-resources
 */
export const LONGEST_NAME = 63;

/**
 * A name (RFC 1035) as a part of a regular expression.
 * @see https://cloud.google.com/compute/docs/naming-resources
 */
export const NAME_FORM = "[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?";

/**
 * The name of a resource, a network tag or a Cloud Run service.
 * @see https://cloud.google.com/compute/docs/naming-resources
 */
export const RESOURCE_NAME = new RegExp(`^${NAME_FORM}$`);

/**
 * The largest number of a field of type int32: priorities of route rules, circuit breakers.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const LARGEST_INT32 = 2_147_483_647;

/**
 * TCP ports.
 * @see https://www.rfc-editor.org/rfc/rfc9293#section-3.1
 */
export const PORT: Bounds = { min: 1, max: 65_535 };

/**
 * Addresses of the smallest proxy-only subnet.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export const SMALLEST_PROXY_ONLY_SUBNET = 64;

/**
 * Ports of Cloud NAT: those of one address, and how many a machine or a proxy gets by default and at most. A port is taken
 * once for each other side, and stays taken for two minutes after its connection.
 * @see https://cloud.google.com/nat/docs/ports-and-addresses
 */
export const NAT_PORTS = { ofAddress: 64_512, standard: 64, most: 32_768 } as const;

/**
 * Open connections that one of Google's proxies, which takes one address, can hold.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export const CONNECTIONS_PER_PROXY = 3000;

/**
 * What one URL map may hold; no quota raises these.
 * @see https://cloud.google.com/load-balancing/docs/quotas#url_maps
 */
export const URL_MAP = {
  hostRules: { EXTERNAL_MANAGED: 1000, INTERNAL_MANAGED: 2000 },
  hostsPerRule: 1000,
  services: 2500,
  tests: 100,
  rulesPerMatcher: 1000,
  /** Each path of a path rule counts; of a match rule its path condition, each header and each query condition. */
  predicatesPerMatcher: 1000,
  templatesPerMatcher: 100,
  /** @see https://cloud.google.com/load-balancing/docs/re2-support */
  regexesPerMatcher: 5,
  /** @see https://cloud.google.com/load-balancing/docs/url-map-size-quota */
  bytes: 1024 * KILOBYTE,
} as const;

/**
 * Bytes above which an older page of Google's refuses a URL map; a newer one allows `URL_MAP.bytes`.
 * @see https://cloud.google.com/load-balancing/docs/quotas#url_maps
 */
export const LARGE_URL_MAP = { EXTERNAL_MANAGED: 64 * KILOBYTE, INTERNAL_MANAGED: 128 * KILOBYTE } as const;

/**
 * Characters of texts in a URL map.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const LONGEST = {
  path: 1024,
  /** Of a rewrite or redirect. */
  host: 255,
  template: 255,
  templateVariable: 16,
  /** @see https://cloud.google.com/load-balancing/docs/re2-support */
  regex: 250,
} as const;

/**
 * The largest program of a regular expression that Envoy takes by default. Google's proxies are Envoys; what they take, no
 * page says.
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/type/matcher/v3/regex.proto
 */
export const ENVOY_REGEX_PROGRAM = 100;

/**
 * Operators of a path template: `*`, `**`, `{name}`.
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts
 */
export const MOST_TEMPLATE_OPERATORS = 5;

/**
 * The weight of one service among several.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const WEIGHT: Bounds = { min: 0, max: 1000 };

/**
 * The status that a fault injection may answer with.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const INJECTED_STATUS: Bounds = { min: 200, max: 599 };

/**
 * Final statuses whose answers end with their headers.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
export const STATUS_WITHOUT_BODY: readonly number[] = [204, 304];

/**
 * Seconds of the longest duration, 10,000 years.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const LONGEST_DURATION = 315_576_000_000;

/**
 * What a retry may be for.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const RETRY_CONDITIONS = [
  "5xx",
  "gateway-error",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
] as const;

/**
 * The codes of a redirect and the status that each stands for.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionUrlMaps
 */
export const REDIRECT_STATUS = {
  MOVED_PERMANENTLY_DEFAULT: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
} as const;

/**
 * Backends of one backend service.
 * @see https://cloud.google.com/load-balancing/docs/quotas
 */
export const MOST_BACKENDS = 50;

/**
 * Seconds after which a backend service gives a request up, where nothing is said.
 * @see https://cloud.google.com/load-balancing/docs/backend-service#timeout-setting
 */
export const DEFAULT_TIMEOUT = 30;

/**
 * Seconds that the proxies keep an idle connection to a backend.
 * @see https://cloud.google.com/load-balancing/docs/l7-internal#timeouts_and_retries
 */
export const BACKEND_KEEP_ALIVE = 600;

/**
 * Names that a backend service looks for in the certificates of its backends.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionBackendServices
 */
export const MOST_VERIFIED_NAMES = 5;

/**
 * Seconds that answers may go on at most after their backend has left.
 * @see https://cloud.google.com/load-balancing/docs/enabling-connection-draining
 */
export const LONGEST_DRAIN = 3600;

/**
 * Seconds that a cookie of session affinity may last, two weeks.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionBackendServices
 */
export const LONGEST_COOKIE = 1_209_600;

/**
 * Entries of the smallest hash ring, where nothing is said.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionBackendServices
 */
export const DEFAULT_RING_SIZE = 1024;

/**
 * Seconds of a health check's interval and timeout.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionHealthChecks
 */
export const HEALTH_CHECK_SECONDS: Bounds = { min: 1, max: 300 };

/**
 * Answers in a row after which a health check decides.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionHealthChecks
 */
export const HEALTH_CHECK_THRESHOLD: Bounds = { min: 1, max: 10 };

/**
 * Characters of a health check's texts. `response` is also how much of an answer it is looked for in.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regionHealthChecks
 */
export const LONGEST_OF_HEALTH_CHECK = { path: 2048, response: 1024 } as const;

/**
 * Seconds that an idle connection of a client may be kept.
 * @see https://cloud.google.com/load-balancing/docs/l7-internal#timeouts_and_retries
 */
export const CLIENT_KEEP_ALIVE: Bounds = { min: 5, max: 600 };

/**
 * Labels of one resource.
 * @see https://cloud.google.com/compute/docs/labeling-resources
 */
export const MOST_LABELS = 64;

/**
 * Certificates of one target HTTPS proxy, by the service that they belong to.
 * @see https://cloud.google.com/load-balancing/docs/quotas
 */
export const MOST_CERTIFICATES = { compute: 15, certificateManager: 100 } as const;

/**
 * What one authorization policy takes: rules, ranges in all of them, principals and resources of a source, and values of
 * every other list.
 * @see https://cloud.google.com/load-balancing/docs/reference/network-security/rest/v1/projects.locations.authzPolicies
 */
export const AUTHORIZATION_POLICY = {
  rules: 5,
  ipBlocks: 10,
  principals: 5,
  resources: 5,
  values: 10,
} as const;

/**
 * Rate limits of Cloud Armor: seconds that requests are counted in and that a ban lasts, requests, keys of one limit.
 * @see https://cloud.google.com/armor/docs/rate-limiting-overview
 */
export const RATE_LIMIT = {
  intervals: [10, 30, 60, 120, 180, 240, 300, 600, 900, 1200, 1800, 2700, 3600],
  banDurations: [60, 120, 180, 240, 300, 600, 900, 1200, 1800, 2700, 3600],
  requests: { min: 1, max: 1_000_000 },
  bannedRequests: { min: 1, max: 10_000 },
  mostKeys: 3,
} as const;

/**
 * What one rule of a security policy takes: ranges of a plain match, and parts and characters of an expression. The last
 * priority is the default rule's, which must be there.
 * @see https://cloud.google.com/armor/docs/rules-language-reference
 */
export const SECURITY_POLICY = {
  ranges: 10,
  subexpressions: 5,
  expression: 2048,
  lastPriority: 2_147_483_647,
} as const;

/**
 * Seconds that a message to an extension may take.
 * @see https://cloud.google.com/service-extensions/docs/quotas
 */
export const EXTENSION_SECONDS = { authorization: { min: 0.01, max: 10 }, other: { min: 0.01, max: 1 } } as const;

/**
 * Chains of a route or traffic extension; there is one resource of each kind for a forwarding rule.
 * @see https://cloud.google.com/service-extensions/docs/quotas
 */
export const EXTENSION_CHAINS = 5;

/**
 * The certificates in a PEM text.
 * @see https://www.rfc-editor.org/rfc/rfc7468#section-5
 */
export const PEM_CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
