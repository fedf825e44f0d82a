import { readdirSync } from "node:fs";
import { join } from "node:path";
import { resolve } from "../../../config/model/resolve";
import type { Config } from "../../../config/schema/config";
import { DEFAULTS, describeDefault, isDependent } from "../../../config/schema/defaults";
import { type JsonSchema, jsonSchema } from "../../../config/schema/json-schema";
import { mapsIn } from "../../../config/schema/walk";
import { compile } from "../../../routing/compile/compile";
import { conforms } from "../../support/config/conforms";
import { projectFile } from "../../support/config/reading";

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Other values for all defaults that are values. */
const OTHER: Table = {
  proxy: { exposure: "internal", modelHeader: "x-other", urlMapTests: false },
  network: { firewallRules: false },
  cloudNat: { logs: "all" },
  consumer: { connections: 3 },
  frontend: { networkTier: "standard", globalAccess: true, listeners: [{ http: 81 }] },
  address: { protect: true },
  tls: { minVersion: "1.1" },
  workload: { portName: "other" },
  backend: { capacity: 0.5 },
  healthCheck: { healthyThreshold: 2, unhealthyThreshold: 4, logs: true },
  customMetric: { maxUtilization: 0.7, dryRun: true },
  outlierDetection: {
    consecutiveErrors: 7,
    consecutiveGatewayFailures: 4,
    interval: "20s",
    baseEjection: "10m",
    maxEjection: 60,
  },
  routeGroup: { hosts: ["other.example.com"] },
  redirect: { https: true, code: 307, stripQuery: true },
  retry: { attempts: 2 },
  mirror: { percent: 50 },
  dns: { routing: { failover: "us-central1" }, ttl: "60s" },
  clientCertificates: { mode: "allow" },
  rateLimit: { withoutKey: "skip", preview: true },
  securityRule: { preview: true },
  extension: { protocol: "extProc", failOpen: true },
  observability: { dashboard: true },
  slo: { percent: 90 },
};

/** The values that dependent defaults fall back on, other ones too. */
const OTHER_FALLBACKS = {
  workload: {
    profile: { plain: "batch", internet: "media" },
    protocol: { plain: "h2c", tls: "http2" },
    port: { plain: 81, tls: 444 },
    loadBalancing: { affinity: "maglev", metrics: "random" },
  },
  healthCheck: { path: { plain: "/other" } },
  backend: { maxRatePerInstance: { rate: 10 }, maxRatePerEndpoint: { rate: 20 } },
};

const ROWS = Object.entries<Record<string, unknown>>(DEFAULTS).flatMap(([map, rows]) =>
  Object.entries(rows).map(([key, row]) => ({ map, key, row })),
);
const VALUES = ROWS.filter(({ row }) => !isDependent(row));

/** Proxies that show every default in some way, where they say no more than these words. */
function proxies(words: Table = {}): Config[] {
  const rules = [
    {
      paths: ["/a"],
      to: "a",
      retry: { on: ["5xx"], ...words.retry },
      mirror: { to: "b", ...words.mirror },
    },
    { paths: ["/old"], redirect: { host: "new.example.com", ...words.redirect } },
    { model: "m", to: "c" },
  ];
  const certificates = [{ existing: "ai" }];
  const proxy = {
    name: "ai",
    region: "us-central1",
    ...words.proxy,
    dns: { zone: "example-com", domain: "example.com", ...words.dns },
    network: {
      vpc: "ai",
      proxyOnlySubnet: "10.129.0.0/23",
      cloudNat: { ...words.cloudNat },
      ...words.network,
    },
    frontend: {
      address: { ...words.address },
      publish: { subnet: "psc", accept: [{ project: "p", ...words.consumer }], ...words.publish },
      ...words.frontend,
    },
    workloads: {
      a: {
        backends: [{ instanceGroup: "us-central1-a/a", ...words.backend }],
        healthCheck: { ...words.healthCheck },
        outlierDetection: { ...words.outlierDetection },
        affinity: "clientIp",
        ...words.workload,
      },
      b: {
        backends: [{ neg: "us-central1-a/b", ...words.backend }],
        healthCheck: { ...words.healthCheck },
        customMetrics: [{ name: "load", ...words.customMetric }],
        ...words.workload,
      },
      c: { backends: [{ internet: { fqdn: "api.example.com" }, ...words.backend }], ...words.workload },
    },
    routes: [{ ...words.routeGroup, rules }],
    security: {
      rateLimits: [{ name: "tenant", key: { header: "x-tenant" }, requests: 10, per: "1m", ...words.rateLimit }],
      rules: [{ name: "own", expression: "true", action: "deny", ...words.securityRule }],
    },
    extensions: [{ kind: "authorization", to: "a", ...words.extension }],
    observability: { slos: [{ latency: "1s", ...words.slo }], ...words.observability },
  };
  const listeners = [
    {
      https: 443,
      certificates,
      tls: { clientCertificates: { authorities: "ca.pem", ...words.clientCertificates }, ...words.tls },
    },
  ];
  return [
    proxy,
    { ...proxy, frontend: { ...proxy.frontend, listeners } },
    { ...proxy, exposure: "internal" },
  ] as Config[];
}

