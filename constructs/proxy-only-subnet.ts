import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { type ITerraformDependable, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { proxyOnlyId } from "../config/model/ids";
import { importAdopted, keptWhenAdopted, movedFrom } from "./import-block";
import { plainName, resolved } from "./names";
import { networkLink, networkProject, type Placement } from "./placement";

export interface ProxyOnlySubnetProps {
  readonly placement: Placement;
  readonly range: string;
  /** The id of its construct where it has another number of siblings: a state may know it by that. */
  readonly formerId?: string;
  /** The subnet that proxies run in, where this one is its backup. */
  readonly active?: ProxyOnlySubnet;
  /** The name of an existing subnet that Terraform takes over. */
  readonly adoptedName?: string;
}

/**
 * A subnet that Google's proxies run in, or its backup. Its name carries its range: Google refuses to grow it in place, so
 * every change of the range makes another one.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export class ProxyOnlySubnet extends Construct {
  readonly resource: ComputeSubnetwork;

  constructor(scope: Construct, id: string, props: ProxyOnlySubnetProps) {
    super(scope, id);
    const { placement, range, formerId, active, adoptedName } = props;
    this.resource = new ComputeSubnetwork(this, "Default", {
      name: adoptedName ?? plainName(placement.stack, proxyOnlyId(range)),
      project: networkProject(placement),
      region: placement.region,
      network: networkLink(placement),
      ipCidrRange: range,
      purpose: "REGIONAL_MANAGED_PROXY",
      role: active ? "BACKUP" : "ACTIVE",
      dependsOn: active && [active.resource],
      // Google demotes it as it promotes the other one: a request of its own would come too early or too late.
      lifecycle: active ? { ignoreChanges: ["role"] } : keptWhenAdopted(adoptedName),
    });
    if (formerId !== undefined) movedFrom(this.resource, this.addressOf(scope, formerId));
    importAdopted(this.resource, "subnetworks", adoptedName);
  }

  get maker(): SubnetMaker {
    const fqn = `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`;
    // Of the whole subnet another role would make another rule, too.
    return { fqn, identity: `${fqn}.id` };
  }

  /** The Terraform address that the resource has below a construct of another id. */
  private addressOf(scope: Construct, id: string): string {
    const { node } = new Construct(new Construct(scope, id), "Default");
    return `${this.resource.terraformResourceType}.${TerraformStack.of(this).getLogicalId(node)}`;
  }
}

/**
 * The subnet of a proxy, where it makes one. Without a backup its id is the same for every range, so that another range
 * replaces it: a VPC has one active subnet, and the old one is gone before the new one comes. With a backup each has the id
 * of its range, so that they can change roles.
 */
export function proxyOnlySubnetOf(
  scope: Construct,
  placement: Placement,
  adoptedName?: string,
): ProxyOnlySubnet | undefined {
  const { existing, range, backup } = placement.network.proxyOnlySubnet;
  if (existing !== undefined) return undefined;
  const [alone, paired] = ["proxy-only", proxyOnlyId(range)];
  if (backup === undefined)
    return new ProxyOnlySubnet(scope, alone, {
      placement,
      range,
      adoptedName,
      formerId: adoptedName ? undefined : paired,
    });
  const active = new ProxyOnlySubnet(scope, paired, { placement, range, formerId: alone });
  new ProxyOnlySubnet(scope, proxyOnlyId(backup), { placement, range: backup, active });
  return active;
}

/** What listeners wait for: the proxy-only subnet, wherever it is made within their stack. */
export interface SubnetMaker extends ITerraformDependable {
  /** Another one where the subnet is made anew, as `replace_triggered_by` takes it. */
  readonly identity?: string;
}

/** The maker of an existing subnet, where a construct's own stack has it: then its name is a reference. */
export function makerOf(scope: Construct, existing: string): SubnetMaker | undefined {
  const [, fqn] = /^\$\{((?:data\.)?google_\w+\.[\w-]+|module\.[\w-]+)\W/.exec(String(resolved(scope, existing))) ?? [];
  // The role of somebody's subnet may change in place: that is no other subnet.
  return fqn === undefined ? undefined : { fqn, identity: fqn.startsWith("google_") ? `${fqn}.id` : undefined };
}
