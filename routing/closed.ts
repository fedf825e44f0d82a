import type { CorsPolicy, Target } from "./url-map";

/**
 * The service of every answer that the proxy gives by itself: it has no backends, so that scanners' requests never count on
 * a model's metrics. No workload may have its name.
 */
export const CLOSED = "closed";

/** An answer with a status and without a backend, as Google's own GKE Gateway gives its 404. */
export function closed(status: number, corsPolicy?: CorsPolicy): Target {
  const faultInjectionPolicy = { abort: { httpStatus: status, percentage: 100 } };
  return { service: CLOSED, routeAction: corsPolicy ? { corsPolicy, faultInjectionPolicy } : { faultInjectionPolicy } };
}
