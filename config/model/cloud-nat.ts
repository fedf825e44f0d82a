import { CONNECTIONS_PER_PROXY, LARGEST_INT32, NAT_PORTS } from "../../platform/facts";
import { powerOfTwo } from "../nat-ports";
import type { CloudNat, Workload } from "./model";

/** Whether a Cloud NAT is made: for internet endpoints, and for addresses that a provider's list shall have before. */
export const makesCloudNat = ({ existing, addresses }: CloudNat, workloads: readonly Workload[]): boolean =>
  existing === undefined && (addresses !== undefined || workloads.some(reachesInternet));

export const reachesInternet = ({ family, backends }: Workload): boolean =>
  family === "internet" && backends.length > 0;

/**
 * How many connections one proxy may open to all internet endpoints together: the sum of what `circuitBreakers` allow, for a
 * limit is one of each proxy, as the ports are. A connection carries a request at least, so that requests count where
 * connections have no limit. A proxy holds no more than 3,000 connections, whatever the words say.
 */
export function natConnectionsOf(workloads: readonly Workload[]): number {
  const sum = workloads.filter(reachesInternet).reduce((all, { circuitBreakers = {} }) => {
    const { maxConnections = LARGEST_INT32, maxRequests = LARGEST_INT32 } = circuitBreakers;
    return all + Math.min(maxConnections, maxRequests);
  }, 0);
  return Math.min(sum || LARGEST_INT32, CONNECTIONS_PER_PROXY);
}

/**
 * Ports for each proxy: what the file says, or the power of two that holds its connections. Without limits 3,000 connections
 * make 4,096 ports, of which one address has enough for ⌊64,512 / 4,096⌋ = 15 proxies.
 */
export const natPortsOf = ({ minPorts }: CloudNat, workloads: readonly Workload[]): number =>
  minPorts ?? powerOfTwo(Math.max(natConnectionsOf(workloads), NAT_PORTS.standard));

/** How many proxies some addresses have ports for. */
export const proxiesServedBy = (addresses: number, ports: number): number =>
  addresses * Math.floor(NAT_PORTS.ofAddress / ports);

export const countOf = (addresses: number | readonly string[]): number =>
  typeof addresses === "number" ? addresses : addresses.length;
