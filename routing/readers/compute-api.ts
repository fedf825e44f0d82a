import { asText, type JsonObject } from "./json";
import { lastSegment } from "./link";
import type { NamedUrlMap } from "./named-url-map";
import { type Dialect, readFields, type Source } from "./read-fields";

const COMPUTE_API: Dialect = {
  nameOf: (field) => field,
  zeroIsUnset: false,
  metadata: new Set(["kind", "id", "selfLink", "selfLinkWithId", "creationTimestamp", "fingerprint"]),
};

/** Whether an object has the fields of a `urlMaps` resource, or of a path matcher. */
export function isComputeUrlMap(document: JsonObject): boolean {
  const kind = asText(document.kind);
  if (kind !== undefined) return kind === "compute#urlMap";
  const keys = ["defaultService", "defaultRouteAction", "defaultUrlRedirect", "pathMatchers"];
  return keys.some((key) => key in document) || isPathMatcher(document);
}

/** What the console shows when one edits a path matcher. */
const isPathMatcher = (document: JsonObject) => ["pathRules", "routeRules"].some((key) => key in document);

/** A URL map as the Compute API and `gcloud compute url-maps export` write it. */
export function computeUrlMap(document: JsonObject): NamedUrlMap {
  const link = (value: unknown) => (typeof value === "string" ? lastSegment(value) : undefined);
  if (isPathMatcher(document)) return loneMatcher(document, link);
  const values = { ...document, region: link(document.region) };
  const { map, unread } = readFields({ values, link }, COMPUTE_API);
  return { name: map.name ?? "", map, unread, listeners: [] };
}

/** A path matcher without the hosts that lead to it, as if every host did. */
function loneMatcher(document: JsonObject, link: Source["link"]): NamedUrlMap {
  const name = asText(document.name) ?? "pasted";
  const { defaultService, defaultRouteAction, defaultUrlRedirect } = document;
  const values = {
    ...{ defaultService, defaultRouteAction, defaultUrlRedirect },
    hostRules: [{ hosts: ["*"], pathMatcher: name }],
    pathMatchers: [{ ...document, name }],
  };
  const { map, unread } = readFields({ values, link }, COMPUTE_API);
  const own = unread.filter(({ path }) => path[0] === "pathMatchers");
  const fields = own.map((one) => ({ ...one, field: one.field.replace(/^pathMatchers\[0\]\./, "") }));
  return { name, map, unread: [{ field: "hostRules", path: [], why: "left out" }, ...fields], listeners: [] };
}
