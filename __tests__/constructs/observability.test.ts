import type { MonitoringAlertPolicyConditions } from "@cdktf/provider-google/lib/monitoring-alert-policy";
import { analyze } from "../../checks/analyze";
import type { AlertId } from "../../config/model/observability";
import { ALERT_IDS } from "../../config/schema/alert-ids";
import type { Config, ObservabilityConfig } from "../../config/schema/config";
import { synthesize } from "../../constructs/synthesize";
import { findingsIn } from "../support/checks/found";
import { matches } from "../support/observability/log-filter";
import { DISTRIBUTIONS, ENTRIES, METRICS } from "../support/observability/verified";
import { proxy } from "../support/rehearsal/small";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

const ALL: ObservabilityConfig = {
  accessLogs: { sample: 1 },
  notify: ["projects/ml-prod/notificationChannels/1"],
  slos: [{ availability: 99.5 }, { latency: "60s", percent: 95, workload: "embed" }],
  alerts: true,
  dashboard: true,
};

function config(
  observability: ObservabilityConfig | undefined,
  exposure: "external" | "internal" = "external",
): Config {
  return {
    name: "ai",
    project: "ml-prod",
    region: "us-central1",
    exposure,
    network: { vpc: "ai", subnet: "models", proxyOnlySubnet: "10.129.0.0/23" },
    frontend: { listeners: [{ http: 80 }, { http: 8080 }] },
    observability,
    workloads: {
      llama: { server: "vllm", backends: [{ instanceGroup: "us-central1-a/llama" }] },
      embed: { profile: "embeddings", backends: [{ instanceGroup: "us-central1-a/embed" }] },
      openai: { backends: [{ internet: { fqdn: "api.openai.com" } }] },
    },
    routes: [{ hosts: ["ai.example.com"], rules: [{ prefix: "/", to: "llama" }] }],
  };
}

/** With every reference to a name as that name. */
function resourcesOf(of: Config): Resources {
  const [text = "{}"] = [...synthesize(analyze(of)).values()].filter((file) => file.includes('"resource"'));
  const { resource } = JSON.parse(text) as { resource: Resources };
  const named = JSON.stringify(resource).replace(/\$\{(google_\w+)\.([\w-]+)\.name\}/g, (_, type, name) =>
    String(resource[type]?.[name]?.name ?? `${type}.${name}`),
  );
  return JSON.parse(named);
}

/** Every text in a value. */
const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

function monitored(resources: Resources): string[] {
  const made = Object.entries(resources).filter(([type]) => type.startsWith("google_monitoring_"));
  return textsIn(made.map(([, all]) => all)).flatMap((text) =>
    text.startsWith('{"displayName"') ? textsIn(JSON.parse(text)) : [text],
  );
}

const promName = (metric: string) => {
  const [domain = "", ...path] = metric.split("/");
  return path.length === 0 ? metric : `${domain.replace(/\W/g, "_")}:${path.join("_")}`;
};
const BY_PROMQL = new Map(
  Object.keys(METRICS).map((metric) => [
    `${promName(metric)}${DISTRIBUTIONS.some((name) => metric.endsWith(name)) ? "_bucket" : ""}`,
    metric,
  ]),
);

/** What is wrong with a PromQL query: names that nothing verified has. */
function unknownIn(query: string): string[] {
  const used = [...query.matchAll(/([a-z_]+:[a-zA-Z_]+)(?:\{([^}]*)\})?/g)];
  const wrong = used.flatMap(([, name = "", matchers = ""]) => {
    const metric = BY_PROMQL.get(name);
    if (metric === undefined) return [name];
    const { resources = [], labels = [] } = METRICS[metric] ?? {};
    return [...matchers.matchAll(/(\w+)=~?"([^"]*)"/g)].flatMap(([, label = "", value = ""]) =>
      (label === "monitored_resource" ? resources.includes(value) : labels.includes(label))
        ? []
        : [`${name}: ${label}=${value}`],
    );
  });
  const grouped = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(", "));
  const labels = used.flatMap(([, name = ""]) => METRICS[BY_PROMQL.get(name) ?? ""]?.labels ?? []);
  return [
    ...wrong,
    ...grouped.filter((label) => label !== "le" && !labels.includes(label)),
    ...(used.length > 0 ? [] : ["no metric"]),
  ];
}