interface Program {
  readonly resolve: typeof resolve;
  readonly compile: typeof compile;
  readonly jsonSchema: typeof jsonSchema;
}

/** What becomes of the proxies, as one text each. */
const effects = (program: Program, words?: Table): string[] =>
  proxies(words).map((config) => {
    const model = program.resolve(config, "us-central1");
    return JSON.stringify({ ...model, routing: undefined, urlMap: program.compile(model).urlMap });
  });

const TODAY: Program = { resolve, compile, jsonSchema };

/** The program with another table. */
function programWith(table: Table): Program {
  let program = TODAY;
  const file = "../../../config/schema/defaults";
  jest.isolateModules(() => {
    jest.doMock(file, () => ({ ...jest.requireActual<object>(file), DEFAULTS: table }));
    program = {
      ...require("../../../config/model/resolve"),
      ...require("../../../routing/compile/compile"),
      ...require("../../../config/schema/json-schema"),
    };
  });
  jest.dontMock(file);
  return program;
}

/** Today's table with other values, and with other values inside of dependent defaults. */
const merged = (values: Table, fallbacks: Record<string, Record<string, object>> = {}): Table =>
  Object.fromEntries(
    Object.entries<Record<string, unknown>>(DEFAULTS).map(([map, rows]) => [
      map,
      Object.fromEntries(
        Object.entries(rows).map(([key, row]) => [
          key,
          isDependent(row) ? { ...row, ...fallbacks[map]?.[key] } : (values[map]?.[key] ?? row),
        ]),
      ),
    ]),
  );

const keysNamed = (schema: JsonSchema, name: string) =>
  mapsIn(schema).flatMap(({ keys }) => keys.filter(({ key }) => key === name));

test("no description has a default typed by hand", () => {
  // config.ts is generated from the table.
  const files = readdirSync(join(__dirname, "../../../config/schema")).filter(
    (file) => !["defaults.ts", "config.ts"].includes(file),
  );
  const typed = files.filter((file) =>
    /\b(?:Default|Absent)s?:|[Tt]he default\./.test(projectFile(`config/schema/${file}`)),
  );
  expect(typed).toEqual([]);
});

test.each(ROWS)("the sentence and the JSON Schema give the default of $map: $key", ({ key, row }) => {
  const [shown] = keysNamed(jsonSchema(), key).filter(({ description }) => description.endsWith(describeDefault(row)));
  expect(shown?.schema.default).toEqual(isDependent(row) ? undefined : row);
  if (shown && !isDependent(row)) expect(conforms({ ...shown.schema }, row)).toBe(true);
  expect(shown).toBeDefined();
});

test("a default is what the same word does where it is written", () => {
  const words = Object.fromEntries(
    Object.keys(OTHER).map((map) => [
      map,
      Object.fromEntries(VALUES.filter((value) => value.map === map).map(({ key, row }) => [key, row])),
    ]),
  );
  expect(effects(TODAY, words)).toEqual(effects(TODAY));
});

test.each(VALUES)("there is another value for $map: $key, and it makes a difference", ({ map, key }) => {
  const value = OTHER[map]?.[key];
  expect(value).toBeDefined();
  expect(effects(TODAY, { [map]: { [key]: value } })).not.toEqual(effects(TODAY));
});

describe("with another table", () => {
  const other = programWith(merged(OTHER));

  test("the resolver does what the other words do", () => {
    expect(effects(other)).toEqual(effects(TODAY, OTHER));
  });

  test.each(VALUES)("the sentence and the JSON Schema of $map: $key say it", ({ map, key }) => {
    const row = OTHER[map]?.[key];
    const shown = keysNamed(other.jsonSchema(), key).filter(({ description }) =>
      description.endsWith(describeDefault(row)),
    );
    expect(shown.map(({ schema }) => schema.default)).toContainEqual(row);
  });

  test("dependent defaults fall back on its values, and say so", () => {
    const changed = programWith(merged({}, OTHER_FALLBACKS));
    const [config] = proxies();
    const model =
      config && changed.resolve({ ...config, workloads: { ...config.workloads, d: plain() } }, "us-central1");
    const [a, b, c, d] = model?.workloads ?? [];
    expect([a?.profile, a?.protocol, a?.port, a?.localityLbPolicy]).toEqual(["batch", "H2C", 81, "MAGLEV"]);
    expect(b?.localityLbPolicy).toBe("RANDOM");
    expect([c?.profile, c?.protocol, c?.port]).toEqual(["media", "HTTP2", 444]);
    expect(d?.healthCheck?.path).toBe("/other");
    expect(a?.backends[0]?.balancing?.maxRatePerInstance).toBe(10);
    expect(d?.backends[0]?.balancing?.maxRatePerEndpoint).toBe(20);
    const ports = keysNamed(changed.jsonSchema(), "port").map(({ description }) => description);
    expect(ports).toContain("The port that serves. Default: the server's, otherwise `81`, or `444` with TLS.");
  });
});

const plain = () => ({ backends: [{ neg: "us-central1-a/d" }] });
