import type { Finding, SourceOf } from "../finding";
import type { Config } from "./config";
import { proxy } from "./proxy";

/**
 * A configuration, if the input is one: the words of a file, or a construct's props. Otherwise everything that is wrong with
 * its shape, at once. Never throws.
 *
 * @param sourceOf What a number or a word was written as, where there is a text: messages repeat it.
 */
export function validate(
  input: unknown,
  sourceOf: SourceOf = () => undefined,
): { readonly config: Config } | { readonly findings: readonly Finding[] } {
  const result = proxy.safeParse(input);
  if (result.success) return { config: result.data };
  // Loaded only now, for it needs the JSON Schema.
  const { explain } = require("./explain") as typeof import("./explain");
  return { findings: explain(result.error.issues, input, sourceOf) };
}
