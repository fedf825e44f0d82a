import { type Fields, sorted, without, withoutEmpty } from "./json-object";
import { parsePath, relativePath } from "./resource-path";
import type { CollectionName, Resource, Resources } from "./resources";

/** Every resource by its path; a JSON file that can be kept, compared and loaded again. */
export type Dump = { readonly [path: string]: Resource };

/** The resources as a rule sees them. Links may be self links of any host, or paths from `projects/` on. */
export interface View {
  find(link: string): Resource | undefined;
  get<C extends CollectionName>(collection: C, link: string | undefined): Resources[C] | undefined;
  all<C extends CollectionName>(collection: C): readonly Resources[C][];
  /** The resources of one collection, wherever they are. */
  entries(collection: string): IterableIterator<[path: string, resource: Resource]>;
  count(): number;
}

export interface State extends View {
  put(path: string, resource: Resource): void;
  remove(path: string): void;
  replace(dump: Dump): void;
  dump(): Dump;
}

export function createState(initial: Dump = {}): State {
  /** By collection, then by path. */
  const collections = new Map<string, Map<string, Resource>>();
  const collectionIn = (path: string) => parsePath(path)?.collection ?? "";
  const put = (path: string, resource: Resource): void => {
    const collection = collectionIn(path);
    const resources = collections.get(collection) ?? new Map<string, Resource>();
    collections.set(collection, resources.set(path, resource));
  };
  const replace = (dump: Dump): void => {
    collections.clear();
    for (const [path, resource] of Object.entries(dump)) put(path, resource);
  };
  replace(initial);

  return {
    find: (link) => collections.get(collectionIn(link))?.get(relativePath(link)),
    get: <C extends CollectionName>(collection: C, link: string | undefined) =>
      link === undefined
        ? undefined
        : (collections.get(collection)?.get(relativePath(link)) as Resources[C] | undefined),
    all: <C extends CollectionName>(collection: C) =>
      [...(collections.get(collection)?.values() ?? [])] as Resources[C][],
    entries: (collection) => (collections.get(collection) ?? new Map<string, Resource>()).entries(),
    count: () => [...collections.values()].reduce((sum, { size }) => sum + size, 0),
    put,
    remove: (path) => void collections.get(collectionIn(path))?.delete(path),
    replace,
    dump: () => sorted(Object.fromEntries([...collections.values()].flatMap((resources) => [...resources]))) as Dump,
  };
}

const VOLATILE = ["id", "creationTimestamp", "createTime", "fingerprint", "labelFingerprint"];

/**
 * A dump without what differs between two platforms that hold the same: ids, times, fingerprints, and whether something
 * empty was sent or left out.
 */
export function comparable(dump: Dump): { readonly [path: string]: Fields } {
  return Object.fromEntries(
    Object.entries(dump).map(([path, resource]) => [path, withoutEmpty(without(resource, VOLATILE))]),
  );
}
