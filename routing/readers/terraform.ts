import { formatValue } from "../../config/finding";
import { terraformName } from "./fields";
import type { JsonPath } from "./json";
import { lastSegment } from "./link";
import type { Listener, NamedUrlMap } from "./named-url-map";
import { type Dialect, readFields } from "./read-fields";
import type { TerraformResource } from "./terraform-resource";

const TERRAFORM: Dialect = {
  nameOf: terraformName,
  zeroIsUnset: true,
  metadata: new Set([
    ...["//", "provider", "lifecycle", "depends_on", "provisioner", "connection", "timeouts"],
    ...["project", "region", "id", "self_link", "map_id", "fingerprint", "creation_timestamp", "deletion_policy"],
  ]),
};

const URL_MAP = /^google_compute_(region_)?url_map$/;
const DATA_SOURCE = /(^|\.)data\.google_/;
const TARGET_PROXY = /^google_compute_(?:region_)?target_(http|https)_proxy$/;
const FORWARDING_RULE = /^google_compute_(global_)?forwarding_rule$/;

/** The URL maps among the resources of a Terraform document. */
export function terraformUrlMaps(resources: readonly TerraformResource[]): NamedUrlMap[] {
  const maps = resources.filter(({ type, address }) => URL_MAP.test(type) && !DATA_SOURCE.test(address));
  if (maps.length === 0)
    throw new Error(
      `the input has no google_compute_region_url_map and no google_compute_url_map; its resource types: ${[...new Set(resources.map(({ type }) => formatValue(type)))].join(", ") || "none"}`,
    );
  return maps.map((resource) => {
    const link = (value: unknown, path: JsonPath) => linkName(resource.refersTo(value, path), value);
    const read = readFields({ values: resource.values, unknown: resource.unknown, link }, TERRAFORM);
    if (read.unread.some(({ path }) => path.at(-1) === "dynamic"))
      throw new Error(
        `${resource.address} has dynamic blocks, which only Terraform can expand; give the output of \`terraform show -json <plan>\``,
      );
    return { name: nameOf(resource.address), ...read, listeners: listenersOf(resource, resources) };
  });
}

/** A backend service goes by its logical name, with its modules and its index; anything else by its address. */
function nameOf(address: string): string {
  return address.replace(/google_compute_(region_)?(backend_service|url_map)\./, "");
}

function linkName(address: string | undefined, value: unknown): string | undefined {
  if (address !== undefined) return nameOf(address);
  return typeof value === "string" ? lastSegment(value) : undefined;
}

/** The ports of the forwarding rules that lead, over a target proxy, to a URL map. */
function listenersOf(map: TerraformResource, resources: readonly TerraformResource[]): Listener[] {
  return resources.flatMap((proxy) => {
    const protocol = TARGET_PROXY.exec(proxy.type)?.[1];
    if (protocol !== "http" && protocol !== "https") return [];
    if (proxy.refersTo(proxy.values.url_map, ["url_map"]) !== map.address) return [];
    return resources
      .filter(({ type }) => FORWARDING_RULE.test(type))
      .filter((rule) => rule.refersTo(rule.values.target, ["target"]) === proxy.address)
      .map(({ values }) => ({ protocol, port: Number.parseInt(String(values.port_range), 10) }));
  });
}
