import { matcherOf, onlyRouteRule, reported, served, withDefault, withRules } from "../../support/routing/compiled";

describe("a replaced prefix loses and doubles no slash", () => {
  /** @see https://gateway-api.sigs.k8s.io/reference/spec/#httppathmodifier, its table for ReplacePrefixMatch */
  test.each([
    ["/foo/bar", "/foo", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo", "/xyz/", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz/", "/xyz/bar"],
    ["/foo", "/foo", "/xyz", "/xyz"],
    ["/foo/", "/foo", "/xyz", "/xyz/"],
    ["/foo/bar", "/foo", "/", "/bar"],
    ["/foo/", "/foo", "/", "/"],
    ["/foo", "/foo", "/", "/"],
  ])("%s with the prefix %s replaced by %s is %s", (request, prefix, replacement, path) => {
    const rewritten = withRules([{ prefix, to: "a", rewrite: { prefix: replacement } }]);
    expect(served(rewritten, request)).toBe(`a as ${path}`);
    const redirected = withRules([{ prefix, redirect: { prefix: replacement } }]);
    expect(served(redirected, request)).toBe(`308 http://ai.example.com${path}`);
    const inRouteRules = withRules([{ prefix, method: "GET", to: "a", rewrite: { prefix: replacement } }]);
    expect(served(inRouteRules, request)).toBe(`a as ${path}`);
  });

  test.each([
    ["/a/*", "/b", "/a/x", "/b/x"],
    ["/a/*", "/b/", "/a/x", "/b/x"],
    ["/a/*", "/", "/a/x", "/x"],
    ["/*", "/b", "/x", "/b/x"],
    ["/a", "/b", "/a", "/b"],
    ["/a", "/", "/a", "/"],
    ["/a/", "/b", "/a/", "/b/"],
  ])("the path %s, replaced by %s", (path, prefix, request, expected) => {
    expect(served(withRules([{ paths: [path], to: "a", rewrite: { prefix } }]), request)).toBe(`a as ${expected}`);
  });

  test("a rule without a path has the prefix /", () => {
    const compiled = withRules([{ method: "GET", to: "a", rewrite: { prefix: "/b" } }]);
    expect(served(compiled, "/x")).toBe("a as /b/x");
  });

  test("a default has it too, by a rule for any path", () => {
    expect(served(withDefault({ to: "a", rewrite: { prefix: "/b" } }), "/x")).toBe("a as /b/x");
    expect(served(withDefault({ redirect: { prefix: "/b" } }), "/x?q=1")).toBe("308 http://ai.example.com/b/x?q=1");
  });

  test("where there is no prefix it is refused", () => {
    const rules = [
      { template: "/a/{x}", to: "a", rewrite: { prefix: "/b" } },
      { regex: "/b.*", redirect: { prefix: "/c" } },
    ];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].rewrite.prefix: "prefix" replaces the part that matched, and template /a/{x} has none → match with "prefix" or "paths", or rewrite with "template"",
        "error routes[0].rules[1].redirect.prefix: "prefix" replaces the part that matched, and regex /b.* has none → match with "prefix" or "paths", or rewrite with "template"",
      ]
    `);
  });
});

describe("a whole path is replaced", () => {
  test("where it is matched exactly", () => {
    expect(served(withRules([{ paths: ["/healthz"], to: "a", rewrite: { path: "/health" } }]), "/healthz?x=1")).toBe(
      "a as /health",
    );
  });

  test("in a redirect, wherever it was", () => {
    expect(served(withRules([{ paths: ["/old/*"], redirect: { path: "/new" } }]), "/old/x")).toBe(
      "308 http://ai.example.com/new",
    );
  });

  test("otherwise it is refused", () => {
    const rules = [{ paths: ["/a/*"], to: "a", rewrite: { path: "/b" } }];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].rewrite.path: /a/* stands for many paths, and Google replaces a whole path only where one is matched → use "prefix" in the rewrite, or name the paths exactly in a rule of their own",
      ]
    `);
    expect(reported(withDefault({ to: "a", rewrite: { path: "/b" } }))).toHaveLength(1);
  });
});

