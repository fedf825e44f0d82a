import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { SERVERS } from "../../../config/presets/servers";
import type { RouteGroupConfig, RuleConfig } from "../../../config/schema/config";
import { collectFindings } from "../../../routing/compile/collect-findings";
import { type Compilation, compile } from "../../../routing/compile/compile";
import { matchesMayMeet } from "../../../routing/compile/overlap";
import { meet } from "../../../routing/compile/path-mapping";
import { reachOf } from "../../../routing/compile/reachable";
import { defaultsOf, pathRulesOf, routeRulesOf } from "../../../routing/compile/rule-forms";
import { tablesOf } from "../../../routing/compile/table";
import { headerCondition } from "../../../routing/evaluate/condition";
import type { Decision, Request } from "../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { covers, type PathPattern } from "../../../routing/paths/path-pattern";
import type { PathMatcher } from "../../../routing/url-map";
import {
  anyPaths,
  conditionalRule,
  group,
  path,
  plainRichRule,
  plainRule,
  requests,
  richRule,
} from "../../support/arbitraries/route-words";
import { HOST, instanceGroup, modelOf, withGroups, withRules } from "../../support/routing/compiled";
import { runs } from "../../support/runs";

const hasErrors = ({ findings }: Compilation) => findings.some(({ severity }) => severity === "error");
const onHost = (request: Request): Request => ({ ...request, host: HOST });

/** Whether a client and a workload notice a difference. */
function alike({ matched, notes, ...a }: Decision, { matched: _, notes: __, ...b }: Decision): boolean {
  return isDeepStrictEqual(a, b);
}

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

test("path rules and route rules decide every request alike", () => {
  fc.assert(
    fc.property(fc.array(plainRule, { minLength: 1, maxLength: 12 }), requests, (rules, sent) => {
      const model = modelOf({ routes: [{ hosts: [HOST], rules }] });
      const { report, findings } = collectFindings();
      const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
      const [table] = tablesOf(model, {
        workloads,
        scheme: "EXTERNAL_MANAGED",
        servesHttps: false,
        modelHeader: "x-model",
        report,
      });
      fc.pre(table !== undefined && findings().length === 0);
      const { reachable } = reachOf(table.entries);
      const [byPath, byPriority] = [{ pathRules: pathRulesOf(reachable) }, { routeRules: routeRulesOf(reachable) }].map(
        (form: Partial<PathMatcher>) =>
          compileUrlMap({
            defaultService: "closed",
            hostRules: [{ hosts: ["*"], pathMatcher: "m" }],
            pathMatchers: [{ name: "m", ...defaultsOf(table.fallback.action), ...form }],
          }),
      );
      fc.pre(byPath !== undefined && byPriority !== undefined);
      expect(sent.filter((request) => !alike(decide(byPath, request), decide(byPriority, request)))).toEqual([]);
    }),
    { numRuns: runs(300) },
  );
});

test("path rules and route rules also agree where prefixes are replaced and wide rules open a part", () => {
  fc.assert(
    fc.property(fc.array(plainRichRule, { minLength: 1, maxLength: 12 }), requests, (rules, sent) => {
      const byPath = withRules(rules);
      fc.pre(!hasErrors(byPath));
      // One more rule, which no request matches, is enough to have route rules.
      const byPriority = withRules([...rules, { paths: ["/x"], headers: { never: "1" }, to: "a" }]);
      expect(byPath.urlMap.pathMatchers?.[0]?.routeRules).toBeUndefined();
      expect(byPriority.urlMap.pathMatchers?.[0]?.pathRules).toBeUndefined();
      const [first, second] = [compileUrlMap(byPath.urlMap), compileUrlMap(byPriority.urlMap)];
      const differing = sent.map(onHost).filter((request) => !alike(decide(first, request), decide(second, request)));
      expect(differing).toEqual([]);
    }),
    { numRuns: runs(300) },
  );
});

