import type { ActionConfig, RuleConfig } from "../../../config/schema/config";
import { canaryWeights } from "../../../routing/compile/weights";
import {
  decision,
  instanceGroup,
  matcherOf,
  modelOf,
  onlyRouteRule,
  reported,
  served,
  withDefault,
  withGroups,
  withRules,
} from "../../support/routing/compiled";

const action = (rule: Omit<RuleConfig, "paths">, workloads = {}) => {
  const words = Object.keys(workloads).length === 0 ? {} : { workloads };
  return matcherOf(withRules([{ paths: ["/x"], ...rule }], words)).pathRules?.[0];
};
const routeAction = (rule: Omit<RuleConfig, "paths">, workloads = {}) => action(rule, workloads)?.routeAction;

describe("weights", () => {
  test("are those that the user wrote, without the zeros, sorted by workload", () => {
    expect(routeAction({ to: { c: 10, a: 90, b: 0 } })?.weightedBackendServices).toEqual([
      { backendService: "a", weight: 90 },
      { backendService: "c", weight: 10 },
    ]);
  });

  test("that leave one workload are no weights", () => {
    expect(action({ to: { a: 7, b: 0 } })).toMatchObject({ service: "a" });
    expect(routeAction({ to: { a: 7, b: 0 } })?.weightedBackendServices).toBeUndefined();
  });

  test.each([
    [5, 95, 5],
    [50, 50, 50],
    [2.5, 975, 25],
    [0.1, 999, 1],
    [0.25, 399, 1],
    [33.3, 667, 333],
    [99.9, 1, 999],
    [100, 0, 100],
    [0, 100, 0],
  ])("a canary of %d %% is %d to %d", (percent, rest, canary) => {
    expect(canaryWeights(percent)).toEqual({ rest, canary });
  });

  test.each([0.01, 0.05, 99.99, 1e-7])("a canary of %d %% cannot be said", (percent) => {
    expect(canaryWeights(percent)).toBeUndefined();
    const compiled = withRules([{ paths: ["/x"], to: "a", canary: { to: "b", percent } }]);
    expect(compiled.findings).toMatchObject([
      {
        id: "percent-too-fine",
        path: ["routes", 0, "rules", 0, "canary", "percent"],
      },
    ]);
  });

  test("a canary takes its share, and all or nothing of it", () => {
    const canary = (percent: number) => withRules([{ paths: ["/x"], to: "a", canary: { to: "b", percent } }]);
    expect(served(canary(2.5), "/x")).toBe("a 97.5 b 2.5");
    expect(served(canary(0), "/x")).toBe("a");
    expect(served(canary(100), "/x")).toBe("b");
  });
});

describe("a timeout", () => {
  const workloads = {
    slow: instanceGroup("slow", { timeout: "20m" }),
    fast: instanceGroup("fast", { timeout: "10s" }),
  };

  test.each<[string, Omit<RuleConfig, "paths">, string]>([
    ["is the route's own", { to: "slow", timeout: "90s" }, "90"],
    ["is the workload's", { to: "slow" }, "1200"],
    ["is the longest of several workloads'", { to: { slow: 1, fast: 1 } }, "1200"],
  ])("%s", (_, rule, seconds) => {
    expect(routeAction(rule, workloads)?.timeout).toEqual({ seconds });
  });

  test("is the API family's before the workload's", () => {
    const compiled = withRules([{ api: "openai.models", to: "a" }]);
    expect(matcherOf(compiled).pathRules?.[0]?.routeAction?.timeout).toEqual({
      seconds: "10",
    });
    const agentic = withRules([{ api: "openai.responses", to: "a" }]);
    expect(matcherOf(agentic).pathRules?.[0]?.routeAction?.timeout).toEqual({
      seconds: "3600",
    });
  });

  test("can have fractions of a second", () => {
    expect(routeAction({ to: "a", timeout: "1500ms" })?.timeout).toEqual({
      seconds: "1",
      nanos: 500000000,
    });
  });

  test("is left out where the platform has its own, with a warning when somebody wrote it", () => {
    expect(routeAction({ to: "run" })?.timeout).toBeUndefined();
    const compiled = withRules([{ paths: ["/x"], to: "run", timeout: "60s" }]);
    expect(matcherOf(compiled).pathRules?.[0]?.routeAction?.timeout).toBeUndefined();
    expect(reported(compiled)).toMatchInlineSnapshot(`
      [
        "warning routes[0].rules[0].timeout: the timeout of 60s has no effect: run is on a platform with timeouts of its own → remove it, and set the timeout on the platform (Cloud Run: the service's request timeout)",
      ]
    `);
  });

  test("counts for a share on another platform too", () => {
    expect(routeAction({ to: { run: 1, a: 1 }, timeout: "60s" })?.timeout).toEqual({ seconds: "60" });
  });
});

