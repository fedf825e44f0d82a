import type { Duration, UrlMap } from "../../routing/url-map";

/**
 * The Compute resources that rules and the data plane read, in the API's own shape and words. Only the fields that
 * somebody reads are declared; a stored resource keeps every field that it was sent.
 *
 * @see https://cloud.google.com/compute/docs/reference/rest/v1
 */
export interface Resource {
  readonly name: string;
  readonly kind?: string;
  readonly id?: string;
  readonly selfLink?: string;
  readonly creationTimestamp?: string;
  /** In place of `creationTimestamp`, in the services beside Compute. */
  readonly createTime?: string;
  readonly description?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly fingerprint?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly labelFingerprint?: string;
}

export interface Address extends Resource {
  readonly address?: string;
  readonly addressType?: "EXTERNAL" | "INTERNAL";
  readonly purpose?: string;
  readonly networkTier?: string;
  readonly subnetwork?: string;
  readonly network?: string;
}

export interface Firewall extends Resource {
  readonly network?: string;
  readonly direction?: "INGRESS" | "EGRESS";
  readonly priority?: number;
  readonly sourceRanges?: readonly string[];
  readonly targetTags?: readonly string[];
  readonly targetServiceAccounts?: readonly string[];
  readonly allowed?: readonly FirewallPorts[];
  readonly denied?: readonly FirewallPorts[];
}

export interface FirewallPorts {
  readonly IPProtocol: string;
  readonly ports?: readonly string[];
}

export interface ForwardingRule extends Resource {
  readonly IPAddress?: string;
  readonly IPProtocol?: string;
  readonly portRange?: string;
  readonly loadBalancingScheme?: string;
  readonly target?: string;
  readonly network?: string;
  readonly subnetwork?: string;
  readonly networkTier?: string;
  readonly allowGlobalAccess?: boolean;
}

export interface HealthCheck extends Resource, Probes {
  readonly type?: keyof typeof PROBES;
  readonly sourceRegions?: readonly string[];
  readonly checkIntervalSec?: number;
  readonly timeoutSec?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
}

type Probes = { readonly [Field in (typeof PROBES)[keyof typeof PROBES]]?: HealthCheckProbe };

/** The field of a health check's probe, by the check's type. */
export const PROBES = {
  HTTP: "httpHealthCheck",
  HTTPS: "httpsHealthCheck",
  HTTP2: "http2HealthCheck",
  TCP: "tcpHealthCheck",
  SSL: "sslHealthCheck",
  GRPC: "grpcHealthCheck",
  GRPC_WITH_TLS: "grpcTlsHealthCheck",
} as const;

export interface HealthCheckProbe {
  readonly port?: number;
  readonly portSpecification?: "USE_FIXED_PORT" | "USE_NAMED_PORT" | "USE_SERVING_PORT";
  readonly requestPath?: string;
  readonly host?: string;
  readonly response?: string;
}

export interface BackendService extends Resource {
  readonly backends?: readonly Backend[];
  readonly healthChecks?: readonly string[];
  readonly loadBalancingScheme?: string;
  readonly protocol?: string;
  readonly portName?: string;
  readonly timeoutSec?: number;
  readonly sessionAffinity?: string;
  readonly affinityCookieTtlSec?: number;
  readonly localityLbPolicy?: string;
  readonly consistentHash?: ConsistentHash;
  readonly strongSessionAffinityCookie?: CookiePolicy;
  readonly connectionDraining?: { readonly drainingTimeoutSec?: number };
  readonly outlierDetection?: OutlierDetection;
  readonly circuitBreakers?: CircuitBreakers;
  readonly customMetrics?: readonly CustomMetric[];
  readonly securityPolicy?: string;
  readonly iap?: { readonly enabled?: boolean };
  readonly logConfig?: { readonly enable?: boolean };
}

export interface Backend {
  readonly group: string;
  readonly balancingMode?: string;
  readonly capacityScaler?: number;
  readonly maxUtilization?: number;
  readonly maxRate?: number;
  readonly maxRatePerInstance?: number;
  readonly maxRatePerEndpoint?: number;
  readonly customMetrics?: readonly CustomMetric[];
}

export interface CustomMetric {
  readonly name: string;
  readonly dryRun?: boolean;
  readonly maxUtilization?: number;
}

