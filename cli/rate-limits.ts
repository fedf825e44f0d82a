import type { AnalyzedRegion } from "../checks/analysis";
import { formatSeconds } from "../config/duration";
import type { RateLimit } from "../config/model/security";
import { servicesOf } from "../routing/targets";

const INTERVALS: Readonly<Record<number, string>> = { 60: "a minute", 3600: "an hour" };

/** What each rate limit comes to, a line each: it is counted for each backend service in each region. */
export function rateLimitLines(regions: readonly AnalyzedRegion[]): string[] {
  const services = regions.map((region) => limitedIn(region));
  const total = services.reduce((sum, count) => sum + count, 0);
  const [first = 0] = services;
  const where = services.every((count) => count === first)
    ? `for ${each(first, "workload")} in ${each(regions.length, "region")}`
    : `for each workload in each region, ${total} together`;
  return (regions[0]?.model.security.rateLimits ?? []).map((limit) => {
    const { name, requests, interval, preview } = limit;
    const rate = `${number(requests)} ${INTERVALS[interval] ?? `in ${formatSeconds(interval)}`}`;
    const sum = total > 1 ? `, counted ${where}: up to ${number(requests * total)}` : "";
    return `rateLimits ${name}: ${rate} for each ${keysOf(limit)}${sum}${preview ? "; preview, nobody is turned away" : ""}`;
  });
}

/** How many workloads of a region have the proxy's own security policy, and requests that it can count. */
function limitedIn({ model, routes }: AnalyzedRegion): number {
  const routed = new Set(routes.flatMap(({ action }) => servicesOf(action)));
  return model.workloads.filter(
    ({ id, backends, family, securityPolicy }) =>
      routed.has(id) && backends.length > 0 && family !== "external" && securityPolicy === undefined,
  ).length;
}

const NAMES: Readonly<Partial<Record<RateLimit["keys"][number]["type"], string>>> = {
  IP: "client address",
  XFF_IP: "first address of x-forwarded-for",
  HTTP_PATH: "path",
  REGION_CODE: "country",
  ALL: "proxy",
};

const keysOf = ({ keys }: RateLimit): string => keys.map(({ type, name }) => name ?? NAMES[type]).join(" and ");

const each = (count: number, noun: string): string => (count === 1 ? `one ${noun}` : `each of ${count} ${noun}s`);

const number = (value: number): string => value.toLocaleString("en-US");
