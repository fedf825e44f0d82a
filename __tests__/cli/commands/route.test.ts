import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RouteOptions, runRoute } from "../../../cli/commands/route";
import { answerOf } from "../../support/cli/run";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "route-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function route(map: string, urls: readonly string[], options: Partial<RouteOptions> = {}) {
  const urlMap = join(folder, "map.yaml");
  writeFileSync(urlMap, map);
  return answerOf((terminal) => runRoute(urls, { method: "GET", urlMap, ...options }, terminal), process.env);
}

const SERVICE = "projects/p/regions/r/backendServices";
const MAP = `
name: lb
defaultService: ${SERVICE}/web
defaultCustomErrorResponsePolicy: { errorService: ${SERVICE}/errors }
hostRules:
- { hosts: [ai.example.com], pathMatcher: m }
pathMatchers:
- name: m
  defaultService: ${SERVICE}/web
  routeRules:
  - { priority: 1, matchRules: [{ prefixMatch: /v1, metadataFilters: [{}] }], service: ${SERVICE}/api }
  - { priority: 2, matchRules: [{ prefixMatch: /old }], urlRedirect: { pathRedirect: /new, stripQuery: true } }
tests:
- { host: other.example.com, service: ${SERVICE}/web }
- { host: ai.example.com, path: /old?a=b, expectedOutputUrl: "http://ai.example.com/new", expectedRedirectResponseCode: 301 }
`;

test("what a field that is not understood can change exits with 1 and names it, and nothing else does", async () => {
  const open = await route(MAP, ["http://ai.example.com/v1/x"]);
  expect(open.code).toBe(1);
  expect(open.out).toContain(
    "cannot be told where it goes, because\n  pathMatchers[0].routeRules[0].matchRules[0].metadataFilters is not understood",
  );
  const sure = await route(MAP, ["http://ai.example.com/v2"]);
  expect(sure.code).toBe(0);
  expect(sure.out).toContain(
    "note: defaultCustomErrorResponsePolicy is not understood; an error may be answered otherwise",
  );
});

test("an expectation fails where it cannot be told, even where one possible answer is the expected one", async () => {
  const { code, error } = await route(MAP, ["http://ai.example.com/v1/x"], { expect: "api" });
  expect([code, error]).toEqual([
    1,
    "expected api, got what cannot be told, because pathMatchers[0].routeRules[0].matchRules[0].metadataFilters is not understood\n",
  ]);
});

test("JSON has what is unread and the possible answers where they matter, and else is as ever", async () => {
  const json = async (url: string) => JSON.parse((await route(MAP, [url], { json: true })).out)[0];
  const open = await json("http://ai.example.com/v1/x");
  expect(open).toMatchObject({
    cannotBeTold: true,
    unread: [
      { field: "pathMatchers[0].routeRules[0].matchRules[0].metadataFilters", why: "not understood", changes: "to" },
      {
        field: "defaultCustomErrorResponsePolicy",
        why: "not understood",
        besides: "an error may be answered otherwise",
      },
    ],
  });
  expect(open).not.toHaveProperty("decision");
  expect(open.possible.map(({ decision }: { decision: { destinations: unknown } }) => decision.destinations)).toEqual([
    [{ service: "api", share: 1 }],
    [{ service: "web", share: 1 }],
  ]);
  const sure = await json("http://ai.example.com/old");
  expect(Object.keys(sure)).toEqual(["urlMap", "request", "hosts", "rejected", "decision"]);
});

describe("the tests of a URL map run where nothing else is asked", () => {
  test("all hold", async () => {
    expect(await route(MAP, [])).toEqual({ code: 0, out: "2 of 2 tests of the URL map hold\n", error: "" });
  });

  test.each([
    ["service", `service: ${SERVICE}/api`, "test ai.example.com/x fails: wanted service api, found to web"],
    ["code", "expectedRedirectResponseCode: 302", "test ai.example.com/x fails: wanted status 302, found to web"],
    [
      "URL",
      'expectedOutputUrl: "http://ai.example.com/y"',
      "test ai.example.com/x fails: wanted http://ai.example.com/y, found http://ai.example.com/x",
    ],
    [
      "condition that is not understood",
      `path: /v1, service: ${SERVICE}/web`,
      "test ai.example.com/v1 cannot be told: pathMatchers[0].routeRules[0].matchRules[0].metadataFilters is not understood",
    ],
    ["host that is left out", `host: "", service: ${SERVICE}/web`, "test /x cannot be told: the test has no host"],
  ])("a test of a %s that does not hold is said", async (_, wanted, line) => {
    const fields = { host: "ai.example.com", path: "/x" };
    const own = Object.entries(fields).filter(([key]) => !wanted.startsWith(key));
    const map = `${MAP}- { ${own.map(([key, value]) => `${key}: ${value}`).join(", ")}, ${wanted} }\n`;
    const { code, out } = await route(map, []);
    expect([code, out]).toEqual([1, `lb: ${line}\n2 of 3 tests of the URL map hold\n`]);
  });

  test("headers of a test count", async () => {
    const map = `
name: lb
defaultService: ${SERVICE}/web
hostRules: [{ hosts: ["*"], pathMatcher: m }]
pathMatchers:
- name: m
  defaultService: ${SERVICE}/web
  routeRules:
  - { priority: 1, matchRules: [{ prefixMatch: /, headerMatches: [{ headerName: x, exactMatch: a }] }], service: ${SERVICE}/api }
tests:
- { host: h, path: /, headers: [{ name: X, value: a }], service: ${SERVICE}/api }
`;
    expect((await route(map, [])).code).toBe(0);
  });
});

test("no line is named for what overrides decide, wherever the file has a rule of that path", async () => {
  const file = join(folder, "proxy.yaml");
  const yaml = (overrides: string) => `name: ai
project: ml-prod
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
workloads: { embed: { backends: [{ cloudRun: embed }] } }
routes: [{ hosts: [ai.example.com], rules: [{ paths: [/a], to: embed }] }]
${overrides}`;
  const answer = async (overrides: string) => {
    writeFileSync(file, yaml(overrides));
    const asked = (terminal: Parameters<typeof runRoute>[2]) =>
      runRoute([file, "http://ai.example.com/a"], { method: "GET" }, terminal);
    return (await answerOf(asked, process.env)).out;
  };
  expect(await answer("")).toContain("routes[0].rules[0]");
  const gone = "{ paths: [/a], url_redirect: { host_redirect: b.example.com, strip_query: false } }";
  const out = await answer(
    `overrides: { google_compute_region_url_map.url-map: { path_matcher: { path_rule: [${gone}] } } }`,
  );
  expect(out).toContain("redirect 301 to http://b.example.com/a");
  expect(out).not.toContain("routes[0]");
});
