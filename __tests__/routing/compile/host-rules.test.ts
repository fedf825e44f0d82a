import { hostRulesFor, pathMatcherName } from "../../../routing/compile/host-rules";
import { reported, served, withDefault, withGroups } from "../../support/routing/compiled";

const HTTP_AND_HTTPS = {
  listeners: [{ http: 8080 }, { https: 443, certificates: [{ managed: ["ai.example.com"] }] }],
};
const rules = [{ paths: ["/x"], to: "a" }];
const hostsOf = (hosts: string[], frontend = {}) =>
  withGroups([{ hosts, rules }], { frontend }).urlMap.hostRules?.map((rule) => rule.hosts);

describe("hosts", () => {
  test("are served with the port of each listener too", () => {
    expect(hostsOf(["ai.example.com"], HTTP_AND_HTTPS)).toEqual([
      ["ai.example.com", "ai.example.com:443", "ai.example.com:8080"],
    ]);
    expect(hostsOf(["*.example.com"])).toEqual([["*.example.com", "*.example.com:80"]]);
  });

  test("are not served with the port of a listener that only redirects", () => {
    const listeners = [{ http: 80, redirect: "https" as const }, ...HTTP_AND_HTTPS.listeners.slice(1)];
    expect(hostsOf(["ai.example.com"], { listeners })).toEqual([["ai.example.com", "ai.example.com:443"]]);
  });

  test("that are any host stand alone", () => {
    expect(hostsOf(["*"])).toEqual([["*"]]);
  });

  test("with a port are left as they are, and win", () => {
    const compiled = withGroups([
      { hosts: ["ai.example.com"], rules },
      { hosts: ["ai.example.com:80"], rules: [{ paths: ["/x"], to: "b" }] },
    ]);
    expect(compiled.urlMap.hostRules?.map((rule) => rule.hosts)).toEqual([["ai.example.com"], ["ai.example.com:80"]]);
    expect(served(compiled, "https://ai.example.com:80/x")).toBe("b");
    expect(served(compiled, "http://ai.example.com/x")).toBe("a");
  });

  test("of any name with a port are refused", () => {
    expect(reported(withGroups([{ hosts: ["*:8080"], rules }]))).toMatchInlineSnapshot(`
      [
        "error routes[0].rules[0]: "*:8080" is not a host that Google accepts: "*" stands alone, or before "." or "-" → write "*", which takes every port, or a name such as "*.example.com:8080"",
      ]
    `);
  });

  test("are chosen by the most specific name, and that alone", () => {
    const compiled = withGroups([
      { rules: [{ paths: ["/x", "/y"], to: "a" }] },
      { hosts: ["*.example.com"], rules: [{ paths: ["/x"], to: "b" }] },
      { hosts: ["*.ai.example.com"], rules: [{ paths: ["/x"], to: "c" }] },
      { hosts: ["eu.ai.example.com"], rules: [{ paths: ["/x"], to: "vllm" }] },
    ]);
    const hosts = ["eu.ai.example.com", "us.ai.example.com", "ai.example.com", "example.com"];
    expect(hosts.map((host) => served(compiled, `http://${host}/x`))).toEqual(["vllm", "c", "b", "a"]);
    expect(hosts.map((host) => served(compiled, `http://${host}/y`))).toEqual(["404", "404", "404", "a"]);
  });

  test("that several groups name have the rules of all", () => {
    const compiled = withGroups([
      { hosts: ["a.example.com", "b.example.com"], rules },
      { hosts: ["b.example.com"], rules: [{ paths: ["/y"], to: "b" }] },
    ]);
    expect(["/x", "/y"].map((path) => served(compiled, `http://b.example.com${path}`))).toEqual(["a", "b"]);
    expect(["/x", "/y"].map((path) => served(compiled, `http://a.example.com${path}`))).toEqual(["a", "404"]);
  });
});

