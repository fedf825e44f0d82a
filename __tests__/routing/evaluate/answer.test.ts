import { answering } from "../../../routing/evaluate/answer";
import { renderAnswer } from "../../../routing/evaluate/render-answer";
import { parseRequest } from "../../../routing/evaluate/request";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import type { PartialUrlMap } from "../../../routing/unread";
import { only } from "../../support/routing/hidden";

const asked = (found: PartialUrlMap, url: string, headers: [string, string][] = []) =>
  answering(found)(parseRequest("GET", url, headers));
const told = (found: PartialUrlMap, url: string, headers?: [string, string][]) => {
  const { decision, dependsOn } = asked(found, url, headers);
  if (decision?.kind === "forward") return decision.destinations.map(({ service }) => service).join(" ");
  return decision ? decision.kind : dependsOn.map(({ field }) => field);
};

const export_ = (map: object) => only({ kind: "compute#urlMap", defaultService: "web", ...map });
const matcher = (rules: object) =>
  export_({
    hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
    pathMatchers: [{ name: "m", defaultService: "web", ...rules }],
  });
const rule = (match: object, more: object = { service: "api" }) =>
  matcher({ routeRules: [{ priority: 1, matchRules: [match], ...more }] });
const terraform = (map: object) =>
  only({ resource: { google_compute_region_url_map: { m: { default_service: "web", ...map } } } });
const hosts = (...names: string[]) =>
  terraform({
    host_rule: [{ hosts: names, path_matcher: "m" }],
    path_matcher: [{ name: "m", default_service: "llm" }],
  });

describe("a host that is known only after apply", () => {
  const found = hosts("llm.example.com", "${google_compute_address.a.address}.nip.io");

  test.each([
    ["http://llm.example.com/", "llm"],
    ["http://10.0.0.7.nip.io/", ["host_rule[0].hosts[1]"]],
    ["http://other.example.com/", "web"],
  ])("%s goes to %j", (url, expected) => expect(told(found, url)).toEqual(expected));

  test("does not matter where the exact host of another rule is known, or both lead to one path matcher", () => {
    expect(told(hosts("a.b", "${local.host}"), "http://a.b/")).toBe("llm");
    expect(told(hosts("*.b", "${local.host}"), "http://a.b/")).toBe("llm");
  });
});

describe("a path that is known only after apply", () => {
  const prefix = terraform({
    host_rule: [{ hosts: ["*"], path_matcher: "m" }],
    path_matcher: [
      {
        name: "m",
        default_service: "web",
        route_rules: [
          { priority: 1, match_rules: [{ full_path_match: "/healthz" }], service: "web" },
          { priority: 2, match_rules: [{ prefix_match: "/v1/${local.tenant}" }], service: "api" },
        ],
      },
    ],
  });
  const field = "path_matcher[0].route_rules[1].match_rules[0].prefix_match";

  test.each([
    ["http://h/v1/a/chat", [field]],
    ["http://h/v1", "web"],
    ["http://h/v2", "web"],
    ["http://h/healthz", "web"],
  ])("%s goes to %j", (url, expected) => expect(told(prefix, url)).toEqual(expected));

  test("is named with the answers that are possible", () => {
    expect(renderAnswer(asked(prefix, "http://h/v1/a"))).toEqual([
      "GET http://h/v1/a",
      "host * (path matcher m): chosen",
      'no   route rule 0 (priority 1) /healthz: the path is "/v1/a", wanted /healthz',
      "may  route rule 1 (priority 2) /v1/${local.tenant}: to api",
      "may  the default of path matcher m: to web",
      "cannot be told where it goes, because",
      `  ${field} (/v1/\${local.tenant}) is known only after apply`,
    ]);
  });
});

describe("a header that is known only after apply", () => {
  const found = terraform({
    host_rule: [{ hosts: ["*"], path_matcher: "m" }],
    path_matcher: [
      {
        name: "m",
        default_service: "web",
        route_rules: [
          {
            priority: 1,
            match_rules: [{ prefix_match: "/", header_matches: [{ header_name: "x-key", exact_match: "${var.key}" }] }],
            service: "api",
          },
        ],
      },
    ],
  });

  test("matters only to requests that carry it", () => {
    expect(told(found, "http://h/")).toBe("web");
    expect(told(found, "http://h/", [["x-key", "a"]])).toEqual([
      "path_matcher[0].route_rules[0].match_rules[0].header_matches[0].exact_match",
    ]);
  });
});

