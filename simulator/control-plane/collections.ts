import { DEFAULT_TIMEOUT, LARGEST_INT32 } from "../../platform/facts";
import { snakeCase } from "../../routing/casing";
import { allocateAddress } from "./address-pool";
import type { Collection } from "./collection";
import { isPromoted, proxyOnlyBeside } from "./proxy-only";
import { formatPath, parsePath, type ResourcePath, relativePath, selfLink } from "./resource-path";
import type {
  Address,
  BackendService,
  Certificate,
  CollectionName,
  DnsAuthorization,
  Firewall,
  ForwardingRule,
  NetworkEndpointGroup,
  Resources,
  Subnetwork,
} from "./resources";
import type { View } from "./state";

const URL_MAP_ACTIONS = [
  "defaultRouteAction",
  "pathMatchers[].defaultRouteAction",
  "pathMatchers[].pathRules[].routeAction",
  "pathMatchers[].routeRules[].routeAction",
];
const URL_MAP_SERVICES = [
  "defaultService",
  "pathMatchers[].defaultService",
  "pathMatchers[].pathRules[].service",
  "pathMatchers[].routeRules[].service",
  ...URL_MAP_ACTIONS.flatMap((action) => [
    `${action}.weightedBackendServices[].backendService`,
    `${action}.requestMirrorPolicy.backendService`,
  ]),
  "tests[].service",
];

const CHAINED_EXTENSION = {
  updates: ["patch"],
  references: {
    "forwardingRules[]": ["forwardingRules"],
    "extensionChains[].extensions[].service": ["backendServices"],
  },
} as const;

