import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { Construct } from "constructs";
import { proxyRanges, sanitize } from "../config/model/ids";
import { KINDS } from "../config/model/kinds";
import type { Workload } from "../config/model/model";
import { PROBER_RANGES } from "../platform/facts";
import { boundedId, hashedName } from "./names";
import { networkLink, networkProject, type Placement } from "./placement";

/** What one rule lets in, and where. Neither tags nor service accounts: the whole VPC. */
export interface Opening {
  readonly source: "health-checks" | "proxies";
  readonly port: number;
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
}

/** The openings that a workload needs: probers at the checked ports, proxies at the serving ones. */
export function openingsOf(workload: Workload): Opening[] {
  return workload.backends.flatMap((backend): Opening[] => {
    // Hybrid endpoints lie outside of the VPC, where the other side's firewall decides.
    if (!KINDS[backend.kind].inVpc) return [];
    const serving =
      backend.kind === "zonalEndpoints" ? [...new Set(backend.endpoints.map(({ port }) => port))] : [workload.port];
    const checked = workload.healthCheck?.port;
    const probed = checked === undefined ? serving : [checked];
    const target = { tags: [...backend.tags].sort(), serviceAccounts: [...backend.serviceAccounts].sort() };
    return [
      ...probed.map((port): Opening => ({ source: "health-checks", port, ...target })),
      ...serving.map((port): Opening => ({ source: "proxies", port, ...target })),
    ];
  });
}

/** `health-checks-8000-vllm`: what the rule is, so that two workloads that need the same one share it. */
export function openingId({ source, port, tags, serviceAccounts }: Opening): string {
  // Tags have no underscores, so that the tags a and b are not the tag a-b.
  const targets = [...tags, ...serviceAccounts].map(sanitize).join("_");
  return boundedId([source, port, targets].filter((part) => part !== "").join("-"));
}

/** What a firewall rule says, whoever makes it. */
export function firewallOf(placement: Placement, { source, port, tags, serviceAccounts }: Opening) {
  return {
    project: networkProject(placement),
    network: networkLink(placement),
    direction: "INGRESS",
    sourceRanges: source === "health-checks" ? [...PROBER_RANGES] : proxyRanges(placement.network.proxyOnlySubnet),
    allow: [{ protocol: "tcp", ports: [String(port)] }],
    targetTags: tags.length > 0 ? [...tags] : undefined,
    targetServiceAccounts: serviceAccounts.length > 0 ? [...serviceAccounts] : undefined,
  };
}

/** Lets probers or proxies reach a port. Ranges are literals, so that nothing here depends on the subnet. */
export class FirewallRule extends Construct {
  readonly resource: ComputeFirewall;

  constructor(scope: Construct, id: string, placement: Placement, opening: Opening) {
    super(scope, id);
    const { network, project, ...rule } = firewallOf(placement, opening);
    this.resource = new ComputeFirewall(this, "Default", {
      name: hashedName(this, placement.stack, id, { network, project, ...opening }),
      description:
        opening.source === "health-checks"
          ? "Google's health checkers reach the backends"
          : `The proxies of ${placement.stack} reach the backends`,
      project,
      network,
      ...rule,
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
