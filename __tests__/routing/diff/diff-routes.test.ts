import { diffUrlMaps } from "../../../routing/diff/diff-routes";
import { parseRequest } from "../../../routing/evaluate/request";
import type { MatchRule, RouteAction, Target, UrlMap } from "../../../routing/url-map";
import { diff, firstExample, header, lines, model, rules, withAction } from "../../support/routing/route-diffs";
import { anyHost, pathRules } from "../../support/routing/url-map-builders";

describe("which requests change", () => {
  test("a path that goes elsewhere, and no other one", () => {
    expect(
      diff(
        pathRules({ paths: ["/v1/*", "/v2/*"], service: "a" }),
        pathRules({ paths: ["/v1/*"], service: "a" }, { paths: ["/v2/*"], service: "b" }),
      ),
    ).toEqual(["* /v2/*: workload a → b"]);
  });

  test("what a removed path rule leaves to the next longest one, and to the default", () => {
    expect(
      diff(
        pathRules({ paths: ["/v1", "/v1/chat/*"], service: "chat" }, { paths: ["/v1/*"], service: "a" }),
        pathRules({ paths: ["/v1/*"], service: "a" }),
      ),
    ).toEqual(["* /v1: workload chat → default", "* /v1/chat/*: workload chat → a"]);
  });

  test("the requests with a header, when a rule for it comes first", () => {
    expect(
      diff(
        rules([{ prefixMatch: "/v1/" }, "a"]),
        rules([{ ...model("big"), prefixMatch: "/v1/" }, "b"], [{ prefixMatch: "/v1/" }, "a"]),
      ),
    ).toEqual(['* /v1/* [x-model = "big"]: workload a → b']);
  });

  test("only where two rules overlap, when they change places", () => {
    const [one, other] = [
      [{ fullPathMatch: "/a" }, "a"],
      [header({ headerName: ":method", exactMatch: "POST" }), "b"],
    ] as const;
    expect(diff(rules(one, other), rules(other, one))).toEqual(['* /a [:method = "POST"]: workload a → b']);
  });

  test("nothing, when a rule is put where others leave nothing to it", () => {
    const present = header({ headerName: "x-a", presentMatch: true });
    const absent = header({ headerName: "x-a", presentMatch: true, invertMatch: true });
    const before = rules([present, "a"], [absent, "b"]);
    expect(diff(before, rules([present, "a"], [absent, "b"], [{ fullPathMatch: "/x" }, "c"]))).toEqual([]);
  });

  test("nothing, when a regular expression is within another one that comes first", () => {
    const first = [{ regexMatch: "/v[0-9]+/.*" }, "a"] as const;
    expect(diff(rules(first, [{ regexMatch: "/v[12]/[a-z]*" }, "b"]), rules(first))).toEqual([]);
  });

  test("a missing header fulfils no negated condition", () => {
    const before = rules([header({ headerName: "x-tier", exactMatch: "gold", invertMatch: true }), "b"]);
    expect(diff(before, rules([{ prefixMatch: "/" }, "b"]))).toEqual(["* /*: workload default → b"]);
    expect(firstExample(before, rules([{ prefixMatch: "/" }, "b"]))?.headers).toEqual([]);
  });

  test("query parameters, ranges, suffixes and ports", () => {
    const query: MatchRule = { queryParameterMatches: [{ name: "stream", exactMatch: "true" }] };
    expect(diff(rules(), rules([query, "a"]))).toEqual(['* /* [?stream = "true"]: workload default → a']);
    const range = header({ headerName: "x-size", rangeMatch: { rangeStart: 5, rangeEnd: 9 } });
    expect(diff(rules(), rules([range, "a"]))).toEqual([
      "* /* [x-size is an integer from 5 to below 9]: workload default → a",
    ]);
    const suffix = header({ headerName: ":authority", suffixMatch: ".example.com" });
    expect(diff(rules(), rules([suffix, "a"]))).toEqual([
      '* /* [:authority ends with ".example.com"]: workload default → a',
    ]);
    const port = header({ headerName: "PORT", regexMatch: "8.*" });
    expect(diff(rules(), rules([port, "a"]))).toEqual(["* /* [PORT matches 8.*]: workload default → a"]);
  });
});

