import fc from "fast-check";
import type { ServerName } from "../../../config/presets/servers";
import type { RuleConfig } from "../../../config/schema/config";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import {
  HOST,
  instanceGroup,
  matcherOf,
  onlyRouteRule,
  reported,
  served,
  withDefault,
  withGroups,
  withRules,
} from "../../support/routing/compiled";
import { closedRoutesOf, PUBLISHING, publishedRoutesOf, spellingsOf } from "../../support/servers/paths";

const openings = ({ routes }: Parameters<typeof matcherOf>[0]) => routes.flatMap(({ opening }) => opening ?? []);

describe("a wide route to a known model server", () => {
  test("opens what the server publishes, and nothing else", () => {
    const compiled = withRules([{ paths: ["/v1/*"], to: "tei" }]);
    expect(matcherOf(compiled).pathRules).toMatchObject([{ paths: ["/v1/embeddings"], service: "tei" }]);
    expect(openings(compiled)).toEqual([{ servers: ["tei"], opens: ["/v1/embeddings"], closes: [] }]);
  });

  test("opens exact paths, prefixes and templates, a method with those that need it", () => {
    const compiled = withRules([{ prefix: "/", to: "vllm" }]);
    const requests = [
      "POST /v1/chat/completions",
      "POST /v1/audio/speech",
      "GET /v1/responses/r1",
      "POST /v1/responses/r1/cancel",
    ];
    expect(requests.map((request) => served(compiled, request))).toEqual(["vllm", "vllm", "vllm", "vllm"]);
    const others = [
      "/v1/chat/completions/render",
      "/v1/audio",
      "POST /v1/responses/render",
      "/pause",
      "/%73leep",
      "/v9/new",
    ];
    expect(others.map((request) => served(compiled, request))).toEqual(others.map(() => "404"));
  });

  test("of a default, also of the whole proxy", () => {
    const compiled = withDefault({ to: "vllm" });
    expect([served(compiled, "/v1/models"), served(compiled, "/metrics")]).toEqual(["vllm", "404"]);
    const whole = withGroups([], { default: { to: "vllm" } });
    expect([served(whole, "http://other.com/v1/models"), served(whole, "http://other.com/sleep")]).toEqual([
      "vllm",
      "404",
    ]);
  });

  test.each<[RuleConfig, string, string]>([
    [{ prefix: "/llm", rewrite: { prefix: "/" }, to: "vllm" }, "/llm/v1/models", "vllm as /v1/models"],
    [{ prefix: "/llm", rewrite: { prefix: "/" }, to: "vllm" }, "/llm/sleep", "404"],
    [{ prefix: "/llm", rewrite: { prefix: "/" }, to: "vllm" }, "GET /llm/v1/responses/r", "vllm as /v1/responses/r"],
    [{ prefix: "/llm", rewrite: { prefix: "/" }, to: "vllm" }, "/llm/v1/audio/speech", "vllm as /v1/audio/speech"],
    [{ prefix: "/tei", rewrite: { prefix: "/" }, to: "tei" }, "POST /tei", "tei as /"],
    [{ paths: ["/gpt/*"], rewrite: { prefix: "/v1/audio" }, to: "vllm" }, "/gpt/speech", "vllm as /v1/audio/speech"],
    [
      { paths: ["/v1/*"], rewrite: { prefix: "/internal" }, to: "vllm" },
      "/v1/v1/models",
      "vllm as /internal/v1/models",
    ],
    [{ prefix: "/LLM", ignoreCase: true, rewrite: { prefix: "/" }, to: "vllm" }, "/llm/sleep", "404"],
    [
      { prefix: "/LLM", ignoreCase: true, rewrite: { prefix: "/" }, to: "vllm" },
      "/llm/v1/models",
      "vllm as /v1/models",
    ],
    [{ prefix: "/V2", ignoreCase: true, to: "triton" }, "/v2/models/m/infer", "triton"],
    [{ model: "m", modelPaths: true, to: "vllm" }, "/models/m/v1/models", "vllm as /v1/models"],
    [{ model: "m", modelPaths: true, to: "vllm" }, "/models/m/sleep", "404"],
    [
      { template: "/t/{rest=**}", rewrite: { template: "/{rest}" }, to: "triton" },
      "/t/v2/models/m/infer",
      "triton as /v2/models/m/infer",
    ],
    [
      { template: "/t/{rest=**}", rewrite: { template: "/{rest}" }, to: "triton" },
      "POST /t/v2/repository/index",
      "404",
    ],
    [
      { template: "/m/{model}/{verb}", rewrite: { template: "/v2/models/{model}/{verb}" }, to: "triton" },
      "/m/x/infer",
      "triton as /v2/models/x/infer",
    ],
    [
      { template: "/m/{model}/{verb}", rewrite: { template: "/v2/models/{model}/{verb}" }, to: "triton" },
      "/m/x/config",
      "404",
    ],
    [{ template: "/v2/models/{name}", to: "triton" }, "/v2/models/m", "triton"],
    [{ template: "/v2/models/{name}", to: "triton" }, "/v2/models/stats", "404"],
    [
      { template: "/{tenant}/{rest=**}", rewrite: { template: "/{rest}" }, to: "vllm" },
      "/t1/v1/models",
      "vllm as /v1/models",
    ],
    [{ template: "/{tenant}/{rest=**}", rewrite: { template: "/{rest}" }, to: "vllm" }, "/t1/sleep", "404"],
    [{ regex: "/v[0-9]/.*", to: "triton" }, "/v2/models/m/infer", "triton"],
    [{ regex: "/v[0-9]/.*", to: "triton" }, "/v2/logging", "404"],
    [{ regex: "/v1/(chat|x).*", to: "vllm" }, "/v1/chat/completions", "vllm"],
    [{ regex: "/v1/(chat|x).*", to: "vllm" }, "/v1/chat/completions/render", "404"],
    [{ regex: "/sleep|/wake_up", to: "vllm" }, "/sleep", "vllm"],
    [{ api: "openai.chat", to: "vllm" }, "/v1/chat/completions", "vllm"],
    [{ api: "openai.chat", to: "vllm" }, "/v1/chat/completions/render", "404"],
    [{ api: "rerank", to: "vllm" }, "/rerank", "404"],
    [{ api: "kserve.v2", to: "triton" }, "POST /v2/models/m/trace/setting", "404"],
    [{ api: "kserve.v2", to: "triton" }, "/v2/models/m/infer", "triton"],
    [{ paths: ["/sleep"], to: "vllm" }, "/sleep", "vllm"],
    [{ paths: ["/*"], mirror: "vllm", to: "a" }, "/sleep", "404"],
    [{ paths: ["/*"], to: { a: 1, vllm: 1 } }, "/sleep", "404"],
    [{ paths: ["/*"], to: { triton: 1, vllm: 1 } }, "/v1/models", "404"],
    [{ paths: ["/*"], opens: "everything", to: "vllm" }, "/sleep", "vllm"],
  ])("%j: %s is %s", (rule, request, expected) => {
    expect(served(withRules([rule]), request)).toBe(expected);
  });

  test("opens of several servers what each of them publishes", () => {
    const compiled = withRules([{ prefix: "/", to: { vllm: 1, sglang: 1 } }]);
    expect(openings(compiled)[0]?.opens).toContain("/v1/audio/transcriptions");
    expect(served(compiled, "/v1/audio/translations")).toBe("404");
    expect(served(compiled, "GET /v1/responses/r1")).toBe("sglang 50 vllm 50");
  });

  test("opens what it publishes below a prefix of its own, where nothing else matches", () => {
    const compiled = withRules([{ prefix: "/litellm", to: "litellm" }]);
    expect(openings(compiled)).toMatchObject([{ below: "/litellm" }]);
    const requests = ["/litellm/v1/chat/completions", "/litellm/key/generate", "/litellm/config/update", "/litellm"];
    expect(requests.map((request) => served(compiled, request))).toEqual(["litellm", "404", "404", "404"]);
    expect(reported(compiled)).toEqual([]);
  });

  test("leaves what it closes to the default, which is shadowed only where it would answer otherwise", () => {
    const shadowOf = (group: object) => {
      const { routes } = withRules([], { routes: [{ hosts: ["a.com"], ...group }] });
      return routes.find(({ origin, host }) => origin === "default" && host === "a.com")?.shadowedBy;
    };
    const rules = [{ prefix: "/", to: "vllm" }];
    expect(shadowOf({ rules })).toBeUndefined();
    expect(shadowOf({ rules, default: { to: "tei" } })).toEqual(["routes", 0, "rules", 0]);
    expect(shadowOf({ rules: [{ prefix: "/", to: "vllm", opens: "everything" }] })).toEqual(["routes", 0, "rules", 0]);
  });

  test("says so where it publishes nothing", () => {
    expect(reported(withRules([{ prefix: "/v1/files", to: "vllm" }]))).toEqual([
      "warning routes[0].rules[0]: vLLM publishes nothing below this: every request is answered with 404 → name the paths that clients need one by one in `paths`, or write `opens: everything`",
    ]);
    expect(reported(withRules([{ paths: ["/v1/rerank", "/v1/rerank/*"], to: "tei" }]))).toEqual([]);
    expect(reported(withRules([{ regex: "/v1/(chat|a).*", to: "vllm" }])).join()).toContain("/v1/audio/* stays closed");
  });

  test("says so where more specific rules take all that it publishes", () => {
    const chat = { paths: ["/v1/chat/*"], to: "vllm" };
    const taken = expect.stringMatching(/^warning .*: more specific rules take all that vLLM publishes below this/);
    const exact = { paths: ["/v1/chat/completions"], to: "tei" };
    expect(reported(withRules([chat, exact]))).toEqual([taken]);
    expect(reported(withRules([{ ...chat, headers: { "x-tier": "gold" } }, exact]))).toEqual([taken]);
    expect(reported(withRules([chat, { ...exact, headers: { "x-tier": "gold" } }]))).toEqual([]);
  });

  test("opens what a rule or a family names though it is optional", () => {
    expect(served(withRules([{ prefix: "/v1/files", to: "litellm" }]), "/v1/files/f1")).toBe("litellm");
    expect(served(withRules([{ api: "openai.files", to: "litellm" }]), "/v1/files/f1")).toBe("litellm");
    expect(served(withRules([{ paths: ["/v1/*"], to: "litellm" }]), "/v1/files/f1")).toBe("404");
  });

  test("closes its rest before whoever would serve it, under its conditions only", () => {
    const rules = [
      { paths: ["/v1/*"], headers: { "x-engine": "vllm" }, to: "vllm" },
      { paths: ["/*"], to: "a" },
    ];
    const compiled = withRules(rules);
    expect(served(compiled, "/v1/tokenizer", { "x-engine": "vllm" })).toBe("404");
    expect(served(compiled, "/v1/tokenizer")).toBe("a");
    expect(served(compiled, "/v1/models", { "x-engine": "vllm" })).toBe("vllm");
    const closes = (rules: RuleConfig[]) =>
      JSON.stringify(withRules(rules).urlMap.pathMatchers?.[0]?.routeRules ?? []).includes('"closed"');
    expect([closes(rules), closes(rules.slice(0, 1))]).toEqual([true, false]);
  });

  test("outranks no rule that it would not outrank itself", () => {
    const compiled = withRules([
      { paths: ["/*"], to: "tei" },
      { paths: ["/v1/*"], to: "a" },
    ]);
    expect(matcherOf(compiled).pathRules).toBeDefined();
    expect(served(compiled, "/v1/embeddings")).toBe("a");
    expect(openings(compiled)[0]?.opens).not.toContain("/v1/embeddings");
  });

  test("costs nothing where the server is unknown", () => {
    const workloads = { own: instanceGroup("own") };
    expect(onlyRouteRule(withRules([{ method: "GET", to: "own" }], { workloads })).matchRules).toHaveLength(1);
  });
});

