import type { RuleConfig } from "../../../config/schema/config";
import { predicatesOf } from "../../../routing/compile/limits";
import { matcherOf, reported, served, withDefault, withRules } from "../../support/routing/compiled";

const form = (rules: RuleConfig[]) => (matcherOf(withRules(rules)).pathRules ? "path rules" : "route rules");

describe("the form of a path matcher", () => {
  test.each<[string, RuleConfig]>([
    ["paths and prefixes", { paths: ["/a", "/a/*"], to: "a" }],
    [
      "weights, timeouts, retries",
      {
        prefix: "/b",
        to: { a: 1, b: 1 },
        timeout: "5s",
        retry: { on: ["5xx"] },
      },
    ],
    ["a replaced prefix", { prefix: "/b", to: "a", rewrite: { prefix: "/c" } }],
    ["header changes before a workload", { prefix: "/b", to: "a", requestHeaders: { set: { x: "1" } } }],
    ["redirects and fixed statuses", { paths: ["/b"], redirect: { host: "new.example.com" } }],
  ])("is path rules for %s", (_, rule) => {
    expect(form([rule])).toBe("path rules");
  });

  test.each<[string, RuleConfig]>([
    ["a method", { paths: ["/a"], method: "GET", to: "a" }],
    ["a header", { paths: ["/a"], headers: { x: "1" }, to: "a" }],
    ["a query parameter", { paths: ["/a"], query: { q: "1" }, to: "a" }],
    ["a model", { paths: ["/a"], model: "m", to: "a" }],
    ["any case", { paths: ["/a"], ignoreCase: true, to: "a" }],
    ["a template", { template: "/a/{x}", to: "a" }],
    ["an expression", { regex: "/a[0-9]", to: "a" }],
    [
      "header changes of a redirect",
      {
        paths: ["/a"],
        redirect: { host: "x.com" },
        responseHeaders: { set: { x: "1" } },
      },
    ],
  ])("is route rules for %s", (_, rule) => {
    expect(form([rule, { paths: ["/b"], to: "b" }])).toBe("route rules");
  });

  test("is neither where there is a default only", () => {
    const { pathRules, routeRules } = matcherOf(withDefault({ to: "a" }));
    expect([pathRules, routeRules]).toEqual([undefined, undefined]);
  });
});

describe("priorities", () => {
  const priorities = (rules: RuleConfig[]) =>
    Object.fromEntries(
      (matcherOf(withRules(rules)).routeRules ?? []).map(({ priority, service }) => [service, priority]),
    );
  const rules: RuleConfig[] = [
    { paths: ["/v1/chat"], method: "POST", to: "a" },
    { paths: ["/v1/*"], to: "b" },
    { paths: ["/*"], to: "c" },
  ];

  test("begin at 1, rise with the precedence, and fit", () => {
    const { a = 0, b = 0, c = 0 } = priorities(rules);
    expect(a).toBe(1);
    expect(a).toBeLessThan(b);
    expect(b).toBeLessThan(c);
    expect(c).toBeLessThan(2 ** 31);
  });

  test("of other bands stay when a rule comes", () => {
    expect(
      priorities([...rules, { paths: ["/v1/long/*"], to: "vllm" }, { paths: ["/x"], to: "triton" }]),
    ).toMatchObject(priorities(rules));
  });
});

test("neighbours that act the same share a route rule", () => {
  const rules = ["m1", "m2"].flatMap((model): RuleConfig[] => [
    { paths: ["/x", "/y"], model, to: "a" },
    { paths: ["/z"], model, to: "b" },
  ]);
  expect(
    matcherOf(withRules(rules)).routeRules?.map(({ service, matchRules }) => [service, matchRules.length]),
  ).toEqual([
    ["a", 4],
    ["b", 2],
  ]);
});

test("a condition that an earlier rule leaves no request is left out", () => {
  const compiled = withRules([
    { paths: ["/a/*"], to: "a" },
    { prefix: "/a", headers: { x: "1" }, to: "b" },
  ]);
  expect(matcherOf(compiled).routeRules?.map(({ matchRules }) => matchRules.length)).toEqual([1, 1]);
  expect(["/a", "/a/x"].map((path) => served(compiled, path, { x: "1" }))).toEqual(["b", "a"]);
});

