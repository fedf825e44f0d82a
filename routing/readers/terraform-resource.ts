import type { DocumentPath } from "../../config/finding";
import type { JsonObject } from "./json";

/** A resource of a Terraform document, whichever form the document has. */
export interface TerraformResource {
  /** With its modules and its index, such as `module.lb.google_compute_region_url_map.main["eu"]`. */
  readonly address: string;
  readonly type: string;
  readonly values: JsonObject;
  /** Shaped like `values`, with `true` in place of what is known only after apply. */
  readonly unknown?: unknown;
  /** The address of the resource that an attribute names, when it is in the same document. */
  readonly refersTo: (value: unknown, path: DocumentPath) => string | undefined;
}
