import type { Finding } from "../finding";
import type { Config } from "./config";
import { explain } from "./explain";
import { proxy } from "./proxy";

/**
 * A configuration, if the input is one: the words of a file, or a construct's props. Otherwise everything that is wrong with
 * its shape, at once. Never throws.
 */
export function validate(input: unknown): { readonly config: Config } | { readonly findings: readonly Finding[] } {
  const result = proxy.safeParse(input);
  return result.success ? { config: result.data } : { findings: explain(result.error.issues, input) };
}
