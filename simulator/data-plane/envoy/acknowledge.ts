import { setTimeout as sleep } from "node:timers/promises";
import type { Version } from "./discovery";
import type { Envoy } from "./process";

/** What Envoy takes as a whole; a route configuration by its listener's and its own name. */
export type Subscription =
  | "clusters"
  | "listeners"
  | { readonly listener: string; readonly routeConfiguration: string };

const TIMEOUT_MS = 20_000;
const POLL_MS = 5;

/**
 * Publishes something and waits until Envoy has taken it and nothing is warming any more.
 *
 * @throws With the end of Envoy's log when Envoy refuses it, or does not take it in time.
 */
export async function handOver(envoy: Envoy, subscription: Subscription, publish: () => Version): Promise<void> {
  const prefix = statPrefix(subscription);
  const deadline = Date.now() + TIMEOUT_MS;
  const rejectedBefore = (await stats(envoy)).get(`${prefix}.update_rejected`);
  const version = publish();
  while (Date.now() < deadline) {
    const now = await stats(envoy);
    const warm = WARMING.every((name) => now.get(name) === "0");
    if (warm && now.get(`${prefix}.version_text`) === `"${version}"`) return;
    if (now.get(`${prefix}.update_rejected`) !== rejectedBefore) break;
    await sleep(POLL_MS);
  }
  throw new Error(`Envoy does not take the ${prefix}: ${envoy.log().trim().slice(-2000)}`);
}

const WARMING = ["cluster_manager.warming_clusters", "listener_manager.total_listeners_warming"];

/** Envoy writes a colon in the name of a statistic as an underscore. */
function statPrefix(subscription: Subscription): string {
  if (subscription === "clusters") return "cluster_manager.cds";
  if (subscription === "listeners") return "listener_manager.lds";
  return `http.${subscription.listener}.rds.${subscription.routeConfiguration}`.replaceAll(":", "_");
}

async function stats({ admin, log }: Envoy): Promise<Map<string, string>> {
  const filter = encodeURIComponent("(version_text|update_rejected|warming_clusters|total_listeners_warming)$");
  const response = await fetch(`${admin}/stats?filter=${filter}`).catch(() => {
    throw new Error(["Envoy no longer answers", log().trim().slice(-2000)].filter(Boolean).join(": "));
  });
  const text = await response.text();
  return new Map(
    text.split("\n").map((line): [string, string] => {
      const [name = "", value = ""] = line.split(": ");
      return [name, value];
    }),
  );
}
