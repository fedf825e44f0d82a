import { diffUrlMaps, type RouteDiff, renderRouteDiff } from "../../routing/diff";
import { parseRequest } from "../../routing/request";
import type {
  HeaderMatch,
  MatchRule,
  RouteAction,
  RouteRule,
  Target,
  UrlMap,
  UrlRedirect,
} from "../../routing/url-map";
import { anyHost, pathRules, routeRules } from "./url-map-builders";

/** Route rules in order, each as its match rule and what it leads to. */
function rules(...entries: readonly (readonly [MatchRule | readonly MatchRule[], Target | string])[]): UrlMap {
  return routeRules(
    ...entries.map(
      ([match, target], i): RouteRule => ({
        priority: i + 1,
        matchRules: [match].flat(),
        ...(typeof target === "string" ? { service: target } : target),
      }),
    ),
  );
}

const header = (headerMatch: HeaderMatch): MatchRule => ({ prefixMatch: "/", headerMatches: [headerMatch] });
const model = (exactMatch: string) => header({ headerName: "x-model", exactMatch });
const weights = (shares: Readonly<Record<string, number>>): Target => ({
  routeAction: {
    weightedBackendServices: Object.entries(shares).map(([backendService, weight]) => ({ backendService, weight })),
  },
});
const withAction = (routeAction: RouteAction): Target => ({ service: "a", routeAction });

/** Each change without its example, as `host path [conditions]: what before → after`. */
function lines({ changes }: RouteDiff): string[] {
  return changes.map(({ hosts, path, conditions, changes: what }) => {
    const when = conditions.length > 0 ? ` [${conditions.join(", ")}]` : "";
    return `${hosts.join(" ")} ${path}${when}: ${what.map((each) => `${each.what} ${each.before} → ${each.after}`).join(", ")}`;
  });
}

const diff = (before: UrlMap, after: UrlMap) => lines(diffUrlMaps(before, after));
const firstExample = (before: UrlMap, after: UrlMap) => diffUrlMaps(before, after).changes[0]?.example;

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
    expect(diff(rules(), rules([range, "a"]))).toEqual(["* /* [x-size from 5 to below 9]: workload default → a"]);
    const suffix = header({ headerName: ":authority", suffixMatch: ".example.com" });
    expect(diff(rules(), rules([suffix, "a"]))).toEqual([
      '* /* [:authority ends with ".example.com"]: workload default → a',
    ]);
    const port = header({ headerName: "PORT", regexMatch: "8.*" });
    expect(diff(rules(), rules([port, "a"]))).toEqual(["* /* [the port matches 8.*]: workload default → a"]);
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

