import { z } from "zod";
import { proxy } from "./proxy";

/** The parts of a JSON Schema that this vocabulary uses. Beside a `type`, `oneOf` only counts keys. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  /** `false`, or the schema of a record's values. */
  readonly additionalProperties?: false | JsonSchema;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly minProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

let schema: JsonSchema | undefined;

/**
 * The vocabulary as JSON Schema (draft 7, which editors know best). It accepts everything that the zod schema accepts; of
 * how keys go together it knows only where exactly one of several is needed.
 */
export function jsonSchema(): JsonSchema {
  schema ??= z.toJSONSchema(proxy, { io: "input", target: "draft-7" }) as JsonSchema;
  return schema;
}

/** The text of `proxy.schema.json`. */
export function schemaFile(): string {
  const { $schema, ...rest } = jsonSchema();
  return `${JSON.stringify({ $schema, title: "ai-http-proxy", ...rest }, null, 2)}\n`;
}
