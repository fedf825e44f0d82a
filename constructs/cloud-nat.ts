import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { Construct } from "constructs";
import { hashedName } from "./names";
import { networkLink, networkProject, type Placement } from "./placement";

export interface CloudNatProps {
  readonly placement: Placement;
}

/**
 * The way of the proxies to the internet, for workloads with internet endpoints. It serves all subnets, so that it does
 * not depend on the proxy-only subnet.
 * @see https://cloud.google.com/nat/docs/nat-proxy-load-balancers
 */
export class CloudNat extends Construct {
  readonly resource: ComputeRouterNat;

  constructor(scope: Construct, id: string, { placement }: CloudNatProps) {
    super(scope, id);
    const { stack, region } = placement;
    const project = networkProject(placement);
    const network = networkLink(placement);
    const router = new ComputeRouter(this, id, {
      name: hashedName(this, stack, "router", { region, network, project }),
      project,
      region,
      network,
      lifecycle: { createBeforeDestroy: true },
    });
    this.resource = new ComputeRouterNat(this, "Default", {
      name: hashedName(this, stack, "nat", { region, project, router: router.name }),
      project,
      region,
      router: router.name,
      endpointTypes: ["ENDPOINT_TYPE_MANAGED_PROXY_LB"],
      natIpAllocateOption: "AUTO_ONLY",
      sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
