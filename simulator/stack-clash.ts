import { overlap } from "./cidr";
import { literal, readBlocks } from "./stack-reader";
import type { TerraformJson } from "./terraform-json";

/**
 * Whether two stacks cannot be there at once: a VPC has one active proxy-only subnet in a region, and no range twice.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export function clashes(left: TerraformJson, right: TerraformJson): boolean {
  const taken = proxyOnlySubnets(left);
  return proxyOnlySubnets(right).some(({ network, region, range }) =>
    taken.some((one) => one.network === network && (one.region === region || overlap(one.range, range))),
  );
}

function proxyOnlySubnets(stack: TerraformJson) {
  return readBlocks(stack).flatMap(({ block, project, region }) =>
    block.purpose === "REGIONAL_MANAGED_PROXY"
      ? [{ network: `${project}/${block.network}`, region, range: literal(block.ip_cidr_range) ?? "" }]
      : [],
  );
}
