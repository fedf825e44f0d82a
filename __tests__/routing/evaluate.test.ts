import { compileUrlMap } from "../../routing/evaluate";
import type { HeaderMatch, MatchRule, QueryParameterMatch, UrlMap, UrlRedirect } from "../../routing/url-map";
import { anyHost, ask, pathRules, routeRules, target } from "./url-map-builders";

describe("host selection", () => {
  const hosts = ["ai.example.com", "ai.example.com:8080", "*.example.com", "*.ai.example.com", "*-eu.example.com"];
  const map: UrlMap = {
    defaultService: "none",
    hostRules: hosts.map((host, i) => ({ hosts: [host], pathMatcher: `m${i}` })),
    pathMatchers: hosts.map((host, i) => ({ name: `m${i}`, defaultService: host })),
  };

  test.each([
    ["ai.example.com", "ai.example.com", "an exact host"],
    ["AI.Example.COM", "ai.example.com", "any case"],
    ["ai.example.com:8080", "ai.example.com:8080", "a port that is written out"],
    ["ai.example.com:8081", "none", "no host without its port"],
    ["chat.ai.example.com", "*.ai.example.com", "the longest suffix"],
    ["a.b.example.com", "*.example.com", "several labels for one star"],
    ["chat-eu.example.com", "*-eu.example.com", "a suffix after a dash"],
    [".example.com", "none", "no star that stands for nothing"],
    ["example.com", "none", "no suffix without its dot"],
    ["elsewhere.org", "none", "the URL map's default when no host matches"],
  ])("%s goes to %s: %s", (host, expected) => {
    expect(target(ask(map, `http://h/`, { host }))).toBe(expected);
  });

  test("a star alone takes every host, after all others", () => {
    const any: UrlMap = {
      ...map,
      hostRules: [{ hosts: ["*"], pathMatcher: "any" }, ...(map.hostRules ?? [])],
      pathMatchers: [{ name: "any", defaultService: "any" }, ...(map.pathMatchers ?? [])],
    };
    expect(["elsewhere.org", "chat.example.com"].map((host) => target(ask(any, `http://${host}/`)))).toEqual([
      "any",
      "*.example.com",
    ]);
  });

  test("the decision names the pattern and the path matcher", () => {
    expect(ask(map, "http://x.example.com/").matched).toEqual({ host: "*.example.com", pathMatcher: "m2" });
    expect(ask(map, "http://elsewhere.org/").matched).toEqual({});
  });
});

describe("path rules", () => {
  const map = pathRules(
    { paths: ["/*"], service: "any" },
    { paths: ["/video"], service: "exact" },
    { paths: ["/video/*"], service: "below" },
    { paths: ["/video/hd/*", "/video/4k/*"], service: "quality" },
    { paths: ["/video/hd/star/x"], service: "longer" },
  );

  test.each([
    ["/video", "exact", "an exact path"],
    ["/video/", "below", "the path that ends with the slash"],
    ["/video/a", "below", "what is below"],
    ["/videos", "any", "no path that only starts alike"],
    ["/VIDEO", "any", "no other case"],
    ["/video/hd/a/b", "quality", "the longest pattern"],
    ["/video/4k/", "quality", "any path of the rule"],
    ["/video/hd/star/x", "longer", "an exact path before a prefix"],
    ["/video%2Fa", "any", "no encoded slash"],
    ["/video?x=/video/a", "exact", "the path without its query"],
    ["/", "any", "the root"],
  ])("%s goes to %s: %s", (path, expected) => {
    expect(target(ask(map, `http://h${path}`))).toBe(expected);
  });

  test("no match goes to the path matcher's default", () => {
    expect(target(ask(pathRules({ paths: ["/video/*"], service: "s" }), "http://h/video"))).toBe("default");
  });

  test("the decision names the rule and the path that matched", () => {
    expect(ask(map, "http://h/video/4k/a").matched.rule).toEqual({
      kind: "pathRule",
      index: 3,
      pattern: "/video/4k/*",
    });
  });
});

