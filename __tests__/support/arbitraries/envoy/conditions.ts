import fc, { type Arbitrary } from "fast-check";
import type { HeaderMatch, MatchRule, QueryParameterMatch } from "../../../../routing/url-map";
import { merged, optional } from "./record";

/**
 * Random conditions of rules, and random parts of requests. Both draw from the same few words, so that rules overlap, and
 * requests hit them or just miss.
 */

// Hosts

export const HOST_PATTERNS = [
  "example.com",
  "*.example.com",
  "*",
  "a.example.com",
  "*-a.example.com",
  "*.a.example.com",
  "*.com",
  "example.com:8080",
  "*.example.com:8080",
];

export const HOSTS = [
  "example.com",
  "a.example.com",
  "b.example.com",
  "b.a.example.com",
  "x-a.example.com",
  "-a.example.com",
  ".example.com",
  "example.com:8080",
  "a.example.com:8080",
  "example.com:80",
  "a.example.com:443",
  "EXAMPLE.com",
  "B.Example.Com:8080",
  "example.org",
  "10.0.0.1",
  "[::1]:8080",
];

// Paths

const segment = fc.oneof(
  { arbitrary: fc.constantFrom("a", "b", "c"), weight: 6 },
  {
    arbitrary: fc.constantFrom("ab", "A", "a.b", "a%2Fb", "a:b", "a+b", "a;b=1", "(a)", "a~$&'!,@", "", "a|b"),
    weight: 1,
  },
);

function pathOf(part: Arbitrary<string>): Arbitrary<string> {
  return fc
    .tuple(fc.array(part, { maxLength: 4 }), fc.boolean())
    .map(([parts, slash]) => `/${parts.join("/")}${slash && parts.length > 0 ? "/" : ""}`);
}

const path = pathOf(segment);

