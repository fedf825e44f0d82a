import fc from "fast-check";
import { RE2JS } from "re2js";
import { regex } from "../../../routing/paths/path-pattern";
import { regexShape } from "../../../routing/paths/regex-shape";
import { runs } from "../../support/runs";

describe("what a regular expression's paths begin with, for certain", () => {
  test.each([
    ["/v1/chat", "/v1/chat"],
    ["/v1/.*", "/v1/"],
    ["^/v1/chat$", "/v1/chat"],
    ["/v1/(chat|completions)", "/v1/c"],
    ["/v1/(?:chat|completions)/x", "/v1/c"],
    ["/v1/chats?", "/v1/chat"],
    ["/v1/a{2}", "/v1/"],
    ["/v1\\.0/x.*", "/v1.0/x"],
    ["/v[12]/chat", "/v"],
    ["/(?P<version>v1)/.*", "/v1/"],
    ["/a|/b", "/"],
    ["(?i)/v1/.*", "/"],
    [".*", "/"],
    ["/\\Qa.b\\E", "/"],
    ["/a/\\D+/b", "/a/"],
    ["/😀+", "/"],
  ])("%s: %s", (source, literal) => {
    expect(regex(source).literal).toBe(literal);
  });
});

test("segments of an expression are read as far as they are plain", () => {
  expect(regexShape("/v1/(a|b)/[^/]+/x-\\d+:run/.*").segments).toEqual([
    { kind: "literal", texts: ["v1"] },
    { kind: "alternation", texts: ["a", "b"] },
    { kind: "any" },
    { kind: "partial", starts: ["x-"], ends: [":run"] },
    { kind: "rest" },
  ]);
  expect(regexShape("/v1/a.*b/c").segments).toEqual([{ kind: "literal", texts: ["v1"] }, { kind: "opaque" }]);
});

/** Expressions of all the kinds that the reader tells apart, over few characters, so that texts often match. */
const { expression } = fc.letrec<{ expression: string; branch: string; atom: string }>((recur) => ({
  expression: fc.array(recur("branch"), { minLength: 1, maxLength: 2 }).map((branches) => branches.join("|")),
  branch: fc.array(recur("atom"), { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join("")),
  atom: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(
      "a",
      "b",
      "/",
      "/a",
      "a?",
      "b*",
      "/?",
      ".",
      ".*",
      ".+",
      "\\.",
      "\\d",
      "\\w+",
      "\\W",
      "[ab]",
      "[^/]+",
      "[^a]*",
      "[^/]",
      "a{2}",
      "[a/]",
      "\\x61",
      "\\Qa\\E",
      "\\pL",
    ),
    fc
      .tuple(recur("expression"), fc.constantFrom("", "?", "*", "+", "{1,2}"))
      .map(([inner, times]) => `(${inner})${times}`),
    recur("expression").map((inner) => `(?:${inner})`),
  ),
}));
const text = fc.array(fc.constantFrom("a", "b", "/", ".", "1"), { maxLength: 6 }).map((letters) => letters.join(""));

test("nothing is claimed of an expression that does not hold for all it matches", () => {
  fc.assert(
    fc.property(expression, fc.array(text, { minLength: 10, maxLength: 40 }), (source, texts) => {
      const shape = regexShape(source);
      const compiled = RE2JS.compile(source);
      const matching = texts.filter((candidate) => compiled.testExact(candidate));
      for (const candidate of matching) {
        expect(shape.starts.some((start) => candidate.startsWith(start))).toBe(true);
        expect(shape.ends.some((end) => candidate.endsWith(end))).toBe(true);
        if (shape.texts !== undefined) expect(shape.texts).toContain(candidate);
      }
      for (const listed of shape.texts ?? []) expect(compiled.testExact(listed)).toBe(true);
    }),
    { numRuns: runs(500) },
  );
});