describe("hosts", () => {
  const onHosts = (hosts: Readonly<Record<string, string>>): UrlMap => ({
    defaultService: "closed",
    hostRules: Object.keys(hosts).map((host, i) => ({ hosts: host.split(" "), pathMatcher: `m${i}` })),
    pathMatchers: Object.values(hosts).map((defaultService, i) => ({ name: `m${i}`, defaultService })),
  });

  test("a new host takes its requests from the wildcard above it", () => {
    expect(diff(onHosts({ "*.x": "a", "*": "b" }), onHosts({ "*.x": "a", "*": "b", "new.x": "c" }))).toEqual([
      "new.x *: workload a → c",
    ]);
  });

  test("a removed host falls to the wildcard, and a removed wildcard to the default of the URL map", () => {
    expect(diff(onHosts({ "a.x": "a", "*.x": "b" }), onHosts({ "*.x": "b" }))).toEqual(["a.x *: workload a → b"]);
    expect(diff(onHosts({ "a.x": "a", "*.x": "b" }), onHosts({ "a.x": "a" }))).toEqual(["*.x *: workload b → closed"]);
  });

  test("hosts that change alike share a line, and the rest has one of its own", () => {
    expect(diff(onHosts({ "a.x a.x:80 *.y": "a" }), onHosts({ "*": "b" }))).toEqual([
      "a.x a.x:80 *.y *: workload a → b",
      "* *: workload closed → b",
    ]);
  });

  test("the example of every other host is none of the named ones", () => {
    const [before, after] = [
      onHosts({ "*.example": "a", any: "a", "*": "b" }),
      onHosts({ "*.example": "a", any: "a", "*": "c" }),
    ];
    expect(diff(before, after)).toEqual(["* *: workload b → c"]);
    expect(firstExample(before, after)?.url).toBe("https://anyx/");
  });

  test("the example of a default port names it in a header, because a client leaves it out", () => {
    expect(firstExample(onHosts({ "a.x:443": "a" }), onHosts({ "a.x:443": "b" }))).toEqual({
      method: "GET",
      url: "https://a.x:443/",
      headers: [["host", "a.x:443"]],
    });
  });
});

