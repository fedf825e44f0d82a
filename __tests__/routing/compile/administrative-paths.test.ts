import { SERVERS } from "../../../config/presets/servers";
import {
  instanceGroup,
  matcherOf,
  onlyRouteRule,
  served,
  withDefault,
  withGroups,
  withRules,
} from "../../support/routing/compiled";

const closedPaths = (compilation: Parameters<typeof matcherOf>[0]) =>
  matcherOf(compilation).pathRules?.find(({ service }) => service === "closed")?.paths ?? [];

describe("administrative paths", () => {
  test("below a wide route are closed, with all below them", () => {
    const compiled = withRules([{ paths: ["/v1/*"], to: "vllm" }]);
    expect(closedPaths(compiled)).toEqual([
      "/v1/load_lora_adapter",
      "/v1/load_lora_adapter/*",
      "/v1/unload_lora_adapter",
      "/v1/unload_lora_adapter/*",
    ]);
    expect(served(compiled, "POST /v1/load_lora_adapter")).toBe("404");
    expect(served(compiled, "POST /v1/chat/completions")).toBe("vllm");
  });

  test("that no wide route reaches need no rule", () => {
    expect(closedPaths(withRules([{ paths: ["/v1/chat/*", "/v1/models"], to: "vllm" }]))).toEqual([]);
    expect(closedPaths(withRules([{ paths: ["/*"], to: "a" }]))).toEqual([]);
  });

  test("of a default are all closed", () => {
    const compiled = withDefault({ to: "vllm" });
    for (const path of SERVERS.vllm.adminPaths) expect(served(compiled, path)).toBe("404");
    expect(served(compiled, "/metrics/")).toBe("404");
    expect(served(compiled, "/metricsx")).toBe("vllm");
  });

  test("of the proxy's default are closed on hosts that no route names", () => {
    const compiled = withGroups([], { default: { to: "vllm" } });
    expect(served(compiled, "http://other.com/sleep")).toBe("404");
    expect(served(compiled, "http://other.com/v1/models")).toBe("vllm");
  });

  test("are closed as the workload would see them after the rewrite", () => {
    const compiled = withRules([{ prefix: "/llm", to: "vllm", rewrite: { prefix: "/" } }]);
    expect(served(compiled, "/llm/sleep")).toBe("404");
    expect(served(compiled, "/llm/metrics/x")).toBe("404");
    expect(served(compiled, "/llm/v1/models")).toBe("vllm as /v1/models");
    const below = withRules([{ paths: ["/v1/*"], to: "vllm", rewrite: { prefix: "/internal/v1" } }]);
    expect(closedPaths(below)).toEqual([]);
    const model = withRules([{ model: "m", modelPaths: true, to: "vllm" }]);
    expect(served(model, "/models/m/sleep")).toBe("404");
    expect(served(model, "/sleep", { "x-model": "m" })).toBe("404");
  });

  test("are open where the user named them exactly", () => {
    const compiled = withRules([
      { paths: ["/*"], to: "vllm" },
      { paths: ["/metrics"], to: "vllm" },
    ]);
    expect(served(compiled, "/metrics")).toBe("vllm");
    expect(served(compiled, "/metrics/x")).toBe("404");
    expect(served(compiled, "/sleep")).toBe("404");
  });

  test("are open where the user named their whole tree, or rewrites to it", () => {
    expect(served(withRules([{ prefix: "/metrics", to: "vllm" }]), "/metrics/x")).toBe("vllm");
    expect(served(withRules([{ prefix: "/m", to: "vllm", rewrite: { prefix: "/metrics" } }]), "/m/x")).toBe(
      "vllm as /metrics/x",
    );
  });

  test("are open for the conditions under which the user named them", () => {
    const compiled = withRules([
      { paths: ["/*"], to: "vllm" },
      { paths: ["/metrics"], method: "GET", to: "vllm" },
    ]);
    expect(served(compiled, "GET /metrics")).toBe("vllm");
    expect(served(compiled, "POST /metrics")).toBe("404");
  });

  test("of one workload are open where another serves them", () => {
    const compiled = withRules(
      [
        { paths: ["/docs/*"], to: "a" },
        { paths: ["/v1/*"], to: "b" },
      ],
      {},
    );
    expect(closedPaths(compiled)).toEqual([]);
    const beside = withGroups([
      {
        hosts: ["ai.example.com"],
        rules: [
          { paths: ["/docs/*"], to: "a" },
          { paths: ["/v1/*"], to: "b" },
        ],
        default: { to: "vllm" },
      },
    ]);
    expect(["/docs", "/docs/x", "/v1/load_lora_adapter", "/sleep"].map((path) => served(beside, path))).toEqual([
      "404",
      "a",
      "b",
      "404",
    ]);
  });

  test("are closed under the conditions of the route that exposes them, and those only", () => {
    const compiled = withRules([
      { paths: ["/v1/*"], headers: { "x-engine": "vllm" }, to: "vllm" },
      { paths: ["/v1/*"], to: "a" },
    ]);
    expect(served(compiled, "/v1/load_lora_adapter", { "x-engine": "vllm" })).toBe("404");
    expect(served(compiled, "/v1/load_lora_adapter")).toBe("a");
    expect(served(compiled, "/v1/models", { "x-engine": "vllm" })).toBe("vllm");
  });

  test("of many routes with conditions are closed once, where nothing else could serve them", () => {
    const rules = ["m1", "m2", "m3"].map((model) => ({ paths: ["/v1/*"], model, to: "vllm" }));
    const closed = matcherOf(withRules(rules)).routeRules?.filter(({ service }) => service === "closed");
    expect(closed?.map(({ matchRules }) => matchRules)).toEqual([
      [
        { fullPathMatch: "/v1/load_lora_adapter" },
        { prefixMatch: "/v1/load_lora_adapter/" },
        { fullPathMatch: "/v1/unload_lora_adapter" },
        { prefixMatch: "/v1/unload_lora_adapter/" },
      ],
    ]);
  });

  test("stay with whoever comes after a template that exposes them", () => {
    const compiled = withRules([
      { template: "/v2/{a}/{b}", to: "triton" },
      { paths: ["/v2/*"], to: "a" },
    ]);
    const paths = ["/v2/repository/index", "/v2/models/x", "/v2/repository/x/y", "/v2/repository"];
    expect(paths.map((path) => served(compiled, path))).toEqual(["404", "triton", "a", "a"]);
  });

  test.each([
    [{ template: "/v2/{rest=**}" }, "/v2/repository/models/x/load", "404"],
    [{ template: "/v2/{rest=**}" }, "/v2/repository", "404"],
    [{ template: "/t/{rest=**}", rewrite: { template: "/{rest}" } }, "/t/v2/repository/index", "404"],
    [{ template: "/t/{rest=**}", rewrite: { template: "/{rest}" } }, "/t/v2/models/x", "triton as /v2/models/x"],
    [{ template: "/x/{what}/{which}", rewrite: { template: "/v2/{what}" } }, "/x/logging/z", "404"],
    [{ template: "/x/{what}/{which}", rewrite: { template: "/v2/{what}" } }, "/x/models/z", "triton as /v2/models"],
    [{ template: "/v2/{what}ging" }, "/v2/logging", "404"],
    [{ template: "/{page}/index" }, "/metrics/index", "404"],
    [{ template: "/v2/repository/{what}" }, "/v2/repository/index", "triton"],
    [{ regex: "/v[0-9]/.*" }, "/v2/repository/index", "404"],
    [{ regex: "/v[0-9]/.*" }, "/v2/models/x", "triton"],
    [{ regex: "/v2/repository/i.*" }, "/v2/repository/index", "triton"],
  ])("below %j: %s is %s", (words, request, expected) => {
    const { rewrite, ...match } = words as { rewrite?: { template: string }; template?: string; regex?: string };
    expect(served(withRules([{ ...match, ...(rewrite && { rewrite }), to: "triton" }]), request)).toBe(expected);
  });

  test("are closed in any case where the route matches in any case", () => {
    const compiled = withRules([{ prefix: "/LLM", ignoreCase: true, to: "vllm", rewrite: { prefix: "/" } }]);
    expect(served(compiled, "/llm/sleep")).toBe("404");
  });

  test("are closed in their own case only where the workload sees the client's", () => {
    const compiled = withRules([{ paths: ["/*"], ignoreCase: true, to: "vllm" }]);
    expect(["/sleep", "/SLEEP"].map((path) => served(compiled, path))).toEqual(["404", "vllm"]);
  });

  test("are closed for a share of the requests too", () => {
    expect(served(withRules([{ paths: ["/*"], to: { a: 1, vllm: 1 } }]), "/sleep")).toBe("404");
  });

  test("show among the routes, at the place of the rule that they guard", () => {
    const { routes } = withRules([{ paths: ["/v1/*"], to: "vllm" }]);
    expect(routes.map(({ origin, match }) => `${origin} ${match?.path.text ?? ""}`)).toEqual([
      "administrative /v1/load_lora_adapter",
      "administrative /v1/load_lora_adapter/",
      "administrative /v1/unload_lora_adapter",
      "administrative /v1/unload_lora_adapter/",
      "rule /v1/",
      "default ",
      "default ",
    ]);
    expect(routes[0]?.source).toEqual(["routes", 0, "rules", 0]);
  });

  test("cost nothing where the server is unknown", () => {
    const workloads = { own: instanceGroup("own") };
    expect(onlyRouteRule(withRules([{ method: "GET", to: "own" }], { workloads })).matchRules).toHaveLength(1);
  });
});
