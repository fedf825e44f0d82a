const texts = new WeakMap<object, string>();

/** The JSON of a value that nobody changes: equal for equal values that were made alike, and made once for each value. */
export function textOf(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}
