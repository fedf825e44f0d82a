import { Construct } from "constructs";
import { analyze } from "../checks/analyze";
import { type Finding, formatPath, shown } from "../config/finding";
import type { Model } from "../config/model/model";
import { derivedRange, tooOldFor } from "../config/model/provider-version";
import { resolve } from "../config/model/resolve";
import type { Config, RouteGroupConfig, WorkloadConfig } from "../config/schema/config";
import { validate } from "../config/schema/validate";
import { BeforeSynth } from "./before-synth";
import type { DnsAuthorizationRecord } from "./certificates";
import type { Listener } from "./listener";
import { LoadBalancer, type WorkloadParts } from "./load-balancer";
import { settle } from "./neighbours";
import { providerRange } from "./provider-range";
import type { ProxyOnlySubnet } from "./proxy-only-subnet";
import type { ServiceAttachment } from "./publish";
import type { UrlMap } from "./url-map";

/**
 * The words of `proxy.yaml` for one region. Texts may hold tokens wherever the configuration only passes them through. Of `dns` the
 * records of authorizations are made; those of hosts are the stack's own, which may know other regions.
 */
export interface RegionalHttpProxyProps
  extends Omit<Config, "regions" | "region" | "workloads" | "state" | "provider" | "tests" | "overrides"> {
  /** The region. */
  readonly region: string;
  /** What runs behind the proxy, by name; `addWorkload` adds to it. Default: none. */
  readonly workloads?: Config["workloads"];
}

/** What was given so far. */
interface GrowingConfig extends Config {
  readonly region: string;
  readonly workloads: Record<string, WorkloadConfig>;
  readonly routes: RouteGroupConfig[];
}

/**
 * The whole chain of one regional Application Load Balancer, external or internal.
 *
 * Props and `add…` methods are one path. What has a wrong shape is refused by the call that brings it, and what a workload
 * needs is made there. The routing is worked out once, before the stack is synthesized; what only the whole can show (a
 * route to a workload that nobody added) is reported then.
 */
export class RegionalHttpProxy extends Construct {
  readonly urlMap: UrlMap;
  readonly proxyOnlySubnet?: ProxyOnlySubnet;
  /** The static IP address that clients use. */
  readonly ipAddress: string;
  /** The URL of every listener, by its id. */
  readonly urls: Readonly<Record<string, string>>;
  /** The parts of every workload that has backends in this region, by its id. */
  readonly workloads: ReadonlyMap<string, WorkloadParts>;
  /** By id: `http-80`, `https-443`. */
  readonly listeners: ReadonlyMap<string, Listener>;
  /** The DNS records that managed certificates wait for. */
  readonly dnsAuthorizationRecords: readonly DnsAuthorizationRecord[];
  /** What consumers connect to by Private Service Connect, where the proxy is published. */
  readonly serviceAttachment?: ServiceAttachment;

  private readonly config: GrowingConfig;
  private readonly model: Model;
  private readonly loadBalancer: LoadBalancer;
  /** What is wrong with the whole; unknown since the last change. */
  private findings?: readonly Finding[];

  constructor(scope: Construct, id: string, props: RegionalHttpProxyProps) {
    super(scope, id);
    const { region } = props;
    const { workloads, routes = [], ...rest } = this.checked({ workloads: {}, ...props });
    this.config = { ...rest, region, workloads: { ...workloads }, routes: [...routes] };
    new BeforeSynth(this, () => this.analyzed());
    this.node.addValidation({
      validate: () => [
        ...this.analyzed().flatMap((finding) => (finding.severity === "error" ? [sentence(shown(finding))] : [])),
        ...providerTooOld(this.model, providerRange(this)),
      ],
    });

    this.model = resolve(this.config, region);
    settle(this, this.model);
    this.loadBalancer = new LoadBalancer(this, this.model);
    this.urlMap = this.loadBalancer.urlMap;
    this.proxyOnlySubnet = this.loadBalancer.proxyOnlySubnet;
    this.ipAddress = this.loadBalancer.address.ipAddress;
    this.urls = this.loadBalancer.urls;
    this.workloads = this.loadBalancer.workloads;
    this.listeners = this.loadBalancer.listeners;
    this.dnsAuthorizationRecords = this.loadBalancer.certificates.dnsAuthorizationRecords;
    this.serviceAttachment = this.loadBalancer.serviceAttachment;
  }

  /** The addresses from which requests reach internet endpoints, for providers' lists. Empty: Google chooses. */
  get egressIps(): readonly string[] {
    return this.loadBalancer.egressIps;
  }

  /** Adds a workload; throws when it is malformed or its name is taken. */
  addWorkload(id: string, workload: WorkloadConfig): this {
    if (Object.hasOwn(this.config.workloads, id))
      throw new Error(`[${this.node.path}] there already is a workload ${JSON.stringify(id)}`);
    const part = this.checked({ ...this.config, routes: [], workloads: { [id]: workload } });
    Object.assign(this.config.workloads, part.workloads);
    this.findings = undefined;
    for (const model of resolve(part, this.config.region).workloads) this.loadBalancer.addWorkload(model);
    return this;
  }

  /** Adds rules for some hosts; rules of one host are merged, whatever the order of calls. Throws when one is malformed. */
  addRoutes(...groups: RouteGroupConfig[]): this {
    const part = this.checked({ ...this.config, routes: groups, workloads: {} });
    this.config.routes.push(...(part.routes ?? []));
    this.findings = undefined;
    return this;
  }

  /** @throws With every problem at once, each with its path below the construct. */
  private checked(input: unknown): Config {
    const result = validate(input);
    if ("config" in result) return result.config;
    const lines = result.findings
      .map(shown)
      .map(({ path, what, fix }) => `  ${formatPath(path) || "props"}: ${what}\n    ${fix}`);
    throw new Error(`[${this.node.path}] these props cannot become a proxy:\n${lines.join("\n")}`);
  }

  /** Routes what was added so far and says what is wrong with it. */
  private analyzed(): readonly Finding[] {
    if (this.findings === undefined) {
      const { regions, findings } = analyze(this.config);
      for (const region of regions) this.loadBalancer.route(region);
      this.findings = findings;
    }
    return this.findings;
  }
}

/** The stack's own range of the google provider, as the bindings pin it or as it overrides them. */
function providerTooOld(model: Model, range: string): string[] {
  return tooOldFor([model], range).map(
    ({ feature, since }) =>
      `the stack allows google provider ${range}, and ${since} is needed: ${feature}; write \`stack.addOverride("terraform.required_providers.google.version", "${derivedRange([model])}")\``,
  );
}

function sentence({ what, fix }: Finding): string {
  return `${what}; ${fix}`;
}
