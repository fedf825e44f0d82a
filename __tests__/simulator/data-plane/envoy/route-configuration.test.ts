import type {
  HeaderMatch,
  MatchRule,
  PathMatcher,
  RouteAction,
  UrlMap,
  UrlRedirect,
} from "../../../../routing/url-map";
import type { Route, RouteConfiguration } from "../../../../simulator/data-plane/envoy/api";
import { shareValue } from "../../../../simulator/data-plane/envoy/route-action";
import { routeConfiguration } from "../../../../simulator/data-plane/envoy/route-configuration";

/** The translation as Envoy reads it: without what is `undefined`. */
function translated(map: UrlMap, ...routingOf: [Parameters<typeof routeConfiguration>[2]?]): RouteConfiguration {
  return JSON.parse(JSON.stringify(routeConfiguration(map, (service) => `cluster-of-${service}`, ...routingOf)));
}

function routesOf(matcher: Omit<PathMatcher, "name">): readonly Route[] {
  const { virtual_hosts } = translated({
    defaultService: "other",
    hostRules: [{ hosts: ["example.com"], pathMatcher: "api" }],
    pathMatchers: [{ name: "api", ...matcher }],
  });
  return virtual_hosts[0]?.routes ?? [];
}

function routeOfRule(rule: MatchRule, target: { routeAction?: RouteAction; urlRedirect?: UrlRedirect } = {}): Route {
  const service = target.urlRedirect || target.routeAction?.weightedBackendServices ? undefined : "llama";
  const [route] = routesOf({
    defaultService: "other",
    routeRules: [{ priority: 1, matchRules: [rule], service, ...target }],
  });
  if (!route) throw new Error("no route");
  return route;
}

describe("virtual hosts", () => {
  const matcher = (name: string): PathMatcher => ({ name, defaultService: name });

  test("gather the hosts that lead to a path matcher, with wildcards and ports as they are", () => {
    const { virtual_hosts } = translated({
      defaultService: "other",
      hostRules: [
        { hosts: ["example.com", "example.com:8080"], pathMatcher: "a" },
        { hosts: ["*.example.org"], pathMatcher: "b" },
        { hosts: ["*-x.example.com"], pathMatcher: "a" },
      ],
      pathMatchers: [matcher("a"), matcher("b")],
    });
    expect(virtual_hosts.map(({ name, domains }) => [name, ...domains])).toEqual([
      ["a", "example.com", "example.com:8080", "*-x.example.com"],
      ["b", "*.example.org"],
      ["*", "*"],
    ]);
  });

  test("end in the default of the URL map, unless a host rule takes every host", () => {
    const withHosts = (hosts: string[]) =>
      translated({ defaultService: "other", hostRules: [{ hosts, pathMatcher: "a" }], pathMatchers: [matcher("a")] });
    expect(withHosts(["example.com"]).virtual_hosts.at(-1)?.routes).toEqual([
      { name: "default", match: { prefix: "/" }, route: { cluster: "cluster-of-other", timeout: "30s" } },
    ]);
    expect(withHosts(["*"]).virtual_hosts.map(({ name }) => name)).toEqual(["a"]);
  });

  test("leave out a path matcher that no host leads to", () => {
    const { virtual_hosts } = translated({ defaultService: "other", pathMatchers: [matcher("a")] });
    expect(virtual_hosts.map(({ name }) => name)).toEqual(["*"]);
  });
});

describe("path rules", () => {
  test("are sorted: whole paths, then the longest prefix, then the default", () => {
    const routes = routesOf({
      defaultService: "other",
      pathRules: [
        { paths: ["/*", "/a/*"], service: "x" },
        { paths: ["/a/b/*", "/a"], service: "y" },
      ],
    });
    expect(routes.map(({ name, match }) => [name, match])).toEqual([
      ["api.pathRules[1]", { path: "/a" }],
      ["api.pathRules[1]", { prefix: "/a/b/" }],
      ["api.pathRules[0]", { prefix: "/a/" }],
      ["api.pathRules[0]", { prefix: "/" }],
      ["api.default", { prefix: "/" }],
    ]);
  });
});

