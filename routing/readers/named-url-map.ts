import type { AccessPolicies } from "../access/policies";
import type { PlaceOf, RulePlace } from "../evaluate/rule-place";
import type { ServiceIdentity } from "../service-identity";
import type { PartialUrlMap } from "../unread";

/** A URL map with what its document says about it. */
export interface NamedUrlMap extends PartialUrlMap {
  /** The logical name in Terraform, with modules and index, or the name in the Compute API. */
  readonly name: string;
  /** A region, or `global`; absent when the document does not say. */
  readonly location?: string;
  /** What each service is that the map names. */
  readonly services: ReadonlyMap<string, ServiceIdentity>;
  /** Where clients reach it; empty when the document does not say. */
  readonly listeners: readonly Listener[];
  /** Who may call; absent when the document says nothing about that. */
  readonly access?: AccessPolicies;
  /** Where a policy was written, by its name. */
  readonly placeOfPolicy?: (name: string) => RulePlace | undefined;
  /** Where its rules were written; absent when the document is no configuration of this program. */
  readonly placeOf?: PlaceOf;
}

export interface Listener {
  readonly protocol: "http" | "https";
  readonly port: number;
}