describe("each part of a condition that is known only after apply", () => {
  const X = "${local.x}";
  const header = (match: object) => ({ prefix_match: "/", header_matches: [{ header_name: "x-a", ...match }] });
  const query = (match: object) => ({ prefix_match: "/", query_parameter_matches: [match] });

  test.each<[string, object, string, string]>([
    ["full_path_match", { full_path_match: `/a/${X}` }, "http://h/a/b", "http://h/b"],
    ["regex_match", { regex_match: X }, "http://h/a", ""],
    ["path_template_match", { path_template_match: X }, "http://h/a", ""],
    ["ignore_case", { prefix_match: "/A", ignore_case: X }, "http://h/a", "http://h/b"],
    ["prefix_match", header({ prefix_match: `b${X}` }), "http://h/ b-c", "http://h/ c"],
    ["suffix_match", header({ suffix_match: `${X}c` }), "http://h/ b-c", "http://h/ c-b"],
    ["exact_match", header({ exact_match: `${X}-c` }), "http://h/ b-c", "http://h/ c"],
    ["regex_match", header({ regex_match: X }), "http://h/ b", "http://h/"],
    ["invert_match", header({ exact_match: "b", invert_match: X }), "http://h/ b", "http://h/"],
    ["range_end", header({ range_match: { range_start: 3, range_end: X } }), "http://h/ 5", "http://h/ 2"],
    ["header_name", header({ header_name: X, exact_match: "b" }), "http://h/ b", "http://h/ c"],
    ["name", query({ name: X, exact_match: "b" }), "http://h/?a=b", "http://h/?a=c"],
    ["exact_match", query({ name: "a", exact_match: `b${X}` }), "http://h/?a=bc", "http://h/?a=c"],
    ["header_matches", { prefix_match: "/", header_matches: X }, "http://h/", ""],
  ])("%s of %j matters to %s and not to %s", (field, match, open, sure) => {
    const found = terraform({
      host_rule: [{ hosts: ["*"], path_matcher: "m" }],
      path_matcher: [
        { name: "m", default_service: "web", route_rules: [{ priority: 1, match_rules: [match], service: "api" }] },
      ],
    });
    const ask = (text: string) => {
      const [url = "", value] = text.split(" ");
      return told(found, url, value === undefined ? [] : [["x-a", value]]);
    };
    expect(ask(open)).toEqual([expect.stringMatching(new RegExp(`\\.${field}$`))]);
    if (sure !== "") expect(ask(sure)).toBe("web");
  });
});

