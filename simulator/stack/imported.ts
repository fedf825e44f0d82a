import { collectionOfType } from "../control-plane/collections";
import { type Fields, without } from "../control-plane/json-object";
import { existingResource } from "../control-plane/resource-change";
import { formatPath, type ResourcePath } from "../control-plane/resource-path";
import type { Dump, State } from "../control-plane/state";
import { apiFields } from "./api-fields";
import type { Stack } from "./stack";
import {
  addressOf,
  literalLinks,
  readImports,
  referenceIn,
  referred,
  type StackBlock,
  withPaths,
} from "./stack-reader";

/** What the `import` blocks of some stacks take over, by path. */
export function importedBy(stacks: readonly Stack[]): string[] {
  return stacks.flatMap(({ json }) => [...readImports(json).values()].map(formatPath));
}

/** A platform without some of its resources. */
export function withoutPaths(dump: Dump, paths: readonly string[]): Dump {
  return Object.fromEntries(Object.entries(dump).filter(([path]) => !paths.includes(path)));
}

/**
 * Puts there what the `import` blocks of a stack take over: as the stack wants it, but for the description, and for a URL
 * map's routes. What it refers to, and the stack would make anew, is there in a former edition.
 */
export function addImported(
  imports: ReadonlyMap<string, ResourcePath>,
  blocks: readonly StackBlock[],
  state: State,
): void {
  /** @returns Its path; undefined for what is no resource of Compute or Certificate Manager. */
  const make = (address: string): string | undefined => {
    const typed = blocks.find((block) => addressOf(block) === address);
    const path = imports.get(address) ?? (typed && formerPath(typed));
    if (typed === undefined || path === undefined) return undefined;
    const key = formatPath(path);
    if (state.find(key) === undefined)
      state.put(key, existingResource(path, { ...fieldsOf(typed), description: "Made by hand" }, state));
    return key;
  };

  const fieldsOf = (typed: StackBlock): Fields =>
    typed.type === URL_MAP ? ELSEWHERE : apiFields(without(withPaths(typed), NO_FIELDS), lookUp);

  const lookUp = (text: string): string => {
    const reference = referenceIn(text);
    const block = referred(text, blocks);
    const [found] = block?.kind === "data" ? literalLinks(block).map(formatPath) : [make(reference?.address ?? "")];
    if (found === undefined) return text;
    return reference?.attribute === "address" ? (state.get("addresses", found)?.address ?? found) : found;
  };

  for (const address of imports.keys()) make(address);
}

const URL_MAP = "google_compute_region_url_map";
/** A URL map that needs nothing else. */
const ELSEWHERE = { defaultUrlRedirect: { hostRedirect: "former.example.com", stripQuery: false } };
/** Terraform's own, or part of the path. */
const NO_FIELDS = ["//", "depends_on", "lifecycle", "name", "project", "provider", "region"];

function formerPath({ type, name, block, project, region }: StackBlock): ResourcePath | undefined {
  const collection = collectionOfType(type);
  const { zone, location } = block;
  const scope = zone ? `zones/${zone}` : location ? `locations/${location}` : `regions/${region}`;
  return collection === undefined ? undefined : { project, scope, collection, name: `former-${name}` };
}
