import { existingResource } from "../../../simulator/control-plane/resource-change";
import { parsePath } from "../../../simulator/control-plane/resource-path";
import type { Simulator } from "../../../simulator/control-plane/server";
import { startSimulator } from "../../../simulator/control-plane/server";
import { createState, type Dump } from "../../../simulator/control-plane/state";
import { global, insert, located, regional, zonal } from "./client";

const network = global("networks/ai");
const healthChecks = [regional("healthChecks/http")];
const managed = { loadBalancingScheme: "EXTERNAL_MANAGED", protocol: "HTTP" };
const group = zonal("instanceGroups/vllm");

/** A valid resource of each kind, in the order in which they can be created. */
export const CHAIN: { readonly [path: string]: object } = {
  [network]: { autoCreateSubnetworks: false },
  [global("networks/other")]: { autoCreateSubnetworks: false },
  [regional("subnetworks/proxy-only")]: {
    network,
    ipCidrRange: "10.129.0.0/23",
    purpose: "REGIONAL_MANAGED_PROXY",
    role: "ACTIVE",
  },
  [regional("subnetworks/backends")]: { network, ipCidrRange: "10.0.0.0/24" },
  [regional("subnetworks/psc")]: { network, ipCidrRange: "10.0.4.0/24", purpose: "PRIVATE_SERVICE_CONNECT" },
  [global("firewalls/proxies")]: {
    network,
    sourceRanges: ["10.129.0.0/23"],
    allowed: [{ IPProtocol: "tcp", ports: ["8000"] }],
    targetTags: ["vllm"],
  },
  [regional("addresses/ip")]: { networkTier: "PREMIUM" },
  [regional("addresses/internal")]: {
    addressType: "INTERNAL",
    subnetwork: regional("subnetworks/backends"),
    purpose: "SHARED_LOADBALANCER_VIP",
  },
  [regional("healthChecks/http")]: { type: "HTTP", httpHealthCheck: { portSpecification: "USE_SERVING_PORT" } },
  [group]: { network, namedPorts: [{ name: "http", port: 8000 }] },
  [zonal("networkEndpointGroups/pods")]: { networkEndpointType: "GCE_VM_IP_PORT", network },
  [zonal("networkEndpointGroups/on-prem")]: { networkEndpointType: "NON_GCP_PRIVATE_IP_PORT", network },
  [regional("networkEndpointGroups/run")]: { networkEndpointType: "SERVERLESS", cloudRun: { service: "embed" } },
  [regional("networkEndpointGroups/openai")]: { networkEndpointType: "INTERNET_FQDN_PORT", network },
  [regional("networkEndpointGroups/vertex")]: {
    networkEndpointType: "PRIVATE_SERVICE_CONNECT",
    network,
    pscTargetService: "us-central1-aiplatform.googleapis.com",
  },
  [regional("backendServices/vllm")]: {
    ...managed,
    healthChecks,
    timeoutSec: 600,
    backends: [{ group, balancingMode: "UTILIZATION", capacityScaler: 1 }],
  },
  [regional("backendServices/pods")]: {
    ...managed,
    healthChecks,
    backends: [{ group: zonal("networkEndpointGroups/pods"), balancingMode: "RATE", maxRate: 50 }],
  },
  [regional("backendServices/run")]: { ...managed, backends: [{ group: regional("networkEndpointGroups/run") }] },
  [regional("backendServices/closed")]: managed,
  [regional("backendServices/internal")]: { ...managed, loadBalancingScheme: "INTERNAL_MANAGED" },
  [regional("urlMaps/ai")]: {
    defaultService: regional("backendServices/closed"),
    hostRules: [{ hosts: ["ai.example.com"], pathMatcher: "ai" }],
    pathMatchers: [
      {
        name: "ai",
        defaultService: regional("backendServices/closed"),
        pathRules: [{ paths: ["/v1/*"], service: regional("backendServices/vllm") }],
      },
    ],
  },
  [regional("urlMaps/internal")]: { defaultService: regional("backendServices/internal") },
  [regional("targetHttpProxies/http")]: { urlMap: regional("urlMaps/ai") },
  [regional("targetHttpProxies/internal")]: { urlMap: regional("urlMaps/internal") },
  [regional("sslCertificates/pem")]: { certificate: "-----BEGIN CERTIFICATE-----" },
  [located("dnsAuthorizations/ai")]: { domain: "ai.example.com" },
  [located("certificates/ai")]: {
    managed: { domains: ["ai.example.com"], dnsAuthorizations: [located("dnsAuthorizations/ai")] },
  },
  [regional("sslPolicies/modern")]: { profile: "MODERN" },
  [regional("securityPolicies/armor")]: {},
  [regional("targetHttpsProxies/https")]: {
    urlMap: regional("urlMaps/ai"),
    sslCertificates: [regional("sslCertificates/pem")],
    sslPolicy: regional("sslPolicies/modern"),
  },
  [regional("forwardingRules/http-80")]: {
    loadBalancingScheme: "EXTERNAL_MANAGED",
    IPAddress: regional("addresses/ip"),
    portRange: "80",
    network,
    target: regional("targetHttpProxies/http"),
  },
  [regional("forwardingRules/internal-80")]: {
    loadBalancingScheme: "INTERNAL_MANAGED",
    IPAddress: regional("addresses/internal"),
    portRange: "80",
    network,
    subnetwork: regional("subnetworks/backends"),
    target: regional("targetHttpProxies/internal"),
  },
  [regional("serviceAttachments/internal")]: {
    targetService: regional("forwardingRules/internal-80"),
    natSubnets: [regional("subnetworks/psc")],
    connectionPreference: "ACCEPT_MANUAL",
    consumerAcceptLists: [{ projectIdOrNum: "consumer", connectionLimit: 10 }],
  },
  [regional("addresses/egress")]: { networkTier: "PREMIUM" },
  [regional("routers/nat")]: {
    network,
    nats: [{ name: "nat", natIpAllocateOption: "MANUAL_ONLY", natIps: [regional("addresses/egress")] }],
  },
  [regional("healthAggregationPolicies/any")]: { minHealthyThreshold: 1 },
  [regional("healthSources/internal")]: {
    sourceType: "BACKEND_SERVICE",
    sources: [regional("backendServices/internal")],
    healthAggregationPolicy: regional("healthAggregationPolicies/any"),
  },
  [regional("compositeHealthChecks/internal")]: {
    healthSources: [regional("healthSources/internal")],
    healthDestination: regional("forwardingRules/internal-80"),
  },
};

/** What nobody creates in these tests: machines and what others publish. */
function existing(): Dump {
  const state = createState();
  for (const path of [zonal("instances/vm-1"), zonal("instances/vm-2"), regional("serviceAttachments/gemma")]) {
    const parsed = parsePath(path);
    if (parsed) state.put(path, existingResource(parsed, {}, state));
  }
  return state.dump();
}

/** A simulator on which the whole chain has been created by its own API. */
export async function startChain(): Promise<Simulator> {
  const simulator = await startSimulator({ seed: existing() });
  for (const [path, body] of Object.entries(CHAIN)) {
    const { status, body: answer } = await insert(simulator, path, body);
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  }
  return simulator;
}
