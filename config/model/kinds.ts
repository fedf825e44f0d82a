import type { BackendKind } from "../schema/backend-kinds";
import type { BackendConfig } from "../schema/config";

interface Family {
  /** The proxies reach the servers themselves, and not what stands before them: there is a balancing mode. */
  readonly direct: boolean;
  /** The port is the file's, and a health check can ask there. */
  readonly ported: boolean;
  /** Timeout, outlier detection and circuit breakers are the backend service's; elsewhere the platform has its own. */
  readonly limited: boolean;
  /** A backend service takes one of it. */
  readonly single: boolean;
  /** The backend service is made here. */
  readonly made: boolean;
}

/**
 * What kinds of backend can share a backend service, and what the platform then accepts.
 * @see https://cloud.google.com/load-balancing/docs/backend-service#backends
 */
export const FAMILIES = {
  instanceGroup: { direct: true, ported: true, limited: true, single: false, made: true },
  zonal: { direct: true, ported: true, limited: true, single: false, made: true },
  internet: { direct: false, ported: true, limited: true, single: false, made: true },
  privateServiceConnect: { direct: false, ported: false, limited: true, single: true, made: true },
  serverless: { direct: false, ported: false, limited: false, single: true, made: true },
  external: { direct: false, ported: false, limited: false, single: true, made: false },
} as const satisfies Record<string, Family>;

export type BackendFamily = keyof typeof FAMILIES;

interface Kind {
  readonly family: BackendFamily;
  /** What it is called in a sentence. */
  readonly noun: string;
  /** Machines of the VPC answer: firewall rules let the proxies and probers in. */
  readonly inVpc: boolean;
  /** The resource that is made for it. Absent: it is there already. */
  readonly made?: string;
  /** What a group that is made for a zone consists of: a zone has one of them. */
  readonly members?: string;
  /** The text that says its zone or region, where there is one. */
  readonly place?: (words: BackendConfig) => string | undefined;
}

const REGIONAL = { inVpc: false, made: "google_compute_region_network_endpoint_group" } as const;

/** Everything that is asked of a kind of backend, one row each. */
export const KINDS: Readonly<Record<BackendKind, Kind>> = {
  instanceGroup: {
    family: "instanceGroup",
    noun: "an instance group",
    inVpc: true,
    place: ({ instanceGroup }) => instanceGroup,
  },
  instances: {
    family: "instanceGroup",
    noun: "an instance group",
    inVpc: true,
    made: "google_compute_instance_group",
    members: "instances",
    place: ({ instances }) => instances?.[0],
  },
  neg: { family: "zonal", noun: "a network endpoint group", inVpc: true, place: ({ neg }) => neg },
  gke: { family: "zonal", noun: "a network endpoint group", inVpc: true, place: ({ gke }) => gke?.zones[0] },
  zonalEndpoints: {
    family: "zonal",
    noun: "a network endpoint group",
    inVpc: true,
    made: "google_compute_network_endpoint_group",
    members: "zonal endpoints",
    place: ({ zonalEndpoints }) => zonalEndpoints?.zone,
  },
  hybridEndpoints: {
    family: "zonal",
    noun: "hybrid endpoints",
    inVpc: false,
    made: "google_compute_network_endpoint_group",
    members: "hybrid endpoints",
    place: ({ hybridEndpoints }) => hybridEndpoints?.zone,
  },
  cloudRun: { ...REGIONAL, family: "serverless", noun: "Cloud Run" },
  cloudFunction: { ...REGIONAL, family: "serverless", noun: "a Cloud Run function" },
  privateServiceConnect: {
    ...REGIONAL,
    family: "privateServiceConnect",
    noun: "Private Service Connect",
    place: ({ privateServiceConnect: psc }) => (typeof psc === "string" ? psc : psc?.target),
  },
  internet: { ...REGIONAL, family: "internet", noun: "an internet endpoint" },
  backendService: {
    family: "external",
    noun: "a backend service of another project",
    inVpc: false,
    place: ({ backendService }) => backendService,
  },
};
