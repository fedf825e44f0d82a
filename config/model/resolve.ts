import { LARGEST_INT32 } from "../../platform/facts";
import { seconds } from "../duration";
import { parseLink, REGION } from "../place";
import { PROFILES, type Profile, type ProfileName } from "../presets/profiles";
import { SERVERS, type Server } from "../presets/servers";
import type { BackendConfig, Config, FrontendConfig, WorkloadConfig } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";
import { kindOf, regionOf, resolveBackend } from "./backends";
import { regionalNames, resolveDns } from "./dns";
import { resolveExtensions } from "./extensions";
import { certifies } from "./ids";
import { type BackendFamily, FAMILIES, KINDS } from "./kinds";
import type {
  Adopt,
  Affinity,
  Certificate,
  ClientCertificates,
  CloudNat,
  Frontend,
  HeaderWords,
  HealthCheck,
  HostRoutes,
  Listener,
  Model,
  Network,
  OutlierDetection,
  ProxyOnlySubnet,
  Publish,
  SslPolicy,
  Workload,
} from "./model";
import { resolveAccessLogs, resolveObservability } from "./observability";
import { resolveSecurity } from "./security";

/** Whether the proxy is reached from the internet. */
export const isExternal = ({ exposure = DEFAULTS.proxy.exposure }: Config): boolean => exposure === "external";

/** The regions of a configuration, sorted. */
export function regionsOf(config: Config): string[] {
  return [...new Set(config.regions ?? (config.region === undefined ? [] : [config.region]))].sort();
}

/**
 * One region of a valid configuration with every preset and default filled in. What counts, first to last: the workload's
 * own words, its `profile`, its `server`, the default. Never throws on what the schema accepts.
 */
export function resolve(config: Config, region: string): Model {
  const external = isExternal(config);
  const hosts = hostRoutes(config, region);
  const namesOf = (host: string) => [host, ...(hosts.find((one) => one.host === host)?.aliases ?? [])];
  return {
    name: config.name,
    region,
    stack: `${config.name}-${region}`,
    project: config.project,
    scheme: external ? "EXTERNAL_MANAGED" : "INTERNAL_MANAGED",
    labels: config.labels ?? {},
    network: resolveNetwork(config.network, region),
    frontend: resolveFrontend(config.frontend ?? {}, external, hosts, region),
    workloads: Object.keys(config.workloads)
      .sort()
      .flatMap((id) => {
        const workload = config.workloads[id];
        return workload === undefined ? [] : [resolveWorkload(id, workload, region, config)];
      }),
    routing: {
      hosts,
      default: config.default,
      modelHeader: config.modelHeader ?? DEFAULTS.proxy.modelHeader,
      workloadHeader: config.workloadHeader,
      // They ask for what the routes say; an override may say something else, and Google refuses a map whose tests fail.
      tests: external && overriddenUrlMaps(config).length === 0 && (config.urlMapTests ?? DEFAULTS.proxy.urlMapTests),
    },
    adopt: resolveAdopt(config, region),
    security: resolveSecurity(config),
    extensions: resolveExtensions(config).map((one) => ({ ...one, hosts: one.hosts.flatMap(namesOf) })),
    dns: resolveDns(config),
    observability: resolveObservability(config),
  };
}

/** The value of one region, where it may be given for all at once or keyed by region. */
function forRegion<T>(value: T | Readonly<Record<string, T>> | undefined, region: string): T | undefined {
  const keyed = typeof value === "object" && value !== null && Object.keys(value).every((key) => REGION.test(key));
  return keyed ? (value as Readonly<Record<string, T>>)[region] : (value as T | undefined);
}

function resolveNetwork(network: Config["network"], region: string): Network {
  const subnet = forRegion<string | ProxyOnlySubnet>(network.proxyOnlySubnet, region) ?? "";
  return {
    vpc: typeof network.vpc === "string" ? network.vpc : network.vpc.name,
    hostProject: typeof network.vpc === "string" ? hostProjectOf(network.vpc) : network.vpc.project,
    proxyOnlySubnet: typeof subnet === "string" ? { range: subnet } : subnet,
    subnet: forRegion<string>(network.subnet, region),
    firewallRules: network.firewallRules ?? DEFAULTS.network.firewallRules,
    cloudNat: resolveCloudNat(network.cloudNat ?? {}),
  };
}

