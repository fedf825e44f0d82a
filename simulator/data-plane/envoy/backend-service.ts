import { BACKEND_KEEP_ALIVE, DEFAULT_RING_SIZE } from "../../../platform/facts";
import type * as google from "../../../routing/url-map";
import type { BackendService } from "../../control-plane/resources";
import {
  type CircuitBreakerThresholds,
  type Cluster,
  type ClusterLoadAssignment,
  type Duration,
  type HashPolicy,
  type OutlierDetection,
  type TypedConfig,
  typedConfig,
} from "./api";
import { duration } from "./conversions";
import { discoveryFile, pathConfigSource } from "./discovery";
import { type Endpoint, socketAddress } from "./listener";
import type { BackendServiceRouting } from "./route-action";

/** An endpoint with what the control plane knows of it. */
export interface KnownEndpoint extends Endpoint {
  readonly healthy: boolean;
  /** A share of the requests, from 1 on. */
  readonly weight: number;
}

/**
 * A backend service as a cluster whose endpoints come from a file in `directory`. Nothing is sent to an endpoint that is
 * not known to be healthy, even when there is no other.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/cluster.proto
 */
export function backendServiceCluster(directory: string, name: string, service: BackendService): Cluster {
  const { consistentHash, outlierDetection, circuitBreakers } = service;
  const lb_policy = loadBalancingPolicy(service);
  return {
    name,
    type: "EDS",
    connect_timeout: "5s",
    eds_cluster_config: { eds_config: pathConfigSource(directory, discoveryFile.endpoints(name)) },
    lb_policy,
    ring_hash_lb_config:
      lb_policy === "RING_HASH"
        ? { minimum_ring_size: Number(consistentHash?.minimumRingSize ?? DEFAULT_RING_SIZE) }
        : undefined,
    common_lb_config: { healthy_panic_threshold: { value: 0 } },
    outlier_detection: outlierDetection && outliers(outlierDetection),
    circuit_breakers: { thresholds: [thresholds(circuitBreakers)] },
    typed_extension_protocol_options: { [`envoy.${PROTOCOL_OPTIONS}`]: protocolOptions(service) },
  };
}

/** What a route must know of a backend service: its timeout and its session affinity. */
export function backendServiceRouting(service: BackendService): BackendServiceRouting {
  const hashPolicy = affinity(service);
  return { timeoutSec: service.timeoutSec, ...(hashPolicy && { hashPolicy: [hashPolicy] }) };
}

export function loadAssignment(cluster_name: string, endpoints: readonly KnownEndpoint[]): ClusterLoadAssignment {
  return {
    cluster_name,
    endpoints: [
      {
        lb_endpoints: endpoints.map(({ healthy, weight, ...address }) => ({
          endpoint: { address: socketAddress(address) },
          health_status: healthy ? "HEALTHY" : "UNHEALTHY",
          load_balancing_weight: weight,
        })),
      },
    ],
  };
}

/** With a session affinity Google balances by `MAGLEV` unless it is told `RING_HASH`. Metrics of backends are not looked at. */
function loadBalancingPolicy(service: BackendService): NonNullable<Cluster["lb_policy"]> {
  const { localityLbPolicy } = service;
  if (affinity(service)) return localityLbPolicy === "RING_HASH" ? "RING_HASH" : "MAGLEV";
  switch (localityLbPolicy) {
    case "LEAST_REQUEST":
    case "RANDOM":
    case "RING_HASH":
    case "MAGLEV":
      return localityLbPolicy;
    default:
      return "ROUND_ROBIN";
  }
}

/** The cookie that a regional Application Load Balancer makes. */
const GENERATED_COOKIE = "GCILB";

/** @see https://cloud.google.com/load-balancing/docs/backend-service#session_affinity */
function affinity(service: BackendService): HashPolicy | undefined {
  const { sessionAffinity, consistentHash, strongSessionAffinityCookie, affinityCookieTtlSec = 0 } = service;
  switch (sessionAffinity) {
    case "CLIENT_IP":
      return { connection_properties: { source_ip: true } };
    case "GENERATED_COOKIE":
      return { cookie: { name: GENERATED_COOKIE, path: "/", ttl: `${affinityCookieTtlSec}s` } };
    case "HEADER_FIELD":
      return { header: { header_name: consistentHash?.httpHeaderName ?? "" } };
    case "HTTP_COOKIE":
      return cookie(consistentHash?.httpCookie);
    case "STRONG_COOKIE_AFFINITY":
      return cookie(strongSessionAffinityCookie);
    default:
      return undefined;
  }
}

/** A cookie with a time to live is made where the client brings none; 0 s lasts as long as the session. */
function cookie({ name = "", path, ttl }: NonNullable<BackendService["strongSessionAffinityCookie"]> = {}): HashPolicy {
  return { cookie: { name, path, ttl: optionalDuration(ttl) ?? "0s" } };
}

function outliers(detection: NonNullable<BackendService["outlierDetection"]>): OutlierDetection {
  return {
    consecutive_5xx: detection.consecutiveErrors,
    consecutive_gateway_failure: detection.consecutiveGatewayFailure,
    // Google's defaults, where Envoy has others.
    enforcing_consecutive_5xx: detection.enforcingConsecutiveErrors ?? 0,
    enforcing_consecutive_gateway_failure: detection.enforcingConsecutiveGatewayFailure ?? 100,
    enforcing_success_rate: detection.enforcingSuccessRate,
    success_rate_minimum_hosts: detection.successRateMinimumHosts,
    success_rate_request_volume: detection.successRateRequestVolume,
    success_rate_stdev_factor: detection.successRateStdevFactor,
    max_ejection_percent: detection.maxEjectionPercent ?? 50,
    interval: optionalDuration(detection.interval) ?? "1s",
    base_ejection_time: optionalDuration(detection.baseEjectionTime),
  };
}

function optionalDuration(value: google.Duration | undefined): Duration | undefined {
  return value && duration(value);
}

/** Envoy limits to 1024 unless it is told otherwise, Google to nothing. */
const UNLIMITED = 4_294_967_295;

function thresholds(breakers: BackendService["circuitBreakers"] = {}): CircuitBreakerThresholds {
  return {
    max_connections: breakers.maxConnections ?? UNLIMITED,
    max_pending_requests: breakers.maxPendingRequests ?? UNLIMITED,
    max_requests: breakers.maxRequests ?? UNLIMITED,
    max_retries: breakers.maxRetries ?? UNLIMITED,
  };
}

const PROTOCOL_OPTIONS = "extensions.upstreams.http.v3.HttpProtocolOptions";

/** On this machine nothing has TLS: `HTTPS` is HTTP/1.1, and `HTTP2` is `H2C`, with which the client need not ask. */
function protocolOptions({ protocol, circuitBreakers }: BackendService): TypedConfig {
  const isHttp2 = protocol === "HTTP2" || protocol === "H2C";
  return typedConfig(PROTOCOL_OPTIONS, {
    explicit_http_config: isHttp2 ? { http2_protocol_options: {} } : { http_protocol_options: {} },
    common_http_protocol_options: {
      idle_timeout: `${BACKEND_KEEP_ALIVE}s`,
      max_requests_per_connection: circuitBreakers?.maxRequestsPerConnection,
    },
  });
}
