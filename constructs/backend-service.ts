import {
  ComputeRegionBackendService,
  type ComputeRegionBackendServiceBackend,
  type ComputeRegionBackendServiceConfig,
  type ComputeRegionBackendServiceLogConfig,
} from "@cdktf/provider-google/lib/compute-region-backend-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { drainOf } from "../config/model/draining";
import { FAMILIES } from "../config/model/kinds";
import type { Affinity, Backend, OutlierDetection, Workload } from "../config/model/model";
import type { AccessLogs } from "../config/model/observability";
import type { BackendAuthentication } from "./backend-tls";
import type { FirewallRule } from "./firewall-rules";
import { GoogleBeta } from "./google-beta";
import type { HealthCheck } from "./health-check";
import { importAdopted } from "./import-block";
import { hashedName } from "./names";
import type { Placement } from "./placement";
import { type Attached, attachedByOthers } from "./security-policy";

export interface BackendServiceProps {
  readonly placement: Placement;
  readonly workload: Workload;
  /** Each backend with the link of its group. */
  readonly groups: readonly { readonly backend: Backend; readonly link: string }[];
  readonly healthCheck?: HealthCheck;
  /**
   * The firewall rules that let probers and proxies in. They stand in the description, so that other ones change the
   * backend service: only then does Terraform open the new before it closes the old.
   */
  readonly firewallRules: readonly FirewallRule[];
  /** What else must be there before requests arrive: endpoints, Cloud NAT. */
  readonly dependsOn: readonly ITerraformDependable[];
  readonly attached: Attached;
  readonly authentication?: BackendAuthentication;
  /** The name of an existing backend service that Terraform takes over. */
  readonly adoptedName?: string;
}

/**
 * A workload as the URL map sees it. Fields that the provider marks optional and computed are always set, with their
 * neutral value when unused: left out, the old value would silently stay. What protects it is the exception: it is others
 * who attach that, and no apply may undo it.
 */
export class BackendService extends Construct {
  readonly resource: ComputeRegionBackendService;
  /** Its link, as a reference. */
  readonly id: string;
  private readonly workload: Workload;

  constructor(scope: Construct, id: string, props: BackendServiceProps) {
    super(scope, id);
    const { placement, workload, adoptedName } = props;
    this.workload = workload;
    const dependsOn = [...props.dependsOn, ...props.firewallRules.map(({ resource }) => resource)];
    const { stack, region, project, scheme } = placement;
    this.resource = new ComputeRegionBackendService(this, "Default", {
      // Another kind of backend must not inherit what the API keeps of the old one (a timeout on serverless).
      name: adoptedName ?? hashedName(this, stack, id, { region, scheme, family: workload.family }),
      project,
      region,
      description: props.firewallRules.length > 0 ? openedBy(props.firewallRules) : undefined,
      loadBalancingScheme: scheme,
      protocol: workload.protocol,
      portName: workload.family === "instanceGroup" ? workload.portName : undefined,
      timeoutSec: acceptsTimeout(workload) ? workload.timeout : undefined,
      connectionDrainingTimeoutSec: drainOf(workload),
      healthChecks: props.healthCheck && [props.healthCheck.id],
      backend: props.groups.map(({ backend, link }) => backendBlock(workload, backend, link)),
      logConfig: logConfigOf(workload.accessLogs),
      ...balancing(workload),
      outlierDetection: workload.outlierDetection && outlierDetection(workload.outlierDetection),
      circuitBreakers: workload.circuitBreakers,
      dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
      iap: props.attached.withoutIap && { enabled: false },
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ignored(this, props.attached) },
    });
    logHeaders(this.resource, workload.accessLogs);
    attach(this.resource, props.attached);
    if (workload.tls)
      this.resource.addOverride("tls_settings", {
        sni: workload.tls.sni,
        subject_alt_names: workload.tls.verify.map((name) => ({ dns_name: name })),
        authentication_config: props.authentication?.link,
      });
    importAdopted(this.resource, "backendServices", adoptedName);
    this.id = this.resource.id;
  }

  /** The longest timeout in seconds that any route gives this workload; its own where none gives one. */
  setTimeout(longest = this.workload.timeout): void {
    if (longest === undefined || !acceptsTimeout(this.workload)) return;
    const seconds = Math.ceil(longest);
    this.resource.timeoutSec = seconds;
    this.resource.connectionDrainingTimeoutSec = drainOf(this.workload, seconds);
  }
}

/** What entries have is left as it is where no word says so: Google's default is not known to come back from every API. */
function logConfigOf({ sample, fields }: AccessLogs): ComputeRegionBackendServiceLogConfig {
  if (sample === 0) return { enable: false };
  const isList = typeof fields === "object" && fields.length > 0;
  return {
    enable: true,
    sampleRate: sample,
    optionalMode: fields && (fields === "all" ? "INCLUDE_ALL_OPTIONAL" : isList ? "CUSTOM" : "EXCLUDE_ALL_OPTIONAL"),
    optionalFields: isList ? [...fields] : undefined,
  };
}

/** The bindings do not know them. */
function logHeaders(resource: ComputeRegionBackendService, logs: AccessLogs): void {
  const blocks = (names: readonly string[]) => names.map((name) => ({ header_name: name }));
  if (logs.sample === 0) return;
  if (logs.requestHeaders.length > 0) resource.addOverride("log_config.request_headers", blocks(logs.requestHeaders));
  if (logs.responseHeaders.length > 0)
    resource.addOverride("log_config.response_headers", blocks(logs.responseHeaders));
}

