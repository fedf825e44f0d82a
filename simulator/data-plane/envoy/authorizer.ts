import { type Authorizer, isAmong } from "../access";
import { type Extension, extension, typedConfig, type VirtualHost } from "./api";

const TYPES = {
  EXT_AUTHZ_GRPC: "extensions.filters.http.ext_authz.v3.ExtAuthz",
  EXT_PROC_GRPC: "extensions.filters.http.ext_proc.v3.ExternalProcessor",
} as const;

/** The filter that asks a backend service whether a request may go on. */
export function authorizerFilter(authorizer: Authorizer): Extension {
  const { name, protocol, service, authority, timeout, failOpen, headers } = authorizer;
  const exact = headers.map((header) => ({ exact: header.toLowerCase() }));
  const allowed_headers = exact.length > 0 ? { patterns: exact } : undefined;
  return extension(name, TYPES[protocol], {
    grpc_service: { envoy_grpc: { cluster_name: service, authority }, timeout },
    failure_mode_allow: failOpen,
    ...(protocol === "EXT_AUTHZ_GRPC"
      ? { transport_api_version: "V3", status_on_error: { code: "InternalServerError" }, allowed_headers }
      : {
          message_timeout: timeout,
          processing_mode: { request_header_mode: "SEND", response_header_mode: "SKIP" },
          forward_rules: allowed_headers && { allowed_headers },
        }),
  });
}

const OF_ROUTE = {
  EXT_AUTHZ_GRPC: "extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute",
  EXT_PROC_GRPC: "extensions.filters.http.ext_proc.v3.ExtProcPerRoute",
} as const;

/** A virtual host that asks only who is to be asked about its hosts. */
export function withAuthorizers(virtualHost: VirtualHost, authorizers: readonly Authorizer[]): VirtualHost {
  const others = authorizers.filter(
    ({ hosts }) => hosts.length > 0 && !virtualHost.domains.some((domain) => isAmong(domain, hosts)),
  );
  if (others.length === 0) return virtualHost;
  const disabled = others.map(({ name, protocol }) => [name, typedConfig(OF_ROUTE[protocol], { disabled: true })]);
  return { ...virtualHost, typed_per_filter_config: Object.fromEntries(disabled) };
}