describe("where a host outgrows its predicates", () => {
  const many = (count: number, to: string) =>
    Array.from({ length: count }, (_, i): RuleConfig => ({ paths: [`/v1/p${i}`, `/v1/p${i}/*`], to }));

  test("rules that change nothing are left out", () => {
    const rules = [...many(600, "a"), { paths: ["/v1/q"], to: "b" }, { paths: ["/v1/*"], to: "a" }];
    const compiled = withRules(rules);
    expect(reported(compiled)).toEqual([]);
    expect(matcherOf(compiled).pathRules).toMatchObject([
      { paths: ["/v1/*"], service: "a" },
      { paths: ["/v1/q"], service: "b" },
    ]);
    expect(["/v1/p7", "/v1/p7/x", "/v1/q", "/v1/z"].map((path) => served(compiled, path))).toEqual([
      "a",
      "a",
      "b",
      "a",
    ]);
  });

  test("rules stay that protect a path from a wider one", () => {
    const rules = [
      ...many(600, "a"),
      { paths: ["/v1/p1/x/*"], to: "b" },
      { paths: ["/v1/p1/x/y/*"], to: "a" },
      { paths: ["/v1/*"], to: "a" },
    ];
    const compiled = withRules(rules);
    const paths = ["/v1/p1/w", "/v1/p1/x/w", "/v1/p1/x/y/w"];
    expect(paths.map((path) => served(compiled, path))).toEqual(["a", "b", "a"]);
  });

  test("and not otherwise, so that the URL map shows what the user wrote", () => {
    const rules = [...many(2, "a"), { paths: ["/v1/*"], to: "a" }];
    expect(matcherOf(withRules(rules)).pathRules).toMatchObject([
      { paths: ["/v1/*", "/v1/p0", "/v1/p0/*", "/v1/p1", "/v1/p1/*"] },
    ]);
  });

  test("it is an error when nothing can be left out", () => {
    const rules = many(600, "a");
    expect(reported(withRules(rules))).toMatchInlineSnapshot(`
      [
        "error routes[0]: 1,200 predicates (paths, header and query conditions) on ai.example.com; Google takes 1,000 → merge rules, name only the paths that clients need (a wide route to a known model server counts once for each that it opens), or use several hosts or proxies",
      ]
    `);
  });

  const tenants = (count: number, to: string) =>
    Array.from(
      { length: count },
      (_, i): RuleConfig => ({
        prefix: `/${to}${i}`,
        to,
        rewrite: { prefix: "/" },
      }),
    );

  test("many prefixes of a known server open what it publishes, path by path, and a size is said", () => {
    const compiled = withRules(tenants(40, "vllm"));
    expect(predicatesOf(matcherOf(compiled))).toBe(40 * 16);
    expect(reported(compiled)).toEqual([
      expect.stringMatching(/^warning routes: the URL map has about \d+ KB; Google documents 64 KB/),
      expect.stringContaining("80 path templates on ai.example.com are near the limit of 100"),
    ]);
    const paths = ["/vllm7/sleep", "/vllm7/metrics/", "/vllm39/v1/load_lora_adapter", "/vllm7/v1/models"];
    expect(paths.map((path) => served(compiled, path))).toEqual(["404", "404", "404", "vllm as /v1/models"]);
  });

  test("models by the dozen on one wide path fit, and more are told what to do", () => {
    const models = (count: number, rule: RuleConfig) =>
      reported(withRules(Array.from({ length: count }, (_, i) => ({ ...rule, model: `m${i}`, to: "sglang" }))));
    expect(models(30, { paths: ["/v1/*"] }).join()).not.toContain("error");
    expect(models(40, { paths: ["/v1/*"] }).join()).toContain("name only the paths that clients need");
    expect(models(300, { api: "openai.chat" }).join()).not.toContain("predicates");
  });
});

describe("the table of routes", () => {
  const table = (rules: RuleConfig[]) =>
    withRules(rules)
      .routes.filter(({ source }) => source !== undefined)
      .map(({ match, source, shadowedBy, contradictory }) => ({
        path: match?.path.text,
        rule: source?.at(-1),
        ...(shadowedBy && { shadowedBy: shadowedBy.at(-1) }),
        ...(contradictory && { contradictory }),
      }));

  test("has each path of each rule, the most specific first", () => {
    expect(
      table([
        { paths: ["/v1/*", "/v1/x"], to: "a" },
        { prefix: "/v1", to: "b" },
      ]),
    ).toEqual([
      { path: "/v1/x", rule: 0 },
      { path: "/v1/", rule: 0 },
      { path: "/v1", rule: 1 },
    ]);
  });

  test("marks what another rule shadows", () => {
    expect(
      table([
        { paths: ["/a", "/a/*"], to: "a" },
        { prefix: "/a", to: "b" },
        { paths: ["/a"], to: "a" },
      ]).filter(({ shadowedBy }) => shadowedBy !== undefined),
    ).toEqual([
      { path: "/a", rule: 2, shadowedBy: 0 },
      { path: "/a", rule: 1, shadowedBy: 0 },
    ]);
  });

  test("marks a default that a rule shadows", () => {
    const rules: RuleConfig[] = [{ paths: ["/*"], to: "a" }];
    const { routes } = withRules(rules, {
      routes: [{ hosts: ["a.com"], rules, default: { to: "b" } }],
    });
    expect(routes.find(({ origin, host }) => origin === "default" && host === "a.com")?.shadowedBy).toEqual([
      "routes",
      0,
      "rules",
      0,
    ]);
  });

  test("marks conditions that exclude each other", () => {
    expect(table([{ paths: ["/a"], model: "x", headers: { "X-Model": "y" }, to: "a" }])).toEqual([
      { path: "/a", rule: 0, contradictory: true },
    ]);
  });
});