/**
 * Puts a security policy on from the first apply, if there is one: google-beta attaches it at the creation, google only to what
 * is there. The bindings do not know the field.
 * @see https://github.com/GoogleCloudPlatform/magic-modules/issues/19015
 */
function attach(resource: ComputeRegionBackendService, { securityPolicy }: Attached): void {
  if (securityPolicy === undefined) return;
  resource.addOverride("security_policy", securityPolicy);
  GoogleBeta.take(resource);
}

/** What others attach and no apply may undo; nothing rather than an empty list. */
function ignored(scope: Construct, attached: Attached): string[] | undefined {
  const names = attachedByOthers(scope, attached);
  return names.length > 0 ? names : undefined;
}

function openedBy(firewallRules: readonly FirewallRule[]): string {
  return `Reached through ${firewallRules.map(({ node }) => node.id).join(", ")}`;
}

/** Serverless refuses a timeout, Private Service Connect is given it by the route. */
function acceptsTimeout(workload: Workload): boolean {
  return FAMILIES[workload.family].ported;
}

/** The backend service without backends that stands beside every 404, so that scanners never count on a workload. */
export class ClosedBackendService extends Construct {
  readonly resource: ComputeRegionBackendService;
  /** Its link, as a reference. */
  readonly id: string;
  /** Another one where the load balancing scheme changes, as `replace_triggered_by` takes it. */
  readonly schemeIdentity: string;

  constructor(
    scope: Construct,
    id: string,
    { placement, attached }: { readonly placement: Placement; readonly attached: Attached },
  ) {
    super(scope, id);
    const { stack, region, project, scheme } = placement;
    this.resource = new ComputeRegionBackendService(this, "Default", {
      name: hashedName(this, stack, id, { region, scheme }),
      description: "Has no backends: the proxy answers what no route names",
      project,
      region,
      loadBalancingScheme: scheme,
      protocol: "HTTP",
      sessionAffinity: "NONE",
      localityLbPolicy: "ROUND_ROBIN",
      logConfig: { enable: false },
      iap: attached.withoutIap && { enabled: false },
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ignored(this, attached) },
    });
    attach(this.resource, attached);
    this.id = this.resource.id;
    this.schemeIdentity = `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}.load_balancing_scheme`;
  }
}

function backendBlock(workload: Workload, backend: Backend, group: string): ComputeRegionBackendServiceBackend {
  const { balancing, capacity } = backend;
  return {
    group,
    // Unset counts as 0, which drains the backend.
    capacityScaler: capacity,
    balancingMode: balancing?.mode,
    maxUtilization: balancing?.maxUtilization,
    maxRate: balancing?.maxRate,
    maxRatePerInstance: balancing?.maxRatePerInstance,
    maxRatePerEndpoint: balancing?.maxRatePerEndpoint,
    customMetrics:
      balancing?.mode === "CUSTOM_METRICS" ? workload.customMetrics.map((metric) => ({ ...metric })) : undefined,
  };
}

function balancing(workload: Workload): Partial<ComputeRegionBackendServiceConfig> {
  const { affinity, localityLbPolicy } = workload;
  const hashes = localityLbPolicy === "RING_HASH" || localityLbPolicy === "MAGLEV";
  return {
    sessionAffinity: affinity.kind,
    localityLbPolicy,
    affinityCookieTtlSec: affinity.kind === "GENERATED_COOKIE" ? affinity.ttl : undefined,
    consistentHash: hashes ? consistentHash(affinity, workload.minimumRingSize) : undefined,
    strongSessionAffinityCookie: affinity.kind === "STRONG_COOKIE_AFFINITY" ? cookie(affinity) : undefined,
    customMetrics:
      localityLbPolicy === "WEIGHTED_ROUND_ROBIN"
        ? workload.customMetrics.map(({ name, dryRun }) => ({ name, dryRun }))
        : undefined,
  };
}

function consistentHash(
  affinity: Affinity,
  minimumRingSize: number | undefined,
): ComputeRegionBackendServiceConfig["consistentHash"] {
  if (affinity.kind === "HEADER_FIELD") return { httpHeaderName: affinity.header, minimumRingSize };
  if (affinity.kind === "HTTP_COOKIE") return { httpCookie: cookie(affinity), minimumRingSize };
  return minimumRingSize === undefined ? undefined : { minimumRingSize };
}

function outlierDetection(config: OutlierDetection): ComputeRegionBackendServiceConfig["outlierDetection"] {
  return {
    consecutiveErrors: config.consecutiveErrors,
    enforcingConsecutiveErrors: config.consecutiveErrors > 0 ? 100 : 0,
    consecutiveGatewayFailure: config.consecutiveGatewayFailures,
    enforcingConsecutiveGatewayFailure: config.consecutiveGatewayFailures > 0 ? 100 : 0,
    interval: duration(config.interval),
    baseEjectionTime: duration(config.baseEjection),
    maxEjectionPercent: config.maxEjection,
  };
}

function cookie({ cookie: name, ttl }: Affinity & { kind: "HTTP_COOKIE" | "STRONG_COOKIE_AFFINITY" }) {
  return { name, path: "/", ttl: ttl === undefined ? undefined : duration(ttl) };
}

function duration(seconds: number): { seconds: number; nanos?: number } {
  const whole = Math.floor(seconds);
  const nanos = Math.round((seconds - whole) * 1e9);
  return nanos === 0 ? { seconds: whole } : { seconds: whole, nanos };
}