describe("route rules", () => {
  test("are sorted by priority, and each of their match rules is a route of its own", () => {
    const routes = routesOf({
      defaultService: "other",
      routeRules: [
        { priority: 20, matchRules: [{ prefixMatch: "/b" }], service: "x" },
        { priority: 3, matchRules: [{ prefixMatch: "/a" }, { fullPathMatch: "/c" }], service: "y" },
      ],
    });
    expect(routes.map(({ name, match }) => [name, match])).toEqual([
      ["api.routeRules[1]", { prefix: "/a" }],
      ["api.routeRules[1]", { path: "/c" }],
      ["api.routeRules[0]", { prefix: "/b" }],
      ["api.default", { prefix: "/" }],
    ]);
  });

  test.each<[string, MatchRule, Route["match"]]>([
    ["a prefix, which need not end at a segment", { prefixMatch: "/api" }, { prefix: "/api" }],
    ["a whole path", { fullPathMatch: "/api" }, { path: "/api" }],
    ["a regular expression", { regexMatch: "/a/\\d+" }, { safe_regex: { regex: "/a/\\d+" } }],
    ["any case", { prefixMatch: "/api", ignoreCase: true }, { prefix: "/api", case_sensitive: false }],
    ["every path", {}, { prefix: "/" }],
  ])("match %s", (_, rule, match) => {
    expect(routeOfRule(rule).match).toEqual(match);
  });

  test("match a path template by Envoy's extension", () => {
    expect(routeOfRule({ pathTemplateMatch: "/m/{model}/**" }).match.path_match_policy).toEqual({
      name: "envoy.path.match.uri_template.uri_template_matcher",
      typed_config: {
        "@type": "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig",
        path_template: "/m/{model}/**",
      },
    });
  });

  test.each<[string, Omit<HeaderMatch, "headerName">, object]>([
    ["an exact value", { exactMatch: "gold" }, { string_match: { exact: "gold" } }],
    ["a prefix", { prefixMatch: "go" }, { string_match: { prefix: "go" } }],
    ["a suffix", { suffixMatch: "ld" }, { string_match: { suffix: "ld" } }],
    ["a regular expression", { regexMatch: "g.*" }, { string_match: { safe_regex: { regex: "g.*" } } }],
    ["presence", { presentMatch: true }, { present_match: true }],
    ["absence", { presentMatch: true, invertMatch: true }, { present_match: true, invert_match: true }],
    ["a half-open range", { rangeMatch: { rangeStart: -5, rangeEnd: 0 } }, { range_match: { start: -5, end: 0 } }],
    ["all but a value", { exactMatch: "x", invertMatch: true }, { string_match: { exact: "x" }, invert_match: true }],
  ])("match a header by %s", (_, match, expected) => {
    const rule = { prefixMatch: "/", headerMatches: [{ headerName: "x-tier", ...match }] };
    expect(routeOfRule(rule).match.headers).toEqual([{ name: "x-tier", ...expected }]);
  });

  test("match the port in the host header, and take a host without a port for a missing header", () => {
    const port = (invertMatch?: boolean) =>
      routeOfRule({ headerMatches: [{ headerName: "PORT", regexMatch: "80|443", invertMatch }] }).match.headers ?? [];
    const pattern = (regex: string) => ({ name: ":authority", string_match: { safe_regex: { regex } } });
    expect(port()).toEqual([pattern("(?:\\[.*\\]|[^:]*):(?:80|443)")]);
    expect(port(true)).toEqual([
      pattern("(?:\\[.*\\]|[^:]*):.*"),
      { ...pattern("(?:\\[.*\\]|[^:]*):(?:80|443)"), invert_match: true },
    ]);
  });

  test("match query parameters", () => {
    const queryParameterMatches = [
      { name: "a", exactMatch: "1" },
      { name: "b", regexMatch: "\\d" },
      { name: "c", presentMatch: true },
    ];
    expect(routeOfRule({ queryParameterMatches }).match.query_parameters).toEqual([
      { name: "a", string_match: { exact: "1" } },
      { name: "b", string_match: { safe_regex: { regex: "\\d" } } },
      { name: "c", present_match: true },
    ]);
  });
});

