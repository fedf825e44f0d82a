import { CHAIN } from "../chain";
import { call, global, insert, patch, regional, remove, zonal } from "../client";
import { BACKEND, CHECK, changed, check, GROUP, PODS, type Row, RULE, RUN, VLLM } from "./row";

const made = (collection: string, of: string) => (change: object) =>
  changed(regional(`${collection}/new`), regional(`${collection}/${of}`), change);
const aggregation = made("healthAggregationPolicies", "any");
const source = (...sources: string[]) => made("healthSources", "internal")({ sources });
const composite = made("compositeHealthChecks", "internal");

const THREE = ["us-central1", "europe-west1", "asia-southeast1"];
const asked = (fields: object) => changed(global("healthChecks/new"), CHECK, fields);

export const GROUPS: readonly Row[] = [
  // Health checks
  ["health-check.probe", "a TCP probe of type HTTP", check({ httpHealthCheck: undefined, tcpHealthCheck: {} })],
  ["health-check.times", "an interval of 301 seconds", check({ checkIntervalSec: 301 })],
  ["health-check.timeout", "a timeout longer than the interval", check({ checkIntervalSec: 5, timeoutSec: 6 })],
  [
    "health-check.port",
    "a port beside the serving port",
    check({ httpHealthCheck: { portSpecification: "USE_SERVING_PORT", port: 80 } }),
  ],
  ["health-check.port", "a named port", check({ httpHealthCheck: { portSpecification: "USE_NAMED_PORT" } })],
  ["health-check.path", "a path without a slash", check({ httpHealthCheck: { requestPath: "health" } })],

  // What Cloud DNS goes by
  ["health-aggregation-policy.thresholds", "101 percent", aggregation({ healthyPercentThreshold: 101 })],
  ["health-aggregation-policy.thresholds", "no machine", aggregation({ minHealthyThreshold: 0 })],
  ["health-source.sources", "two backend services", source(VLLM, PODS)],
  ["health-source.sources", "one that is external", source(VLLM)],
  [
    "health-source.groups",
    "a serverless group",
    async (s) => {
      const run = regional("backendServices/internal-run");
      await changed(run, RUN, { loadBalancingScheme: "INTERNAL_MANAGED" })(s);
      return source(run)(s);
    },
  ],
  ["composite-health-check.sources", "no source", composite({ healthSources: [] })],
  ["composite-health-check.destination", "an external forwarding rule", composite({ healthDestination: RULE })],
  [
    "health-check.source-regions",
    "source regions of a regional health check",
    check({ sourceRegions: THREE, checkIntervalSec: 30 }),
  ],
  ["health-check.source-regions", "two source regions", asked({ sourceRegions: THREE.slice(1), checkIntervalSec: 30 })],
  [
    "health-check.source-regions",
    "three source regions every 29 seconds",
    asked({ sourceRegions: THREE, checkIntervalSec: 29 }),
  ],
  [
    "health-check.source-regions",
    "three source regions that ask by gRPC",
    asked({
      sourceRegions: THREE,
      checkIntervalSec: 30,
      type: "GRPC",
      httpHealthCheck: undefined,
      grpcHealthCheck: { port: 80 },
    }),
  ],

  // Groups
  [
    "neg.type",
    "a zonal type in a region",
    changed(regional("networkEndpointGroups/new"), zonal("networkEndpointGroups/pods"), {}),
  ],
  [
    "neg.serverless",
    "no service",
    changed(regional("networkEndpointGroups/new"), regional("networkEndpointGroups/run"), { cloudRun: {} }),
  ],
  [
    "neg.psc-target",
    "a service attachment that is not there",
    changed(regional("networkEndpointGroups/new"), regional("networkEndpointGroups/vertex"), {
      pscTargetService: regional("serviceAttachments/gone"),
    }),
    404,
    "notFound",
  ],
  [
    "neg.endpoint-type",
    "an FQDN in a hybrid NEG",
    (s) =>
      call(s, zonal("networkEndpointGroups/on-prem"), "attachNetworkEndpoints", {
        networkEndpoints: [{ fqdn: "a.com", port: 443 }],
      }),
  ],
  [
    "neg.endpoint-twice",
    "an endpoint twice",
    (s) =>
      call(s, zonal("networkEndpointGroups/on-prem"), "attachNetworkEndpoints", {
        networkEndpoints: [
          { ipAddress: "10.1.1.1", port: 80 },
          { ipAddress: "10.1.1.1", port: 80 },
        ],
      }),
  ],
  [
    "neg.endpoint-instance",
    "an instance that is not there",
    (s) =>
      call(s, zonal("networkEndpointGroups/pods"), "attachNetworkEndpoints", {
        networkEndpoints: [{ instance: "gone", ipAddress: "10.0.0.9", port: 80 }],
      }),
    404,
    "notFound",
  ],
  [
    "instance-group.instance",
    "an instance that is not there",
    (s) => call(s, GROUP, "addInstances", { instances: [{ instance: zonal("instances/gone") }] }),
    404,
    "notFound",
  ],
  [
    "instance-group-manager.in-use",
    "a managed group of a backend service",
    async (s) => {
      const manager = regional("instanceGroupManagers/mig");
      await insert(s, manager, { namedPorts: [{ name: "http", port: 8000 }] });
      await insert(s, regional("backendServices/mig"), {
        ...CHAIN[VLLM],
        backends: [{ ...BACKEND, group: regional("instanceGroups/mig") }],
      });
      return remove(s, manager);
    },
    400,
    "resourceInUseByAnotherResource",
  ],
  [
    "security-policy.priority",
    "two rules of one priority",
    (s) => call(s, regional("securityPolicies/armor"), "addRule", { priority: 2147483647, action: "deny(403)" }),
  ],
  [
    "ssl-policy.custom-features",
    "features without profile CUSTOM",
    (s) => patch(s, regional("sslPolicies/modern"), { customFeatures: ["TLS_RSA_WITH_AES_128_GCM_SHA256"] }),
  ],
  [
    "ssl-policy.minimum-version",
    "TLS 1.3 alone with the profile MODERN",
    (s) => patch(s, regional("sslPolicies/modern"), { minTlsVersion: "TLS_1_3" }),
  ],
  [
    "ssl-policy.fips",
    "the profile FIPS_202205 with TLS 1.0",
    (s) => patch(s, regional("sslPolicies/modern"), { profile: "FIPS_202205" }),
  ],
];