describe("a field that is not understood", () => {
  const reasons = (found: PartialUrlMap, url = "http://h/v1/x") => {
    const { aside, open } = asked(found, url);
    return [
      ...aside.map(({ unread, effect }) => `${unread.path.at(-1)}: ${effect}`),
      ...open.map(({ aspect }) => aspect),
    ];
  };

  test("in a condition makes it open, and metadataFilters only where the rest of it holds", () => {
    expect(told(rule({ prefixmatch: "/v1" }), "http://h/v1")).toEqual([
      "pathMatchers[0].routeRules[0].matchRules[0].prefixmatch",
    ]);
    const filtered = rule({ prefixMatch: "/v1", metadataFilters: [{ filterMatchCriteria: "MATCH_ALL" }] });
    expect(told(filtered, "http://h/v2")).toBe("web");
    expect(told(filtered, "http://h/v1")).toEqual(["pathMatchers[0].routeRules[0].matchRules[0].metadataFilters"]);
  });

  test("in an action may take the request elsewhere", () => {
    const found = rule({ prefixMatch: "/v1" }, { service: "api", routeAction: { weightedServices: [], wieghts: 1 } });
    expect(told(found, "http://h/v1")).toEqual(["pathMatchers[0].routeRules[0].routeAction.wieghts"]);
    expect(told(found, "http://h/v2")).toBe("web");
    expect(told(rule({ prefixMatch: "/v1" }, { servce: "api" }), "http://h/v1")).toEqual([
      "pathMatchers[0].routeRules[0].servce",
    ]);
  });

  test.each([
    ["maxStreamDuration", { routeAction: { maxStreamDuration: { seconds: "9" } } }, "a stream may be cut"],
    ["cachePolicy", { routeAction: { cachePolicy: { cacheMode: "FORCE_CACHE_ALL" } } }, "a cache may answer"],
    [
      "customErrorResponsePolicy",
      { customErrorResponsePolicy: { errorService: "e" } },
      "an error may be answered otherwise",
    ],
  ])("%s leaves the destination alone, and is named", (name, more, effect) => {
    const found = rule({ prefixMatch: "/v1" }, { service: "api", ...more });
    expect(told(found, "http://h/v1/x")).toBe("api");
    expect(reasons(found)).toEqual([`${name}: ${effect}`]);
    expect(reasons(found, "http://h/elsewhere")).toEqual([]);
  });

  test("defaultCustomErrorResponsePolicy may replace a status that the proxy answers itself", () => {
    const abort = { faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } } };
    const found = export_({ defaultRouteAction: abort, defaultCustomErrorResponsePolicy: { errorService: "e" } });
    expect(told(found, "http://h/")).toEqual(["defaultCustomErrorResponsePolicy"]);
  });

  test("in a part of an action opens that part alone", () => {
    const found = rule({ prefixMatch: "/v1" }, { service: "api", routeAction: { retryPolicy: { retries: 3 } } });
    expect(told(found, "http://h/v1/x")).toBe("api");
    expect(reasons(found)).toEqual(["retries"]);
    expect(renderAnswer(asked(found, "http://h/v1/x"))).toContain(
      "  retries: cannot be told, because pathMatchers[0].routeRules[0].routeAction.retryPolicy.retries is not understood",
    );
  });

  test("that says nothing about routing is not named", () => {
    const found = export_({ description: "d", fingerprint: "f", creationTimestamp: "t" });
    expect(found.unread).toEqual([]);
    expect(
      terraform({ deletion_policy: "DELETE", timeouts: {}, project: "${var.p}", name: "${var.n}" }).unread,
    ).toEqual([]);
  });
});

test("a redirect code that is not known cannot be told", () => {
  const found = rule({ prefixMatch: "/old" }, { urlRedirect: { pathRedirect: "/new", redirectResponseCode: "MOVED" } });
  expect(told(found, "http://h/old")).toEqual(["pathMatchers[0].routeRules[0].urlRedirect.redirectResponseCode"]);
  expect(told(found, "http://h/")).toBe("web");
});

test("an order that is known only after apply does not matter where one rule alone matches", () => {
  const found = terraform({
    host_rule: [{ hosts: ["*"], path_matcher: "m" }],
    path_matcher: [
      {
        name: "m",
        default_service: "web",
        route_rules: [
          { priority: 5, match_rules: [{ prefix_match: "/a" }], service: "a" },
          { priority: "${local.p}", match_rules: [{ prefix_match: "/a/b" }], service: "b" },
        ],
      },
    ],
  });
  expect(told(found, "http://h/a")).toBe("a");
  expect(told(found, "http://h/a/b")).toEqual(["path_matcher[0].route_rules[1].priority"]);
});

test("a path matcher that is pasted alone is read as one, and says that its hosts are left out", () => {
  const [found] = readUrlMaps(
    "name: m\ndefaultService: projects/p/global/backendServices/web\nrouteRules:\n- priority: 1\n  matchRules: [{ prefixMatch: /v1 }]\n  service: projects/p/global/backendServices/api\n",
  );
  if (!found) throw new Error("nothing read");
  expect(found.name).toBe("m");
  expect([told(found, "http://any/v1/x"), told(found, "http://any/")]).toEqual(["api", "web"]);
  expect(renderAnswer(asked(found, "http://any/v1")).at(-1)).toBe(
    "note: hostRules is left out; the answer is as if every host led here",
  );
});

test("too many completions are not tried", () => {
  const headerMatches = Array.from({ length: 12 }, (_, i) => ({
    header_name: `x-${i}`,
    exact_match: `\${local.x${i}}`,
  }));
  const found = terraform({
    host_rule: [{ hosts: ["*"], path_matcher: "m" }],
    path_matcher: [
      {
        name: "m",
        default_service: "web",
        route_rules: [
          { priority: 1, match_rules: [{ prefix_match: "/", header_matches: headerMatches }], service: "api" },
        ],
      },
    ],
  });
  expect(
    told(
      found,
      "http://h/",
      headerMatches.map((_, i) => [`x-${i}`, "a"]),
    ),
  ).toHaveLength(12);
});
