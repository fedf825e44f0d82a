import { readUrlMaps } from "../../routing/readers/read-url-maps";
import type { UrlMap } from "../../routing/url-map";
import { collectionOfType } from "../control-plane/collections";
import { type Fields, without } from "../control-plane/json-object";
import { formatPath, lastSegment, parsePath } from "../control-plane/resource-path";
import type { InstanceGroup, NetworkEndpoint, NetworkEndpointGroup } from "../control-plane/resources";
import { createState, type State, type View } from "../control-plane/state";
import { withServiceLinks } from "../control-plane/url-map-links";
import { apiFields } from "./api-fields";
import { surroundingsOf } from "./seed";
import { addressOf, readBlocks, referenceIn, type StackBlock } from "./stack-reader";
import type { TerraformJson } from "./terraform-json";

/** What the data plane reads. */
const COLLECTIONS = [
  ...["forwardingRules", "targetHttpProxies", "targetHttpsProxies", "urlMaps", "backendServices", "healthChecks"],
  ...["instanceGroups", "networkEndpointGroups", "securityPolicies", "authzPolicies", "authzExtensions"],
];

/**
 * What a platform would hold once a stack is applied, as far as the data plane reads it: no Terraform needed. What the
 * stack makes is named by its logical name, so that a workload's backend service ends in the workload's id; what it finds
 * is made up, as for a rehearsal.
 */
export function stackResources(stack: TerraformJson): View {
  const state = createState(surroundingsOf([readBlocks(stack)]));
  const blocks = readBlocks(stack).filter(({ kind }) => kind === "resource");
  const paths = new Map(blocks.flatMap((typed) => pathOf(typed) ?? []));
  const link = (text: string) => paths.get(referenceIn(text)?.address ?? "") ?? text;
  for (const typed of blocks) {
    const path = typed.type === URL_MAP ? undefined : paths.get(addressOf(typed));
    if (path) state.put(path, { name: typed.name, ...without(apiFields(typed.block, link), ["name"]) });
  }
  for (const { name, map } of readUrlMaps(JSON.stringify(stack))) {
    const typed = blocks.find((block) => block.type === URL_MAP && block.name === name);
    const path = typed && formatPath(placed(typed, "urlMaps"));
    if (path) state.put(path, { ...linked(map, state), name });
  }
  for (const typed of blocks) addToGroup(typed, link, state);
  return state;
}

const URL_MAP = "google_compute_region_url_map";

const placed = ({ name, block, project, region }: StackBlock, collection: string) => ({
  project,
  scope: typeof block.zone === "string" ? `zones/${block.zone}` : `regions/${region}`,
  collection,
  name,
});

function pathOf(typed: StackBlock): [address: string, path: string][] | undefined {
  const collection = collectionOfType(typed.type) ?? "";
  return COLLECTIONS.includes(collection) ? [[addressOf(typed), formatPath(placed(typed, collection))]] : undefined;
}

/** A URL map names services by their logical names, or by the last segment of a link to one of somebody else. */
function linked(map: UrlMap, state: View): UrlMap {
  const services = [...state.entries("backendServices")].map(([path]) => path);
  const pathOfService = (name: string) => services.find((path) => lastSegment(path) === name) ?? name;
  return withServiceLinks(map, pathOfService);
}

/** Endpoints and named ports are resources to Terraform, and parts of a group to the API. */
function addToGroup({ type, block, project }: StackBlock, link: (text: string) => string, state: State): void {
  if (type === "google_compute_instance_group_named_port") {
    const group = String(block.group);
    const path = parsePath(link(group)) ?? { project, ...zoneOf(block), collection: "instanceGroups", name: group };
    const found = state.get("instanceGroups", formatPath(path));
    const namedPorts = [...(found?.namedPorts ?? []), { name: String(block.name), port: Number(block.port) }];
    if (found) put(state, formatPath(path), { ...found, namedPorts });
  }
  const group = block.network_endpoint_group ?? block.region_network_endpoint_group;
  if (/_network_endpoint$/.test(type) && typeof group === "string") {
    const path = link(group);
    const found = state.get("networkEndpointGroups", path);
    const networkEndpoints = [...(found?.networkEndpoints ?? []), endpointOf(block)];
    if (found) put(state, path, { ...found, networkEndpoints });
  }
}

const put = (state: State, path: string, group: InstanceGroup | NetworkEndpointGroup) => state.put(path, group);

const zoneOf = (block: Fields) => ({ scope: `zones/${block.zone}` });

function endpointOf({ instance, ip_address, fqdn, port }: Fields): NetworkEndpoint {
  return {
    ...(typeof instance === "string" && { instance }),
    ...(typeof ip_address === "string" && { ipAddress: ip_address }),
    ...(typeof fqdn === "string" && { fqdn }),
    port: Number(port),
  };
}
