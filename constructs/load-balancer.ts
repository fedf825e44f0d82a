import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { isHealthSource, regionHealth } from "../checks/region-health";
import { makesCloudNat, natPortsOf } from "../config/model/cloud-nat";
import { groupId } from "../config/model/ids";
import { clientListener, originOf, publishedListener, serves } from "../config/model/listeners";
import type { Listener as ListenerModel, Model, Workload } from "../config/model/model";
import { CLOSED } from "../routing/closed";
import { longestTimeouts } from "../routing/compile/timeouts";
import { lastSegment } from "../routing/link";
import type { UrlMap as UrlMapData } from "../routing/url-map";
import { Address } from "./address";
import { Authorization } from "./authorization";
import { BackendGroup } from "./backend-groups";
import { BackendService, ClosedBackendService } from "./backend-service";
import { BackendAuthentication } from "./backend-tls";
import { Certificates } from "./certificates";
import type { CloudNat } from "./cloud-nat";
import { Extensions } from "./extensions";
import { FirewallRule, type Opening, openingId, openingsOf } from "./firewall-rules";
import { HealthCheck } from "./health-check";
import { Listener } from "./listener";
import { contentHash, freeId } from "./names";
import type { Observability } from "./observability";
import { makerOf, type ProxyOnlySubnet, proxyOnlySubnetOf, type SubnetMaker } from "./proxy-only-subnet";
import { ServiceAttachment } from "./publish";
import { RegionHealth } from "./region-health";
import { type Attached, attachedTo, policyLink } from "./security-policy";
import { UrlMap } from "./url-map";

export interface WorkloadParts {
  readonly backendService: BackendService;
  readonly healthCheck?: HealthCheck;
}

/** Makes the resources of one regional Application Load Balancer from a model, below a construct of its own. */
export class LoadBalancer {
  readonly urlMap: UrlMap;
  readonly proxyOnlySubnet?: ProxyOnlySubnet;
  readonly address: Address;
  readonly certificates: Certificates;
  /** By listener. */
  readonly urls: Readonly<Record<string, string>>;
  readonly workloads = new Map<string, WorkloadParts>();
  readonly listeners = new Map<string, Listener>();
  readonly serviceAttachment?: ServiceAttachment;

  private readonly attached: Attached;
  private readonly authorization: Authorization;
  private readonly extensions: Extensions;
  private readonly subnetMaker?: SubnetMaker;
  private redirect?: UrlMap;
  private nat?: CloudNat;
  private readonly placed: Workload[] = [];
  private observability?: Observability;
  private regionHealth?: RegionHealth;
  private readonly serviceLinks = new Map<string, string>();
  private readonly firewallRules = new Map<string, FirewallRule>();
  private readonly sections = new Map<string, Construct>();

  constructor(
    private readonly scope: Construct,
    private readonly model: Model,
  ) {
    const { adopt, network, frontend } = model;
    const { existing } = network.proxyOnlySubnet;
    this.proxyOnlySubnet = proxyOnlySubnetOf(scope, model, adopt.proxyOnlySubnet);
    this.subnetMaker = existing === undefined ? this.proxyOnlySubnet?.maker : makerOf(scope, existing);
    this.attached = attachedTo(scope, model);
    const { attached } = this;
    const closed = new ClosedBackendService(this.section("backend-services"), CLOSED, { placement: model, attached });
    this.serviceLinks.set(CLOSED, closed.id);
    if (makesCloudNat(network.cloudNat, [])) this.cloudNat();
    for (const workload of model.workloads) this.addWorkload(workload);
    this.urlMap = new UrlMap(scope, "url-map", model, adopt.urlMap);
    this.address = new Address(scope, "address", { placement: model, frontend, adoptedName: adopt.address });
    this.certificates = new Certificates(scope, "certificates", model);
    this.authorization = new Authorization(scope, "authorization");
    // A workload may be added later.
    this.extensions = new Extensions(
      scope,
      "extensions",
      model,
      (workload) =>
        Lazy.stringValue({
          produce: () => this.workloads.get(workload)?.backendService.resource.selfLink ?? this.link(workload),
        }),
      closed.schemeIdentity,
    );
    for (const listener of frontend.listeners) this.addListener(listener);
    const published = this.listeners.get(publishedListener(model)?.id ?? "");
    if (published !== undefined)
      this.serviceAttachment = new ServiceAttachment(scope, "service-attachment", model, published);
    this.urls = Object.fromEntries(frontend.listeners.map((one) => [one.id, originOf(one, this.address.ipAddress)]));
  }