const COLLECTIONS: { readonly [C in CollectionName]: Collection<Resources[C]> } = {
  addresses: {
    noun: "address",
    kind: "compute#address",
    sets: { setLabels: ["labels"] },
    references: { subnetwork: ["subnetworks"], network: ["networks"] },
    defaults: (address: Address, _path, state) => {
      const internal = address.addressType === "INTERNAL";
      return {
        addressType: "EXTERNAL",
        networkTier: "PREMIUM",
        address: allocateAddress(state, internal ? address.subnetwork : undefined),
        ...(internal && { purpose: "GCE_ENDPOINT" }),
      };
    },
    computed: ({ address }: Address, state) => {
      const users = state
        .all("forwardingRules")
        .flatMap((rule) => (rule.IPAddress === address && rule.selfLink ? [rule.selfLink] : []));
      return { status: users.length > 0 ? "IN_USE" : "RESERVED", ...(users.length > 0 && { users }) };
    },
  },
  authzExtensions: {
    noun: "authz_extension",
    kind: "networkservices#authzExtension",
    updates: ["patch"],
    references: { service: ["backendServices"] },
  },
  authzPolicies: {
    noun: "authz_policy",
    kind: "networksecurity#authzPolicy",
    updates: ["patch"],
    references: {
      "target.resources[]": ["forwardingRules"],
      "customProvider.authzExtension.resources[]": ["authzExtensions"],
    },
    immutable: ["policyProfile"],
  },
  backendAuthenticationConfigs: {
    noun: "backend_authentication_config",
    kind: "networksecurity#backendAuthenticationConfig",
    updates: ["patch"],
    references: { trustConfig: ["trustConfigs"] },
    immutable: ["trustConfig"],
  },
  backendServices: {
    noun: "backend_service",
    kind: "compute#backendService",
    updates: ["patch", "update"],
    sets: { setSecurityPolicy: ["securityPolicy"] },
    references: {
      "healthChecks[]": ["healthChecks"],
      "backends[].group": ["instanceGroups", "networkEndpointGroups"],
      securityPolicy: ["securityPolicies"],
      "tlsSettings.authenticationConfig": ["backendAuthenticationConfigs"],
    },
    fingerprint: true,
    immutable: ["loadBalancingScheme"],
    ignored: ["securityPolicy"],
    normalize: ({ logConfig, securityPolicy }: BackendService) => ({
      ...(logConfig?.enable === false && { logConfig: { enable: false } }),
      ...(securityPolicy === "" && { securityPolicy: undefined }),
    }),
    defaults: () => ({
      loadBalancingScheme: "EXTERNAL",
      protocol: "HTTP",
      portName: "http",
      timeoutSec: DEFAULT_TIMEOUT,
      sessionAffinity: "NONE",
      affinityCookieTtlSec: 0,
      connectionDraining: { drainingTimeoutSec: 0 },
      iap: { enabled: false },
      logConfig: { enable: false },
    }),
  },
  certificates: {
    noun: "certificate",
    kind: "certificatemanager#certificate",
    updates: ["patch"],
    references: { "managed.dnsAuthorizations[]": ["dnsAuthorizations"] },
    immutable: ["managed"],
    normalize: ({ managed }: Certificate) => ({
      ...(managed && { managed: { ...managed, state: "ACTIVE" }, sanDnsnames: managed.domains }),
    }),
  },
  compositeHealthChecks: {
    noun: "composite_health_check",
    kind: "compute#compositeHealthCheck",
    updates: ["patch"],
    references: { "healthSources[]": ["healthSources"], healthDestination: ["forwardingRules"] },
    fingerprint: true,
  },
  dnsAuthorizations: {
    noun: "dns_authorization",
    kind: "certificatemanager#dnsAuthorization",
    updates: ["patch"],
    immutable: ["domain", "type"],
    // Whether the regions of a project share a record no page says: here they do.
    defaults: ({ domain }: DnsAuthorization, { scope, project }) => ({
      type: scope === "locations/global" ? "FIXED_RECORD" : "PER_PROJECT_RECORD",
      dnsResourceRecord: {
        name: `_acme-challenge_${project}.${domain}.`,
        type: "CNAME",
        data: `${domain}.${project}.authorize.certificatemanager.goog.`,
      },
    }),
  },
  firewalls: {
    noun: "firewall",
    kind: "compute#firewall",
    updates: ["patch", "update"],
    references: { network: ["networks"] },
    immutable: ["network", "direction"],
    defaults: (_firewall: Firewall, { project }) => ({
      network: selfLink(`projects/${project}/global/networks/default`),
      direction: "INGRESS",
      priority: 1000,
      disabled: false,
      logConfig: { enable: false },
    }),
  },
  forwardingRules: {
    noun: "forwarding_rule",
    kind: "compute#forwardingRule",
    updates: ["patch"],
    sets: { setTarget: ["target"], setLabels: ["labels"] },
    references: {
      target: ["targetHttpProxies", "targetHttpsProxies"],
      network: ["networks"],
      subnetwork: ["subnetworks"],
    },
    immutable: ["IPAddress", "IPProtocol", "portRange", "loadBalancingScheme", "network", "subnetwork", "networkTier"],
    normalize: ({ portRange, IPAddress }: ForwardingRule, state) => ({
      ...(portRange && { portRange: portRange.includes("-") ? portRange : `${portRange}-${portRange}` }),
      ...(IPAddress && { IPAddress: state.get("addresses", IPAddress)?.address ?? IPAddress }),
    }),
    defaults: (rule: ForwardingRule, { project }, state) => ({
      loadBalancingScheme: "EXTERNAL",
      IPProtocol: "TCP",
      IPAddress: allocateAddress(state, rule.loadBalancingScheme === "INTERNAL_MANAGED" ? rule.subnetwork : undefined),
      network: selfLink(`projects/${project}/global/networks/default`),
      networkTier: "PREMIUM",
    }),
  },
  healthAggregationPolicies: {
    noun: "health_aggregation_policy",
    kind: "compute#healthAggregationPolicy",
    updates: ["patch"],
    fingerprint: true,
    immutable: ["policyType"],
    defaults: () => ({ policyType: "BACKEND_SERVICE_POLICY", healthyPercentThreshold: 60, minHealthyThreshold: 1 }),
  },
  healthSources: {
    noun: "health_source",
    kind: "compute#healthSource",
    updates: ["patch"],
    references: { "sources[]": ["backendServices"], healthAggregationPolicy: ["healthAggregationPolicies"] },
    fingerprint: true,
    immutable: ["sourceType"],
  },
  healthChecks: {
    noun: "health_check",
    kind: "compute#healthCheck",
    updates: ["patch", "update"],
    defaults: () => ({ checkIntervalSec: 5, timeoutSec: 5, healthyThreshold: 2, unhealthyThreshold: 2 }),
  },
  instanceGroupManagers: {
    noun: "instance_group_manager",
    kind: "compute#instanceGroupManager",
    updates: ["patch", "update"],
    references: { "versions[].instanceTemplate": ["instanceTemplates"] },
    fingerprint: true,
    normalize: ({ versions, instanceFlexibilityPolicy = {} }, state) => ({
      ...(Object.keys(instanceFlexibilityPolicy).length === 0 && { instanceFlexibilityPolicy: undefined }),
      ...(versions && {
        versions: versions.map((version) => ({
          ...version,
          instanceTemplate: byName(version.instanceTemplate, state),
        })),
      }),
    }),
    defaults: (_manager, path) => ({
      instanceGroup: selfLink(formatPath(groupOf(path))),
      distributionPolicy: { targetShape: "EVEN" },
      updatePolicy: { type: "OPPORTUNISTIC" },
      status: {
        isStable: true,
        stateful: { hasStatefulConfig: false, perInstanceConfigs: { allEffective: true } },
        versionTarget: { isReached: true },
      },
    }),
    companion: ({ namedPorts = [] }, path) => ({ path: groupOf(path), fields: { namedPorts } }),
  },
  instanceGroups: {
    noun: "instance_group",
    kind: "compute#instanceGroup",
    sets: { setNamedPorts: ["namedPorts"] },
    references: { network: ["networks"] },
    hidden: ["instances"],
    computed: ({ instances = [], network }, state) => {
      const [nic] = state.get("instances", instances[0])?.networkInterfaces ?? [];
      return { size: instances.length, network: network ?? nic?.network };
    },
  },
  instances: { noun: "instance", kind: "compute#instance", sets: { setTags: ["tags"], setLabels: ["labels"] } },
  lbRouteExtensions: { ...CHAINED_EXTENSION, noun: "lb_route_extension", kind: "networkservices#lbRouteExtension" },
  lbTrafficExtensions: {
    ...CHAINED_EXTENSION,
    noun: "lb_traffic_extension",
    kind: "networkservices#lbTrafficExtension",
  },
  networkEndpointGroups: {
    noun: "network_endpoint_group",
    kind: "compute#networkEndpointGroup",
    references: { network: ["networks"], subnetwork: ["subnetworks"] },
    hidden: ["networkEndpoints"],
    defaults: ({ networkEndpointType }: NetworkEndpointGroup, { project }) => ({
      networkEndpointType: "GCE_VM_IP_PORT",
      ...(networkEndpointType !== "SERVERLESS" && { network: selfLink(`projects/${project}/global/networks/default`) }),
    }),
    computed: ({ networkEndpoints = [] }: NetworkEndpointGroup) => ({ size: networkEndpoints.length }),
  },
  networks: {
    noun: "network",
    kind: "compute#network",
    updates: ["patch"],
    defaults: () => ({ autoCreateSubnetworks: true, routingConfig: { routingMode: "REGIONAL" } }),
  },
  routers: {
    noun: "router",
    kind: "compute#router",
    updates: ["patch", "update"],
    references: {
      network: ["networks"],
      "nats[].natIps[]": ["addresses"],
      "nats[].drainNatIps[]": ["addresses"],
    },
    immutable: ["network"],
  },
  securityPolicies: {
    noun: "security_policy",
    kind: "compute#securityPolicy",
    updates: ["patch"],
    sets: { setLabels: ["labels"] },
    fingerprint: true,
    immutable: ["type"],
    defaults: () => ({ type: "CLOUD_ARMOR", rules: [DEFAULT_SECURITY_RULE] }),
  },
  serverTlsPolicies: {
    noun: "server_tls_policy",
    kind: "networksecurity#serverTlsPolicy",
    updates: ["patch"],
    references: { "mtlsPolicy.clientValidationTrustConfig": ["trustConfigs"] },
  },
  serviceAttachments: {
    noun: "service_attachment",
    kind: "compute#serviceAttachment",
    updates: ["patch"],
    references: { targetService: ["forwardingRules"], "natSubnets[]": ["subnetworks"] },
    fingerprint: true,
    immutable: ["domainNames"],
    defaults: () => ({ reconcileConnections: false, propagatedConnectionLimit: 250 }),
  },
  sslCertificates: {
    noun: "ssl_certificate",
    kind: "compute#sslCertificate",
    defaults: () => ({ type: "SELF_MANAGED" }),
  },
  sslPolicies: {
    noun: "ssl_policy",
    kind: "compute#sslPolicy",
    updates: ["patch"],
    fingerprint: true,
    defaults: () => ({ profile: "COMPATIBLE", minTlsVersion: "TLS_1_0" }),
  },
  subnetworks: {
    noun: "subnetwork",
    kind: "compute#subnetwork",
    updates: ["patch"],
    sets: { expandIpCidrRange: ["ipCidrRange"], setPrivateIpGoogleAccess: ["privateIpGoogleAccess"] },
    references: { network: ["networks"] },
    fingerprint: true,
    immutable: ["network", "ipCidrRange"],
    // "After this patch operation the roles of the ACTIVE and BACKUP subnetworks will be swapped" (`drainTimeoutSeconds`).
    effects: (before: Subnetwork | undefined, after: Subnetwork, state) => {
      const active = isPromoted(before, after) ? proxyOnlyBeside(after, "ACTIVE", state) : undefined;
      const path = parsePath(relativePath(active?.selfLink ?? ""));
      return path ? [{ path, body: { role: "BACKUP" } }] : [];
    },
    defaults: () => ({
      purpose: "PRIVATE",
      privateIpGoogleAccess: false,
      stackType: "IPV4_ONLY",
    }),
  },
  targetHttpProxies: {
    noun: "target_http_proxy",
    kind: "compute#targetHttpProxy",
    sets: { setUrlMap: ["urlMap"] },
    references: { urlMap: ["urlMaps"] },
  },
  targetHttpsProxies: {
    noun: "target_https_proxy",
    kind: "compute#targetHttpsProxy",
    updates: ["patch"],
    sets: { setUrlMap: ["urlMap"], setSslCertificates: ["sslCertificates"] },
    references: {
      urlMap: ["urlMaps"],
      "sslCertificates[]": ["sslCertificates", "certificates"],
      serverTlsPolicy: ["serverTlsPolicies"],
      sslPolicy: ["sslPolicies"],
    },
    fingerprint: true,
    immutable: ["httpKeepAliveTimeoutSec"],
  },
  trustConfigs: { noun: "trust_config", kind: "certificatemanager#trustConfig", updates: ["patch"] },
  urlMaps: {
    noun: "url_map",
    kind: "compute#urlMap",
    updates: ["patch", "update"],
    references: Object.fromEntries(URL_MAP_SERVICES.map((field) => [field, ["backendServices"]])),
    fingerprint: true,
  },
};

