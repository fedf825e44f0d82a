import { cidrContains } from "../../config/cidr";
import { PROBER_RANGES } from "../../platform/facts";
import type { Firewall, Instance } from "../control-plane/resources";
import type { View } from "../control-plane/state";
import { endpointId, type ServedEndpoint } from "../data-plane/load-balancer";

export type Source = "proxies" | "probers";

/**
 * Whether firewall rules let Google's proxies or probers reach an endpoint. Only virtual machines stand behind them here:
 * everything else is reached by other ways.
 */
export function reaches(state: View, endpoint: ServedEndpoint, from: Source): boolean {
  const machine = state.get("instances", endpoint.instance);
  const port = (from === "probers" && checkedPort(state, endpoint.service)) || endpoint.port;
  if (machine === undefined || port === undefined) return true;
  const sources = from === "probers" ? PROBER_RANGES : proxyRanges(state);
  const rules = state.all("firewalls").filter((rule) => concerns(rule, machine, port));
  return sources.some((source) =>
    rules.some(({ sourceRanges = [] }) => sourceRanges.some((range) => cidrContains(range, source))),
  );
}

/** The port of its own that a backend service's health check asks at. */
function checkedPort(state: View, service: string): number | undefined {
  const check = state.get("healthChecks", state.get("backendServices", service)?.healthChecks?.[0]);
  const probe = check?.httpHealthCheck ?? check?.httpsHealthCheck ?? check?.http2HealthCheck ?? check?.tcpHealthCheck;
  return probe?.portSpecification === "USE_FIXED_PORT" ? probe.port : undefined;
}

/**
 * The firewall as packets meet it: a rule opens at once and closes late, because an operation of Google takes longer than
 * what it does takes to arrive, and the ones here take no time at all.
 */
export function createFirewall(state: View) {
  /** What is reached, or was and is not closed yet. */
  const open = new Map<string, () => boolean>();
  return {
    lets(endpoint: ServedEndpoint, from: Source): boolean {
      const key = `${from} ${endpointId(endpoint)}`;
      const isReached = () => reaches(state, endpoint, from);
      if (isReached()) open.set(key, isReached);
      return open.has(key);
    },
    /** @returns Closes what is reached no more now, unless it is by then. */
    closing(): () => void {
      const shut = [...open].flatMap(([key, isReached]) => (isReached() ? [] : [key]));
      return () => {
        for (const key of shut) if (!open.get(key)?.()) open.delete(key);
      };
    },
  };
}

function proxyRanges(state: View): string[] {
  return state
    .all("subnetworks")
    .flatMap(({ purpose, ipCidrRange }) => (purpose === "REGIONAL_MANAGED_PROXY" && ipCidrRange ? [ipCidrRange] : []));
}

function concerns(
  { allowed = [], targetTags, targetServiceAccounts }: Firewall,
  machine: Instance,
  port: number,
): boolean {
  const opens = allowed.some(({ ports }) => ports === undefined || ports.includes(String(port)));
  if (!opens) return false;
  const tags = machine.tags?.items ?? [];
  const accounts = machine.serviceAccounts?.map(({ email }) => email) ?? [];
  if (targetTags === undefined && targetServiceAccounts === undefined) return true;
  return (
    (targetTags ?? []).some((tag) => tags.includes(tag)) ||
    (targetServiceAccounts ?? []).some((one) => accounts.includes(one))
  );
}
