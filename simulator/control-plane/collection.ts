import type { Fields } from "./json-object";
import type { ResourcePath } from "./resource-path";
import type { Resource } from "./resources";
import type { View } from "./state";

/** How one collection of the Compute API behaves. */
export interface Collection<R extends Resource = Resource> {
  /** How a resource can be changed as a whole; where there is no way, it can only be deleted. Default: by a patch. */
  readonly updates?: readonly ("patch" | "update")[];
  /** Verbs that set fields of the resource to those of the request. */
  readonly sets?: { readonly [verb: string]: readonly string[] };
  /** Fields that link to other resources, and the collections these may be in. */
  readonly references?: { readonly [field: string]: readonly string[] };
  /** An update must carry the current fingerprint. */
  readonly fingerprint?: boolean;
  /** Fields that an update must leave as they are. */
  readonly immutable?: readonly string[];
  /** Fields that a request cannot set: another verb does, or Google computes them. */
  readonly ignored?: readonly string[];
  /** Fields that a read leaves out: another verb lists them. */
  readonly hidden?: readonly string[];
  /** How Google writes what was sent; a field that is undefined it leaves out. */
  normalize?(resource: R, state: View): Fields;
  /** What Google computes whenever it is read. */
  computed?(resource: R, state: View): Fields;
  /** A resource that is made, changed and removed together with this one. */
  companion?(resource: R, path: ResourcePath): Companion;
  /** What else changes with it. */
  effects?(before: R | undefined, after: R, state: View): Effect[];
  /** What Google fills in where the request is silent. */
  defaults?(resource: R, path: ResourcePath, state: View): Fields;
}

/** A change of another resource, as a patch of it. */
export interface Effect {
  readonly path: ResourcePath;
  readonly body: Fields;
}

export interface Companion {
  readonly path: ResourcePath;
  readonly fields: Fields;
}
