import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { Construct } from "constructs";
import { importAdopted, keptWhenAdopted } from "./import-block";
import { plainName, sanitize } from "./names";
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

  /** `google_compute_subnetwork.proxy-only`. */
  get terraformAddress(): string {
    return `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`;
  }
}
