import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { sanitize } from "../config/model/ids";
import { importAdopted, keptWhenAdopted } from "./import-block";
import { plainName, resolved } from "./names";
import { networkLink, networkProject, type Placement } from "./placement";

export interface ProxyOnlySubnetProps {
  readonly placement: Placement;
  /** The name of an existing subnet that Terraform takes over. */
  readonly adoptedName?: string;
}

/**
 * The subnet that Google's proxies run in. Its name carries its range: Google refuses to grow it in place, so every change
 * of the range makes another one.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export class ProxyOnlySubnet extends Construct {
  readonly resource: ComputeSubnetwork;

  constructor(scope: Construct, id: string, { placement, adoptedName }: ProxyOnlySubnetProps) {
    super(scope, id);
    const { range } = placement.network.proxyOnlySubnet;
    this.resource = new ComputeSubnetwork(this, "Default", {
      name: adoptedName ?? plainName(placement.stack, `proxy-only-${sanitize(range)}`),
      project: networkProject(placement),
      region: placement.region,
      network: networkLink(placement),
      ipCidrRange: range,
      purpose: "REGIONAL_MANAGED_PROXY",
      role: "ACTIVE",
      lifecycle: keptWhenAdopted(adoptedName),
    });
    importAdopted(this.resource, "subnetworks", adoptedName);
  }

  get maker(): SubnetMaker {
    const fqn = `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`;
    return { fqn, identity: fqn };
  }
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