describe("what changes", () => {
  const changes = (before: Target, after: Target) =>
    diff(rules([{ prefixMatch: "/v1/" }, before]), rules([{ prefixMatch: "/v1/" }, after]));

  test("weights shift by percent", () => {
    const [before, after] = [weights({ llama: 95, next: 5 }), weights({ llama: 80, next: 20 })];
    expect(changes(before, after)).toEqual(["* /v1/*: weights llama 95 %, next 5 % → llama 80 %, next 20 %"]);
    expect(diffUrlMaps(rules([{}, before]), rules([{}, after])).changes[0]?.changes[0]?.shifts).toEqual([
      { service: "next", before: 5, after: 20 },
      { service: "llama", before: 95, after: 80 },
    ]);
  });

  test("the same shares by other weights, or in another order, are nothing", () => {
    expect(changes(weights({ a: 1, b: 1 }), weights({ b: 500, a: 500 }))).toEqual([]);
    expect(changes(weights({ a: 1, b: 0 }), { service: "a" })).toEqual([]);
  });

  test.each<[string, RouteAction, RouteAction, string]>([
    [
      "a timeout",
      { timeout: { seconds: "30" } },
      { timeout: { seconds: "2", nanos: 500_000_000 } },
      "timeout 30s → 2.5s",
    ],
    [
      "retries",
      {},
      { retryPolicy: { numRetries: 2, retryConditions: ["5xx", "connect-failure"] } },
      "retries none → 2 on 5xx, connect-failure",
    ],
    ["a mirror", { requestMirrorPolicy: { backendService: "m" } }, {}, "mirror m 100 % → none"],
    [
      "CORS",
      {},
      { corsPolicy: { allowOrigins: ["https://b", "https://a"], maxAge: 5 } },
      "cors none → origins https://a https://b, max age 5s",
    ],
    [
      "a fault",
      {},
      { faultInjectionPolicy: { abort: { httpStatus: 503, percentage: 10 } } },
      "fault none → abort 503 for 10 %",
    ],
    [
      "a fixed status",
      {},
      { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } },
      "answer a → respond 404",
    ],
    ["the host", {}, { urlRewrite: { hostRewrite: "b" } }, "host as sent → b"],
    [
      "the path",
      { urlRewrite: { pathPrefixRewrite: "/" } },
      { urlRewrite: { pathPrefixRewrite: "/x/" } },
      "path / instead of /v1/ → /x/ instead of /v1/",
    ],
  ])("%s", (_, before, after, expected) => {
    expect(changes(withAction(before), withAction(after))).toEqual([`* /v1/*: ${expected}`]);
  });

  test("headers of a destination and of the rule", () => {
    const added = (headerName: string) => ({ requestHeadersToAdd: [{ headerName, headerValue: "1", replace: true }] });
    const before = rules([{}, { service: "a" }]);
    const after = routeRules({
      priority: 1,
      matchRules: [{}],
      headerAction: added("X-Rule"),
      routeAction: { weightedBackendServices: [{ backendService: "a", weight: 1, headerAction: added("x-own") }] },
    });
    expect(diff(before, after)).toEqual([
      "* /*: headers none → for 100 % to a: request sets x-own: 1; request sets x-rule: 1",
    ]);
  });

  test("what has no effect is nothing", () => {
    expect(changes(withAction({ corsPolicy: { disabled: true } }), withAction({}))).toEqual([]);
    expect(changes(withAction({ faultInjectionPolicy: {} }), withAction({ retryPolicy: undefined }))).toEqual([]);
    expect(changes(withAction({ urlRewrite: { pathPrefixRewrite: "/v1/" } }), withAction({}))).toEqual([]);
  });

  test("rewrites that come to the same are nothing", () => {
    const rewrite = (match: MatchRule, urlRewrite: RouteAction["urlRewrite"]) =>
      rules([match, withAction({ urlRewrite })]);
    const below = rewrite({ prefixMatch: "/api/" }, { pathPrefixRewrite: "/v2/" });
    expect(diff(below, rewrite({ prefixMatch: "/api" }, { pathPrefixRewrite: "/v2" }))).toEqual([
      "* /api*: workload default → a, path as sent → /v2 instead of /api",
    ]);
    const urlRewrite = { pathPrefixRewrite: "/x" };
    const byDefault = anyHost({ defaultService: "a", defaultRouteAction: { urlRewrite }, pathRules: [] });
    expect(diff(byDefault, rewrite({ prefixMatch: "/" }, urlRewrite))).toEqual([]);
    const template = { pathTemplateMatch: "/m/{name=*}/infer" };
    expect(diff(rewrite(template, { pathTemplateRewrite: "/m/{name}/infer" }), rewrite(template, undefined))).toEqual(
      [],
    );
    expect(
      diff(
        rewrite({ fullPathMatch: "/a" }, { pathPrefixRewrite: "/b" }),
        rewrite({ pathTemplateMatch: "/{x}" }, { pathPrefixRewrite: "/b" }),
      ),
    ).toEqual(["* template /{x}: workload default → a, path as sent → /b"]);
  });

  test("a prefix in any case does not tell how a path begins, so that another length of what is replaced is a change", () => {
    const rewrite = (match: MatchRule) => rules([match, withAction({ urlRewrite: { pathPrefixRewrite: "/x" } })]);
    expect(diff(rewrite({ prefixMatch: "/" }), rewrite({ prefixMatch: "/a/", ignoreCase: true }))).toEqual([
      "* any case of /a/*: path /x instead of / → /x instead of /a/",
      "* /*: workload a → default, path /x instead of / → as sent",
    ]);
  });

  test("where a redirect shows only on plain HTTP, or with a query, the example is such a request", () => {
    const example = (before: UrlRedirect, after: UrlRedirect) =>
      firstExample(rules([{}, { urlRedirect: before }]), rules([{}, { urlRedirect: after }]))?.url;
    expect(example({ pathRedirect: "/x" }, { pathRedirect: "/x", httpsRedirect: true })).toMatch(/^http:/);
    expect(example({ pathRedirect: "/x" }, { pathRedirect: "/x", stripQuery: true })).toMatch(/\?/);
    expect(example({ pathRedirect: "/x" }, { pathRedirect: "/x", redirectResponseCode: "FOUND" })).toBeDefined();
  });

  test("a redirect in words", () => {
    const urlRedirect: UrlRedirect = {
      hostRedirect: "b",
      prefixRedirect: "/new/",
      httpsRedirect: true,
      stripQuery: true,
    };
    expect(changes({ service: "a" }, { urlRedirect })).toEqual([
      "* /v1/*: answer a → redirect 301, to https, to host b, to path /new/ instead of /v1/, without query",
    ]);
  });
});

