import { parseLink } from "../config/place";
import { isReference } from "../config/reference";
import { groupBy } from "./group-by";

/**
 * What a document says about a backend service or backend bucket. A part that is absent, or a Terraform expression, is not
 * known.
 */
export interface ServiceIdentity {
  /** Its resource in Terraform, with modules and index; or the expression that leads to it. */
  readonly address?: string;
  readonly project?: string;
  /** A region, or `global`. */
  readonly location?: string;
  /** `backendServices` or `backendBuckets`. */
  readonly collection?: string;
  /** Its name in the Compute API. */
  readonly name?: string;
}

const PLACE = ["project", "location", "collection"] as const;
const PARTS = [...PLACE, "name"] as const;
type Part = (typeof PARTS)[number];

/** A link or a name of the Compute API, or a Terraform expression. */
export function identityOfLink(text: string): ServiceIdentity {
  if (isReference(text)) return { address: text };
  const link = parseLink(text);
  if (link === undefined) return { name: text.slice(text.lastIndexOf("/") + 1) };
  const { project, location = "global", collection, name } = link;
  return { ...(project !== undefined && { project }), location, collection, name };
}

/** Whether two identities are one service: `undefined` when what is known does not tell. */
export function isSameService(a: ServiceIdentity, b: ServiceIdentity): boolean | undefined {
  if (PLACE.some((part) => contradict(a[part], b[part]))) return false;
  if (a.address !== undefined && a.address === b.address) return true;
  if (isKnown(a.name) && isKnown(b.name)) return a.name === b.name;
  return isResource(a) && isResource(b) ? false : undefined;
}

/** Two resources of Terraform, neither of which has a name yet, are two. */
const isResource = ({ address }: ServiceIdentity) => address !== undefined && !isReference(address);

const contradict = (a: string | undefined, b: string | undefined) => isKnown(a) && isKnown(b) && a !== b;
const isKnown = (text: string | undefined): text is string => text !== undefined && !isReference(text);

/** What must be so for two identities to be one service, as one side does not say it: one phrase each. */
export function assumptionsOf(before: ServiceIdentity, after: ServiceIdentity): string[] {
  return PLACE.filter((part) => before[part] !== after[part] && (isKnown(before[part]) || isKnown(after[part]))).map(
    (part) => `the ${part}, ${before[part] ?? "not said"} before and ${after[part] ?? "not said"} after`,
  );
}

/** The user's own name in Terraform, otherwise the one in the Compute API. */
export const shortName = ({ address, name }: ServiceIdentity): string =>
  address?.replace(/google_compute_(region_)?backend_service\./, "") ?? name ?? "(unknown)";

/** A name for each service: its short one, or where several have that, with what tells them apart. */
export function distinctNames(identities: readonly ServiceIdentity[]): string[] {
  const namesakes = groupBy(identities, shortName);
  const taken = new Set<string>();
  return identities.map((identity) => {
    const short = shortName(identity);
    const name = [short, ...differences(identity, namesakes.get(short) ?? [])].join(" ");
    for (let count = 1; ; count++) {
      const unique = count === 1 ? name : `${name} #${count}`;
      if (taken.has(unique)) continue;
      taken.add(unique);
      return unique;
    }
  });
}

function differences(identity: ServiceIdentity, namesakes: readonly ServiceIdentity[]): string[] {
  const differing = PARTS.filter((part) => new Set(namesakes.map((other) => other[part])).size > 1);
  const words = differing.flatMap((part) => (identity[part] === undefined ? [] : WORDS[part](identity[part])));
  return words.length === 0 ? [] : [`(${words.join(", ")})`];
}

const WORDS: Readonly<Record<Part, (value: string) => string>> = {
  project: (value) => `project ${value}`,
  location: (value) => value,
  collection: (value) => value,
  name: (value) => `named ${value}`,
};
