import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { DataGoogleComputeAddress } from "@cdktf/provider-google/lib/data-google-compute-address";
import { Construct } from "constructs";
import type { Frontend } from "../config/model/model";
import { parseLink } from "../config/place";
import { importAdopted, keptWhenAdopted } from "./import-block";
import { labelsOf, type Placement, subnetLink } from "./placement";

export interface AddressProps {
  readonly placement: Placement;
  readonly frontend: Frontend;
  /** The name of an existing address that Terraform takes over. */
  readonly adoptedName?: string;
}

/** The static address that clients know: a new one, or an existing one that stays outside of this state. */
export class Address extends Construct {
  /** The IP address itself. */
  readonly ipAddress: string;
  readonly resource?: ComputeAddress;
  /**
   * Its name, as `replace_triggered_by` takes it: another one where an adopted address is given up for one of the stack's
   * own. Absent for an existing address, and for an adopted one: whoever adopts too late must be refused while everything
   * still stands.
   */
  readonly identity?: string;

  constructor(scope: Construct, id: string, { placement, frontend, adoptedName }: AddressProps) {
    super(scope, id);
    const { existing, ip, protect } = frontend.address;
    if (existing !== undefined) {
      this.ipAddress = new DataGoogleComputeAddress(this, "Default", addressPlace(placement, frontend)).address;
      return;
    }
    const internal = placement.scheme === "INTERNAL_MANAGED";
    this.resource = new ComputeAddress(this, "Default", {
      ...addressPlace(placement, frontend, adoptedName),
      addressType: internal ? "INTERNAL" : "EXTERNAL",
      address: ip,
      networkTier: frontend.networkTier,
      subnetwork: internal ? subnetLink(placement) : undefined,
      // From the start, because a purpose cannot change: a second listener must not cost the address.
      purpose: internal ? "SHARED_LOADBALANCER_VIP" : undefined,
      labels: labelsOf(placement),
      lifecycle: protect ? { preventDestroy: true, ...keptWhenAdopted(adoptedName) } : keptWhenAdopted(adoptedName),
    });
    importAdopted(this.resource, "addresses", adoptedName);
    this.ipAddress = this.resource.address;
    if (adoptedName === undefined)
      this.identity = `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}.name`;
  }
}

/** What the address of a proxy is called, and where it is. */
export const addressPlace = (placement: Placement, { address }: Frontend, adoptedName?: string) =>
  existingAddress(address.existing ?? adoptedName ?? placement.stack, placement);

/** An address by its name, or by a self link that says its project and region. */
export function existingAddress(text: string, { project, region }: Placement) {
  const link = parseLink(text);
  return { name: link?.name ?? text, project: link?.project ?? project, region: link?.location ?? region };
}
