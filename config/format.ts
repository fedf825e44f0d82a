import { stringify } from "yaml";

/** A value as one writes it within a line of YAML; what lies deeper than four levels is left out. */
export function formatYaml(value: unknown, depth = 4): string {
  if (typeof value !== "object" || value === null) return formatScalar(value);
  if (depth === 0) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => formatYaml(item, depth - 1)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${formatScalar(key)}: ${formatYaml(item, depth - 1)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Within brackets, because more has to be quoted there. A program may also pass what YAML cannot say. */
function formatScalar(value: unknown): string {
  if (["bigint", "function", "symbol", "undefined"].includes(typeof value)) return "…";
  return stringify([value], { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).slice(1, -2);
}

/** "a, b, c", at most twenty: a list that is longer is no help. */
export const formatList = (words: readonly string[]): string =>
  words.length > 24 ? `${words.slice(0, 24).join(", ")} and ${words.length - 24} more` : words.join(", ");

/** "a", "a or b", "a, b or c". */
export function formatChoice(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join("") : `${unique.slice(0, -1).join(", ")} or ${unique.at(-1)}`;
}

/** `1 stream`, `2 streams`. */
export const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
