import { type ApiError, Refused } from "./api-error";
import { type ApiRequest, carryOut, type Platform } from "./engine";
import { isFields, listOf, sameJson, withoutEmpty } from "./json-object";
import type { Operation } from "./operations";
import type { Resource } from "./resources";
import type { State, View } from "./state";
import { withFaults } from "./with-faults";

interface RecordSet extends Resource {
  readonly type: string;
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
  const zoneIn = (state: View): Resource => {
    const zone = state.find(key);
    if (zone === undefined) throw new Refused(missing("parameters.managedZone", zoneName));
    return zone;
  };
  const setsIn = (state: View): RecordSet[] => {
    zoneIn(state);
    return [...state.entries("")].flatMap(([path, set]) =>
      path.startsWith(`${key}/rrsets/`) ? recordSets([set]) : [],
    );
  };
  const at = (collection: string, name: string) => ({ project, scope: "global", collection, name });

  if (part === undefined)
    return withFaults({ verb: "get", path: at("managedZones", zoneName) }, platform, () => zoneIn(platform.live));
  if (part === "rrsets")
    return withFaults({ verb: "list", path: at("resourceRecordSets", "") }, platform, () => {
      const rrsets = setsIn(platform.live).filter((set) => asked(set, query));
      return { kind: "dns#resourceRecordSetsListResponse", rrsets };
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
    const refused = refusalOf(change, setsIn(platform.state)) ?? error;
    if (refused) throw new Refused(refused);
    const write = (state: State) => {
      for (const set of deletions) state.remove(recordKey(key, set));
      for (const set of additions) state.put(recordKey(key, set), set);
    };
    return { ...operationBody(carryOut({ ...target, duration: delay }, platform, write)), ...change };
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

/** Where the state keeps a record set of a zone. */
const recordKey = (zone: string, { type, name }: RecordSet): string => `${zone}/rrsets/${type}/${name}`;

/** The provider puts the endpoint before a network's whole link once more, where it is not Google's own. */
const plain = (set: RecordSet): unknown =>
  JSON.parse(JSON.stringify(withoutEmpty({ ...set })).replaceAll(/https?:[^"]*\/(?=projects\/)/g, ""));

/** @see https://cloud.google.com/dns/docs/records */
function refusalOf({ deletions, additions }: Change, sets: readonly RecordSet[]): ApiError | undefined {
  for (const gone of deletions) {
    const known = sets.find((other) => same(other, gone));
    if (known === undefined) return missing("entity.change.deletions[0]", gone.name);
    if (!sameJson(plain(known), plain(gone)))
      return { code: 412, reason: "conditionNotMet", message: "Precondition not met for 'entity.change.deletions[0]'" };
  }
  const kept = sets.filter((set) => !deletions.some((other) => same(other, set)));
  for (const set of additions) {
    const others = kept.filter(({ name }) => name === set.name);
    if (others.some((other) => same(other, set)))
      return {
        code: 409,
        reason: "alreadyExists",
        message: `The resource 'entity.change.additions[0]' named '${set.name} (${set.type})' already exists`,
      };
    if (others.length > 0 && [set, ...others].some(({ type }) => type === "CNAME"))
      return {
        code: 400,
        reason: "cnameResourceRecordSetConflict",
        message: `The resource record set 'entity.change.additions[0]' is invalid because the DNS name '${set.name}' may have either one CNAME resource record set or resource record sets of other types, but not both.`,
      };
  }
  return undefined;
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
