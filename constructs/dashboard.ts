import type { Model } from "../config/model/model";
import { VLLM } from "../platform/monitoring";
import { addressesOf, type TrafficQueries } from "./traffic-queries";

const COLUMNS = 48;
const HEIGHT = 16;

type Chart = readonly [title: string, query: string];

/**
 * A dashboard of Cloud Monitoring as the API takes it: two charts a row.
 * @see https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards
 */
export function dashboardOf({ stack, workloads }: Model, { series }: TrafficQueries, subnet?: string): string {
  const rate = (labels: string, by: string) => `sum by (${by}) (rate(${series("request_count", labels)}[5m]))`;
  const quantile = (share: number) =>
    `histogram_quantile(${share}, sum by (le, backend_target_name) (rate(${series("total_latencies_bucket")}[5m])))`;
  const charts: Chart[] = [
    ["Requests per second, by workload and version", rate("", "backend_target_name")],
    ["Requests per second, by status", rate("", "response_code")],
    ["Errors, by workload and version", rate('response_code_class="500"', "backend_target_name")],
    ["Answered 429", rate('response_code="429"', "backend_target_name")],
    ["Latency to the last byte (ms): 95 % are faster, by workload and version", quantile(0.95)],
    ["Latency to the last byte (ms): half are faster, by workload and version", quantile(0.5)],
    ...(subnet === undefined
      ? []
      : ([["Addresses of the proxy-only subnet", `sum by (state) (${addressesOf(subnet)})`]] satisfies Chart[])),
    ...(workloads.some(({ server, backends }) => server === "vllm" && backends.length > 0) ? MODEL_SERVER : []),
  ];
  // The API leaves a position of 0 out of its answer: written, it would be a change in every plan.
  const tiles = charts.map(([title, prometheusQuery], i) => ({
    xPos: (i % 2) * (COLUMNS / 2) || undefined,
    yPos: Math.floor(i / 2) * HEIGHT || undefined,
    width: COLUMNS / 2,
    height: HEIGHT,
    widget: {
      title,
      xyChart: { dataSets: [{ plotType: "LINE", timeSeriesQuery: { prometheusQuery } }] },
    },
  }));
  return JSON.stringify({ displayName: stack, mosaicLayout: { columns: COLUMNS, tiles } });
}

/** Where Managed Service for Prometheus collects them. */
const MODEL_SERVER: readonly Chart[] = [
  ["vLLM: requests that wait", `sum(${VLLM.waiting})`],
  ["vLLM: KV cache in use", `max(${VLLM.cache})`],
  [
    "vLLM: time to the first token (s): 95 % are faster",
    `histogram_quantile(0.95, sum by (le) (rate(${VLLM.firstToken}_bucket[5m])))`,
  ],
  ["vLLM: tokens per second", `sum(rate(${VLLM.tokens}[5m]))`],
];