describe("route rules", () => {
  test("the lowest priority wins, however short its path and late its place", () => {
    const map = routeRules(
      { priority: 20, matchRules: [{ fullPathMatch: "/v1/chat" }], service: "specific" },
      { priority: 10, matchRules: [{ prefixMatch: "/v1" }], service: "first" },
    );
    const decision = ask(map, "http://h/v1/chat");
    expect(target(decision)).toBe("first");
    expect(decision.matched.rule).toEqual({ kind: "routeRule", index: 1, pattern: "/v1", priority: 10 });
  });

  test("any of the match rules is enough", () => {
    const map = routeRules({
      priority: 1,
      matchRules: [{ fullPathMatch: "/a" }, { fullPathMatch: "/b" }],
      service: "s",
    });
    expect(["/a", "/b", "/c"].map((path) => target(ask(map, `http://h${path}`)))).toEqual(["s", "s", "default"]);
  });

  test.each<[MatchRule, string, boolean]>([
    [{ prefixMatch: "/api" }, "/apiary", true],
    [{ prefixMatch: "/api/" }, "/api", false],
    [{ prefixMatch: "/a/*" }, "/a/b", false],
    [{ prefixMatch: "/a/*" }, "/a/*/b", true],
    [{ prefixMatch: "/API" }, "/api", false],
    [{ prefixMatch: "/API", ignoreCase: true }, "/apI/x", true],
    [{ fullPathMatch: "/api" }, "/api?x=1", true],
    [{ fullPathMatch: "/api" }, "/api/", false],
    [{ fullPathMatch: "/Api", ignoreCase: true }, "/aPI", true],
    [{ fullPathMatch: "/\u212a", ignoreCase: true }, "/k", false],
    [{ regexMatch: "/v[0-9]+/.*" }, "/v12/chat", true],
    [{ regexMatch: "/v[0-9]+" }, "/v12/chat", false],
    [{ regexMatch: "v1" }, "/v1", false],
    [{ regexMatch: "(?i)/API" }, "/api", true],
    [{}, "/anything", true],
  ])("%j on %s: %s", (match, path, expected) => {
    const map = routeRules({ priority: 1, matchRules: [match], service: "s" });
    expect(target(ask(map, `http://h${path}`)) === "s").toBe(expected);
  });
});

describe("header conditions", () => {
  const header = (match: Omit<HeaderMatch, "headerName"> & { headerName?: string }) =>
    routeRules({
      priority: 1,
      matchRules: [{ prefixMatch: "/", headerMatches: [{ headerName: "X-Tier", ...match }] }],
      service: "s",
    });

  test.each<[Omit<HeaderMatch, "headerName">, string | undefined, boolean]>([
    [{ exactMatch: "gold" }, "gold", true],
    [{ exactMatch: "gold" }, "Gold", false],
    [{ exactMatch: "gold" }, "gold,gold", false],
    [{ prefixMatch: "go" }, "gold", true],
    [{ suffixMatch: "ld" }, "gold", true],
    [{ suffixMatch: "go" }, "gold", false],
    [{ regexMatch: "g.*d" }, "gold", true],
    [{ regexMatch: "g" }, "gold", false],
    [{ presentMatch: true }, "", true],
    [{ presentMatch: true }, undefined, false],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 0 } }, "-3", true],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 0 } }, "-5", true],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 0 } }, "0", false],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 0 } }, "0.25", false],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 0 } }, "-3someString", false],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 10 } }, "+7", true],
    [{ rangeMatch: { rangeStart: -5, rangeEnd: 10 } }, "", false],
    [{ rangeMatch: { rangeStart: 0, rangeEnd: 10 } }, "99999999999999999999", false],
    [{ exactMatch: "gold", invertMatch: true }, "silver", true],
    [{ exactMatch: "gold", invertMatch: true }, "gold", false],
    [{ exactMatch: "gold", invertMatch: true }, undefined, false],
    [{ regexMatch: "g.*", invertMatch: true }, undefined, false],
    [{ rangeMatch: { rangeStart: 0, rangeEnd: 9 }, invertMatch: true }, undefined, false],
    [{ rangeMatch: { rangeStart: 0, rangeEnd: 9 }, invertMatch: true }, "x", true],
    [{ presentMatch: true, invertMatch: true }, undefined, true],
    [{ presentMatch: true, invertMatch: true }, "", false],
  ])("%j on %j: %s", (match, value, expected) => {
    expect(target(ask(header(match), "http://h/", value === undefined ? {} : { "x-tier": value })) === "s").toBe(
      expected,
    );
  });

  test.each<[HeaderMatch, boolean]>([
    [{ headerName: ":method", exactMatch: "POST" }, true],
    [{ headerName: ":method", exactMatch: "GET" }, false],
    [{ headerName: ":authority", exactMatch: "h:8080" }, true],
    [{ headerName: "host", prefixMatch: "h:" }, true],
    [{ headerName: ":path", exactMatch: "/a?b=1" }, true],
    [{ headerName: ":scheme", exactMatch: "http" }, true],
    [{ headerName: "PORT", regexMatch: "80.*" }, true],
    [{ headerName: "PORT", regexMatch: "80" }, false],
    [{ headerName: "constructor", presentMatch: true }, false],
  ])("%j on POST http://h:8080/a?b=1: %s", (match, expected) => {
    expect(target(ask(header(match), "POST http://h:8080/a?b=1")) === "s").toBe(expected);
  });

  test("all conditions of a match rule must hold", () => {
    const map = routeRules({
      priority: 1,
      matchRules: [
        {
          prefixMatch: "/a",
          headerMatches: [{ headerName: "x-a", exactMatch: "1" }],
          queryParameterMatches: [{ name: "b", exactMatch: "2" }],
        },
      ],
      service: "s",
    });
    const requests = [
      ["http://h/a?b=2", { "x-a": "1" }],
      ["http://h/a?b=2", {}],
      ["http://h/a", { "x-a": "1" }],
      ["http://h/c?b=2", { "x-a": "1" }],
    ] as const;
    expect(requests.map(([url, headers]) => target(ask(map, url, headers)))).toEqual([
      "s",
      "default",
      "default",
      "default",
    ]);
  });
});

