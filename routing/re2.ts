import type { RE2JS } from "re2js";

/**
 * A regular expression of RE2, the engine of Google Cloud. It is loaded with the first expression: most files have none.
 *
 * @throws Error when RE2 does not accept it.
 */
export function compileRe2(pattern: string): RE2JS {
  const { RE2JS } = require("re2js") as typeof import("re2js");
  return RE2JS.compile(pattern);
}
