import { type ApiError, Refused } from "./api-error";
import type { ApiRequest, Platform } from "./engine";
import { isFields, listOf } from "./json-object";
import type { Operation } from "./operations";
import type { Resource } from "./resources";
import type { State, View } from "./state";
import { withFaults } from "./with-faults";

/** A managed zone with its record sets, which Google lists by themselves. */
interface ManagedZone extends Resource {
  readonly dnsName?: string;
  readonly rrsets?: readonly RecordSet[];
}

interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly rrdatas?: readonly string[];
}

interface Change {
  readonly deletions: readonly RecordSet[];
  readonly additions: readonly RecordSet[];
}

/**
 * Cloud DNS: managed zones that are already there, and changes of their record sets.
 *
 * @throws Refused with Google's error.
 * @see https://cloud.google.com/dns/docs/reference/rest/v1
 */
export async function dnsApi({ method, path, query, body }: ApiRequest, platform: Platform): Promise<unknown> {
  const [, project = "", , zoneName = "", part, id = ""] = path.split("/");
  const key = zoneKey(project, zoneName);
  const zoneIn = (state: View): ManagedZone => {
    const zone: ManagedZone | undefined = state.find(key);
    if (zone === undefined) throw new Refused(missing("parameters.managedZone", zoneName));
    return zone;
  };
  const at = (collection: string, name: string) => ({ project, scope: "global", collection, name });

  if (part === undefined)
    return withFaults({ verb: "get", path: at("managedZones", zoneName) }, platform, () => {
      const { rrsets: _, ...visible } = zoneIn(platform.live);
      return visible;
    });
  if (part === "rrsets")
    return withFaults({ verb: "list", path: at("resourceRecordSets", "") }, platform, () => {
      const { rrsets = [] } = zoneIn(platform.live);
      return { kind: "dns#resourceRecordSetsListResponse", rrsets: rrsets.filter((set) => asked(set, query)) };
    });
  if (method === "GET")
    return withFaults({ verb: "get", path: at("changes", id) }, platform, () => {
      const operation = platform.operations.find(id);
      if (operation === undefined) throw new Refused(missing("parameters.changeId", id));
      return operationBody(operation);
    });

  const change = { deletions: recordSets(body.deletions), additions: recordSets(body.additions) };
  const { deletions, additions } = change;
  const named = additions[0] ?? deletions[0];
  const verb = deletions.length === 0 ? "insert" : additions.length === 0 ? "delete" : "update";
  const target = { verb, path: at("resourceRecordSets", `${named?.type}/${named?.name}`) };
  return withFaults(target, platform, ({ error, delay }) => {
    const refused = refusalOf(change, zoneIn(platform.state)) ?? error;
    if (refused) throw new Refused(refused);
    const write = (state: State) => state.put(key, changed(zoneIn(state), change));
    write(platform.state);
    const operation = platform.operations.start({
      ...target,
      duration: delay,
      commit: () => {
        write(platform.live);
        platform.changed();
      },
    });
    return { ...operationBody(operation), ...change };
  });
}

/** @see https://cloud.google.com/dns/docs/reference/rest/v1/changes */
function operationBody({ name, endedAt }: Operation) {
  return { kind: "dns#change", id: name, status: endedAt === undefined ? "pending" : "done" };
}

/** Where the state keeps a managed zone. */
export function zoneKey(project: string, name: string): string {
  return `dns/projects/${project}/managedZones/${name}`;
}

function refusalOf({ deletions, additions }: Change, { rrsets = [] }: ManagedZone): ApiError | undefined {
  const gone = deletions.find((set) => !rrsets.some((other) => same(other, set)));
  if (gone) return missing("entity.change.deletions[0]", gone.name);
  const kept = without(rrsets, deletions);
  const twice = additions.find((set) => kept.some((other) => same(other, set)));
  return (
    twice && {
      code: 409,
      reason: "alreadyExists",
      message: `The resource 'entity.change.additions[0]' named '${twice.name} (${twice.type})' already exists`,
    }
  );
}

function changed(zone: ManagedZone, { deletions, additions }: Change): ManagedZone {
  return { ...zone, rrsets: [...without(zone.rrsets ?? [], deletions), ...additions] };
}

function without(sets: readonly RecordSet[], gone: readonly RecordSet[]): RecordSet[] {
  return sets.filter((set) => !gone.some((other) => same(other, set)));
}

function missing(what: string, name: string): ApiError {
  return { code: 404, reason: "notFound", message: `The '${what}' resource named '${name}' does not exist.` };
}

function same(left: RecordSet, right: RecordSet): boolean {
  return left.name === right.name && left.type === right.type;
}

function asked(set: RecordSet, query: URLSearchParams): boolean {
  return (query.get("name") ?? set.name) === set.name && (query.get("type") ?? set.type) === set.type;
}

function recordSets(value: unknown): RecordSet[] {
  return listOf(value).flatMap((item) => {
    if (!isFields(item)) return [];
    const { name, type } = item;
    return typeof name === "string" && typeof type === "string" ? [{ ...item, name, type }] : [];
  });
}
