import { parseLink, parsePlace, regionIn } from "../place";
import { BACKEND_KINDS, type BackendKind } from "../schema/backend-kinds";
import type { BackendConfig } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";
import { type BackendFamily, FAMILIES, KINDS } from "./kinds";
import type { Backend, Balancing, GroupPlace } from "./model";

/** Whether the proxies reach the servers themselves, and not what stands before them. */
export const isDirect = (family: BackendFamily): boolean => FAMILIES[family].direct;

export function kindOf(backend: BackendConfig): BackendKind {
  const kind = BACKEND_KINDS.find((candidate) => backend[candidate] !== undefined);
  if (kind === undefined) throw new Error("a backend without a kind has passed the schema");
  return kind;
}

/** The region that a backend says it is in; `undefined` when it is wherever its workload is. */
export function regionOf(backend: BackendConfig): string | undefined {
  return backend.region ?? ownRegionOf(backend);
}

/** The region that its other words say, whatever `region` says. */
export function ownRegionOf(backend: BackendConfig): string | undefined {
  const text = KINDS[kindOf(backend)].place?.(backend);
  return text === undefined ? undefined : regionIn(text);
}

/** The backends of a workload as the model has them; GKE's groups become one per zone. */
export function resolveBackend(config: BackendConfig, context: BackendContext): Backend[] {
  const common = {
    tags: config.tags ?? [],
    serviceAccounts: config.serviceAccounts ?? [],
    capacity: config.capacity ?? DEFAULTS.backend.capacity,
    balancing: balancingOf(config, context),
  };
  const kind = kindOf(config);
  const resolved = (PLACES[kind] as (words: unknown, port: number) => Kind | Kind[])(config[kind], context.port);
  return [resolved].flat().map((backend) => ({ ...common, ...backend, id: idOf(backend) }));
}

/** What the words of a kind mean: where it runs. */
const PLACES: {
  readonly [K in BackendKind]: (words: NonNullable<BackendConfig[K]>, port: number) => Kind | Kind[];
} = {
  instanceGroup: (text) => ({ kind: "instanceGroup", group: placeOf(text) }),
  instances: (texts) => ({
    kind: "instances",
    zone: parsePlace(texts[0] ?? "")?.location ?? "",
    instances: texts.map((text) => parsePlace(text)?.name ?? text).sort(),
  }),
  neg: (text) => ({ kind: "neg", neg: placeOf(text) }),
  gke: ({ neg, zones }) =>
    [...zones].sort().map((location) => ({ kind: "neg", neg: { location, zonal: true, name: neg } })),
  zonalEndpoints: ({ zone, endpoints }, port) => ({
    kind: "zonalEndpoints",
    zone,
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, port: endpoint.port ?? port })),
  }),
  hybridEndpoints: ({ zone, endpoints }, port) => ({
    kind: "hybridEndpoints",
    zone,
    endpoints: endpoints.map((text) => endpointOf(text, port)),
  }),
  cloudRun: (words) => ({ kind: "cloudRun", ...(typeof words === "string" ? { service: words } : words) }),
  cloudFunction: (words) => ({ kind: "cloudFunction", ...(typeof words === "string" ? { function: words } : words) }),
  privateServiceConnect: (words) => ({
    kind: "privateServiceConnect",
    ...(typeof words === "string" ? { target: words } : words),
  }),
  internet: (words, port) => ({ kind: "internet", ...words, port }),
  backendService: (selfLink) => ({ kind: "backendService", selfLink }),
};

export interface BackendContext {
  /** The workload's port; for internet endpoints the endpoint's. */
  readonly port: number;
  /** UTILIZATION does not go with affinity. */
  readonly affinity: boolean;
  readonly customMetrics: boolean;
}

/** Distributes over what the backend's common part lacks, so that each kind keeps its own fields. */
type Kind = Backend extends infer B
  ? B extends Backend
    ? Omit<B, "id" | "tags" | "serviceAccounts" | "capacity" | "balancing">
    : never
  : never;

const placeOf = (text: string): GroupPlace => parsePlace(text) ?? { selfLink: text };

/** A group as a file names it. */
export const formatPlace = (place: GroupPlace): string =>
  "selfLink" in place ? place.selfLink : `${place.location}/${place.name}`;

function endpointOf(text: string, port: number): { ip: string; port: number } {
  const [ip = "", own] = text.split(":");
  return { ip, port: own === undefined ? port : Number(own) };
}

/** What the backend is, in words that stay when others come and go. */
function idOf(backend: Kind): string {
  switch (backend.kind) {
    case "instanceGroup":
      return placeId(backend.group);
    case "neg":
      return placeId(backend.neg);
    case "instances":
    case "zonalEndpoints":
      return backend.zone;
    case "hybridEndpoints":
      return `hybrid-${backend.zone}`;
    case "cloudRun":
      return ["cloud-run", backend.service ?? backend.urlMask, backend.tag].filter(Boolean).join("-");
    case "cloudFunction":
      return `cloud-function-${backend.function ?? backend.urlMask}`;
    case "privateServiceConnect":
      return backend.target;
    case "internet":
      return `${(backend.fqdn ?? backend.ip ?? "").replaceAll(".", "-")}-${backend.port}`;
    case "backendService":
      return backend.selfLink;
  }
}

function placeId(place: GroupPlace): string {
  if (!("selfLink" in place)) return `${place.location}-${place.name}`;
  const { location, name } = parseLink(place.selfLink) ?? {};
  return location === undefined ? place.selfLink : `${location}-${name}`;
}

/** The balancing mode that the kind accepts, with the target capacity that the mode needs (facts: gcp.md 2.10). */
function balancingOf(config: BackendConfig, context: BackendContext): Balancing | undefined {
  const { family } = KINDS[kindOf(config)];
  if (!isDirect(family)) return undefined;
  if (context.customMetrics) return { mode: "CUSTOM_METRICS" };
  const { maxUtilization, maxRate, maxRatePerInstance, maxRatePerEndpoint } = config;
  const rated = maxRate !== undefined || maxRatePerInstance !== undefined || maxRatePerEndpoint !== undefined;
  if (family === "instanceGroup" && (maxUtilization !== undefined || (!rated && !context.affinity)))
    return { mode: "UTILIZATION", maxUtilization, maxRate, maxRatePerInstance };
  if (rated) return { mode: "RATE", maxRate, maxRatePerInstance, maxRatePerEndpoint };
  return family === "instanceGroup"
    ? { mode: "RATE", maxRatePerInstance: DEFAULTS.backend.maxRatePerInstance.rate, assumed: true }
    : { mode: "RATE", maxRatePerEndpoint: DEFAULTS.backend.maxRatePerEndpoint.rate, assumed: true };
}
