import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../../config/temporary-folder";
import { type Authorizer, type ListenerAccess, withNames } from "./access";
import { authorizationFilters, CALLER_HEADERS, SECURITY_POLICY_FILTER } from "./envoy/access";
import { followAccessLog, type LoggedRequest } from "./envoy/access-log";
import { handOver, offer, untilTaken } from "./envoy/acknowledge";
import type { Listener, RouteConfiguration, VirtualHost } from "./envoy/api";
import { authorizerFilter, withAuthorizers } from "./envoy/authorizer";
import { backendServiceCluster, backendServiceRouting, loadAssignment } from "./envoy/backend-service";
import {
  discoveryFile,
  publishClusters,
  publishEndpoints,
  publishListeners,
  publishRouteConfiguration,
  type Version,
  withdraw,
} from "./envoy/discovery";
import { type Endpoint, type ListenerOptions, listener } from "./envoy/listener";
import { startEnvoy } from "./envoy/process";
import { type CountedServices, rateLimitFilter } from "./envoy/rate-limits";
import { type RefusedRoute, refusedRoutes } from "./envoy/refused-routes";
import { routeConfiguration } from "./envoy/route-configuration";
import { createHealthChecker } from "./health-checker";
import {
  endpointId,
  type LoadBalancer,
  type ServedBackendService,
  type ServedEndpoint,
  type ServedListener,
  servicesBehind,
} from "./load-balancer";
import { freePort, untilListening } from "./loopback";

export interface DataPlaneOptions {
  /** Envoy, as `findEnvoy` finds it. */
  readonly envoy: string;
  /** Where an endpoint is on this machine; undefined: nowhere, so that its health check never passes. */
  readonly upstreamOf: (endpoint: ServedEndpoint) => Endpoint | undefined;
  /** Whether a firewall lets Google's proxies or probers through to an endpoint. Default: always. */
  readonly isReachable?: (endpoint: ServedEndpoint, from: "proxies" | "probers") => boolean;
  /** Whether an endpoint is sent requests even while its health check does not pass. Default: never. */
  readonly isExempt?: (endpoint: ServedEndpoint) => boolean;
  /** Whether a backend service really answers whether requests may go on; others are not asked. Default: none does. */
  readonly isAuthorizer?: (service: string) => boolean;
  /** The loopback port of a listener. Default: a free one, and ever after the same for that name. */
  readonly portOf?: (listener: ServedListener) => number | undefined;
  /** Milliseconds until a change of forwarding rules and URL maps reaches the proxies. Default: 0. */
  readonly urlMapDelayMs?: number;
  /** Milliseconds that a second of `checkIntervalSec` takes. Default: 1000. */
  readonly healthCheckPace?: number;
  readonly onRequest?: (request: LoggedRequest) => void;
  /** A request header that chooses among weighted backend services, by a `shareValue`. Default: chance does. */
  readonly shareHeader?: string;
}

export interface DataPlane {
  /**
   * Serves this from now on: endpoints and backend services at once, forwarding rules and URL maps after the delay. A
   * backend service that is gone is served until no URL map leads to it any more. Resolves when all of it is served, or when
   * Envoy has refused routes: they are told, and listeners and routes stay as they were.
   */
  readonly serve: (loadBalancer: LoadBalancer) => Promise<readonly RefusedRoute[]>;
  /** Asks `upstreamOf` and `isReachable` again. */
  readonly refresh: () => void;
  /** Resolves once every endpoint that has a health check has been probed, and Envoy knows what came of it. */
  readonly probed: () => Promise<void>;
  /** Whether a backend service has an endpoint that passes its health check, or none that is asked. */
  readonly isHealthy: (service: string) => boolean;
  /** Resolves with what happened when Envoy ends without having been stopped. */
  readonly crashed: Promise<Error>;
  /** `http://127.0.0.1:PORT` of a listener, by its name. Throws when it has never been served. */
  readonly url: (listener: string) => string;
  readonly stop: () => Promise<void>;
}

/** Where nothing listens: a firewall that lets nobody through. */
const NOWHERE: Endpoint = { address: "127.0.0.1", port: 1 };

/**
 * Google's proxies as one real Envoy on loopback ports. Every change reaches it without a restart, what is new before what
 * leads to it, and what is old after nothing leads to it any more, so that no request is lost. HTTPS listeners speak plain
 * HTTP here, and tell backends and redirects that it was HTTPS.
 */
