import type { DataPlane } from "../data-plane/data-plane";
import {
  endpointId,
  type LoadBalancer,
  type ServedEndpoint,
  servedEndpoints,
  servicesBehind,
} from "../data-plane/load-balancer";

/**
 * New backends pass their health check no sooner than this after a URL map leads to them: on Google either can come first,
 * and only the bad case shows what can be lost.
 */
const DELAY_MS = 1000;

/** When the probers first reach each endpoint: until then its health check is held back. */
export function createHealthDelay() {
  const endsAt = new Map<string, number>();
  const timers: NodeJS.Timeout[] = [];
  return {
    /** What is there before the change has passed its health check. */
    endNow: (loadBalancer: LoadBalancer): void => {
      for (const endpoint of servedEndpoints(loadBalancer)) endsAt.set(endpointId(endpoint), 0);
    },
    /** What a URL map leads to from now on. */
    begin: (loadBalancer: LoadBalancer, dataPlane: DataPlane): void => {
      const used = servicesBehind(loadBalancer.listeners);
      const fresh = servedEndpoints(loadBalancer).filter(
        (endpoint) => used.has(endpoint.service) && !endsAt.has(endpointId(endpoint)),
      );
      for (const endpoint of fresh) endsAt.set(endpointId(endpoint), Date.now() + DELAY_MS);
      if (fresh.length > 0) timers.push(setTimeout(dataPlane.refresh, DELAY_MS));
    },
    isOver: (endpoint: ServedEndpoint): boolean =>
      (endsAt.get(endpointId(endpoint)) ?? Number.POSITIVE_INFINITY) <= Date.now(),
    close: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
