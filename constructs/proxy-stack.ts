import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { AnalyzedRegion } from "../checks/analysis";
import type { Model } from "../config/model/model";
import { ConfigStack } from "./config-stack";
import { LoadBalancer } from "./load-balancer";

/** One region of a configuration as a stack of its own: provider, state, variables, the proxy and its outputs. */
export class ProxyStack extends ConfigStack {
  readonly model: Model;

  constructor(scope: Construct, region: AnalyzedRegion, providerVersion: string) {
    const { config, model } = region;
    super(scope, { stack: model.stack, config, holds: config, region: model.region, providerVersion });
    this.model = { ...model, project: this.projectId };
    const loadBalancer = new LoadBalancer(new Construct(this, "proxy"), this.model);
    loadBalancer.route(region);
    this.addOutputs(loadBalancer);
  }

  private addOutputs(loadBalancer: LoadBalancer): void {
    const { address, urls, workloads, listeners, certificates, egressIps, serviceAttachment } = loadBalancer;
    const { dnsAuthorizationRecords } = certificates;
    const outputs: Record<string, { value: unknown; description: string }> = {
      http_proxy_ip: { value: address.ipAddress, description: "The IP address that clients use." },
      urls: { value: urls, description: "The URL of every listener." },
      backend_services: {
        value: mapValues(workloads, ({ backendService }) => backendService.id),
        description: "The backend service of every workload.",
      },
      health_checks: {
        value: mapValues(workloads, ({ healthCheck }) => healthCheck?.id),
        description: "The health check of every workload that has one.",
      },
      forwarding_rules: {
        value: mapValues(listeners, ({ forwardingRule }) => forwardingRule.id),
        description: "The forwarding rule of every listener.",
      },
    };
    if (dnsAuthorizationRecords.length > 0)
      outputs.dns_authorization_records = {
        value: dnsAuthorizationRecords.map((record) => ({ ...record })),
        description: "The DNS records that managed certificates wait for: add them to your zones.",
      };
    if (egressIps.length > 0)
      outputs.egress_ips = {
        value: egressIps,
        description: "The addresses from which requests reach internet endpoints, for providers' lists.",
      };
    if (serviceAttachment)
      outputs.service_attachment = {
        value: serviceAttachment.resource.id,
        description: "What consumers connect to by Private Service Connect.",
      };
    for (const [name, output] of Object.entries(outputs)) new TerraformOutput(this, name, output);
  }
}

function mapValues<T, R>(map: ReadonlyMap<string, T>, value: (item: T) => R): Record<string, R> {
  return Object.fromEntries([...map].map(([key, item]) => [key, value(item)]));
}