export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { upstreamOf, isReachable = () => true, isExempt = () => false, onRequest } = options;
  const { urlMapDelayMs = 0, healthCheckPace = 1000 } = options;
  const { path: directory, remove: removeDirectory } = temporaryFolder();
  const accessLog = join(directory, "access.log");
  publishClusters(directory, []);
  publishListeners(directory, []);
  const envoy = await startEnvoy(options.envoy, directory).catch((error: unknown) => {
    removeDirectory();
    throw error;
  });
  const unfollow = onRequest && followAccessLog(accessLog, onRequest);

  /** What Envoy has as clusters. */
  let services: ReadonlyMap<string, ServedBackendService> = new Map();
  /** The version of each one's endpoints. */
  const published = new Map<string, Version>();
  let newest: LoadBalancer = { listeners: [], backendServices: new Map() };
  let served: readonly ServedListener[] = [];
  const ports = new Map<string, number>();
  const healthChecker = createHealthChecker(healthCheckPace, publishAllEndpoints);
  const inTurn = createQueue();

  function publishAllEndpoints(): void {
    for (const [name, service] of services)
      published.set(name, publishEndpoints(directory, assignmentOf(name, service)));
  }

  function assignmentOf(name: string, service: ServedBackendService) {
    return loadAssignment(
      name,
      service.endpoints.flatMap((endpoint) => {
        const upstream = upstreamOf(endpoint);
        const healthy = isHealthy(endpoint, service) || isExempt(endpoint);
        const address = upstream && isReachable(endpoint, "proxies") ? upstream : NOWHERE;
        return [{ ...address, healthy, weight: endpoint.weight }];
      }),
    );
  }

  function isHealthy(endpoint: ServedEndpoint, { healthCheck }: ServedBackendService): boolean {
    return healthCheck === undefined || healthChecker.isHealthy(endpointId(endpoint));
  }

  function refresh(): void {
    const targets = [...services.values()].flatMap(({ healthCheck, endpoints }) =>
      healthCheck === undefined
        ? []
        : endpoints.map((endpoint) => ({
            id: endpointId(endpoint),
            check: healthCheck,
            address: isReachable(endpoint, "probers") ? upstreamOf(endpoint) : undefined,
          })),
    );
    healthChecker.watch(targets);
    publishAllEndpoints();
  }

  async function setServices(next: ReadonlyMap<string, ServedBackendService>): Promise<void> {
    const gone = [...services.keys()].filter((name) => !next.has(name));
    services = next;
    refresh();
    const clusters = [...services].map(([name, { resource }]) => backendServiceCluster(directory, name, resource));
    await handOver(envoy, "clusters", () => publishClusters(directory, clusters));
    for (const name of gone) {
      published.delete(name);
      withdraw(directory, discoveryFile.endpoints(name));
    }
    await untilTaken(envoy, published);
  }

  /** All of them, or, where Envoy refuses routes of one, those that were served before. */
  async function setListeners(next: readonly ServedListener[]): Promise<RefusedRoute[]> {
    for (const one of next) ports.set(one.name, options.portOf?.(one) ?? ports.get(one.name) ?? (await freePort()));
    const known = new Set(served.map(({ name }) => name));
    const up = next.filter(({ name }) => known.has(name));
    const handOverListeners = () => handOver(envoy, "listeners", () => publishListeners(directory, up.map(listenerOf)));
    /** @param publish A new listener is what subscribes to its routes. */
    const offerRoutes = async (one: ServedListener, publish = async () => {}): Promise<RefusedRoute[]> => {
      const configuration = routesOf(one, portOf(one.name), services, options);
      const reason = await offer(envoy, { listener: one.name, routeConfiguration: one.name }, async () => {
        const version = publishRouteConfiguration(directory, configuration);
        await publish();
        return version;
      });
      if (reason === undefined) return [];
      await setListeners(served);
      const refused = await refusedRoutes(options.envoy, [configuration]);
      if (refused.length > 0) return refused;
      throw new Error(`Envoy does not take the routes of ${one.name}: ${reason}`);
    };
    for (const one of up) {
      const refused = await offerRoutes(one);
      if (refused.length > 0) return refused;
    }
    await handOverListeners();
    for (const one of next.filter(({ name }) => !known.has(name))) {
      up.push(one);
      const refused = await offerRoutes(one, handOverListeners);
      if (refused.length > 0) return refused;
      await untilListening(portOf(one.name));
    }
    for (const name of known)
      if (!next.some((one) => one.name === name)) withdraw(directory, discoveryFile.routeConfiguration(name));
    served = next;
    return [];
  }

  function listenerOf(one: ServedListener): Listener {
    const { name, protocol, keepAliveSec } = one;
    const access = accessOfNames(one, portOf(name));
    const protectedServices = [...services].flatMap(([service, { securityPolicy }]) =>
      securityPolicy === undefined ? [] : [[service, securityPolicy] as const],
    );
    return listener(directory, {
      access:
        access || protectedServices.length > 0 ? accessFilters(access, new Map(protectedServices), options) : undefined,
      name,
      port: portOf(name),
      routeConfiguration: name,
      scheme: protocol,
      keepAliveSec,
      accessLog: onRequest && accessLog,
    });
  }

  function portOf(name: string): number {
    const port = ports.get(name);
    if (port === undefined) throw new Error(`nothing has ever been served on ${name}`);
    return port;
  }

  async function serve(loadBalancer: LoadBalancer): Promise<readonly RefusedRoute[]> {
    newest = loadBalancer;
    await inTurn(() => setServices(new Map([...services, ...loadBalancer.backendServices])));
    if (urlMapDelayMs > 0) await sleep(urlMapDelayMs, undefined, { ref: false });
    return inTurn(async () => {
      const refused = await setListeners(loadBalancer.listeners);
      const used = servicesBehind(served);
      const kept = [...services].filter(([name]) => newest.backendServices.has(name) || used.has(name));
      if (kept.length < services.size) await setServices(new Map(kept));
      return refused;
    });
  }

  return {
    serve,
    refresh,
    probed: async () => {
      await healthChecker.probed();
      await untilTaken(envoy, published);
    },
    isHealthy: (name) => {
      const service = services.get(name);
      return service?.endpoints.some((endpoint) => isHealthy(endpoint, service)) ?? false;
    },
    crashed: envoy.crashed,
    url: (name) => `http://127.0.0.1:${portOf(name)}`,
    stop: async () => {
      healthChecker.close();
      await envoy.stop();
      unfollow?.();
      removeDirectory();
    },
  };
}

