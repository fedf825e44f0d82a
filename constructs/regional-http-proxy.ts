import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AnalyzedRegion } from "../checks/analysis";
import { analyze } from "../checks/analyze";
import type { Finding } from "../config/finding";
import type { Backend, Listener as ListenerModel, Model, Workload } from "../config/model/model";
import type { Config, RouteGroupConfig, WorkloadConfig } from "../config/schema/config";
import { validate } from "../config/schema/validate";
import { CLOSED } from "../routing/closed";
import { longestTimeouts } from "../routing/compile/timeouts";
import type { UrlMap as UrlMapData } from "../routing/url-map";
import { Address } from "./address";
import { BackendGroup } from "./backend-groups";
import { acceptsTimeout, BackendService, ClosedBackendService } from "./backend-service";
import { Certificates, type DnsAuthorizationRecord } from "./certificates";
import { CloudNat } from "./cloud-nat";
import { invalidProps, unknownService } from "./errors";
import { FirewallRule, type Opening, openingId, openingsOf } from "./firewall-rules";
import { HealthCheck } from "./health-check";
import { Listener } from "./listener";
import type { Placement } from "./placement";
import { ProxyOnlySubnet } from "./proxy-only-subnet";
import { UrlMap } from "./url-map";

/** The words of `proxy.yaml` for one region. Texts may hold tokens wherever the configuration only passes them through. */
export type RegionalHttpProxyProps = Omit<
  Config,
  "regions" | "region" | "workloads" | "state" | "provider" | "tests"
> & {
  readonly region: string;
  readonly workloads?: Config["workloads"];
};

/**
 * The whole chain of one regional Application Load Balancer, external or internal.
 *
 * Props and `add…` methods are one path: each call validates what it is given and brings the URL map up to date. What only
 * the whole can show (a route to a workload that nobody added) is reported when the stack is synthesized.
 */
export class RegionalHttpProxy extends Construct {
  readonly urlMap: UrlMap;
  readonly proxyOnlySubnet?: ProxyOnlySubnet;

  private config: Config;
  private model: Model;
  private findings: readonly Finding[] = [];
  private readonly placement: Placement;
  private readonly address: Address;
  private readonly certificates: Certificates;
  private readonly listenersById = new Map<string, Listener>();
  private redirect?: UrlMap;
  private nat?: CloudNat;
  private readonly serviceLinks = new Map<string, string>();
  private readonly workloadsById = new Map<string, WorkloadParts>();
  private readonly firewallRulesById = new Map<string, FirewallRule>();
  private readonly sections = new Map<string, Construct>();

  constructor(scope: Construct, id: string, props: RegionalHttpProxyProps | AnalyzedRegion) {
    super(scope, id);
    const region = "model" in props ? props : this.analyzed({ workloads: {}, ...props });
    this.config = region.config;
    this.model = region.model;
    const { model } = region;
    const { adopt, network, frontend } = model;
    this.placement = model;

    if (network.proxyOnlySubnet.existing === undefined) {
      this.proxyOnlySubnet = new ProxyOnlySubnet(this, "proxy-only", {
        placement: model,
        adoptedName: adopt.proxyOnlySubnet,
      });
    }
    const closed = new ClosedBackendService(this.section("backend-services"), CLOSED, { placement: model });
    this.serviceLinks.set(CLOSED, closed.id);
    for (const workload of model.workloads) this.makeWorkload(workload);
    this.urlMap = new UrlMap(this, "url-map", {
      placement: model,
      urlMap: region.urlMap,
      link: this.link,
      adoptedName: adopt.urlMap,
    });
    this.setTimeouts(region.urlMap);

    this.address = new Address(this, "address", { placement: model, frontend, adoptedName: adopt.address });
    this.certificates = new Certificates(this, "certificates", model);
    for (const listener of frontend.listeners) this.makeListener(listener);
    this.node.addValidation({
      validate: () => this.findings.filter(({ severity }) => severity === "error").map(sentence),
    });
  }

  /** The static IP address that clients use. */
  get ipAddress(): string {
    return this.address.ipAddress;
  }

  /** The URL of every listener, by its id. */
  get urls(): Record<string, string> {
    return Object.fromEntries(
      this.model.frontend.listeners.map(({ id, protocol, port }) => {
        const suffix = port === (protocol === "http" ? 80 : 443) ? "" : `:${port}`;
        return [id, `${protocol}://${this.ipAddress}${suffix}`];
      }),
    );
  }

  /** The parts of every workload that has backends in this region, by its id. */
  get workloads(): ReadonlyMap<string, WorkloadParts> {
    return this.workloadsById;
  }

  /** By id: `http-80`, `https-443`. */
  get listeners(): ReadonlyMap<string, Listener> {
    return this.listenersById;
  }

  /** The DNS records that managed certificates wait for. */
  get dnsAuthorizationRecords(): readonly DnsAuthorizationRecord[] {
    return this.certificates.dnsAuthorizationRecords;
  }

  /** Adds a workload; throws when it is malformed or its name is taken. */
  addWorkload(id: string, workload: WorkloadConfig): this {
    if (this.config.workloads[id] !== undefined)
      throw new Error(`[${this.node.path}] there already is a workload ${JSON.stringify(id)}`);
    return this.change({ ...this.config, workloads: { ...this.config.workloads, [id]: workload } });
  }

  /** Adds rules for some hosts; rules of one host are merged, whatever the order of calls. */
  addRoutes(...groups: RouteGroupConfig[]): this {
    return this.change({ ...this.config, routes: [...(this.config.routes ?? []), ...groups] });
  }