describe("the name of a path matcher", () => {
  test.each([
    ["ai.example.com", "ai-example-com"],
    ["*", "any"],
  ])("of %s is %s", (host, name) => {
    expect(pathMatcherName(host)).toBe(name);
  });

  test("is RFC 1035's, and no other host's", () => {
    const hosts = [
      ...[
        "a.b.com",
        "a-b.com",
        "a.b-com",
        "*.a.b.com",
        "*-a.b.com",
        "wildcard.a.b.com",
        "any",
        "a.b.com:80",
        "a.b.com.80",
      ],
      ...["1.example.com", "host.1.example.com", `${"x".repeat(60)}.example.com`, `${"x".repeat(60)}.example.org`],
    ];
    const names = hosts.map(pathMatcherName);
    for (const name of names) expect(name).toMatch(/^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(new Set(names).size).toBe(hosts.length);
  });

  test("stays when other hosts come, go or change", () => {
    const names = (hosts: string[]) => withGroups([{ hosts, rules }]).urlMap.pathMatchers?.map(({ name }) => name);
    expect(names(["b.example.com", "a.example.com"])).toEqual(["a-example-com", "b-example-com"]);
    expect(names(["b.example.com"])).toEqual(["b-example-com"]);
  });
});

describe("where hosts outgrow a limit", () => {
  test("those that serve the same share a path matcher, and a thousand of them a host rule", () => {
    const hosts = Array.from({ length: 1100 }, (_, i) => `h${i}.example.com`);
    const { urlMap, findings } = withGroups([
      { hosts, rules },
      { hosts: ["other.example.com"], rules: [{ paths: ["/x"], to: "b" }] },
    ]);
    expect(urlMap.pathMatchers?.map(({ name }) => name)).toEqual(["h0-example-com", "other-example-com"]);
    expect(urlMap.hostRules?.map((rule) => rule.hosts.length)).toEqual([1000, 1000, 200, 2]);
    expect(findings).toEqual([]);
  });

  test("a host rule has a thousand hosts at most", () => {
    const hosts = Array.from({ length: 2500 }, (_, i) => `h${i}.example.com`);
    expect(hostRulesFor(hosts, "m").map((rule) => rule.hosts.length)).toEqual([1000, 1000, 500]);
  });
});

describe("defaults", () => {
  test("a host without one answers 404, beside the service without backends", () => {
    const { urlMap } = withGroups([{ hosts: ["ai.example.com"], rules }]);
    const closed = {
      defaultService: "closed",
      defaultRouteAction: {
        faultInjectionPolicy: { abort: { httpStatus: 404, percentage: 100 } },
      },
    };
    expect(urlMap).toMatchObject(closed);
    expect(urlMap.pathMatchers?.[0]).toMatchObject(closed);
  });

  test("a host's own serves what its rules do not", () => {
    const compiled = withGroups([{ hosts: ["ai.example.com"], rules, default: { to: "b" } }]);
    expect(
      ["http://ai.example.com/x", "http://ai.example.com/y", "http://other.com/"].map((url) => served(compiled, url)),
    ).toEqual(["a", "b", "404"]);
  });

  test("the proxy's serves every host that has none of its own", () => {
    const groups = [
      { hosts: ["ai.example.com"], rules },
      { hosts: ["own.example.com"], rules, default: { respond: 410 } },
    ];
    const compiled = withGroups(groups, { default: { to: { b: 1, c: 1 } } });
    const urls = ["http://ai.example.com/y", "http://own.example.com/y", "http://other.com/"];
    expect(urls.map((url) => served(compiled, url))).toEqual(["b 50 c 50", "410", "b 50 c 50"]);
  });

  test("the proxy's becomes a path matcher for any host where it needs rules", () => {
    const compiled = withGroups([], {
      default: { to: "a", rewrite: { prefix: "/v1" } },
    });
    expect(compiled.urlMap.hostRules).toEqual([{ hosts: ["*"], pathMatcher: "any" }]);
    expect(served(compiled, "http://other.com/x")).toBe("a as /v1/x");
  });

  test("take the actions of rules", () => {
    expect(served(withDefault({ redirect: { host: "new.example.com" } }), "/x")).toBe("308 http://new.example.com/x");
    expect(served(withDefault({ to: "a", canary: { to: "b", percent: 5 } }), "/x")).toBe("a 95 b 5");
    expect(served(withDefault({ to: "openai" }), "/x")).toBe("openai");
  });
});