/** The collections whose resources may link to one of this collection. */
export function referringTo(collection: string): string[] {
  return Object.entries<Collection>(COLLECTIONS).flatMap(([name, { references = {} }]) =>
    Object.values(references).some((targets) => targets.includes(collection)) ? [name] : [],
  );
}

/** The collection of a resource type of Terraform: `google_compute_region_url_map` → `urlMaps`. */
export function collectionOfType(type: string): string | undefined {
  const [, noun] =
    /^google_(?:compute_(?:region_)?|certificate_manager_|network_(?:security|services)_)(\w+)$/.exec(type) ?? [];
  return Object.entries<Collection>(COLLECTIONS).find(([, collection]) => collection.noun === noun)?.[0];
}

/** A link that has the id in place of the name, with the name. */
function byName(link: string | undefined, state: View): string | undefined {
  const path = link === undefined ? undefined : parsePath(link);
  const found = path && [...state.entries(path.collection)].find(([, { id }]) => id === path.name);
  return found ? selfLink(found[0]) : link;
}

/** The instance group of a managed instance group. */
export function groupOf(manager: ResourcePath): ResourcePath {
  return { ...manager, collection: "instanceGroups" };
}

const DEFAULT_SECURITY_RULE = {
  kind: "compute#securityPolicyRule",
  priority: LARGEST_INT32,
  action: "allow",
  description: "default rule",
  match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: ["*"] } },
  preview: false,
};

/** A collection that no rule knows can be changed as its requests like, and refers to nothing. */
export function collectionOf(name: string): Collection {
  const known: { readonly [name: string]: Collection } = COLLECTIONS;
  const singular = name.replace(/ies$/, "y").replace(/s$/, "");
  const unknown = { noun: snakeCase(singular), kind: `compute#${singular}`, updates: ["patch", "update"] } as const;
  return (Object.hasOwn(known, name) && known[name]) || unknown;
}
