import { matcherOf, reported, served, withRules } from "../../support/routing/compiled";

const to = (workload: string) => ({ to: workload });

describe("the most specific rule wins, whatever the order in the file", () => {
  test.each([
    ["an exact path before everything", { paths: ["/v1/chat"] }, { paths: ["/v1/*"] }, "/v1/chat"],
    ["an exact path before its prefix", { paths: ["/v1"] }, { prefix: "/v1" }, "/v1"],
    ["an exact path before a condition", { paths: ["/v1"] }, { prefix: "/v1", method: "POST" }, "POST /v1"],
    ["the longer prefix", { paths: ["/v1/chat/*"] }, { paths: ["/v1/*"] }, "/v1/chat/x"],
    ["/a/* before prefix: /a", { paths: ["/a/*"] }, { prefix: "/a" }, "/a/x"],
    [
      "the longer text before more conditions",
      { paths: ["/a/b/*"] },
      { paths: ["/a/*"], method: "POST" },
      "POST /a/b/c",
    ],
    ["{x} before the rest", { template: "/a/{x}" }, { paths: ["/a/*"] }, "/a/b"],
    ["a literal segment before {x}", { template: "/a/{x}/c" }, { template: "/a/{x}/{y}" }, "/a/b/c"],
    ["an alternation before {x}", { regex: "/a/(b|c)" }, { template: "/a/{x}" }, "/a/b"],
    ["a suffix before {x}", { regex: "/a/[^/]+:predict" }, { template: "/a/{x}" }, "/a/m:predict"],
    ["an expression's literal beginning counts", { regex: "/a/b.*c" }, { paths: ["/a/*"] }, "/a/bxc"],
    ["an expression that says more than the rest", { regex: ".*/infer" }, { paths: ["/*"] }, "/m/infer"],
    ["a path in its own case", { paths: ["/A"] }, { paths: ["/a"], ignoreCase: true as const }, "/A"],
    ["a method", { paths: ["/a"], method: "POST" }, { paths: ["/a"] }, "POST /a"],
    [
      "a method before headers",
      { paths: ["/a"], method: "POST" },
      { paths: ["/a"], headers: { x: "1", y: "1" } },
      "POST /a",
    ],
    ["more headers", { paths: ["/a"], headers: { x: "1", y: "1" } }, { paths: ["/a"], headers: { x: "1" } }, "/a"],
    [
      "headers before query parameters",
      { paths: ["/a"], headers: { x: "1" } },
      { paths: ["/a"], query: { q: "1", r: "1" } },
      "/a?q=1&r=1",
    ],
    [
      "more query parameters",
      { paths: ["/a"], query: { q: "1", r: "1" } },
      { paths: ["/a"], query: { q: "1" } },
      "/a?q=1&r=1",
    ],
    ["a model counts as a header", { paths: ["/a"], model: "m" }, { paths: ["/a"] }, "/a"],
    ["a condition on any path, before any path", { model: "m" }, { paths: ["/*"] }, "/a"],
  ] as const)("%s", (_, first, second, request) => {
    const headers = { x: "1", y: "1", "x-model": "m" };
    const rules = [
      { ...first, ...to("a") },
      { ...second, ...to("b") },
    ].map((rule) => structuredClone(rule) as Parameters<typeof withRules>[0][number]);
    expect(served(withRules(rules), request, headers)).toBe("a");
    expect(served(withRules(rules.toReversed()), request, headers)).toBe("a");
  });

  test("a rule with several paths counts as one for each", () => {
    const compiled = withRules([
      { paths: ["/v1/*", "/v1/chat/deep/*"], to: "a" },
      { paths: ["/v1/chat/*"], to: "b" },
    ]);
    expect(["/v1/x", "/v1/chat/x", "/v1/chat/deep/x"].map((path) => served(compiled, path))).toEqual(["a", "b", "a"]);
  });

  test("a prefix ends at a slash", () => {
    const compiled = withRules([{ prefix: "/v1/files", to: "a" }]);
    const paths = ["/v1/files", "/v1/files/", "/v1/files/f1", "/v1/filesystem", "/v1"];
    expect(paths.map((path) => served(compiled, path))).toEqual(["a", "a", "a", "404", "404"]);
  });

  test("/a/* is not /a", () => {
    const compiled = withRules([{ paths: ["/a/*"], to: "a" }]);
    expect(["/a", "/a/", "/a/b"].map((path) => served(compiled, path))).toEqual(["404", "a", "a"]);
  });

  test("the root has one pattern, however it is written", () => {
    expect(
      reported(
        withRules([
          { paths: ["/*"], to: "a" },
          { prefix: "/", to: "b" },
        ]),
      ),
    ).toHaveLength(1);
  });
});

