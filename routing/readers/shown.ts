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

/** The version of state files that Terraform has written since 0.12. */
const STATE_VERSION = 4;

/**
 * A state file, as `terraform state pull` prints it too, in the form of `terraform show -json`.
 *
 * @throws Error for one of another version, or an encrypted one.
 */
export function shownState({ version, resources }: JsonObject): JsonObject {
  if (version !== STATE_VERSION || !Array.isArray(resources))
    throw new Error(
      "the input is a Terraform state file of a form that is not known here; give the output of `terraform show -json`",
    );
  const shown = resources.map(asObject).flatMap(({ module, mode, type, name, instances }) =>
    asList(instances)
      .map(asObject)
      .map(({ index_key: key, attributes }) => {
        const path = [module, ...(mode === "data" ? [mode] : []), type, name].filter((part) => part !== undefined);
        return {
          address: `${path.join(".")}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`,
          type,
          name,
          values: attributes,
        };
      }),
  );
  return { values: { root_module: { resources: shown } } };
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
    .filter(({ type }) => typeof type === "string")
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
