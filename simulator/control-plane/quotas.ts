import { isFields } from "./json-object";
import { parsePath, type ResourcePath, regionOf } from "./resource-path";
import type { BackendService, CollectionName, ForwardingRule, Resource, Resources } from "./resources";
import { createState, type State, type View } from "./state";

/** How much of something a project may have, as Google prints it. */
export interface Quota {
  /** `URL_MAPS`, `REGIONAL_EXTERNAL_MANAGED_BACKEND_SERVICES`, … One that counts nothing of a load balancer is ignored. */
  readonly metric: string;
  readonly limit: number;
  /** How much of it is used when the quota begins to hold. Default: what the simulator has then. */
  readonly usage?: number;
  /** Where it holds. Default: it is a quota of the project. */
  readonly region?: string;
}

/** What one metric counts. */
interface Metric {
  readonly metric: string;
  readonly collection: CollectionName;
  /** Zonal resources count in the region of their zone; `network` is a network in a region. */
  readonly per: "project" | "region" | "network";
  counts?(resource: Resource): boolean;
}

const isScheme =
  (scheme: string) =>
  ({ loadBalancingScheme }: BackendService | ForwardingRule): boolean =>
    loadBalancingScheme === scheme;
const WITHOUT_REGION = ["PRIVATE_SERVICE_CONNECT", "SERVERLESS"];

function metric<C extends CollectionName>(
  name: string,
  collection: C,
  per: Metric["per"],
  counts?: (resource: Resources[C]) => boolean,
): Metric {
  return { metric: name, collection, per, ...(counts && { counts }) };
}

/**
 * The quotas that a regional Application Load Balancer uses up.
 *
 * @see https://cloud.google.com/load-balancing/docs/quotas
 * @see https://cloud.google.com/vpc/docs/quota
 */
const METRICS: readonly Metric[] = [
  metric("NETWORKS", "networks", "project"),
  metric("SUBNETWORKS", "subnetworks", "project"),
  metric("FIREWALLS", "firewalls", "project"),
  metric("ROUTERS", "routers", "project"),
  metric("STATIC_ADDRESSES", "addresses", "region", ({ addressType }) => addressType !== "INTERNAL"),
  metric("INTERNAL_ADDRESSES", "addresses", "region", ({ addressType }) => addressType === "INTERNAL"),
  metric("INSTANCE_GROUPS", "instanceGroups", "region"),
  metric(
    "NETWORK_ENDPOINT_GROUPS",
    "networkEndpointGroups",
    "region",
    ({ networkEndpointType = "" }) => !WITHOUT_REGION.includes(networkEndpointType),
  ),
  metric("NETWORK_ENDPOINT_GROUPS", "networkEndpointGroups", "project", ({ networkEndpointType = "" }) =>
    WITHOUT_REGION.includes(networkEndpointType),
  ),
  metric("HEALTH_CHECKS", "healthChecks", "project"),
  metric("REGIONAL_EXTERNAL_MANAGED_BACKEND_SERVICES", "backendServices", "region", isScheme("EXTERNAL_MANAGED")),
  metric("REGIONAL_INTERNAL_MANAGED_BACKEND_SERVICES", "backendServices", "region", isScheme("INTERNAL_MANAGED")),
  metric("URL_MAPS", "urlMaps", "project"),
  metric("TARGET_HTTP_PROXIES", "targetHttpProxies", "project"),
  metric("TARGET_HTTPS_PROXIES", "targetHttpsProxies", "project"),
  metric("SSL_CERTIFICATES", "sslCertificates", "project"),
  metric("SSL_POLICIES", "sslPolicies", "region"),
  metric(
    "REGIONAL_EXTERNAL_MANAGED_FORWARDING_RULES_PER_REGION_PER_NETWORK",
    "forwardingRules",
    "network",
    isScheme("EXTERNAL_MANAGED"),
  ),
  metric(
    "REGIONAL_INTERNAL_MANAGED_FORWARDING_RULES_PER_REGION_PER_NETWORK",
    "forwardingRules",
    "network",
    isScheme("INTERNAL_MANAGED"),
  ),
];

/** Says which quota one more resource would exceed; what no quota is given for is unlimited. */
export function createQuotas(state: State, initial: readonly Quota[] = []) {
  let quotas: readonly Quota[] = [];
  let before: View = createState();
  const set = (next: readonly Quota[]): void => {
    quotas = next;
    before = createState(state.dump());
  };
  set(initial);
  return {
    /** From now on these hold, and no others. */
    set,
    exceededBy: (resource: Resource, path: ResourcePath): Quota | undefined =>
      quotas.find((quota) =>
        METRICS.filter((each) => isHeldBy(each, quota, path) && (each.counts?.(resource) ?? true)).some((each) => {
          const already = count(each, resource, path, before);
          return (quota.usage ?? already) + count(each, resource, path, state) - already >= quota.limit;
        }),
      ),
  };
}

export type Quotas = ReturnType<typeof createQuotas>;

function isHeldBy({ metric, collection, per }: Metric, quota: Quota, path: ResourcePath): boolean {
  const region = per === "project" ? undefined : regionOf(path.scope);
  return metric === quota.metric && collection === path.collection && region === quota.region;
}

/** How many of a metric there are in the place of this one. */
function count({ collection, per, counts }: Metric, resource: Resource, path: ResourcePath, state: View): number {
  return [...state.entries(collection)].filter(([key, other]) => {
    const place = parsePath(key);
    return (
      place?.project === path.project &&
      (per === "project" || regionOf(place.scope) === regionOf(path.scope)) &&
      (per !== "network" || networkOf(other) === networkOf(resource)) &&
      (counts?.(other) ?? true)
    );
  }).length;
}

const networkOf = (resource: Resource): unknown => ("network" in resource ? resource.network : undefined);

/**
 * The quotas that `gcloud compute regions describe REGION --format=json` or `gcloud compute project-info describe
 * --format=json` prints, or a list of such documents.
 *
 * @throws Error where it is something else.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/regions
 */
export function readQuotas(json: unknown): Quota[] {
  return [json].flat().flatMap((document) => {
    if (!isFields(document) || !Array.isArray(document.quotas)) throw new Error(NO_QUOTAS);
    const { kind, name, quotas } = document;
    return quotas.map((quota: unknown): Quota => {
      const { metric, limit, usage } = isFields(quota) ? quota : {};
      if (typeof metric !== "string" || typeof limit !== "number") throw new Error(NO_QUOTAS);
      return {
        metric,
        limit,
        ...(typeof usage === "number" && { usage }),
        ...(kind === "compute#region" && typeof name === "string" && { region: name }),
      };
    });
  });
}

const NO_QUOTAS =
  "no quotas found: expected what `gcloud compute regions describe REGION --format=json` or `gcloud compute project-info describe --format=json` prints";