test("the order of rules, groups, hosts and workloads changes no byte", () => {
  const words = fc.array(group, { minLength: 1, maxLength: 4 }).chain((groups) =>
    fc.tuple(
      fc.constant(groups),
      shuffled(groups).chain((order) =>
        fc.tuple(
          ...order.map(({ hosts = [], rules = [] }) => fc.record({ hosts: shuffled(hosts), rules: shuffled(rules) })),
        ),
      ),
      shuffled(["a", "b", "c", "vllm", "triton", "europe"]),
    ),
  );
  const workloads = {
    a: instanceGroup("a"),
    b: instanceGroup("b"),
    c: instanceGroup("c"),
    vllm: instanceGroup("vllm", { server: "vllm" }),
    triton: instanceGroup("triton", { server: "triton" }),
    europe: { backends: [{ instanceGroup: "europe-west4-a/europe" }] },
  };
  fc.assert(
    fc.property(words, ([groups, reordered, ids]) => {
      const reorderedWorkloads = Object.fromEntries(ids.map((id) => [id, workloads[id as keyof typeof workloads]]));
      const before = withGroups(groups, { workloads });
      const after = withGroups(reordered as RouteGroupConfig[], { workloads: reorderedWorkloads });
      expect(hasErrors(after)).toBe(hasErrors(before));
      expect(JSON.stringify(after.urlMap)).toBe(JSON.stringify(before.urlMap));
      const routes = ({ routes }: Compilation) => routes.map(({ source, shadowedBy, ...route }) => route);
      expect(JSON.stringify(routes(after))).toBe(JSON.stringify(routes(before)));
    }),
    { numRuns: runs(200) },
  );
});

/** The precedence of the design once more, as plainly as it can be said, for one rule and one request. */
interface Candidate {
  readonly rank: readonly number[];
  readonly to: unknown;
}

function candidates({ paths = [], prefix, method, headers = {}, to }: RuleConfig, request: Request): Candidate[] {
  const patterns = [
    ...paths.map((text) => ({ text, prefix: false })),
    ...(prefix ? [{ text: prefix, prefix: true }] : []),
  ];
  if (method !== undefined && method !== request.method) return [];
  if (Object.entries(headers).some(([name, value]) => request.headers[name] !== value)) return [];
  return patterns.flatMap(({ text, prefix }): Candidate[] => {
    const isBelow = !prefix && text.endsWith("/*");
    const start = isBelow ? text.slice(0, -1) : text;
    const root = prefix && text === "/";
    const matches = prefix
      ? root || request.path === text || request.path.startsWith(`${text}/`)
      : isBelow
        ? request.path.startsWith(start)
        : request.path === text;
    const exact = !prefix && !isBelow;
    const rank = [Number(exact), start.length, Number(method !== undefined), Object.keys(headers).length];
    return matches ? [{ rank, to }] : [];
  });
}

function mostSpecific(rules: readonly RuleConfig[], request: Request): unknown {
  const [best] = rules
    .flatMap((rule) => candidates(rule, request))
    .sort((a, b) => {
      const different = a.rank.findIndex((value, index) => value !== b.rank[index]);
      return different < 0 ? 0 : (b.rank[different] ?? 0) - (a.rank[different] ?? 0);
    });
  return best?.to;
}

test("the compiled URL map serves what the most specific rule says", () => {
  fc.assert(
    fc.property(fc.array(conditionalRule, { minLength: 1, maxLength: 12 }), requests, (rules, sent) => {
      const compiled = withRules(rules);
      fc.pre(!hasErrors(compiled));
      const map = compileUrlMap(compiled.urlMap);
      for (const request of sent.map(onHost)) {
        const decision = decide(map, request);
        const service = decision.kind === "forward" ? decision.destinations[0]?.service : undefined;
        expect(service).toBe(mostSpecific(rules, request));
      }
    }),
    { numRuns: runs(300) },
  );
});

