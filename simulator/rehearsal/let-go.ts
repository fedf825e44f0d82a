import { collectionOfType } from "../control-plane/collections";
import { isFields, textsIn } from "../control-plane/json-object";
import { formatPath, lastSegment, relativePath } from "../control-plane/resource-path";
import type { Resource } from "../control-plane/resources";
import type { Dump } from "../control-plane/state";
import type { Stack } from "../stack/stack";
import { readBlocks } from "../stack/stack-reader";

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
 * in digits which only the state knows; of several the newest is managed.
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
  return {
    dump: Object.fromEntries(Object.entries(rest).filter(([path]) => !letGo.includes(path))),
    letGo: letGo.map((path) => ({ path, usedBy: usedBy(path) })),
  };
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