export interface CookiePolicy {
  readonly name?: string;
  readonly path?: string;
  readonly ttl?: Duration;
}

export interface ConsistentHash {
  readonly httpHeaderName?: string;
  readonly httpCookie?: CookiePolicy;
  readonly minimumRingSize?: string;
}

export interface OutlierDetection {
  readonly consecutiveErrors?: number;
  readonly consecutiveGatewayFailure?: number;
  readonly enforcingConsecutiveErrors?: number;
  readonly enforcingConsecutiveGatewayFailure?: number;
  readonly enforcingSuccessRate?: number;
  readonly successRateMinimumHosts?: number;
  readonly successRateRequestVolume?: number;
  readonly successRateStdevFactor?: number;
  readonly maxEjectionPercent?: number;
  readonly interval?: Duration;
  readonly baseEjectionTime?: Duration;
}

export interface CircuitBreakers {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRequestsPerConnection?: number;
  readonly maxRetries?: number;
}

export interface StoredUrlMap extends UrlMap, Resource {
  readonly name: string;
}

export interface TargetProxy extends Resource {
  readonly urlMap?: string;
  readonly httpKeepAliveTimeoutSec?: number;
}

export interface TargetHttpsProxy extends TargetProxy {
  /** Compute certificates or Certificate Manager certificates, never both. */
  readonly sslCertificates?: readonly string[];
}

export interface NetworkEndpointGroup extends Resource {
  readonly networkEndpointType?: string;
  readonly network?: string;
  readonly subnetwork?: string;
  readonly defaultPort?: number;
  readonly pscTargetService?: string;
  readonly cloudRun?: { readonly service?: string; readonly tag?: string; readonly urlMask?: string };
  readonly cloudFunction?: { readonly function?: string; readonly urlMask?: string };
  /** Not part of what Google returns: read by `listNetworkEndpoints`. */
  readonly networkEndpoints?: readonly NetworkEndpoint[];
}

export interface NetworkEndpoint {
  readonly instance?: string;
  readonly ipAddress?: string;
  readonly fqdn?: string;
  readonly port?: number;
}

export interface InstanceGroup extends Resource {
  readonly network?: string;
  readonly namedPorts?: readonly NamedPort[];
  /** Self links. Not part of what Google returns: read by `listInstances`. */
  readonly instances?: readonly string[];
}

export interface InstanceGroupManager extends Resource {
  readonly versions?: readonly { readonly instanceTemplate?: string }[];
  readonly instanceFlexibilityPolicy?: object;
  readonly namedPorts?: readonly NamedPort[];
}

export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

export interface Instance extends Resource {
  readonly tags?: { readonly items?: readonly string[] };
  readonly networkInterfaces?: readonly { readonly network?: string; readonly networkIP?: string }[];
  readonly serviceAccounts?: readonly { readonly email: string }[];
}

export interface SecurityPolicy extends Resource {
  readonly type?: string;
  readonly rules?: readonly SecurityPolicyRule[];
}

export interface SecurityPolicyRule {
  readonly priority: number;
  readonly action?: string;
  readonly match?: {
    readonly expr?: { readonly expression?: string };
    readonly config?: { readonly srcIpRanges?: readonly string[] };
  };
  readonly rateLimitOptions?: {
    readonly rateLimitThreshold?: RateLimitThreshold;
    readonly banThreshold?: RateLimitThreshold;
    readonly banDurationSec?: number;
    readonly enforceOnKeyConfigs?: readonly {
      readonly enforceOnKeyType?: string;
      readonly enforceOnKeyName?: string;
    }[];
  };
}

export interface RateLimitThreshold {
  readonly count?: number;
  readonly intervalSec?: number;
}

/** Of Network Security. */
export interface AuthorizationPolicy extends Resource {
  readonly action?: string;
  readonly policyProfile?: string;
  readonly target?: { readonly loadBalancingScheme?: string; readonly resources?: readonly string[] };
  readonly customProvider?: {
    readonly cloudIap?: { readonly enabled?: boolean };
    readonly authzExtension?: { readonly resources?: readonly string[] };
  };
  readonly httpRules?: readonly AuthorizationRule[];
}

export interface AuthorizationRule {
  readonly from?: {
    readonly sources?: readonly AuthorizationSource[];
    readonly notSources?: readonly AuthorizationSource[];
  };
  readonly to?: { readonly operations?: readonly AuthorizationOperation[] };
}