describe("a wide route to a server whose paths are the user's own", () => {
  test("closes a list, in its plain spelling", () => {
    const compiled = withRules([{ prefix: "/", to: "ray" }]);
    const requests = ["/my/app", "/-/routes", "/docs", "/docs/x", "/%2D/routes"];
    expect(requests.map((request) => served(compiled, request))).toEqual(["ray", "404", "404", "ray", "ray"]);
    expect(openings(compiled)[0]).toMatchObject({
      servers: ["ray"],
      closes: expect.arrayContaining(["/-/*", "/docs"]),
    });
    expect(openings(compiled)[0]?.opens).toBeUndefined();
  });

  test.each<[RuleConfig, string, string]>([
    [{ prefix: "/app", to: "ray" }, "/app/docs", "404"],
    [{ prefix: "/app", rewrite: { prefix: "/" }, to: "ray" }, "/app/-/routes", "404"],
    [{ regex: "/.*", to: "ray" }, "/-/routes", "404"],
    [{ prefix: "/docs", to: "ray" }, "/docs", "ray"],
    [{ prefix: "/", opens: "everything", to: "ray" }, "/docs", "ray"],
  ])("%j: %s is %s", (rule, request, expected) => {
    expect(served(withRules([rule]), request)).toBe(expected);
  });

  test("leaves with others what they serve there", () => {
    const compiled = withRules([
      { prefix: "/", to: "ray" },
      { paths: ["/-/*"], to: "a" },
      { paths: ["/docs"], to: "b" },
    ]);
    expect(["/-/routes", "/docs", "/redoc"].map((path) => served(compiled, path))).toEqual(["a", "b", "404"]);
  });
});

