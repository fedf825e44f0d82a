import type { DocumentPath } from "../finding";
import { type JsonSchema, jsonSchema } from "./json-schema";

/** Any name of a record and any index of a list, in a pattern. */
export const ANY_NAME = "*";
export const ANY_INDEX = "[]";

/** A kind of place: a path whose names and indices are left open, as in `workloads.NAME.backends[]`. */
export type Pattern = readonly string[];

/** Writes a kind of place down; where it agrees with a place, with the names and indices of that. */
export function formatPattern(pattern: Pattern, at: DocumentPath = []): string {
  const shared = agreement(pattern, at);
  return pattern
    .map((part, i) => {
      const own = i < shared ? at[i] : undefined;
      if (part === ANY_INDEX) return own === undefined ? ANY_INDEX : `[${own}]`;
      return `${i === 0 ? "" : "."}${part === ANY_NAME ? (own ?? "NAME") : part}`;
    })
    .join("");
}

/** How many first parts of a place are of a kind. */
function agreement(pattern: Pattern, path: DocumentPath): number {
  const differs = pattern.findIndex((part, i) => {
    const own = path[i];
    return part === ANY_INDEX ? typeof own !== "number" : part === ANY_NAME ? typeof own !== "string" : part !== own;
  });
  return differs === -1 ? pattern.length : differs;
}

/** The alternatives of a schema: itself, or what its unions are made of. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const union = schema.anyOf ?? (schema.type === undefined ? schema.oneOf : undefined);
  return union?.flatMap(alternatives) ?? [schema];
}

/** A map with known keys, and every kind of place where it can stand; equal maps are one. */
export interface MapSchema {
  readonly schema: JsonSchema;
  readonly places: readonly Pattern[];
  readonly keys: readonly MapKey[];
}

export interface MapKey {
  readonly key: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** What it means, and its default. */
  readonly description: string;
}

/** Every map of a vocabulary in reading order: one that stands inside of another comes after it. */
export function mapsIn(root: JsonSchema): readonly MapSchema[] {
  const maps = new Map<string, MapSchema & { readonly places: Pattern[] }>();
  const visit = (schema: JsonSchema, place: Pattern): void => {
    for (const alternative of alternatives(schema)) {
      const { properties, required = [], additionalProperties, items } = alternative;
      if (properties) {
        const keys = Object.entries(properties).map(([key, value]) => ({
          key,
          schema: value,
          required: required.includes(key),
          description: value.description ?? "",
        }));
        const map = maps.get(identityOf(alternative)) ?? { schema: alternative, places: [], keys };
        map.places.push(place);
        maps.set(identityOf(alternative), map);
        for (const { key, schema } of keys) visit(schema, [...place, key]);
      }
      if (additionalProperties) visit(additionalProperties, [...place, ANY_NAME]);
      if (items) visit(items, [...place, ANY_INDEX]);
    }
  };
  visit(root, []);
  return [...maps.values()];
}

/** Maps with the same identity are the same one at two places, whatever is said about it there. */
export const identityOf = ({ properties, required, oneOf }: JsonSchema): string =>
  JSON.stringify([properties, required, oneOf]);

/** What a schema says about one key or item below it; nothing when it knows none. */
function below(schema: JsonSchema, part: string | number): readonly JsonSchema[] {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof part === "number") return items ? alternatives(items) : [];
  if (Object.hasOwn(properties, part)) return alternatives(properties[part] ?? {});
  return additionalProperties ? alternatives(additionalProperties) : [];
}

/** All that the vocabulary allows at a place of the document. */
export function schemasAt(path: DocumentPath): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (schemas, part) => schemas.flatMap((schema) => below(schema, part)),
    alternatives(jsonSchema()),
  );
}

/** The keys of the maps that can stand at a place. */
export function keysAt(path: DocumentPath): string[] {
  return [...new Set(schemasAt(path).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

/** The kinds of place that know each key. */
let byKey: ReadonlyMap<string, readonly Pattern[]> | undefined;

function patternsOf(key: string): readonly Pattern[] {
  if (byKey === undefined) {
    const patterns = new Map<string, Pattern[]>();
    for (const { places, keys } of mapsIn(jsonSchema()))
      for (const { key: each } of keys) patterns.set(each, [...(patterns.get(each) ?? []), ...places]);
    byKey = patterns;
  }
  return byKey.get(key) ?? [];
}

/** More steps away a word is most likely another word. */
const NEAR = 4;

/** Where else a key is known: the one or two kinds of place that are the fewest steps away, upwards first. */
export function placesOf(key: string, from: DocumentPath): string[] {
  const places = patternsOf(key)
    .map((pattern) => {
      const shared = agreement(pattern, from);
      return { pattern, steps: from.length + pattern.length - 2 * shared, down: pattern.length - shared };
    })
    .filter(({ steps }) => steps <= NEAR)
    .sort((a, b) => a.steps - b.steps || a.down - b.down);
  const names = places.map(({ pattern }) => formatPattern(pattern, from) || "the top level");
  return [...new Set(names)].slice(0, 2);
}
