import type { UrlMap } from "../../../routing/url-map";
import { anyHost, ask, pathRules, routeRules } from "../../support/routing/url-map-builders";

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
  const template = (pathTemplateMatch: string, pathTemplateRewrite?: string) =>
    routeRules({
      priority: 1,
      matchRules: [{ pathTemplateMatch }],
      service: "s",
      ...(pathTemplateRewrite && { routeAction: { urlRewrite: { pathTemplateRewrite } } }),
    });
  const longRegex = routeRules({ priority: 1, matchRules: [{ regexMatch: `/(?:${"a".repeat(250)})?` }], service: "s" });
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
    [
      "six operators",
      template("/{a}/{b}/{c}/*/*/**"),
      "http://h/a/b/c/d/e/",
      {},
      /cannot be deployed: .* 5 operators, this one 6/,
    ],
    ["a variable of 17 characters", template("/{abcdefghijklmnopq=*}"), "http://h/a", {}, /at most 16 characters/],
    [
      "an empty segment in a rewrite",
      template("/{a}", "/{a}//chat"),
      "http://h/a",
      {},
      /no "\/\/", not as \/\{a\}\/\/chat/,
    ],
    ["an expression of 256 characters", longRegex, "http://h/", {}, /at most 250 characters/],
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
