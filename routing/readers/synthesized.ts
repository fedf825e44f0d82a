import { unescaped } from "../../config/reference";
import { isExpression } from "../unread";
import { asList, asObject, type JsonObject, mapLeaves } from "./json";
import type { TerraformResource } from "./terraform-resource";

const REFERENCE = /^\$\{((?:data\.)?google_\w+\.[\w-]+(?:\[[^\]]+\])?)(?:\.\w+)?\}$/;

/** The resources of a configuration in Terraform's JSON syntax, such as `cdk.tf.json`. */
export function synthesizedResources(document: JsonObject): TerraformResource[] {
  return Object.entries(asObject(document.resource)).flatMap(([type, byName]) =>
    Object.entries(asObject(byName)).flatMap(([name, body]) =>
      asList(body).map((values) => ({
        address: `${type}.${name}`,
        type,
        values: asObject(mapLeaves(values, asRead)),
        unknown: mapLeaves(values, isUnknown),
        refersTo: (value) => (typeof value === "string" ? REFERENCE.exec(value)?.[1] : undefined),
      })),
    ),
  );
}

const isUnknown = (leaf: unknown) => typeof leaf === "string" && isExpression(leaf);
const asRead = (leaf: unknown) => (typeof leaf === "string" && !isExpression(leaf) ? unescaped(leaf) : leaf);
