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
  references: {
    "forwardingRules[]": ["forwardingRules"],
    "extensionChains[].extensions[].service": ["backendServices"],
  },
} as const;

const COLLECTIONS: { readonly [C in CollectionName]: Collection<Resources[C]> } = {
  addresses: {
    updates: [],
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
    references: { service: ["backendServices"] },
  },
  authzPolicies: {
    references: {
      "target.resources[]": ["forwardingRules"],
      "customProvider.authzExtension.resources[]": ["authzExtensions"],
    },
    immutable: ["policyProfile"],
  },
  backendAuthenticationConfigs: {
    references: { trustConfig: ["trustConfigs"] },
    immutable: ["trustConfig"],
  },
  backendServices: {
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
    references: { "managed.dnsAuthorizations[]": ["dnsAuthorizations"] },
    immutable: ["managed"],
    normalize: ({ managed }: Certificate) => ({
      ...(managed && { managed: { ...managed, state: "ACTIVE" }, sanDnsnames: managed.domains }),
    }),
  },
  compositeHealthChecks: {
    references: { "healthSources[]": ["healthSources"], healthDestination: ["forwardingRules"] },
    fingerprint: true,
  },
  dnsAuthorizations: {
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
    fingerprint: true,
    immutable: ["policyType"],
    defaults: () => ({ policyType: "BACKEND_SERVICE_POLICY", healthyPercentThreshold: 60, minHealthyThreshold: 1 }),
  },
  healthSources: {
    references: { "sources[]": ["backendServices"], healthAggregationPolicy: ["healthAggregationPolicies"] },
    fingerprint: true,
    immutable: ["sourceType"],
  },
  healthChecks: {
    updates: ["patch", "update"],
    defaults: () => ({ checkIntervalSec: 5, timeoutSec: 5, healthyThreshold: 2, unhealthyThreshold: 2 }),
  },
  instanceGroupManagers: {
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
    updates: [],
    sets: { setNamedPorts: ["namedPorts"] },
    references: { network: ["networks"] },
    hidden: ["instances"],
    computed: ({ instances = [], network }, state) => {
      const [nic] = state.get("instances", instances[0])?.networkInterfaces ?? [];
      return { size: instances.length, network: network ?? nic?.network };
    },
  },
  instances: { updates: [], sets: { setTags: ["tags"], setLabels: ["labels"] } },
  lbRouteExtensions: CHAINED_EXTENSION,
  lbTrafficExtensions: CHAINED_EXTENSION,
  networkEndpointGroups: {
    updates: [],
    references: { network: ["networks"], subnetwork: ["subnetworks"] },
    hidden: ["networkEndpoints"],
    defaults: ({ networkEndpointType }: NetworkEndpointGroup, { project }) => ({
      networkEndpointType: "GCE_VM_IP_PORT",
      ...(networkEndpointType !== "SERVERLESS" && { network: selfLink(`projects/${project}/global/networks/default`) }),
    }),
    computed: ({ networkEndpoints = [] }: NetworkEndpointGroup) => ({ size: networkEndpoints.length }),
  },
  networks: {
    defaults: () => ({ autoCreateSubnetworks: true, routingConfig: { routingMode: "REGIONAL" } }),
  },
  routers: {
    updates: ["patch", "update"],
    references: {
      network: ["networks"],
      "nats[].natIps[]": ["addresses"],
      "nats[].drainNatIps[]": ["addresses"],
    },
    immutable: ["network"],
  },
  securityPolicies: {
    sets: { setLabels: ["labels"] },
    fingerprint: true,
    immutable: ["type"],
    defaults: () => ({ type: "CLOUD_ARMOR", rules: [DEFAULT_SECURITY_RULE] }),
  },
  serverTlsPolicies: {
    references: { "mtlsPolicy.clientValidationTrustConfig": ["trustConfigs"] },
  },
  serviceAttachments: {
    references: { targetService: ["forwardingRules"], "natSubnets[]": ["subnetworks"] },
    fingerprint: true,
    immutable: ["domainNames"],
    defaults: () => ({ reconcileConnections: false, propagatedConnectionLimit: 250 }),
  },
  sslCertificates: {
    updates: [],
    defaults: () => ({ type: "SELF_MANAGED" }),
  },
  sslPolicies: {
    fingerprint: true,
    defaults: () => ({ profile: "COMPATIBLE", minTlsVersion: "TLS_1_0" }),
  },
  subnetworks: {
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
    updates: [],
    sets: { setUrlMap: ["urlMap"] },
    references: { urlMap: ["urlMaps"] },
  },
  targetHttpsProxies: {
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
  trustConfigs: {},
  urlMaps: {
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
  return Object.keys(COLLECTIONS).find((collection) => nounOf(collection) === noun);
}

const PLURAL = /(?:(?<=ss)es|ies|s)$/;
const singularOf = (collection: string): string =>
  collection.replace(PLURAL, (plural) => (plural === "ies" ? "y" : ""));

/** A resource in Google's messages: `urlMaps` → `url_map`. */
export const nounOf = (collection: string): string => snakeCase(singularOf(collection));

/** What a resource of Compute says that it is: `urlMaps` → `compute#urlMap`. */
export const kindOf = (collection: string): string => `compute#${singularOf(collection)}`;

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
  return (Object.hasOwn(known, name) && known[name]) || { updates: ["patch", "update"] };
}
