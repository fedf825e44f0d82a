import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformElement, TerraformOutput, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";
import { Construct, type Node } from "constructs";
import type { AnalyzedRegion } from "../checks/analysis";
import { terraformConstraint } from "../config/model/terraform-version";
import { variableNames } from "../config/reference";
import { secretVariables } from "../config/secret";
import { LoadBalancer } from "./load-balancer";
import { withoutDots } from "./names";
import { addStateBackend, addStateGuard } from "./state-backend";

/** One region of a configuration as a stack of its own: provider, state, variables, the proxy and its outputs. */
export class ProxyStack extends TerraformStack {
  private readonly addresses = new Map<string, string>();

  constructor(scope: Construct, region: AnalyzedRegion, providerVersion: string) {
    const { config, model } = region;
    super(scope, model.stack);
    addStateBackend(this, model.stack, config.state);
    this.declareVariables(region);
    const project = model.project ?? "${var.project}";
    addStateGuard(this, project);
    new GoogleProvider(this, "google", { project, region: model.region });
    this.addOverride("terraform.required_version", terraformConstraint(config).version);
    this.addOverride("terraform.required_providers.google", { source: "hashicorp/google", version: providerVersion });
    const loadBalancer = new LoadBalancer(new Construct(this, "proxy"), { ...model, project });
    loadBalancer.route(region);
    this.addOutputs(loadBalancer);
  }

  /** Every `${var.name}` that the configuration passes through, and `project` where it names none. */
  private declareVariables({ config, model }: AnalyzedRegion): void {
    const secret = secretVariables(config);
    const names = new Set(variableNames(JSON.stringify(config)));
    if (model.project === undefined) names.add("project");
    for (const name of [...names].sort()) {
      const description = name === "project" ? "The Google Cloud project." : undefined;
      const sensitive = secret.has(name) ? true : undefined;
      // A variable may have any name; nothing else has an id like this.
      new TerraformVariable(this, `var.${name}`, { type: "string", description, sensitive }).overrideLogicalId(name);
    }
  }

  /** In a file `%{` is a text, and nothing here writes directives: none reaches Terraform. */
  override toTerraform(): unknown {
    return withoutDirectives(super.toTerraform());
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

  /** Readable addresses: a resource's is its id in the construct tree. Two of one kind with the same id are an error. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const id =
      node.scopes
        .map((scope) => scope.node.id)
        .filter((part) => part !== "Default")
        .at(-1) ?? node.id;
    const logicalId = withoutDots(id).replace(/[^A-Za-z0-9_-]/g, "-");
    if (TerraformResource.isTerraformResource(element)) {
      const address = `${element.terraformResourceType}.${logicalId}`;
      const other = this.addresses.get(address);
      if (other !== undefined && other !== node.path)
        throw new Error(`${address} would be both ${other} and ${node.path}; rename one of the workloads`);
      this.addresses.set(address, node.path);
    }
    return logicalId;
  }
}

function mapValues<T, R>(map: ReadonlyMap<string, T>, value: (item: T) => R): Record<string, R> {
  return Object.fromEntries([...map].map(([key, item]) => [key, value(item)]));
}

/** @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
function withoutDirectives(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("%{", "%%{");
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replaceAll("%{", "%%{"), withoutDirectives(item)]),
  );
}