describe("query conditions", () => {
  test.each<[Omit<QueryParameterMatch, "name">, string, boolean]>([
    [{ exactMatch: "1" }, "?v=1", true],
    [{ exactMatch: "1" }, "?v=2&v=1", false],
    [{ exactMatch: "1" }, "?v=1&v=2", true],
    [{ exactMatch: "a b" }, "?v=a%20b", false],
    [{ exactMatch: "1=2" }, "?v=1=2", true],
    [{ exactMatch: "1" }, "?V=1", false],
    [{ regexMatch: "[0-9]+" }, "?x&v=12", true],
    [{ regexMatch: "[0-9]" }, "?v=12", false],
    [{ presentMatch: true }, "?v", true],
    [{ presentMatch: true }, "?v=", true],
    [{ presentMatch: true }, "?vv=1", false],
    [{ presentMatch: true }, "", false],
  ])("%j on %j: %s", (match, query, expected) => {
    const map = routeRules({
      priority: 1,
      matchRules: [{ prefixMatch: "/", queryParameterMatches: [{ name: "v", ...match }] }],
      service: "s",
    });
    expect(target(ask(map, `http://h/${query}`)) === "s").toBe(expected);
  });
});

describe("path templates", () => {
  test.each([
    ["/users/{id}", "/users/7", true],
    ["/users/{id}", "/users/", false],
    ["/users/{id}", "/users/7/", false],
    ["/users/{id=*}/", "/users/7/", true],
    ["/users/*/carts/**", "/users/7/carts/", true],
    ["/users/*/carts/**", "/users/7/carts", false],
    ["/users/{id}/{rest=**}", "/users/7/a/b/", true],
    ["/**.mpd", "/a/b.mpd", true],
    ["/**.mpd", "/a/b.mp4", false],
    ["/users/{id}.json", "/users/a.b.json", true],
    ["/users/{id}", "/users/a%2Fb", true],
    ["/users.x/*", "/usersyx/1", false],
    ["/(a)+$/*", "/(a)+$/1", true],
    ["/{v=a/*/b}", "/a/1/b", true],
    ["/", "/", true],
  ])("%s on %s: %s", (pathTemplateMatch, path, expected) => {
    const map = routeRules({ priority: 1, matchRules: [{ pathTemplateMatch }], service: "s" });
    expect(target(ask(map, `http://h${path}`)) === "s").toBe(expected);
  });

  test.each([
    "users/{id}",
    "/{1d}",
    "/{id}/{id}",
    "/{id}{x}",
    "/v{id}",
    "/a//b",
    "/**/*",
    "/{a=**}/{b}",
    "/*x/y",
    "/***",
    "/{id",
  ])("%s is refused", (pathTemplateMatch) => {
    const map = routeRules({ priority: 1, matchRules: [{ pathTemplateMatch }], service: "s" });
    expect(() => compileUrlMap(map)).toThrow(`path template ${JSON.stringify(pathTemplateMatch)}`);
  });
});

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
      matched: { host: "*", pathMatcher: "m" },
      notes: [],
    });
  });
});

