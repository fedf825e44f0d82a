import { formatValue } from "../finding";
import { formatChoice, formatList } from "../format";
import type { ShapeProblem } from "./finding-kinds";

/**
 * Every message about a configuration, as a function that gives the problem: what was found, then what is allowed or
 * likely meant. Values are shown as JSON; the place is added by whoever reports.
 */

function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return describeMap(Object.keys(value));
  if (typeof value === "string") return `the text ${formatValue(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  return typeof value === "boolean" ? `${value}` : `a ${typeof value}`;
}

function describeMap(keys: readonly string[]): string {
  if (keys.length === 0) return "an empty map";
  return keys.length === 1 ? `a map with the key ${keys[0]}` : `a map with the keys ${formatList(keys)}`;
}

// ── Shape ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * `instead` is what would be right in its place: the same value in the expected form where that can be guessed. `source` is what
 * a number was written as.
 */
export function wrongType(expected: string, found: unknown, instead: string, source?: string): ShapeProblem {
  const fix = `write ${instead}`;
  const value = typeof found === "number" && source !== undefined ? `the number ${source}` : describeValue(found);
  return { id: "wrong-type", what: `expected ${expected}, found ${value}`, fix };
}

export function missingKey(key: string, example: string): ShapeProblem {
  return { id: "missing-key", what: `${formatValue(key)} is missing`, fix: `add it, for example \`${example}\`` };
}

/** `elsewhere`: places where the key is known; `meant`: the key that is suggested with the value in its form. */
export function unknownKey(
  key: string,
  known: readonly string[],
  suggestion: string | undefined,
  elsewhere: readonly string[],
  meant?: string,
): ShapeProblem {
  const problem = { id: "unknown-key", what: `unknown key ${formatValue(key)}` } as const;
  if (suggestion !== undefined)
    return { ...problem, fix: `did you mean "${suggestion}"?${meant === undefined ? "" : ` Write \`${meant}\``}` };
  if (elsewhere.length > 0) return { ...problem, fix: `it belongs in ${elsewhere.join(" or ")}` };
  return { ...problem, fix: `known here: ${formatList(known)}` };
}

/** A key that people bring from other load balancers, the API or Terraform. */
export function foreignKey(key: string, why: string, instead: string): ShapeProblem {
  return { id: "unknown-key", what: `unknown key ${formatValue(key)}: ${why}`, fix: instead };
}

/** A value that people bring from elsewhere. */
export function foreignValue(found: unknown, why: string, instead: string): ShapeProblem {
  return { id: "not-one-of", what: `${formatValue(found)} is not known here: ${why}`, fix: instead };
}

/** `other` is what may stand there as well, as one writes it. */
export function notOneOf(
  found: unknown,
  allowed: readonly string[],
  suggestion: string | undefined,
  other?: string,
): ShapeProblem {
  const problem = { id: "not-one-of", what: `${formatValue(found)} is not known here` } as const;
  const [only] = allowed;
  if (only !== undefined && allowed.length === 1) return { ...problem, fix: `write ${only}, or remove the key` };
  const or = other === undefined ? "" : `, or a map, as in \`${other}\``;
  const meant = suggestion === undefined ? "" : `did you mean ${suggestion}? `;
  return { ...problem, fix: `${meant}allowed: ${formatList(allowed)}${or}` };
}

type Amount = number | string;

export function outOfRange(found: Amount, min: Amount, max: Amount, unit = ""): ShapeProblem {
  return {
    id: "out-of-range",
    what: `${found} is out of range`,
    fix: `allowed: ${min} to ${max}${unit && ` ${unit}`}`,
  };
}

export function notWhole(found: number): ShapeProblem {
  const proportion = found > 0 && found < 1 ? "; weights count in proportion, as 9 beside 1 for 0.9 beside 0.1" : "";
  const [below, above] = [Math.floor(found), Math.ceil(found)];
  return {
    id: "out-of-range",
    what: `${found} is not a whole number`,
    fix: `choose a whole number: ${below} or ${above}${proportion}`,
  };
}

export function notAPowerOfTwo(found: number, next: number): ShapeProblem {
  return { id: "out-of-range", what: `${found} is not a power of two`, fix: `write ${next}` };
}

export function malformed(what: string, found: unknown, form: string): ShapeProblem {
  return { id: "malformed", what: `${formatValue(found)} is not ${what}`, fix: form };
}

export function tooMany(found: readonly unknown[], most: number | bigint): ShapeProblem {
  return { id: "out-of-range", what: `${found.length} are too many`, fix: `keep ${most} at most` };
}

export function empty(kind: "list" | "map", what: string): ShapeProblem {
  return { id: `empty-${kind}`, what: `the ${kind} is empty`, fix: `name at least one ${what}` };
}

/** The same, where the key may be left out as well. */
export const orRemove = (problem: ShapeProblem): ShapeProblem => ({
  ...problem,
  fix: `${problem.fix}, or remove the key`,
});

