import { NAME_FORM } from "../platform/facts";
import { isReference } from "./reference";

/**
 * How places are written: `us-central1-a/llama`, `us-central1/llama`, and paths or self links such as
 * `projects/p/zones/us-central1-a/instanceGroups/llama`. Every pattern of them is here.
 */
const REGION_FORM = "[a-z]+(?:-[a-z]+)+\\d+";
/** AI zones are named `us-central1-ai1a`. */
const ZONE_LETTER = "(?:ai\\d+)?[a-z]";
const ZONE_FORM = `${REGION_FORM}-${ZONE_LETTER}`;
export const ZONE_NAME_FORM = `${ZONE_FORM}/${NAME_FORM}`;
export const LOCATION_NAME_FORM = `${REGION_FORM}(?:-${ZONE_LETTER})?/${NAME_FORM}`;

/** A path or self link of the Compute API; `scope` is `global`, `zones`, `regions` or several of them. */
export const linkForm = (scope: string, collection: string): string =>
  `(?:https://[^/]+/compute/v1/)?projects/[^/]+/${scope === "global" ? scope : `${scope}/[^/]+`}/${collection}/[^/]+`;

/** The pattern of a whole text in one of several forms. */
export const patternOf = (...forms: readonly [string, ...string[]]): RegExp =>
  new RegExp(forms.length === 1 ? `^${forms[0]}$` : `^(?:${forms.join("|")})$`);

export const REGION = patternOf(REGION_FORM);
export const ZONE = patternOf(ZONE_FORM);

export const regionOfZone = (zone: string): string => zone.replace(new RegExp(`-${ZONE_LETTER}$`), "");

/** What is named by its zone or region. */
export interface Place {
  readonly location: string;
  readonly zonal: boolean;
  readonly name: string;
}

const PLACE = new RegExp(`^(${REGION_FORM}(-${ZONE_LETTER})?)/([^/]+)$`);

/** `us-central1-a/llama`, `us-central1/llama`. */
export function parsePlace(text: string): Place | undefined {
  const [, location, letter, name] = PLACE.exec(text) ?? [];
  return location === undefined || name === undefined ? undefined : { location, zonal: letter !== undefined, name };
}

export interface Link {
  readonly project?: string;
  readonly scope: string;
  /** A region or zone; absent: `global`. */
  readonly location?: string;
  readonly collection: string;
  readonly name: string;
}

const LINK = /(?:^|\/)(?:projects\/([^/]+)\/)?(?:global|(zones|regions|locations)\/([^/]+))\/([^/]+)\/([^/]+)$/;

/** A path or self link of any API. */
export function parseLink(text: string): Link | undefined {
  const [, project, scope = "global", location, collection, name] = LINK.exec(text) ?? [];
  return collection === undefined || name === undefined ? undefined : { project, scope, location, collection, name };
}

/** The region of what a text names: a zone, `ZONE/NAME`, `REGION/NAME`, a link, a regional Google API. */
export function regionIn(text: string): string | undefined {
  if (isReference(text)) return undefined;
  const [, region] = new RegExp(`^(${REGION_FORM})(?:$|[/-])`).exec(text) ?? [];
  const location = parseLink(text)?.location ?? region;
  return location && regionOfZone(location);
}

/** A name alone, whose project and place are the user's own. */
export const isBareName = (text: string): boolean => !text.includes("/") && !isReference(text);
