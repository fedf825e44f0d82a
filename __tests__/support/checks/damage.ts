import fc from "fast-check";

/** One thing done to one place of a document. */
interface Blow {
  readonly where: number;
  readonly what: (value: unknown) => unknown;
}

const REMOVED = Symbol("removed");

const STRANGE: readonly unknown[] = [
  REMOVED,
  null,
  true,
  0,
  -1,
  1e308,
  Number.NaN,
  "",
  " ",
  "*",
  "/",
  "${",
  "${var.x}",
  "constructor",
  "x".repeat(3000),
  "\u0000",
  "é\u{1f600}",
  [],
  {},
  [null],
  [[]],
  { constructor: 1 },
  { toString: null },
];

const blow: fc.Arbitrary<Blow> = fc.record({
  where: fc.nat(),
  what: fc.oneof(
    fc.constantFrom(...STRANGE).map((value) => () => value),
    fc.jsonValue({ maxDepth: 3 }).map((value) => () => value),
    fc.constant((value: unknown) => [value]),
    fc.constant((value: unknown) => [value, value]),
    fc.constant((value: unknown) => ({ value })),
    fc.constant((value: unknown) => JSON.stringify(value)),
    fc.constant((value: unknown) => (Array.isArray(value) ? [...value, ...value] : value)),
    fc.constant((value: unknown) => (isMap(value) ? Object.values(value) : value)),
    fc.constant((value: unknown) =>
      isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [`${key}x`, item])) : value,
    ),
  ),
});

/** A document with one to four of its places damaged. */
export function damaged(document: unknown): fc.Arbitrary<unknown> {
  return fc.array(blow, { minLength: 1, maxLength: 4 }).map((blows) => blows.reduce(strike, document));
}

/** A text with a stretch of it removed, repeated, or replaced by something else. */
export function damagedText(text: string): fc.Arbitrary<string> {
  const strike = fc.record({
    from: fc.nat(text.length),
    length: fc.nat(40),
    by: fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        ":",
        "- ",
        "&a ",
        "*a",
        "<<: ",
        "{",
        "]",
        "'",
        '"',
        "|",
        "\t",
        "---\n",
        "%YAML 9\n",
        "!!binary ",
        "# ",
      ),
    ),
  });
  return fc.array(strike, { minLength: 1, maxLength: 4 }).map((strikes) =>
    strikes.reduce((current, { from, length, by }) => {
      const cut = current.slice(from, from + length);
      return current.slice(0, from) + (by ?? cut + cut) + current.slice(from + length);
    }, text),
  );
}

function strike(document: unknown, { where, what }: Blow): unknown {
  const count = countPlaces(document);
  const struck = replaceAt(document, where % count, what);
  return struck === REMOVED ? null : struck;
}

function countPlaces(value: unknown): number {
  return 1 + children(value).reduce<number>((sum, [, child]) => sum + countPlaces(child), 0);
}

/** The document with the place of that number, counted through the tree, changed. */
function replaceAt(value: unknown, index: number, what: Blow["what"]): unknown {
  if (index === 0) return what(value);
  let next = index - 1;
  const replaced = children(value).flatMap(([key, child]): [string, unknown][] => {
    const count = countPlaces(child);
    const own = next >= 0 && next < count ? replaceAt(child, next, what) : child;
    next -= count;
    return own === REMOVED ? [] : [[key, own]];
  });
  return Array.isArray(value) ? replaced.map(([, child]) => child) : Object.fromEntries(replaced);
}

function children(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
