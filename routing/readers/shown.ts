import { childScope, type ModuleScope, referredAddress } from "./configuration";
import { asList, asObject, asText, type JsonObject } from "./json";
import type { TerraformResource } from "./terraform-resource";

/**
 * The resources that `terraform show -json` prints, of a plan or of a state, with those of all modules.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function shownResources(document: JsonObject): TerraformResource[] {
  const root = asObject(asObject(document.planned_values ?? document.values).root_module);
  const found = collect(root, { prefix: "", configuration: asObject(asObject(document.configuration).root_module) });
  const addresses = new Set(found.map(({ address }) => address));
  const byLink = new Map(
    found.flatMap(({ address, values }) =>
      [values.id, values.self_link].flatMap((link) =>
        asText(link) ? [[relativeLink(String(link)), address] as const] : [],
      ),
    ),
  );
  const unknownAfter = new Map(
    asList(document.resource_changes)
      .map(asObject)
      .map((one) => [one.address, asObject(one.change).after_unknown]),
  );
  return found.map(({ address, type, values, name, scope }) => ({
    address,
    type,
    values,
    unknown: unknownAfter.get(address),
    refersTo: (value, path) =>
      typeof value === "string"
        ? byLink.get(relativeLink(value))
        : referredAddress({ type, name, values, scope }, path, addresses),
  }));
}

interface FoundResource {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly values: JsonObject;
  readonly scope: ModuleScope;
}

function collect(module: JsonObject, scope: ModuleScope): FoundResource[] {
  const own = asList(module.resources)
    .map(asObject)
    .map((resource) => ({
      address: String(resource.address),
      type: String(resource.type),
      name: String(resource.name),
      values: asObject(resource.values),
      scope,
    }));
  const children = asList(module.child_modules).map(asObject);
  return [...own, ...children.flatMap((child) => collect(child, childScope(scope, String(child.address))))];
}

/** The same for `projects/p/regions/r/backendServices/b` and for every URL of it. */
function relativeLink(link: string): string {
  return link.replace(/^https?:\/\/[^/]+\/compute\/[^/]+\//, "");
}