/** The filters of a listener: what sits on backend services first, then what sits on its forwarding rule. */
function accessFilters(
  { policies, authorizers }: ListenerAccess = { policies: [], authorizers: [] },
  services: CountedServices,
  options: DataPlaneOptions,
): ListenerOptions["access"] {
  const limits = rateLimitFilter(services);
  return {
    beforeCors: [SECURITY_POLICY_FILTER, ...(limits ? [limits] : [])],
    afterCors: [...asked(authorizers, options).map(authorizerFilter), ...authorizationFilters(policies)],
  };
}

/** Who may call, for the other names of a host too. */
function accessOfNames({ access, aliases, port }: ServedListener, loopbackPort: number): ListenerAccess | undefined {
  if (access === undefined || aliases === undefined) return access;
  const names = aliases.names.flatMap((name) => [name, `${name}:${port}`, `${name}:${loopbackPort}`]);
  return withNames(access, aliases.host, names);
}

const asked = (authorizers: readonly Authorizer[], { isAuthorizer = () => false }: DataPlaneOptions) =>
  authorizers.filter(({ service }) => isAuthorizer(service));

function routesOf(
  listener: ServedListener,
  loopbackPort: number,
  services: ReadonlyMap<string, ServedBackendService>,
  options: DataPlaneOptions,
): RouteConfiguration {
  const { name, protocol, port, urlMap, aliases } = listener;
  const authorizers = asked(accessOfNames(listener, loopbackPort)?.authorizers ?? [], options);
  const configuration = routeConfiguration(
    urlMap,
    (service) => service,
    (service) => {
      const known = services.get(service);
      return known ? { ...backendServiceRouting(known.resource), securityPolicy: known.securityPolicy } : {};
    },
    options.shareHeader,
  );
  return {
    ...configuration,
    name,
    // Who calls is said by headers that a client could never send to Google.
    request_headers_to_remove: [...(configuration.request_headers_to_remove ?? []), ...Object.values(CALLER_HEADERS)],
    virtual_hosts: withAliases(configuration.virtual_hosts, port, aliases).map((virtualHost) => ({
      ...withAuthorizers(virtualHost, authorizers),
      domains: withLoopbackPort(virtualHost.domains, port, loopbackPort),
    })),
    request_headers_to_add: [
      ...(configuration.request_headers_to_add ?? []),
      {
        header: { key: "x-forwarded-proto", value: protocol },
        append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
        keep_empty_value: true,
      },
    ],
  };
}

/** The routes of a host once more, for its other names; a redirect leads to where its client is. */
function withAliases(
  virtualHosts: readonly VirtualHost[],
  port: number,
  aliases: ServedListener["aliases"],
): readonly VirtualHost[] {
  const served = virtualHosts.find(({ domains }) => aliases && domains.includes(aliases.host));
  if (aliases === undefined || served === undefined) return virtualHosts;
  const taken = new Set(virtualHosts.flatMap(({ domains }) => domains));
  const domains = aliases.names.flatMap((name) => [name, `${name}:${port}`]).filter((name) => !taken.has(name));
  // A host that stands for many has one of them.
  const host = aliases.host.replace("*", "test");
  const routes = served.routes.map(({ route, ...one }) => ({
    ...one,
    route: route && { ...route, host_rewrite_literal: route.host_rewrite_literal ?? host },
  }));
  return domains.length === 0 ? virtualHosts : [...virtualHosts, { ...served, name: "aliases", domains, routes }];
}

/** A client that names the loopback port means the listener's own: `ai.example.com:8080` is `ai.example.com:80`. */
function withLoopbackPort(domains: readonly string[], port: number, loopbackPort: number): string[] {
  const suffix = `:${port}`;
  const added = domains
    .filter((domain) => domain.endsWith(suffix))
    .map((domain) => `${domain.slice(0, -suffix.length)}:${loopbackPort}`);
  return [...new Set([...domains, ...added])];
}

/** Runs one task after the other, in the order in which they came, whether or not the one before has failed. */
function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
