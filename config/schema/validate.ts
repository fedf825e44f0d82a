import type { Finding } from "../finding";
import type { Config } from "./config";
import { proxy } from "./proxy";

/**
 * A configuration, if the input is one: the words of a file, or a construct's props. Otherwise everything that is wrong with
 * its shape, at once. Never throws.
 */
export function validate(input: unknown): { readonly config: Config } | { readonly findings: readonly Finding[] } {
  const result = proxy.safeParse(input);
  if (result.success) return { config: result.data };
  // Loaded only now, for it needs the JSON Schema.
  const { explain } = require("./explain") as typeof import("./explain");
  return { findings: explain(result.error.issues, input) };
}
