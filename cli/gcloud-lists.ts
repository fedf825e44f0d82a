import { z } from "zod";
import { readForeign } from "../config/document/files";
import { type Link, parseLink, regionOfZone } from "../config/place";
import { reasonOf } from "../config/reason";
import { RESOURCE_NAME } from "../platform/facts";

/** A backend that is there, as a list of gcloud shows it. */
export interface ListedBackend {
  /** What a workload of it may be called. */
  readonly title: string;
  readonly name: string;
  readonly word: "instanceGroup" | "neg" | "cloudRun";
  readonly region: string;
  /** Absent: it is regional. */
  readonly zone?: string;
  readonly project?: string;
  /** Absent: it is in no VPC, or the list does not say. */
  readonly network?: Link;
  readonly port?: number;
  /** The named port that has it. */
  readonly portName?: string;
}

export interface ListedSubnet {
  readonly name: string;
  readonly region: string;
  readonly network: Link;
  readonly ranges: readonly string[];
  /** Google's proxies run in it. */
  readonly isProxyOnly: boolean;
}

export interface Inventory {
  readonly backends: readonly ListedBackend[];
  readonly subnets: readonly ListedSubnet[];
  /** What can be no backend, and why. */
  readonly leftOut: readonly string[];
}

const LISTS =
  "write it by `gcloud … list --format=json` of `compute instance-groups`, `compute network-endpoint-groups`, `compute networks subnets` or `run services`";

const name = z.string().regex(RESOURCE_NAME);
const link = z.string().transform((text, context) => {
  const parsed = parseLink(text);
  if (parsed && RESOURCE_NAME.test(parsed.name)) return parsed;
  context.addIssue("no self link");
  return z.NEVER;
});
/** `compute#…` resources have a zone or a region, as self links. */
const placed = { name, selfLink: link, network: link.optional() };

const instanceGroup = z.object({
  kind: z.enum(["compute#instanceGroup", "compute#instanceGroupManager"]),
  ...placed,
  namedPorts: z.array(z.object({ name, port: z.int() })).optional(),
});
const networkEndpointGroup = z.object({
  kind: z.literal("compute#networkEndpointGroup"),
  ...placed,
  networkEndpointType: z.string(),
  defaultPort: z.int().optional(),
  description: z.string().optional(),
  cloudRun: z.object({ service: name.optional() }).optional(),
});
const subnetwork = z.object({
  kind: z.literal("compute#subnetwork"),
  ...placed,
  network: link,
  ipCidrRange: z.cidrv4(),
  secondaryIpRanges: z.array(z.object({ ipCidrRange: z.cidrv4() })).optional(),
  purpose: z.string().optional(),
  role: z.string().optional(),
});
const cloudRunService = z.object({
  kind: z.literal("Service"),
  metadata: z.object({ name, labels: z.object({ "cloud.googleapis.com/location": name }) }),
});

const list = z.array(z.discriminatedUnion("kind", [instanceGroup, networkEndpointGroup, subnetwork, cloudRunService]));
type Row = z.infer<typeof list>[number];

/**
 * What `gcloud … list --format=json` has written into files.
 *
 * @throws When one is no such list, with the place and the fix.
 */
export function readLists(files: readonly string[]): Inventory {
  const rows = files.flatMap(rowsOf);
  const backends = rows.flatMap((row) => (row.kind === "compute#subnetwork" ? [] : [backendOf(row)]));
  return {
    backends: backends.filter((one) => typeof one !== "string"),
    subnets: rows.flatMap((row) => (row.kind === "compute#subnetwork" ? [subnetOf(row)] : [])),
    leftOut: backends.filter((one) => typeof one === "string"),
  };
}

function rowsOf(file: string): readonly Row[] {
  const text = readForeign(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: is no JSON: ${reasonOf(error)}\n  ${LISTS}`);
  }
  const { data, error } = list.safeParse(json);
  if (data) return data;
  const [{ path = [], message = "" } = {}] = error.issues;
  const place = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  throw new Error(`${file}: is no list of backends that is known here: ${place || "it"}: ${message}\n  ${LISTS}`);
}

/** A text: why it can be no backend. */
function backendOf(row: Exclude<Row, { kind: "compute#subnetwork" }>): ListedBackend | string {
  if (row.kind === "Service") {
    const { name: service, labels } = row.metadata;
    const region = labels["cloud.googleapis.com/location"];
    return { title: service, name: service, word: "cloudRun", region };
  }
  const { name: own, selfLink, network } = row;
  const { project, scope, location = "" } = selfLink;
  const place = scope === "zones" ? { region: regionOfZone(location), zone: location } : { region: location };
  const common = { title: own, name: own, project, network, ...place };
  if (row.kind === "compute#networkEndpointGroup") {
    const { networkEndpointType: type, cloudRun, defaultPort: port, description } = row;
    if (cloudRun?.service !== undefined)
      return { ...common, network: undefined, title: cloudRun.service, name: cloudRun.service, word: "cloudRun" };
    if (type !== "GCE_VM_IP_PORT" || place.zone === undefined)
      return `${own}: a network endpoint group of type ${type}; the reference has the words for it, under backends`;
    return { ...common, title: serviceIn(description) ?? own, word: "neg", port };
  }
  if (/^gke-.*-grp$/.test(own))
    return `${own}: the nodes of a GKE cluster; its pods are reached by network endpoint groups`;
  const named = row.namedPorts?.find((one) => one.name === "http") ?? row.namedPorts?.[0];
  return { ...common, word: "instanceGroup", port: named?.port, portName: named?.name };
}

function subnetOf(row: z.infer<typeof subnetwork>): ListedSubnet {
  return {
    name: row.name,
    region: row.selfLink.location ?? "",
    network: row.network,
    ranges: [row, ...(row.secondaryIpRanges ?? [])].map(({ ipCidrRange }) => ipCidrRange),
    isProxyOnly: row.purpose === "REGIONAL_MANAGED_PROXY" && row.role !== "BACKUP",
  };
}

/** The Kubernetes service that GKE has made a network endpoint group for. */
function serviceIn(description = ""): string | undefined {
  const [, service] = /"service-name":"([^"]+)"/.exec(description) ?? [];
  return service !== undefined && RESOURCE_NAME.test(service) ? service : undefined;
}
