import { readBlocks } from "./stack-reader";
import type { TerraformJson } from "./terraform-json";

/**
 * Whether two stacks cannot be there at once: a VPC has one active proxy-only subnet in a region.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export function clashes(left: TerraformJson, right: TerraformJson): boolean {
  const taken = proxyOnlySubnets(left);
  return proxyOnlySubnets(right).some((place) => taken.includes(place));
}

/** The network and region of each proxy-only subnet that a stack makes. */
function proxyOnlySubnets(stack: TerraformJson): string[] {
  return readBlocks(stack).flatMap(({ block, project, region }) =>
    block.purpose === "REGIONAL_MANAGED_PROXY" ? [`${project}/${block.network} ${region}`] : [],
  );
}
