import type { HeaderMatch, QueryParameterMatch } from "../../../routing/url-map";
import { ask, routeRules, target } from "../../support/routing/url-map-builders";

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