/** What the named servers among the destinations publish or close, as they see a request, whatever its case. */
function verdictOf(decision: Decision, { method }: Request): "published" | "optional" | "closed" | "unknown" {
  if (decision.kind !== "forward") return "unknown";
  const asSeen = decision.rewritten.path;
  const path = asSeen.toLowerCase();
  const known = decision.destinations.flatMap(({ service }) => NAMED[service as keyof typeof NAMED] ?? []);
  if (known.length === 0) return "unknown";
  const isOneOf = (paths: readonly string[] = [], text = path) =>
    paths.some((one) => meet({ text, seen: text, method }, one.includes(" ") ? one : `${method} ${one}`) !== undefined);
  // A list of closed paths holds for their plain spelling.
  if (known.some((server) => isOneOf(SERVERS[server].closed, asSeen))) return "closed";
  // It is closed below a prefix of the server's own too.
  const ends = [...asSeen.matchAll(/\//g)].map(({ index }) => asSeen.slice(index));
  if (known.some((server) => ends.some((end) => isOneOf(SERVERS[server].closed, end)))) return "optional";
  if (known.every((server) => SERVERS[server].published === undefined || isOneOf(SERVERS[server].published)))
    return "published";
  return known.some((server) => isOneOf(SERVERS[server].optional)) ? "optional" : "closed";
}

const NAMED = { vllm: "vllm", triton: "triton", tei: "tei", ray: "bentoml" } as const;

test("wide rules open what servers publish, and nothing else is served otherwise because of that", () => {
  const words = fc.tuple(
    fc.array(richRule, { minLength: 1, maxLength: 8 }),
    fc.option(fc.constantFrom("vllm", "a", "triton", "tei", "ray"), { nil: undefined }),
  );
  const workloads = (servers: boolean) => ({
    a: instanceGroup("a"),
    b: instanceGroup("b"),
    c: instanceGroup("c"),
    vllm: instanceGroup("vllm", servers ? { server: "vllm" } : {}),
    triton: instanceGroup("triton", { profile: "media", ...(servers ? { server: "triton" } : {}) }),
    tei: instanceGroup("tei", { profile: "embeddings", ...(servers ? { server: "tei" } : {}) }),
    ray: instanceGroup("ray", servers ? { server: "bentoml" } : {}),
    europe: { backends: [{ instanceGroup: "europe-west4-a/europe" }] },
  });
  const seen = { closed: 0, open: 0 };
  fc.assert(
    fc.property(words, requests, ([rules, fallback], sent) => {
      // Path rules have another place for headers than route rules: one more rule, and both maps have route rules.
      const both: RuleConfig[] = [...rules, { paths: ["/never"], headers: { never: "1" }, to: "a" }];
      const routes = [{ hosts: [HOST], rules: both, ...(fallback && { default: { to: fallback } }) }];
      const open = withGroups(routes, { workloads: workloads(false) });
      fc.pre(!hasErrors(open));
      const closed = withGroups(routes, { workloads: workloads(true) });
      const [before, after] = [compileUrlMap(open.urlMap), compileUrlMap(closed.urlMap)];
      for (const request of sent.map(onHost)) {
        const [wide, cut] = [decide(before, request), decide(after, request)];
        const verdict = verdictOf(wide, request);
        if (cut.kind === "respond" && wide.kind === "forward") {
          seen.closed++;
          if (verdict === "unknown") throw new Error(`closed: ${request.path}`);
          // A path in another case is another path, and what an expression or a template matches cannot always be told.
          const asWritten = wide.rewritten.path === wide.rewritten.path.toLowerCase();
          if (verdict === "published" && asWritten && !isOpaque(wide)) throw new Error(`closed: ${request.path}`);
          continue;
        }
        if (!alike(cut, wide) && !sameButForCase(cut, wide)) throw new Error(`served otherwise: ${request.path}`);
        if (cut.kind !== "forward" || verdict === "unknown" || verdict === "published") continue;
        seen.open++;
        // What else is open has been named: by an exact path, a list of some, or as an optional one; or lies below an own prefix.
        const pattern = cut.matched.rule?.pattern ?? "";
        const named = pattern.toLowerCase() === request.path.toLowerCase() || /^\/[a-z]+\|/.test(pattern);
        if (!named && !belowOwnPrefix(cut) && verdict !== "optional") throw new Error(`open: ${request.path}`);
      }
    }),
    { numRuns: runs(300) },
  );
  expect(seen.closed).toBeGreaterThan(runs(300));
  expect(seen.open).toBeGreaterThan(0);
});

const isOpaque = ({ matched }: Decision) => /[([.{*]/.test(matched.rule?.pattern.replace(/\/\*$/, "") ?? "");

/** An exact path that is found in any case is rewritten as the server writes it. */
const sameButForCase = (a: Decision, b: Decision) =>
  a.kind === "forward" &&
  b.kind === "forward" &&
  isDeepStrictEqual(a.destinations, b.destinations) &&
  a.rewritten.path.toLowerCase() === b.rewritten.path.toLowerCase();

/** Whether what stands behind the first segments is published. */
function belowOwnPrefix(decision: Decision): boolean {
  if (decision.kind !== "forward") return false;
  const segments = decision.rewritten.path.toLowerCase().split("/");
  return segments.some((_, index) => {
    const path = `/${segments.slice(index + 1).join("/")}`;
    return decision.destinations.some(({ service }) => {
      const server = NAMED[service as keyof typeof NAMED];
      return server !== undefined && SERVERS[server].published?.some((one) => meet({ text: path, seen: path }, one));
    });
  });
}

test("rules of random kinds always compile, and without errors always evaluate", () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 4 }), requests, (groups, sent) => {
      const compiled = withGroups(groups);
      if (hasErrors(compiled)) return;
      const map = compileUrlMap(compiled.urlMap);
      for (const request of sent) decide(map, request);
    }),
    { numRuns: runs(300) },
  );
});

