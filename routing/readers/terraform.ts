import { type DocumentPath, formatValue } from "../../config/finding";
import { parseLink } from "../../config/place";
import { snakeCase } from "../casing";
import { identityOfLink, type ServiceIdentity } from "../service-identity";
import { referencesOf } from "../targets";
import { type AccessSource, accessPolicies } from "./access";
import { asText, type JsonObject } from "./json";
import type { NamedUrlMap } from "./named-url-map";
import { type Dialect, readFields } from "./read-fields";
import { createServices } from "./services";
import type { TerraformResource } from "./terraform-resource";

/** The blocks that the provider names in the singular. */
const SINGULAR: Readonly<Record<string, string>> = {
  hostRules: "host_rule",
  pathMatchers: "path_matcher",
  pathRules: "path_rule",
  tests: "test",
};

/** What Terraform's provider calls a field of the Compute API. */
export const terraformName = (field: string): string => SINGULAR[field] ?? snakeCase(field);

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
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const services = createServices();
  const read = maps.map((resource) => {
    const link = (value: unknown, path: DocumentPath): string | undefined => {
      const address = resource.refersTo(value, path);
      if (address !== undefined) return services.add(identityOf(address, byAddress.get(address)));
      return typeof value === "string" ? services.add(identityOfLink(value)) : undefined;
    };
    const { map, unread } = readFields({ values: resource.values, unknown: resource.unknown, link }, TERRAFORM);
    if (unread.some(({ path }) => path.at(-1) === "dynamic"))
      throw new Error(
        `${resource.address} has dynamic blocks, which only Terraform can expand; give the output of \`terraform show -json <plan>\``,
      );
    return { resource, map, unread };
  });
  return read.map(({ resource, map, unread }) => {
    const { location } = identityOf(resource.address, resource);
    const listening = listenersOf(resource, resources);
    const finished = services.finish(map);
    const named = [...new Set(referencesOf(finished.map))];
    const own = new Map(named.map((name) => [name, finished.services.get(name)?.address]));
    const access = accessPolicies(listening, own, resources, TERRAFORM.metadata);
    return {
      name: nameOf(resource.address),
      ...finished,
      ...(location !== undefined && { location }),
      ...(access && { access }),
      unread,
      listeners: listening.map(({ protocol, port }) => ({ protocol, port })),
    };
  });
}

/** A backend service goes by its logical name, with its modules and its index; anything else by its address. */
function nameOf(address: string): string {
  return address.replace(/google_compute_(region_)?(backend_service|url_map)\./, "");
}

/** What a resource says about itself. Its link, where it has one, is surer than its arguments. */
function identityOf(address: string, resource: TerraformResource | undefined): ServiceIdentity {
  const values: JsonObject = resource?.values ?? {};
  const { project, location, name } = parseLink(asText(values.self_link) ?? asText(values.id) ?? "") ?? {};
  const isRegional = /google_compute_region_\w+\./.test(address);
  return defined({
    address,
    project: project ?? asText(values.project),
    location: isRegional ? (location ?? asText(values.region)) : "global",
    collection: /backend_bucket\./.test(address) ? "backendBuckets" : "backendServices",
    name: name ?? asText(values.name),
  });
}

const defined = (identity: { readonly [Part in keyof ServiceIdentity]: string | undefined }): ServiceIdentity =>
  Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));

/** The ports of the forwarding rules that lead, over a target proxy, to a URL map. */
function listenersOf(map: TerraformResource, resources: readonly TerraformResource[]): AccessSource[] {
  return resources.flatMap((proxy) => {
    const protocol = TARGET_PROXY.exec(proxy.type)?.[1];
    if (protocol !== "http" && protocol !== "https") return [];
    if (proxy.refersTo(proxy.values.url_map, ["url_map"]) !== map.address) return [];
    return resources
      .filter(({ type }) => FORWARDING_RULE.test(type))
      .filter((rule) => rule.refersTo(rule.values.target, ["target"]) === proxy.address)
      .map(
        (rule): AccessSource => ({
          ...{ protocol, rule, proxy },
          port: Number.parseInt(String(rule.values.port_range), 10),
        }),
      )
      .filter(({ port }) => !Number.isNaN(port));
  });
}
