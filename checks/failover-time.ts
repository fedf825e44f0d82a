import { formatSeconds } from "../config/duration";
import { DNS_PROBE } from "../config/model/dns";
import { CLIENT_KEEP_ALIVE } from "../platform/facts";
import type { AnalyzedRegion } from "./analysis";
import { isHealthSource, regionHealth } from "./region-health";

/** One part of the time for which clients may stay with a region that failed. */
export interface FailoverTerm {
  readonly what: string;
  readonly seconds: number;
  /** The word that says it, or whose fact it is. */
  readonly source: string;
  /** Absent: nothing does. */
  readonly shortened?: string;
}

/**
 * How long clients may stay with a region after it failed: until that is found, until the name is asked for again, and until an
 * idle connection is closed. Nothing where no region takes the place of another.
 */
export function failoverTerms(regions: readonly AnalyzedRegion[]): readonly FailoverTerm[] {
  const [first] = regions;
  const { dns, frontend } = first?.model ?? {};
  if (regions.length < 2 || dns?.healthCheck === undefined) return [];
  const { clientKeepAlive } = frontend ?? {};
  const found = detection(regions);
  if (found === undefined) return [];
  return [
    found,
    {
      what: "until its name is asked for again",
      seconds: dns.ttl,
      source: "dns.ttl",
      shortened: "a shorter dns.ttl, which is paid by the query",
    },
    {
      what: "until clients close what they keep open",
      seconds: clientKeepAlive ?? CLIENT_KEEP_ALIVE.max,
      source: `frontend.clientKeepAlive${clientKeepAlive === undefined ? ", Google's own" : ""}`,
      shortened: "a shorter frontend.clientKeepAlive, which opens connections more often",
    },
  ];
}

/** Outside Cloud DNS asks; inside the slowest health check of a workload that counts says it. */
function detection(regions: readonly AnalyzedRegion[]): FailoverTerm | undefined {
  const what = "until it is found";
  if (regions[0]?.model.dns?.compositeHealth !== true) {
    const { interval, unhealthyThreshold } = DNS_PROBE;
    const source = `dns.healthCheck, ${unhealthyThreshold} × ${formatSeconds(interval)}, the shortest that Cloud DNS has`;
    return { what, seconds: unhealthyThreshold * interval, source };
  }
  const checks = regions.flatMap((region) => {
    const counted = regionHealth(region)?.workloads ?? [];
    return region.model.workloads.flatMap((one) =>
      one.healthCheck && counted.includes(one.id) && isHealthSource(one) ? [{ ...one.healthCheck, id: one.id }] : [],
    );
  });
  const [slowest] = checks.sort((a, b) => b.unhealthyThreshold * b.interval - a.unhealthyThreshold * a.interval);
  if (slowest === undefined) return undefined;
  const { id, interval, unhealthyThreshold } = slowest;
  return {
    what,
    seconds: unhealthyThreshold * interval,
    source: `workloads.${id}.healthCheck, ${unhealthyThreshold} × ${formatSeconds(interval)}`,
    shortened: `a shorter interval in workloads.${id}.healthCheck`,
  };
}
