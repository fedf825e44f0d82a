import type { DocumentPath } from "../../../config/finding";
import { collectFindings } from "../../../routing/compile/collect-findings";
import { checkLimits } from "../../../routing/compile/limits";
import type { MatchRule, PathMatcher, UrlMap } from "../../../routing/url-map";

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const routeRules = (matchRules: readonly MatchRule[]): Partial<PathMatcher> => ({
  routeRules: [{ priority: 1, matchRules, service: "a" }],
});
const oneMatcher = (rules: Partial<PathMatcher>): UrlMap => ({
  defaultService: "a",
  hostRules: [{ hosts: ["a.com"], pathMatcher: "m" }],
  pathMatchers: [{ name: "m", defaultService: "a", ...rules }],
});

function found(map: UrlMap, scheme: "EXTERNAL_MANAGED" | "INTERNAL_MANAGED" = "EXTERNAL_MANAGED"): string[] {
  const { report, findings } = collectFindings();
  const placeOf = (): DocumentPath => ["routes", 3];
  checkLimits(map, { scheme, link: (service) => service, placeOf, report });
  return findings()
    .filter(({ id }) => !id.startsWith("url-map-"))
    .map(({ severity, what }) => `${severity}: ${what}`);
}

const PREDICATES = "predicates (paths, header and query conditions)";

describe("near a limit there is a warning, beyond it an error", () => {
  test.each<[string, (count: number) => UrlMap, [below: number, near: number, beyond: number], string]>([
    [
      "path rules",
      (count) =>
        oneMatcher({
          pathRules: times(count, (i) => ({ paths: [`/${i}`], service: "a" })),
        }),
      [799, 800, 1001],
      "rules on a.com",
    ],
    [
      "paths of one rule",
      (count) =>
        oneMatcher({
          pathRules: [{ paths: times(count, (i) => `/${i}`), service: "a" }],
        }),
      [799, 1000, 1001],
      `${PREDICATES} on a.com`,
    ],
    [
      "conditions of route rules",
      (count) =>
        oneMatcher(
          routeRules([
            {
              prefixMatch: "/",
              headerMatches: times(count - 2, (i) => ({
                headerName: `h${i}`,
                presentMatch: true,
              })),
              queryParameterMatches: [{ name: "q", presentMatch: true }],
            },
          ]),
        ),
      [799, 800, 1001],
      `${PREDICATES} on a.com`,
    ],
    [
      "path templates",
      (count) => oneMatcher(routeRules(times(count, (i) => ({ pathTemplateMatch: `/${i}/*` })))),
      [79, 80, 101],
      "path templates on a.com",
    ],
    [
      "regular expressions of paths, headers and query parameters",
      (count) =>
        oneMatcher(
          routeRules([
            { regexMatch: "/a.*" },
            {
              prefixMatch: "/",
              headerMatches: times(count - 2, (i) => ({
                headerName: `h${i}`,
                regexMatch: "a.*",
              })),
              queryParameterMatches: [{ name: "q", regexMatch: "a.*" }],
            },
          ]),
        ),
      [3, 4, 6],
      "regular expressions on a.com",
    ],
    [
      "host rules",
      (count) => ({
        defaultService: "a",
        hostRules: times(count, (i) => ({
          hosts: [`${i}.com`],
          pathMatcher: "m",
        })),
      }),
      [799, 800, 1001],
      "host rules",
    ],
    [
      "services, wherever they are named",
      (count) => ({
        ...oneMatcher({
          pathRules: [
            {
              paths: ["/"],
              routeAction: {
                weightedBackendServices: times(count - 2, (i) => ({
                  backendService: `w${i}`,
                  weight: 1,
                })),
              },
            },
          ],
        }),
        defaultService: "b",
      }),
      [1999, 2000, 2501],
      "backend services",
    ],
  ])("%s", (_, make, [below, near, beyond], what) => {
    const number = (value: number) => value.toLocaleString("en-US");
    expect(found(make(below))).toEqual([]);
    expect(found(make(near)).filter((text) => text.includes(what))).toEqual([
      expect.stringContaining(`warning: ${number(near)} ${what} are near the limit of`),
    ]);
    expect(found(make(beyond)).filter((text) => text.startsWith("error") && text.includes(what))).toEqual([
      expect.stringContaining(`error: ${number(beyond)} ${what}; Google takes`),
    ]);
  });

  test("internal proxies take twice as many host rules", () => {
    const map: UrlMap = {
      hostRules: times(1500, (i) => ({
        hosts: [`${i}.com`],
        pathMatcher: "m",
      })),
    };
    expect(found(map, "INTERNAL_MANAGED")).toEqual([]);
    expect(found(map)).toHaveLength(1);
  });
});

test("what the layout fills by itself is reported beyond the limit only", () => {
  const hosts = (count: number): UrlMap => ({
    hostRules: [{ hosts: times(count, (i) => `${i}.com`), pathMatcher: "m" }],
  });
  expect(found(hosts(1000))).toEqual([]);
  expect(found(hosts(1001))).toEqual(["error: 1,001 hosts in a host rule on 0.com; Google takes 1,000"]);
  const tests = (count: number): UrlMap => ({
    tests: times(count, (i) => ({ host: "a.com", path: `/${i}` })),
  });
  expect(found(tests(100))).toEqual([]);
  expect(found(tests(101))).toEqual(["error: 101 tests; Google takes 100"]);
});

describe("the size of the API's JSON, where services are whole links", () => {
  const findings = (bytes: number, scheme: "EXTERNAL_MANAGED" | "INTERNAL_MANAGED") => {
    const { report, findings } = collectFindings();
    const link = () => "x".repeat(bytes);
    checkLimits({ defaultService: "a" }, { scheme, link, placeOf: () => ["routes"], report });
    return findings().map(({ severity, what, fix }) => `${severity}: ${what} → ${fix}`);
  };

  test("is a warning above the smaller of two documented limits", () => {
    expect(findings(60 * 1024, "EXTERNAL_MANAGED")).toEqual([]);
    expect(findings(70 * 1024, "EXTERNAL_MANAGED")).toMatchInlineSnapshot(`
      [
        "warning: the URL map has about 70 KB; Google documents 64 KB in one place and 1,024 KB in another → if the API refuses it, merge rules or split them over several proxies",
      ]
    `);
    expect(findings(70 * 1024, "INTERNAL_MANAGED")).toEqual([]);
    expect(findings(130 * 1024, "INTERNAL_MANAGED")).toHaveLength(1);
  });

  test("is an error above the larger", () => {
    expect(findings(1025 * 1024, "INTERNAL_MANAGED")).toMatchInlineSnapshot(`
      [
        "error: the URL map has about 1,025 KB; Google takes 1,024 KB → merge rules, or split them over several proxies",
      ]
    `);
  });
});
