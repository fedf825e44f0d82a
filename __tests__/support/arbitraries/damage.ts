import fc from "fast-check";

/** One thing done to one place of a document. */
interface Blow {
  readonly where: number;
  readonly what: (value: unknown, document: unknown) => unknown;
}

const REMOVED = Symbol("removed");

const STRANGE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e12,
  1e308,
  Number.POSITIVE_INFINITY,
  Number.NaN,
  "",
  " ",
  "*",
  "/",
  "${",
  "${var.x}",
  "constructor",
  "on",
  "600",
  "600s",
  "\u001b[2J",
  "x".repeat(3000),
  "\u0000",
  "é\u{1f600}",
  [],
  {},
  [null],
  [[]],
  { "": 1 },
  { "a.b": { c: [1] } },
  { name: "ai" },
  { to: "a" },
  { existing: "a" },
  { "us-central1": {} },
  { constructor: 1 },
  { toString: null },
];

/** Keys that mean something somewhere, or nowhere. */
const KEY = fc.constantFrom(
  ...["timeout", "name", "to", "foo", "backends", "us-central1", "regions", "pem", "value", "constructor", "0", ""],
);

const strange = fc.oneof(fc.constantFrom(...STRANGE), fc.jsonValue({ maxDepth: 3 }));

const blow: fc.Arbitrary<Blow> = fc.record({
  where: fc.nat(),
  what: fc.oneof(
    strange.map((value) => () => value),
    fc.constant(() => REMOVED),
    fc.tuple(KEY, strange).map(
      ([key, item]) =>
        (value: unknown) =>
          added(value, key, item),
    ),
    fc.tuple(KEY, fc.nat()).map(
      ([key, which]) =>
        (value: unknown) =>
          renamed(value, which, key),
    ),
    fc.nat().map((which) => (_: unknown, document: unknown) => at(placesIn(document), which)),
    KEY.map((key) => (value: unknown) => ({ [key]: value })),
    fc.constant((value: unknown) => [value]),
    fc.constant((value: unknown) => [value, value]),
    fc.constant((value: unknown) => JSON.stringify(value)),
    fc.constant((value: unknown) => (Array.isArray(value) ? [...value, ...value] : value)),
    fc.constant((value: unknown) => (isMap(value) ? Object.values(value) : value)),
  ),
});

/** A document with at least one of its places damaged. */
export function damaged(document: unknown, most = 4): fc.Arbitrary<unknown> {
  return fc.array(blow, { minLength: 1, maxLength: most }).map((blows) => blows.reduce(strike, document));
}

/** A text with a stretch of it removed, repeated, or replaced by something else. */
export function damagedText(text: string): fc.Arbitrary<string> {
  const strike = fc.record({
    from: fc.nat(text.length),
    length: fc.nat(40),
    by: fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: "binary", maxLength: 10 }),
      fc.constantFrom(..."[]{}:,-?&*!|>'\"%@`#~\n\t "),
      fc.constantFrom(
        "- ",
        "&a ",
        "*a",
        "<<: *a",
        "\r\n",
        "---\n",
        "%YAML 9\n",
        "!!binary ",
        "# ",
        "\u0000",
        "${var.x}",
      ),
    ),
  });
  return fc.array(strike, { minLength: 1, maxLength: 6 }).map((strikes) =>
    strikes.reduce((current, { from, length, by }) => {
      const cut = current.slice(from, from + length);
      return current.slice(0, from) + (by ?? cut + cut) + current.slice(from + length);
    }, text),
  );
}

function strike(document: unknown, { where, what }: Blow): unknown {
  const struck = replaceAt(document, where % placesIn(document).length, (value) => what(value, document));
  return struck === REMOVED ? null : struck;
}

const placesIn = (value: unknown): unknown[] => [value, ...children(value).flatMap(([, child]) => placesIn(child))];
const at = (values: readonly unknown[], which: number): unknown => values[which % values.length];

function added(value: unknown, key: string, item: unknown): unknown {
  return isMap(value) ? { ...value, [key]: item } : Array.isArray(value) ? [...value, item] : value;
}

function renamed(value: unknown, which: number, key: string): unknown {
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([old, item], i) => [i === which % entries.length ? key : old, item]));
}

/** The document with the place of that number, counted through the tree, changed. */
function replaceAt(value: unknown, index: number, what: (value: unknown) => unknown): unknown {
  if (index === 0) return what(value);
  let next = index - 1;
  const replaced = children(value).flatMap(([key, child]): [string, unknown][] => {
    const count = placesIn(child).length;
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
