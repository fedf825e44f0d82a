import type { RuleConfig } from "../../../config/schema/config";
import { decision, withGroups, withRules } from "../../support/routing/compiled";

const tests = (rules: RuleConfig[], words = {}) => withRules(rules, words).urlMap.tests;

describe("URL map tests", () => {
  test("are made for each rule of a path that one workload serves", () => {
    expect(
      tests([
        { paths: ["/a", "/a/*"], to: "a" },
        { paths: ["/v1/*"], to: "b" },
      ]),
    ).toEqual([
      { host: "ai.example.com", path: "/a", service: "a" },
      { host: "ai.example.com", path: "/v1/test", service: "b" },
    ]);
  });

  test.each<[string, RuleConfig]>([
    ["weights", { paths: ["/x"], to: { a: 1, b: 1 } }],
    ["a rewrite", { paths: ["/x"], to: "a", rewrite: { path: "/y" } }],
    ["a Host header of its own", { paths: ["/x"], to: "openai" }],
    ["a redirect", { paths: ["/x"], redirect: { path: "/y" } }],
    ["a fixed status", { paths: ["/x"], respond: 404 }],
    ["a fault", { paths: ["/x"], to: "a", fault: { abort: { status: 503, percent: 1 } } }],
    ["header changes", { paths: ["/x"], to: "a", requestHeaders: { set: { x: "1" } } }],
    ["a header condition", { paths: ["/x"], headers: { x: "1" }, to: "a" }],
    ["a query condition", { paths: ["/x"], query: { q: "1" }, to: "a" }],
    ["a method", { paths: ["/x"], method: "GET", to: "a" }],
    ["a template", { template: "/x/{y}", to: "a" }],
  ])("are not made for %s", (_, rule) => {
    expect(tests([rule])).toBeUndefined();
  });

  test("are made on a host that changes headers: they ask for a service", () => {
    const requestHeaders = { set: { x: "1" } };
    const { urlMap } = withGroups([{ hosts: ["ai.example.com"], requestHeaders, rules: [{ paths: ["/x"], to: "a" }] }]);
    expect(urlMap.tests).toEqual([{ host: "ai.example.com", path: "/x", service: "a" }]);
  });

  test("are made for route rules without conditions, where no method makes a difference", () => {
    const rules: RuleConfig[] = [
      { paths: ["/x"], to: "a" },
      { paths: ["/y"], to: "b" },
      { paths: ["/y"], method: "POST", to: "c" },
    ];
    expect(tests(rules)).toEqual([{ host: "ai.example.com", path: "/x", service: "a" }]);
  });

  test("are not made for internal proxies, nor when they are off", () => {
    const rules: RuleConfig[] = [{ paths: ["/x"], to: "a" }];
    expect(tests(rules, { exposure: "internal" })).toBeUndefined();
    expect(tests(rules, { urlMapTests: false })).toBeUndefined();
  });

  test("ask for a host that the pattern matches", () => {
    const rules: RuleConfig[] = [{ paths: ["/x"], to: "a" }];
    const { urlMap } = withGroups([{ hosts: ["*", "*.example.com", "*-eu.example.com"], rules }]);
    expect(urlMap.tests?.map(({ host }) => host)).toEqual(["example.com", "test-eu.example.com", "test.example.com"]);
  });

  test("avoid what a more specific rule serves", () => {
    const rules: RuleConfig[] = [
      { paths: ["/v1/*"], to: "a" },
      { paths: ["/v1/test"], to: "b" },
    ];
    expect(tests(rules)).toEqual([
      { host: "ai.example.com", path: "/v1/", service: "a" },
      { host: "ai.example.com", path: "/v1/test", service: "b" },
    ]);
  });

  test("are a hundred at most, the same on every run, and all hold", () => {
    const rules = Array.from(
      { length: 150 },
      (_, i): RuleConfig => ({ paths: [`/p${i}`], to: "a", timeout: `${i + 1}s` }),
    );
    const { urlMap } = withRules(rules);
    expect(urlMap.tests).toHaveLength(100);
    expect(tests(rules.toReversed())).toEqual(urlMap.tests);
    for (const { host, path, service } of urlMap.tests ?? [])
      expect(decision(urlMap, `http://${host}${path}`)).toMatchObject({ destinations: [{ service, share: 1 }] });
  });
});