describe("notes", () => {
  const plain = pathRules({ paths: ["/a/*"], service: "s" });
  const query = routeRules({
    priority: 1,
    matchRules: [{ prefixMatch: "/a", queryParameterMatches: [{ name: "v", exactMatch: "x y" }] }],
    service: "s",
  });
  const appending = pathRules({
    paths: ["/*"],
    routeAction: {
      weightedBackendServices: [
        {
          backendService: "s",
          weight: 1,
          headerAction: {
            requestHeadersToAdd: [
              { headerName: "X-A", headerValue: "1" },
              { headerName: "X-B", headerValue: "{client_region}" },
              { headerName: "X-C", headerValue: "1", replace: true },
            ],
          },
        },
      ],
    },
  });
  const twice = anyHost({
    headerAction: {
      requestHeadersToRemove: ["x-a"],
      requestHeadersToAdd: [{ headerName: "X-A", headerValue: "1", replace: true }],
    },
  });
  const mirrored = pathRules({
    paths: ["/*"],
    service: "s",
    routeAction: { urlRewrite: { hostRewrite: "o" }, requestMirrorPolicy: { backendService: "m" } },
  });
  const https = anyHost({ defaultUrlRedirect: { httpsRedirect: true } });
  const spanning = routeRules({ priority: 1, matchRules: [{ pathTemplateMatch: "/{v=a/*}" }], service: "s" });
  const cors = pathRules({ paths: ["/*"], service: "s", routeAction: { corsPolicy: { allowOrigins: ["*"] } } });

  test.each<[string, UrlMap, string, Record<string, string>, RegExp]>([
    ["dot segments", plain, "http://h/a/../b", {}, /302 to the normalised path/],
    ["a trailing dot segment", plain, "http://h/a/..", {}, /302 to the normalised path/],
    ["an encoded value that was compared", query, "http://h/a?v=x%20y", {}, /percent-encoding/],
    ["an encoded name that was compared", query, "http://h/a?%76=x", {}, /percent-encoding/],
    [
      "a header that may be appended or replaced",
      appending,
      "http://h/",
      { "x-a": "0" },
      /"X-A".*appends or overwrites/,
    ],
    ["a header that is added and removed", twice, "http://h/", {}, /both adds and removes/],
    ["a mirror of a rewritten host", mirrored, "http://h/", {}, /-shadow/],
    ["a port after a redirect to https", https, "http://h:8080/", {}, /keeps any other/],
    ["a variable over several segments", spanning, "http://h/a/b", {}, /Google does not document/],
    ["a preflight request", cors, "OPTIONS http://h/", { origin: "https://a" }, /preflight/],
  ])("say so about %s", (_, map, request, headers, note) => {
    expect(ask(map, request, headers).notes).toEqual([expect.stringMatching(note)]);
  });

  test.each<[string, UrlMap, string, Record<string, string>]>([
    ["names that start with dots", plain, "http://h/.well-known/...", {}],
    ["a plain value", query, "http://h/a?v=1&w=%20", {}],
    ["a parameter that no rule for the path compares", query, "http://h/b?v=x%20y", {}],
    ["headers that the request does not have", appending, "http://h/", { "x-b": "0", "x-c": "0" }],
    ["a host without a port", https, "http://h/", {}],
    ["a redirect from https", https, "https://h:8443/", {}],
    ["another method than OPTIONS", cors, "http://h/", { origin: "https://a" }],
  ])("say nothing about %s", (_, map, request, headers) => {
    expect(ask(map, request, headers).notes).toEqual([]);
  });
});

