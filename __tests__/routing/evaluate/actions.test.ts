import { compileUrlMap } from "../../../routing/evaluate/evaluate";
import type { MatchRule, UrlRedirect } from "../../../routing/url-map";
import { anyHost, ask, pathRules, routeRules, target } from "../../support/routing/url-map-builders";

describe("rewrites", () => {
  const rewriting = (match: MatchRule, urlRewrite: Record<string, string>) =>
    routeRules({ priority: 1, matchRules: [match], service: "s", routeAction: { urlRewrite } });

  test.each<[MatchRule, Record<string, string>, string, object]>([
    [{ prefixMatch: "/api/v1/" }, { pathPrefixRewrite: "/" }, "/api/v1/chat?x=1", { path: "/chat", query: "x=1" }],
    [{ prefixMatch: "/api" }, { pathPrefixRewrite: "/" }, "/api/x", { path: "//x" }],
    [{ prefixMatch: "/API", ignoreCase: true }, { pathPrefixRewrite: "/v" }, "/api/x", { path: "/v/x" }],
    [{ fullPathMatch: "/healthz" }, { pathPrefixRewrite: "/health" }, "/healthz", { path: "/health" }],
    [{ regexMatch: "/v[0-9]/.*" }, { pathPrefixRewrite: "/v" }, "/v1/x", { path: "/v" }],
    [{ prefixMatch: "/" }, { hostRewrite: "api.openai.com" }, "/x", { host: "api.openai.com", path: "/x" }],
    [
      { pathTemplateMatch: "/xyzwebservices/v2/xyz/users/{username=*}/carts/{cartid=**}" },
      { pathTemplateRewrite: "/{username}-{cartid}/" },
      "/xyzwebservices/v2/xyz/users/abc@xyz.com/carts/FL0001090004/entries/SJFI38u3401nms?q",
      { path: "/abc@xyz.com-FL0001090004/entries/SJFI38u3401nms/", query: "q" },
    ],
  ])("%j with %j makes of %s %j", (match, urlRewrite, url, expected) => {
    expect(ask(rewriting(match, urlRewrite), `http://h${url}`)).toMatchObject({ rewritten: expected });
  });

  test("a path rule replaces what its star does not cover", () => {
    const map = pathRules({
      paths: ["/a/*", "/c"],
      service: "s",
      routeAction: { urlRewrite: { pathPrefixRewrite: "/b/" } },
    });
    expect(ask(map, "http://h/a/x")).toMatchObject({ rewritten: { host: "h", path: "/b/x" } });
    expect(ask(map, "http://h/c")).toMatchObject({ rewritten: { path: "/b/" } });
  });

  test("a template rewrite needs a template", () => {
    expect(() => compileUrlMap(rewriting({ prefixMatch: "/" }, { pathTemplateRewrite: "/{a}" }))).toThrow(
      'path matcher "m".routeRules[0]: pathTemplateRewrite needs a pathTemplateMatch in every match rule of its rule',
    );
    expect(() => compileUrlMap(rewriting({ pathTemplateMatch: "/{a}" }, { pathTemplateRewrite: "/{b}" }))).toThrow(
      'uses {b}, which "/{a}" does not capture',
    );
  });
});

