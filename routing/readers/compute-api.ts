import { asText, type JsonObject } from "./json";
import { lastSegment } from "./link";
import type { NamedUrlMap } from "./named-url-map";
import { type Dialect, readFields } from "./read-fields";

const COMPUTE_API: Dialect = {
  nameOf: (field) => field,
  zeroIsUnset: false,
  metadata: new Set(["kind", "id", "selfLink", "selfLinkWithId", "creationTimestamp", "fingerprint"]),
};

/** Whether an object has the fields of a `urlMaps` resource. */
export function isComputeUrlMap(document: JsonObject): boolean {
  const kind = asText(document.kind);
  if (kind !== undefined) return kind === "compute#urlMap";
  return ["defaultService", "defaultRouteAction", "defaultUrlRedirect", "pathMatchers"].some((key) => key in document);
}

/** A URL map as the Compute API and `gcloud compute url-maps export` write it. */
export function computeUrlMap(document: JsonObject): NamedUrlMap {
  const link = (value: unknown) => (typeof value === "string" ? lastSegment(value) : undefined);
  const values = { ...document, region: link(document.region) };
  const { map, unread } = readFields({ values, link }, COMPUTE_API);
  return { name: map.name ?? "", map, unread, listeners: [] };
}