describe("rules that tie", () => {
  test("are an error that names both when they can match one request and act differently", () => {
    const compiled = withRules([
      { paths: ["/v1/chat", "/v1/x"], to: "a" },
      { paths: ["/v1/chat"], to: "b" },
    ]);
    expect(reported(compiled)).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[1]: ties with routes[0].rules[0]: both are /v1/chat, can match one request, and act differently → the order in the file decides nothing: give one of them a longer path or one condition more, add a rule with the conditions of both, or make them one rule",
      ]
    `);
  });

  test("are an error when their conditions can hold together", () => {
    const compiled = withRules([
      { paths: ["/a"], headers: { "x-tier": "gold" }, to: "a" },
      { paths: ["/a"], headers: { "x-team": { prefix: "ml" } }, to: "b" },
    ]);
    expect(reported(compiled)).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[1]: ties with routes[0].rules[0]: /a when x-team starts with "ml" and /a when x-tier = "gold" can match one request, and act differently → the order in the file decides nothing: give one of them a longer path or one condition more, add a rule with the conditions of both, or make them one rule",
      ]
    `);
  });

  test("are reported once for all the hosts of a group", () => {
    const rules = [
      { paths: ["/a"], to: "a" },
      { paths: ["/a"], to: "b" },
    ];
    const compiled = withRules(rules, {
      routes: [{ hosts: ["a.example.com", "b.example.com"], rules }],
    });
    expect(new Set(compiled.findings.map(({ path }) => path.join("."))).size).toBe(1);
  });

  test.each([
    ["different values of one header", { headers: { x: "1" } }, { headers: { x: "2" } }],
    ["different methods", { method: "GET" }, { method: "POST" }],
    ["different models", { model: "llama" }, { model: "qwen" }],
    ["different query values", { query: { q: "1" } }, { query: { q: "2" } }],
    ["a value and a prefix that it lacks", { headers: { x: "qwen" } }, { headers: { x: { prefix: "llama" } } }],
    ["prefixes that differ", { headers: { x: { prefix: "qwen" } } }, { headers: { x: { prefix: "llama" } } }],
    ["suffixes that differ", { headers: { x: { suffix: "-8b" } } }, { headers: { x: { suffix: "-70b" } } }],
    ["presence and absence", { headers: { x: { present: true } } }, { headers: { x: { absent: true } } }],
    [
      "ranges apart",
      { headers: { x: { range: { from: 0, to: 5 } } } },
      { headers: { x: { range: { from: 5, to: 9 } } } },
    ],
    [
      "a condition and its opposite",
      { headers: { x: { prefix: "a" } } },
      { headers: { x: { prefix: "a", not: true } } },
    ],
    [
      "expressions that begin differently",
      { headers: { x: { regex: "(llama|mistral).*" } } },
      { headers: { x: { regex: "(qwen|gemma).*" } } },
    ],
    ["expressions of a few values", { headers: { x: { regex: "(a|b)" } } }, { headers: { x: { regex: "(c|ab)" } } }],
    ["values that only Terraform knows", { headers: { x: "${var.a}" } }, { headers: { x: "${var.b}" } }],
  ] as const)("are fine when they cannot match one request: %s", (_, first, second) => {
    const rules = [
      { paths: ["/a"], ...structuredClone(first), to: "a" },
      { paths: ["/a"], ...structuredClone(second), to: "b" },
    ] as Parameters<typeof withRules>[0];
    expect(reported(withRules(rules))).toEqual([]);
  });

  test.each([
    ["templates with different literals", "/m/{x}/infer", "/m/{x}/generate"],
    ["templates with different suffixes", "/m/{x}:predict", "/m/{x}:rawPredict"],
  ])("are fine when their paths cannot meet: %s", (_, first, second) => {
    const rules = [
      { template: first, to: "a" },
      { template: second, to: "b" },
    ];
    expect(reported(withRules(rules))).toEqual([]);
  });

  test("are fine when expressions end differently", () => {
    const rules = ["predict", "rawPredict"].map((verb, i) => ({
      regex: `/v1/projects/[^/]+/endpoints/[^/:]+:${verb}`,
      to: i === 0 ? "a" : "b",
    }));
    expect(reported(withRules(rules))).toEqual([]);
  });

  test("may meet as far as expressions can be read, and are then an error", () => {
    const rules = [
      { regex: "/v1/.*chat.*", to: "a" },
      { regex: "/v1/.*completions.*", to: "b" },
    ];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[1]: ties with routes[0].rules[0]: regex /v1/.*completions.* and regex /v1/.*chat.* may match one request, and act differently → the order in the file decides nothing: give one of them a longer path or one condition more, add a rule with the conditions of both, or make them one rule",
      ]
    `);
  });

  const tenant = { "x-tenant": "acme" };

  test.each([
    ["both conditions", { headers: tenant, model: "llama" }],
    ["both conditions and one more path", { paths: ["/a", "/b"], headers: tenant, model: "llama" }],
    ["a wider condition", { headers: { ...tenant, "x-model": { prefix: "ll" } } }],
    ["a wider condition on presence", { headers: { ...tenant, "x-model": { present: true as const } } }],
  ])("are fine where a third rule takes all that both match: %s", (_, third) => {
    const rules: Parameters<typeof withRules>[0] = [
      { paths: ["/a"], headers: tenant, to: "a" },
      { paths: ["/a"], model: "llama", to: "b" },
      { paths: ["/a"], ...third, to: "vllm" },
    ];
    for (const order of [rules, [...rules].reverse()]) expect(reported(withRules(order))).toEqual([]);
  });

  test.each([
    ["another value", { headers: tenant, model: "qwen" }],
    ["a path less", { paths: ["/b"], headers: tenant, model: "llama" }],
    ["a condition more", { headers: { ...tenant, "x-tier": "gold" }, model: "llama" }],
    ["one that is no more specific", { headers: { "x-tenant": { prefix: "ac" } } }],
  ])("are an error where a third rule leaves some of it: %s", (_, third) => {
    const rules: Parameters<typeof withRules>[0] = [
      { prefix: "/a", headers: tenant, to: "a" },
      { prefix: "/a", model: "llama", to: "b" },
      { ...("paths" in third ? {} : { prefix: "/a" }), ...third, to: "vllm" },
    ];
    expect(reported(withRules(rules))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^error routes\[0\]\.rules\[1\]: ties with routes\[0\]\.rules\[0\]/),
      ]),
    );
  });

  test("are merged when they act the same", () => {
    const compiled = withRules([
      { paths: ["/a", "/b"], to: "a" },
      { paths: ["/b", "/c"], to: "a" },
    ]);
    expect(reported(compiled)).toEqual([]);
    expect(matcherOf(compiled).pathRules).toMatchObject([{ paths: ["/a", "/b", "/c"], service: "a" }]);
  });
});
