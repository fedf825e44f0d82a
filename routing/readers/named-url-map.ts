import type { UrlMap } from "../url-map";

/** A URL map with what its document says about it. */
export interface NamedUrlMap {
  /** The logical name in Terraform, with modules and index, or the name in the Compute API. */
  readonly name: string;
  readonly map: UrlMap;
  /** Where clients reach it; empty when the document does not say. */
  readonly listeners: readonly Listener[];
  /** Places in the document that are not in `map`: fields unknown here, and values known only after apply. */
  readonly unread: readonly string[];
}

export interface Listener {
  readonly protocol: "http" | "https";
  readonly port: number;
}
