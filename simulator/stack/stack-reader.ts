import { isReference } from "../../config/reference";
import { textsIn } from "../control-plane/json-object";
import { formatPath, parsePath, type ResourcePath } from "../control-plane/resource-path";
import { type Block, type Blocks, blocksOf, placeholders, type TerraformJson } from "./terraform-json";

/** A resource or data source of a stack, its variables replaced by their values. */
export interface StackBlock {
  readonly kind: "resource" | "data";
  readonly type: string;
  readonly name: string;
  readonly block: Block;
  readonly project: string;
  readonly region: string;
}

/** `google_compute_address.address`, `data.google_compute_address.address` */
export const addressOf = ({ kind, type, name }: Pick<StackBlock, "kind" | "type" | "name">): string =>
  kind === "data" ? `data.${type}.${name}` : `${type}.${name}`;

const REFERENCE = /^\$\{((?:data\.)?google_\w+\.[\w-]+)\.(\w+)[^}]*\}$/;

/** What a text refers to that is a reference and nothing else: an address, and an attribute of what is there. */
export function referenceIn(text: unknown): { readonly address: string; readonly attribute: string } | undefined {
  const [, address, attribute] = REFERENCE.exec(String(text)) ?? [];
  return address && attribute ? { address, attribute } : undefined;
}

/** The block that a text refers to. */
export const referred = (text: unknown, blocks: readonly StackBlock[]): StackBlock | undefined =>
  blocks.find((block) => addressOf(block) === referenceIn(text)?.address);

type Place = Pick<ResourcePath, "scope" | "collection">;

type Variables = Readonly<Record<string, unknown>>;

/** @param variables Values of the stack's variables. Default: what `placeholders` gives them. */
export function readBlocks(stack: TerraformJson, variables: Variables = {}): StackBlock[] {
  const values = valuesOf(stack, variables);
  const provider = withValues(blocksOf(stack.provider?.google)[0] ?? {}, values);
  const blocks = (kind: StackBlock["kind"], byType: Blocks = {}) =>
    Object.entries(byType).flatMap(([type, named]) =>
      Object.entries(named).map(([name, raw]): StackBlock => {
        const block = withValues(raw, values);
        const attribute = (key: string) => literal(block[key]) ?? literal(provider[key]) ?? "";
        return { kind, type, name, block, project: attribute("project"), region: attribute("region") };
      }),
    );
  return [...blocks("resource", stack.resource), ...blocks("data", stack.data)];
}

/** What the `import` blocks of a stack take over, by the address it gets. */
export function readImports(stack: TerraformJson, variables: Variables = {}): Map<string, ResourcePath> {
  const values = valuesOf(stack, variables);
  const imports = blocksOf(stack.import).map((block) => withValues(block, values));
  return new Map(
    imports.flatMap(({ to, id }): [string, ResourcePath][] => {
      const path = typeof id === "string" ? parsePath(id) : undefined;
      return typeof to === "string" && path ? [[to, path]] : [];
    }),
  );
}

/** A text without a reference to anything else of the stack. */
export function literal(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !isReference(value) ? value : undefined;
}

/** The resources that a block leads to by path or by name, whoever created them. */
export function literalLinks(typed: StackBlock): ResourcePath[] {
  const { kind, type, block } = typed;
  const byPath = textsIn(block).flatMap((text) => (literal(text) ? (parsePath(text) ?? []) : []));
  const byName = Object.keys(NAMED_BY).flatMap((attribute) => namedLinks(typed, attribute, block[attribute]));
  const lookedUp = kind === "data" ? named(typed, LOOKED_UP[type], block.name) : [];
  const implied =
    WITH_NETWORK.includes(type) && block.network === undefined ? namedLinks(typed, "network", "default") : [];
  return [...byPath, ...byName, ...lookedUp, ...implied];
}

/** The block with paths where it has names. */
export function withPaths(typed: StackBlock): Block {
  return Object.fromEntries(
    Object.entries(typed.block).map(([attribute, value]) => {
      const linked = (each: unknown) => namedLinks(typed, attribute, each).map(formatPath)[0] ?? each;
      return [attribute, Array.isArray(value) ? value.map(linked) : linked(value)];
    }),
  );
}

function namedLinks(typed: StackBlock, attribute: string, value: unknown): ResourcePath[] {
  return named(typed, NAMED_BY[attribute], value);
}

function named(typed: StackBlock, place: ((typed: StackBlock) => Place) | undefined, value: unknown): ResourcePath[] {
  return [value].flat().flatMap((each) => {
    const name = literal(each);
    return place && name && !name.includes("/") ? [{ project: typed.project, name, ...place(typed) }] : [];
  });
}

const regional =
  (collection: string) =>
  ({ region }: StackBlock): Place => ({ scope: `regions/${region}`, collection });
const zonal =
  (collection: string) =>
  ({ block }: StackBlock): Place => ({ scope: `zones/${block.zone}`, collection });
const global = (collection: string) => (): Place => ({ scope: "global", collection });

/** Attributes that may hold a name instead of a path. */
const NAMED_BY: { readonly [attribute: string]: (typed: StackBlock) => Place } = {
  network: global("networks"),
  subnetwork: regional("subnetworks"),
  nat_subnets: regional("subnetworks"),
  router: regional("routers"),
  ssl_policy: regional("sslPolicies"),
  ssl_certificates: regional("sslCertificates"),
  region_network_endpoint_group: regional("networkEndpointGroups"),
  network_endpoint_group: zonal("networkEndpointGroups"),
  group: zonal("instanceGroups"),
  instance: zonal("instances"),
};

/** Data sources that look something up by its name. */
const LOOKED_UP: { readonly [type: string]: (typed: StackBlock) => Place } = {
  google_compute_address: regional("addresses"),
  google_compute_network: global("networks"),
  google_compute_router: regional("routers"),
  google_compute_subnetwork: regional("subnetworks"),
};

/** Resources that are in the VPC `default` where they name none. */
const WITH_NETWORK = ["google_compute_forwarding_rule", "google_compute_network_endpoint_group"];

function valuesOf(stack: TerraformJson, variables: Variables): Variables {
  const defaults = Object.entries(stack.variable ?? {}).flatMap(([name, block]) =>
    block.default === undefined ? [] : [[name, block.default]],
  );
  return { ...Object.fromEntries(defaults), ...placeholders(stack), ...variables };
}

function withValues(block: Block, values: Variables): Block {
  const replaced = JSON.stringify(block).replace(/(?<!\$)\$\{var\.([\w-]+)\}/g, (token, name) =>
    String(values[name] ?? token),
  );
  return JSON.parse(replaced);
}