const NAT_LOGS = { errors: "ERRORS_ONLY", translations: "TRANSLATIONS_ONLY", all: "ALL", off: undefined } as const;

const resolveCloudNat = ({ logs, ...words }: NonNullable<Config["network"]["cloudNat"]>): CloudNat => ({
  ...words,
  logs: NAT_LOGS[logs ?? DEFAULTS.cloudNat.logs],
});

/** A VPC given by its self link lives in the project that the link names. */
function hostProjectOf(vpc: string): string | undefined {
  const link = parseLink(vpc);
  return link?.collection === "networks" ? link.project : undefined;
}

const TIERS = { premium: "PREMIUM", standard: "STANDARD" } as const;

function resolveFrontend(
  frontend: FrontendConfig,
  external: boolean,
  hosts: readonly HostRoutes[],
  region: string,
): Frontend {
  return {
    address: {
      existing: frontend.address?.existing,
      ip: forRegion<string>(frontend.address?.ip, region),
      protect: frontend.address?.protect ?? DEFAULTS.address.protect,
    },
    networkTier: external ? TIERS[frontend.networkTier ?? DEFAULTS.frontend.networkTier] : undefined,
    clientKeepAlive: frontend.clientKeepAlive === undefined ? undefined : seconds(frontend.clientKeepAlive),
    globalAccess: !external && (frontend.globalAccess ?? DEFAULTS.frontend.globalAccess),
    listeners: (frontend.listeners ?? DEFAULTS.frontend.listeners)
      .map((listener) => resolveListener(listener, hosts))
      .sort((a, b) => a.port - b.port),
    publish: frontend.publish && resolvePublish(frontend.publish, region),
  };
}

const resolvePublish = ({ port, subnet, accept }: NonNullable<FrontendConfig["publish"]>, region: string): Publish => ({
  port,
  subnet: forRegion<string>(subnet, region) ?? "",
  accept: accept.map((one) => ({ ...one, connections: one.connections ?? DEFAULTS.consumer.connections })),
});

type ListenerConfig = NonNullable<FrontendConfig["listeners"]>[number];

function resolveListener(listener: ListenerConfig, hosts: readonly HostRoutes[]): Listener {
  if (listener.https === undefined) {
    const port = listener.http ?? 0;
    return { id: `http-${port}`, protocol: "http", port, redirectToHttps: listener.redirect === "https" };
  }
  return {
    id: `https-${listener.https}`,
    protocol: "https",
    port: listener.https,
    certificates: withAliases((listener.certificates ?? []).flatMap(resolveCertificate), hosts),
    sslPolicy: resolveSslPolicy(listener.tls ?? {}),
    clientCertificates: clientCertificatesOf(listener.tls?.clientCertificates),
  };
}

