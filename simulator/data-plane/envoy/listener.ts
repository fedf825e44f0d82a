import { CALLER_ADDRESS } from "./access";
import { AS_RECEIVED, fileAccessLog } from "./access-log";
import { type Extension, extension, type Listener, type SocketAddress } from "./api";
import { discoveryFile, pathConfigSource } from "./discovery";

/** Where a backend, or a part of Envoy itself, listens. Addresses are IP addresses. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export function socketAddress({ address, port }: Endpoint): SocketAddress {
  return { socket_address: { address, port_value: port } };
}

export interface ListenerOptions {
  readonly name: string;
  /** On loopback; 0 takes a free one. */
  readonly port: number;
  readonly routeConfiguration: string;
  /** What backends and redirects shall take requests for. @default by `x-forwarded-proto`, else http */
  readonly scheme?: "http" | "https";
  /** Seconds after which an idle client connection is closed. @default 610 */
  readonly keepAliveSec?: number;
  /** Who may call, and how much: filters before CORS, and after it. Default: everybody. */
  readonly access?: { readonly beforeCors: readonly Extension[]; readonly afterCors: readonly Extension[] };
  /** A file to which `accessLogEntry` is written for each request, as JSON lines. */
  readonly accessLog?: string;
}

/**
 * A plain HTTP listener on loopback that routes by the route configuration of that name in `directory`.
 *
 * Hosts keep their ports and paths their bytes, as on Google's proxies, and no stream ends because it is quiet.
 */
export function listener(directory: string, options: ListenerOptions): Listener {
  const { name, port, routeConfiguration, scheme, keepAliveSec = 610, accessLog, access } = options;
  const manager = extension(
    "envoy.filters.network.http_connection_manager",
    "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: name,
      rds: {
        route_config_name: routeConfiguration,
        config_source: pathConfigSource(directory, discoveryFile.routeConfiguration(routeConfiguration)),
      },
      http_filters: [
        ...(accessLog ? [AS_RECEIVED] : []),
        ...(access?.beforeCors ?? []),
        CORS,
        ...(access?.afterCors ?? []),
        ...HTTP_FILTERS,
      ],
      original_ip_detection_extensions: access && [CALLER_ADDRESS],
      access_log: accessLog && [fileAccessLog(accessLog)],
      upgrade_configs: [{ upgrade_type: "websocket" }],
      server_header_transformation: "PASS_THROUGH",
      scheme_header_transformation: scheme && { scheme_to_overwrite: scheme },
      generate_request_id: false,
      stream_idle_timeout: "0s",
      common_http_protocol_options: { idle_timeout: `${keepAliveSec}s` },
    },
  );
  return {
    name,
    address: socketAddress({ address: "127.0.0.1", port }),
    filter_chains: [{ filters: [manager] }],
  };
}

/** A preflight is answered before a fault is injected. Both filters act only where a route asks for it. */
const CORS = extension("envoy.filters.http.cors", "extensions.filters.http.cors.v3.Cors");
const HTTP_FILTERS = [
  extension("envoy.filters.http.fault", "extensions.filters.http.fault.v3.HTTPFault"),
  extension("envoy.filters.http.router", "extensions.filters.http.router.v3.Router", { suppress_envoy_headers: true }),
];
