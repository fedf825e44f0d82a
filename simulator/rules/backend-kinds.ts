import { parsePath } from "../resource-path";
import type { Backend, BackendService } from "../resources";
import type { View } from "../state";

type RateField = "maxRate" | "maxRatePerInstance" | "maxRatePerEndpoint";

/** What a backend service may say about a group, by what the group is. */
export interface BackendKind {
  /** Backends of one service are all of one family. */
  readonly family:
    | "instance groups"
    | "zonal NEGs"
    | "internet NEGs"
    | "serverless NEG"
    | "Private Service Connect NEG";
  /** Balancing modes; absent: Google ignores the field. */
  readonly modes?: readonly string[];
  readonly rates: readonly RateField[];
  readonly healthCheck: "required" | "optional" | "forbidden";
  /** The service has this one backend only. */
  readonly alone?: boolean;
}

const ZONAL_NEG: BackendKind = {
  family: "zonal NEGs",
  modes: ["RATE", "CUSTOM_METRICS"],
  rates: ["maxRate", "maxRatePerEndpoint"],
  healthCheck: "required",
};
const INTERNET_NEG: BackendKind = { family: "internet NEGs", rates: [], healthCheck: "optional" };

export const RATE_FIELDS: readonly RateField[] = ["maxRate", "maxRatePerInstance", "maxRatePerEndpoint"];

/** @see https://cloud.google.com/load-balancing/docs/backend-service */
const BACKEND_KINDS: { readonly [kind: string]: BackendKind } = {
  INSTANCE_GROUP: {
    family: "instance groups",
    modes: ["UTILIZATION", "RATE", "CUSTOM_METRICS"],
    rates: ["maxRate", "maxRatePerInstance"],
    healthCheck: "required",
  },
  REGIONAL_INSTANCE_GROUP: {
    family: "instance groups",
    modes: ["UTILIZATION", "RATE", "CUSTOM_METRICS"],
    rates: ["maxRatePerInstance"],
    healthCheck: "required",
  },
  GCE_VM_IP_PORT: ZONAL_NEG,
  NON_GCP_PRIVATE_IP_PORT: ZONAL_NEG,
  INTERNET_FQDN_PORT: INTERNET_NEG,
  INTERNET_IP_PORT: INTERNET_NEG,
  SERVERLESS: { family: "serverless NEG", rates: [], healthCheck: "forbidden", alone: true },
  PRIVATE_SERVICE_CONNECT: { family: "Private Service Connect NEG", rates: [], healthCheck: "forbidden", alone: true },
};

/** A backend whose group is there, and so its kind is known. */
export interface KnownBackend {
  readonly at: string;
  readonly backend: Backend;
  /** A key of `BACKEND_KINDS`. */
  readonly name: string;
  readonly kind: BackendKind;
}

export function backendsOf({ backends = [] }: BackendService, state: View): KnownBackend[] {
  return backends.flatMap((backend, index) => {
    const name = kindNameOf(backend, state);
    const kind = name === undefined ? undefined : BACKEND_KINDS[name];
    return name && kind ? [{ at: `backends[${index}]`, backend, name, kind }] : [];
  });
}

function kindNameOf({ group }: Backend, state: View): string | undefined {
  const path = parsePath(group);
  if (path?.collection === "instanceGroups")
    return path.scope.startsWith("zones/") ? "INSTANCE_GROUP" : "REGIONAL_INSTANCE_GROUP";
  return state.get("networkEndpointGroups", group)?.networkEndpointType;
}
