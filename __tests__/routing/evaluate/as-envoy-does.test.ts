import type { Decision, Request } from "../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import type { UrlMap } from "../../../routing/url-map";

/** What the comparison with a real Envoy has found: rows of `docs/routing-semantics.md` where Google is silent. */

function decided(map: UrlMap, path: string, request: Partial<Request> = {}): Decision {
  return decide(compileUrlMap(map), {
    method: "GET",
    scheme: "http",
    host: "example.com",
    path,
    headers: {},
    ...request,
  });
}

describe("a prefix rewrite of a default", () => {
  const defaultOf = (pathPrefixRewrite: string): UrlMap => ({
    defaultService: "llama",
    defaultRouteAction: { urlRewrite: { pathPrefixRewrite } },
  });

  test.each([
    ["/", "/x", "/x"],
    ["/b", "/x", "/bx"],
    ["/b/", "/x", "/b/x"],
    ["/b/", "/", "/b/"],
  ])("%s makes of %s, whose leading slash it replaces, %s", (rewrite, path, rewritten) => {
    expect(decided(defaultOf(rewrite), path)).toMatchObject({ rewritten: { path: rewritten } });
  });

  test("is unlike a prefix redirect, which is put before the whole path", () => {
    const map = { defaultUrlRedirect: { prefixRedirect: "/b" } };
    expect(decided(map, "/x")).toMatchObject({ location: "http://example.com/b/x" });
  });
});

describe("a path template", () => {
  const templated = (pathTemplateMatch: string, pathTemplateRewrite: string): UrlMap => ({
    defaultService: "other",
    hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
    pathMatchers: [
      {
        name: "m",
        defaultService: "other",
        routeRules: [
          {
            priority: 1,
            matchRules: [{ pathTemplateMatch }],
            service: "llama",
            routeAction: { urlRewrite: { pathTemplateRewrite } },
          },
        ],
      },
    ],
  });

  test.each(["/a=b/c", "/a*b/c", "/a;v=1/c", "/*/c"])("takes %s for two segments", (path) => {
    expect(decided(templated("/{x}/{y}", "/{y}"), path)).toMatchObject({ rewritten: { path: "/c" } });
  });

  test("takes those characters also in the rest", () => {
    expect(decided(templated("/a/{rest=**}", "/{rest}"), "/a/b=*/c")).toMatchObject({ rewritten: { path: "/b=*/c" } });
  });

  test("may have an equals sign of its own", () => {
    expect(decided(templated("/a=1/{x}", "/{x}"), "/a=1/b")).toMatchObject({ rewritten: { path: "/b" } });
  });

  test.each(["/a|b/c", '/a"b/c', "/a^b/c"])("does not take %s", (path) => {
    expect(decided(templated("/{x}/{y}", "/{y}"), path)).toMatchObject({ destinations: [{ service: "other" }] });
  });
});

describe("an inverted match of the port takes another port, and not a host without one:", () => {
  const map: UrlMap = {
    defaultService: "other",
    hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
    pathMatchers: [
      {
        name: "m",
        defaultService: "other",
        routeRules: [
          {
            priority: 1,
            matchRules: [{ headerMatches: [{ headerName: "PORT", regexMatch: "80", invertMatch: true }] }],
            service: "llama",
          },
        ],
      },
    ],
  };
  test.each([
    ["example.com:8080", "llama"],
    ["example.com:80", "other"],
    ["example.com", "other"],
  ])("%s goes to %s", (host, service) => {
    expect(decided(map, "/", { host })).toMatchObject({ destinations: [{ service }] });
  });
});