export interface AuthorizationSource {
  readonly ipBlocks?: readonly unknown[];
  readonly principals?: readonly unknown[];
  readonly resources?: readonly unknown[];
}

export interface AuthorizationOperation {
  readonly paths?: readonly unknown[];
  readonly hosts?: readonly unknown[];
  readonly methods?: readonly string[];
  readonly headerSet?: { readonly headers?: readonly unknown[] };
}

/** Of Network Services. */
export interface AuthorizationExtension extends Resource {
  readonly loadBalancingScheme?: string;
  readonly service?: string;
  readonly timeout?: string;
  readonly authority?: string;
  readonly wireFormat?: string;
  readonly failOpen?: boolean;
  readonly forwardHeaders?: readonly string[];
}

/** A route or traffic extension of Network Services. */
export interface ChainedExtension extends Resource {
  readonly loadBalancingScheme?: string;
  readonly forwardingRules?: readonly string[];
  readonly extensionChains?: readonly {
    readonly name?: string;
    readonly extensions?: readonly { readonly service?: string; readonly timeout?: string }[];
  }[];
}

export interface SslPolicy extends Resource {
  readonly profile?: string;
  readonly minTlsVersion?: string;
  readonly customFeatures?: readonly string[];
}

export interface Subnetwork extends Resource {
  readonly network?: string;
  readonly ipCidrRange?: string;
  readonly purpose?: string;
  readonly role?: "ACTIVE" | "BACKUP";
  readonly logConfig?: { readonly enable?: boolean };
  readonly secondaryIpRanges?: readonly { readonly rangeName: string; readonly ipCidrRange: string }[];
}

export interface Router extends Resource {
  readonly network?: string;
  readonly nats?: readonly RouterNat[];
}

export interface RouterNat {
  readonly name: string;
  readonly natIpAllocateOption?: string;
  readonly natIps?: readonly string[];
}

export interface ServiceAttachment extends Resource {
  readonly targetService?: string;
  readonly natSubnets?: readonly string[];
  readonly consumerAcceptLists?: readonly { readonly projectIdOrNum?: string; readonly networkUrl?: string }[];
}

/** Of Certificate Manager. */
export interface Certificate extends Resource {
  readonly managed?: {
    readonly domains?: readonly string[];
    readonly dnsAuthorizations?: readonly string[];
    readonly state?: string;
  };
}

/** Of Certificate Manager. */
export interface DnsAuthorization extends Resource {
  readonly domain?: string;
  readonly type?: string;
}

export interface HealthAggregationPolicy extends Resource {
  readonly healthyPercentThreshold?: number;
  readonly minHealthyThreshold?: number;
}

export interface HealthSource extends Resource {
  readonly sources?: readonly string[];
}

export interface CompositeHealthCheck extends Resource {
  readonly healthSources?: readonly string[];
  readonly healthDestination?: string;
}

/** The collections that rules know by type. Every other collection holds plain resources. */
export interface Resources {
  addresses: Address;
  authzExtensions: AuthorizationExtension;
  authzPolicies: AuthorizationPolicy;
  backendAuthenticationConfigs: Resource;
  backendServices: BackendService;
  certificates: Certificate;
  compositeHealthChecks: CompositeHealthCheck;
  dnsAuthorizations: DnsAuthorization;
  firewalls: Firewall;
  forwardingRules: ForwardingRule;
  healthAggregationPolicies: HealthAggregationPolicy;
  healthChecks: HealthCheck;
  healthSources: HealthSource;
  instanceGroupManagers: InstanceGroupManager;
  instanceGroups: InstanceGroup;
  instances: Instance;
  lbRouteExtensions: ChainedExtension;
  lbTrafficExtensions: ChainedExtension;
  networkEndpointGroups: NetworkEndpointGroup;
  networks: Resource;
  routers: Router;
  securityPolicies: SecurityPolicy;
  serverTlsPolicies: Resource;
  serviceAttachments: ServiceAttachment;
  sslCertificates: Resource;
  sslPolicies: SslPolicy;
  subnetworks: Subnetwork;
  targetHttpProxies: TargetProxy;
  targetHttpsProxies: TargetHttpsProxy;
  trustConfigs: Resource;
  urlMaps: StoredUrlMap;
}

export type CollectionName = keyof Resources;
