import { type Authorizer, isAmong } from "../access";
import type { Extension, TypedConfig, VirtualHost } from "./api";

/** The filter that asks a backend service whether a request may go on. */
export function authorizerFilter({
  name,
  protocol,
  service,
  authority,
  timeout,
  failOpen,
  headers,
}: Authorizer): Extension {
  const grpc_service = { envoy_grpc: { cluster_name: service, authority }, timeout };
  const exact = headers.map((header) => ({ exact: header.toLowerCase() }));
  if (protocol === "EXT_AUTHZ_GRPC")
    return {
      name,
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
        transport_api_version: "V3",
        grpc_service,
        failure_mode_allow: failOpen,
        status_on_error: { code: "InternalServerError" },
        allowed_headers: exact.length > 0 ? { patterns: exact } : undefined,
      },
    };
  return {
    name,
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor",
      grpc_service,
      failure_mode_allow: failOpen,
      message_timeout: timeout,
      processing_mode: { request_header_mode: "SEND", response_header_mode: "SKIP" },
      forward_rules: exact.length > 0 ? { allowed_headers: { patterns: exact } } : undefined,
    },
  };
}

const DISABLED = {
  EXT_AUTHZ_GRPC: "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute",
  EXT_PROC_GRPC: "type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute",
} as const;

/** A virtual host that asks only who is to be asked about its hosts. */
export function withAuthorizers(virtualHost: VirtualHost, authorizers: readonly Authorizer[]): VirtualHost {
  const others = authorizers.filter(
    ({ hosts }) => hosts.length > 0 && !virtualHost.domains.some((domain) => isAmong(domain, hosts)),
  );
  if (others.length === 0) return virtualHost;
  const disabled = others.map(({ name, protocol }): [string, TypedConfig] => [
    name,
    { "@type": DISABLED[protocol], disabled: true },
  ]);
  return { ...virtualHost, typed_per_filter_config: Object.fromEntries(disabled) };
}