describe("retries", () => {
  const workloads = {
    streaming: instanceGroup("streaming", { profile: "streaming" }),
    embeddings: instanceGroup("embeddings", { profile: "embeddings" }),
    media: instanceGroup("media", { profile: "media" }),
  };

  test("are the route's own", () => {
    expect(
      routeAction({
        to: "a",
        retry: { attempts: 3, on: ["5xx"], perTry: "20s" },
      })?.retryPolicy,
    ).toEqual({
      numRetries: 3,
      perTryTimeout: { seconds: "20" },
      retryConditions: ["5xx"],
    });
  });

  test("can be turned off", () => {
    expect(routeAction({ to: "a", retry: false })?.retryPolicy).toBeUndefined();
  });

  test("are the API family's before the workload's, also when it has none", () => {
    const retryPolicy = (api: "openai.embeddings" | "openai.images") =>
      matcherOf(withRules([{ api, to: "a" }])).pathRules?.[0]?.routeAction?.retryPolicy;
    expect(retryPolicy("openai.embeddings")?.retryConditions).toContain("gateway-error");
    expect(retryPolicy("openai.images")).toBeUndefined();
  });

  test("are what all the workloads of a route would have", () => {
    expect(routeAction({ to: { streaming: 1, embeddings: 1 } }, workloads)?.retryPolicy).toEqual({
      numRetries: 1,
      retryConditions: ["connect-failure", "refused-stream"],
    });
    expect(routeAction({ to: { streaming: 1, media: 1 } }, workloads)?.retryPolicy).toBeUndefined();
  });
});

describe("the Host header", () => {
  test("is the one that the other side insists on, unless the route sets one", () => {
    expect(routeAction({ to: "openai" })?.urlRewrite).toEqual({
      hostRewrite: "api.openai.com",
    });
    expect(routeAction({ to: "openai", rewrite: { host: "eu.api.openai.com" } })?.urlRewrite).toEqual({
      hostRewrite: "eu.api.openai.com",
    });
  });

  test("goes with a rewritten path", () => {
    expect(routeAction({ to: "openai", rewrite: { path: "/v1/chat" } })?.urlRewrite).toEqual({
      hostRewrite: "api.openai.com",
      pathPrefixRewrite: "/v1/chat",
    });
  });

  test("cannot be two at once", () => {
    const rules = [{ paths: ["/x"], to: { openai: 1, anthropic: 1 } }];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].to: these workloads need different Host headers (anthropic: api.anthropic.com, openai: api.openai.com), and one route can set only one → give them routes of their own, or set \`rewrite: { host: … }\` to a host that all of them accept",
      ]
    `);
    expect(reported(withRules([{ paths: ["/x"], to: "a", canary: { to: "openai", percent: 5 } }]))).toHaveLength(1);
    expect(
      reported(
        withRules(
          rules.map((rule) => ({
            ...rule,
            rewrite: { host: "llm.example.com" },
          })),
        ),
      ),
    ).toEqual([]);
  });
});

