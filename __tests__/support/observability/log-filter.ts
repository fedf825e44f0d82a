/**
 * Whether an entry matches a filter of Cloud Logging, as far as the language is used here: `AND` of comparisons, `log_id(…)`,
 * `=` with one value or some in brackets, `:` for a part of a text.
 * @see https://cloud.google.com/logging/docs/view/logging-query-language
 */
export function matches(filter: string, entry: object): boolean {
  return filter.split(" AND ").every((term) => {
    const [, id] = /^log_id\("([^"]+)"\)$/.exec(term) ?? [];
    if (id !== undefined) return String(valueAt(entry, "logName")).endsWith(`/logs/${encodeURIComponent(id)}`);
    const [, path = "", operator, list] = /^([\w.]+)(=|:)\(?([^)]*)\)?$/.exec(term) ?? [];
    if (operator === undefined) throw new Error(`not understood: ${term}`);
    const values = String(list)
      .split(" OR ")
      .map((value) => JSON.parse(value) as string);
    const found = valueAt(entry, path);
    return values.some((value) => (operator === "=" ? found === value : String(found ?? "").includes(value)));
  });
}

function valueAt(entry: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], entry);
}
