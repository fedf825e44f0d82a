import { parseDocument } from "../../../config/document/document";
import { REFERENCE } from "../../support/config/reading";

/** What is said of a text: place, id, what, fix. */
function saidOf(text: string): string[] {
  return parseDocument(text).findings.map(
    ({ position, id, what, fix }) => `${position?.line}:${position?.column} [${id}] ${what} | ${fix}`,
  );
}

const dataOf = (text: string): unknown => parseDocument(text).data;

describe("the text of a document", () => {
  test("is YAML 1.2: on, yes and dates are texts", () => {
    expect(dataOf("a: on\nb: yes\nc: 2024-01-01\nd: 0o14\ne: ~\n")).toEqual({
      a: "on",
      b: "yes",
      c: "2024-01-01",
      d: 12,
      e: null,
    });
  });

  test("stays YAML 1.2 when it says that it is YAML 1.1", () => {
    expect(dataOf("%YAML 1.1\n---\na: yes\n")).toEqual({ a: "yes" });
  });

  test("may be JSON, indented by tabs", () => {
    expect(dataOf('{\n\t"a": [1, true, null],\n\t"b": "x"\n}\n')).toEqual({ a: [1, true, null], b: "x" });
  });

  test("may begin with a byte order mark and end its lines with CR LF", () => {
    expect(dataOf("\uFEFFa: 1\r\nb: 2\r\n")).toEqual({ a: 1, b: 2 });
  });

  test("has texts for keys", () => {
    expect(dataOf("1: a\nnull: b\ntrue: c\n")).toEqual({ "1": "a", null: "b", true: "c" });
  });

  test.each([
    ["nothing", ""],
    ["blanks", " \n\n"],
    ["comments", "# a\n# b\n"],
    ["a document marker", "---\n"],
    ["null", "~\n"],
  ])("says so when it holds only %s", (_, text) => {
    expect(saidOf(text)).toEqual([
      "1:1 [empty-document] the file says nothing | start from docs/configuration.md or a file in examples/",
    ]);
  });

  test("is one document", () => {
    expect(saidOf("a: 1\n---\nb: 2\n")).toEqual([
      "2:1 [several-documents] a second YAML document begins here | write one proxy a file",
    ]);
  });

  test("is no binary", () => {
    expect(saidOf("a: 1\nb\0c")).toEqual([
      "2:2 [not-text] the file is no text: it holds a NUL character | save it as UTF-8",
    ]);
  });
});

describe("syntax errors", () => {
  test.each([
    ["a tab", "a:\n\t- b\n", "2:1 [yaml-syntax] a tab indents this line | indent with spaces"],
    [
      "an indentation that fits nothing",
      "a:\n  b: 1\n c: 2\n",
      "3:2 [yaml-syntax] line 3 is indented by 1 space, those around it by 0 or 2: the keys of one map begin in one column | indent line 3 by 0 or 2, or its siblings by 1",
    ],
    [
      "a quote that is not closed, at its beginning",
      "a: 1\nb: 'x\nc: 2\n",
      "2:4 [yaml-syntax] the quote that opens here is never closed | close it at the end of the text",
    ],
    [
      "a colon in a text",
      "a: b: c\n",
      '1:4 [yaml-syntax] a map cannot begin here | begin it on a line of its own; a text that holds ": " needs quotes',
    ],
    [
      "a brace in a text within braces, once",
      "a: { privateKey: ${var.key} }\n",
      '1:19 [yaml-syntax] "{" cannot stand here | mind the indentation; a text that holds ": ", " #" or, within { } and [ ], one of , { } [ ] needs quotes',
    ],
    [
      "a reserved character",
      "a: @b\n",
      "1:4 [yaml-syntax] plain value cannot start with reserved character @ | put the text in quotes",
    ],
    [
      "an unknown escape",
      'a: "\\q"\n',
      "1:5 [yaml-syntax] invalid escape sequence \\q | use single quotes, where a backslash is only a backslash",
    ],
    ["a tag", "a: !secret b\n", "1:4 [yaml-syntax] unresolved tag: !secret | remove the tag"],
    ["a binary tag", "a: !!binary aGk=\n", expect.stringContaining("1:4 [yaml-syntax] unresolved tag")],
    ["a list for a key", "? [a]\n: 1\n", "1:3 [yaml-syntax] this key is not a text | write `key: value`"],
    [
      "a star alone",
      "hosts: [*]\n",
      '1:9 [yaml-syntax] alias cannot be an empty string | put it in quotes if it is a text: "*"',
    ],
    [
      "a host that begins with a star",
      "hosts: [*.example.com]\n",
      '1:9 [unknown-alias] *.example.com is a YAML alias, and no anchor &.example.com comes before it | put it in quotes if it is a text: "*.example.com"',
    ],
    [
      "a key that appears twice",
      "a: 1\nb: 2\na: 3\n",
      '3:1 [duplicate-key] the key "a" appears twice in one map | remove one of the two',
    ],
    ["a directive", "%FOO\n---\na: 1\n", "1:1 [yaml-syntax] unknown directive %FOO | fix the YAML here"],
  ])("report %s", (_, text, said) => {
    expect(saidOf(text)).toEqual([said]);
  });

  test("come all at once, the first of each line", () => {
    expect(saidOf('a: @b\nc: `d`\ne: "\\q"\n')).toEqual([
      expect.stringContaining("1:4 [yaml-syntax]"),
      expect.stringContaining("2:4 [yaml-syntax]"),
      expect.stringContaining("3:5 [yaml-syntax]"),
    ]);
  });

  test("leave no data, but a duplicate key does", () => {
    expect(dataOf("a: @b\n")).toBeUndefined();
    expect(dataOf("a: 1\na: 2\n")).toEqual({ a: 1 });
  });
});

