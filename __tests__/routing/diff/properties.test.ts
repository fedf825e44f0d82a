import fc from "fast-check";
import { diffUrlMaps } from "../../../routing/diff/diff-routes";
import type { Decision, Request } from "../../../routing/evaluate/decision";
import { type CompiledUrlMap, compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { parseRequest } from "../../../routing/evaluate/request";
import type { PathRule, RouteRule, UrlMap } from "../../../routing/url-map";
import { editedMaps } from "../../support/arbitraries/edited-url-maps";
import { aimed, shot } from "../../support/arbitraries/envoy/request";
import { urlMap } from "../../support/arbitraries/envoy/url-map";
import { overlappingUrlMap, pathRules, request } from "../../support/arbitraries/overlapping-url-map";
import { anyHost } from "../../support/routing/url-map-builders";
import { runs } from "../../support/runs";

const PAIRS = Number(process.env.DIFF_PAIRS ?? runs(150));
const SEED = Number(process.env.DIFF_SEED ?? 20_261_124);
/** For each pair of URL maps: half of them aimed at the one before, half at the one after. */
const REQUESTS = 40;

const shots = fc.array(shot, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 });
const requests = fc.array(request, { minLength: REQUESTS, maxLength: REQUESTS });

describe(`random edits of random URL maps, seed ${SEED}`, () => {
  const size = (share: number) => ({ numRuns: Math.ceil(PAIRS * share), seed: SEED });

  test("no request that is answered differently is left out, and every example is answered differently", () => {
    fc.assert(
      fc.property(editedMaps(urlMap), shots, ({ before, after }, several) => {
        expectTruth(
          before,
          after,
          [before, after].flatMap((map) => several.map((each) => aimed(map, each))),
        );
      }),
      size(0.6),
    );
  });

  test("the same where many rules overlap", () => {
    fc.assert(
      fc.property(editedMaps(overlappingUrlMap), requests, ({ before, after }, several) =>
        expectTruth(before, after, several),
      ),
      size(0.4),
    );
  });

  test("hardly anything is left undecided, because none of the random conditions is opaque", () => {
    process.stdout.write(`diff: ${PAIRS} pairs, seed ${SEED}, ${JSON.stringify(counts)}\n`);
    expect(counts["may change"]).toBeLessThanOrEqual(counts.changed / 500);
  });
});

const counts = { changed: 0, "may change": 0 };

function expectTruth(before: UrlMap, after: UrlMap, requests: readonly Request[]): void {
  const diff = diffUrlMaps(before, after);
  const sides = [compileUrlMap(before), compileUrlMap(after)] as const;
  const missed = requests.find((request) => isAnsweredDifferently(sides, request) && !diff.covers(request));
  if (missed) throw new Error(`changed without notice: ${JSON.stringify({ request: missed, before, after })}`);
  for (const { verdict, example } of diff.changes) {
    counts[verdict]++;
    if (!example) {
      expect(verdict).toBe("may change");
      continue;
    }
    const request = parseRequest(example.method, example.url, example.headers);
    if (!isAnsweredDifferently(sides, request) || !diff.covers(request))
      throw new Error(`no example of a change: ${JSON.stringify({ request, before, after })}`);
  }
}

/** Compared as data, apart from what has no effect; not with the code that is tested. */
function isAnsweredDifferently([before, after]: readonly [CompiledUrlMap, CompiledUrlMap], request: Request): boolean {
  return answer(decide(before, request)) !== answer(decide(after, request));
}

function answer({ matched, notes, ...decision }: Decision): string {
  return JSON.stringify(effective(decision));
}

/** Without empty values and faults that never happen. Lists in which the order means nothing are sorted. */
function effective(value: unknown, name = ""): unknown {
  if (name === "headerName" || name === "headerNames") return String(value).toLowerCase();
  if (Array.isArray(value)) {
    const kind = name.endsWith("ToRemove") ? "headerNames" : "";
    const items = value.map((item) => effective(item, kind)).filter((item) => item !== undefined);
    const isOrdered = name === "headerActions" || name.endsWith("ToAdd");
    if (items.length === 0) return undefined;
    return isOrdered ? items : items.map((item) => JSON.stringify(item)).sort();
  }
  if (typeof value !== "object" || value === null) return value;
  if ("percentage" in value && value.percentage === 0) return undefined;
  const fields = Object.entries(value)
    .map(([key, field]) => [key, effective(field, key)] as const)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

describe("nothing is reported", () => {
  const nothing = (before: UrlMap, after: UrlMap) => expect(diffUrlMaps(before, after).changes).toEqual([]);

  test("between a URL map and itself", () => {
    fc.assert(fc.property(fc.oneof(urlMap, overlappingUrlMap), (map) => nothing(map, structuredClone(map))));
  });

  test("when hosts, matchers, rules and paths stand in another order", () => {
    fc.assert(fc.property(fc.oneof(urlMap, overlappingUrlMap), (map) => nothing(map, reversed(map))));
  });

  test("between path rules and the route rules that say the same", () => {
    fc.assert(
      fc.property(pathRules, (rules) =>
        nothing(anyHost({ pathRules: rules }), anyHost({ routeRules: asRouteRules(rules) })),
      ),
    );
  });

  test("when path matchers have other names", () => {
    fc.assert(fc.property(urlMap, (map) => nothing(map, renamed(map))));
  });
});

function reversed(map: UrlMap): UrlMap {
  return {
    ...map,
    hostRules: map.hostRules?.toReversed(),
    pathMatchers: map.pathMatchers
      ?.map((matcher) => ({
        ...matcher,
        pathRules: matcher.pathRules?.map((rule) => ({ ...rule, paths: rule.paths.toReversed() })).reverse(),
        routeRules: matcher.routeRules?.toReversed(),
      }))
      .reverse(),
  };
}

function renamed(map: UrlMap): UrlMap {
  return {
    ...map,
    hostRules: map.hostRules?.map((rule) => ({ ...rule, pathMatcher: `new-${rule.pathMatcher}` })),
    pathMatchers: map.pathMatchers?.map((matcher) => ({ ...matcher, name: `new-${matcher.name}` })),
  };
}

/** Exact paths before prefixes, long before short. */
function asRouteRules(rules: readonly PathRule[]): RouteRule[] {
  const isExact = (path: string) => !path.endsWith("/*");
  return rules
    .flatMap(({ paths, ...target }) => paths.map((path) => ({ path, target })))
    .sort((a, b) => Number(isExact(b.path)) - Number(isExact(a.path)) || b.path.length - a.path.length)
    .map(({ path, target }, i) => ({
      priority: i + 1,
      matchRules: [isExact(path) ? { fullPathMatch: path } : { prefixMatch: path.slice(0, -1) }],
      ...target,
    }));
}