/** What is wrong with a filter of Cloud Monitoring. */
function unknownInFilter(filter: string): string[] {
  const [, metric = ""] = /metric\.type="([^"]+)"/.exec(filter) ?? [];
  const { resources = [], labels = [] } = METRICS[metric] ?? {};
  const [, resource = ""] = /resource\.type="([^"]+)"/.exec(filter) ?? [];
  const used = [...filter.matchAll(/(?:resource|metric)\.labels\.(\w+)=/g)].map(([, label = ""]) => label);
  return [
    ...(resources.includes(resource) ? [] : [`${metric} of ${resource}`]),
    ...used.filter((label) => !labels.includes(label)),
  ];
}

describe.each(["external", "internal"] as const)("%s", (exposure) => {
  const texts = monitored(resourcesOf(config(ALL, exposure)));

  test("every query asks metrics and labels that there are", () => {
    const queries = texts.filter((text) => /\b(?:rate|sum|max)\b.*\(/.test(text));
    expect(queries.length).toBeGreaterThan(14);
    expect(queries.flatMap(unknownIn)).toEqual([]);
  });

  test("so does every filter of an objective", () => {
    const filters = texts.filter((text) => text.startsWith("metric.type="));
    expect(filters).toHaveLength(3);
    expect(filters.flatMap(unknownInFilter)).toEqual([]);
  });

  test("an alert on log entries fires for Google's, and for no others", () => {
    const filters = texts.filter((text) => text.includes("log_id("));
    expect(filters).toHaveLength(2);
    const other = exposure === "external" ? "internal" : "external";
    for (const filter of filters) {
      const [, reason = ""] = /proxyStatus:"(\w+)"/.exec(filter) ?? [];
      const status = `error="destination_unavailable"; details="${reason}"`;
      expect(matches(filter, ENTRIES[exposure](status, "ai-us-central1-port-8080"))).toBe(true);
      expect(matches(filter, ENTRIES[exposure]('details="response_sent_by_backend"', "ai-us-central1-port-80"))).toBe(
        false,
      );
      expect(matches(filter, ENTRIES[exposure](status, "another-port-80"))).toBe(false);
      expect(matches(filter, ENTRIES[other](status, "ai-us-central1-port-80"))).toBe(false);
    }
  });
});

test("the checks of this test see what is wrong", () => {
  expect(unknownIn('sum(loadbalancing_googleapis_com:https_external_requests{a="b"})')).not.toEqual([]);
  expect(unknownIn('sum by (backend) (loadbalancing_googleapis_com:https_internal_request_count{region="x"})')).toEqual(
    ["backend"],
  );
  expect(
    unknownIn('rate(loadbalancing_googleapis_com:https_internal_request_count{monitored_resource="gce_instance"}[5m])'),
  ).not.toEqual([]);
  expect(
    unknownInFilter(
      'metric.type="loadbalancing.googleapis.com/https/internal/request_count" AND resource.type="http_external_regional_lb_rule"',
    ),
  ).not.toEqual([]);
  expect(
    unknownInFilter(
      'metric.type="loadbalancing.googleapis.com/https/internal/request_count" AND resource.type="internal_http_lb_rule" AND metric.labels.code="5"',
    ),
  ).toEqual(["code"]);
});

const idsOf = (resources: Resources, type: string) => Object.keys(resources[`google_monitoring_${type}`] ?? {});

test("nothing is made that nobody asked for", () => {
  const made = (observability?: ObservabilityConfig) =>
    Object.keys(resourcesOf(config(observability))).filter((type) => type.startsWith("google_monitoring_"));
  expect(made()).toEqual([]);
  expect(made({ accessLogs: true })).toEqual([]);
  expect(made({ dashboard: true })).toEqual(["google_monitoring_dashboard"]);
  expect(made({ slos: [{ availability: 99 }] })).toEqual(["google_monitoring_custom_service", "google_monitoring_slo"]);
  expect(idsOf(resourcesOf(config({ alerts: { except: ["nat-ports", "queue-growth"] } })), "alert_policy")).toEqual([
    "backend-closes-early",
    "no-healthy-backend",
    "proxy-only-subnet-full",
    "tail-latency-embed",
    "too-many-requests",
  ]);
});

test("subnet and Cloud NAT are watched by their names, where their metrics are: not from a service project of a Shared VPC", () => {
  const base = config({ alerts: true, dashboard: true });
  const told = (network: Config["network"]) =>
    monitored(resourcesOf({ ...base, network })).flatMap(
      (text) => /(?:subnetwork|gateway)_name="[^"]*"/.exec(text) ?? [],
    );
  const own = 'subnetwork_name="ai-us-central1-proxy-only-10-129-0-0-23"';
  const nat = expect.stringMatching(/^gateway_name="ai-us-central1-nat-/);
  expect(told(base.network)).toEqual([nat, own, own]);
  const there = 'subnetwork_name="proxies"';
  const existing = { existing: "proxies", range: "10.129.0.0/23" };
  expect(told({ ...base.network, proxyOnlySubnet: existing })).toEqual([nat, there, there]);
  expect(told({ ...base.network, vpc: { project: "host", name: "shared" } })).toEqual([]);
});

test("an alert is made before anybody has written its metric", () => {
  const policies = Object.values(resourcesOf(config(ALL)).google_monitoring_alert_policy ?? {});
  const queries = policies.flatMap(({ conditions }) =>
    (conditions as MonitoringAlertPolicyConditions[]).flatMap(
      (one) => Object(one).condition_prometheus_query_language ?? [],
    ),
  );
  expect(queries.length).toBeGreaterThan(3);
  for (const query of queries) expect(query).toMatchObject({ disable_metric_validation: true });
});

test("the dashboard holds nothing that the API leaves out of its answer: a second plan is empty", () => {
  const { dashboard } = resourcesOf(config({ dashboard: true })).google_monitoring_dashboard ?? {};
  expect(dashboard?.dashboard_json).not.toMatch(/:(?:0|""|false|null|\[\])[,}]/);
});