describe("a redirect", () => {
  test.each([
    [301, "MOVED_PERMANENTLY_DEFAULT"],
    [302, "FOUND"],
    [303, "SEE_OTHER"],
    [307, "TEMPORARY_REDIRECT"],
    [308, "PERMANENT_REDIRECT"],
  ] as const)("with the code %d", (code, redirectResponseCode) => {
    expect(action({ redirect: { host: "new.example.com", code } })?.urlRedirect).toEqual({
      hostRedirect: "new.example.com",
      redirectResponseCode,
      stripQuery: false,
    });
  });

  test("keeps method and body unless told otherwise, and drops the query when told", () => {
    expect(action({ redirect: { https: true, stripQuery: true } })?.urlRedirect).toEqual({
      httpsRedirect: true,
      redirectResponseCode: "PERMANENT_REDIRECT",
      stripQuery: true,
    });
  });

  test("to HTTPS is refused where HTTPS listens", () => {
    const frontend = {
      listeners: [{ https: 443, certificates: [{ managed: ["ai.example.com"] }] }],
    };
    expect(reported(withRules([{ paths: ["/x"], redirect: { https: true } }], { frontend }))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].redirect.https: a redirect to HTTPS is refused on a URL map that an HTTPS listener uses → write \`redirect: https\` on the HTTP listener instead; it answers all requests there",
      ]
    `);
  });
});

test("a fixed status is an abort of all requests beside the service without backends", () => {
  expect(action({ respond: 410 })).toEqual({
    paths: ["/x"],
    service: "closed",
    routeAction: {
      faultInjectionPolicy: { abort: { httpStatus: 410, percentage: 100 } },
    },
  });
});

test("a mirror copies all requests, or a share of them", () => {
  const mirrored = (mirror: ActionConfig["mirror"]) => routeAction({ to: "a", mirror })?.requestMirrorPolicy;
  expect(mirrored({ to: "b", percent: 0.5 })).toEqual({ backendService: "b", mirrorPercent: 0.5 });
  expect(mirrored({ to: "b", percent: 0 })).toBeUndefined();
  // Said, since google would not see that a part has become all.
  expect(mirrored("b")).toEqual({ backendService: "b", mirrorPercent: 100 });
});

test("CORS", () => {
  expect(
    routeAction({
      to: "a",
      cors: {
        origins: ["https://app.example.com"],
        methods: ["POST"],
        headers: ["authorization"],
        expose: ["x-request-id"],
        maxAge: "10m",
        credentials: true,
      },
    })?.corsPolicy,
  ).toEqual({
    allowOrigins: ["https://app.example.com"],
    allowMethods: ["POST"],
    allowHeaders: ["authorization"],
    exposeHeaders: ["x-request-id"],
    maxAge: 600,
    allowCredentials: true,
    disabled: false,
  });
});

test("faults, those of a share of 0 left out", () => {
  const fault = {
    delay: { for: "1500ms", percent: 10 },
    abort: { status: 503, percent: 0.5 },
  };
  expect(routeAction({ to: "a", fault })?.faultInjectionPolicy).toEqual({
    delay: { fixedDelay: { seconds: "1", nanos: 500000000 }, percentage: 10 },
    abort: { httpStatus: 503, percentage: 0.5 },
  });
  expect(
    routeAction({
      to: "a",
      retry: false,
      fault: { abort: { status: 503, percent: 0 } },
    }),
  ).toEqual({
    timeout: { seconds: "600" },
  });
});

