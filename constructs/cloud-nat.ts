import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { DataGoogleComputeAddress } from "@cdktf/provider-google/lib/data-google-compute-address";
import { Construct } from "constructs";
import { existingAddress } from "./address";
import { freeId, hashedName } from "./names";
import { labelsOf, networkLink, networkProject, type Placement } from "./placement";

/**
 * The way of the proxies to the internet, for workloads with internet endpoints. It serves all subnets, so that it does
 * not depend on the proxy-only subnet. Whatever changes it changes in place.
 * @see https://cloud.google.com/nat/docs/nat-proxy-load-balancers
 */
export class CloudNat extends Construct {
  readonly resource: ComputeRouterNat;
  /** From where requests leave, in the order of the file. Empty: Google chooses. */
  readonly egressIps: readonly string[];

  constructor(scope: Construct, id: string, placement: Placement, minPorts: number) {
    super(scope, id);
    const { stack, region } = placement;
    const { addresses = [], logs } = placement.network.cloudNat;
    const project = networkProject(placement);
    const network = networkLink(placement);
    const router = new ComputeRouter(this, id, {
      name: hashedName(this, stack, "router", { region, network, project }),
      project,
      region,
      network,
      lifecycle: { createBeforeDestroy: true },
    });
    const egress =
      typeof addresses === "number"
        ? Array.from({ length: addresses }, (_, i) => this.newAddress(`egress-${i + 1}`, placement))
        : addresses.map((name) => this.existingAddress(name, placement));
    this.egressIps = egress.map(({ address }) => address);
    this.resource = new ComputeRouterNat(this, "Default", {
      name: hashedName(this, stack, "nat", { region, project, router: router.name }),
      project,
      region,
      router: router.name,
      endpointTypes: ["ENDPOINT_TYPE_MANAGED_PROXY_LB"],
      natIpAllocateOption: egress.length > 0 ? "MANUAL_ONLY" : "AUTO_ONLY",
      natIps: egress.map(({ selfLink }) => selfLink),
      // Whoever drained an address by hand gives it up with it: it cannot be deleted while the NAT knows it.
      drainNatIps: [],
      minPortsPerVm: minPorts,
      sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      logConfig: { enable: logs !== undefined, filter: logs ?? "ERRORS_ONLY" },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /** Known by its number: none is made anew when others come or go. */
  private newAddress(id: string, placement: Placement): ComputeAddress {
    const { stack, region } = placement;
    const project = networkProject(placement);
    return new ComputeAddress(this, id, {
      name: hashedName(this, stack, id, { region, project }),
      project,
      region,
      addressType: "EXTERNAL",
      // Internet endpoints are reached in no other tier.
      networkTier: "PREMIUM",
      labels: labelsOf(placement),
      // The NAT gives it up before it goes.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private existingAddress(text: string, placement: Placement): DataGoogleComputeAddress {
    const address = existingAddress(text, { ...placement, project: networkProject(placement) });
    return new DataGoogleComputeAddress(this, freeId(this, `egress-${address.name}`), address);
  }
}