test("another project's backend service has objectives too", () => {
  const base = config({ slos: [{ availability: 99, workload: "theirs" }] });
  const theirs = { backends: [{ backendService: "projects/models/regions/us-central1/backendServices/llama-7" }] };
  const made = resourcesOf({ ...base, workloads: { ...base.workloads, theirs } });
  expect(JSON.stringify(made.google_monitoring_slo)).toContain('backend_target_name=\\"llama-7\\"');
});

test("one request that goes wrong at night wakes nobody up", () => {
  const { google_monitoring_alert_policy: policies = {} } = resourcesOf(config(ALL));
  for (const id of ["too-many-requests", "tail-latency-embed"])
    expect(JSON.stringify(policies[id])).toMatch(/ and sum.* \* 300 >= \d/);
});

test("each objective burns fast and slowly", () => {
  const burns = idsOf(resourcesOf(config(ALL)), "alert_policy").filter((id) => id.includes("burn"));
  expect(burns).toEqual(
    ["availability", "latency-60s-embed"].flatMap((slo) => [`fast-burn-${slo}`, `slow-burn-${slo}`]).sort(),
  );
});

describe("access logs", () => {
  const logs = (observability: ObservabilityConfig["accessLogs"], own: ObservabilityConfig["accessLogs"]) => {
    const base = config({ accessLogs: observability });
    const { llama, ...others } = base.workloads;
    if (llama === undefined) throw new Error("no llama");
    const resources = resourcesOf({ ...base, workloads: { ...others, llama: { ...llama, accessLogs: own } } });
    return resources.google_compute_region_backend_service?.llama?.log_config;
  };

  test("a workload's words win over those of all, one by one", () => {
    const all = { sample: 0.5, requestHeaders: ["x-model"] };
    expect(logs(all, undefined)).toEqual({
      enable: true,
      sample_rate: 0.5,
      request_headers: [{ header_name: "x-model" }],
    });
    expect(logs(all, { sample: 0.1 })).toEqual({
      enable: true,
      sample_rate: 0.1,
      request_headers: [{ header_name: "x-model" }],
    });
    expect(logs(all, true)).toMatchObject({ enable: true, sample_rate: 1 });
    expect(logs(all, false)).toEqual({ enable: false });
    expect(logs(all, { requestHeaders: [] })).toEqual({ enable: true, sample_rate: 0.5 });
    expect(logs(false, { responseHeaders: ["x-request-id"] })).toEqual({ enable: false });
  });

  test("fields are all, some, or none again", () => {
    expect(logs({ fields: "all" }, undefined)).toEqual({
      enable: true,
      sample_rate: 1,
      optional_mode: "INCLUDE_ALL_OPTIONAL",
    });
    expect(logs({ fields: ["tls.protocol"] }, undefined)).toMatchObject({
      optional_mode: "CUSTOM",
      optional_fields: ["tls.protocol"],
    });
    expect(logs({ fields: [] }, undefined)).toMatchObject({ optional_mode: "EXCLUDE_ALL_OPTIONAL" });
  });
});

test("nobody need be told of alerts that are all left out", () => {
  const ids = (except: readonly AlertId[]) =>
    findingsIn(JSON.stringify(proxy({ observability: { alerts: { except: [...except] } } }))).map(({ id }) => id);
  expect(ids(["fast-burn"])).toContain("nobody-is-told");
  expect(ids(ALERT_IDS)).not.toContain("nobody-is-told");
});