describe("a backend service", () => {
  test("is waited for as long as the route says, or the slowest backend service", () => {
    const timeoutOf = (routeAction?: RouteAction) => {
      const { virtual_hosts } = translated({ defaultRouteAction: routeAction, defaultService: undefined }, (service) =>
        service === "slow" ? { timeoutSec: 600 } : {},
      );
      return virtual_hosts[0]?.routes[0]?.route?.timeout;
    };
    const weightedBackendServices = [
      { backendService: "fast", weight: 1 },
      { backendService: "slow", weight: 1 },
    ];
    expect(timeoutOf({ weightedBackendServices })).toBe("600s");
    expect(timeoutOf({ weightedBackendServices: weightedBackendServices.slice(0, 1) })).toBe("30s");
    expect(timeoutOf({ weightedBackendServices, timeout: { seconds: "7", nanos: 5_000_000 } })).toBe("7.005000000s");
  });

  test("brings its session affinity, which weights make void", () => {
    const hash_policy = [{ header: { header_name: "x-session" } }];
    const routingOf = () => ({ hashPolicy: hash_policy });
    const single = translated({ defaultService: "llama" }, routingOf);
    expect(single.virtual_hosts[0]?.routes[0]?.route?.hash_policy).toEqual(hash_policy);
    const weightedBackendServices = [{ backendService: "llama", weight: 1 }];
    const weighted = translated({ defaultRouteAction: { weightedBackendServices } }, routingOf);
    expect(weighted.virtual_hosts[0]?.routes[0]?.route?.hash_policy).toBeUndefined();
  });

  test("shares by weight, each with its own header changes", () => {
    const weightedBackendServices = [
      { backendService: "v1", weight: 90 },
      { backendService: "v2", weight: 10, headerAction: { responseHeadersToRemove: ["server"] } },
    ];
    expect(routeOfRule({}, { routeAction: { weightedBackendServices } }).route?.weighted_clusters).toEqual({
      clusters: [
        { name: "cluster-of-v1", weight: 90 },
        { name: "cluster-of-v2", weight: 10, response_headers_to_remove: ["server"] },
      ],
    });
  });

  test("is chosen by a header where one is named: its values are the same whatever the weights add up to", () => {
    const chosen = (weights: number[]) => {
      const weightedBackendServices = weights.map((weight, i) => ({ backendService: `v${i}`, weight }));
      const map = { defaultRouteAction: { weightedBackendServices } };
      return routeConfiguration(
        map,
        (service) => service,
        () => ({}),
        "x-share",
      ).virtual_hosts[0]?.routes[0]?.route?.weighted_clusters;
    };
    expect(chosen([95, 5])).toEqual({
      header_name: "x-share",
      clusters: [
        { name: "v0", weight: 950_000 },
        { name: "v1", weight: 50_000 },
      ],
    });
    expect(chosen([1, 2])?.clusters.map(({ weight }) => weight)).toEqual([333_333, 666_667]);
    expect(["0", "950000", "999999"]).toEqual([0, 0.95, 0.999999].map(shareValue));
  });

  test("is missing from a rule: the error names the rule", () => {
    expect(() => routesOf({ defaultService: "other", pathRules: [{ paths: ["/a"] }] })).toThrow(
      "api.pathRules[0] of the URL map names neither a backend service nor a redirect",
    );
  });
});

describe("actions", () => {
  test("rewrite a prefix and the host", () => {
    const urlRewrite = { pathPrefixRewrite: "/v1", hostRewrite: "llama.internal" };
    expect(routeOfRule({ prefixMatch: "/api" }, { routeAction: { urlRewrite } }).route).toMatchObject({
      prefix_rewrite: "/v1",
      host_rewrite_literal: "llama.internal",
    });
  });

  test("rewrite by the variables of a template", () => {
    const urlRewrite = { pathTemplateRewrite: "/{rest}" };
    const { route } = routeOfRule({ pathTemplateMatch: "/x/{rest=**}" }, { routeAction: { urlRewrite } });
    expect(route?.path_rewrite_policy?.typed_config.path_template_rewrite).toBe("/{rest}");
  });

  test("replace the whole path where a template has matched it", () => {
    const rule = { pathTemplateMatch: "/x/*" };
    const urlRewrite = { pathPrefixRewrite: "/a\\1" };
    expect(routeOfRule(rule, { routeAction: { urlRewrite } }).route?.regex_rewrite).toEqual({
      pattern: { regex: "^/.*" },
      substitution: "/a\\\\1",
    });
    expect(routeOfRule(rule, { urlRedirect: { prefixRedirect: "/a" } }).redirect?.path_redirect).toBe("/a");
  });

  test("retry on the named conditions", () => {
    const retryPolicy = {
      numRetries: 3,
      perTryTimeout: { seconds: "5" },
      retryConditions: ["connect-failure", "refused-stream"],
    };
    expect(routeOfRule({}, { routeAction: { retryPolicy } }).route?.retry_policy).toEqual({
      retry_on: "connect-failure,refused-stream",
      num_retries: 3,
      per_try_timeout: "5s",
    });
  });

  test("mirror all requests, or a share", () => {
    const mirror = (mirrorPercent?: number) =>
      routeOfRule({}, { routeAction: { requestMirrorPolicy: { backendService: "shadow", mirrorPercent } } }).route
        ?.request_mirror_policies;
    const shadow = (numerator: number) => [
      { cluster: "cluster-of-shadow", runtime_fraction: { default_value: { numerator, denominator: "MILLION" } } },
    ];
    expect(mirror()).toEqual(shadow(1_000_000));
    expect(mirror(12.5)).toEqual(shadow(125_000));
  });

  test("answer preflights, unless CORS is disabled", () => {
    const policy = {
      allowOrigins: ["https://a.example"],
      allowOriginRegexes: ["https://.*\\.b\\.example"],
      allowMethods: ["GET", "POST"],
      allowHeaders: ["authorization"],
      exposeHeaders: ["x-request-id"],
      maxAge: 600,
      allowCredentials: true,
    };
    const filters = (disabled: boolean) =>
      routeOfRule({}, { routeAction: { corsPolicy: { ...policy, disabled } } }).typed_per_filter_config;
    expect(filters(true)).toBeUndefined();
    expect(filters(false)).toEqual({
      "envoy.filters.http.cors": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy",
        allow_origin_string_match: [
          { exact: "https://a.example" },
          { safe_regex: { regex: "https://.*\\.b\\.example" } },
        ],
        allow_methods: "GET,POST",
        allow_headers: "authorization",
        expose_headers: "x-request-id",
        max_age: "600",
        allow_credentials: true,
      },
    });
  });

  test("inject delays and aborts", () => {
    const faultInjectionPolicy = {
      delay: { fixedDelay: { seconds: "2" }, percentage: 50 },
      abort: { httpStatus: 404, percentage: 100 },
    };
    expect(routeOfRule({}, { routeAction: { faultInjectionPolicy } }).typed_per_filter_config).toEqual({
      "envoy.filters.http.fault": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault",
        delay: { fixed_delay: "2s", percentage: { numerator: 500_000, denominator: "MILLION" } },
        abort: { http_status: 404, percentage: { numerator: 1_000_000, denominator: "MILLION" } },
      },
    });
  });
});