describe("redirects", () => {
  const redirecting = (urlRedirect: UrlRedirect) => pathRules({ paths: ["/old/*", "/exact"], urlRedirect });

  test.each<[UrlRedirect, string, string]>([
    [{ httpsRedirect: true }, "http://h/old/x?q=1", "https://h/old/x?q=1"],
    [{ httpsRedirect: true }, "http://h:8080/old/x", "https://h:8080/old/x"],
    [{ httpsRedirect: true }, "https://h:80/old/x", "https://h:80/old/x"],
    [{ hostRedirect: "other.org" }, "http://h:8080/old/x", "http://other.org/old/x"],
    [{ pathRedirect: "/new" }, "http://h/old/x?q=1", "http://h/new?q=1"],
    [{ pathRedirect: "/new?own=1" }, "http://h/old/x?q=1", "http://h/new?own=1"],
    [{ pathRedirect: "/new?own=1", stripQuery: true }, "http://h/old/x?q=1", "http://h/new?own=1"],
    [{ prefixRedirect: "/new/" }, "http://h/old/x?q=1", "http://h/new/x?q=1"],
    [{ prefixRedirect: "/new" }, "http://h/exact", "http://h/new"],
    [{ prefixRedirect: "/new/", stripQuery: true }, "http://h/old/x?q=1", "http://h/new/x"],
    [{ stripQuery: true, hostRedirect: "o" }, "http://h/old/x?", "http://o/old/x"],
    [{ hostRedirect: "o" }, "http://h/old/x?", "http://o/old/x?"],
  ])("%j leads from %s to %s", (urlRedirect, url, location) => {
    expect(ask(redirecting(urlRedirect), url)).toMatchObject({ kind: "redirect", location });
  });

  test("a Host with the port 80 loses it on the way to https", () => {
    const decision = ask(redirecting({ httpsRedirect: true }), "http://h/old/x", { host: "h:80" });
    expect(target(decision)).toBe("https://h/old/x");
  });

  test.each([
    [undefined, 301],
    ["MOVED_PERMANENTLY_DEFAULT", 301],
    ["FOUND", 302],
    ["SEE_OTHER", 303],
    ["TEMPORARY_REDIRECT", 307],
    ["PERMANENT_REDIRECT", 308],
  ] as const)("the code %s is %d", (redirectResponseCode, status) => {
    expect(ask(redirecting({ redirectResponseCode, httpsRedirect: true }), "http://h/exact")).toMatchObject({ status });
  });
});

describe("actions", () => {
  test("weights become shares, and a weight of 0 is no destination", () => {
    const weightedBackendServices = [
      { backendService: "a", weight: 3, headerAction: { requestHeadersToRemove: ["x"] } },
      { backendService: "b", weight: 1 },
      { backendService: "c", weight: 0 },
    ];
    const map = pathRules({ paths: ["/*"], routeAction: { weightedBackendServices } });
    expect(ask(map, "http://h/")).toMatchObject({
      destinations: [
        { service: "a", share: 0.75, headerAction: { requestHeadersToRemove: ["x"] } },
        { service: "b", share: 0.25 },
      ],
    });
  });

  test("header actions are listed from the rule to the URL map", () => {
    const remove = (name: string) => ({ requestHeadersToRemove: [name] });
    const map = anyHost(
      {
        headerAction: remove("matcher"),
        routeRules: [{ priority: 1, matchRules: [{ prefixMatch: "/a" }], service: "s", headerAction: remove("rule") }],
      },
      { headerAction: remove("map") },
    );
    expect(ask(map, "http://h/a")).toMatchObject({ headerActions: [remove("rule"), remove("matcher"), remove("map")] });
    expect(ask(map, "http://h/b")).toMatchObject({ headerActions: [remove("matcher"), remove("map")] });
  });

  test("timeout, retries, mirror, CORS and a fault are handed on", () => {
    const timeout = { seconds: "600" };
    const retryPolicy = { numRetries: 2, retryConditions: ["5xx"] };
    const corsPolicy = { allowOrigins: ["https://a"] };
    const faultInjectionPolicy = { abort: { httpStatus: 503, percentage: 10 } };
    const map = pathRules({
      paths: ["/*"],
      service: "s",
      routeAction: {
        timeout,
        retryPolicy,
        corsPolicy,
        faultInjectionPolicy,
        requestMirrorPolicy: { backendService: "shadow" },
      },
    });
    expect(ask(map, "http://h/")).toMatchObject({
      timeout,
      retryPolicy,
      cors: corsPolicy,
      fault: faultInjectionPolicy,
      mirror: { service: "shadow", percent: 100 },
    });
  });

  test("a disabled CORS policy is none, and what is not given is absent", () => {
    const map = pathRules({ paths: ["/*"], service: "s", routeAction: { corsPolicy: { disabled: true } } });
    const { cors, timeout, mirror } = JSON.parse(JSON.stringify(ask(map, "http://h/")));
    expect({ cors, timeout, mirror }).toEqual({});
  });

  test("an abort of 100 % responds, whatever service stands beside it", () => {
    const faultInjectionPolicy = { abort: { httpStatus: 404, percentage: 100 } };
    const map = anyHost({ defaultService: "closed", defaultRouteAction: { faultInjectionPolicy } });
    expect(ask(map, "http://h/")).toEqual({
      kind: "respond",
      status: 404,
      service: "closed",
      matched: { host: "*", pathMatcher: "m" },
      notes: [],
    });
  });
});
