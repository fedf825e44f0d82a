import fc from "fast-check";
import { RE2JS } from "re2js";
import { contains, type Language } from "../../../routing/automata/automata";
import { type Demand, findText } from "../../../routing/automata/find-text";
import { integersWithin } from "../../../routing/automata/integers";
import { textMatches } from "../../../routing/automata/regex";
import {
  afterAnyCharacter,
  anyText,
  inAnyCase,
  portIs,
  textEndsWith,
  textIs,
  textStartsWith,
} from "../../../routing/automata/texts";
import { within } from "../../../routing/paths/value-test";
import { runs } from "../../support/runs";

const RUNS = { numRuns: runs(1_000) };

/** By the automaton alone, without the shortcuts. */
const accepts = (language: Language, text: string) => contains({ ...language, kind: "some" }, text);

function language(pattern: string): Language {
  const found = textMatches(pattern);
  if (!found) throw new Error(`${pattern} is not read`);
  return found;
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "A", "/", ".", "é"), maxLength: 6 });

describe("a language holds what its condition holds", () => {
  test.each<[string, (text: string) => Language, (value: string, text: string) => boolean]>([
    ["the text", textIs, (value, text) => value === text],
    ["a prefix", textStartsWith, (value, text) => value.startsWith(text)],
    ["a suffix", textEndsWith, (value, text) => value.endsWith(text)],
    ["the text in any case", (text) => inAnyCase(textIs, text), (value, text) => fold(value) === fold(text)],
    [
      "a prefix in any case",
      (text) => inAnyCase(textStartsWith, text),
      (value, text) => fold(value).startsWith(fold(text)),
    ],
    [
      "a suffix after something",
      (text) => afterAnyCharacter(textEndsWith(text)),
      (value, text) => [...value].slice(1).join("").endsWith(text) && value !== "",
    ],
    ["anything", () => anyText, () => true],
  ])("%s", (_, languageOf, expected) => {
    fc.assert(
      fc.property(word, word, fc.boolean(), (text, other, isExtended) => {
        const value = isExtended ? text + other : other;
        expect(accepts(languageOf(text), value)).toBe(expected(value, text));
        expect(contains(languageOf(text), value)).toBe(expected(value, text));
      }),
      RUNS,
    );
  });

  test("an integer of a range", () => {
    const digits = fc.string({ unit: fc.constantFrom("0", "1", "5", "9", "-", "+", "x"), maxLength: 5 });
    fc.assert(
      fc.property(
        fc.integer({ min: -1200, max: 1200 }),
        fc.nat(1200),
        fc.oneof(digits, fc.integer({ min: -1300, max: 2500 }).map(String)),
        (start, size, value) => {
          expect(accepts(integersWithin(start, start + size), value)).toBe(within(start, start + size).holds(value));
        },
      ),
      RUNS,
    );
  });

  test("a port", () => {
    const host = fc.string({ unit: fc.constantFrom("a", ":", "8", "0", "[", "]"), maxLength: 7 });
    fc.assert(
      fc.property(host, fc.constantFrom("80", "80.*", "[0-8]{2}", "8*"), fc.boolean(), (value, pattern, wanted) => {
        const port = /:([0-9]+)$/.exec(value)?.[1];
        const expected = port !== undefined && RE2JS.compile(pattern).testExact(port) === wanted;
        expect(accepts(portIs(language(pattern), wanted), value)).toBe(expected);
      }),
      RUNS,
    );
  });
});

const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const PATTERNS = [
  "",
  "a",
  "ab",
  "a.*",
  ".*b",
  "(a|ab)(b|)",
  "[ab]+",
  "[^a]*",
  "a{2,3}b?",
  "(?i)aB",
  "(?i)k+s",
  "^a$",
  "(^a|b$)*",
  "\\ba\\b.*",
  "a\\Bb",
  "(?s)a.b",
  "a.b",
  "(?m)a$\nb",
  "(?m)^a\n^b$",
  "\\pL+",
  "\\PL",
  "[[:upper:]]a",
  "\\x{212a}",
  "(?i)[k-s]",
  "\\Qa.b\\E",
  "(?P<x>a)(?:b)",
  "a??b",
  "(a*)*b",
  "[^\\x00-\\x{10FFFF}]",
  "a||b",
  "\\d+",
  "\\w/\\W",
];

const character = fc.constantFrom(
  "a",
  "b",
  "A",
  "B",
  "k",
  "K",
  "\u{212a}",
  "s",
  "\u{17f}",
  "1",
  "/",
  ".",
  "\n",
  "é",
  "_",
  " ",
);

const EXPRESSIONS = PATTERNS.map((pattern) => ({ pattern, regex: RE2JS.compile(pattern), read: language(pattern) }));

