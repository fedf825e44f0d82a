import { createHash } from "node:crypto";
import { camelCase } from "../../routing/casing";
import type { Collection } from "./collection";
import { collectionOf, kindOf } from "./collections";
import { type Fields, listOf, mapStringsAt, merge, pick, sorted, without, withoutNulls } from "./json-object";
import { listVerb } from "./list-verbs";
import { canonicalLink, formatPath, type ResourcePath, selfLink } from "./resource-path";
import type { Resource } from "./resources";
import type { View } from "./state";

/** A change that a request asks for. */
export interface Change<R extends Resource = Resource> {
  /** `insert`, `patch`, `update`, `delete`, `setTarget`, … */
  readonly verb: string;
  readonly path: ResourcePath;
  /** Absent on insert. */
  readonly before?: R;
  /** Absent on delete. */
  readonly after?: R;
  /** The request as it was sent. */
  readonly body: Fields;
  readonly query: URLSearchParams;
  readonly state: View;
}

/** The resource as it will be: undefined when the collection does not know the verb. */
export function changedResource(request: Omit<Change, "after">): Resource | undefined {
  const collection = collectionOf(request.path.collection);
  const fields = changedFields(request, collection);
  return fields && complete({ ...fields, ...identity(request) }, collection, request.state);
}

/** A resource that is there without having been inserted: what the user already has. */
export function existingResource(path: ResourcePath, fields: Fields, state: View): Resource {
  const collection = collectionOf(path.collection);
  return complete(
    { ...withDefaults(fields, path, collection, state), ...identity({ path, state }) },
    collection,
    state,
  );
}

function changedFields(
  { verb, path, before, body, query, state }: Omit<Change, "after">,
  collection: Collection,
): Fields | undefined {
  const { updates = ["patch"], sets = {} } = collection;
  const given = without(withoutNulls(body), collection.ignored);
  if (verb === "insert") return withDefaults(given, path, collection, state);
  if (before === undefined) return undefined;
  if (verb === "patch" && updates.includes(verb))
    return merge(
      without(before, masked(body, query)),
      without({ ...cleared(body, query), ...body }, collection.ignored),
    );
  if (verb === "update" && updates.includes(verb))
    return withDefaults(
      { ...pick(before, collection.immutable), ...pick(before, collection.ignored), ...given },
      path,
      collection,
      state,
    );
  const list = listVerb(path.collection, verb);
  if (list !== undefined)
    return { ...before, [list.field]: list.change(listOf(pick(before, [list.field])[list.field]), body, query) };
  const fields = Object.hasOwn(sets, verb) ? sets[verb] : undefined;
  return fields && { ...without(before, fields), ...pick(withoutNulls(camelCased(body)), fields) };
}

/** The JSON of Google's APIs takes a field by its name in the protocol buffer, too: `security_policy`. */
const camelCased = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).map(([field, value]) => [camelCase(field), value]));

const maskOf = (query: URLSearchParams): string[] => query.get("updateMask")?.split(",") ?? [];

/** The fields that an update mask names and the request brings: they are replaced as a whole. */
const masked = (body: Fields, query: URLSearchParams): string[] => maskOf(query).filter((field) => field in body);

/** The fields that an update mask names and the request leaves out, as `null`. */
function cleared(body: Fields, query: URLSearchParams): Fields {
  return Object.fromEntries(
    maskOf(query).flatMap((field) => (field in body || field.includes(".") ? [] : [[field, null]])),
  );
}

function withDefaults(fields: Fields, path: ResourcePath, collection: Collection, state: View): Fields {
  const resource = { ...fields, name: path.name };
  return { ...collection.defaults?.(resource, path, state), ...resource };
}

const FIRST_ID = 1_000_000_000;

/** What says which resource it is; Google computes it once. */
function identity({ path, before, state }: Pick<Change, "path" | "before" | "state">): Resource {
  const place = selfLink(`projects/${path.project}/${path.scope}`);
  const [kind] = path.scope.split("/");
  if (kind === "locations")
    return { name: formatPath(path), createTime: before?.createTime ?? new Date().toISOString() };
  return {
    kind: kindOf(path.collection),
    id: before?.id ?? String(FIRST_ID + state.count()),
    name: path.name,
    creationTimestamp: before?.creationTimestamp ?? new Date().toISOString(),
    selfLink: selfLink(formatPath(path)),
    ...(kind === "regions" && { region: place }),
    ...(kind === "zones" && { zone: place }),
  };
}

/** Links as Google writes them, and fingerprints over everything else. */
function complete(resource: Resource, collection: Collection, state: View): Resource {
  const normalized = Object.entries({ ...resource, ...collection.normalize?.(resource, state) });
  const written: Resource = {
    name: resource.name,
    ...Object.fromEntries(normalized.filter(([, value]) => value !== undefined)),
  };
  const linked = Object.keys(collection.references ?? {}).reduce(
    (whole, field) => mapStringsAt(whole, field, canonicalLink),
    written,
  );
  return {
    ...linked,
    ...(collection.fingerprint && { fingerprint: fingerprintOf(without({ ...linked }, ["fingerprint"])) }),
    ...(collection.sets?.setLabels && { labelFingerprint: fingerprintOf(linked.labels ?? {}) }),
  };
}

function fingerprintOf(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(value)))
    .digest("base64")
    .slice(0, 11)
    .concat("=");
}