describe("examples and what cannot be decided", () => {
  test("a case that only one side takes is the example", () => {
    const matching = (ignoreCase: boolean) => rules([{ prefixMatch: "/v1/", ignoreCase }, "a"]);
    expect(firstExample(matching(false), matching(true))?.url).toMatch(/^https:\/\/[^/]+\/V1\//);
  });

  test("a path that suits a template and an expression, but neither of two others", () => {
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

describe("lines", () => {
  test("classes within another one that change alike are not listed, those that change otherwise are", () => {
    const map = (...[first, second, third]: readonly [string, string, string]) =>
      pathRules(
        { paths: ["/v1/a"], service: first },
        { paths: ["/v1/b/*"], service: second },
        { paths: ["/v1/*"], service: third },
      );
    expect(diff(map("a", "b", "a"), map("x", "x", "x"))).toEqual([
      "* /v1/b/*: workload b → x",
      "* /v1/*: workload a → x",
    ]);
    expect(diff(map("a", "a", "a"), map("x", "y", "x"))).toEqual([
      "* /v1/b/*: workload a → y",
      "* /v1/*: workload a → x",
    ]);
  });

  test("the most specific ones come first", () => {
    const paths = ["/a/*", "/a/b/c/*", "/a/b", "/*"];
    const moved = diff(
      anyHost({ pathRules: paths.map((path, i) => ({ paths: [path], service: `s${i}` })) }),
      anyHost({ pathRules: paths.map((path, i) => ({ paths: [path], service: `t${i}` })) }),
    );
    expect(moved.map((line) => line.split(" ")[1])).toEqual(["/a/b:", "/a/b/c/*:", "/a/*:", "/*:"]);
  });

  test("a terminal shows hosts, patterns, changes and an example of each", () => {
    const map = (target: Target, served: string): UrlMap => ({
      defaultService: "closed",
      hostRules: [{ hosts: ["ai.x", "ai.x:80"], pathMatcher: "m" }],
      pathMatchers: [
        {
          name: "m",
          defaultService: "closed",
          routeRules: [
            {
              priority: 1,
              matchRules: [
                { prefixMatch: "/v1/chat/", headerMatches: [{ headerName: ":method", exactMatch: "POST" }] },
              ],
              ...target,
            },
            { priority: 2, matchRules: [{ regexMatch: "(?i)/É" }], service: served },
          ],
        },
      ],
    });
    const found = diffUrlMaps(
      map(weights({ llama: 95, "llama-next": 5 }), "a"),
      map(weights({ llama: 80, "llama-next": 20 }), "b"),
    );
    expect(renderRouteDiff(found)).toEqual([
      "ai.x, ai.x:80",
      '  /v1/chat/*  when :method = "POST"',
      "    weights: llama-next 5 % → 20 %, llama 95 % → 80 %",
      "    for example: POST https://ai.x/v1/chat/x",
      "  regex (?i)/É",
      "    perhaps workload: a → b",
      '    may change: which requests fulfil "regex (?i)/É" is not known',
      "",
      "1 changed, 1 may change",
    ]);
    expect(renderRouteDiff(diffUrlMaps(map({ service: "a" }, "a"), map({ service: "a" }, "a")))).toEqual([
      "no request is answered differently",
    ]);
  });

  test("a terminal shows a few of many hosts", () => {
    const map = (service: string): UrlMap => ({
      ...rules([{}, service]),
      hostRules: [{ hosts: ["a", "b", "c", "d", "e", "f", "g"], pathMatcher: "m" }],
    });
    expect(renderRouteDiff(diffUrlMaps(map("a"), map("b")))[0]).toBe("a, b, c, d, e, 2 more");
  });

  test("a terminal shows of many changes of one path those with the fewest conditions", () => {
    const many = rules(...[...Array(24).keys()].map((i) => [model(`m${i}`), `a${i}`] as const), [{}, "a"]);
    const shown = renderRouteDiff(diffUrlMaps(many, rules([{}, "b"])));
    expect(shown.slice(0, 2)).toEqual(["every other host", "  /*  5 more changes under further conditions"]);
    expect(shown.filter((line) => line.startsWith("    workload: "))).toHaveLength(20);
    expect(shown).toContain("    workload: a → b");
    expect(shown.at(-1)).toBe("25 changed, 0 may change");
  });

  test("as JSON a diff is its changes", () => {
    const found = diffUrlMaps(rules([{}, "a"]), rules([{}, "b"]));
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      changes: [
        {
          verdict: "changed",
          hosts: ["*"],
          path: "/*",
          conditions: [],
          changes: [{ what: "workload", before: "a", after: "b" }],
          example: { method: "GET", url: "https://any.example/x", headers: [] },
          rules: [
            {
              before: { kind: "routeRule", index: 0, pattern: "/", priority: 1 },
              after: { kind: "routeRule", index: 0, pattern: "/", priority: 1 },
            },
          ],
        },
      ],
    });
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
  }, 30_000);

  test("as route rules with header conditions, half of which change", () => {
    const map = (service: (i: number) => string) => rules(...numbers.map((i) => [model(`m${i}`), service(i)] as const));
    expect(diffUrlMaps(map(services("a")), map(services("b"))).changes).toHaveLength(COUNT / 2);
  }, 30_000);

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
  }, 60_000);
});
