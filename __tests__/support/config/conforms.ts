import type { JsonSchema } from "../../../config/schema/json-schema";

/** Whether a value conforms to a schema, as far as the keywords go that `JsonSchema` names. */
export function conforms(schema: JsonSchema, value: unknown): boolean {
  return CHECKS.every((check) => check(schema, value));
}

type Check = (schema: JsonSchema, value: unknown) => boolean;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasType: Check = ({ type }, value) => {
  if (type === "object") return isMap(value);
  if (type === "array") return Array.isArray(value);
  return type === undefined || (type === "integer" ? Number.isInteger(value) : typeof value === type);
};

const isChoice: Check = ({ enum: choices, const: only }, value) =>
  (choices === undefined || choices.some((choice) => choice === value)) && (only === undefined || only === value);

const isText: Check = ({ pattern }, value) =>
  typeof value !== "string" || pattern === undefined || new RegExp(pattern).test(value);

const isNumber: Check = ({ minimum = -Infinity, maximum = Infinity }, value) =>
  typeof value !== "number" || (value >= minimum && value <= maximum);

const isList: Check = ({ items, minItems = 0 }, value) =>
  !Array.isArray(value) ||
  (value.length >= minItems && (items === undefined || value.every((item) => conforms(items, item))));

const isMapOf: Check = (schema, value) => {
  if (!isMap(value)) return true;
  const {
    properties = {},
    required = [],
    propertyNames,
    additionalProperties,
    patternProperties = {},
    minProperties = 0,
  } = schema;
  const own = Object.keys(patternProperties).map((pattern) => new RegExp(pattern));
  const keys = Object.keys(value).filter((key) => !own.some((pattern) => pattern.test(key)));
  return (
    keys.length >= minProperties &&
    required.every((key) => Object.hasOwn(value, key)) &&
    keys.every((key) => propertyNames === undefined || conforms(propertyNames, key)) &&
    keys.every((key) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      return property === undefined || (property !== false && conforms(property, value[key]));
    })
  );
};

const isOneOf: Check = ({ anyOf, oneOf }, value) =>
  (anyOf === undefined || anyOf.some((schema) => conforms(schema, value))) &&
  (oneOf === undefined || oneOf.filter((schema) => conforms(schema, value)).length === 1);

const CHECKS = [hasType, isChoice, isText, isNumber, isList, isMapOf, isOneOf];
