import type { Model } from "../config/model/model";
import { isBareName } from "../config/place";

/** Where a part lives and whose it is; every part of one proxy shares it. */
export type Placement = Pick<Model, "name" | "region" | "stack" | "project" | "scheme" | "labels" | "network">;

/** The project of the VPC, where firewall rules and subnets are made. */
export function networkProject(placement: Placement): string | undefined {
  return placement.network.hostProject ?? placement.project;
}

/** The network as every resource takes it: a network of another project needs its whole path. */
export function networkLink({ network }: Placement): string {
  return isBareName(network.vpc) && network.hostProject !== undefined
    ? `projects/${network.hostProject}/global/networks/${network.vpc}`
    : network.vpc;
}

/** The ordinary subnet, likewise: it lives in the network's project. */
export function subnetLink(placement: Placement): string | undefined {
  const { subnet } = placement.network;
  return subnet && linkOfSubnet(subnet, placement);
}

export function linkOfSubnet(subnet: string, { region, network: { hostProject } }: Placement): string {
  if (hostProject === undefined || !isBareName(subnet)) return subnet;
  return `projects/${hostProject}/regions/${region}/subnetworks/${subnet}`;
}

/** The labels of a resource; none rather than an empty map. */
export function labelsOf({ labels }: Placement): Record<string, string> | undefined {
  return Object.keys(labels).length > 0 ? { ...labels } : undefined;
}

/** The project, where a path cannot be written without it. */
export function requiredProject({ project, stack }: Placement, what: string): string {
  if (project !== undefined) return project;
  const why = `${JSON.stringify(what)} is a short name, which needs the project`;
  throw new Error(`[${stack}] ${why}\n  set \`project\`, or write the self link`);
}
