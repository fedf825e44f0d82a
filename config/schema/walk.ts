import type { DocumentPath } from "../finding";
import type { JsonSchema } from "./json-schema";

/** Any name of a record and any index of a list, in a pattern. */
export const NAME = "*";
export const INDEX = "[]";

/** A kind of place: a path whose names and indices are left open, as in `workloads.NAME.backends[]`. */
export type Pattern = readonly string[];

/** Writes a kind of place down; where it agrees with a place, with the names and indices of that. */
export function formatPattern(pattern: Pattern, at: DocumentPath = []): string {
  const shared = agreement(pattern, at);
  return pattern
    .map((part, i) => {
      const own = i < shared ? at[i] : undefined;
      if (part === INDEX) return own === undefined ? INDEX : `[${own}]`;
      return `${i === 0 ? "" : "."}${part === NAME ? (own ?? "NAME") : part}`;
    })
    .join("");
}

/** How many first parts of a place are of a kind. */
export function agreement(pattern: Pattern, path: DocumentPath): number {
  const differs = pattern.findIndex((part, i) => {
    const own = path[i];
    return part === INDEX ? typeof own !== "number" : part === NAME ? typeof own !== "string" : part !== own;
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
      if (additionalProperties) visit(additionalProperties, [...place, NAME]);
      if (items) visit(items, [...place, INDEX]);
    }
  };
  visit(root, []);
  return [...maps.values()];
}

/** Maps with the same identity are the same one at two places, whatever is said about it there. */
export const identityOf = ({ properties, required, oneOf }: JsonSchema): string =>
  JSON.stringify([properties, required, oneOf]);