describe("redirects", () => {
  test("say scheme, host, path, code and query", () => {
    const urlRedirect: UrlRedirect = {
      httpsRedirect: true,
      hostRedirect: "www.example.com",
      pathRedirect: "/new",
      redirectResponseCode: "PERMANENT_REDIRECT",
      stripQuery: true,
    };
    expect(routeOfRule({}, { urlRedirect })).toMatchObject({
      redirect: {
        https_redirect: true,
        host_redirect: "www.example.com",
        path_redirect: "/new",
        response_code: "PERMANENT_REDIRECT",
        strip_query: true,
      },
    });
  });

  test("are permanent unless said otherwise", () => {
    expect(routeOfRule({}, { urlRedirect: {} }).redirect).toEqual({ response_code: "MOVED_PERMANENTLY" });
  });

  test("replace the prefix of a rule, and are put before the path in a default", () => {
    const urlRedirect = { prefixRedirect: "/new" };
    expect(routeOfRule({ prefixMatch: "/old" }, { urlRedirect }).redirect?.prefix_rewrite).toBe("/new");
    expect(routesOf({ defaultUrlRedirect: urlRedirect })[0]?.redirect?.prefix_rewrite).toBe("/new/");
  });
});

describe("header changes", () => {
  const adding = (headerValue: string, replace?: boolean) => ({
    requestHeadersToAdd: [{ headerName: "x-level", headerValue, replace }],
  });
  const added = (value: string, append_action: string) => ({
    request_headers_to_add: [{ header: { key: "x-level", value }, append_action, keep_empty_value: true }],
  });

  test("stay on the level of rule, path matcher and URL map", () => {
    const configuration = translated({
      defaultService: "other",
      headerAction: adding("map"),
      hostRules: [{ hosts: ["example.com"], pathMatcher: "api" }],
      pathMatchers: [
        {
          name: "api",
          defaultService: "other",
          headerAction: adding("matcher", false),
          routeRules: [
            { priority: 1, matchRules: [{ prefixMatch: "/" }], service: "x", headerAction: adding("rule", true) },
          ],
        },
      ],
    });
    expect(configuration).toMatchObject(added("map", "APPEND_IF_EXISTS_OR_ADD"));
    expect(configuration.virtual_hosts[0]).toMatchObject(added("matcher", "APPEND_IF_EXISTS_OR_ADD"));
    expect(configuration.virtual_hosts[0]?.routes[0]).toMatchObject(added("rule", "OVERWRITE_IF_EXISTS_OR_ADD"));
  });

  test("keep a per cent sign, which Envoy would take for a command", () => {
    expect(translated({ defaultService: "other", headerAction: adding("100%") })).toMatchObject(
      added("100%%", "APPEND_IF_EXISTS_OR_ADD"),
    );
  });
});
