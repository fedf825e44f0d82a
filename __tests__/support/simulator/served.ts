import { request as httpRequest } from "node:http";
import type { UrlMap } from "../../../routing/url-map";
import type { BackendService, HealthCheck } from "../../../simulator/control-plane/resources";
import type {
  LoadBalancer,
  ServedBackendService,
  ServedEndpoint,
  ServedListener,
} from "../../../simulator/data-plane/load-balancer";

/** A check that passes at the first answer and, at the pace of these tests, is repeated at once. */
export const QUICK_CHECK: HealthCheck = {
  name: "quick",
  checkIntervalSec: 1,
  timeoutSec: 1,
  healthyThreshold: 1,
  unhealthyThreshold: 1,
  httpHealthCheck: { requestPath: "/health" },
};

export interface ServiceOptions extends Partial<BackendService> {
  readonly healthCheck?: HealthCheck;
  /** Default: 1. */
  readonly endpoints?: number;
}

/** A backend service with endpoints `NAME-0`, `NAME-1`, …, which stand as virtual machines. */
export function service(name: string, options: ServiceOptions = {}): ServedBackendService {
  const { healthCheck, endpoints = 1, ...resource } = options;
  return {
    resource: { name, ...resource },
    healthCheck,
    endpoints: Array.from({ length: endpoints }, (_, i): ServedEndpoint => {
      return { service: name, group: `${name}-group`, instance: `${name}-${i}`, port: 8000, weight: 100 };
    }),
  };
}

export const LISTENER = "203.0.113.1:80";

/** One HTTP listener on port 80 in front of backend services. */
export function loadBalancer(
  urlMap: UrlMap,
  services: readonly ServedBackendService[],
  listener: Partial<ServedListener> = {},
): LoadBalancer {
  return {
    listeners: [{ name: LISTENER, protocol: "http", port: 80, urlMap, ...listener }],
    backendServices: new Map(services.map((one) => [one.resource.name, one])),
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request on a connection of its own, with any `Host`. */
export function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    outgoing.on("error", reject).end();
  });
}
