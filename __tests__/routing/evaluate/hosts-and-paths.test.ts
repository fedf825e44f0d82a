import { compileUrlMap } from "../../../routing/evaluate/evaluate";
import type { MatchRule, UrlMap } from "../../../routing/url-map";
import { ask, pathRules, routeRules, target } from "../../support/routing/url-map-builders";

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