/** What the schema refuses for a reason that has no words of its own here. */
export function notValid(found: unknown): ShapeProblem {
  return { id: "not-valid", what: `${describeValue(found)} is not valid here`, fix: "see docs/configuration.md" };
}

export function exactlyOne(what: string, keys: readonly string[], found: readonly string[]): ShapeProblem {
  if (found.length === 0)
    return { id: "missing-key", what: `nothing says ${what}`, fix: `write one of: ${formatList(keys)}` };
  return {
    id: "exactly-one",
    what: `${formatList(found)} together; only one can say ${what}`,
    fix: `keep one of: ${formatList(found)}`,
  };
}

export function exclusive(first: string, second: string, why: string): ShapeProblem {
  return {
    id: "exclusive",
    what: `"${first}" and "${second}" cannot be set together: ${why}`,
    fix: `remove one of them`,
  };
}

/** `example`: what is added, where the key cannot go. */
export function requires(key: string, other: string, why: string, example?: string): ShapeProblem {
  const fix = example === undefined ? `add "${other}", or remove "${key}"` : `add it, for example \`${example}\``;
  return { id: "requires", what: `"${key}" needs "${other}": ${why}`, fix };
}

export function referenceInStructure(found: string): ShapeProblem {
  return {
    id: "reference-in-structure",
    what: `${formatValue(found)} is a reference, but this value shapes names and routes and must be known before Terraform runs`,
    fix: "write the value itself",
  };
}

