import type { DocumentPath } from "../config/finding";
import { at, atKey, type Text, type Violation } from "./rule";

/** What a check of texts says about every value and every key at any depth, in its place. */
export function* inTexts(
  value: unknown,
  check: (text: string) => Text | undefined,
  path: DocumentPath = [],
): Generator<Violation> {
  const own = typeof value === "string" ? check(value) : undefined;
  if (own) yield at(path, own);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    const problem = check(key);
    if (problem) yield atKey(place, problem);
    yield* inTexts(item, check, place);
  }
}
