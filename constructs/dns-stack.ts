import { ComputeHealthCheck } from "@cdktf/provider-google/lib/compute-health-check";
import { DataGoogleComputeAddresses } from "@cdktf/provider-google/lib/data-google-compute-addresses";
import {
  DnsRecordSet,
  type DnsRecordSetConfig,
  type DnsRecordSetRoutingPolicy,
} from "@cdktf/provider-google/lib/dns-record-set";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { DNS_PROBE, type Dns } from "../config/model/dns";
import { probedHost, recordedHosts } from "../config/model/dns-records";
import { clientListener } from "../config/model/listeners";
import type { Model } from "../config/model/model";
import { isBareName } from "../config/place";
import type { Config } from "../config/schema/config";
import { DNS_PROBE_REGIONS } from "../platform/regions";
import { addressPlace } from "./address";
import { ConfigStack } from "./config-stack";
import { hashedName } from "./names";
import { networkProject } from "./placement";
import type { ProxyStack } from "./proxy-stack";

export interface DnsStackProps {
  readonly config: Config;
  readonly dns: Dns;
  /** The stacks whose addresses clients are led to. */
  readonly proxies: readonly ProxyStack[];
}

/** A region that clients can be led to. */
interface Target {
  readonly model: Model;
  /** Its address, as a reference. */
  readonly ip: string;
}

/**
 * The records that lead clients to a proxy's regions, as a stack of its own: a region that comes or goes changes no other. It reads
 * the addresses from the cloud while it is planned, and no other stack's state.
 */
export class DnsStack extends ConfigStack {
  constructor(scope: Construct, { config, dns, proxies }: DnsStackProps, providerVersion: string) {
    const holds = { dns: config.dns, address: config.frontend?.address, vpc: config.network.vpc };
    super(scope, { stack: dns.stack, config, holds, providerVersion });
    for (const proxy of proxies) this.addDependency(proxy);
    const targets = proxies.map(({ model }) => ({ model, ip: this.addressOf(model) }));
    const [first] = targets;
    if (first === undefined) return;
    const answer = targets.length === 1 ? { rrdatas: [first.ip] } : { routingPolicy: this.routing(dns, targets) };
    for (const host of recordedHosts(first.model).hosts) this.record(dns, host, answer);
    for (const { model, ip } of targets)
      for (const alias of recordedHosts(model).aliases) this.record(dns, alias, { rrdatas: [ip] });
    new TerraformOutput(this, "addresses", {
      value: Object.fromEntries(targets.map(({ model, ip }) => [model.region, ip])),
      description: "The address of every region.",
    });
  }

  private addressOf(model: Model): string {
    const { name, project, region } = addressPlace(model, model.frontend, model.adopt.address);
    const isThere = model.frontend.address.existing !== undefined;
    const first = isThere ? "make it first" : `apply the stack ${model.stack} first, or all by \`cdktf deploy '*'\``;
    const data = new DataGoogleComputeAddresses(this, model.region, {
      project,
      region,
      filter: `name = "${name}"`,
      lifecycle: {
        postcondition: [
          {
            condition: "${length(self.addresses) == 1}",
            errorMessage: `There is no address ${name} in ${region} of ${project} yet: ${first}.`,
          },
        ],
      },
    });
    return data.addresses.get(0).address;
  }

  private record(
    { zone, ttl }: Dns,
    host: string,
    answer: Pick<DnsRecordSetConfig, "rrdatas" | "routingPolicy">,
  ): void {
    new DnsRecordSet(this, recordId(host), {
      managedZone: zone.name,
      project: zone.project ?? this.projectId,
      name: `${host}.`,
      type: "A",
      ttl,
      ...answer,
    });
  }

  private routing(dns: Dns, targets: readonly Target[]): DnsRecordSetRoutingPolicy {
    const { routing } = dns;
    const healthCheck = this.probe(dns, targets);
    const answer = (target: Target) =>
      healthCheck === undefined && isExternal(target)
        ? { rrdatas: [target.ip] }
        : { healthCheckedTargets: this.checked(target) };
    const geo = (some: readonly Target[]) =>
      some.map((target) => ({ location: target.model.region, ...answer(target) }));
    switch (routing.kind) {
      case "geo":
        return { healthCheck, geo: geo(targets) };
      case "weighted": {
        const weight = ({ model }: Target) => routing.weights[model.region] ?? 0;
        return { healthCheck, wrr: targets.map((target) => ({ weight: weight(target), ...answer(target) })) };
      }
      case "failover": {
        const isPrimary = ({ model }: Target) => model.region === routing.primary;
        const [primary] = targets.filter(isPrimary);
        if (primary === undefined) throw new Error(`dns.routing.failover: there is no region ${routing.primary}`);
        const backupGeo = geo(targets.filter((target) => !isPrimary(target)));
        return { healthCheck, primaryBackup: { primary: this.checked(primary), backupGeo } };
      }
    }
  }

  /** What Cloud DNS asks before it answers with a region's address: our own health check outside, inside what it knows of the balancer. */
  private checked(target: Target) {
    const { ip, model } = target;
    if (isExternal(target)) return { externalEndpoints: [ip] };
    const { vpc } = model.network;
    const networkUrl = isBareName(vpc) ? `projects/${networkProject(model)}/global/networks/${vpc}` : vpc;
    const place = { ipAddress: ip, port: String(clientListener(model)?.port), ipProtocol: "tcp", networkUrl };
    const loadBalancer = { loadBalancerType: "regionalL7ilb", project: this.projectId, region: model.region, ...place };
    return { internalLoadBalancers: [loadBalancer] };
  }

  /** Asks every region of an external proxy what is served there. No backend service may use it. */
  private probe({ stack, healthCheck }: Dns, [first]: readonly Target[]): string | undefined {
    if (healthCheck === undefined || first === undefined || !isExternal(first)) return undefined;
    const listener = clientListener(first.model);
    const { interval, timeout, ...thresholds } = DNS_PROBE;
    const question = {
      portSpecification: "USE_FIXED_PORT",
      port: listener?.port,
      host: probedHost(first.model),
      requestPath: healthCheck.path,
    };
    const asks = listener?.protocol === "https" ? { httpsHealthCheck: question } : { httpHealthCheck: question };
    const id = "regions";
    return new ComputeHealthCheck(this, id, {
      name: hashedName(this, stack, id, Object.keys(asks)),
      project: this.projectId,
      sourceRegions: [...DNS_PROBE_REGIONS],
      checkIntervalSec: interval,
      timeoutSec: timeout,
      ...thresholds,
      ...asks,
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }
}

const isExternal = ({ model }: Target): boolean => model.scheme === "EXTERNAL_MANAGED";

/** What the record of a host is called. No host has an underscore, so that no two become one. */
const recordId = (host: string): string => host.replace(/^\*\./, "_wildcard_").replaceAll(".", "_");
