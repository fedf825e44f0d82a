import { parseLink } from "../../config/place";
import { lastSegment } from "../link";
import { identityOfLink } from "../service-identity";
import { asText, type JsonObject } from "./json";
import type { NamedUrlMap } from "./named-url-map";
import { type Dialect, readFields, type Source } from "./read-fields";
import { createServices, type Services } from "./services";

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
  const region = asText(document.region);
  const self = parseLink(asText(document.selfLink) ?? "");
  const values = { ...document, region: region && lastSegment(region) };
  const services = createServices();
  const link = (value: unknown) =>
    typeof value === "string"
      ? services.add({ ...(self?.project && { project: self.project }), ...identityOfLink(value) })
      : undefined;
  if (isPathMatcher(document)) return loneMatcher(document, link, services);
  const { map, unread } = readFields({ values, link }, COMPUTE_API);
  const location = map.region ?? (self && (self.location ?? "global"));
  return {
    name: map.name ?? "",
    ...services.finish(map),
    ...(location !== undefined && { location }),
    unread,
    listeners: [],
  };
}

/** A path matcher without the hosts that lead to it, as if every host did. */
function loneMatcher(document: JsonObject, link: Source["link"], services: Services): NamedUrlMap {
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
  return {
    name,
    ...services.finish(map),
    unread: [{ field: "hostRules", path: [], why: "left out" }, ...fields],
    listeners: [],
  };
}
