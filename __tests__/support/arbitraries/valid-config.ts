import fc from "fast-check";
import { API_FAMILY_NAMES } from "../../../config/presets/api-families";
import { PROFILE_NAMES } from "../../../config/presets/profiles";
import { SERVER_NAMES } from "../../../config/presets/servers";
import type {
  BackendConfig,
  Config,
  FrontendConfig,
  RouteGroupConfig,
  RuleConfig,
  WorkloadConfig,
} from "../../../config/schema/config";

/** Random configurations that are valid by the facts: no check may refuse one, and each becomes valid Terraform JSON. */

const REGIONS = ["us-central1", "europe-west4"] as const;

/** Some of the keys of a record, each with or without its value. */
const some = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<NonNullable<T[K]>> }) =>
  fc.record<T, never>(model as { [K in keyof T]: fc.Arbitrary<T[K]> }, { requiredKeys: [] });

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}s`);
const rate = fc.integer({ min: 1, max: 1000 });

interface Kind {
  /** Every backend of the kind in a region, under names of its own. */
  readonly backends: (region: string, name: string) => fc.Arbitrary<BackendConfig[]>;
  readonly words: fc.Arbitrary<Partial<WorkloadConfig>>;
}

const profile = some<Partial<WorkloadConfig>>({ profile: fc.constantFrom(...PROFILE_NAMES) });

const anyKind = {
  drain: seconds(0, 3600),
  accessLogs: fc.oneof(
    fc.boolean(),
    fc.double({ min: 0, max: 1, noNaN: true }).map((sample) => ({ sample })),
  ),
};
const watched = {
  ...anyKind,
  timeout: seconds(1, 86400),
  outlierDetection: some({ maxEjection: fc.integer({ min: 0, max: 100 }), interval: seconds(1, 60) }),
  circuitBreakers: some({
    maxRequests: fc.integer({ min: 1, max: 10000 }),
    maxRetries: fc.integer({ min: 1, max: 10 }),
  }),
};
const machines = {
  ...watched,
  server: fc.constantFrom(...SERVER_NAMES),
  profile: fc.constantFrom(...PROFILE_NAMES),
  protocol: fc.constantFrom("http" as const, "https" as const, "http2" as const, "h2c" as const),
  port: fc.integer({ min: 1, max: 65535 }),
  healthCheck: fc.oneof(
    some({ path: fc.constantFrom("/health", "/"), interval: seconds(5, 300), logs: fc.boolean() }),
    fc.record({ protocol: fc.constantFrom("tcp" as const, "ssl" as const) }),
    fc.integer({ min: 1, max: 300 }).map((value) => ({ interval: `${value}s`, timeout: `${Math.ceil(value / 2)}s` })),
  ),
};

/** Affinity with a policy that goes with it, or custom metrics, or a plain policy. */
const balancing: fc.Arbitrary<Partial<WorkloadConfig>> = fc.oneof(
  fc.record({ loadBalancing: fc.constantFrom("roundRobin" as const, "leastRequest" as const, "random" as const) }),
  fc.record({
    affinity: fc.constantFrom(
      "clientIp" as const,
      "generatedCookie" as const,
      { header: "x-session-id" },
      { cookie: "s", ttl: "1h" },
    ),
    loadBalancing: fc.constantFrom("ringHash" as const, "maglev" as const),
  }),
  fc.constant({ affinity: { strongCookie: "s" } }),
);
const metrics: fc.Arbitrary<Partial<WorkloadConfig>> = fc.record({
  customMetrics: fc.constantFrom(
    [{ name: "orca.named_metrics.kv_cache_usage_perc" }],
    [
      { name: "orca.cpu_utilization", maxUtilization: 0.8 },
      { name: "orca.named_metrics.q", dryRun: true },
    ],
  ),
});

const merged = (...parts: fc.Arbitrary<object>[]): fc.Arbitrary<Partial<WorkloadConfig>> =>
  fc.tuple(...parts).map((values) => Object.assign({}, ...values));

const reached: fc.Arbitrary<Partial<BackendConfig>> = fc.constantFrom<Partial<BackendConfig>>(
  {},
  { tags: ["gpu"] },
  { serviceAccounts: ["gpu@p.iam.gserviceaccount.com"] },
);
const groupCapacity: fc.Arbitrary<Partial<BackendConfig>> = fc.oneof(
  fc.constant({}),
  fc.record({ maxUtilization: fc.constantFrom(0.1, 0.8, 1) }),
  fc.record({ maxRatePerInstance: rate }),
);
const negCapacity: fc.Arbitrary<Partial<BackendConfig>> = fc.oneof(
  fc.constant({}),
  fc.record({ maxRate: rate }),
  fc.record({ maxRatePerEndpoint: rate }),
);
const each = (words: fc.Arbitrary<Partial<BackendConfig>>[], ...backends: BackendConfig[]) =>
  fc
    .tuple(...words)
    .chain((parts) =>
      fc
        .subarray(backends, { minLength: 1 })
        .map((list) => list.map((backend) => Object.assign({}, backend, ...parts))),
    );

const groups = (region: string, name: string): BackendConfig[] => [
  { instanceGroup: `${region}-a/${name}` },
  { instanceGroup: `${region}/${name}` },
  { instanceGroup: `projects/p/zones/${region}-b/instanceGroups/${name}` },
  { instances: [`${region}-c/${name}-1`, `${region}-c/${name}-2`] },
];
const negs = (region: string, name: string): BackendConfig[] => [
  { neg: `${region}-a/${name}` },
  { gke: { neg: `${name}-gke`, zones: [`${region}-a`, `${region}-b`] } },
  { zonalEndpoints: { zone: `${region}-c`, endpoints: [{ instance: `${name}-vm`, ip: "10.0.0.5" }] } },
];
const one = (...backends: BackendConfig[]) => fc.constantFrom(...backends).map((backend) => [backend]);

const KINDS: readonly Kind[] = [
  { backends: (...at) => each([reached, groupCapacity], ...groups(...at)), words: merged(some(machines), balancing) },
  { backends: (...at) => each([reached], ...groups(...at)), words: merged(some(machines), metrics) },
  { backends: (...at) => each([reached, negCapacity], ...negs(...at)), words: merged(some(machines), balancing) },
  { backends: (...at) => each([reached], ...negs(...at)), words: merged(some(machines), metrics) },
  {
    backends: (region) =>
      fc.constant([{ hybridEndpoints: { zone: `${region}-a`, endpoints: ["10.9.0.1", "10.9.0.2:8001"] } }]),
    words: some(machines),
  },
  {
    backends: (region, name) =>
      one(
        { region, cloudRun: name },
        { region, cloudRun: { service: name, tag: "stable" } },
        { region, cloudFunction: name },
      ),
    words: merged(profile, some(anyKind)),
  },
  {
    backends: (region, name) =>
      one(
        { privateServiceConnect: `projects/p/regions/${region}/serviceAttachments/${name}` },
        { privateServiceConnect: { target: `${region}-aiplatform.googleapis.com` } },
      ),
    words: merged(profile, some(watched)),
  },
  {
    backends: (region, name) =>
      one(
        { region, internet: { fqdn: `${name}.example.com` } },
        { region, internet: { ip: "203.0.114.7", port: 8443 } },
      ),
    words: merged(profile, some({ ...watched, healthCheck: fc.constant({ path: "/health" }) })),
  },
  {
    backends: (region, name) =>
      fc.constant([{ backendService: `projects/o/regions/${region}/backendServices/${name}` }]),
    words: profile,
  },
];

const workload = (name: string, regions: readonly string[]): fc.Arbitrary<WorkloadConfig> =>
  fc
    .tuple(fc.constantFrom(...KINDS), fc.subarray([...regions], { minLength: 1 }))
    .chain(([kind, here]) =>
      fc
        .tuple(kind.words, ...here.map((region) => kind.backends(region, name)))
        .map(([words, ...backends]) => ({ ...words, backends: backends.flat() })),
    );

const NAMES = ["chat", "embed", "rerank", "vision", "audio"];

const outcome = (names: readonly string[]): fc.Arbitrary<Partial<RuleConfig>> =>
  fc.oneof(
    fc.constantFrom(...names).chain((to) =>
      some<Partial<RuleConfig>>({
        timeout: seconds(1, 3600),
        retry: fc.constantFrom(false as const, { on: ["connect-failure" as const], attempts: 2 }),
        requestHeaders: fc.constant({ set: { "x-served": "yes" } }),
        responseHeaders: fc.constant({ remove: ["server"] }),
        cors: fc.constant({ origins: ["https://app.example.com"], methods: ["POST"] }),
        fault: fc.constant({ delay: { for: "100ms", percent: 1 } }),
      }).map((words) => ({ to, ...words })),
    ),
    fc.constantFrom<Partial<RuleConfig>>({ respond: 403 }, { redirect: { host: "docs.example.com", code: 307 } }),
  );

/** Rules with paths that no other one has, so that none ties. */
const rules = (names: readonly string[], group: number): fc.Arbitrary<RuleConfig[]> => {
  const paths = (i: number): fc.Arbitrary<Partial<RuleConfig>> =>
    fc.constantFrom<Partial<RuleConfig>>(
      { paths: [`/g${group}/p${i}`, `/g${group}/p${i}/*`] },
      { prefix: `/g${group}/q${i}` },
      { template: `/g${group}/t${i}/{model}/infer` },
      { prefix: `/g${group}/h${i}`, headers: { "x-tier": { prefix: "gold" } }, method: "POST" },
      { prefix: `/g${group}/k${i}`, query: { v: "2" } },
      { api: API_FAMILY_NAMES[i] ?? "openai.chat" },
    );
  return fc
    .tuple(
      ...[0, 1, 2].map((i) => fc.tuple(paths(i), outcome(names)).map(([match, action]) => ({ ...match, ...action }))),
    )
    .map((list) => list.slice());
};

const hosts = (group: number) =>
  fc.constantFrom<string[]>([`g${group}.example.com`], [`g${group}.example.com`, `*.g${group}.example.com`]);

const routes = (names: readonly string[]): fc.Arbitrary<RouteGroupConfig[]> =>
  fc.integer({ min: 1, max: 3 }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, group) =>
        fc.record(
          {
            hosts: hosts(group),
            rules: rules(names, group),
            default: fc.constant({ respond: 404 }),
            requestHeaders: fc.constant({ set: { "x-front": "ai" } }),
            responseHeaders: fc.constant({ remove: ["x-powered-by"] }),
          },
          { requiredKeys: ["hosts", "rules", "default"] },
        ),
      ),
    ),
  );

type Listeners = NonNullable<FrontendConfig["listeners"]>;

const CERTIFICATES: NonNullable<Listeners[number]["certificates"]>[] = [
  [{ managed: ["g0.example.com", "g1.example.com"] }],
  [{ existing: "ai" }],
  [{ pem: "${var.pem}", privateKey: "${var.key}" }, { existing: "ai" }],
];

const listeners: fc.Arbitrary<Listeners> = fc.constantFrom(...CERTIFICATES).chain((list) => {
  const choices: Listeners[] = [
    [{ http: 80 }],
    [{ http: 8080 }, { http: 9090 }],
    [{ https: 443, certificates: list }],
    [
      { http: 80, redirect: "https" },
      { https: 443, certificates: list, tls: { minVersion: "1.1" } },
    ],
    [{ https: 8443, certificates: list, tls: { existing: "policy" } }],
  ];
  return fc.constantFrom(...choices);
});

const frontend = (external: boolean): fc.Arbitrary<FrontendConfig> =>
  some<FrontendConfig>({
    listeners,
    clientKeepAlive: seconds(5, 600),
    address: fc.constantFrom<NonNullable<FrontendConfig["address"]>>({}, { existing: "ip" }, { protect: true }),
    networkTier: external ? fc.constantFrom("premium" as const, "standard" as const) : fc.constant("premium" as const),
    globalAccess: fc.boolean(),
  }).map(({ networkTier, globalAccess, ...rest }) =>
    external
      ? { ...rest, ...(networkTier && { networkTier }) }
      : { ...rest, ...(globalAccess !== undefined && { globalAccess }) },
  );

export const validConfig: fc.Arbitrary<Config> = fc
  .tuple(fc.subarray([...REGIONS], { minLength: 1 }), fc.boolean(), fc.subarray(NAMES, { minLength: 1 }))
  .chain(([regions, external, names]) =>
    fc
      .record({
        frontend: frontend(external),
        workloads: fc.tuple(...names.map((name) => workload(name, regions))),
        routes: routes(names),
        rest: some<Partial<Config>>({
          project: fc.constantFrom("ml-prod", "${var.project}"),
          labels: fc.constant({ team: "ml" }),
          default: fc.constantFrom<NonNullable<Config["default"]>>(
            { respond: 403 },
            { redirect: { host: "docs.example.com" } },
          ),
          urlMapTests: fc.constant(false),
          state: fc.constantFrom<NonNullable<Config["state"]>>(
            { local: true },
            { gcs: { bucket: "b" } },
            { cloud: { organization: "o" } },
          ),
        }),
      })
      .map(
        ({ frontend, workloads, routes, rest }): Config => ({
          name: "ai",
          regions,
          exposure: external ? "external" : "internal",
          network: {
            vpc: "ai",
            subnet: "models",
            proxyOnlySubnet: Object.fromEntries(regions.map((region, i) => [region, `10.129.${2 * i}.0/23`])),
          },
          frontend,
          workloads: Object.fromEntries(workloads.map((words, i) => [names[i], words])),
          routes,
          ...rest,
        }),
      ),
  );
