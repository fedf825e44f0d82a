import { LONGEST_DRAIN } from "../../platform/facts";
import { PROFILES } from "../presets/profiles";
import type { Workload } from "./model";

/**
 * Seconds that answers in flight are given when a backend of this workload leaves.
 *
 * @param timeout Seconds that an answer may last. Default: the workload's own timeout.
 * @see https://cloud.google.com/load-balancing/docs/enabling-connection-draining
 */
export function drainOf(
  { drain, timeout: own, profile }: Workload,
  timeout = own ?? PROFILES[profile].timeout,
): number {
  return drain ?? Math.min(Math.ceil(timeout), LONGEST_DRAIN);
}
