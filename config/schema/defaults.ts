import { formatYaml } from "../format";

/** A default that depends on something else, in words; `{name}` in them is a value that the resolver takes from this row. */
export interface DependentDefault {
  readonly words: string;
  readonly [name: string]: unknown;
}

/**
 * What a key means where it is left out, by map and key, in the words of the file: a value, or a dependent default. The
 * resolver, the sentence "Default: …" and the JSON Schema's `default` all come from here.
 */
export const DEFAULTS = {
  proxy: {
    project: { words: "the Terraform variable `project`" },
    exposure: "external",
    default: { words: "404" },
    modelHeader: "x-model",
    workloadHeader: { words: "none" },
    urlMapTests: true,
    state: { words: "a file beside the output folder" },
  },
  cloudState: {
    hostname: { words: "{name}, Terraform's own", name: "app.terraform.io" },
    project: { words: "the organization's" },
  },
  suppression: { at: { words: "everywhere" } },
  network: { firewallRules: true, cloudNat: { words: "one is created when a workload has internet endpoints" } },
  cloudNat: {
    addresses: { words: "Google's, which change" },
    minPorts: {
      words:
        "what `circuitBreakers` let a proxy open to internet endpoints, rounded up to a power of two; 4096 where one has no limit",
    },
    logs: "errors",
  },
  consumer: { connections: 10 },
  publish: { port: { words: "the only one that serves" } },
  frontend: {
    address: { words: "a new one" },
    networkTier: "premium",
    clientKeepAlive: { words: "{own}, Google's own", own: "10m" },
    globalAccess: false,
    listeners: [{ http: 80 }],
  },
  address: { ip: { words: "one that Google chooses" }, protect: false },
  clientCertificates: { mode: "require" },
  dns: { routing: "geo", ttl: "30s" },
  iap: { members: { words: "whoever others let in" } },
  rateLimit: { withoutKey: "deny", preview: false },
  securityRule: { preview: false },
  extension: {
    protocol: "extAuthz",
    timeout: { words: "{own}, or {armor} for Model Armor", own: "200ms", armor: "1s" },
    failOpen: false,
    headers: { words: "all of them" },
    hosts: { words: "every host" },
    body: { words: "headers only" },
  },
  tls: {
    minVersion: "1.2",
    profile: {
      words: "{plain}, or {tls13} with TLS 1.3, which goes with no other",
      plain: "modern",
      tls13: "restricted",
    },
    postQuantum: { words: "Google's own, which gives it since October 2026" },
  },
  workload: {
    profile: {
      words: "the server's, otherwise {plain}, or {internet} for internet endpoints",
      plain: "streaming",
      internet: "provider",
    },
    protocol: {
      words: "{plain}, or {tls} with `tls`, for internet endpoints and for Google APIs",
      plain: "http",
      tls: "https",
    },
    port: { words: "the server's, otherwise {plain}, or {tls} with TLS", plain: 80, tls: 443 },
    portName: "http",
    timeout: { words: "the profile's" },
    drain: {
      words:
        "as long as the longest timeout of the workload and its routes, an hour at most; a profile may have another",
    },
    loadBalancing: {
      words: "the profile's, {affinity} with affinity, {metrics} with custom metrics",
      affinity: "ringHash",
      metrics: "weightedRoundRobin",
    },
    minimumRingSize: { words: "{own}, Google's own", own: 1024 },
    accessLogs: { words: "the profile's share" },
  },
  accessLogs: {
    sample: { words: "the profile's share" },
    requestHeaders: { words: "none" },
    responseHeaders: { words: "none" },
    fields: { words: "as they are" },
  },
  observability: {
    accessLogs: { words: "each workload's" },
    notify: { words: "nobody is told" },
    slos: { words: "none" },
    alerts: { words: "none" },
    dashboard: false,
  },
  slo: { percent: 95, workload: { words: "all requests" } },
  backend: {
    capacity: 1,
    // A rate only shapes how traffic spreads over several groups: a full one still takes requests.
    // https://cloud.google.com/load-balancing/docs/backend-service#balancing-mode
    maxRatePerInstance: { words: "{rate} with affinity, where no word gives a rate or a utilization", rate: 100 },
    maxRatePerEndpoint: { words: "{rate} where no word gives a rate", rate: 100 },
  },
  zonalEndpoint: { port: { words: "the workload's" } },
  privateServiceConnect: { producerPort: { words: "all of the attachment" } },
  internet: { port: { words: "the workload's" } },
  healthCheck: {
    protocol: { words: "as the workload is reached" },
    path: { words: "the server's, otherwise {plain}", plain: "/" },
    host: { words: "the backend's address" },
    interval: { words: "the profile's" },
    timeout: { words: "the profile's" },
    healthyThreshold: 1,
    unhealthyThreshold: 3,
    logs: false,
  },
  backendTls: {
    sni: { words: "the first of `verify`" },
    authorities: { words: "those that Google and browsers trust" },
  },
  affinity: { ttl: { words: "the session" } },
  customMetric: { maxUtilization: 0.6, dryRun: false },
  outlierDetection: {
    consecutiveErrors: 0,
    consecutiveGatewayFailures: 3,
    interval: "10s",
    baseEjection: "30s",
    maxEjection: 50,
  },
  routeGroup: { hosts: ["*"], default: { words: "404" } },
  action: {
    timeout: { words: "the API family's, the workload's" },
    retry: { words: "the profile's conditions; `false` turns retries off" },
    opens: { words: "of a known model server what it publishes; the rest answers 404" },
  },
  redirect: { https: false, code: 308, stripQuery: false },
  retry: { attempts: 1, perTry: { words: "the route's timeout" } },
  mirror: { percent: 100 },
  cors: { credentials: { words: "{own}, Google's own", own: false } },
} as const;

export const isDependent = (row: unknown): row is DependentDefault =>
  typeof row === "object" && row !== null && "words" in row;

/** "Default: `10m`." */
export function describeDefault(row: unknown): string {
  const code = (value: unknown) => `\`${formatYaml(value)}\``;
  return `Default: ${isDependent(row) ? row.words.replace(/\{(\w+)\}/g, (_, name) => code(row[name])) : code(row)}.`;
}
