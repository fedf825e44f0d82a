import { compileUrlMap } from "../../../routing/evaluate/evaluate";
import type { UrlMap } from "../../../routing/url-map";
import { anyHost, pathRules, routeRules } from "../../support/routing/url-map-builders";

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