/** An encoded spelling of these may pass: a template of one segment covers them, and only statistics stand there. */
const MAY_PASS = new Set(["/v2/models/stats"]);

/** A wide rule, and where it puts what the server calls `/`. */
const wideRule = fc
  .tuple(
    fc.constantFrom("/", "/llm", "/team/a"),
    fc.boolean(),
    fc.constantFrom("prefix", "paths", "template", "regex"),
    fc.boolean(),
  )
  .map(([prefix, rewrites, form, conditional]) => {
    const base = prefix === "/" ? "" : prefix;
    const rewrite =
      !rewrites || form === "regex" ? undefined : form === "template" ? { template: "/{rest}" } : { prefix: "/" };
    const path: Partial<RuleConfig> =
      form === "prefix"
        ? { prefix }
        : form === "paths"
          ? { paths: [`${base}/*`] }
          : form === "template"
            ? { template: `${base}/{rest=**}` }
            : { regex: `${base}/.*` };
    return { base, words: { ...path, ...(rewrite && { rewrite }), ...(conditional && { headers: { x: "1" } }) } };
  });

test("whatever the wide rule, all that is published is served and nothing else, in any spelling", () => {
  const everyRoute = new Map(PUBLISHING.map((server) => [server, closedRoutesOf(server)]));
  fc.assert(
    fc.property(
      fc.constantFrom<ServerName>(...PUBLISHING),
      wideRule,
      fc.constantFrom(undefined, "a"),
      fc.nat(),
      (server, { base, words }, fallback, from) => {
        const workloads = { known: instanceGroup("known", { server }), a: instanceGroup("a") };
        const routes = [
          { hosts: [HOST], rules: [{ ...words, to: "known" }], ...(fallback && { default: { to: fallback } }) },
        ];
        const map = compileUrlMap(withGroups(routes, { workloads }).urlMap);
        const answer = (method: string, path: string) => {
          const decision = decide(map, { method, scheme: "http", host: HOST, path: base + path, headers: { x: "1" } });
          return decision.kind === "forward" ? decision.destinations[0]?.service : "404";
        };
        const closed = everyRoute.get(server) ?? [];
        // Some of LiteLLM's 837 each time.
        for (const { methods, path } of [...closed, ...closed].slice(from % closed.length).slice(0, 60))
          for (const method of methods) {
            if (answer(method, path) !== "404") throw new Error(`${method} ${path}`);
            for (const spelling of MAY_PASS.has(path) ? [] : spellingsOf(path))
              if (answer(method, spelling) !== "404") throw new Error(`${method} ${spelling}`);
          }
        for (const { methods, path } of publishedRoutesOf(server))
          for (const method of methods)
            if (answer(method, path) !== "known") throw new Error(`closed: ${method} ${path}`);
      },
    ),
    { numRuns: Number(process.env.SERVER_RUNS ?? 60) },
  );
});

test.each(PUBLISHING)("%s: no registered path gets through the default but what is published", (server) => {
  const map = compileUrlMap(
    withDefault({ to: "known" }, { workloads: { known: instanceGroup("known", { server }) } }).urlMap,
  );
  const open = closedRoutesOf(server).flatMap(({ methods, path }) =>
    methods.flatMap((method) =>
      [path, ...(MAY_PASS.has(path) ? [] : spellingsOf(path))].filter(
        (spelling) =>
          decide(map, { method, scheme: "http", host: HOST, path: spelling, headers: {} }).kind === "forward",
      ),
    ),
  );
  expect(open).toEqual([]);
});