/** Rules cannot have every character that a request can. Dot segments are decided as written. */
export const requestPath = fc.oneof(
  { arbitrary: path, weight: 8 },
  { arbitrary: pathOf(fc.oneof(segment, fc.constantFrom("a*b", "*", "{v}", "a=b", "a\\b", "..", "a^"))), weight: 1 },
  { arbitrary: fc.stringMatching(/^\/[!$%&'()*+,\-./0-9:;=@A-Z_a-z~]{0,12}$/), weight: 1 },
);

export const pathRulePath = fc
  .tuple(path, fc.boolean())
  .map(([text, wildcard]) => (wildcard ? `${text.replace(/\/$/, "")}/*` : text));

/** Regular expressions, each with a text that it matches. */
const PATH_REGEXES: Readonly<Record<string, string>> = {
  "/a": "/a",
  "/a/.*": "/a/b",
  "/[ab]/?": "/b/",
  "/(a|b)/[^/]+": "/a/c",
  "/a|/b/.*": "/b/c",
  "^/a/b$": "/a/b",
  "(?i)/a/.*": "/A/b",
  ".*\\.b": "/c/a.b",
  "/.*%2F.*": "/a%2Fb",
  "/\\w{1,2}(/c)?": "/ab/c",
  "/(?P<x>a+)/?.*": "/aa/b",
  "/[[:lower:]]/[^b]\\d*": "/a/c1",
  "\\Q/a.b\\E(?i:/A)?": "/a.b/a",
  "/a{1,2}b?/?": "/aab",
  "/\\pL+(?:c|bcd)??/.*": "/ab/",
};
const VALUE_REGEXES: Readonly<Record<string, string>> = {
  "a.*": "ab",
  "[0-9]+": "10",
  ".*": "",
  "a|b": "b",
  "(?i)a": "A",
  "1|2": "2",
  ".?": "",
};

/** A text that the regular expression matches. */
export function exampleOf(regex: string): string {
  return PATH_REGEXES[regex] ?? VALUE_REGEXES[regex] ?? "";
}

interface Template {
  readonly text: string;
  readonly variables: readonly string[];
}

const templateSegment = fc.constantFrom("a", "b", "*", "{v}", "{v=*}", "c", "a.b");
const templateEnd = fc.constantFrom("", "", "/", "/**", "/{r=**}", "/**.b", "/*.b", "/{e}.b", "/**/c", "/{r=**}/c");

/** At most five operators, each variable once. */
export const template: Arbitrary<Template> = fc
  .tuple(fc.array(templateSegment, { minLength: 1, maxLength: 4 }), templateEnd)
  .map(([parts, end]) => {
    const numbered = parts.map((part, i) => part.replace("{v", `{v${i}`));
    const text = `/${numbered.join("/")}${end}`;
    return { text, variables: [...text.matchAll(/\{(\w+)/g)].map(([, name = ""]) => name) };
  });

/** Uses some of a template's variables, at least one, in any order. */
export function templateRewrite(variables: readonly string[]): Arbitrary<string> {
  const part = fc.oneof(
    fc.constantFrom("x", "x-", "y/", "/"),
    fc.constantFrom(...variables).map((name) => `{${name}}`),
  );
  return fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join("")}`)
    .filter((text) => text.includes("{") && !text.includes("//"));
}

// Headers and query parameters

export const headerValue = fc.constantFrom(
  "a",
  "ab",
  "abc",
  "b",
  "A",
  "1",
  "-5",
  "5",
  "10",
  "+3",
  "007",
  "0.25",
  "3x",
  "a,b",
  "",
);

const headerValueCondition: Arbitrary<Omit<HeaderMatch, "headerName">> = fc.oneof(
  fc.record({ exactMatch: fc.constantFrom("a", "ab", "b", "a,b") }),
  fc.record({ prefixMatch: fc.constantFrom("a", "ab", "-") }),
  fc.record({ suffixMatch: fc.constantFrom("b", "bc", "5") }),
  fc.record({ regexMatch: fc.constantFrom("a.*", "[0-9]+", ".*", "a|b", "(?i)a") }),
  fc.record({ presentMatch: fc.constant(true) }),
  fc.record({ rangeMatch: fc.constantFrom({ rangeStart: -5, rangeEnd: 5 }, { rangeStart: 5, rangeEnd: 11 }) }),
);

const headerMatch: Arbitrary<HeaderMatch> = merged(
  fc.oneof(
    {
      arbitrary: merged(fc.record({ headerName: fc.constantFrom("x-a", "x-b", "X-A") }), headerValueCondition),
      weight: 6,
    },
    {
      arbitrary: fc.record({ headerName: fc.constant(":method"), exactMatch: fc.constantFrom("GET", "POST") }),
      weight: 2,
    },
    {
      arbitrary: fc.record({ headerName: fc.constant(":authority"), suffixMatch: fc.constantFrom(".com", ":8080") }),
      weight: 1,
    },
    { arbitrary: fc.record({ headerName: fc.constant("PORT"), regexMatch: fc.constantFrom("80", "80.*") }), weight: 1 },
  ),
  optional("invertMatch", fc.boolean()),
);

const queryMatch: Arbitrary<QueryParameterMatch> = merged(
  fc.record({ name: fc.constantFrom("a", "b") }),
  fc.oneof(
    fc.record({ exactMatch: fc.constantFrom("1", "2", "%31") }),
    fc.record({ regexMatch: fc.constantFrom("[0-9]+", "1|2", ".?") }),
    fc.record({ presentMatch: fc.constant(true) }),
  ),
);

export const query = fc
  .array(fc.constantFrom("a=1", "a=2", "b=1", "a", "a=", "A=1", "a=%31", "a=1=2", "b=2;a=1", "", "=1", "?a=1"), {
    maxLength: 4,
  })
  .map((parts) => parts.join("&"));

// Match rules

const headerMatches = fc.array(headerMatch, { minLength: 1, maxLength: 2 });
const queryParameterMatches = fc.array(queryMatch, { minLength: 1, maxLength: 2 });

export const conditions: Arbitrary<Pick<MatchRule, "headerMatches" | "queryParameterMatches">> = fc.oneof(
  { arbitrary: fc.constant({}), weight: 3 },
  { arbitrary: fc.record({ headerMatches }), weight: 3 },
  { arbitrary: fc.record({ queryParameterMatches }), weight: 2 },
  { arbitrary: fc.record({ headerMatches, queryParameterMatches }), weight: 1 },
);

export const pathCondition: Arbitrary<MatchRule> = fc.oneof(
  merged(fc.record({ prefixMatch: path }), optional("ignoreCase", fc.boolean())),
  merged(fc.record({ fullPathMatch: path }), optional("ignoreCase", fc.boolean())),
  fc.record({ regexMatch: fc.constantFrom(...Object.keys(PATH_REGEXES)) }),
  template.map(({ text }) => ({ pathTemplateMatch: text })),
);
