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
  const met = new Set<string>();
  const over = new Set<string>();
  const timers: NodeJS.Timeout[] = [];
  return {
    /** What is there before the change has passed its health check. */
    endNow: (loadBalancer: LoadBalancer): void => {
      for (const id of servedEndpoints(loadBalancer).map(endpointId)) {
        met.add(id);
        over.add(id);
      }
    },
    /** What a URL map leads to from now on. */
    begin: (loadBalancer: LoadBalancer, { refresh }: Pick<DataPlane, "refresh">): void => {
      const used = servicesBehind(loadBalancer.listeners);
      const fresh = servedEndpoints(loadBalancer)
        .filter(({ service }) => used.has(service))
        .map(endpointId)
        .filter((id) => !met.has(id));
      for (const id of fresh) met.add(id);
      if (fresh.length === 0) return;
      // A timer may be over before the clock says so, and nobody would ask again.
      const end = () => {
        for (const id of fresh) over.add(id);
        refresh();
      };
      timers.push(setTimeout(end, DELAY_MS));
    },
    isOver: (endpoint: ServedEndpoint): boolean => over.has(endpointId(endpoint)),
    close: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
