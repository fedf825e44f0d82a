import { DEFAULT_TIMEOUT, LONGEST_DRAIN } from "../../platform/facts";
import { relativePath } from "../control-plane/resource-path";
import {
  endpointId,
  isDirect,
  type LoadBalancer,
  type ServedEndpoint,
  servedEndpoints,
} from "../data-plane/load-balancer";

interface Terms {
  readonly timeout: number;
  readonly drain: number;
}

/**
 * Connection draining: what is under way when an endpoint leaves its group may go on for `drainingTimeoutSec`, and is then
 * cut. That takes minutes, and a rehearsal seconds: so whatever is under way stands for an answer that has just begun and
 * lasts as long as the timeout allows. It is cut, at once, where draining is shorter. Google leaves open which draining time
 * counts while a change sets another one; the shorter one does. Of a group that leaves its backend service Google says both
 * that it drains and that it does not; it does not.
 *
 * @returns Called with what is served now: the ids of the endpoints that have left and whose connections are to be cut.
 * @see https://cloud.google.com/load-balancing/docs/enabling-connection-draining
 */
export function createDraining(): (served: LoadBalancer) => string[] {
  const terms = new Map<string, Terms>();
  const met = new Map<string, ServedEndpoint>();
  const isCut = ({ service, group }: ServedEndpoint, { backendServices }: LoadBalancer): boolean => {
    const backends = backendServices.get(service)?.resource.backends ?? [];
    if (backends.every((backend) => relativePath(backend.group) !== group)) return true;
    const { timeout = 0, drain = 0 } = terms.get(service) ?? {};
    return drain < Math.min(timeout, LONGEST_DRAIN);
  };
  return (served) => {
    for (const [service, { resource }] of served.backendServices) {
      const { timeoutSec = DEFAULT_TIMEOUT, connectionDraining: { drainingTimeoutSec = 0 } = {} } = resource;
      const { timeout = timeoutSec, drain = drainingTimeoutSec } = terms.get(service) ?? {};
      terms.set(service, { timeout, drain: Math.min(drain, drainingTimeoutSec) });
    }
    const endpoints = servedEndpoints(served);
    for (const endpoint of endpoints.filter(isDirect)) met.set(endpointId(endpoint), endpoint);
    const idle = [...served.backendServices.values()].flatMap((one) => one.idle ?? []);
    const present = new Set([...endpoints, ...idle].map(endpointId));
    const cut = [...met].flatMap(([id, endpoint]) => (!present.has(id) && isCut(endpoint, served) ? [id] : []));
    for (const id of cut) met.delete(id);
    return cut;
  };
}
