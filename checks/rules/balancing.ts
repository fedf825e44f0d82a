import { formatPath, formatValue } from "../../config/finding";
import { DEFAULTS } from "../../config/schema/defaults";
import { actionsByWorkload, byWorkload, type Context, pools } from "../context";
import { at, atKey, type Rules } from "../rule";
import { changedRequestHeaders, changingHeaders } from "./routes";
import { SOURCES } from "./sources";

const CAPACITIES = ["maxUtilization", "maxRate", "maxRatePerInstance", "maxRatePerEndpoint"] as const;

export const BALANCING_RULES: Rules = {
  "no-capacity": {
    severity: "error",
    title: "No backend with a capacity above 0",
    why: "The provider refuses an external backend service without any capacity at plan time, and the API one whose only backend has none.",
    fix: "Raise one, or send traffic elsewhere by the routes.",
    source: SOURCES.backendServices,
    *check(context) {
      for (const { path, region, count } of drained(context))
        if (context.external || count === 1)
          yield at(path, {
            what:
              count === 1
                ? `the only backend in ${region} has a capacity of 0`
                : `all ${count} backends in ${region} have a capacity of 0; Google wants one that is not`,
          });
    },
  },
  "drained-workload": {
    severity: "warning",
    title: "A workload whose backends are all drained",
    why: "Each of its requests is answered with 503.",
    fix: "Raise one, or send traffic elsewhere by the routes.",
    source: SOURCES.backendServices,
    *check(context) {
      for (const { path, region, count } of drained(context))
        if (!context.external && count > 1)
          yield at(path, { what: `every backend in ${region} has a capacity of 0: each request is answered with 503` });
    },
  },
  "capacity-beside-metrics": {
    severity: "error",
    title: "A rate or utilization beside custom metrics",
    why: "With custom metrics a backend is full when a metric says so; Google refuses a utilization there, and a rate would have no effect.",
    fix: "Keep one way to measure capacity.",
    source: SOURCES.customMetrics,
    *check({ workloads }) {
      for (const { words, backends } of workloads.values())
        for (const { words: backend, path } of words.customMetrics === undefined ? [] : backends)
          for (const word of CAPACITIES)
            if (backend[word] !== undefined)
              yield atKey([...path, word], {
                what: `"${word}" and "customMetrics" cannot be set together: capacity is measured by the metrics`,
                fix: `remove "${word}", or the workload's "customMetrics"`,
              });
    },
  },
  "all-metrics-dry": {
    severity: "error",
    title: "Custom metrics that are all dry runs",
    why: "Balancing by custom metrics needs one that is not a dry run.",
    fix: "Remove `dryRun` from one of them.",
    source: SOURCES.customMetrics,
    *check({ workloads }) {
      for (const { words, path } of workloads.values())
        if (words.customMetrics?.every(({ dryRun }) => dryRun === true))
          yield at([...path, "customMetrics"], {
            what: "every custom metric is a dry run; balancing needs one that is not",
          });
    },
  },
  "weights-without-metrics": {
    severity: "error",
    title: "`weightedRoundRobin` without custom metrics",
    why: "The weights come from metrics that the server reports.",
    fix: "Add `customMetrics`, or choose leastRequest.",
    source: SOURCES.customMetrics,
    *check({ workloads }) {
      for (const { words, path } of workloads.values())
        if (words.loadBalancing === "weightedRoundRobin" && words.customMetrics === undefined)
          yield at([...path, "loadBalancing"], {
            what: "weightedRoundRobin takes its weights from custom metrics, and there are none",
          });
    },
  },
  "metric-above-one": {
    severity: "warning",
    title: "A custom metric that counts",
    why: "Metrics are shares from 0 to 1; a count is above 1 as soon as two requests wait.",
    fix: "Use a share, such as orca.named_metrics.kv_cache_usage_perc.",
    source: SOURCES.customMetrics,
    *check({ workloads }) {
      for (const { words, path } of workloads.values())
        for (const [i, { name }] of (words.customMetrics ?? []).entries())
          if (/(?:^|[._])(?:num|count|total)_|_(?:count|total)$/.test(name))
            yield at([...path, "customMetrics", i, "name"], {
              what: `${formatValue(name)} is a count, and a metric must be a share from 0 to 1`,
            });
    },
  },
  "metrics-on-streams": {
    severity: "warning",
    title: "Custom metrics of a server that reports none while it streams",
    why: "vLLM sends its load metrics with answers that do not stream only, so that streams leave the weights old.",
    fix: "Measure first with `dryRun: true`, or balance by a rate.",
    source: "https://docs.vllm.ai: ORCA load metrics",
    *check({ workloads }) {
      for (const { words, path, server, resolved } of workloads.values()) {
        const streams = resolved.profile === "streaming" || resolved.profile === "agentic";
        if (words.customMetrics && streams && server?.noMetricsOnStreams)
          yield at([...path, "customMetrics"], {
            what: `${server.title} reports its metrics with answers that do not stream; streams leave them old`,
          });
      }
    },
  },
  "metrics-not-asked": {
    severity: "warning",
    title: "Custom metrics that no request asks for",
    why: "vLLM and Triton report their load only in answers to requests with the header `endpoint-load-metrics-format`, which clients do not send: the weights never change. They answer with `endpoint-load-metrics`; Google's reference names `X-Endpoint-Load-Metrics`, and whether it takes the other is not written.",
    fix: "Set the header in the rules that lead there, and measure with `dryRun` that metrics arrive.",
    source: SOURCES.customMetrics,
    *check({ workloads, actions }) {
      const used = actionsByWorkload(actions);
      for (const { id, words, path, server } of workloads.values()) {
        const header = server?.metricsHeader;
        if (words.customMetrics === undefined || header === undefined) continue;
        const asking = new Set(
          changingHeaders(actions).filter((one) =>
            changedRequestHeaders(one).some(({ key, by }) => by !== "remove" && key === header),
          ),
        );
        const silent = (used.get(id) ?? []).filter(
          ({ headers, hosts }) =>
            !headers.some(
              (one) =>
                asking.has(one) &&
                (one.workload ?? id) === id &&
                hosts.every((host) => one.hosts === hosts || one.hosts.includes(host)),
            ),
        );
        const [first] = silent;
        if (first)
          yield at([...path, "customMetrics"], {
            what: `${server?.title} reports its load only where a request has the header ${header}, and nothing adds it at ${formatPath(first.path)}${silent.length > 1 ? ` and ${silent.length - 1} more` : ""}`,
            fix: `write \`requestHeaders: { set: { ${header}: TEXT } }\` in the rules that lead there, and measure with \`dryRun: true\` that metrics arrive`,
          });
      }
    },
  },
  "rate-assumed": {
    severity: "warning",
    title: "Several groups that share traffic by a rate that nobody gave",
    why: "A rate decides how traffic spreads over the groups of a workload, and when one counts as full. Without one it is taken to be 100 requests per second for each endpoint or instance, far above what a GPU serves: no group ever counts as full.",
    fix: "Write `maxRatePerEndpoint` or `maxRatePerInstance`: what one of them serves.",
    source: SOURCES.backendServices,
    *check({ regions }) {
      for (const [id, all] of byWorkload(regions)) {
        const here = all.map(({ backends }) => backends);
        const assumed = here
          .filter((all) => all.length > 1)
          .flatMap((all) => all.filter((one) => one.balancing?.assumed));
        const [first] = assumed;
        if (first)
          yield at(["workloads", id, "backends"], {
            what: `nothing says what one ${first.balancing?.maxRatePerEndpoint === undefined ? "instance" : "endpoint"} serves, so that ${DEFAULTS.backend.maxRatePerEndpoint.rate} requests per second are assumed: traffic spreads by that, and no group counts as full below it`,
            fix: `write \`${first.balancing?.maxRatePerEndpoint === undefined ? "maxRatePerInstance" : "maxRatePerEndpoint"}\` for each`,
          });
      }
    },
  },
  "utilization-of-gpus": {
    severity: "warning",
    title: "Groups of model servers that share traffic by CPU",
    why: "Utilization is that of the CPU. A server whose GPU is full has an idle CPU: its group looks free, and gets more.",
    fix: "Write `maxRatePerInstance` for each: what one instance serves.",
    source: SOURCES.backendServices,
    *check({ regions, workloads }) {
      for (const [id, all] of byWorkload(regions)) {
        const server = workloads.get(id)?.server;
        if (server === undefined || server.routesOnly) continue;
        const shared = all.filter(({ backends }) => backends.length > 1).flatMap(({ backends }) => backends);
        if (shared.some(({ balancing }) => balancing?.mode === "UTILIZATION"))
          yield at(["workloads", id, "backends"], {
            what: `traffic spreads over these groups by CPU utilization, which says nothing about the GPUs of ${server.title}`,
          });
      }
    },
  },
};

/** Where every backend of a workload in a region has a capacity of 0. */
const drained = (context: Context) =>
  pools(context)
    .filter(({ backends }) => backends.length > 0 && backends.every(({ words }) => words.capacity === 0))
    .map(({ workload, region, backends }) => ({
      path: [...workload.path, "backends"],
      region,
      count: backends.length,
    }));
