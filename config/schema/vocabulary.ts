import type { DocumentPath } from "../finding";
import { type JsonSchema, jsonSchema } from "./json-schema";
import { agreement, alternatives, formatPattern, mapsIn, type Pattern } from "./walk";

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