/** `found` is the expression alone; a text may hold several. */
export function notAReference(found: string): ShapeProblem {
  const [, variable] = /^\$\{~?\s*var\.([A-Za-z_][\w-]*)[\s~.[}]/.exec(found) ?? [];
  const [, environment] = /^\$\{\s*(?:env\.)?([A-Za-z_]\w*)\s*[:}]/i.exec(found) ?? [];
  const name = variable ?? environment;
  const set = environment === undefined ? "" : ` (environment variables reach Terraform as TF_VAR_${environment})`;
  return {
    id: "not-a-reference",
    what: `${formatValue(found)} is no reference: only \`\${var.NAME}\` is, and nothing else is evaluated`,
    fix: `write \`\${var.${name ?? "NAME"}}\`, which declares a Terraform variable${set}; a literal \`\${\` is written \`$\${\``,
  };
}

export function unusableVariable(found: string): ShapeProblem {
  return {
    id: "not-a-reference",
    what: `${formatValue(found)} cannot be a Terraform variable: the name is reserved`,
    fix: "give the variable another name",
  };
}

export function cdktfNotation(found: unknown): ShapeProblem {
  return {
    id: "cdktf-notation",
    what: `${formatValue(found)} is how CDKTF writes values of a program, and a file has none`,
    fix: "write the value itself, or `${var.NAME}`, which declares a Terraform variable",
  };
}

// ── Files and documents ─────────────────────────────────────────────────────────────────────────────────────────────

export function unreadable(reason: string, fix: string): ShapeProblem {
  return { id: "unreadable", what: reason, fix };
}

export function tooLarge(limit: string): ShapeProblem {
  return { id: "too-large", what: `the file is larger than ${limit}`, fix: "split it into several proxies" };
}

export function notText(reason: string): ShapeProblem {
  return { id: "not-text", what: `the file is no text: ${reason}`, fix: "save it as UTF-8" };
}

export function emptyDocument(): ShapeProblem {
  return {
    id: "empty-document",
    what: "the file says nothing",
    fix: "start from docs/configuration.md or a file in examples/",
  };
}

export function severalDocuments(): ShapeProblem {
  return { id: "several-documents", what: "a second YAML document begins here", fix: "write one proxy a file" };
}

export function tooDeep(limit: number): ShapeProblem {
  return {
    id: "too-deep",
    what: `the document is nested more than ${limit} levels deep`,
    fix: "nothing here nests so deep: look for a bracket that is not closed",
  };
}

/** `most`: absent where nobody counted to the end. */
export function tooManyValues(most?: number): ShapeProblem {
  const limit = most === undefined ? "too many" : `more than ${most.toLocaleString("en-US")}`;
  return {
    id: "too-large",
    what: `the document holds ${limit} values, those that aliases stand for included`,
    fix: "split it into several proxies",
  };
}

export function textTooLong(length: number, most: number): ShapeProblem {
  const [found, limit] = [length, most].map((count) => count.toLocaleString("en-US"));
  return {
    id: "too-large",
    what: `a text of ${found} characters; no text here takes more than ${limit}`,
    fix: "write a shorter one: look for a quote that is not closed, or an indentation that makes it go on",
  };
}

export function unknownAlias(name: string): ShapeProblem {
  return {
    id: "unknown-alias",
    what: `*${name} is a YAML alias, and no anchor &${name} comes before it`,
    fix: `put it in quotes if it is a text: "*${name}"`,
  };
}

export function aliasToItself(name: string): ShapeProblem {
  return { id: "unknown-alias", what: `*${name} stands inside of its own anchor`, fix: "write the value itself" };
}

export function notMergeable(found: unknown): ShapeProblem {
  return wrongType("a map, or a list of maps, to merge", found, "an alias of a map, as in `<<: *defaults`");
}

export function duplicateKey(key: string): ShapeProblem {
  return {
    id: "duplicate-key",
    what: `the key ${formatValue(key)} appears twice in one map`,
    fix: "remove one of the two",
  };
}

export function protoKey(): ShapeProblem {
  return { id: "unknown-key", what: 'unknown key "__proto__"', fix: "remove it: it is never a name here" };
}

/** What to do about the parser's errors, by its codes, and better words where its own are about its insides. */
const SYNTAX: Readonly<Record<string, { readonly what?: string; readonly fix: string }>> = {
  BAD_ALIAS: { fix: 'put it in quotes if it is a text: "*"' },
  BAD_DQ_ESCAPE: { fix: "use single quotes, where a backslash is only a backslash" },
  BAD_INDENT: { fix: "indent it like its siblings, and close every bracket" },
  BAD_SCALAR_START: { fix: "put the text in quotes" },
  BLOCK_AS_IMPLICIT_KEY: {
    what: "a map cannot begin here",
    fix: 'begin it on a line of its own; a text that holds ": " needs quotes',
  },
  BLOCK_IN_FLOW: { fix: "separate what is in { } and [ ] by commas" },
  MISSING_CHAR: { fix: "close every quote and bracket" },
  MULTILINE_IMPLICIT_KEY: { what: "this is not `key: value`", fix: "mind the colon and the indentation" },
  NON_STRING_KEY: { what: "this key is not a text", fix: "write `key: value`" },
  TAB_AS_INDENT: { what: "a tab indents this line", fix: "indent with spaces" },
  TAG_RESOLVE_FAILED: { fix: "remove the tag" },
  UNEXPECTED_TOKEN: {
    fix: 'mind the indentation; a text that holds ": ", " #" or, within { } and [ ], one of , { } [ ] needs quotes',
  },
};

/** `code` and `reason` are the YAML parser's own, `found` is the text that it is about. */
export function yamlSyntax(code: string, reason: string, found: string): ShapeProblem {
  const words = code === "UNEXPECTED_TOKEN" ? `${formatValue(found)} cannot stand here` : lowerFirst(reason);
  const [, key, value] = (code === "MULTILINE_IMPLICIT_KEY" && /^([\w-]+):(\S.*)$/m.exec(found)) || [];
  if (key !== undefined)
    return {
      id: "yaml-syntax",
      what: `no space follows the colon of ${formatValue(key)}`,
      fix: `write \`${key}: ${value}\``,
    };
  const { what = words, fix = "fix the YAML here" } = SYNTAX[code] ?? {};
  return { id: "yaml-syntax", what, fix };
}

/** What git leaves where two changes meet: lines from 1. */
export function mergeConflict(first: number, last: number): ShapeProblem {
  return {
    id: "yaml-syntax",
    what: `a merge conflict is left in lines ${first} to ${last}`,
    fix: "keep one side of it, or both, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>",
  };
}

export function unrenderedTemplate(): ShapeProblem {
  return {
    id: "yaml-syntax",
    what: "this is a template, and no YAML before it is rendered",
    fix: "write the value itself, render the file first, or write `${var.NAME}` for what Terraform shall fill in",
  };
}

export function invisibleCharacter(found: string): ShapeProblem {
  const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const name = found === "\u00a0" ? "a non-breaking space" : "a character that nobody sees";
  return {
    id: "yaml-syntax",
    what: `${name} (${code}) stands here, which is no space for YAML`,
    fix: "type a space in its place, or remove it",
  };
}

/** `column` is how far the line is indented, `around` how far those that it could belong to are. */
export function indentation(line: number, column: number, around: readonly number[]): ShapeProblem {
  return {
    id: "yaml-syntax",
    what: `line ${line} is indented by ${column} ${column === 1 ? "space" : "spaces"}, those around it by ${formatChoice(around.map(String))}: the keys of one map begin in one column`,
    fix: `indent line ${line} by ${formatChoice(around.map(String))}, or its siblings by ${column}`,
  };
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export function unclosedQuote(): ShapeProblem {
  return {
    id: "yaml-syntax",
    what: "the quote that opens here is never closed",
    fix: "close it at the end of the text",
  };
}

// ── Certificates ────────────────────────────────────────────────────────────────────────────────────────────────────

export function privateKeyInFile(): ShapeProblem {
  return {
    id: "private-key-in-file",
    what: "a private key must not stand in a file that becomes Terraform JSON",
    fix: "take it out; the key of a certificate is a Terraform variable: `privateKey: ${var.tls_key}`",
  };
}

export function notACertificate(name: string): ShapeProblem {
  return {
    id: "not-a-certificate",
    what: `${formatValue(name)} is no PEM certificate`,
    fix: "name a file of CERTIFICATE blocks: the certificate, then its chain",
  };
}
