import { contains, type Language } from "../automata/automata";
import { textMatches } from "../automata/regex";

/** A part of a request that conditions look at. The values of different variables do not depend on each other. */
export interface Variable {
  readonly on: "scheme" | "method" | "host" | "path" | "header" | "query";
  /** Of a header, in lower case, or of a query parameter. */
  readonly name: string;
  /** The values that a request can carry; absent when none can, as for a header that no client can name. */
  readonly values: Language | undefined;
  readonly canBeAbsent: boolean;
  /** Values that read well in an example, best first. */
  readonly likely: readonly string[];
}

const TOKEN = languageOf("[-A-Za-z0-9!#$%&'*+.^_`|~]+");
const AUTHORITY = languageOf("(?:\\[[0-9A-Fa-f:.]+\\]|[-A-Za-z0-9._~]+)(?::[0-9]{1,5})?");
const PATH_TEXT = languageOf('/[!"$->@-\\x{10ffff}]*');
const QUERY_NAME = languageOf("[!\"$%'-<>-\\x{10ffff}]*");
const QUERY_VALUE = languageOf("[!\"$%'-\\x{10ffff}]*");
/** Neither begins nor ends with white space. */
const HEADER_VALUE = (() => {
  const space = "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
  const edge = `[^\\x00${space}]`;
  return languageOf(`(?:${edge}(?:[^\\x00\\r\\n]*${edge})?)?`);
})();

export const SCHEME: Variable = {
  on: "scheme",
  name: "",
  values: languageOf("https?"),
  canBeAbsent: false,
  likely: ["https"],
};

export const METHOD: Variable = {
  on: "method",
  name: "",
  values: TOKEN,
  canBeAbsent: false,
  likely: ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
};

export const HOST: Variable = { on: "host", name: "", values: AUTHORITY, canBeAbsent: false, likely: [] };

export const PATH: Variable = { on: "path", name: "", values: PATH_TEXT, canBeAbsent: false, likely: ["/"] };

/** @param name in lower case. */
export function headerVariable(name: string): Variable {
  const values = contains(TOKEN, name) ? HEADER_VALUE : undefined;
  return { on: "header", name, values, canBeAbsent: true, likely: ["x"] };
}

export function queryVariable(name: string): Variable {
  const values = contains(QUERY_NAME, name) ? QUERY_VALUE : undefined;
  return { on: "query", name, values, canBeAbsent: true, likely: ["x"] };
}

function languageOf(pattern: string): Language {
  const language = textMatches(pattern);
  if (language === undefined) throw new Error(`the expression ${pattern} cannot be read`);
  return language;
}