test("a regular expression is the language of what RE2 matches as a whole", () => {
  fc.assert(
    fc.property(fc.constantFrom(...EXPRESSIONS), fc.string({ unit: character, maxLength: 5 }), (expression, text) => {
      const { regex, read } = expression;
      const expected = regex.testExact(text);
      if (accepts(read, text) !== expected || contains(read, text) !== expected) {
        throw new Error(`${expression.pattern} and ${JSON.stringify(text)}: RE2 says ${expected}`);
      }
    }),
    { numRuns: runs(10_000) },
  );
});

test("an expression that ignores the case of letters beyond ASCII is not read", () => {
  expect(textMatches("(?i)é")).toBeUndefined();
  expect(textMatches("é")).toBeDefined();
});

test("characters of one sort are not told apart", () => {
  const languages = EXPRESSIONS.map(({ read }) => read);
  fc.assert(
    fc.property(
      fc.constantFrom(...languages),
      fc.string({ unit: character, maxLength: 2 }),
      character,
      character,
      (one, text, a, b) => {
        const [first = 0, second = 0] = [a, b].map((each) => each.codePointAt(0));
        fc.pre(one.sortOf(first) === one.sortOf(second));
        expect(accepts(one, text + a)).toBe(accepts(one, text + b));
      },
    ),
    RUNS,
  );
});

describe("a text for several demands", () => {
  const is = (each: Language): Demand => ({ language: each, member: true });
  const not = (each: Language): Demand => ({ language: each, member: false });

  test.each<[string, Demand[], ReturnType<typeof findText>]>([
    ["nothing is demanded", [], { value: "" }],
    ["a prefix", [is(textStartsWith("/a/"))], { value: "/a/" }],
    [
      "a prefix without the next",
      [is(textStartsWith("/a/")), not(textStartsWith("/a/b")), not(textIs("/a/"))],
      { value: "/a/x" },
    ],
    ["two prefixes that differ", [is(textStartsWith("/a")), is(textStartsWith("/b"))], "none"],
    ["prefix and suffix share characters", [is(textStartsWith("abc")), is(textEndsWith("cd"))], { value: "abcd" }],
    ["a regular expression", [is(language("/v1/models/[a-z]{3}(/.*)?"))], { value: "/v1/models/xxx" }],
    ["all of one expression is in another", [is(language("[ab]+")), not(language("[a-c]+"))], "none"],
    ["any case, but not this one", [is(inAnyCase(textIs, "/A")), not(textIs("/a"))], { value: "/A" }],
    ["an integer beyond others", [is(integersWithin(5, 7)), not(textIs("5")), not(textIs("6"))], { value: "05" }],
    ["no integer", [is(integersWithin(5, 5))], "none"],
    ["a letter that is neither", [is(language("\\pL")), not(language("[[:ascii:]]"))], { value: "ª" }],
  ])("%s", (_, demands, expected) => {
    expect(findText(demands)).toEqual(expected);
  });

  test("a likely one is taken when it matches", () => {
    expect(findText([is(textStartsWith("/a"))], ["/b", "/a/x"])).toEqual({ value: "/a/x" });
  });

  test("a search that becomes too long is given up", () => {
    const evenly = (letter: string, times: number) =>
      language(`(?:(?:[^${letter}]*${letter}){${times}})*[^${letter}]*`);
    const demands = ["a", "b", "c", "d", "e"].map((letter, i) => is(evenly(letter, i + 11)));
    expect(findText([...demands, ...["a", "b", "c", "d", "e"].map((letter) => is(language(`.*${letter}.*`)))])).toBe(
      "unknown",
    );
  });

  const texts = allTexts(["a", "b", "x"], 5);

  test("what is found matches, and nothing is left when nothing is found", () => {
    const some = fc.constantFrom(
      ...["a", "ab", "b"].flatMap((text) => [textIs(text), textStartsWith(text), textEndsWith(text)]),
      ...["[ab]*", "a.*b", "(ab)+", ".{2}", "[^a]+", "(?:a|b.*)", "b?a{1,2}"].map(language),
    );
    const demand = fc.record({ language: some, member: fc.boolean() });
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 5 }), (demands) => {
        const matches = (text: string) => demands.every((each) => contains(each.language, text) === each.member);
        const found = findText(demands);
        if (typeof found === "object") expect(matches(found.value)).toBe(true);
        else expect(texts.filter(matches)).toEqual([]);
      }),
      RUNS,
    );
  });
});

function allTexts(characters: readonly string[], length: number): string[] {
  if (length === 0) return [""];
  const shorter = allTexts(characters, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => characters.map((each) => text + each))])];
}
