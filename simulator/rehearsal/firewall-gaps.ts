import { lastSegment } from "../control-plane/resource-path";
import type { Simulator } from "../control-plane/server";
import { loadBalancerOf, servicesBehind } from "../data-plane/load-balancer";
import { reaches } from "./firewall";
import type { Outage } from "./outages";

/**
 * Watches, change by change, whether the firewall lets the proxies through to what the URL maps lead to. Only what was
 * reached before can be closed.
 *
 * @returns Ends it, and tells what was closed and for how long.
 */
export function watchFirewallGaps(simulator: Simulator): () => Outage[] {
  const outages: Outage[] = [];
  const closed = new Map<string, number>();
  let reached = new Set<string>();
  let ended = false;
  const look = (): void => {
    if (ended) return;
    const now = Date.now();
    const services = reachedServices(simulator);
    for (const [service, open] of services) {
      if (open) reached.add(service);
      const since = closed.get(service);
      if (!open && since === undefined && reached.has(service)) closed.set(service, now);
      if (open && since !== undefined) {
        closed.delete(service);
        outages.push(outage(service, since, now));
      }
    }
    reached = new Set([...reached].filter((service) => services.has(service)));
  };
  look();
  simulator.onChange(look);
  return () => {
    ended = true;
    const open = [...closed].map(([service, since]): Outage => {
      return { ...outage(service, since), ...(reached.has(service) && { forGood: true }) };
    });
    return [...outages, ...open];
  };
}

function outage(service: string, from: number, to?: number): Outage {
  const why = "no firewall rule lets the proxies through";
  return { what: lastSegment(service), why, from, ...(to !== undefined && { to }) };
}

/** The backend services that a URL map leads to, and whether any of their endpoints can be reached. */
function reachedServices({ state }: Simulator): Map<string, boolean> {
  const { listeners, backendServices } = loadBalancerOf(state);
  const used = servicesBehind(listeners);
  return new Map(
    [...backendServices].flatMap(([service, { endpoints }]): [string, boolean][] =>
      endpoints.length > 0 && used.has(service)
        ? [[service, endpoints.some((endpoint) => reaches(state, endpoint, "proxies"))]]
        : [],
    ),
  );
}
