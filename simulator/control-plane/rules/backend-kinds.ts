import type { Located } from "../json-object";
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
  /** Balancing modes. */
  readonly modes: readonly string[];
  /** What Google says of any other mode. */
  readonly wrongMode: (mode: string) => string;
  readonly rates: readonly RateField[];
  readonly healthCheck: "required" | "optional" | "forbidden";
  /** The service has this one backend only. */
  readonly alone?: boolean;
}

const NOT_FOR_NEGS = (mode: string) => `${mode} balancing mode is not supported for network endpoint groups.`;

const INSTANCE_GROUP: BackendKind = {
  family: "instance groups",
  modes: ["UTILIZATION", "RATE", "CUSTOM_METRICS"],
  wrongMode: (mode) => `${mode} balancing mode is not supported for protocol HTTP.`,
  rates: ["maxRate", "maxRatePerInstance"],
  healthCheck: "required",
};
const ZONAL_NEG: BackendKind = {
  family: "zonal NEGs",
  modes: ["RATE", "CUSTOM_METRICS"],
  wrongMode: NOT_FOR_NEGS,
  rates: ["maxRate", "maxRatePerEndpoint"],
  healthCheck: "required",
};
/** Nothing is balanced inside; the provider cannot leave out its default UTILIZATION, and Google tolerates it. */
const UNBALANCED = { modes: ["UTILIZATION"], wrongMode: NOT_FOR_NEGS, rates: [] };
const INTERNET_NEG: BackendKind = { ...UNBALANCED, family: "internet NEGs", healthCheck: "optional" };

export const RATE_FIELDS: readonly RateField[] = ["maxRate", "maxRatePerInstance", "maxRatePerEndpoint"];

/** @see https://cloud.google.com/load-balancing/docs/backend-service */
const BACKEND_KINDS: { readonly [kind: string]: BackendKind } = {
  INSTANCE_GROUP,
  REGIONAL_INSTANCE_GROUP: { ...INSTANCE_GROUP, rates: ["maxRatePerInstance"] },
  GCE_VM_IP_PORT: ZONAL_NEG,
  NON_GCP_PRIVATE_IP_PORT: ZONAL_NEG,
  INTERNET_FQDN_PORT: INTERNET_NEG,
  INTERNET_IP_PORT: INTERNET_NEG,
  SERVERLESS: {
    ...UNBALANCED,
    family: "serverless NEG",
    wrongMode: () => "Balancing mode is not supported for Serverless network endpoint groups.",
    healthCheck: "forbidden",
    alone: true,
  },
  PRIVATE_SERVICE_CONNECT: {
    ...UNBALANCED,
    family: "Private Service Connect NEG",
    healthCheck: "forbidden",
    alone: true,
  },
};

/** A backend whose group is there, and so its kind is known. */
export interface KnownBackend {
  readonly backend: Backend;
  /** A key of `BACKEND_KINDS`. */
  readonly name: string;
  readonly kind: BackendKind;
}

export function backendsOf({ backends = [] }: BackendService, state: View): Located<KnownBackend>[] {
  return backends.flatMap((backend, index) => {
    const name = kindNameOf(backend, state);
    const kind = name === undefined ? undefined : BACKEND_KINDS[name];
    return name && kind ? [{ at: `backends[${index}]`, value: { backend, name, kind } }] : [];
  });
}

function kindNameOf({ group }: Backend, state: View): string | undefined {
  const path = parsePath(group);
  if (path?.collection === "instanceGroups")
    return path.scope.startsWith("zones/") ? "INSTANCE_GROUP" : "REGIONAL_INSTANCE_GROUP";
  return state.get("networkEndpointGroups", group)?.networkEndpointType;
}
