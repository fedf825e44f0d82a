import { formatValue } from "../../config/finding";
import type { UrlMap } from "../url-map";
import { type Field, type Fields, urlMapFields } from "./fields";
import { asList, asObject, formatPath, isObject, type JsonObject, type JsonPath } from "./json";

/** A document that holds URL maps, with what differs between one kind of document and another. */
export interface Dialect {
  /** What the document calls a field of the Compute API. */
  readonly nameOf: (field: string) => string;
  /** Terraform's provider does not send `0` and `false`, so that they mean "not set"; `""` always does. */
  readonly zeroIsUnset: boolean;
  /** Keys of the outermost block that say nothing about routing. */
  readonly metadata: ReadonlySet<string>;
}

/** One URL map of a document. */
export interface Source {
  readonly values: JsonObject;
  /** Shaped like `values`, with `true` in place of what is known only after apply. */
  readonly unknown?: unknown;
  /** The name of a linked resource, for a value that may be missing because it is not known yet. */
  readonly link: (value: unknown, path: JsonPath) => string | undefined;
}

export interface ReadUrlMap {
  readonly map: UrlMap;
  /** Places that the reader could not take over: fields it does not know, and values known only after apply. */
  readonly unread: readonly string[];
}

/** @throws Error when a required field is missing, or a value is not of its kind. */
export function readFields(source: Source, dialect: Dialect): ReadUrlMap {
  const unread: string[] = [];

  function report(path: JsonPath): void {
    if (!dialect.metadata.has(formatPath(path))) unread.push(formatPath(path));
  }

  function readBlock(fields: Fields, value: unknown, unknown: unknown, path: JsonPath): JsonObject {
    if (!isObject(value)) throw notOfKind(path, "block", value);
    const names = new Map(Object.keys(fields).map((field) => [dialect.nameOf(field), field]));
    for (const key of Object.keys(value)) {
      if (!names.has(key) && !isUnset(value[key])) report([...path, key]);
    }
    const read = [...names].map(([name, field]) => [
      field,
      readField(fields[field], value[name], asObject(unknown)[name], [...path, name]),
    ]);
    return Object.fromEntries(read.filter(([, result]) => result !== undefined));
  }

  function readField(field: Field | undefined, value: unknown, unknown: unknown, path: JsonPath): unknown {
    if (field === undefined) return undefined;
    const known = value !== undefined && value !== null && value !== "";
    if (field.kind === "link" && (known || unknown === true)) return source.link(value, path);
    if (unknown === true) report(path);
    const result = known ? readValue(field, value, unknown, path) : undefined;
    return result ?? (field.required ? absent(field, path, unknown === true) : undefined);
  }

  function readValue(field: Field, value: unknown, unknown: unknown, path: JsonPath): unknown {
    switch (field.kind) {
      case "block": {
        // Terraform writes a single block as an object or as a list of one.
        const [first] = asList(value);
        const isList = Array.isArray(value);
        if (first === undefined) return undefined;
        return readBlock(field.fields, first, isList ? asList(unknown)[0] : unknown, isList ? [...path, 0] : path);
      }
      case "blocks": {
        const items = asList(value);
        const unknowns = Array.isArray(value) ? asList(unknown) : [unknown];
        if (items.length === 0) return undefined;
        return items.map((item, i) => readBlock(field.fields, item, unknowns[i], [...path, i]));
      }
      case "texts": {
        const items = asList(value).filter((item) => item !== null);
        if (asList(unknown).includes(true)) report(path);
        return items.length > 0 ? items.map((item) => readText(item, path)) : undefined;
      }
      default:
        return unlessZero(readScalar(field.kind, value, path));
    }
  }

  const unlessZero = (value: unknown) => (dialect.zeroIsUnset && isUnset(value) ? undefined : value);

  const map = readBlock(urlMapFields, source.values, source.unknown, []);
  // The table is checked against the type, field by field.
  return { map: map as UrlMap, unread };
}

function readScalar(kind: "text" | "number" | "flag" | "link", value: unknown, path: JsonPath): unknown {
  switch (kind) {
    case "number": {
      // The API writes an int64 as a string.
      const result = typeof value === "string" && value !== "" ? Number(value) : value;
      if (typeof result !== "number" || Number.isNaN(result)) throw notOfKind(path, kind, value);
      return result;
    }
    case "flag":
      if (typeof value !== "boolean") throw notOfKind(path, kind, value);
      return value;
    default:
      return readText(value, path);
  }
}

function readText(value: unknown, path: JsonPath): string {
  if (typeof value !== "string" && typeof value !== "number") throw notOfKind(path, "text", value);
  return String(value);
}

/** What a required field is when the document leaves it out: zero or nothing, which a provider may have dropped. */
function absent(field: Field, path: JsonPath, unknown: boolean): unknown {
  if (field.kind === "number") return 0;
  if (field.kind === "texts" || field.kind === "blocks") return [];
  if (field.kind === "text" && unknown) return `(known after apply) ${formatPath(path)}`;
  throw new Error(`${formatPath(path)} is missing`);
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}

const notOfKind = (path: JsonPath, kind: string, found: unknown) =>
  new Error(`${formatPath(path) || "the URL map"} must be a ${kind}, found ${formatValue(found)}`);
