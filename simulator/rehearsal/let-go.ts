import { collectionOfType } from "../control-plane/collections";
import { zoneKey } from "../control-plane/dns-api";
import { isFields, textsIn, without } from "../control-plane/json-object";
import { formatPath, lastSegment, relativePath } from "../control-plane/resource-path";
import type { Resource } from "../control-plane/resources";
import { createState, type Dump } from "../control-plane/state";
import type { Stack } from "../stack/stack";
import { literal, readBlocks, referred } from "../stack/stack-reader";

/** A resource that Terraform let go of: it is there, and no state knows it. */
export interface LetGo {
  /** `projects/PROJECT/SCOPE/COLLECTION/NAME`. */
  readonly path: string;
  /** The resources that still link to it, by path. */
  readonly usedBy: readonly string[];
}

/** A platform without what Terraform let go of, and with a name for what it manages that two deploys have in common. */
export interface Managed {
  readonly dump: Dump;
  readonly letGo: readonly LetGo[];
}

/**
 * Tells resources that the stacks manage from those that were let go of. They have `deletion_policy: ABANDON`, and names that end
 * in digits which only the state knows; of several the newest is managed. A policy by name that is still on a backend service
 * which names none any more was let go of, too.
 *
 * @param ever Every stack that was deployed.
 * @param now Those that are deployed.
 */
export function managedOnly(dump: Dump, ever: readonly Stack[], now: readonly Stack[]): Managed {
  const managed = new Set(familiesOf(now));
  const letGo: string[] = [];
  let text = JSON.stringify(dump);
  for (const family of new Set(familiesOf(ever))) {
    const members = Object.entries(dump)
      .filter(([path]) => path.startsWith(family) && DIGITS.test(path.slice(family.length)))
      .sort(([, left], [, right]) => createdAt(right) - createdAt(left))
      .map(([path]) => path);
    const [newest] = members;
    if (newest !== undefined && managed.has(family)) {
      letGo.push(...members.slice(1));
      text = text.replaceAll(lastSegment(newest), `${lastSegment(family)}…`);
    } else letGo.push(...members);
  }
  letGo.push(...recordsLetGo(dump, ever, now));
  const isLetGo = (link: unknown) => typeof link === "string" && letGo.includes(relativePath(link));
  const usedBy = (path: string) =>
    Object.entries(dump).flatMap(([user, resource]) =>
      user !== path && textsIn(resource).some((link) => relativePath(link) === path && resource.selfLink !== link)
        ? [user]
        : [],
    );
  const rest: Dump = JSON.parse(text, (_key, value) =>
    isFields(value) ? Object.fromEntries(Object.entries(value).filter(([, link]) => !isLetGo(link))) : value,
  );
  const leftOn = attachedBefore(dump, ever, now);
  return {
    dump: Object.fromEntries(
      Object.entries(rest).flatMap(([path, resource]) => {
        if (letGo.includes(path)) return [];
        const { name, ...fields } = resource;
        return [[path, leftOn.has(path) ? { name, ...without(fields, ["securityPolicy"]) } : resource]];
      }),
    ),
    letGo: [
      ...letGo.map((path) => ({ path, usedBy: usedBy(path) })),
      ...[...new Set(leftOn.values())].map((path) => ({
        path,
        usedBy: [...leftOn].flatMap(([user, policy]) => (policy === path ? [user] : [])),
      })),
    ],
  };
}

/** Record sets that are left there, and have the names that authorizations ask for: those that no stack makes any more. */
function recordsLetGo(dump: Dump, ever: readonly Stack[], now: readonly Stack[]): string[] {
  const managed = now.flatMap(({ json }) => recordsOf(json).flatMap(({ kind, asker }) => askedBy(dump[asker], kind)));
  const kinds = ever.flatMap(({ json }) => recordsOf(json).map(({ kind }) => kind));
  return Object.keys(dump).filter((path) => kinds.some((kind) => path.startsWith(kind)) && !managed.includes(path));
}

/** The record sets of a stack that stay: how their paths begin, and the path of the authorization that asks for each. */
function recordsOf(json: Stack["json"]): { readonly kind: string; readonly asker: string }[] {
  const blocks = readBlocks(json);
  return blocks.flatMap(({ type, block, project }) => {
    if (type !== "google_dns_record_set" || block.deletion_policy !== "ABANDON") return [];
    const asker = referred(block.name, blocks);
    const place = { scope: `locations/${asker?.block.location}`, collection: "dnsAuthorizations" };
    return [
      {
        kind: `${zoneKey(project, literal(block.managed_zone) ?? "")}/rrsets/${block.type}/`,
        asker: formatPath({ project: asker?.project ?? project, ...place, name: String(asker?.block.name) }),
      },
    ];
  });
}

const askedBy = (authorization: object | undefined, kind: string): string[] =>
  textsIn(authorization).map((text) => `${kind}${text}`);

const SERVICE = "google_compute_region_backend_service";

/** Backend services that had a security policy by name, and have it still without one: each with the policy's path. */
function attachedBefore(dump: Dump, ever: readonly Stack[], now: readonly Stack[]): ReadonlyMap<string, string> {
  const services = (stacks: readonly Stack[]) =>
    stacks.flatMap(({ json }) => readBlocks(json).filter(({ type }) => type === SERVICE));
  const named = services(ever).flatMap(({ block }) => literal(block.security_policy) ?? []);
  const bare = services(now).flatMap(({ block }) => (block.security_policy === undefined ? [block.name] : []));
  const state = createState(dump);
  return new Map(
    [...state.entries("backendServices")].flatMap(([path, { name }]): [string, string][] => {
      const policy = relativePath(state.get("backendServices", path)?.securityPolicy ?? "");
      return bare.includes(name) && named.includes(policy) ? [[path, policy]] : [];
    }),
  );
}

const DIGITS = /^[0-9a-f]{8}$/;
const createdAt = ({ creationTimestamp = "" }: Resource): number => Date.parse(creationTimestamp);

/** What the paths of such resources begin with. */
function familiesOf(stacks: readonly Stack[]): string[] {
  return stacks.flatMap(({ json }) =>
    readBlocks(json).flatMap(({ type, block, project, region }) => {
      const collection = collectionOfType(type);
      const { name, deletion_policy } = block;
      if (deletion_policy !== "ABANDON" || collection === undefined || typeof name !== "string") return [];
      const prefix = name.split("${")[0] ?? "";
      return [formatPath({ project, scope: `regions/${region}`, collection, name: prefix })];
    }),
  );
}
