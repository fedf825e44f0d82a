import { parseAllDocuments } from "yaml";
import { formatValue } from "../../config/finding";
import { reasonOf } from "../../config/reason";
import { computeUrlMap, isComputeUrlMap } from "./compute-api";
import { isObject, type JsonObject } from "./json";
import type { NamedUrlMap } from "./named-url-map";
import { shownResources, shownState } from "./shown";
import { synthesizedResources } from "./synthesized";
import { terraformUrlMaps } from "./terraform";

/**
 * Reads URL maps, regional or global, from whatever holds them.
 *
 * The form is detected: synthesized Terraform JSON, `terraform show -json` of a plan or a state, a state file, Compute API JSON, or
 * the YAML of `gcloud compute url-maps export`; the last two may hold several. A service becomes the logical name of
 * its Terraform resource, or else the last segment of its link.
 *
 * @throws Error when the text is something else, or holds no URL map.
 */
export function readUrlMaps(text: string): NamedUrlMap[] {
  if (text.startsWith("PK"))
    throw new Error("the input is a binary Terraform plan; give the output of `terraform show -json <plan>`");
  try {
    const maps = parse(text).flatMap(readDocument);
    if (maps.length === 0) throw unknownDocument([]);
    return maps;
  } catch (error) {
    // What has no end for the stack: a URL map nests a dozen levels.
    throw error instanceof RangeError ? new Error("the input is nested too deep to be a URL map") : error;
  }
}

function readDocument(document: unknown): NamedUrlMap[] {
  if (Array.isArray(document)) return document.flatMap(readDocument);
  if (!isObject(document)) throw unknownDocument([]);
  if (isComputeUrlMap(document)) return [computeUrlMap(document)];
  if (Array.isArray(document.items)) return document.items.flatMap(readDocument);
  if (isShown(document)) return terraformUrlMaps(shownResources(document));
  if (isObject(document.resource)) return terraformUrlMaps(synthesizedResources(document));
  if ("lineage" in document) return terraformUrlMaps(shownResources(shownState(document)));
  throw unknownDocument(Object.keys(document));
}

const unknownDocument = (keys: readonly string[]) =>
  new Error(
    `the input is not a URL map (its keys: ${keys.map(formatValue).join(", ") || "none"}); a URL map is read from ` +
      "synthesized Terraform JSON (cdk.tf.json), `terraform show -json` of a plan or a state, " +
      "`gcloud compute url-maps export`, or Compute API JSON",
  );

/** A state without resources has no `values`. */
const isShown = (document: JsonObject) =>
  "planned_values" in document || "values" in document || "format_version" in document;

const isJson = (text: string) => /^[\s\ufeff]*[{[]/.test(text);

function parse(text: string): unknown[] {
  try {
    if (isJson(text)) return [JSON.parse(text.replace(/^\ufeff/, ""))];
    return parseAllDocuments(text).map((document) => {
      const [error] = document.errors;
      if (error) throw error;
      return document.toJS();
    });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error(`cannot read the input as ${isJson(text) ? "JSON" : "JSON or YAML"}: ${reasonOf(error)}`);
  }
}
