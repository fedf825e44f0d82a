import { global, insert, regional, zonal } from "../client";
import { BACKEND, backend, CHECK, changed, check, many, POD_BACKEND, type Row, RUN, service, updated } from "./row";

export const BACKEND_SERVICE: readonly Row[] = [
  ["backend-service.protocol", "protocol TCP", service({ protocol: "TCP" })],
  ["backend-service.timeout", "a timeout of 0", service({ timeoutSec: 0 })],
  ["backend-service.serverless-timeout", "a timeout with Cloud Run", updated(RUN, { timeoutSec: 120 })],
  ["backend-service.draining", "draining for two hours", service({ connectionDraining: { drainingTimeoutSec: 7200 } })],
  [
    "backend-service.affinity",
    "an affinity of passthrough load balancers",
    service({ sessionAffinity: "CLIENT_IP_PROTO" }),
  ],
  [
    "backend-service.affinity-needs",
    "header affinity without a header",
    service({ sessionAffinity: "HEADER_FIELD", localityLbPolicy: "RING_HASH" }),
  ],
  [
    "backend-service.cookie-ttl",
    "a cookie for three weeks",
    service({ sessionAffinity: "GENERATED_COOKIE", affinityCookieTtlSec: 1814400 }),
  ],
  ["backend-service.locality-policy", "WEIGHTED_MAGLEV", service({ localityLbPolicy: "WEIGHTED_MAGLEV" })],
  [
    "backend-service.locality-policy",
    "WEIGHTED_ROUND_ROBIN without metrics",
    service({ localityLbPolicy: "WEIGHTED_ROUND_ROBIN" }),
  ],
  [
    "backend-service.consistent-hash",
    "a hash with ROUND_ROBIN",
    service({ localityLbPolicy: "ROUND_ROBIN", consistentHash: { minimumRingSize: "1024" } }),
  ],
  [
    "backend-service.serverless-resilience",
    "outlier detection with Cloud Run",
    updated(RUN, { outlierDetection: { consecutiveErrors: 5 } }),
  ],
  [
    "backend-service.one-health-check",
    "two health checks",
    async (s) => {
      await check({})(s);
      return service({ healthChecks: [CHECK, regional("healthChecks/new")] })(s);
    },
  ],
  ["backend-service.health-check-required", "an instance group without a health check", service({ healthChecks: [] })],
  ["backend-service.health-check-forbidden", "a health check with Cloud Run", updated(RUN, { healthChecks: [CHECK] })],
  [
    "backend-service.health-check-forbidden",
    "a health check with Private Service Connect",
    service({ backends: [{ group: regional("networkEndpointGroups/vertex") }] }),
  ],
  [
    "backend-service.backend-count",
    "51 backends",
    async (s) => {
      const groups = many(51, (index) => zonal(`instanceGroups/g-${index}`));
      for (const group of groups) await insert(s, group, { network: global("networks/ai") });
      return service({ backends: groups.map((group) => ({ ...BACKEND, group })) })(s);
    },
    413,
    "quotaExceeded",
  ],
  ["backend-service.duplicate-group", "one group twice", service({ backends: [BACKEND, BACKEND] })],
  ["backend-service.mixed-kinds", "an instance group and a NEG", service({ backends: [BACKEND, POD_BACKEND] })],
  [
    "backend-service.single-backend",
    "two serverless NEGs",
    async (s) => {
      const second = regional("networkEndpointGroups/second");
      await changed(second, regional("networkEndpointGroups/run"), {})(s);
      return updated(RUN, { backends: [{ group: regional("networkEndpointGroups/run") }, { group: second }] })(s);
    },
  ],
  [
    "backend-service.balancing-mode",
    "UTILIZATION on a NEG",
    service({ backends: [{ ...POD_BACKEND, balancingMode: "UTILIZATION" }] }),
  ],
  [
    "backend-service.balancing-mode",
    "RATE on Cloud Run",
    updated(RUN, { backends: [{ group: regional("networkEndpointGroups/run"), balancingMode: "RATE" }] }),
  ],
  ["backend-service.balancing-mode", "CONNECTION on an instance group", backend({ balancingMode: "CONNECTION" })],
  [
    "backend-service.rate-field",
    "maxRatePerEndpoint on an instance group",
    backend({ balancingMode: "RATE", maxRatePerEndpoint: 5 }),
  ],
  [
    "backend-service.rate-field",
    "a rate on a serverless NEG",
    updated(RUN, { backends: [{ group: regional("networkEndpointGroups/run"), maxRate: 5 }] }),
  ],
  [
    "backend-service.rate-needed",
    "RATE without a rate",
    service({ backends: [{ ...POD_BACKEND, maxRate: undefined }] }),
  ],
  ["backend-service.capacity", "a capacity of 0.05", backend({ capacityScaler: 0.05 })],
  ["backend-service.capacity", "a capacity of 0 on the only backend", backend({ capacityScaler: 0 })],
  ["backend-service.utilization", "a utilization of 1.5", backend({ maxUtilization: 1.5 })],
  [
    "backend-service.custom-metrics",
    "custom metrics without one that counts",
    backend({ balancingMode: "CUSTOM_METRICS", customMetrics: [{ name: "kv", dryRun: true }] }),
  ],
  [
    "backend-service.incompatible-modes",
    "RATE where another service says UTILIZATION",
    backend({ balancingMode: "RATE", maxRate: 50 }),
  ],
];
