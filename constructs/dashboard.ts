import type { Model } from "../config/model/model";
import { PROXY_ONLY_ADDRESSES, VLLM } from "../platform/monitoring";
import { promql, type TrafficQueries } from "./traffic-queries";

const COLUMNS = 48;
const HEIGHT = 16;

/** A chart: its title, and its queries by what each shows. */
type Chart = readonly [title: string, queries: Readonly<Record<string, string>>];

/**
 * A dashboard of Cloud Monitoring as the API takes it: two charts a row.
 * @see https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards
 */
export function dashboardOf({ stack, workloads, network }: Model, { series }: TrafficQueries): string {
  const rate = (labels: string, by: string) => `sum by (${by}) (rate(${series("request_count", labels)}[5m]))`;
  const quantile = (share: number) =>
    `histogram_quantile(${share}, sum by (le, backend_target_name) (rate(${series("total_latencies_bucket")}[5m])))`;
  const subnet = (state: string) =>
    `sum by (subnetwork_name) (${promql(PROXY_ONLY_ADDRESSES.metric)}{monitored_resource="${PROXY_ONLY_ADDRESSES.resource}",state="${state}"})`;
  const charts: Chart[] = [
    ["Requests per second, by workload and version", { "": rate("", "backend_target_name") }],
    ["Requests per second, by status", { "": rate("", "response_code") }],
    ["Errors, by workload and version", { "": rate('response_code_class="500"', "backend_target_name") }],
    ["Answered 429", { "": rate('response_code="429"', "backend_target_name") }],
    ["Latency to the last byte (ms), by workload and version", { "95 %": quantile(0.95), "50 %": quantile(0.5) }],
    ...(network.hostProject === undefined
      ? ([["Addresses of the proxy-only subnet", { used: subnet("used"), free: subnet("free") }]] satisfies Chart[])
      : []),
    ...(workloads.some(({ server, backends }) => server === "vllm" && backends.length > 0) ? MODEL_SERVER : []),
  ];
  const tiles = charts.map(([title, queries], i) => ({
    xPos: (i % 2) * (COLUMNS / 2),
    yPos: Math.floor(i / 2) * HEIGHT,
    width: COLUMNS / 2,
    height: HEIGHT,
    widget: {
      title,
      xyChart: {
        dataSets: Object.entries(queries).map(([legend, prometheusQuery]) => ({
          plotType: "LINE",
          ...(legend && { legendTemplate: legend }),
          timeSeriesQuery: { prometheusQuery },
        })),
      },
    },
  }));
  return JSON.stringify({ displayName: stack, mosaicLayout: { columns: COLUMNS, tiles } });
}

/** Where Managed Service for Prometheus collects them. */
const MODEL_SERVER: readonly Chart[] = [
  ["vLLM: requests that wait", { "": `sum(${VLLM.waiting})` }],
  ["vLLM: KV cache in use", { "": `max(${VLLM.cache})` }],
  [
    "vLLM: time to the first token (s)",
    { "95 %": `histogram_quantile(0.95, sum by (le) (rate(${VLLM.firstToken}_bucket[5m])))` },
  ],
  ["vLLM: tokens per second", { "": `sum(rate(${VLLM.tokens}[5m]))` }],
];