  /** From where requests reach internet endpoints. Empty: Google chooses. */
  get egressIps(): readonly string[] {
    return this.nat?.egressIps ?? [];
  }

  /** Makes what a workload needs; nothing of it receives requests before `route` says so. */
  addWorkload(workload: Workload): void {
    const [first] = workload.backends;
    // A workload that lives in other regions only has no backend service here, nor has one of another project.
    if (first === undefined) return;
    if (first.kind === "backendService") {
      this.serviceLinks.set(workload.id, first.selfLink);
      return;
    }
    const placement = this.model;
    const { adopt, network } = this.model;
    this.placed.push(workload);
    const healthCheck =
      workload.healthCheck &&
      this.part("health-checks", workload.id, HealthCheck, {
        placement,
        healthCheck: workload.healthCheck,
        adoptedName: adopt.healthChecks[workload.id],
      });
    const groups = workload.backends.map((backend) => ({
      backend,
      group: this.part("backend-groups", groupId(workload, backend), BackendGroup, { placement, workload, backend }),
    }));
    const dependsOn: ITerraformDependable[] = groups.flatMap(({ group }) => group.dependencies);
    if (workload.family === "internet" && makesCloudNat(network.cloudNat, [workload]))
      dependsOn.push(this.cloudNat().resource);
    const openings = network.firewallRules ? openingsOf(workload) : [];
    const firewallRules = new Set(openings.map((opening) => this.firewallRule(opening)));
    const authentication =
      workload.tls &&
      this.part("backend-authentication", workload.id, BackendAuthentication, { placement, tls: workload.tls });
    const backendService = this.part("backend-services", workload.id, BackendService, {
      placement,
      authentication,
      workload,
      healthCheck,
      groups: groups.map(({ backend, group }) => ({ backend, link: group.link })),
      firewallRules: [...firewallRules],
      dependsOn: [...new Set(dependsOn)],
      attached: {
        ...this.attached,
        ...(workload.securityPolicy && { securityPolicy: policyLink(workload.securityPolicy, placement) }),
      },
      adoptedName: adopt.backendServices[workload.id],
    });
    this.workloads.set(workload.id, { backendService, healthCheck });
    this.serviceLinks.set(workload.id, backendService.id);
  }

  /** Sends requests as a URL map says, in the place of what was said before, and protects it. Its services must be there. */
  route({ urlMap, model }: { readonly urlMap: UrlMapData; readonly model: Model }): void {
    this.urlMap.setContent(urlMap, this.link);
    this.authorization.add({ ...model, project: this.model.project }, this.listeners, this.extensions.link);
    this.observability ??= this.watch(model);
    this.regionHealth ??= this.tellHealth(urlMap, model);
    const longest = longestTimeouts(urlMap);
    for (const [id, { backendService }] of this.workloads) backendService.setTimeout(longest.get(id));
  }

  /** Once all workloads are there. What watches is loaded only where something is: its resources are large. */
  private watch(model: Model): Observability | undefined {
    const { slos, alerts, dashboard } = model.observability;
    if (slos.length + alerts.length === 0 && !dashboard) return undefined;
    const { Observability } = require("./observability") as typeof import("./observability");
    const { hostProject, proxyOnlySubnet } = model.network;
    const serviceNames = new Map(
      [...this.workloads].map(([id, { backendService }]) => [id, backendService.resource.name]),
    );
    for (const { id, backends } of model.workloads)
      for (const one of backends) if (one.kind === "backendService") serviceNames.set(id, lastSegment(one.selfLink));
    return new Observability(this.scope, "observability", {
      model: { ...model, project: this.model.project },
      listeners: this.listeners,
      serviceNames,
      ...(hostProject === undefined && {
        subnet: proxyOnlySubnet.existing ?? this.proxyOnlySubnet?.resource.name,
        nat: this.nat?.resource.name,
      }),
    });
  }

