/** A document with a text in the place of each value and of each key, one after the other. */
export function* replaced(value: unknown, text: string): Generator<unknown> {
  if (typeof value !== "object" || value === null) yield text;
  else if (Array.isArray(value))
    for (const [i, item] of value.entries()) for (const next of replaced(item, text)) yield value.with(i, next);
  else
    for (const [key, item] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).map(([k, v]) => [k === key ? text : k, v]));
      for (const next of replaced(item, text)) yield { ...value, [key]: next };
    }
}
