import { setTimeout as sleep } from "node:timers/promises";
import type { Version } from "./discovery";
import type { Envoy } from "./process";

/** What Envoy takes as a whole; endpoints by their cluster, a route configuration by its listener's and its own name. */
export type Subscription =
  | "clusters"
  | "listeners"
  | { readonly endpoints: string }
  | { readonly listener: string; readonly routeConfiguration: string };

const TIMEOUT_MS = 60_000;
const POLL_MS = 5;

/**
 * Publishes something and waits until Envoy has taken it and nothing is warming any more.
 *
 * @throws With the end of Envoy's log when Envoy refuses it, or does not take it in time.
 */
export async function handOver(envoy: Envoy, subscription: Subscription, publish: () => Version): Promise<void> {
  const refusal = await offer(envoy, subscription, publish);
  if (refusal !== undefined) throw new Error(`Envoy does not take the ${statPrefix(subscription)}: ${refusal}`);
}

/**
 * Publishes something and waits until Envoy has taken it, when nothing is warming any more, or refused it.
 *
 * @param publish Where a new listener brings the subscription, it may be published with it.
 * @returns Why Envoy refuses it; undefined when it is taken.
 * @throws With the end of Envoy's log when nothing comes of it in time.
 */
export async function offer(
  envoy: Envoy,
  subscription: Subscription,
  publish: () => Version | Promise<Version>,
): Promise<string | undefined> {
  const prefix = statPrefix(subscription);
  const deadline = Date.now() + TIMEOUT_MS;
  const rejections = (stats: Map<string, string>) => Number(stats.get(`${prefix}.update_rejected`) ?? 0);
  const rejectedBefore = rejections(await stats(envoy));
  const logged = envoy.log().length;
  const version = await publish();
  while (Date.now() < deadline) {
    const now = await stats(envoy);
    const warm = WARMING.every((name) => now.get(name) === "0");
    if (warm && isVersion(now, prefix, version)) return undefined;
    if (rejections(now) > rejectedBefore) return reasonIn(envoy.log().slice(logged));
    await sleep(POLL_MS);
  }
  throw new Error(`Envoy does not take the ${prefix} in time: ${envoy.log().trim().slice(-2000)}`);
}

/**
 * Waits until Envoy has the endpoints of all clusters.
 *
 * @param published By cluster; it may change meanwhile.
 * @throws With the end of Envoy's log when it does not take them in time.
 */
export async function untilTaken(envoy: Envoy, published: ReadonlyMap<string, Version>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  const isTaken = (now: Map<string, string>) =>
    [...published].every(([endpoints, version]) => isVersion(now, statPrefix({ endpoints }), version));
  while (!isTaken(await stats(envoy))) {
    if (Date.now() > deadline)
      throw new Error(`Envoy does not take endpoints in time: ${envoy.log().trim().slice(-2000)}`);
    await sleep(POLL_MS);
  }
}

const isVersion = (stats: Map<string, string>, prefix: string, version: Version): boolean =>
  stats.get(`${prefix}.version_text`) === `"${version}"`;

/** Envoy's own words, without the time and the place in its sources. */
function reasonIn(log: string): string {
  const [, reason = log] = /update rejected: (.*)/s.exec(log) ?? [];
  return reason.trim().slice(0, 2000);
}

const WARMING = ["cluster_manager.warming_clusters", "listener_manager.total_listeners_warming"];

/** Envoy writes a colon in the name of a statistic as an underscore. */
function statPrefix(subscription: Subscription): string {
  if (subscription === "clusters") return "cluster_manager.cds";
  if (subscription === "listeners") return "listener_manager.lds";
  if ("endpoints" in subscription) return `cluster.${subscription.endpoints}`.replaceAll(":", "_");
  return `http.${subscription.listener}.rds.${subscription.routeConfiguration}`.replaceAll(":", "_");
}

async function stats({ ask, log }: Envoy): Promise<Map<string, string>> {
  const filter = encodeURIComponent("(version_text|update_rejected|warming_clusters|total_listeners_warming)$");
  const text = await ask(`/stats?filter=${filter}`).catch(() => {
    throw new Error(["Envoy no longer answers", log().trim().slice(-2000)].filter(Boolean).join(": "));
  });
  return new Map(
    text.split("\n").map((line): [string, string] => {
      const [name = "", value = ""] = line.split(": ");
      return [name, value];
    }),
  );
}
