import type { SecurityPolicyRule } from "../../routing/access/policies";
import { referencesOf } from "../../routing/targets";
import type { UrlMap } from "../../routing/url-map";
import { relativePath } from "../control-plane/resource-path";
import type { Backend, BackendService, HealthCheck, TargetProxy } from "../control-plane/resources";
import type { View } from "../control-plane/state";
import { withServiceLinks } from "../control-plane/url-map-links";
import { accessOf, type ListenerAccess, securityPolicyOf } from "./access";

/** What must be served: everything that the forwarding rules of a platform lead to. Keys are paths of resources. */
export interface LoadBalancer {
  readonly listeners: readonly ServedListener[];
  readonly backendServices: ReadonlyMap<string, ServedBackendService>;
}

/** A forwarding rule with the URL map behind its target proxy. */
export interface ServedListener {
  /** `ADDRESS:PORT`, which is what clients know of it, whichever resource serves it. */
  readonly name: string;
  readonly protocol: "http" | "https";
  readonly port: number;
  readonly keepAliveSec?: number;
  /** Its services are keys of `backendServices`. */
  readonly urlMap: UrlMap;
  /** Default: everybody may call. */
  readonly access?: ListenerAccess;
  /** Hosts of requests that are served as those for another host, with which they reach the workloads. Default: none. */
  readonly aliases?: { readonly names: readonly string[]; readonly host: string };
}

export interface ServedBackendService {
  readonly resource: BackendService;
  /** Absent: its endpoints count as healthy. */
  readonly healthCheck?: HealthCheck;
  readonly endpoints: readonly ServedEndpoint[];
  /** The rules of its security policy, where that is known. */
  readonly securityPolicy?: readonly SecurityPolicyRule[];
  /** Those that take nothing new, while what is under way there goes on: their group has `capacityScaler` 0. Default: none. */
  readonly idle?: readonly ServedEndpoint[];
}

/** One place that a backend service sends requests to. */
export interface ServedEndpoint {
  /** The path of its backend service. */
  readonly service: string;
  /** The path of its group. */
  readonly group: string;
  /** The path of its virtual machine. */
  readonly instance?: string;
  readonly ipAddress?: string;
  readonly fqdn?: string;
  /** Absent where the platform has its own: serverless, Private Service Connect. */
  readonly port?: number;
  /** Its share beside others, from 1 to 100. */
  readonly weight: number;
}

/** Reads what must be served from resources of the Compute API: a simulator's, or those that a stack would make. */
export function loadBalancerOf(view: View): LoadBalancer {
  const listeners = [...view.entries("forwardingRules")].flatMap(([path]) => listenersOf(path, view));
  const services = [...view.entries("backendServices")].flatMap(([path]): [string, ServedBackendService][] => {
    const resource = view.get("backendServices", path);
    return resource ? [[path, backendServiceOf(path, resource, view)]] : [];
  });
  return { listeners, backendServices: new Map(services) };
}

/** None while its target proxy or URL map is missing: such a rule answers nobody. */
function listenersOf(path: string, view: View): ServedListener[] {
  const rule = view.get("forwardingRules", path);
  const http = view.get("targetHttpProxies", rule?.target);
  const proxy: TargetProxy | undefined = http ?? view.get("targetHttpsProxies", rule?.target);
  const urlMap = view.get("urlMaps", proxy?.urlMap);
  if (rule === undefined || proxy === undefined || urlMap === undefined) return [];
  const port = Number.parseInt(rule.portRange ?? "", 10);
  return [
    {
      name: `${rule.IPAddress}:${port}`,
      protocol: http ? "http" : "https",
      port,
      keepAliveSec: proxy.httpKeepAliveTimeoutSec,
      urlMap: withServiceLinks(urlMap, relativePath),
      access: accessOf(path, view),
    },
  ];
}

function backendServiceOf(path: string, resource: BackendService, view: View): ServedBackendService {
  const { backends = [] } = resource;
  const endpoints = (backend: Backend) => endpointsOf(path, resource, backend, view);
  return {
    resource,
    healthCheck: view.get("healthChecks", resource.healthChecks?.[0]),
    securityPolicy: securityPolicyOf(resource.securityPolicy, view),
    endpoints: backends.filter((backend) => !isIdle(backend)).flatMap(endpoints),
    idle: backends.filter(isIdle).flatMap(endpoints),
  };
}

const isIdle = ({ capacityScaler }: Backend): boolean => capacityScaler === 0;

/** None in a group that has no port of the backend service's port name. */
function endpointsOf(service: string, { portName }: BackendService, backend: Backend, view: View): ServedEndpoint[] {
  const { capacityScaler = 1 } = backend;
  const group = relativePath(backend.group);
  const common = { service, group, weight: Math.max(1, Math.round(capacityScaler * 100)) };
  const instanceGroup = view.get("instanceGroups", group);
  if (instanceGroup) {
    const port = instanceGroup.namedPorts?.find(({ name }) => name === portName)?.port;
    if (port === undefined) return [];
    return (instanceGroup.instances ?? []).map((instance) => ({ ...common, instance: relativePath(instance), port }));
  }
  const endpointGroup = view.get("networkEndpointGroups", group);
  if (endpointGroup === undefined) return [];
  if (WITHOUT_ENDPOINTS.includes(endpointGroup.networkEndpointType ?? "")) return [common];
  return (endpointGroup.networkEndpoints ?? []).map(({ instance, ipAddress, fqdn, port }) => ({
    ...common,
    ...(instance && { instance: relativePath(instance) }),
    ipAddress,
    fqdn,
    port: port ?? endpointGroup.defaultPort,
  }));
}

/** Groups that stand for one thing that Google reaches by itself. */
const WITHOUT_ENDPOINTS = ["SERVERLESS", "PRIVATE_SERVICE_CONNECT"];

/** The backend services that the URL maps of listeners lead to, by path. */
export const servicesBehind = (listeners: readonly ServedListener[]): ReadonlySet<string> =>
  new Set(listeners.flatMap(({ urlMap }) => referencesOf(urlMap)));

export const servedEndpoints = ({ backendServices }: LoadBalancer): ServedEndpoint[] =>
  [...backendServices.values()].flatMap(({ endpoints }) => endpoints);

/** What an endpoint is, however much it takes. */
export const endpointId = ({ weight: _, ...identity }: ServedEndpoint): string => JSON.stringify(identity);

/** Whether the proxies reach a server itself, in an instance group or a zonal endpoint group, and not what stands before it. */
export const isDirect = ({ group }: ServedEndpoint): boolean =>
  /\/instanceGroups\/|\/zones\/[^/]+\/networkEndpointGroups\//.test(group);
