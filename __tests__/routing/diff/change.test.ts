import { diffUrlMaps, renderRouteDiff } from "../../../routing/diff/diff-routes";
import type { MatchRule, RouteAction, Target, UrlMap, UrlRedirect } from "../../../routing/url-map";
import { diff, firstExample, model, rules, weights, withAction } from "../../support/routing/route-diffs";
import { anyHost, pathRules, routeRules } from "../../support/routing/url-map-builders";

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
      "    for example: POST https://ai.x/v1/chat/completions",
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
          answers: { before: "a", after: "b" },
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
