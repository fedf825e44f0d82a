import { cidrsOverlap, toAddress } from "../../config/cidr";
import { PROBER_RANGES } from "../../platform/facts";
import { nounOf } from "../control-plane/collections";
import { zoneKey } from "../control-plane/dns-api";
import type { Fields } from "../control-plane/json-object";
import { existingResource } from "../control-plane/resource-change";
import {
  formatPath,
  lastSegment,
  parsePath,
  type ResourcePath,
  relativePath,
  selfLink,
} from "../control-plane/resource-path";
import { createState, type Dump, type State } from "../control-plane/state";
import { addImported } from "./imported";
import { literal, literalLinks, readBlocks, readImports, type StackBlock } from "./stack-reader";
import { blocksOf, type TerraformJson } from "./terraform-json";

interface Seeding {
  readonly state: State;
  readonly blocks: readonly StackBlock[];
  /** Those of the stack that names what is to be made up. Default: all. */
  readonly own?: readonly StackBlock[];
}

/**
 * What must be there before these stacks can be applied: everything that they name and none of them creates, and what their
 * `import` blocks take over.
 *
 * @param variables Values of the stacks' variables. Default: as `Workspace.configure` sets them.
 */
export function seedFor(stacks: readonly TerraformJson[], variables: Readonly<Record<string, unknown>> = {}): Dump {
  const state = createState(surroundingsOf(stacks.map((stack) => readBlocks(stack, variables))));
  for (const stack of stacks) addImported(readImports(stack, variables), readBlocks(stack, variables), state);
  return state.dump();
}

/**
 * Everything that some stacks name and none of them creates. Where only the name of a thing is known, the rest is made up:
 * a range, an instance, a named port.
 */
export function surroundingsOf(stackBlocks: readonly (readonly StackBlock[])[]): Dump {
  const seeding = { state: createState(), blocks: stackBlocks.flat() };
  const named = stackBlocks.flatMap((own) => own.flatMap(literalLinks).map((path) => ({ path, own })));
  for (const { path, own } of named.sort((left, right) => byDependency(left.path, right.path)))
    if (!isCreated(path, seeding)) add({ ...seeding, own }, path);
  for (const blocks of stackBlocks) addProxyOnlySubnetworks(seeding, blocks);
  for (const { block, project } of seeding.blocks) {
    const zone = literal(block.managed_zone);
    if (zone) seeding.state.put(zoneKey(project, zone), { name: zone });
  }
  return seeding.state.dump();
}

/** A stack may write out the path of what it creates itself. */
function isCreated({ collection, name }: ResourcePath, { blocks }: Seeding): boolean {
  const noun = nounOf(collection);
  return blocks.some(
    ({ kind, type, block }) =>
      kind === "resource" &&
      block.name === name &&
      [`google_compute_${noun}`, `google_compute_region_${noun}`].includes(type),
  );
}

/** What others take their network or range from comes first. */
function byDependency(left: ResourcePath, right: ResourcePath): number {
  const rank = ({ collection }: ResourcePath) => ({ networks: 0, subnetworks: 1 })[collection] ?? 2;
  return rank(left) - rank(right);
}

function add(seeding: Seeding, path: ResourcePath): void {
  if (seeding.state.find(formatPath(path)) === undefined)
    put(seeding, path, MADE_UP[path.collection]?.(path, seeding) ?? {});
}

const put = ({ state }: Seeding, path: ResourcePath, fields: Fields): void =>
  state.put(formatPath(path), existingResource(path, fields, state));

