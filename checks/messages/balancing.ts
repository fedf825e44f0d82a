import { list, show, text } from "./text";

export const capacityTooSmall = (capacity: number) =>
  text(`a capacity of ${capacity} is between 0 and 0.1`, "write 0 to drain the backend, or 0.1 to 1");

export const noCapacity = (region: string, count: number) =>
  text(
    count === 1
      ? `the only backend in ${region} has a capacity of 0`
      : `all ${count} backends in ${region} have a capacity of 0; Google wants one that is not`,
    "raise one, or send traffic elsewhere by the routes",
  );

export const drainedWorkload = (region: string) =>
  text(
    `every backend in ${region} has a capacity of 0: each request is answered with 503`,
    "raise one, or send traffic elsewhere by the routes",
  );

export const severalRates = (words: readonly string[]) =>
  text(`${list(words)} together; a backend has one target rate`, `keep one of: ${list(words)}`);

export const rateBesideMetrics = (word: string) =>
  text(
    `"${word}" and "customMetrics" cannot be set together: capacity is measured by the metrics`,
    `remove "${word}", or the workload's "customMetrics"`,
  );

export const allDryRun = () =>
  text("every custom metric is a dry run; balancing needs one that is not", "remove `dryRun` from one of them");

export const metricAboveOne = (name: string) =>
  text(
    `${show(name)} is a count, and a metric must be a share from 0 to 1`,
    "use a share, such as orca.named_metrics.kv_cache_usage_perc",
  );

export const metricsOnStreams = (server: string) =>
  text(
    `${server} reports its metrics with answers that do not stream; streams leave them old`,
    "measure first with `dryRun: true`, or balance by a rate",
  );

export const affinityNeedsHash = (affinity: string, policy: string) =>
  text(
    `affinity by ${affinity} needs a policy that hashes, and \`loadBalancing\` is ${policy}`,
    "write `loadBalancing: ringHash` or `maglev`, or leave it out",
  );

export const affinityWithoutEffect = (affinity: string, policy: string) =>
  text(
    `affinity by ${affinity} has no effect with \`loadBalancing: ${policy}\``,
    "write `loadBalancing: ringHash` or `maglev`, or leave it out",
  );

export const hashWithoutAffinity = (policy: string) =>
  text(
    `\`loadBalancing: ${policy}\` hashes what \`affinity\` names, and there is none`,
    "add `affinity`, or choose leastRequest or roundRobin",
  );

export const metricsWithAffinity = () =>
  text(
    "custom metrics and affinity exclude each other: one sends a request to the freest backend, the other to the known one",
    "keep one of the two, or use `affinity: { strongCookie: … }`",
  );

export const utilizationBreaksAffinity = () =>
  text(
    "balancing by utilization moves clients to other backends when load changes, and breaks affinity",
    "replace `maxUtilization` by `maxRatePerInstance`",
  );

export const needsMetrics = () =>
  text(
    "weightedRoundRobin takes its weights from custom metrics, and there are none",
    "add `customMetrics`, or choose leastRequest",
  );

export const ringWithoutHash = () =>
  text('"minimumRingSize" needs `loadBalancing: ringHash`: no other policy has a ring', 'remove "minimumRingSize"');

export const ringWithoutRing = () =>
  text("`loadBalancing: maglev` has no ring whose size could be set", 'remove "minimumRingSize", or choose ringHash');

export const neverEjects = (reason: string, fix: string) =>
  text(`outlier detection can never eject a backend: ${reason}`, fix);

export const fullLogging = (rate: string) =>
  text(
    `all of ${rate} are logged; a proxy that logs everything takes half the requests (700 instead of 1,400 per second)`,
    "write `accessLogs: { sample: 0.1 }`",
  );

export const drainTooShort = (drain: string, timeout: string) =>
  text(
    `answers may last ${timeout}, and are cut ${drain} after their backend leaves`,
    `write \`drain: ${timeout}\`, or a shorter timeout`,
  );