  private change(config: Config): this {
    const region = this.analyzed(config);
    this.config = region.config;
    this.model = region.model;
    for (const workload of region.model.workloads) if (!this.serviceLinks.has(workload.id)) this.makeWorkload(workload);
    this.urlMap.setContent(region.urlMap, this.link);
    this.setTimeouts(region.urlMap);
    return this;
  }

  private analyzed(input: unknown): AnalyzedRegion {
    const result = validate(input);
    if ("findings" in result) throw invalidProps(this, result.findings);
    const { regions, findings } = analyze(result.config);
    this.findings = findings;
    const [region] = regions;
    if (region === undefined) throw new Error(`[${this.node.path}] there is no region`);
    return region;
  }

  private makeWorkload(workload: Workload): void {
    const [first] = workload.backends;
    // A workload that lives in other regions only has no backend service here, nor has one of another project.
    if (first === undefined) return;
    if (first.kind === "backendService") {
      this.serviceLinks.set(workload.id, first.selfLink);
      return;
    }
    const { placement } = this;
    const { adopt } = this.model;
    const healthCheck =
      workload.healthCheck &&
      new HealthCheck(this.section("health-checks"), workload.id, {
        placement,
        healthCheck: workload.healthCheck,
        adoptedName: adopt.healthChecks[workload.id],
      });
    const groups = workload.backends.map((backend) => ({
      backend,
      group: new BackendGroup(this.section("backend-groups"), groupId(workload, backend), {
        placement,
        workload,
        backend,
      }),
    }));
    const dependsOn: ITerraformDependable[] = groups.flatMap(({ group }) => group.dependencies);
    if (workload.family === "internet" && this.model.network.existingCloudNat === undefined)
      dependsOn.push(this.cloudNat().resource);
    const openings = this.model.network.firewallRules ? openingsOf(workload) : [];
    const firewallRules = new Set(openings.map((opening) => this.firewallRule(opening)));
    const backendService = new BackendService(this.section("backend-services"), workload.id, {
      placement,
      workload,
      healthCheck,
      groups: groups.map(({ backend, group }) => ({ backend, link: group.link })),
      firewallRules: [...firewallRules],
      dependsOn: [...new Set(dependsOn)],
      adoptedName: adopt.backendServices[workload.id],
    });
    this.workloadsById.set(workload.id, { backendService, healthCheck });
    this.serviceLinks.set(workload.id, backendService.id);
  }

  private makeListener(listener: ListenerModel): void {
    const { adopt, frontend } = this.model;
    const { id } = listener;
    const adopted = { targetProxy: adopt.targetProxies[id], forwardingRule: adopt.forwardingRules[id] };
    const part = new Listener(this.section("listeners"), id, {
      placement: this.placement,
      frontend,
      listener,
      address: this.address,
      urlMap: listener.protocol === "http" && listener.redirectToHttps ? this.redirectUrlMap() : this.urlMap,
      certificates: this.certificates.linksOf(listener.protocol === "https" ? listener.certificates : []),
      proxyOnlySubnet: this.proxyOnlySubnet,
      adopted,
    });
    this.listenersById.set(id, part);
  }

  /** One URL map sends every plain HTTP listener to HTTPS. 308 keeps method and body, as API calls need. */
  private redirectUrlMap(): UrlMap {
    if (this.redirect !== undefined) return this.redirect;
    const redirect = { httpsRedirect: true, redirectResponseCode: "PERMANENT_REDIRECT", stripQuery: false } as const;
    this.redirect = new UrlMap(this, "redirect-to-https", {
      placement: this.placement,
      urlMap: { defaultUrlRedirect: redirect },
      link: this.link,
      adoptedName: this.model.adopt.redirectUrlMap,
    });
    return this.redirect;
  }

  private firewallRule(opening: Opening): FirewallRule {
    const id = openingId(opening);
    const rule =
      this.firewallRulesById.get(id) ??
      new FirewallRule(this.section("firewall-rules"), id, { placement: this.placement, opening });
    this.firewallRulesById.set(id, rule);
    return rule;
  }

  private cloudNat(): CloudNat {
    this.nat ??= new CloudNat(this, "cloud-nat", { placement: this.placement });
    return this.nat;
  }

  private readonly link = (service: string): string => {
    const link = this.serviceLinks.get(service);
    if (link === undefined) throw unknownService(this, service);
    return link;
  };

  /** A backend service gets the longest timeout of its routes, its own where no route has one. */
  private setTimeouts(urlMap: UrlMapData): void {
    const longest = longestTimeouts(urlMap);
    for (const workload of this.model.workloads) {
      const timeout = longest.get(workload.id) ?? workload.timeout;
      if (timeout !== undefined && acceptsTimeout(workload))
        this.workloadsById.get(workload.id)?.backendService.setTimeout(Math.ceil(timeout));
    }
  }

  /** A construct that only keeps the parts of one kind together. */
  private section(id: string): Construct {
    const section = this.sections.get(id) ?? new Construct(this, id);
    this.sections.set(id, section);
    return section;
  }
}

export interface WorkloadParts {
  readonly backendService: BackendService;
  readonly healthCheck?: HealthCheck;
}

/** The workload's id, and the backend's where a workload can have several. */
function groupId(workload: Workload, backend: Backend): string {
  const single = workload.family === "serverless" || workload.family === "privateServiceConnect";
  return single ? workload.id : `${workload.id}-${backend.id}`;
}

function sentence({ what, fix }: Finding): string {
  return `${what}; ${fix}`;
}
