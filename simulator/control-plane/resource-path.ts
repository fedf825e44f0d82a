/** Where a Compute resource lives: `projects/PROJECT/SCOPE/COLLECTION/NAME`. */
export interface ResourcePath {
  readonly project: string;
  /** `global`, `regions/REGION` or `zones/ZONE`; `locations/LOCATION` for the services beside Compute. */
  readonly scope: string;
  readonly collection: string;
  readonly name: string;
}

const API = "https://www.googleapis.com/compute/v1/";
const PATH =
  /^(?:https?:\/\/.*\/|\/\/[^/]+\/)?projects\/([^/]+)\/(global|(?:regions|zones|locations)\/[^/]+)\/([^/]+)\/([^/]+)$/;

/** Reads a self link of any host and API version, `//HOST/projects/…`, or a path from `projects/` on. */
export function parsePath(link: string): ResourcePath | undefined {
  const [, project, scope, collection, name] = PATH.exec(link) ?? [];
  return project && scope && collection && name ? { project, scope, collection, name } : undefined;
}

export function formatPath({ project, scope, collection, name }: ResourcePath): string {
  return `projects/${project}/${scope}/${collection}/${name}`;
}

/** The link as Google returns it, whatever host and version it was asked by. */
export function selfLink(path: string): string {
  return API + path;
}

/** `projects/…` of a link; a link to something else than a Compute resource is returned as it is. */
export function relativePath(link: string): string {
  const path = parsePath(link);
  return path === undefined ? link : formatPath(path);
}

/** A link as Google keeps it: to Compute a self link, to another service `//HOST/projects/…`, and within one by `projects/…`. */
export function canonicalLink(link: string): string {
  const path = parsePath(link);
  if (path?.scope.startsWith("locations/")) return link.replace(/^https?:(\/\/[^/]+\/)v\w+\//, "$1");
  return path === undefined ? link : selfLink(formatPath(path));
}

/** The last segment: the name of a resource, a region or a zone. */
export function lastSegment(link: string): string {
  return link.slice(link.lastIndexOf("/") + 1);
}

/** The region of `regions/REGION`, of `locations/REGION` or of the zone in `zones/ZONE`; undefined for `global`. */
export function regionOf(scope: string): string | undefined {
  const name = lastSegment(scope);
  if (scope.startsWith("zones/")) return name.replace(/-(?:ai\d+)?[a-z]$/, "");
  return scope === "global" ? undefined : name;
}
