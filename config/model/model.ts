import type { Place } from "../place";
import type { ProfileName } from "../presets/profiles";
import type { ServerName } from "../presets/servers";
import type { ActionConfig, RouteGroupConfig, RuleConfig } from "../schema/config";
import type { Dns } from "./dns";
import type { Extension } from "./extensions";
import type { BackendFamily } from "./kinds";
import type { AccessLogs, Observability } from "./observability";
import type { Security } from "./security";

/**
 * One proxy in one region, with every preset and default filled in: what all further layers work from. Durations are
 * seconds. Texts may still hold references (`${var.x}`, CDKTF tokens) where the configuration only passes them through.
 */
export interface Model {
  readonly name: string;
  readonly region: string;
  /** `<name>-<region>`: the stack, and the beginning of every resource name. */
  readonly stack: string;
  /** Absent: the Terraform variable `project`. */
  readonly project?: string;
  readonly scheme: "EXTERNAL_MANAGED" | "INTERNAL_MANAGED";
  readonly labels: Readonly<Record<string, string>>;
  readonly network: Network;
  readonly frontend: Frontend;
  /** Sorted by id. */
  readonly workloads: readonly Workload[];
  readonly routing: Routing;
  readonly adopt: Adopt;
  readonly security: Security;
  readonly extensions: readonly Extension[];
  readonly dns?: Dns;
  readonly observability: Observability;
}

export interface Network {
  /** A name, a self link or a reference, as written. */
  readonly vpc: string;
  /** The host project of a Shared VPC; firewall rules and subnets live there. */
  readonly hostProject?: string;
  readonly proxyOnlySubnet: ProxyOnlySubnet;
  readonly subnet?: string;
  readonly firewallRules: boolean;
  readonly cloudNat: CloudNat;
}

/** Of an existing one only the name is known. */
export interface CloudNat {
  readonly existing?: string;
  /** So many new ones, or the names of existing ones. Absent: Google's. */
  readonly addresses?: number | readonly string[];
  /** Absent: see `natPortsOf`. */
  readonly minPorts?: number;
  /** Absent: nothing is logged. */
  readonly logs?: "ERRORS_ONLY" | "TRANSLATIONS_ONLY" | "ALL";
}

export interface ProxyOnlySubnet {
  readonly range: string;
  /** Where proxies do not run yet, or no longer. */
  readonly backup?: string;
  readonly existing?: string;
}

export interface Frontend {
  readonly address: { readonly existing?: string; readonly ip?: string; readonly protect: boolean };
  /** External only. */
  readonly networkTier?: "PREMIUM" | "STANDARD";
  readonly clientKeepAlive?: number;
  readonly globalAccess: boolean;
  /** Sorted by port. */
  readonly listeners: readonly Listener[];
  readonly publish?: Publish;
}

/** Whom Private Service Connect lets in to a listener. */
export interface Publish {
  /** Absent: the only one that serves. */
  readonly port?: number;
  readonly subnet: string;
  readonly accept: readonly Consumer[];
}

export interface Consumer {
  readonly project?: string;
  readonly network?: string;
  readonly connections: number;
}

/** `id` is `http-80`, `https-443`: protocol and port, a listener's identity. */
export type Listener = HttpListener | HttpsListener;

export interface HttpListener {
  readonly id: string;
  readonly protocol: "http";
  readonly port: number;
  readonly redirectToHttps: boolean;
}

export interface HttpsListener {
  readonly id: string;
  readonly protocol: "https";
  readonly port: number;
  readonly certificates: readonly Certificate[];
  readonly sslPolicy: SslPolicy;
  readonly clientCertificates?: ClientCertificates;
}

/** A server TLS policy that is there, or the authorities (PEM) of a new one. */
export type ClientCertificates =
  | { readonly existing: string }
  | { readonly authorities: string; readonly mode: "REJECT_INVALID" | "ALLOW_INVALID_OR_MISSING_CLIENT_CERT" };

export type SslPolicy =
  | { readonly existing: string }
  | {
      readonly minTlsVersion: string;
      readonly profile: "COMPATIBLE" | "MODERN" | "RESTRICTED" | "FIPS_202205";
      readonly postQuantumKeyExchange?: "ENABLED" | "DEFERRED";
    };

export type Certificate =
  | { readonly kind: "managed"; readonly domain: string }
  /** A regional Compute certificate: its name or self link. */
  | { readonly kind: "compute"; readonly existing: string }
  /** A regional Certificate Manager certificate: its name or full path. */
  | { readonly kind: "certificateManager"; readonly existing: string }
  | { readonly kind: "pem"; readonly certificate: string; readonly privateKey: string };

