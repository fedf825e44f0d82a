import { answering } from "../../../routing/evaluate/answer";
import type { Request } from "../../../routing/evaluate/decision";
import { compileUrlMap } from "../../../routing/evaluate/evaluate";
import { explain } from "../../../routing/evaluate/explain";
import { renderAnswer } from "../../../routing/evaluate/render-answer";
import { parseRequest } from "../../../routing/evaluate/request";
import type { UrlMap } from "../../../routing/url-map";
import { anyHost, pathRules } from "../../support/routing/url-map-builders";

const map: UrlMap = {
  defaultService: "closed",
  hostRules: [
    { hosts: ["*"], pathMatcher: "any" },
    { hosts: ["ai.example.com", "*.example.com"], pathMatcher: "ai" },
    { hosts: ["other.org"], pathMatcher: "any" },
  ],
  pathMatchers: [
    { name: "any", defaultService: "closed" },
    {
      name: "ai",
      defaultService: "closed",
      routeRules: [
        {
          priority: 5,
          matchRules: [{ fullPathMatch: "/v1/embeddings" }],
          service: "embed",
        },
        {
          priority: 2,
          matchRules: [
            {
              prefixMatch: "/v1",
              headerMatches: [{ headerName: ":method", exactMatch: "DELETE" }],
            },
          ],
          service: "closed",
        },
        {
          priority: 3,
          matchRules: [
            {
              prefixMatch: "/v1",
              headerMatches: [{ headerName: "x-model", exactMatch: "llama" }],
            },
            {
              prefixMatch: "/v1",
              queryParameterMatches: [{ name: "model", exactMatch: "llama" }],
            },
          ],
          service: "llama",
        },
        { priority: 4, matchRules: [{ regexMatch: "/v2/.*" }], service: "v2" },
        {
          priority: 9,
          matchRules: [{ pathTemplateMatch: "/v1/{task}" }],
          routeAction: {
            weightedBackendServices: [
              {
                backendService: "a",
                weight: 2,
                headerAction: { responseHeadersToRemove: ["server"] },
              },
              { backendService: "b", weight: 1 },
            ],
            timeout: { seconds: "600", nanos: 500_000_000 },
            urlRewrite: { pathTemplateRewrite: "/{task}" },
            retryPolicy: {
              retryConditions: ["connect-failure", "refused-stream"],
            },
            requestMirrorPolicy: { backendService: "shadow" },
            faultInjectionPolicy: {
              delay: { fixedDelay: { seconds: "2" }, percentage: 5 },
              abort: { httpStatus: 503, percentage: 1 },
            },
          },
          headerAction: {
            requestHeadersToRemove: ["authorization"],
            requestHeadersToAdd: [{ headerName: "x-task", headerValue: "chat", replace: true }],
            responseHeadersToAdd: [{ headerName: "x-region", headerValue: "{client_region}" }],
          },
        },
        { priority: 10, matchRules: [{ prefixMatch: "/" }], service: "rest" },
      ],
    },
  ],
};

const rendered = (one: UrlMap, request: Request) => renderAnswer(answering({ map: one, unread: [] })(request));

const chat = parseRequest("POST", "https://ai.example.com/v1/chat?x=1", [["X-Model", "gemma"]]);

test("every host has a verdict, most specific first", () => {
  expect(explain(compileUrlMap(map), chat).hosts).toEqual([
    { host: "ai.example.com", pathMatcher: "ai", verdict: "chosen" },
    { host: "other.org", pathMatcher: "any", verdict: "different" },
    { host: "*.example.com", pathMatcher: "ai", verdict: "outranked" },
    { host: "*", pathMatcher: "any", verdict: "outranked" },
  ]);
});

test("every rule before the winner has the first condition that failed", () => {
  const { decision, rejected } = explain(compileUrlMap(map), chat);
  expect(decision.matched.rule).toEqual({
    kind: "routeRule",
    index: 4,
    pattern: "/v1/{task}",
    priority: 9,
  });
  expect(rejected).toEqual([
    {
      rule: { kind: "routeRule", index: 1, pattern: "/v1", priority: 2 },
      failed: "method",
      detail: ':method is "POST", wanted :method = "DELETE"',
    },
    {
      rule: { kind: "routeRule", index: 2, pattern: "/v1", priority: 3 },
      failed: "header",
      detail: 'x-model is "gemma", wanted x-model = "llama"',
    },
    {
      rule: { kind: "routeRule", index: 2, pattern: "/v1", priority: 3 },
      failed: "query",
      detail: '?model is missing, wanted ?model = "llama"',
    },
    {
      rule: { kind: "routeRule", index: 3, pattern: "/v2/.*", priority: 4 },
      failed: "path",
      detail: 'the path is "/v1/chat", wanted regex /v2/.*',
    },
    {
      rule: {
        kind: "routeRule",
        index: 0,
        pattern: "/v1/embeddings",
        priority: 5,
      },
      failed: "path",
      detail: 'the path is "/v1/chat", wanted /v1/embeddings',
    },
  ]);
});