/** What is made up about a resource of which only the path is known. */
const MADE_UP: { readonly [collection: string]: (path: ResourcePath, seeding: Seeding) => Fields } = {
  networks: () => ({ autoCreateSubnetworks: false }),
  subnetworks: (path, seeding) => ({
    network: networkBeside(path, seeding),
    ipCidrRange: rangeOf(path, seeding) ?? freeRange(seeding),
    ...(isPublishing(path, seeding) && { purpose: "PRIVATE_SERVICE_CONNECT" }),
  }),
  addresses: (path, { blocks, own = blocks }) => {
    const rule = own.find(
      ({ type, region }) => type === "google_compute_forwarding_rule" && path.scope === `regions/${region}`,
    );
    const internal = rule?.block.load_balancing_scheme === "INTERNAL_MANAGED";
    const subnetwork = literal(rule?.block.subnetwork);
    if (!internal) return { networkTier: literal(rule?.block.network_tier) ?? "PREMIUM" };
    return {
      addressType: "INTERNAL",
      purpose: "SHARED_LOADBALANCER_VIP",
      subnetwork: subnetwork && pathOf(subnetwork, path, "subnetworks"),
    };
  },
  // Which rules are meant for it nobody says: it has the tags of all of them.
  instances: ({ project }, { state, blocks }) => ({
    tags: { items: targetsOf(blocks, "target_tags") },
    serviceAccounts: targetsOf(blocks, "target_service_accounts").map((email) => ({ email })),
    networkInterfaces: [
      {
        network: selfLink(`projects/${project}/global/networks/default`),
        networkIP: toAddress(FIRST_INSTANCE + state.count()),
      },
    ],
  }),
  instanceGroups: (path, seeding) => {
    const { port, portName } = servedBy(path, seeding);
    const made = seeding.blocks.some(
      ({ type, block }) => type === "google_compute_instance_group_named_port" && block.group === path.name,
    );
    return {
      namedPorts: made ? [] : [{ name: portName, port }],
      instances: [selfLink(addInstance(path, seeding))],
    };
  },
  networkEndpointGroups: (path, seeding) => {
    if (!path.scope.startsWith("zones/"))
      return { networkEndpointType: "SERVERLESS", cloudRun: { service: path.name } };
    const { port } = servedBy(path, seeding);
    const instance = addInstance(path, seeding);
    const ipAddress = seeding.state.get("instances", instance)?.networkInterfaces?.[0]?.networkIP;
    return { networkEndpoints: [{ instance: selfLink(instance), ipAddress, port }] };
  },
  backendServices: (_path, { blocks, own = blocks }) => {
    const rule = own.find(({ type }) => type === "google_compute_forwarding_rule");
    return { loadBalancingScheme: literal(rule?.block.load_balancing_scheme) ?? "EXTERNAL_MANAGED" };
  },
};

/** 10.240.0.2 */
const FIRST_INSTANCE = 0x0a_f0_00_02;
const DEFAULT_PORT = 80;

/** What the backend service that uses a group says of its port, and which machines its firewall rules are for. */
function servedBy(path: ResourcePath, { blocks }: Seeding) {
  const service = blocks.find(({ block }) =>
    blocksOf(block.backend).some(({ group }) => relativePath(literal(group) ?? "") === formatPath(path)),
  );
  const dependencies = [service?.block.depends_on].flat();
  const firewalls = blocks.filter(
    ({ type, name }) => type === "google_compute_firewall" && dependencies.includes(`${type}.${name}`),
  );
  const ports = firewalls.flatMap(({ block }) => blocksOf(block.allow).flatMap((allow) => [allow.ports].flat()));
  return {
    port: Number(ports[0] ?? DEFAULT_PORT),
    portName: literal(service?.block.port_name) ?? "http",
    tags: targetsOf(firewalls, "target_tags"),
    serviceAccounts: targetsOf(firewalls, "target_service_accounts"),
  };
}

function targetsOf(firewalls: readonly StackBlock[], attribute: "target_tags" | "target_service_accounts"): string[] {
  const targets = firewalls.flatMap(({ block }) => [block[attribute]].flat().flatMap((value) => literal(value) ?? []));
  return [...new Set(targets)];
}

