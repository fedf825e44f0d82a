import { DURATION } from "../duration";
import { formatChoice, formatYaml } from "../format";
import type { JsonSchema } from "./json-schema";
import { alternatives } from "./walk";

/** What is expected of a value, with its article: "a region", "a list", "`true` or `false`". */
export function describeTypes(schemas: readonly JsonSchema[]): string {
  return formatChoice(schemas.flatMap(kindsOf));
}

function kindsOf(schema: JsonSchema): readonly string[] {
  if (schema.title !== undefined) return [schema.title];
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (choices) return inOneCase(choices).map((choice) => `\`${formatYaml(choice)}\``);
  switch (schema.type) {
    case "integer":
      return [`a whole number${describeRange(schema)}`];
    case "number":
      return [`a number${describeRange(schema)}`];
    case "boolean":
      return ["`true`", "`false`"];
    case "array":
      return ["a list"];
    case "object":
      return ["a map"];
    default:
      return ["a text"];
  }
}

/** Choices without those that only write another one in lower case. */
export const inOneCase = <T>(choices: readonly T[]): readonly T[] =>
  choices.filter((choice) => !choices.some((other) => other !== choice && other === String(choice).toUpperCase()));

/** Bounds that mean something to a reader: not those of a data type. */
const MEANINGFUL = 1e9;

export function describeRange({ minimum = -Infinity, maximum = Infinity }: JsonSchema): string {
  if (maximum < MEANINGFUL) return ` from ${minimum} to ${maximum}`;
  return minimum > -MEANINGFUL ? ` from ${minimum}` : "";
}

/** A small value that the schema accepts. */
export function exampleOf(schema: JsonSchema): unknown {
  const [own] = schema.examples ?? schema.enum ?? [schema.const];
  if (own !== undefined) return own;
  const [first = schema] = alternatives(schema);
  if (first !== schema) return exampleOf(first);
  switch (schema.type) {
    case "integer":
    case "number":
      return schema.minimum;
    case "boolean":
      return true;
    case "array":
      return [exampleOf(schema.items ?? {})];
    case "object":
      return exampleMap(schema);
    default:
      return "text";
  }
}

function exampleMap({ properties = {}, required = [], oneOf = [], propertyNames, additionalProperties }: JsonSchema) {
  if (additionalProperties) return { [String(exampleOf(propertyNames ?? {}))]: exampleOf(additionalProperties) };
  const keys = [...required, ...(oneOf[0]?.required ?? [])];
  return Object.fromEntries(keys.map((key) => [key, exampleOf(properties[key] ?? {})]));
}

/** What an item of a list is called: "host", "backend". */
export function itemNoun(items: JsonSchema, key: string): string {
  if (items.title !== undefined && items.title !== "a text") return items.title.replace(/^an? /, "");
  return key.endsWith("s") ? key.slice(0, -1) : "entry";
}

/**
 * What the user most likely meant, where only the form of a value is wrong: `600s` for `600`, `[/v1/*]` for `/v1/*`, 5 for `5%`.
 * `source` is what a number or a word was written as: `1.10` becomes "1.10".
 */
export function inExpectedForm(schemas: readonly JsonSchema[], found: unknown, source = asText(found)): unknown {
  for (const schema of schemas) {
    const meant = convert(schema, found, source);
    if (meant !== undefined) return meant;
  }
  return undefined;
}

/** A map or list has no text, and one from a program may have a `toString` that is none. */
const asText = (found: unknown): string => (typeof found === "object" ? "" : String(found));

const WORDS_FOR: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

function convert(schema: JsonSchema, found: unknown, source: string): unknown {
  if (found === null || found === undefined) return undefined;
  const choices = choicesOf(schema);
  if (choices && typeof found === "object") return undefined;
  if (choices) return choices.find((choice) => String(choice) === String(found) || Number(choice) === found);
  switch (schema.type) {
    case "array":
      return Array.isArray(found) || !isPlain(found) ? undefined : listOf(schema.items ?? {}, found, source);
    case "boolean":
      return typeof found === "string" ? WORDS_FOR[found.toLowerCase()] : undefined;
    case "integer":
    case "number":
      return typeof found === "string" ? numberOf(schema, found) : undefined;
    case "string":
      return typeof found === "number" || typeof found === "boolean" ? textOf(schema, source) : undefined;
    default:
      return undefined;
  }
}

const choicesOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);

/** A list of what is there, where that can stand in it. */
function listOf(items: JsonSchema, found: unknown, source: string): unknown[] | undefined {
  const schemas = alternatives(items);
  const item = schemas.some((schema) => accepts(schema, found)) ? found : inExpectedForm(schemas, found, source);
  return item === undefined ? undefined : [item];
}

/** Whether a plain value is of a kind, as far as its type and form say. */
export function accepts(schema: JsonSchema, found: unknown): boolean {
  const choices = choicesOf(schema);
  if (choices) return choices.includes(found);
  if (Array.isArray(found)) return schema.type === "array";
  if (typeof found === "string")
    return schema.type === "string" && (schema.pattern === undefined || new RegExp(schema.pattern).test(found));
  return typeof found === (schema.type === "integer" ? "number" : schema.type);
}

/** A number in a text, also as a share in percent: of 100, or of 1 where no more is allowed. */
function numberOf({ type, minimum = -Infinity, maximum = Infinity }: JsonSchema, found: string): number | undefined {
  const [, digits = found, percent] = /^\s*(\d+(?:\.\d+)?)\s*(%)$/.exec(found) ?? [];
  const number = digits.trim() === "" ? Number.NaN : Number(digits);
  const meant = percent !== undefined && maximum <= 1 ? number / 100 : number;
  const isAllowed = meant >= minimum && meant <= maximum && (type === "number" || Number.isInteger(meant));
  return isAllowed ? meant : undefined;
}

/** Not a CDKTF construct, which holds the whole tree that it is in. */
const isPlain = (value: unknown): boolean =>
  ["string", "number", "boolean"].includes(typeof value) || Object.getPrototypeOf(value) === Object.prototype;

function textOf({ pattern }: JsonSchema, source: string): string | undefined {
  const text = pattern === DURATION.source ? `${source}s` : source;
  return pattern === undefined || new RegExp(pattern).test(text) ? text : undefined;
}