describe("header changes", () => {
  const changes = {
    requestHeaders: {
      set: { "x-b": "1" },
      add: { "x-a": "{client_region}" },
      remove: ["x-z", "x-y"],
    },
    responseHeaders: { set: { "x-served-by": "ai" } },
  };
  const expected = {
    requestHeadersToRemove: ["x-y", "x-z"],
    requestHeadersToAdd: [
      { headerName: "x-a", headerValue: "{client_region}", replace: false },
      { headerName: "x-b", headerValue: "1", replace: true },
    ],
    responseHeadersToAdd: [{ headerName: "x-served-by", headerValue: "ai", replace: true }],
  };

  test("are the route rule's", () => {
    const rule = onlyRouteRule(withRules([{ paths: ["/x"], method: "POST", to: "a", ...changes }]));
    expect(rule).toMatchObject({ service: "a", headerAction: expected });
  });

  test("are a single weighted service's where path rules have no place for them", () => {
    const rule = action({ to: "a", ...changes });
    expect(rule?.service).toBeUndefined();
    expect(rule?.routeAction?.weightedBackendServices).toEqual([
      { backendService: "a", weight: 100, headerAction: expected },
    ]);
  });

  test("are every weighted service's", () => {
    const services = routeAction({
      to: { a: 1, b: 3 },
      ...changes,
    })?.weightedBackendServices;
    expect(services).toMatchObject([
      { backendService: "a", weight: 1, headerAction: expected },
      { backendService: "b", weight: 3, headerAction: expected },
    ]);
  });

  test("leave a workload its session affinity, which weights would make void", () => {
    const workloads = { a: instanceGroup("a", { affinity: "clientIp" as const }) };
    const rule = onlyRouteRule(withRules([{ paths: ["/x"], to: "a", ...changes }], { workloads }));
    expect(rule).toMatchObject({ service: "a", headerAction: expected });
    const { routeRules } = matcherOf(withDefault({ to: "a", ...changes }, { workloads }));
    expect(routeRules).toMatchObject([{ service: "a", headerAction: expected }]);
  });

  describe("of a share", () => {
    const share = { weight: 1, requestHeaders: { set: { "x-canary": "yes" } } };
    const canary = { headerName: "x-canary", headerValue: "yes", replace: true };

    test("are its own, and come before the rule's", () => {
      const services = (rule: Omit<RuleConfig, "paths">) => routeAction(rule)?.weightedBackendServices;
      expect(services({ to: { a: 9, b: share } })).toEqual([
        { backendService: "a", weight: 9 },
        { backendService: "b", weight: 1, headerAction: { requestHeadersToAdd: [canary] } },
      ]);
      expect(
        services({ to: { a: 9, b: share }, requestHeaders: { set: { "X-Canary": "no", "x-a": "1" } } }),
      ).toMatchObject([
        { backendService: "a" },
        {
          headerAction: {
            requestHeadersToAdd: [
              { headerName: "X-Canary", headerValue: "no" },
              { headerName: "x-a", headerValue: "1" },
            ],
          },
        },
      ]);
    });

    test("are the action's where it is the only one that has backends here", () => {
      const rule = onlyRouteRule(withRules([{ paths: ["/x"], method: "POST", to: { europe: 9, b: share } }]));
      expect(rule).toMatchObject({ service: "b", headerAction: { requestHeadersToAdd: [canary] } });
    });

    test("are joined to the rule's as if one came after the other", () => {
      const words = (first: object, then: object) =>
        routeAction({ to: { a: 1, b: { weight: 1, responseHeaders: first } }, responseHeaders: then })
          ?.weightedBackendServices?.[1]?.headerAction;
      expect(words({ remove: ["x"] }, { add: { x: "{client_region}" } })).toEqual({
        responseHeadersToAdd: [{ headerName: "x", headerValue: "{client_region}", replace: true }],
      });
      expect(words({ set: { x: "1" } }, { remove: ["X"] })).toEqual({ responseHeadersToRemove: ["X"] });
      expect(words({ set: { x: "1" } }, { add: { x: "{client_region}" } })).toEqual({
        responseHeadersToAdd: [
          { headerName: "x", headerValue: "1", replace: true },
          { headerName: "x", headerValue: "{client_region}", replace: false },
        ],
      });
    });
  });

  describe("of a host", () => {
    const group = { hosts: ["a.example.com", "b.example.com"], rules: [{ paths: ["/x"], to: "a" }], ...changes };

    test("are its path matcher's, whichever group has the rule", () => {
      const { urlMap } = withGroups([group, { hosts: ["b.example.com", "c.example.com"], default: { to: "b" } }]);
      expect(urlMap.pathMatchers?.map(({ name, headerAction }) => [name, headerAction])).toEqual([
        ["a-example-com", expected],
        ["b-example-com", expected],
        ["c-example-com", undefined],
      ]);
    });

    test("come after the rule's", () => {
      const rules = [{ paths: ["/x"], to: "a", requestHeaders: { set: { "x-b": "2" } } }];
      const decided = decision(withGroups([{ ...group, rules }]).urlMap, "http://a.example.com/x");
      expect(decided).toMatchObject({
        destinations: [{ headerAction: { requestHeadersToAdd: [{ headerName: "x-b", headerValue: "2" }] } }],
        headerActions: [expected],
      });
    });

    test("leave the workload header alone", () => {
      const findings = reported(withGroups([group], { workloadHeader: "x-served-by" }));
      expect(findings).toEqual([expect.stringMatching(/^error routes\[0\]\.responseHeaders: "x-served-by" is the/)]);
    });
  });

  describe("of the workload header", () => {
    const named = (workload: string) => ({
      responseHeadersToAdd: [{ headerName: "x-served-by", headerValue: workload, replace: true }],
    });
    const top = { workloadHeader: "x-served-by" };

    test("name the workload of a path rule, and each part of a split, beside the rule's own changes", () => {
      const { pathRules = [] } = matcherOf(
        withRules(
          [
            { paths: ["/one"], to: "a" },
            { paths: ["/two"], to: { a: 1, b: 3 }, responseHeaders: { set: { "x-a": "1" } }, mirror: "c" },
          ],
          top,
        ),
      );
      expect(pathRules.map(({ routeAction }) => routeAction?.weightedBackendServices)).toEqual([
        [{ backendService: "a", weight: 100, headerAction: named("a") }],
        ["a", "b"].map((backendService, i) => ({
          backendService,
          weight: i === 0 ? 1 : 3,
          headerAction: {
            responseHeadersToAdd: [
              { headerName: "x-a", headerValue: "1", replace: true },
              ...named(backendService).responseHeadersToAdd,
            ],
          },
        })),
      ]);
    });

    test("name the workload of a route rule and of a default, and nobody where the proxy answers", () => {
      const rule = onlyRouteRule(withRules([{ paths: ["/x"], method: "POST", to: "a" }], top));
      expect(rule).toMatchObject({ service: "a", headerAction: named("a") });
      const { defaultRouteAction } = matcherOf(withDefault({ to: "a" }, top));
      expect(defaultRouteAction?.weightedBackendServices).toMatchObject([{ headerAction: named("a") }]);
      expect(JSON.stringify(withRules([{ paths: ["/x"], respond: 403 }], top).urlMap)).not.toContain("x-served-by");
    });
  });

  test("are a default's in the same way", () => {
    const matcher = matcherOf(withDefault({ to: "a", ...changes }));
    expect(matcher.defaultService).toBeUndefined();
    expect(matcher.defaultRouteAction?.weightedBackendServices).toMatchObject([
      { backendService: "a", headerAction: expected },
    ]);
  });

  test("of a redirect make route rules, also for a default", () => {
    const words = {
      redirect: { host: "new.example.com" },
      responseHeaders: { set: { sunset: "soon" } },
    };
    expect(onlyRouteRule(withRules([{ paths: ["/x"], ...words }]))).toHaveProperty("headerAction");
    expect(onlyRouteRule(withDefault(words))).toMatchObject({
      matchRules: [{ prefixMatch: "/" }],
      urlRedirect: {},
    });
  });

  test("that are uncertain or without effect are warnings", () => {
    const rules = [
      {
        paths: ["/x"],
        to: "a",
        requestHeaders: {
          set: { "X-A": "1" },
          add: { "x-b": "1" },
          remove: ["x-a"],
        },
      },
      { paths: ["/y"], respond: 404, responseHeaders: { set: { "x-a": "1" } } },
    ];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "warning routes[0].rules[0].requestHeaders: "x-a" is changed twice, and which change comes first is not documented → change each header once",
        "warning routes[0].rules[0].requestHeaders.add.x-b: adding a fixed value to "x-b" may replace the one that is there: the provider cannot say "do not replace" → use "set" where replacing is meant; otherwise let the workload add it",
        "warning routes[0].rules[1]: header changes have no effect beside "respond": the proxy gives the 404 by itself → remove them, or let a workload answer",
      ]
    `);
  });
});

describe("header and query conditions", () => {
  test.each<[NonNullable<RuleConfig["headers"]>[string], object]>([
    ["gold", { exactMatch: "gold" }],
    [{ exact: "gold" }, { exactMatch: "gold" }],
    [{ prefix: "go" }, { prefixMatch: "go" }],
    [{ suffix: "ld" }, { suffixMatch: "ld" }],
    [{ regex: "g.*" }, { regexMatch: "g.*" }],
    [{ present: true }, { presentMatch: true }],
    [{ absent: true }, { presentMatch: true, invertMatch: true }],
    [{ range: { from: 1, to: 5 } }, { rangeMatch: { rangeStart: 1, rangeEnd: 5 } }],
    [
      { exact: "gold", not: true },
      { exactMatch: "gold", invertMatch: true },
    ],
  ])("of a header: %j", (condition, expected) => {
    const { matchRules } = onlyRouteRule(withRules([{ paths: ["/x"], headers: { "X-Tier": condition }, to: "a" }]));
    expect(matchRules).toEqual([{ fullPathMatch: "/x", headerMatches: [{ headerName: "x-tier", ...expected }] }]);
  });

  test.each<[NonNullable<RuleConfig["query"]>[string], object]>([
    ["1", { exactMatch: "1" }],
    [{ exact: "1" }, { exactMatch: "1" }],
    [{ regex: "[0-9]" }, { regexMatch: "[0-9]" }],
    [{ present: true }, { presentMatch: true }],
  ])("of a query parameter: %j", (condition, expected) => {
    const { matchRules } = onlyRouteRule(withRules([{ paths: ["/x"], query: { Q: condition }, to: "a" }]));
    expect(matchRules).toEqual([{ fullPathMatch: "/x", queryParameterMatches: [{ name: "Q", ...expected }] }]);
  });

  test("of the method, the model and the port of the host", () => {
    const headers = { PORT: { regex: "80.*" } };
    const rule: RuleConfig = { paths: ["/x"], method: "POST", model: "llama", headers, to: "a" };
    const { matchRules } = onlyRouteRule(withRules([rule], { modelHeader: "X-Model-Name" }));
    expect(matchRules[0]?.headerMatches).toEqual([
      { headerName: ":method", exactMatch: "POST" },
      { headerName: "PORT", regexMatch: "80.*" },
      { headerName: "x-model-name", exactMatch: "llama" },
    ]);
  });
});

test("an API family stands for all its paths", () => {
  const compiled = withRules([{ api: "openai.files", to: "a" }]);
  expect(matcherOf(compiled).pathRules?.[0]?.paths).toEqual([
    "/v1/batches",
    "/v1/batches/*",
    "/v1/files",
    "/v1/files/*",
    "/v1/uploads",
    "/v1/uploads/*",
  ]);
});

describe("where a workload has no backends in the region", () => {
  test("its routes answer 404 there", () => {
    expect(
      served(
        withRules([
          {
            paths: ["/x"],
            to: "europe",
            timeout: "60s",
            rewrite: { path: "/y" },
          },
        ]),
        "/x",
      ),
    ).toBe("404");
  });

  test("weights are shared by the others", () => {
    expect(served(withRules([{ paths: ["/x"], to: { europe: 50, a: 30, b: 20 } }]), "/x")).toBe("a 60 b 40");
    expect(served(withRules([{ paths: ["/x"], to: "a", canary: { to: "europe", percent: 10 } }]), "/x")).toBe("a");
  });

  test("nothing is mirrored to it", () => {
    expect(routeAction({ to: "a", mirror: "europe" })?.requestMirrorPolicy).toBeUndefined();
  });
});

test("no workload may be called like the service that answers what no route names", () => {
  const compiled = withRules([{ paths: ["/x"], to: "closed" }], {
    workloads: { closed: instanceGroup("closed") },
  });
  expect(reported(compiled)).toMatchInlineSnapshot(`
    [
      "error workloads.closed: the name "closed" is taken by the service that answers what no route names → name the workload otherwise",
    ]
  `);
  expect(modelOf({}).workloads.map(({ id }) => id)).not.toContain("closed");
});
