import type { MonitoringAlertPolicyConditions } from "@cdktf/provider-google/lib/monitoring-alert-policy";
import type { Workload } from "../config/model/model";
import type { AlertId } from "../config/model/observability";
import { NAT_ALLOCATION_FAILED, PROXY_STATUS, VLLM } from "../platform/monitoring";
import { addressesOf, promql, type TrafficQueries } from "./traffic-queries";

/** An alert policy: what it is called, what an engineer does, and the conditions that must hold together. */
export interface Alert {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly severity: "CRITICAL" | "WARNING";
  readonly conditions: readonly MonitoringAlertPolicyConditions[];
}

/** What there is to watch in one region. */
export interface Watched {
  readonly queries: TrafficQueries;
  /** Of each objective its id, its resource and whose requests it counts. */
  readonly slos: readonly { readonly id: string; readonly name: string }[];
  /** Those that run here, with the name of their backend service. */
  readonly workloads: readonly { readonly workload: Workload; readonly serviceName: string }[];
  /** The names of its proxy-only subnet and of the Cloud NAT that is made: a Shared VPC's are measured in its host project. */
  readonly subnet?: string;
  readonly nat?: string;
}

/** What one alert watches: its conditions, and what tells it from others of its kind. */
type Watch = Pick<Alert, "title" | "conditions"> & { readonly suffix?: string };

/** One row an alert: it watches nothing where it has no conditions. */
const ALERTS: Readonly<
  Record<AlertId, Pick<Alert, "what" | "severity"> & { readonly of: (watched: Watched) => readonly Watch[] }>
> = {
  "fast-burn": {
    what: "At this rate the whole budget of 28 days is gone in two days: look now.",
    severity: "CRITICAL",
    of: ({ slos }) => slos.map((slo) => burn(slo, "burns its error budget fast", 14.4, [3600, 300])),
  },
  "slow-burn": {
    what: "At this rate the budget of 28 days is gone in five days: look today.",
    severity: "WARNING",
    of: ({ slos }) => slos.map((slo) => burn(slo, "burns its error budget", 6, [21_600, 1800])),
  },
  "too-many-requests": {
    what: "Workloads answer 429, as queues are full or a provider's quota is used up, or the proxy does, as callers send too much. Add capacity, or limit callers (docs/access.md).",
    severity: "WARNING",
    of: ({ queries: { series } }) => {
      const rate = (labels?: string) => `sum by (backend_target_name) (rate(${series("request_count", labels)}[5m]))`;
      const refused = rate('response_code="429"');
      const condition = query(`${refused} / ${rate()} > 0.05 and ${refused} * 300 >= ${ENOUGH}`);
      return one("more than 5 % of requests are answered with 429", condition);
    },
  },
  "tail-latency": {
    what: "The slowest twentieth of the answers takes more than half of the timeout: add capacity before requests fail.",
    severity: "WARNING",
    of: ({ queries: { series }, workloads }) =>
      workloads.flatMap(({ workload: { id, timeout = 0, profile }, serviceName }) => {
        if (!SHORT_ANSWERS.includes(profile) || timeout === 0) return [];
        const rate = (metric: string) => `(rate(${series(metric, `backend_target_name="${serviceName}"`)}[5m]))`;
        const slowest = `histogram_quantile(0.95, sum by (le) ${rate("total_latencies_bucket")})`;
        const isAsked = `sum ${rate("request_count")} * 300 >= ${ENOUGH}`;
        return one(`${id} is slow`, query(`${slowest} > ${timeout * 500} and ${isAsked}`), id);
      }),
  },
  "no-healthy-backend": {
    what: "The proxy had nobody to send a request to, and answered 503: all backends of a workload are unhealthy, or gone.",
    severity: "CRITICAL",
    of: ({ queries }) => one("no healthy backend", log(queries.log(PROXY_STATUS.noBackend))),
  },
  "backend-closes-early": {
    what: "A server closed a connection that the proxy keeps for 600 s: give it a longer keep-alive (docs/guides/troubleshooting.md).",
    severity: "WARNING",
    of: ({ queries }) => one("a backend closes connections early", log(queries.log(PROXY_STATUS.closedEarly))),
  },
  "proxy-only-subnet-full": {
    what: "The proxies have nearly no addresses left to grow: add a larger `backup` subnet, and swap the two.",
    severity: "WARNING",
    of: ({ subnet }) => {
      if (subnet === undefined) return [];
      const share = `sum(${addressesOf(subnet, 'state="used"')}) / sum(${addressesOf(subnet)})`;
      return one("more than 80 % of the proxy-only subnet is used", query(`${share} > 0.8`));
    },
  },
  "nat-ports": {
    what: "Connections to providers fail: Cloud NAT has no ports left. Give it more `addresses`.",
    severity: "CRITICAL",
    of: ({ nat }) => {
      if (nat === undefined) return [];
      const { metric, resource } = NAT_ALLOCATION_FAILED;
      const failed = `${promql(metric)}{monitored_resource="${resource}",gateway_name="${nat}"}`;
      return one("Cloud NAT has no ports left", query(`max(${failed}) > 0`));
    },
  },
  "queue-growth": {
    what: "Requests wait in vLLM for ten minutes already: add servers, or send less.",
    severity: "WARNING",
    of: ({ workloads }) =>
      workloads.some(({ workload }) => workload.server === "vllm")
        ? one("requests wait in vLLM, somewhere in the project", query(`sum(${VLLM.waiting}) > 0`, 600))
        : [],
  },
};

const one = (title: string, condition: MonitoringAlertPolicyConditions, suffix?: string): Watch[] => [
  { title, conditions: [condition], suffix },
];

/** Of fewer in five minutes no share says anything. */
const ENOUGH = 10;

/** Answers of other profiles last as long as what is generated. */
const SHORT_ANSWERS: readonly Workload["profile"][] = ["embeddings"];

/** The alerts that have something to watch. */
export const alertsOf = (ids: readonly AlertId[], watched: Watched): Alert[] =>
  ids.flatMap((id) => {
    const { of, ...common } = ALERTS[id];
    return of(watched).map(({ suffix, ...rest }) => ({
      id: suffix === undefined ? id : `${id}-${suffix}`,
      ...common,
      ...rest,
    }));
  });

/** A long window shows that it matters, a short one that it goes on. */
function burn(slo: Watched["slos"][number], what: string, rate: number, windows: readonly number[]): Watch {
  return {
    suffix: slo.id,
    title: `${slo.id} ${what}`,
    conditions: windows.map((seconds) => ({
      displayName: `${rate} times as fast as it may, over ${seconds / 60} minutes`,
      conditionThreshold: {
        filter: `select_slo_burn_rate("${slo.name}", "${seconds}s")`,
        comparison: "COMPARISON_GT",
        thresholdValue: rate,
        duration: "0s",
      },
    })),
  };
}

/** Google refuses a query about a metric that nobody has written yet, unless told not to look. */
const query = (text: string, seconds = 300): MonitoringAlertPolicyConditions => ({
  displayName: "for some minutes",
  conditionPrometheusQueryLanguage: {
    query: text,
    duration: `${seconds}s`,
    evaluationInterval: "60s",
    disableMetricValidation: true,
  },
});

const log = (filter: string): MonitoringAlertPolicyConditions => ({
  displayName: "an entry of the request log",
  conditionMatchedLog: { filter },
});