describe("examples and what cannot be decided", () => {
  test("a case that only one side takes is the example", () => {
    const matching = (ignoreCase: boolean) => rules([{ prefixMatch: "/v1/", ignoreCase }, "a"]);
    expect(firstExample(matching(false), matching(true))?.url).toMatch(/^https:\/\/[^/]+\/V1\//);
  });

  test("a path that matches a template and an expression, but neither of two others", () => {
    const before = rules([{ pathTemplateMatch: "/{a}/b" }, "a"], [{ regexMatch: "/c.*" }, "b"]);
    const after = rules(
      [{ pathTemplateMatch: "/{a}/b" }, "a"],
      [{ fullPathMatch: "/c" }, "b"],
      [{ regexMatch: "/c.*" }, "c"],
    );
    const found = diffUrlMaps(before, after);
    expect(lines(found)).toEqual(["* regex /c.*: workload b → c"]);
    expect(found.changes[0]?.example?.url).toMatch(/\/c.+$/);
  });

  test("an expression that is not read may change, with the reason", () => {
    const found = diffUrlMaps(rules([{ regexMatch: "(?i)/é/a" }, "a"]), rules([{ regexMatch: "(?i)/é/a" }, "b"]));
    expect(lines(found)).toEqual(["* regex (?i)/é/a: workload a → b"]);
    expect(found.changes[0]).toMatchObject({ verdict: "may change", reason: expect.any(String) });
    expect(found.covers(parseRequest("GET", "https://x/É/a"))).toBe(true);
    expect(found.covers(parseRequest("GET", "https://x/e/a"))).toBe(false);
  });

  test("a path that an expression takes is found even when the expression is not read", () => {
    const found = diffUrlMaps(rules([{ fullPathMatch: "/é" }, "a"]), rules([{ regexMatch: "(?i)/é" }, "b"]));
    expect(found.changes[0]).toMatchObject({ verdict: "changed", path: "/é and regex (?i)/é" });
  });

  test("a rule that looks at path and query together may take what a later one seems to get", () => {
    const map = (service: string) =>
      rules([header({ headerName: ":path", exactMatch: "/a" }), "first"], [{ fullPathMatch: "/a" }, service]);
    const found = diffUrlMaps(map("a"), map("b"));
    expect(found.changes.map(({ verdict, path }) => [verdict, path])).toEqual([["may change", "/a"]]);
    expect(found.covers(parseRequest("GET", "https://x/a?b"))).toBe(true);
  });

  test("a host that is rewritten to itself may change, because its case may", () => {
    const on = (target: Target): UrlMap => ({
      defaultService: "closed",
      hostRules: [{ hosts: ["a.x", "b.x"], pathMatcher: "m" }],
      pathMatchers: [{ name: "m", defaultService: "a", routeRules: [{ priority: 1, matchRules: [{}], ...target }] }],
    });
    const found = diffUrlMaps(on(withAction({})), on(withAction({ urlRewrite: { hostRewrite: "a.x" } })));
    expect(found.changes.map(({ verdict, hosts }) => [verdict, hosts])).toEqual([
      ["may change", ["a.x"]],
      ["changed", ["b.x"]],
    ]);
  });

  test("so it may when the rule takes a single path", () => {
    const on = (urlRewrite: RouteAction["urlRewrite"]): UrlMap => ({
      ...rules([{ fullPathMatch: "/a" }, withAction({ urlRewrite })]),
      hostRules: [{ hosts: ["a.x"], pathMatcher: "m" }],
    });
    const found = diffUrlMaps(on(undefined), on({ hostRewrite: "a.x" }));
    expect(found.changes.map(({ verdict }) => verdict)).toEqual(["may change"]);
  });

  test("a host that a condition asks for is none of a more specific host rule", () => {
    const on = (service: string): UrlMap => ({
      defaultService: "closed",
      hostRules: [
        { hosts: ["*.x"], pathMatcher: "others" },
        { hosts: ["*"], pathMatcher: "m" },
      ],
      pathMatchers: [
        { name: "others", defaultService: "other" },
        {
          name: "m",
          defaultService: "default",
          routeRules: [
            { priority: 1, matchRules: [header({ headerName: ":authority", regexMatch: "a\\.x|zzz\\.y" })], service },
          ],
        },
      ],
    });
    const found = diffUrlMaps(on("a"), on("b"));
    expect(lines(found)).toEqual(["* /* [:authority matches a\\.x|zzz\\.y]: workload a → b"]);
    expect(found.changes[0]?.example?.url).toBe("https://zzz.y/x");
  });

  test("`covers` tells the requests of the changes from all others", () => {
    const found = diffUrlMaps(rules([model("big"), "a"]), rules([model("big"), "b"]));
    expect(found.covers(parseRequest("GET", "https://x/", [["x-model", "big"]]))).toBe(true);
    expect(found.covers(parseRequest("GET", "https://x/", [["x-model", "small"]]))).toBe(false);
  });

  test("a URL map without a defined meaning is an error", () => {
    expect(() => diffUrlMaps({}, rules())).toThrow("leads nowhere");
  });
});

describe("a thousand rules take seconds at most", () => {
  const COUNT = 1_000;
  const services = (letter: string) => (i: number) => (i % 2 ? `a${i % 7}` : `${letter}${i % 7}`);
  const numbers = [...Array(COUNT).keys()];

  test("as path rules, half of which change", () => {
    const map = (service: (i: number) => string) =>
      anyHost({
        pathRules: numbers.map((i) => ({ paths: [i % 3 ? `/v1/r${i}/*` : `/v1/r${i}`], service: service(i) })),
      });
    expect(diffUrlMaps(map(services("a")), map(services("b"))).changes).toHaveLength(COUNT / 2);
  });

  test("as route rules with header conditions, half of which change", () => {
    const map = (service: (i: number) => string) => rules(...numbers.map((i) => [model(`m${i}`), service(i)] as const));
    expect(diffUrlMaps(map(services("a")), map(services("b"))).changes).toHaveLength(COUNT / 2);
  });

  test("as route rules that all meet each other: what is not examined may change", () => {
    const map = (name: string) =>
      rules(...numbers.map((i) => [header({ headerName: name, exactMatch: `m${i}` }), `s${i}`] as const));
    const found = diffUrlMaps(map("x-model"), map("x-name"));
    expect(found.changes.at(-1)).toMatchObject({ verdict: "may change", path: "*", rules: [] });
    const both = [
      ["x-model", "m7"],
      ["x-name", "m900"],
    ] as const;
    expect(found.covers(parseRequest("GET", "https://x/", both))).toBe(true);
  });
});
