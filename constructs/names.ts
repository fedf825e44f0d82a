import { createHash } from "node:crypto";
import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { sanitize } from "../config/model/ids";
import { LONGEST_NAME } from "../platform/facts";

const HASH = 8;

/**
 * The name of a resource that is replaced before it is destroyed: `<stack>-<id>-<hash>`. The hash covers the identity
 * (before it is cut to 63 characters) and every input that forces a replacement, so that old and new can stand side by
 * side; without it the API answers `alreadyExists`. References count by what they resolve to, never by the number that
 * CDKTF gave them.
 */
export function hashedName(scope: IConstruct, stack: string, id: string, replacing: object): string {
  const identity = `${stack}-${id}`;
  return cut(sanitize(identity), contentHash(scope, identity, replacing));
}

/** Eight digits that stand for an identity and what belongs to it. */
export function contentHash(scope: IConstruct, identity: string, content: object): string {
  return hash(JSON.stringify([identity, resolved(scope, content)]));
}

/** The name of a resource that must be gone before its successor comes: `<stack>-<id>`, cut only when it is too long. */
export function plainName(stack: string, id: string): string {
  const identity = `${stack}-${id}`;
  const name = sanitize(identity);
  return name === identity && name.length <= LONGEST_NAME ? name : cut(name, hash(identity));
}

/** A value with its references as Terraform reads them. */
export function resolved(scope: IConstruct, value: unknown): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

/** CDKTF writes the ids above a value once for each of its parts, so that a long one costs minutes. */
const LONGEST_ID = 1000;

/** An id that is made of many of the user's words. */
export const boundedId = (id: string): string =>
  id.length <= LONGEST_ID ? id : `${id.slice(0, LONGEST_ID)}-${hash(id)}`;

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, HASH);
}

/**
 * An id in the construct tree for what a user named: itself, or with a dot after it where it is taken there. It may be by
 * another type of resource; `constructor` always is, since the tree keeps its children in a plain object.
 */
export const freeId = (scope: IConstruct, id: string): string =>
  scope.node.tryFindChild(id) === undefined ? id : freeId(scope, `${id}.`);

/** Without the dots of `freeId`, which an address of its own type does not need. */
export const withoutDots = (id: string): string => id.replace(/\.+$/, "");

function cut(name: string, suffix: string): string {
  return `${name.slice(0, LONGEST_NAME - HASH - 1).replace(/-+$/, "")}-${suffix}`;
}