describe("aliases", () => {
  test("stand for what they name", () => {
    expect(dataOf("a: &x { b: 1 }\nc: *x\nd: [*x]\n")).toEqual({ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] });
  });

  test("stand for the last anchor before them", () => {
    expect(dataOf("- &x 1\n- *x\n- &x 2\n- *x\n")).toEqual([1, 1, 2, 2]);
  });

  test("merge maps by <<, and what a map says itself wins, then the earlier source", () => {
    const text = "a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], x: 3 }\nd: { <<: *b }\n";
    expect(dataOf(text)).toMatchObject({ c: { x: 3, y: 1, z: 2 }, d: { y: 2, z: 2 } });
  });

  test("merge nothing but maps", () => {
    expect(saidOf("a: { <<: 1 }\n")).toEqual([
      "1:10 [wrong-type] expected a map, or a list of maps, to merge, found the number 1 | write an alias of a map, as in `<<: *defaults`",
    ]);
  });

  test("do not contain themselves", () => {
    expect(saidOf("a: &a [*a]\n")).toEqual([
      "1:8 [unknown-alias] *a stands inside of its own anchor | write the value itself",
    ]);
  });

  test("do not explode", () => {
    const bomb = [..."bcdefghij"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[i]}`)}]`);
    expect(saidOf(`a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${bomb.join("\n")}\n`)).toEqual([
      expect.stringContaining(
        "[too-large] the document holds more than 100,000 values, those that aliases stand for included",
      ),
    ]);
  });
});

describe("keys of JavaScript objects", () => {
  test("__proto__ is refused, and changes no prototype", () => {
    const { data, findings } = parseDocument("a: { __proto__: { polluted: true } }\n");
    expect(findings).toEqual([expect.objectContaining({ id: "unknown-key", path: ["a", "__proto__"] })]);
    expect(data).toEqual({ a: {} });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("constructor and toString are keys like any other", () => {
    expect(dataOf("constructor: 1\ntoString: 2\n")).toEqual({ constructor: 1, toString: 2 });
  });
});

describe("documents that are no configuration", () => {
  const DEEP =
    "the document is nested more than 100 levels deep | nothing here nests so deep: look for a bracket that is not closed";

  test.each([
    ["brackets", "[".repeat(200_000), `1:101 [too-deep] ${DEEP}`],
    ["maps in maps", "{a: ".repeat(200_000), `1:401 [too-deep] ${DEEP}`],
    ["closed brackets", `a: ${"[".repeat(150)}${"]".repeat(150)}`, `1:104 [too-deep] ${DEEP}`],
    ["lists in lists", `${"- ".repeat(150)}a`, `1:201 [too-deep] ${DEEP}`],
    ["lists in lists beyond the stack", "- ".repeat(20_000), expect.stringContaining("[too-deep]")],
    [
      "indented maps",
      Array.from({ length: 1500 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""),
      expect.stringContaining("[too-deep]"),
    ],
  ])("are refused when they nest too deep: %s", (_, text, said) => {
    expect(saidOf(text)).toEqual([said]);
  });

  test("are refused when they hold too much", () => {
    expect(saidOf(`[${",".repeat(1_000_000)}`)).toEqual([
      expect.stringContaining("[too-large] the document holds too many values"),
    ]);
  });

  test.each([
    ["brackets side by side", "[]\n".repeat(20_000)],
    ["braces side by side", "{}".repeat(20_000)],
    ["directives", "%a\n".repeat(20_000)],
    ["quotes", '"'.repeat(20_000)],
  ])("are refused without composing all errors: %s", (_, text) => {
    const said = saidOf(text);
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThan(300);
  });
});

describe("positions", () => {
  const at = (text: string, path: readonly (string | number)[], atKey = false): string => {
    const { line, column } = parseDocument(text).positionOf(path, atKey) ?? {};
    return `${line}:${column}`;
  };

  test("are those of the value", () => {
    expect(at(REFERENCE, ["workloads", "rerank", "port"])).toBe("19:11");
    expect(at(REFERENCE, ["workloads", "rerank", "backends", 0, "maxRate"])).toBe("20:54");
    expect(at(REFERENCE, ["routes", 0, "rules", 1, "paths", 1])).toBe("27:33");
  });

  test("are those of the key where the key is meant", () => {
    expect(at(REFERENCE, ["workloads", "rerank", "port"], true)).toBe("19:5");
  });

  test("are those of the key where a block begins on the next line, or nothing follows", () => {
    expect(at(REFERENCE, ["workloads", "rerank"])).toBe("17:3");
    expect(at("a:\nb: 1\n", ["a"])).toBe("1:1");
  });

  test("are those of what is around where something is missing", () => {
    expect(at(REFERENCE, ["workloads", "rerank", "timeout"])).toBe("17:3");
    expect(at(REFERENCE, ["workloads", "rerank", "backends", 0, "cloudRun", "service"])).toBe("20:16");
    expect(at(REFERENCE, ["state"])).toBe("2:1");
  });

  test("are those of the anchor behind an alias or a merge", () => {
    expect(at("a: &x { b: 1 }\nc: *x\n", ["c", "b"])).toBe("1:12");
    expect(at("a: &x { b: 1 }\nc: { <<: *x, d: 2 }\n", ["c", "b"])).toBe("1:12");
    expect(at("a: &x { b: 1 }\nc: { <<: [{ e: 1 }, *x], d: 2 }\n", ["c", "e"])).toBe("2:16");
    expect(at("a: &x { b: 1 }\nc: { <<: *x, b: 2 }\n", ["c", "b"])).toBe("2:17");
  });
});
