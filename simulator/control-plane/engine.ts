import { invalidValue, notFound, Refused, unsupported } from "./api-error";
import { collectionOf } from "./collections";
import type { Faults } from "./faults";
import { type Fields, without } from "./json-object";
import { readVerb } from "./list-verbs";
import type { Operation, Operations, Work } from "./operations";
import type { Quotas } from "./quotas";
import { changedResource, existingResource } from "./resource-change";
import { formatPath, parsePath, type ResourcePath } from "./resource-path";
import type { Resource } from "./resources";
import { refusal } from "./rules/refusal";
import type { State, View } from "./state";
import { type Disturbance, isRead, withFaults } from "./with-faults";

/** A request to one of Google's APIs. */
export interface ApiRequest {
  readonly method: string;
  /** From `projects/` on. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Fields;
}

/** What a request asks for, whatever API it came by. */
export interface Call {
  /** `insert`, `get`, `list`, `patch`, `update`, `delete`, `setTarget`, … */
  readonly verb: string;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly body: Fields;
}

export interface Platform {
  /** Every change that was accepted, also those whose operation still runs: what the rules look at. */
  readonly state: State;
  /** The changes whose operation is done: what a read returns, and what serves traffic. */
  readonly live: State;
  readonly operations: Operations;
  readonly faults: Faults;
  readonly quotas: Quotas;
  /** Milliseconds that an operation takes. */
  readonly operationMs: number;
  /** Called when `live` has changed. */
  readonly changed: () => void;
}

/** The answer to a read, or the operation that a change has started. */
export type Outcome = { readonly answer: unknown } | { readonly operation: Operation; readonly after?: Resource };

/** @throws Refused with Google's error. */
export function perform(call: Call, platform: Platform): Promise<Outcome> {
  return withFaults(call, platform, (disturbance): Outcome => {
    const reads = isRead(call.path.collection, call.verb);
    return reads ? { answer: read(call, platform.live) } : change(call, platform, disturbance);
  });
}

/** The verb of a request that names none. */
export function standardVerb(method: string, named: boolean): string {
  if (method === "GET") return named ? "get" : "list";
  return { POST: "insert", PATCH: "patch", PUT: "update", DELETE: "delete" }[method] ?? method;
}

function read({ verb, path, query }: Call, live: View): unknown {
  if (verb === "list") return list(path, live).filter(filterOf(query));
  const resource = live.find(formatPath(path)) ?? byId(path, live);
  if (resource === undefined) throw new Refused(notFound(formatPath(path)));
  return readVerb(path.collection, verb)?.read({ ...resource }, query) ?? shown(resource, path, live);
}

/** Google takes the id in place of the name. */
function byId({ name, ...place }: ResourcePath, live: View): Resource | undefined {
  if (!/^\d+$/.test(name)) return undefined;
  for (const [path, resource] of live.entries(place.collection))
    if (resource.id === name && path === formatPath({ ...place, name: resource.name })) return resource;
  return undefined;
}

function list(path: ResourcePath, live: View): Fields[] {
  return [...live.entries(path.collection)].flatMap(([key, resource]) => {
    const found = parsePath(key);
    const same = found?.collection === path.collection && found.scope === path.scope && found.project === path.project;
    return same ? [shown(resource, found, live)] : [];
  });
}

/**
 * What a list is asked for: everything, or what has a name.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/addresses/list
 */
function filterOf(query: URLSearchParams): (resource: Fields) => boolean {
  const filter = query.get("filter");
  if (filter === null) return () => true;
  const [, wanted] = /^name = "([^"]*)"$/.exec(filter) ?? [];
  if (wanted === undefined) throw new Refused(invalidValue("filter", filter, "Only a name is known here."));
  return ({ name }) => name === wanted;
}

/** A resource as Google returns it. */
export function shown(resource: Resource, { collection }: ResourcePath, live: View): Fields {
  const { hidden, computed } = collectionOf(collection);
  return without({ ...resource, ...computed?.(resource, live) }, hidden);
}

function change({ verb, path, body, query }: Call, platform: Platform, { error, delay }: Disturbance) {
  const { state, live, quotas, operationMs } = platform;
  const key = formatPath(path);
  const before = state.find(key);
  if (verb !== "insert" && before === undefined) throw new Refused(notFound(key));
  const request = { verb, path, before, body, query, state };
  const after = verb === "delete" ? undefined : changedResource(request);
  if (after === undefined && verb !== "delete") throw new Refused(unsupported(verb, key));
  const refused = refusal({ ...request, after }, { live, quotas });
  if (refused !== undefined) throw new Refused(refused.error, refused.rule);

  const writes = writesOf(path, before, after, state);
  const work = { verb, path, targetId: (after ?? before)?.id, duration: operationMs + delay, error };
  return { operation: carryOut(work, platform, (to) => commit(to, writes)), after };
}

/** Starts an operation: rules see at once what it writes, everybody else when it is done, and nobody where it fails. */
export function carryOut(
  work: Omit<Work, "commit">,
  { state, live, operations, changed }: Platform,
  write: (state: State) => void,
): Operation {
  if (work.error === undefined) write(state);
  const commit = () => {
    write(live);
    changed();
  };
  return operations.start({ ...work, commit });
}

/** What a change leaves at which path; undefined: nothing. */
type Writes = ReadonlyMap<string, Resource | undefined>;

function writesOf(path: ResourcePath, before: Resource | undefined, after: Resource | undefined, state: View): Writes {
  const writes = new Map([[formatPath(path), after]]);
  const resource = after ?? before;
  const companion = resource && collectionOf(path.collection).companion?.(resource, path);
  if (companion)
    writes.set(formatPath(companion.path), after && existingResource(companion.path, companion.fields, state));
  for (const effect of (after && collectionOf(path.collection).effects?.(before, after, state)) ?? []) {
    const key = formatPath(effect.path);
    const request = { verb: "patch", path: effect.path, before: state.find(key), body: effect.body };
    writes.set(key, changedResource({ ...request, query: new URLSearchParams(), state }));
  }
  return writes;
}

function commit(state: State, writes: Writes): void {
  for (const [path, resource] of writes)
    if (resource === undefined) state.remove(path);
    else state.put(path, resource);
}