describe("a template", () => {
  test("puts what it captures into a new path", () => {
    const rules = [
      {
        template: "/m/{model}/v/{rest=**}",
        to: "a",
        rewrite: { template: "/{rest}/of/{model}" },
      },
    ];
    expect(served(withRules(rules), "/m/llama/v/1/2")).toBe("a as /1/2/of/llama");
  });

  test("without an operator is an exact path", () => {
    expect(matcherOf(withRules([{ template: "/a/b", to: "a" }])).pathRules).toMatchObject([{ paths: ["/a/b"] }]);
  });

  test.each([
    ["/a/{x}/{x}", "captures {x} twice"],
    ["/**/{x}", "goes on after `**`"],
    ["/{a}/{b}/{c}/{d}/{e}/{f}", "has 6 operators"],
    ["/{abcdefghijklmnopq}", "has a variable name of 17 characters"],
    ["/a{x}", "is not one"],
    ["/{x=a/*}", "is not one"],
    ["/{1}", "is not one"],
  ])("%s %s", (template, what) => {
    const [finding, second] = withRules([{ template, to: "a" }]).findings;
    expect(finding).toMatchObject({
      severity: "error",
      id: "invalid-template",
      path: ["routes", 0, "rules", 0, "template"],
    });
    expect(finding?.what).toContain(what);
    expect(second).toBeUndefined();
  });

  test.each([
    ["/a/{x}", "/b/{y}"],
    ["/a/*", "/b"],
    ["/a/{x}", "/b/*"],
  ])("%s cannot be rewritten to %s", (template, rewrite) => {
    const { findings } = withRules([{ template, to: "a", rewrite: { template: rewrite } }]);
    expect(findings).toMatchObject([
      {
        severity: "error",
        path: ["routes", 0, "rules", 0, "rewrite", "template"],
      },
    ]);
  });

  test("is what a template rewrite needs", () => {
    expect(reported(withRules([{ prefix: "/a", to: "a", rewrite: { template: "/b/{x}" } }]))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].rewrite.template: prefix /a captures nothing that a template could put into a new path → match with "template" and at least one variable, or rewrite with "prefix"",
      ]
    `);
  });
});

describe("an expression", () => {
  test("with one path is that path", () => {
    expect(matcherOf(withRules([{ regex: "^/docs\\.json$", to: "a" }])).pathRules).toMatchObject([
      { paths: ["/docs.json"] },
    ]);
  });

  test("that lists paths needs none of Google's five", () => {
    const compiled = withRules([{ regex: "/v1/(chat|completions)", to: "a" }]);
    expect(onlyRouteRule(compiled).matchRules).toEqual([
      { fullPathMatch: "/v1/chat" },
      { fullPathMatch: "/v1/completions" },
    ]);
  });

  test("is matched as a whole", () => {
    const compiled = withRules([{ regex: "/v[0-9]+/chat", to: "a" }]);
    expect(["/v12/chat", "/v12/chats"].map((path) => served(compiled, path))).toEqual(["a", "404"]);
  });

  test("that RE2 does not take, or no path matches, is reported", () => {
    const rules = [
      { regex: "/a(?=b)", to: "a" },
      { regex: "v1/.*", to: "a" },
      {
        paths: ["/x"],
        headers: { h: { regex: "(" } },
        query: { q: { regex: "[" } },
        to: "a",
      },
    ];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].regex: "/a(?=b)" is not a regular expression of RE2: invalid or unsupported Perl syntax: \`(?=\` → see https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no back-references",
        "warning routes[0].rules[1].regex: no path matches "v1/.*": a path begins with "/", and the whole path is compared → write "/v1/.*", or ".*v1/.*"",
        "error routes[0].rules[2].headers.h.regex: "(" is not a regular expression of RE2: missing closing ): \`(\` → see https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no back-references",
        "error routes[0].rules[2].query.q.regex: "[" is not a regular expression of RE2: missing closing ]: \`[\` → see https://github.com/google/re2/wiki/Syntax; there are no look-arounds and no back-references",
      ]
    `);
  });
});