export interface Workload {
  readonly id: string;
  readonly server?: ServerName;
  readonly profile: ProfileName;
  readonly family: BackendFamily;
  /** Empty in a region where it does not run: its routes answer 404 there. */
  readonly backends: readonly Backend[];
  readonly protocol: "HTTP" | "HTTPS" | "HTTP2" | "H2C";
  /** Absent: encrypted or not, nobody is verified. */
  readonly tls?: BackendTls;
  /** What instance groups, endpoints, health check and firewall rules agree on. */
  readonly port: number;
  readonly portName: string;
  readonly createNamedPort: boolean;
  /** Absent where the platform has its own: serverless, Private Service Connect, another project's backend service. */
  readonly timeout?: number;
  /** Absent: as long as an answer may last, see `drainOf`. */
  readonly drain?: number;
  readonly healthCheck?: HealthCheck;
  readonly affinity: Affinity;
  readonly localityLbPolicy: string;
  readonly minimumRingSize?: number;
  readonly customMetrics: readonly {
    readonly name: string;
    readonly maxUtilization: number;
    readonly dryRun: boolean;
  }[];
  readonly outlierDetection?: OutlierDetection;
  readonly circuitBreakers?: Readonly<Record<string, number>>;
  readonly accessLogs: AccessLogs;
  readonly retry?: { readonly attempts: number; readonly on: readonly string[] };
  /** The Host header that the other side insists on: an internet provider's name, a Google API's. */
  readonly hostRewrite?: string;
  /** An existing security policy of its own, by name or link. */
  readonly securityPolicy?: string;
}

export interface BackendTls {
  readonly sni: string;
  readonly verify: readonly string[];
  /** PEM; absent: the public ones. */
  readonly authorities?: string;
}

export interface HealthCheck {
  readonly protocol: "http" | "https" | "http2" | "tcp" | "ssl" | "grpc" | "grpcTls";
  readonly path?: string;
  /** Absent: the port that serves (`USE_SERVING_PORT`). */
  readonly port?: number;
  readonly host?: string;
  readonly response?: string;
  readonly grpcService?: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly logs: boolean;
}

export type Affinity =
  | { readonly kind: "NONE" | "CLIENT_IP" }
  | { readonly kind: "GENERATED_COOKIE"; readonly ttl?: number }
  | { readonly kind: "HEADER_FIELD"; readonly header: string }
  | { readonly kind: "HTTP_COOKIE" | "STRONG_COOKIE_AFFINITY"; readonly cookie: string; readonly ttl?: number };

export interface OutlierDetection {
  readonly consecutiveErrors: number;
  readonly consecutiveGatewayFailures: number;
  readonly interval: number;
  readonly baseEjection: number;
  readonly maxEjection: number;
}

interface BackendCommon {
  /** From what it is (kind, zone, name), never from its place in a list. */
  readonly id: string;
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
  readonly balancing?: Balancing;
  readonly capacity: number;
}

export interface Balancing {
  readonly mode: "UTILIZATION" | "RATE" | "CUSTOM_METRICS";
  readonly maxUtilization?: number;
  readonly maxRate?: number;
  readonly maxRatePerInstance?: number;
  readonly maxRatePerEndpoint?: number;
  /** No word gives the rate. */
  readonly assumed?: true;
}

/** Places are zones or regions; names may be references where no place is needed. */
export type Backend = BackendCommon &
  (
    | { readonly kind: "instanceGroup"; readonly group: GroupPlace }
    | { readonly kind: "instances"; readonly zone: string; readonly instances: readonly string[] }
    | { readonly kind: "neg"; readonly neg: GroupPlace }
    | {
        readonly kind: "zonalEndpoints";
        readonly zone: string;
        readonly endpoints: readonly { readonly instance: string; readonly ip: string; readonly port: number }[];
      }
    | {
        readonly kind: "hybridEndpoints";
        readonly zone: string;
        readonly endpoints: readonly { readonly ip: string; readonly port: number }[];
      }
    | { readonly kind: "cloudRun"; readonly service?: string; readonly tag?: string; readonly urlMask?: string }
    | { readonly kind: "cloudFunction"; readonly function?: string; readonly urlMask?: string }
    | { readonly kind: "privateServiceConnect"; readonly target: string; readonly producerPort?: number }
    | { readonly kind: "internet"; readonly fqdn?: string; readonly ip?: string; readonly port: number }
    | { readonly kind: "backendService"; readonly selfLink: string }
  );

/** A group by zone or region and name, or by a self link or reference, taken as it is. */
export type GroupPlace = Place | { readonly selfLink: string };

export interface Routing {
  /** Groups that name one host are already merged; hosts are as the user wrote them. */
  readonly hosts: readonly HostRoutes[];
  readonly default?: ActionConfig;
  readonly modelHeader: string;
  /** The response header that names the workload. */
  readonly workloadHeader?: string;
  /** Whether URL map `test` blocks are made. */
  readonly tests: boolean;
}

/** Everything that one host serves; the path tells where it stands in the document. */
export interface HostRoutes {
  readonly host: string;
  /** More names of it, in this region alone. */
  readonly aliases: readonly string[];
  readonly rules: readonly { readonly path: readonly (string | number)[]; readonly rule: RuleConfig }[];
  readonly default?: { readonly path: readonly (string | number)[]; readonly action: ActionConfig };
  /** What is done with the headers of all its requests and answers, after what rules do. */
  readonly headers?: { readonly path: readonly (string | number)[]; readonly words: HeaderWords };
}

export type HeaderWords = Pick<RouteGroupConfig, "requestHeaders" | "responseHeaders">;

export interface Adopt {
  readonly address?: string;
  readonly proxyOnlySubnet?: string;
  readonly urlMap?: string;
  readonly redirectUrlMap?: string;
  readonly targetProxies: Readonly<Record<string, string>>;
  readonly forwardingRules: Readonly<Record<string, string>>;
  readonly backendServices: Readonly<Record<string, string>>;
  readonly healthChecks: Readonly<Record<string, string>>;
}
