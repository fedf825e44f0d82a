import { cidrsOverlap } from "../../config/cidr";
import { literal, readBlocks } from "./stack-reader";
import type { TerraformJson } from "./terraform-json";

/**
 * Whether two stacks cannot be there at once: a VPC has one active proxy-only subnet in a region, and no range twice; an
 * address has one forwarding rule for a port.
 * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
 */
export function clashes(left: TerraformJson, right: TerraformJson): boolean {
  const ports = portsOnExistingAddress(left);
  return clashingSubnets(left, right) || portsOnExistingAddress(right).some((port) => ports.includes(port));
}

function clashingSubnets(left: TerraformJson, right: TerraformJson): boolean {
  const taken = proxyOnlySubnets(left);
  return proxyOnlySubnets(right).some(({ network, region, range }) =>
    taken.some((one) => one.network === network && (one.region === region || cidrsOverlap(one.range, range))),
  );
}

/** `PROJECT/REGION/NAME:PORT` of each forwarding rule, where the address is not made by the stack. */
function portsOnExistingAddress(stack: TerraformJson): string[] {
  const blocks = readBlocks(stack);
  const [address] = blocks.filter(({ kind, type }) => kind === "data" && type === "google_compute_address");
  if (address === undefined) return [];
  return blocks.flatMap(({ type, block }) =>
    type === "google_compute_forwarding_rule"
      ? [`${address.project}/${address.region}/${address.block.name}:${block.port_range}`]
      : [],
  );
}

function proxyOnlySubnets(stack: TerraformJson) {
  return readBlocks(stack).flatMap(({ block, project, region }) =>
    block.purpose === "REGIONAL_MANAGED_PROXY"
      ? [{ network: `${project}/${block.network}`, region, range: literal(block.ip_cidr_range) ?? "" }]
      : [],
  );
}
