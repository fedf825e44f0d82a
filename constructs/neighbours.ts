import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Model } from "../config/model/model";
import { resolved } from "./names";
import { networkLink, networkProject } from "./placement";

interface Neighbour {
  readonly path: string;
  readonly model: Model;
}

const NEIGHBOURS = new WeakMap<TerraformStack, Neighbour[]>();

/**
 * Two proxies of one stack that Google would not take side by side: what one of them has made, the other is refused in the
 * middle of an apply.
 *
 * @throws With the places of both, and what they cannot share.
 */
export function settle(scope: Construct, model: Model): void {
  const stack = TerraformStack.of(scope);
  const others = NEIGHBOURS.get(stack) ?? [];
  for (const { path, model: other } of others) {
    const conflict = conflictOf(model, other, (value) => JSON.stringify(resolved(scope, value)));
    if (conflict !== undefined) throw new Error(`[${scope.node.path}] the proxy ${path} ${conflict}`);
  }
  NEIGHBOURS.set(stack, [...others, { path: scope.node.path, model }]);
}

function conflictOf(one: Model, other: Model, text: (value: unknown) => string): string | undefined {
  const alike = (of: (model: Model) => unknown) => text(of(one)) === text(of(other));
  if (one.region !== other.region) return undefined;
  if (alike(({ name, project }) => [name, project]))
    return `is called ${JSON.stringify(one.name)} in ${one.region} too: their resources would have the same names\n  give one of the two another \`name\``;
  const make = [one, other].every(({ network }) => network.proxyOnlySubnet.existing === undefined);
  if (make && alike((model) => [networkProject(model), networkLink(model).replace(/.*\//, "")]))
    return `makes the proxy-only subnet of that VPC in ${one.region} too, and a VPC has one there\n  write \`proxyOnlySubnet: { existing: …, range: … }\` for one of the two`;
  const address = one.frontend.address.existing;
  const ports = other.frontend.listeners.map(({ port }) => port);
  const shared = one.frontend.listeners.find(({ port }) => ports.includes(port));
  if (address !== undefined && shared && alike(({ project, frontend }) => [project, frontend.address.existing]))
    return `serves port ${shared.port} of the address ${address} too: an address and port belong to one listener\n  give one of the two another address or port`;
  return undefined;
}
