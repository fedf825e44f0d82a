import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "../../../routing/evaluate/decision";
import type { UrlMap } from "../../../routing/url-map";
import type { Cluster, HeaderValueOption, VirtualHost } from "../../../simulator/data-plane/envoy/api";
import {
  publishClusters,
  publishListeners,
  publishRouteConfiguration,
} from "../../../simulator/data-plane/envoy/discovery";
import { type Endpoint, listener, socketAddress } from "../../../simulator/data-plane/envoy/listener";
import { ENVOY_MISSING, type Envoy, findEnvoy, startEnvoy } from "../../../simulator/data-plane/envoy/process";
import { routeConfiguration } from "../../../simulator/data-plane/envoy/route-configuration";
import { type Answer, joinedHeaders, type Seen, seenByUpstream, startUpstream } from "./upstream";

/** What came back for a request. */
export interface Observed {
  readonly status: number;
  /** The name of the route that Envoy took. */
  readonly route?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when Envoy answered by itself. */
  readonly seen?: Seen;
}

/** A real Envoy in front of one upstream per backend service. */
export interface TestProxy {
  /** Routes by this URL map from the next request on. Throws with Envoy's words when it refuses. */
  load(map: UrlMap): Promise<void>;
  send(request: Request): Promise<Observed>;
  stop(): Promise<void>;
}

/** `describe`, or one line that says why the tests of this block are skipped. */
export const describeWithEnvoy: jest.Describe = (() => {
  if (findEnvoy()) return describe;
  process.stdout.write(`skipped: ${ENVOY_MISSING}\n`);
  return describe.skip;
})();

const CONNECTIONS = 8;
const ROUTES = "differential";
const VERSION_HOST = "version.invalid";
const ROUTE_HEADER = "x-route";

export async function startTestProxy(
  services: readonly string[],
  answer: (seen: Seen) => Answer = () => ({}),
): Promise<TestProxy> {
  const executable = findEnvoy();
  if (!executable) throw new Error(ENVOY_MISSING);
  const upstreams = await Promise.all(services.map((service) => startUpstream(service, answer)));
  const directory = mkdtempSync(join(tmpdir(), "envoy-"));
  publishListeners(directory, [listener(directory, { name: "http", port: 0, routeConfiguration: ROUTES })]);
  publishClusters(
    directory,
    upstreams.map(({ port }, i) => cluster(services[i] ?? "", { address: "127.0.0.1", port })),
  );
  let version = 0;
  publish({ defaultService: services[0] });
  const envoy = await startEnvoy(executable, directory);
  const port = await listenerPort(envoy.ask, "http");
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  /** Beside the URL map, the route configuration tells its version, and each answer its route. */
  function publish(map: UrlMap): void {
    const configuration = routeConfiguration(map, (service) => service);
    publishRouteConfiguration(directory, {
      ...configuration,
      name: ROUTES,
      virtual_hosts: [...configuration.virtual_hosts, versionHost(version)],
      response_headers_to_add: [...(configuration.response_headers_to_add ?? []), ROUTE_NAME],
    });
  }

  async function load(map: UrlMap): Promise<void> {
    const complaints = warnings().length;
    version += 1;
    publish(map);
    while ((await send(VERSION_REQUEST)).route !== `v${version}`) {
      const complaint = warnings()[complaints];
      if (complaint) throw new Error(`Envoy refuses the route configuration: ${complaint}`);
      await sleep(1);
    }
  }

  function warnings(): string[] {
    return readFileSync(join(directory, "envoy.log"), "utf8").split("\n").filter(Boolean);
  }

  async function send(request: Request): Promise<Observed> {
    const response = await exchange(agent, port, request);
    const headers = joinedHeaders(response);
    const { [ROUTE_HEADER]: route, ...rest } = headers;
    return { status: response.statusCode ?? 0, route, headers: rest, seen: seenByUpstream(response) };
  }

  async function stop(): Promise<void> {
    agent.destroy();
    await envoy.stop();
    for (const upstream of upstreams) upstream.close();
    rmSync(directory, { recursive: true });
  }

  return { load, send, stop };
}

/** Does something with all items, a few at a time, and waits for all. */
export async function inFlight<T, R>(items: readonly T[], action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += CONNECTIONS) {
    results.push(...(await Promise.all(items.slice(i, i + CONNECTIONS).map(action))));
  }
  return results;
}

const VERSION_REQUEST: Request = { method: "GET", scheme: "http", host: VERSION_HOST, path: "/", headers: {} };

const ROUTE_NAME: HeaderValueOption = {
  header: { key: ROUTE_HEADER, value: "%ROUTE_NAME%" },
  append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
  keep_empty_value: true,
};

function versionHost(version: number): VirtualHost {
  return {
    name: VERSION_HOST,
    domains: [VERSION_HOST],
    routes: [{ name: `v${version}`, match: { prefix: "/" }, redirect: { response_code: "FOUND" } }],
  };
}

/** Sends the exact bytes of path and host, and one line a header. */
function exchange(agent: Agent, port: number, request: Request): Promise<IncomingMessage> {
  const { method, host, query } = request;
  const path = query === undefined ? request.path : `${request.path}?${query}`;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ agent, port, host: "127.0.0.1", method, path, setHost: false });
    outgoing.setHeader("host", host);
    // Envoy takes the scheme from here, as it stands behind nobody.
    outgoing.setHeader("x-forwarded-proto", request.scheme);
    for (const [name, value] of Object.entries(request.headers)) outgoing.setHeader(name, value);
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      response.resume();
      response.once("end", () => resolve(response));
      response.once("error", reject);
    });
    outgoing.end();
  });
}

/** A cluster of one fixed endpoint. */
function cluster(name: string, endpoint: Endpoint): Cluster {
  const lb_endpoints = [{ endpoint: { address: socketAddress(endpoint) } }];
  const load_assignment = { cluster_name: name, endpoints: [{ lb_endpoints }] };
  return { name, type: "STATIC", connect_timeout: "1s", load_assignment };
}

interface ListenerStatus {
  readonly name: string;
  readonly local_address: { readonly socket_address: { readonly port_value: number } };
}

/** The port that a listener got. */
export async function listenerPort(ask: Envoy["ask"], listener: string): Promise<number> {
  const { listener_statuses = [] }: { listener_statuses?: ListenerStatus[] } = JSON.parse(
    await ask("/listeners?format=json"),
  );
  const status = listener_statuses.find(({ name }) => name === listener);
  if (!status) throw new Error(`Envoy has no listener ${JSON.stringify(listener)}`);
  return status.local_address.socket_address.port_value;
}