describe("a URL map without a defined meaning is refused:", () => {
  const rule = { priority: 1, service: "s" };
  test.each<[string, UrlMap, string]>([
    [
      "an unknown path matcher",
      { ...anyHost({}), hostRules: [{ hosts: ["*"], pathMatcher: "c" }] },
      'hostRules[0]: there is no path matcher "c"; there are: "m"',
    ],
    [
      "a path matcher twice",
      anyHost(
        {},
        {
          pathMatchers: [
            { name: "m", defaultService: "s" },
            { name: "m", defaultService: "s" },
          ],
        },
      ),
      'the path matcher name "m" occurs a second time',
    ],
    [
      "a host twice",
      { ...anyHost({}), hostRules: [{ hosts: ["a.b", "A.b"], pathMatcher: "m" }] },
      'hostRules[0]: the host "A.b" occurs a second time',
    ],
    [
      "a star inside a host",
      { ...anyHost({}), hostRules: [{ hosts: ["foo.*"], pathMatcher: "m" }] },
      'hostRules[0]: the host "foo.*" is not a host name',
    ],
    [
      "a star without a separator",
      { ...anyHost({}), hostRules: [{ hosts: ["*foo.com"], pathMatcher: "m" }] },
      'the host "*foo.com" is not a host name',
    ],
    [
      "a path twice",
      pathRules({ paths: ["/a"], service: "s" }, { paths: ["/a"], service: "t" }),
      'path matcher "m".pathRules[1]: the path "/a" occurs a second time',
    ],
    [
      "a star in the middle of a path",
      pathRules({ paths: ["/*/b"], service: "s" }),
      'the path "/*/b" must start with "/"',
    ],
    ["a star after a letter", pathRules({ paths: ["/a*"], service: "s" }), 'the path "/a*" must start with "/"'],
    ["a query in a path", pathRules({ paths: ["/a?b"], service: "s" }), 'the path "/a?b" must start with "/"'],
    [
      "a priority twice",
      routeRules({ ...rule, matchRules: [{}] }, { ...rule, matchRules: [{}] }),
      'path matcher "m".routeRules[1]: the priority 1 occurs a second time',
    ],
    ["no match rules", routeRules({ ...rule, matchRules: [] }), 'path matcher "m".routeRules[0]: has no matchRules'],
    [
      "two path conditions",
      routeRules({ ...rule, matchRules: [{ prefixMatch: "/", fullPathMatch: "/" }] }),
      "matchRules[0]: has several path conditions (fullPathMatch, prefixMatch)",
    ],
    [
      "a pattern RE2 refuses",
      routeRules({ ...rule, matchRules: [{ regexMatch: "/(?=a)" }] }),
      'path matcher "m".routeRules[0].matchRules[0]: the pattern "/(?=a)" is not a regular expression of RE2',
    ],
    [
      "a header condition without predicate",
      routeRules({ ...rule, matchRules: [{ headerMatches: [{ headerName: "x", presentMatch: false }] }] }),
      "headerMatches[0]: needs exactly one of exactMatch, prefixMatch",
    ],
    [
      "a query condition with two predicates",
      routeRules({
        ...rule,
        matchRules: [{ queryParameterMatches: [{ name: "x", presentMatch: true, exactMatch: "1" }] }],
      }),
      "queryParameterMatches[0]: needs exactly one of exactMatch, regexMatch, presentMatch; found: exactMatch, presentMatch",
    ],
    [
      "both kinds of rules",
      anyHost({ pathRules: [{ paths: ["/"], service: "s" }], routeRules: [{ ...rule, matchRules: [{}] }] }),
      'path matcher "m": holds both pathRules and routeRules',
    ],
    ["no default", { hostRules: [] }, "the URL map's default: leads nowhere"],
    [
      "weights of nothing",
      pathRules({ paths: ["/"], routeAction: { weightedBackendServices: [{ backendService: "s", weight: 0 }] } }),
      "the weights of the backend services add up to 0",
    ],
  ])("%s", (_, map, message) => {
    expect(() => compileUrlMap(map)).toThrow(message);
  });
});
