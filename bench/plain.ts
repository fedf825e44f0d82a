/**
 * What a hand-written CDKTF program for the same resources looks like: no configuration, no checks, no presets, just the
 * provider's classes. It is the yardstick of bench/synth.ts; run it with the number of workloads.
 */
import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { ComputeForwardingRule } from "@cdktf/provider-google/lib/compute-forwarding-rule";
import { ComputeRegionBackendService } from "@cdktf/provider-google/lib/compute-region-backend-service";
import { ComputeRegionHealthCheck } from "@cdktf/provider-google/lib/compute-region-health-check";
import { ComputeRegionTargetHttpProxy } from "@cdktf/provider-google/lib/compute-region-target-http-proxy";
import { ComputeRegionUrlMap } from "@cdktf/provider-google/lib/compute-region-url-map";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";

const workloads = Number(process.argv[2]);
const project = "bench-project";
const region = "us-central1";
const createBeforeDestroy = { lifecycle: { createBeforeDestroy: true } };

const app = new App({ stackTraces: false });
const stack = new TerraformStack(app, "bench-us-central1");
new LocalBackend(stack, { path: "../../../terraform.bench-us-central1.tfstate" });
new GoogleProvider(stack, "google", { project, region });

const subnet = new ComputeSubnetwork(stack, "proxy-only", {
  name: "bench-proxy-only",
  project,
  region,
  network: "ai",
  ipCidrRange: "10.129.0.0/23",
  purpose: "REGIONAL_MANAGED_PROXY",
  role: "ACTIVE",
});
const firewalls = [
  { id: "health-checks", sourceRanges: ["130.211.0.0/22", "35.191.0.0/16"] },
  { id: "proxies", sourceRanges: ["10.129.0.0/23"] },
].map(
  ({ id, sourceRanges }) =>
    new ComputeFirewall(stack, id, {
      name: `bench-${id}`,
      project,
      network: "ai",
      direction: "INGRESS",
      sourceRanges,
      allow: [{ protocol: "tcp", ports: ["8000"] }],
      targetTags: ["vllm"],
      ...createBeforeDestroy,
    }),
);
const common = {
  project,
  region,
  loadBalancingScheme: "EXTERNAL_MANAGED",
  protocol: "HTTP",
  sessionAffinity: "NONE",
  iap: { enabled: false },
  ...createBeforeDestroy,
};
const closed = new ComputeRegionBackendService(stack, "closed", {
  ...common,
  name: "bench-closed",
  localityLbPolicy: "ROUND_ROBIN",
  logConfig: { enable: false },
});
const services = Array.from({ length: workloads }, (_, i) => {
  const healthCheck = new ComputeRegionHealthCheck(stack, `health-check-${i}`, {
    name: `bench-model-${i}`,
    project,
    region,
    checkIntervalSec: 5,
    timeoutSec: 3,
    healthyThreshold: 1,
    unhealthyThreshold: 3,
    logConfig: { enable: false },
    httpHealthCheck: { portSpecification: "USE_SERVING_PORT", requestPath: "/health", proxyHeader: "NONE" },
    ...createBeforeDestroy,
  });
  return new ComputeRegionBackendService(stack, `backend-service-${i}`, {
    ...common,
    name: `bench-model-${i}`,
    portName: "http",
    timeoutSec: 600,
    connectionDrainingTimeoutSec: 600,
    localityLbPolicy: "LEAST_REQUEST",
    logConfig: { enable: true, sampleRate: 1 },
    healthChecks: [healthCheck.id],
    backend: [
      {
        group: `projects/${project}/zones/us-central1-a/instanceGroups/model-${i}`,
        balancingMode: "UTILIZATION",
        capacityScaler: 1,
      },
    ],
    dependsOn: firewalls,
  });
});

const notFound = {
  defaultService: closed.id,
  defaultRouteAction: { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
};
const half = Math.ceil(workloads / 2);
const pathRules = services.map((service, i) => ({
  paths: [`/model-${i}/*`],
  service: service.id,
  routeAction: {
    timeout: { seconds: "600" },
    retryPolicy: { numRetries: 1, retryConditions: ["connect-failure", "refused-stream"] },
  },
}));
const urlMap = new ComputeRegionUrlMap(stack, "url-map", {
  name: "bench",
  project,
  region,
  ...notFound,
  hostRule: [
    { hosts: ["a.example.com", "a.example.com:80"], pathMatcher: "a" },
    { hosts: ["b.example.com", "b.example.com:80"], pathMatcher: "b" },
  ],
  pathMatcher: [
    { name: "a", ...notFound, pathRule: pathRules.slice(0, half) },
    { name: "b", ...notFound, pathRule: pathRules.slice(half) },
  ],
  test: services.slice(0, 100).map((service, i) => ({
    host: i < half ? "a.example.com" : "b.example.com",
    path: `/model-${i}/test`,
    service: service.id,
  })),
  ...createBeforeDestroy,
});
const address = new ComputeAddress(stack, "address", {
  name: "bench",
  project,
  region,
  addressType: "EXTERNAL",
  networkTier: "PREMIUM",
});
const proxy = new ComputeRegionTargetHttpProxy(stack, "http-80", {
  name: "bench",
  project,
  region,
  urlMap: urlMap.id,
  ...createBeforeDestroy,
});
const rule = new ComputeForwardingRule(stack, "port-80", {
  name: "bench",
  description: "HTTP on port 80",
  project,
  region,
  loadBalancingScheme: "EXTERNAL_MANAGED",
  ipProtocol: "TCP",
  ipAddress: address.address,
  portRange: "80",
  target: proxy.id,
  network: "ai",
  networkTier: "PREMIUM",
  dependsOn: [subnet],
});
new TerraformOutput(stack, "http_proxy_ip", { value: address.address });
new TerraformOutput(stack, "backend_services", {
  value: Object.fromEntries(services.map((s, i) => [`model-${i}`, s.id])),
});
new TerraformOutput(stack, "forwarding_rules", { value: { "http-80": rule.id } });
app.synth();