const entries = (words: RuleConfig) => {
  const { report } = collectFindings();
  const model = modelOf({ routes: [{ hosts: [HOST], rules: [words] }] });
  return (
    tablesOf(model, {
      workloads: new Map(),
      scheme: "EXTERNAL_MANAGED",
      servesHttps: false,
      modelHeader: "x-model",
      report,
    })[0]?.entries ?? []
  );
};

test("two patterns that one path matches may meet, and what covers a pattern matches all its paths", () => {
  const sampled = fc.array(
    fc.oneof(
      path,
      path.map((text) => text.toUpperCase()),
    ),
    { minLength: 20, maxLength: 60 },
  );
  fc.assert(
    fc.property(anyPaths, anyPaths, sampled, (first, second, paths) => {
      for (const { match: a } of entries({ ...first, to: "a" }))
        for (const { match: b } of entries({ ...second, to: "a" })) {
          const matches = (pattern: PathPattern) => paths.filter((text) => pattern.matches(text));
          const both = matches(a.path).filter((text) => b.path.matches(text));
          if (both.length > 0) expect(matchesMayMeet(a, b)).toBe(true);
          if (covers(a.path, b.path)) expect(matches(b.path)).toEqual(both);
        }
    }),
    { numRuns: runs(600) },
  );
});

test("two conditions on one header that one value matches may meet", () => {
  const value = fc.constantFrom("a", "ab", "b", "ba", "1", "7", "abab", "x-a");
  const condition = fc.oneof(
    value,
    fc
      .tuple(
        fc.oneof(
          value.map((exact) => ({ exact })),
          value.map((prefix) => ({ prefix })),
          value.map((suffix) => ({ suffix })),
          fc.constantFrom("a.*", ".*b", "(a|b).*", "[0-9]+", "ab?", "a|7", "x-[ab]").map((regex) => ({ regex })),
          fc.constantFrom({ from: 0, to: 5 }, { from: 5, to: 9 }, { from: 1, to: 2 }).map((range) => ({ range })),
        ),
        fc.constantFrom({}, { not: true as const }),
      )
      .map(([condition, inverted]) => ({ ...condition, ...inverted })),
    fc.constantFrom({ present: true as const }, { absent: true as const }),
  );
  const matches = (words: RuleConfig, headers: Request["headers"]): boolean => {
    const request: Request = { method: "GET", scheme: "http", host: HOST, path: "/", headers };
    return entries(words).every(({ match }) =>
      match.headers.every((header) => headerCondition(header, "").holds(request)),
    );
  };
  fc.assert(
    fc.property(condition, condition, fc.option(value), (first, second, sent) => {
      const [a, b] = [first, second].map((x): RuleConfig => ({ headers: { x }, to: "a" }));
      fc.pre(a !== undefined && b !== undefined);
      const headers: Request["headers"] = sent === null ? {} : { x: sent };
      fc.pre(matches(a, headers) && matches(b, headers));
      for (const { match } of entries(a))
        for (const { match: other } of entries(b)) expect(matchesMayMeet(match, other)).toBe(true);
    }),
    { numRuns: runs(300) },
  );
});

test("a model compiles to the same bytes twice", () => {
  const model = modelOf({ routes: [{ rules: [{ paths: ["/v1/*"], to: "vllm" }] }] });
  expect(JSON.stringify(compile(model))).toBe(JSON.stringify(compile(model)));
});