/** One instance for a group, in its zone or in the first zone of its region. */
function addInstance(group: ResourcePath, seeding: Seeding): string {
  const scope = group.scope.startsWith("zones/") ? group.scope : `${group.scope.replace("regions/", "zones/")}-a`;
  const path = { ...group, scope, collection: "instances", name: `${group.name}-1` };
  const { tags, serviceAccounts } = servedBy(group, seeding);
  const targets = { tags: { items: tags }, serviceAccounts: serviceAccounts.map((email) => ({ email })) };
  put(seeding, path, { ...MADE_UP.instances?.(path, seeding), ...targets });
  return formatPath(path);
}

/** A stack whose forwarding rules have no proxy-only subnetwork of its own counts on one that is there. */
function addProxyOnlySubnetworks(seeding: Seeding, blocks: readonly StackBlock[]): void {
  if (blocks.some(({ block }) => block.purpose === "REGIONAL_MANAGED_PROXY")) return;
  for (const { type, block, project, region } of blocks) {
    if (type !== "google_compute_forwarding_rule") continue;
    const home = { project, scope: `regions/${region}`, collection: "subnetworks", name: "proxy-only" };
    const network = pathOf(literal(block.network) ?? "default", { ...home, scope: "global" }, "networks");
    const path = {
      ...home,
      project: parsePath(network)?.project ?? project,
      name: `proxy-only-${network.split("/").at(-1)}`,
    };
    if (seeding.state.find(formatPath(path))) continue;
    const ipCidrRange = proxyRange(blocks) ?? freeRange(seeding);
    put(seeding, path, { network, ipCidrRange, purpose: "REGIONAL_MANAGED_PROXY", role: "ACTIVE" });
  }
}

/** The range that firewall rules admit beside Google's probers. */
function proxyRange(blocks: readonly StackBlock[]): string | undefined {
  const sources = blocks.flatMap(({ type, block }) =>
    type === "google_compute_firewall" ? [block.source_ranges].flat() : [],
  );
  return sources.flatMap((source) => literal(source) ?? []).find((range) => !PROBER_RANGES.includes(range));
}

/** Whether a subnetwork is one that consumers of Private Service Connect arrive from. */
const isPublishing = (path: ResourcePath, { blocks }: Seeding): boolean =>
  blocks.some(({ block }) =>
    [block.nat_subnets].flat().some((subnet) => lastSegment(literal(subnet) ?? "") === path.name),
  );

function networkBeside(path: ResourcePath, seeding: Seeding): string {
  const publishing = isPublishing(path, seeding);
  const neighbour = seeding.blocks.find(
    ({ block }) =>
      literal(block.network) !== undefined &&
      (publishing ? block.subnetwork !== undefined : lastSegment(literal(block.subnetwork) ?? "") === path.name),
  );
  return pathOf(literal(neighbour?.block.network) ?? "default", { ...path, scope: "global" }, "networks");
}

/** A name as a path of the given place; a path as it is. */
function pathOf(text: string, { project, scope }: ResourcePath, collection: string): string {
  return selfLink(parsePath(text) ? relativePath(text) : formatPath({ project, scope, collection, name: text }));
}

/** A range around the address that is to come from a subnet, where the stack says which. */
function rangeOf({ name }: ResourcePath, { blocks }: Seeding): string | undefined {
  const [address] = blocks.flatMap(({ type, block }) =>
    type === "google_compute_address" && lastSegment(literal(block.subnetwork) ?? "") === name
      ? (literal(block.address) ?? [])
      : [],
  );
  return address?.replace(/\.\d+$/, ".0/24");
}

/** The first of 10.200.0.0/24 to 10.200.255.0/24 that overlaps no range in sight. */
function freeRange({ state, blocks }: Seeding): string {
  const taken = [
    ...state.all("subnetworks").map(({ ipCidrRange }) => ipCidrRange),
    ...blocks.map(({ block }) => literal(block.ip_cidr_range)),
  ];
  const candidates = Array.from({ length: 256 }, (_, index) => `10.200.${index}.0/24`);
  return candidates.find((range) => !taken.some((other) => cidrsOverlap(range, other ?? ""))) ?? "10.200.0.0/24";
}
