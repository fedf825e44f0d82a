import type { PartialUrlMap } from "../unread";

/** A URL map with what its document says about it. */
export interface NamedUrlMap extends PartialUrlMap {
  /** The logical name in Terraform, with modules and index, or the name in the Compute API. */
  readonly name: string;
  /** Where clients reach it; empty when the document does not say. */
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly protocol: "http" | "https";
  readonly port: number;
}