describe("modelPaths", () => {
  test("reach the model below its own path, which is rewritten away", () => {
    const compiled = withRules([
      {
        api: "openai.chat",
        model: "meta/llama-3.3",
        modelPaths: true,
        to: "a",
      },
    ]);
    expect(
      served(compiled, "POST /v1/chat/completions", {
        "x-model": "meta/llama-3.3",
      }),
    ).toBe("a");
    expect(served(compiled, "POST /v1/chat/completions")).toBe("404");
    expect(served(compiled, "POST /models/meta/llama-3.3/v1/chat/completions")).toBe("a as /v1/chat/completions");
    expect(served(compiled, "/models/meta/llama-3.3/v1/chat/completions/x")).toBe("a as /v1/chat/completions/x");
    expect(served(compiled, "/models/meta/llama-3.3/v1/embeddings")).toBe("404");
  });

  test("without a path reach all of it", () => {
    const compiled = withRules([{ model: "m", modelPaths: true, to: "a" }]);
    expect(["/models/m", "/models/m/", "/models/m/x/y", "/models/mm"].map((path) => served(compiled, path))).toEqual([
      "a as /",
      "a as /",
      "a as /x/y",
      "404",
    ]);
  });

  test.each([
    [{ paths: ["/v1/*"] }, "/models/m/v1/x", "a as /v1/x"],
    [{ prefix: "/v1" }, "/models/m/v1", "a as /v1"],
    [{ prefix: "/v1", rewrite: { prefix: "/v2" } }, "/models/m/v1/x", "a as /v2/x"],
    [{ paths: ["/a"], rewrite: { path: "/b" } }, "/models/m/a", "a as /b"],
    [{ template: "/m/*/infer" }, "/models/m/m/x/infer", "a as /m/x/infer"],
    [{ template: "/m/{x}", rewrite: { template: "/n/{x}" } }, "/models/m/m/y", "a as /n/y"],
    [{ paths: ["/V1/*"], ignoreCase: true as const }, "/MODELS/M/v1/x", "a as /V1/x"],
  ])("go with %j", (words, request, expected) => {
    expect(served(withRules([{ ...words, model: "m", modelPaths: true, to: "a" }]), request)).toBe(expected);
  });

  test("are refused where they cannot be had", () => {
    const rules = [
      { regex: "/v[0-9]+", model: "m", modelPaths: true as const, to: "a" },
      { model: "a b", modelPaths: true as const, to: "b" },
      { model: "${var.model}", modelPaths: true as const, to: "c" },
      {
        model: "x".repeat(1020),
        modelPaths: true as const,
        paths: ["/long"],
        to: "c",
      },
    ];
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0].modelPaths: "modelPaths" would have to rewrite what "/v[0-9]+" matches, which Google does for prefixes and templates only → use "paths", "prefix" or "template" in this rule, or remove "modelPaths"",
        "error routes[0].rules[1].model: the model "a b" cannot be part of a path → remove "modelPaths", or use a name without spaces and \`?#*{}\`, and without a slash at its ends",
        "error routes[0].rules[2].model: "\${var.model}" is a reference, but this value shapes names and routes and must be known before Terraform runs → write the value itself",
        "error routes[0].rules[3].modelPaths: the path "/models/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… has 1033 characters → use at most 1024, the model's name included",
      ]
    `);
  });
});

test("paths in any case keep the case in which they are written", () => {
  const compiled = withRules([{ paths: ["/V1/Chat", "/V1/Files/*"], ignoreCase: true, to: "a" }]);
  expect(["/v1/chat", "/V1/CHAT", "/v1/files/X"].map((path) => served(compiled, path))).toEqual(["a", "a", "a"]);
  expect(matcherOf(compiled).routeRules).toMatchObject([
    { matchRules: [{ fullPathMatch: "/V1/Chat", ignoreCase: true }] },
    { matchRules: [{ prefixMatch: "/V1/Files/", ignoreCase: true }] },
  ]);
});

describe("several words where any will do", () => {
  const rule = { prefix: "/v1", to: "a", modelPaths: true as const };
  const others = [{ prefix: "/", to: "b" }];
  const inOne = withRules([{ ...rule, method: ["GET", "HEAD", "GET"], model: ["llama", "qwen"] }, ...others]);
  const oneByOne = withRules([
    ...(["GET", "HEAD"] as const).flatMap((method) => ["llama", "qwen"].map((model) => ({ ...rule, method, model }))),
    ...others,
  ]);

  test("decide as a rule for each does", () => {
    const decisions = (compiled: typeof inOne) =>
      ["GET", "HEAD", "POST"].flatMap((method) =>
        ["llama", "qwen", "gemma"].flatMap((model) =>
          ["/v1/x", `/models/${model}/v1/x`, "/v2"].map((path) =>
            served(compiled, `${method} ${path}`, { "x-model": model }),
          ),
        ),
      );
    expect(decisions(inOne)).toEqual(decisions(oneByOne));
    expect(decisions(inOne).filter((decision) => decision.startsWith("a"))).toHaveLength(8);
  });

  test("stay one rule of the URL map", () => {
    expect(reported(inOne)).toEqual([]);
    expect(
      matcherOf(inOne)
        .routeRules?.filter(({ service }) => service === "a")
        .map(({ matchRules }) => matchRules.length),
    ).toEqual(
      matcherOf(oneByOne)
        .routeRules?.filter(({ service }) => service === "a")
        .map(({ matchRules }) => matchRules.length),
    );
  });
});

describe("little is said", () => {
  test("a rule of nothing but an action is for everything that no other rule takes", () => {
    const compiled = withRules([{ to: "a" }, { prefix: "/v1", to: "b" }]);
    expect(reported(compiled)).toEqual([]);
    expect(["/", "/x", "/v1/x"].map((path) => served(compiled, path))).toEqual(["a", "a", "b"]);
  });

  test("a redirect of nothing but a code or a query leads to the same URL", () => {
    expect(served(withRules([{ prefix: "/x", redirect: { code: 303 } }]), "/x?q=1")).toBe(
      "303 http://ai.example.com/x?q=1",
    );
    expect(served(withRules([{ prefix: "/x", redirect: { stripQuery: true } }]), "/x?q=1")).toBe(
      "308 http://ai.example.com/x",
    );
  });
});
