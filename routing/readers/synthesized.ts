import { unescaped } from "../../config/reference";
import { asList, asObject, type JsonObject, mapTexts } from "./json";
import type { TerraformResource } from "./terraform-resource";

const REFERENCE = /^\$\{((?:data\.)?google_\w+\.[\w-]+(?:\[[^\]]+\])?)(?:\.\w+)?\}$/;

/** The resources of a configuration in Terraform's JSON syntax, such as `cdk.tf.json`. */
export function synthesizedResources(document: JsonObject): TerraformResource[] {
  return Object.entries(asObject(document.resource)).flatMap(([type, byName]) =>
    Object.entries(asObject(byName)).flatMap(([name, body]) =>
      asList(body).map((values) => ({
        address: `${type}.${name}`,
        type,
        values: asObject(mapTexts(values, unescaped)),
        refersTo: (value) => (typeof value === "string" ? REFERENCE.exec(value)?.[1] : undefined),
      })),
    ),
  );
}