  /** Once all workloads are there. */
  private tellHealth(urlMap: UrlMapData, model: Model): RegionHealth | undefined {
    const listener = this.listeners.get(clientListener(model)?.id ?? "");
    if (model.dns?.compositeHealth !== true || listener === undefined) return undefined;
    const answering = regionHealth({ model, urlMap })?.workloads ?? [];
    const services = model.workloads.flatMap((one): [string, string][] =>
      answering.includes(one.id) && isHealthSource(one) ? [[one.id, this.link(one.id)]] : [],
    );
    if (services.length === 0) return undefined;
    return new RegionHealth(this.scope, "region-health", {
      model: { ...model, project: this.model.project },
      services: new Map(services),
      listener,
    });
  }

  private addListener(listener: ListenerModel): void {
    const { adopt, frontend } = this.model;
    const { id } = listener;
    const part = new Listener(this.section("listeners"), id, {
      placement: this.model,
      frontend,
      listener,
      address: this.address,
      urlMap: listener.protocol === "http" && listener.redirectToHttps ? this.redirectUrlMap() : this.urlMap,
      certificates: this.certificates.linksOf(listener.protocol === "https" ? listener.certificates : []),
      proxyOnlySubnet: this.subnetMaker,
      adopted: { targetProxy: adopt.targetProxies[id], forwardingRule: adopt.forwardingRules[id] },
    });
    this.listeners.set(id, part);
    if (serves(listener)) this.extensions.attach(part);
  }

  /** One URL map sends every plain HTTP listener to HTTPS. 308 keeps method and body, as API calls need. */
  private redirectUrlMap(): UrlMap {
    if (this.redirect !== undefined) return this.redirect;
    const redirect = { httpsRedirect: true, redirectResponseCode: "PERMANENT_REDIRECT", stripQuery: false } as const;
    this.redirect = new UrlMap(this.scope, "redirect-to-https", this.model, this.model.adopt.redirectUrlMap);
    this.redirect.setContent({ defaultUrlRedirect: redirect }, this.link);
    return this.redirect;
  }

  /** One for each opening; a tag and a service account may be called alike. */
  private firewallRule(opening: Opening): FirewallRule {
    const key = JSON.stringify(opening);
    const id = openingId(opening);
    const taken = [...this.firewallRules].some(([other, { node }]) => other !== key && node.id === id);
    const free = taken ? `${id}_${contentHash(this.scope, id, opening)}` : id;
    const rule =
      this.firewallRules.get(key) ?? new FirewallRule(this.section("firewall-rules"), free, this.model, opening);
    this.firewallRules.set(key, rule);
    return rule;
  }

  private cloudNat(): CloudNat {
    const { cloudNat } = this.model.network;
    // A workload may be added later.
    const minPorts = Lazy.numberValue({ produce: () => natPortsOf(cloudNat, this.placed) });
    const { CloudNat } = require("./cloud-nat") as typeof import("./cloud-nat");
    this.nat ??= new CloudNat(this.scope, "cloud-nat", this.model, minPorts);
    return this.nat;
  }

  private readonly link = (service: string): string => {
    const link = this.serviceLinks.get(service);
    if (link !== undefined) return link;
    // A fault of this program, not of its input: the routing names a backend service that nobody made.
    throw new Error(
      `[${this.scope.node.path}] the URL map names a service ${JSON.stringify(service)} that is not there`,
    );
  };

  /** A part that the user named. */
  private part<Props, Part>(section: string, id: string, make: MakePart<Props, Part>, props: Props): Part {
    const scope = this.section(section);
    return new make(scope, freeId(scope, id), props);
  }

  /** A construct that only keeps the parts of one kind together. */
  private section(id: string): Construct {
    const section = this.sections.get(id) ?? new Construct(this.scope, id);
    this.sections.set(id, section);
    return section;
  }
}

type MakePart<Props, Part> = new (scope: Construct, id: string, props: Props) => Part;
