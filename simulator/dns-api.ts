import { type ApiError, Refused } from "./api-error";
import type { Answer } from "./compute-api";
import type { ApiRequest, Platform } from "./engine";
import { isFields, listOf } from "./fields";
import type { Resource } from "./resources";

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

/**
 * Cloud DNS: managed zones that are already there, and changes of their record sets.
 *
 * @throws Refused with Google's error.
 * @see https://cloud.google.com/dns/docs/reference/rest/v1
 */
export async function dnsApi({ method, path, query, body }: ApiRequest, platform: Platform): Promise<Answer> {
  const [, project = "", , zoneName = "", part, id] = path.split("/");
  const key = zoneKey(project, zoneName);
  const zone: ManagedZone | undefined = platform.live.find(key);
  if (zone === undefined) throw new Refused(missing("parameters.managedZone", zoneName));
  const { rrsets = [], ...visible } = zone;
  if (part === undefined) return { body: visible };
  if (part === "rrsets")
    return { body: { kind: "dns#resourceRecordSetsListResponse", rrsets: rrsets.filter((set) => asked(set, query)) } };
  if (method === "GET") return { body: { kind: "dns#change", id, status: "done" } };

  const [deletions, additions] = [recordSets(body.deletions), recordSets(body.additions)];
  const named = additions[0] ?? deletions[0];
  const target = { project, scope: "global", collection: "resourceRecordSets", name: `${named?.type}/${named?.name}` };
  const verb = deletions.length === 0 ? "insert" : additions.length === 0 ? "delete" : "update";
  const changed = changedSets(rrsets, deletions, additions);
  if ("code" in changed) {
    const refused = new Refused(changed);
    platform.operations.refused(verb, target, refused);
    throw refused;
  }
  const after = { ...zone, rrsets: changed };
  platform.state.put(key, after);
  const commit = () => {
    platform.live.put(key, after);
    platform.changed();
  };
  const { name } = platform.operations.start({ verb, path: target, duration: 0, commit });
  return { body: { kind: "dns#change", id: name, status: "done", additions, deletions } };
}

/** Where the state keeps a managed zone. */
export function zoneKey(project: string, name: string): string {
  return `dns/projects/${project}/managedZones/${name}`;
}

function changedSets(
  sets: readonly RecordSet[],
  deletions: readonly RecordSet[],
  additions: readonly RecordSet[],
): RecordSet[] | ApiError {
  const gone = deletions.find((set) => !sets.some((other) => same(other, set)));
  if (gone) return missing("entity.change.deletions[0]", gone.name);
  const kept = sets.filter((set) => !deletions.some((other) => same(other, set)));
  const twice = additions.find((set) => kept.some((other) => same(other, set)));
  if (twice)
    return {
      code: 409,
      reason: "alreadyExists",
      message: `The resource 'entity.change.additions[0]' named '${twice.name} (${twice.type})' already exists`,
    };
  return [...kept, ...additions];
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
