import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import type { Field, Fields } from "../fields";
import { knownAfterApply, type PartialUrlMap, type Unread } from "../unread";
import { type UrlMap, urlMapFields } from "../url-map";
import { asList, asObject, isObject, type JsonObject } from "./json";

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
  /** The name of a linked resource, also where its link is not known yet; `undefined` when that cannot be found out. */
  readonly link: (value: unknown, path: DocumentPath) => string | undefined;
}

/** A URL map. @throws Error when a required field is missing, or a value is not of its kind. */
export function readFields(source: Source, dialect: Dialect): PartialUrlMap {
  const { values, unread } = readBlocks(urlMapFields, source, dialect);
  return { map: values as UrlMap, unread };
}

/** Whatever a table of fields describes. @throws Error when a required field is missing, or a value is not of its kind. */
export function readBlocks(table: Fields, source: Source, dialect: Dialect): { values: JsonObject; unread: Unread[] } {
  const unread: Unread[] = [];

  /** @param at where it stands in the document, and `to` where in the URL map. */
  function report(at: DocumentPath, to: DocumentPath, why: Unread["why"], value?: unknown, says?: string): void {
    const field = formatPath(at);
    const isMetadata = at.length === 1 && dialect.metadata.has(String(at[0]));
    const matters = !isMetadata && !(to.length === 1 && NAMES.has(field)) && to[0] !== "tests";
    if (matters && to.at(-1) !== "description")
      unread.push({
        ...{ field, path: to, why },
        ...(typeof value === "string" && value !== "" && { text: value }),
        ...(says !== undefined && { says }),
      });
  }

  function readBlock(fields: Fields, value: unknown, unknown: unknown, at: DocumentPath, to: DocumentPath): JsonObject {
    if (!isObject(value)) throw notOfKind(at, "block", value);
    const names = new Map(Object.keys(fields).map((field) => [dialect.nameOf(field), field]));
    for (const key of Object.keys({ ...value, ...asObject(unknown) })) {
      if (!names.has(key) && (!isNothing(value[key]) || asObject(unknown)[key] === true))
        report([...at, key], [...to, key], "not understood", undefined, sayingOf(value[key], asObject(unknown)[key]));
    }
    const read = [...names].map(([name, field]) => [
      field,
      readField(fields[field], value[name], asObject(unknown)[name], [...at, name], [...to, field]),
    ]);
    return Object.fromEntries(read.filter(([, result]) => result !== undefined));
  }

  function readField(
    field: Field | undefined,
    value: unknown,
    unknown: unknown,
    at: DocumentPath,
    to: DocumentPath,
  ): unknown {
    if (field === undefined) return undefined;
    const isUnknown = unknown === true || value === UNKNOWN;
    const known = value !== undefined && value !== null && value !== "" && value !== UNKNOWN;
    if (field.kind === "link" && (known || isUnknown)) {
      const name = source.link(known ? value : undefined, at);
      if (name !== undefined) return name;
      report(at, to, "unknown", value);
      return knownAfterApply(formatPath(at));
    }
    if (isUnknown) {
      report(at, to, "unknown", value);
      if (field.kind === "text") return known ? value : knownAfterApply(formatPath(at));
      return field.required ? absent(field, at) : undefined;
    }
    const result = known ? readValue(field, value, unknown, at, to) : undefined;
    return result ?? (field.required ? absent(field, at) : undefined);
  }

  function readValue(field: Field, value: unknown, unknown: unknown, at: DocumentPath, to: DocumentPath): unknown {
    switch (field.kind) {
      case "block": {
        // Terraform writes a single block as an object or as a list of one.
        const [first] = asList(value);
        const isList = Array.isArray(value);
        if (first === undefined) return undefined;
        const inner = isList ? asList(unknown)[0] : unknown;
        return readBlock(field.fields, first, inner, isList ? [...at, 0] : at, to);
      }
      case "blocks": {
        const unknowns = Array.isArray(value) ? asList(unknown) : [unknown];
        if (unknowns.includes(true)) report(at, to, "unknown");
        const items = asList(value).flatMap((item, i) => (unknowns[i] === true ? [] : [{ item, i }]));
        if (items.length === 0) return undefined;
        return items.map(({ item, i }, n) => readBlock(field.fields, item, unknowns[i], [...at, i], [...to, n]));
      }
      case "texts":
        return readTexts(asList(value), Array.isArray(value) ? asList(unknown) : [unknown], at, to);
      case "text": {
        const text = readText(value, at);
        if (field.oneOf && !field.oneOf.includes(text)) report(at, to, "not understood", text);
        return text;
      }
      default:
        return unlessZero(readScalar(field.kind, value, at));
    }
  }

  /** Elements that a plan leaves out come last: the order of these lists means nothing. */
  function readTexts(
    items: readonly unknown[],
    unknowns: readonly unknown[],
    at: DocumentPath,
    to: DocumentPath,
  ): unknown {
    const present = items.filter((item) => item !== null && item !== UNKNOWN);
    const missing = Math.max(
      unknowns.filter((one) => one === true).length - present.filter((_, i) => unknowns[i] === true).length,
      items.filter((item) => item === UNKNOWN).length,
    );
    for (const [i, item] of present.entries())
      if (unknowns[i] === true) report([...at, i], [...to, i], "unknown", item);
    const texts = present.map((item) => readText(item, at));
    for (let i = 0; i < missing; i++) report(at, [...to, texts.push(knownAfterApply(formatPath(at))) - 1], "unknown");
    return texts.length > 0 ? texts : undefined;
  }

  const isNothing = (value: unknown) => isUnset(value) && (dialect.zeroIsUnset || !/^(?:0|false)$/.test(String(value)));
  const unlessZero = (value: unknown) => (dialect.zeroIsUnset && isUnset(value) ? undefined : value);

  return { values: readBlock(table, source.values, source.unknown, [], []), unread };
}

/** What stands in old states for a value that was not known. */
const UNKNOWN = "74D93920-ED26-11E3-AC10-0800200C9A66";

/** No answer depends on what the URL map itself is called. */
const NAMES = new Set(["name", "region"]);

function readScalar(kind: "text" | "number" | "flag" | "link", value: unknown, path: DocumentPath): unknown {
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

function readText(value: unknown, path: DocumentPath): string {
  if (typeof value !== "string" && typeof value !== "number") throw notOfKind(path, "text", value);
  return String(value);
}

/** What a required field is when the document leaves it out: zero or nothing, which a provider may have dropped. */
function absent(field: Field, path: DocumentPath): unknown {
  if (field.kind === "number") return 0;
  if (field.kind === "text" && field.orEmpty) return "";
  if (field.kind === "texts" || field.kind === "blocks") return [];
  throw new Error(`${formatPath(path)} is missing`);
}

/** What a field says that is not understood; nothing where a part of it is known only after apply. */
const sayingOf = (value: unknown, unknown: unknown): string | undefined =>
  JSON.stringify(unknown ?? false).includes("true") ? undefined : JSON.stringify(value);

function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}

const notOfKind = (path: DocumentPath, kind: string, found: unknown) =>
  new Error(`${formatPath(path) || "the URL map"} must be a ${kind}, found ${formatValue(found)}`);