test.each([
  [{ exactMatch: "a", invertMatch: true }, "a", 'x is "a", wanted x is present and not = "a"'],
  [{ presentMatch: true, invertMatch: true }, "a", 'x is "a", wanted no x'],
  [{ presentMatch: true }, undefined, "x is missing, wanted x is present"],
  [{ prefixMatch: "b" }, "a", 'x is "a", wanted x starts with "b"'],
  [{ suffixMatch: "b" }, "a", 'x is "a", wanted x ends with "b"'],
  [{ rangeMatch: { rangeStart: 1, rangeEnd: 3 } }, "3", 'x is "3", wanted x is an integer from 1 to below 3'],
])("the header condition %j says of %j: %s", (predicate, value, detail) => {
  const rule = {
    priority: 1,
    matchRules: [{ prefixMatch: "/", headerMatches: [{ headerName: "x", ...predicate }] }],
  };
  const compiled = compileUrlMap(anyHost({ routeRules: [{ ...rule, service: "s" }] }));
  const request = parseRequest("GET", "http://h/", value === undefined ? [] : [["x", value]]);
  expect(explain(compiled, request).rejected).toEqual([expect.objectContaining({ failed: "header", detail })]);
});

test("path rules are considered exact paths first, then the longest prefix", () => {
  const rules = pathRules(
    { paths: ["/*"], service: "a" },
    { paths: ["/a/b/*", "/c"], service: "b" },
    { paths: ["/a/*"], service: "c" },
  );
  const { rejected, decision } = explain(compileUrlMap(rules), parseRequest("GET", "http://h/x"));
  expect(rejected.map(({ rule }) => rule.pattern)).toEqual(["/c", "/a/b/*", "/a/*"]);
  expect(decision.matched.rule?.pattern).toBe("/*");
});

test("an explanation reads from the request to the notes", () => {
  expect(rendered(map, chat)).toMatchInlineSnapshot(`
    [
      "POST https://ai.example.com/v1/chat?x=1",
      "host ai.example.com (path matcher ai): chosen",
      "host *.example.com (path matcher ai): outranked",
      "host * (path matcher any): outranked",
      "1 other host does not match ai.example.com",
      "no   route rule 1 (priority 2) /v1: :method is "POST", wanted :method = "DELETE"",
      "no   route rule 2 (priority 3) /v1: x-model is "gemma", wanted x-model = "llama"",
      "no   route rule 2 (priority 3) /v1: ?model is missing, wanted ?model = "llama"",
      "no   route rule 3 (priority 4) /v2/.*: the path is "/v1/chat", wanted regex /v2/.*",
      "no   route rule 0 (priority 5) /v1/embeddings: the path is "/v1/chat", wanted /v1/embeddings",
      "yes  route rule 4 (priority 9) /v1/{task}",
      "  to a 66.67 %",
      "  to b 33.33 %",
      "  as ai.example.com/chat?x=1",
      "  timeout: 600.5s",
      "  retries: 1 on connect-failure, refused-stream",
      "  mirror: shadow 100 %",
      "  fault: delay 2s for 5 %, abort 503 for 1 %",
      "  headers: for 66.67 % to a: response without server; request without authorization, request sets x-task: chat, response adds x-region: {client_region}",
    ]
  `);
});

test("an explanation names the default that decided", () => {
  const elsewhere = parseRequest("GET", "http://elsewhere.net/a/../b");
  expect(rendered(map, elsewhere)).toMatchInlineSnapshot(`
    [
      "GET http://elsewhere.net/a/../b",
      "host * (path matcher any): chosen",
      "3 other hosts do not match elsewhere.net",
      "yes  the default of path matcher any",
      "  to closed",
      "  as elsewhere.net/a/../b",
      "note: Google answers a path with dot segments by a 302 to the normalised path, before it routes; this decision is for the path as written",
    ]
  `);
  expect(rendered({ defaultService: "closed" }, elsewhere)).toContain("yes  the URL map's default");
});

test("an explanation names the redirect or the status", () => {
  const redirect = anyHost({ defaultUrlRedirect: { httpsRedirect: true } });
  const closed = anyHost({
    defaultRouteAction: {
      faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } },
    },
  });
  const lines = (one: UrlMap) => rendered(one, parseRequest("GET", "http://h/a"));
  expect(lines(redirect)).toContain("  redirect 301 to https://h/a");
  expect(lines(closed)).toContain("  respond 404");
});