function resolveCertificate(config: NonNullable<ListenerConfig["certificates"]>[number]): Certificate[] {
  if (config.managed !== undefined) return config.managed.map((domain) => ({ kind: "managed", domain }));
  if (config.pem !== undefined) return [{ kind: "pem", certificate: config.pem, privateKey: config.privateKey ?? "" }];
  const existing = config.existing ?? "";
  return [{ kind: /(?:^|\/)certificates\//.test(existing) ? "certificateManager" : "compute", existing }];
}

/** Beside the managed certificate of a host, one for each more name of it. */
function withAliases(certificates: readonly Certificate[], hosts: readonly HostRoutes[]): Certificate[] {
  const has = (name: string) => certificates.some((one) => one.kind === "managed" && certifies(one.domain, name));
  const more = hosts.flatMap(({ host, aliases }) => (has(host) ? aliases.filter((alias) => !has(alias)) : []));
  return [...certificates, ...more.map((domain): Certificate => ({ kind: "managed", domain }))];
}

const CERTIFICATE_MODES = { require: "REJECT_INVALID", allow: "ALLOW_INVALID_OR_MISSING_CLIENT_CERT" } as const;

function clientCertificatesOf(
  words: NonNullable<ListenerConfig["tls"]>["clientCertificates"],
): ClientCertificates | undefined {
  if (words === undefined) return undefined;
  if (words.existing !== undefined) return { existing: words.existing };
  return {
    authorities: words.authorities ?? "",
    mode: CERTIFICATE_MODES[words.mode ?? DEFAULTS.clientCertificates.mode],
  };
}

const TLS_PROFILES = {
  compatible: "COMPATIBLE",
  modern: "MODERN",
  restricted: "RESTRICTED",
  fips: "FIPS_202205",
} as const;
const POST_QUANTUM = { enabled: "ENABLED", deferred: "DEFERRED" } as const;

function resolveSslPolicy(tls: NonNullable<ListenerConfig["tls"]>): SslPolicy {
  if (tls.existing !== undefined) return { existing: tls.existing };
  const { minVersion = DEFAULTS.tls.minVersion } = tls;
  const byDefault = DEFAULTS.tls.profile[minVersion === "1.3" ? "tls13" : "plain"];
  return {
    minTlsVersion: `TLS_${minVersion.replace(".", "_")}`,
    profile: TLS_PROFILES[tls.profile ?? byDefault],
    postQuantumKeyExchange: tls.postQuantum && POST_QUANTUM[tls.postQuantum],
  };
}

const LOCALITY = {
  roundRobin: "ROUND_ROBIN",
  leastRequest: "LEAST_REQUEST",
  random: "RANDOM",
  ringHash: "RING_HASH",
  maglev: "MAGLEV",
  weightedRoundRobin: "WEIGHTED_ROUND_ROBIN",
} as const;

/** The provider fills in 1,024 for each of these as soon as one limit is set, which would silently cap concurrency. */
const UNLIMITED = {
  maxConnections: LARGEST_INT32,
  maxPendingRequests: LARGEST_INT32,
  maxRequests: LARGEST_INT32,
} as const;

const circuitBreakersOf = (config: NonNullable<WorkloadConfig["circuitBreakers"]>): Workload["circuitBreakers"] => ({
  ...UNLIMITED,
  ...Object.fromEntries(Object.entries(config).filter(([, limit]) => limit !== undefined)),
});

function resolveWorkload(id: string, config: WorkloadConfig, region: string, general: Config): Workload {
  const server: Server | undefined = config.server && SERVERS[config.server];
  const { family } = KINDS[kindOf(config.backends[0] as BackendConfig)];
  const profileName: ProfileName =
    config.profile ?? server?.profile ?? DEFAULTS.workload.profile[family === "internet" ? "internet" : "plain"];
  const profile: Profile = PROFILES[profileName];
  const here = config.backends.filter((backend) => (regionOf(backend) ?? region) === region);
  const protocol = protocolOf(config, family);
  const tls = config.tls && { ...config.tls, sni: config.tls.sni ?? config.tls.verify[0] ?? "" };
  const port =
    config.port ??
    server?.port ??
    DEFAULTS.workload.port[protocol === "HTTPS" || protocol === "HTTP2" ? "tls" : "plain"];
  const affinity = affinityOf(config.affinity);
  const { direct, ported, limited } = FAMILIES[family];
  const loadBalancing =
    config.loadBalancing ?? defaultBalancing(config, affinity, direct ? profile.loadBalancing : "roundRobin");
  const timeout = config.timeout === undefined ? profile.timeout : seconds(config.timeout);
  const context = { affinity: affinity.kind !== "NONE", customMetrics: config.customMetrics !== undefined };
  return {
    id,
    server: config.server,
    profile: profileName,
    family,
    backends: here
      .flatMap((backend) => resolveBackend(backend, { ...context, port: backend.internet?.port ?? port }))
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    protocol,
    tls,
    port,
    portName: config.portName ?? DEFAULTS.workload.portName,
    createNamedPort: config.namedPort === "create",
    timeout: limited ? timeout : undefined,
    drain: config.drain === undefined ? profile.drain : seconds(config.drain),
    healthCheck:
      direct || (ported && config.healthCheck !== undefined)
        ? healthCheckOf(config, server, profileName, protocol)
        : undefined,
    affinity,
    localityLbPolicy: LOCALITY[loadBalancing],
    minimumRingSize: config.minimumRingSize,
    customMetrics: (config.customMetrics ?? []).map((metric) => ({
      name: metric.name,
      maxUtilization: metric.maxUtilization ?? DEFAULTS.customMetric.maxUtilization,
      dryRun: metric.dryRun ?? DEFAULTS.customMetric.dryRun,
    })),
    outlierDetection: config.outlierDetection && outlierDetectionOf(config.outlierDetection),
    circuitBreakers: config.circuitBreakers && circuitBreakersOf(config.circuitBreakers),
    accessLogs: resolveAccessLogs(config.accessLogs, general, profile.accessLogs),
    retry: profile.retry,
    hostRewrite: hostRewriteOf(here, tls?.sni),
    securityPolicy: config.securityPolicy,
  };
}

function protocolOf(config: WorkloadConfig, family: BackendFamily): Workload["protocol"] {
  const protocols = { http: "HTTP", https: "HTTPS", http2: "HTTP2", h2c: "H2C" } as const;
  const tls =
    config.tls !== undefined ||
    family === "internet" ||
    config.backends.some((backend) => googleApiOf(backend) !== undefined);
  return protocols[config.protocol ?? DEFAULTS.workload.protocol[tls ? "tls" : "plain"]];
}

/** The host name of a Google API reached over Private Service Connect. */
function googleApiOf(backend: BackendConfig): string | undefined {
  const psc = backend.privateServiceConnect;
  const target = typeof psc === "string" ? psc : psc?.target;
  return target?.endsWith(".googleapis.com") ? target : undefined;
}

/** Providers and Google APIs choose the service by the Host header, so it must be theirs; only one can be. */
function hostRewriteOf(backends: readonly BackendConfig[], sni: string | undefined): string | undefined {
  const named = ({ internet }: BackendConfig) => internet?.fqdn ?? (internet && sni);
  const hosts = new Set(backends.flatMap((backend) => named(backend) ?? googleApiOf(backend) ?? []));
  return hosts.size === 1 ? [...hosts][0] : undefined;
}

function affinityOf(affinity: WorkloadConfig["affinity"]): Affinity {
  if (affinity === undefined) return { kind: "NONE" };
  if (affinity === "clientIp") return { kind: "CLIENT_IP" };
  if (affinity === "generatedCookie") return { kind: "GENERATED_COOKIE" };
  if (affinity.header !== undefined) return { kind: "HEADER_FIELD", header: affinity.header };
  const ttl = affinity.ttl === undefined ? undefined : seconds(affinity.ttl);
  if (affinity.generatedCookie)
    return { kind: "GENERATED_COOKIE", ttl: ttl === undefined ? undefined : Math.ceil(ttl) };
  if (affinity.cookie !== undefined) return { kind: "HTTP_COOKIE", cookie: affinity.cookie, ttl };
  return { kind: "STRONG_COOKIE_AFFINITY", cookie: affinity.strongCookie ?? "", ttl };
}

/** Affinity needs a policy that hashes, save the strong cookie, which names its backend. */
function defaultBalancing(
  config: WorkloadConfig,
  affinity: Affinity,
  plain: "leastRequest" | "roundRobin",
): keyof typeof LOCALITY {
  const byDefault = DEFAULTS.workload.loadBalancing;
  if (config.customMetrics !== undefined && affinity.kind === "NONE") return byDefault.metrics;
  return affinity.kind === "NONE" || affinity.kind === "STRONG_COOKIE_AFFINITY" ? plain : byDefault.affinity;
}

function healthCheckOf(
  config: WorkloadConfig,
  server: Server | undefined,
  profile: ProfileName,
  protocol: Workload["protocol"],
): HealthCheck {
  const check = config.healthCheck ?? {};
  const protocols = { HTTP: "http", HTTPS: "https", HTTP2: "http2", H2C: "http" } as const;
  const kind = check.protocol ?? protocols[protocol];
  const asksPath = kind === "http" || kind === "https" || kind === "http2";
  const interval = check.interval === undefined ? PROFILES[profile].healthCheck.interval : seconds(check.interval);
  return {
    protocol: kind,
    path: asksPath ? (check.path ?? server?.healthPath ?? DEFAULTS.healthCheck.path.plain) : undefined,
    port: check.port,
    host: check.host,
    response: check.response,
    grpcService: check.grpcService,
    interval,
    timeout:
      check.timeout === undefined ? Math.min(PROFILES[profile].healthCheck.timeout, interval) : seconds(check.timeout),
    healthyThreshold: check.healthyThreshold ?? DEFAULTS.healthCheck.healthyThreshold,
    unhealthyThreshold: check.unhealthyThreshold ?? DEFAULTS.healthCheck.unhealthyThreshold,
    logs: check.logs ?? DEFAULTS.healthCheck.logs,
  };
}

function outlierDetectionOf(config: NonNullable<WorkloadConfig["outlierDetection"]>): OutlierDetection {
  const byDefault = DEFAULTS.outlierDetection;
  return {
    consecutiveErrors: config.consecutiveErrors ?? byDefault.consecutiveErrors,
    consecutiveGatewayFailures: config.consecutiveGatewayFailures ?? byDefault.consecutiveGatewayFailures,
    interval: seconds(config.interval ?? byDefault.interval),
    baseEjection: seconds(config.baseEjection ?? byDefault.baseEjection),
    maxEjection: config.maxEjection ?? byDefault.maxEjection,
  };
}

export const changesHeaders = ({ requestHeaders, responseHeaders }: HeaderWords): boolean =>
  requestHeaders !== undefined || responseHeaders !== undefined;

/** The addresses of URL maps that answer otherwise than the routes say. */
export const overriddenUrlMaps = ({ overrides = {} }: Config): string[] =>
  Object.keys(overrides).filter((address) => address.startsWith("google_compute_region_url_map."));

/** The rules of each host: groups that name it are merged. Sorted by host. */
function hostRoutes(config: Config, region: string): HostRoutes[] {
  const byHost = new Map<
    string,
    { rules: HostRoutes["rules"][number][] } & { -readonly [K in "default" | "headers"]?: HostRoutes[K] }
  >();
  for (const [g, group] of (config.routes ?? []).entries())
    for (const host of new Set(group.hosts ?? DEFAULTS.routeGroup.hosts)) {
      const routes = byHost.get(host) ?? { rules: [] };
      byHost.set(host, routes);
      for (const [r, rule] of (group.rules ?? []).entries())
        routes.rules.push({ path: ["routes", g, "rules", r], rule });
      if (group.default !== undefined) routes.default ??= { path: ["routes", g, "default"], action: group.default };
      if (changesHeaders(group)) routes.headers ??= { path: ["routes", g], words: group };
    }
  return [...byHost]
    .map(([host, routes]) => {
      const aliases = regionalNames(config, region, host).filter((alias) => !byHost.has(alias));
      return { host, aliases, ...routes };
    })
    .sort((a, b) => (a.host < b.host ? -1 : 1));
}

/** Without what records inherit: a workload may be called `constructor`. */
const record = (named: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.assign(Object.create(null), named);

function resolveAdopt(config: Config, region: string): Adopt {
  const adopt = forRegion<Partial<Adopt>>(config.adopt, region);
  return {
    ...adopt,
    targetProxies: record(adopt?.targetProxies),
    forwardingRules: record(adopt?.forwardingRules),
    backendServices: record(adopt?.backendServices),
    healthChecks: record(adopt?.healthChecks),
  };
}
