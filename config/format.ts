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
