import { referencesOf } from "../../routing/targets";
import type { DataPlane } from "../data-plane/data-plane";
import type { LoadBalancer, ServedEndpoint } from "../data-plane/load-balancer";

/**
 * New backends pass their health check no sooner than this after a URL map leads to them: on Google either can come first,
 * and only the bad case shows what can be lost.
 */
const PROVEN_AFTER_MS = 1000;

/** When the probers first reach each endpoint. */
export function createProofs() {
  const dueAt = new Map<string, number>();
  const timers: NodeJS.Timeout[] = [];
  return {
    /** What is there before the change has passed its health check. */
    grant: (loadBalancer: LoadBalancer): void => {
      for (const endpoint of servedEndpoints(loadBalancer)) dueAt.set(endpointId(endpoint), 0);
    },
    /** What a URL map leads to from now on. */
    follow: (loadBalancer: LoadBalancer, dataPlane: DataPlane): void => {
      const used = new Set(loadBalancer.listeners.flatMap(({ urlMap }) => referencesOf(urlMap)));
      const fresh = servedEndpoints(loadBalancer).filter(
        (endpoint) => used.has(endpoint.service) && !dueAt.has(endpointId(endpoint)),
      );
      for (const endpoint of fresh) dueAt.set(endpointId(endpoint), Date.now() + PROVEN_AFTER_MS);
      if (fresh.length > 0) timers.push(setTimeout(dataPlane.refresh, PROVEN_AFTER_MS));
    },
    isDue: (endpoint: ServedEndpoint): boolean =>
      (dueAt.get(endpointId(endpoint)) ?? Number.POSITIVE_INFINITY) <= Date.now(),
    close: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

export const servedEndpoints = ({ backendServices }: LoadBalancer): ServedEndpoint[] =>
  [...backendServices.values()].flatMap(({ endpoints }) => endpoints);

/** What an endpoint is, however much it takes. */
export const endpointId = ({ weight: _, ...identity }: ServedEndpoint): string => JSON.stringify(identity);
