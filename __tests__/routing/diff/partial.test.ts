import fc from "fast-check";
import { diffPartialMaps } from "../../../routing/diff/partial";
import type { Request } from "../../../routing/evaluate/decision";
import { type CompiledUrlMap, compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { differingAspects, meaningOf } from "../../../routing/evaluate/meaning";
import { parseRequest } from "../../../routing/evaluate/request";
import type { PartialUrlMap } from "../../../routing/unread";
import type { UrlMap } from "../../../routing/url-map";
import { editedMaps } from "../../support/arbitraries/edited-url-maps";
import { aimed, shot } from "../../support/arbitraries/envoy/request";
import { urlMap } from "../../support/arbitraries/envoy/url-map";
import { misspelt, only, type Place, placesOf, plan, synthesized, withForeign } from "../../support/routing/hidden";
import { runs } from "../../support/runs";

const MAPS = Number(process.env.UNREAD_MAPS ?? runs(120));
const SEED = Number(process.env.UNREAD_SEED ?? 20_261_128);

const picks = fc.array(fc.nat(9_999), { maxLength: 3 });
const placesAt = (map: UrlMap, positions: readonly number[]): Place[] => {
  const all = placesOf(map);
  return [...new Set(positions.map((one) => all[one % all.length]))].filter((place) => place !== undefined);
};

const isAnsweredDifferently = (before: CompiledUrlMap, after: CompiledUrlMap, request: Request) =>
  differingAspects(meaningOf(decide(before, request)), meaningOf(decide(after, request))).length > 0;

type Hide = (map: UrlMap, hidden: readonly Place[]) => PartialUrlMap;

describe(`random parts of edited URL maps are hidden, seed ${SEED}`, () => {
  test.each<[string, Hide]>([
    ["known only after apply", plan],
    ["misspelt", misspelt],
    ["of a kind that is not known here", withForeign],
    ["expressions", synthesized],
  ])("%s: no request that is answered differently is left out, and what is said to change does", (name, hide) => {
    const counts = { nothing: 0, changed: 0, "may change": 0, refused: 0 };
    fc.assert(
      fc.property(
        editedMaps(urlMap),
        picks,
        picks,
        fc.array(shot, { minLength: 15, maxLength: 15 }),
        (maps, gone, lost, shots) => {
          const truth = [compileUrlMap(hide(maps.before, []).map), compileUrlMap(hide(maps.after, []).map)] as const;
          const diff = attempt(() =>
            diffPartialMaps(
              hide(maps.before, placesAt(maps.before, gone)),
              hide(maps.after, placesAt(maps.after, lost)),
            ),
          );
          if (!diff) {
            counts.refused++;
            return;
          }
          const requests = [maps.before, maps.after].flatMap((map) => shots.map((one) => aimed(map, one)));
          const missed = requests.find((one) => isAnsweredDifferently(...truth, one) && !diff.covers(one));
          if (missed) throw new Error(`changed without notice: ${JSON.stringify({ missed, maps, gone, lost })}`);
          for (const { verdict, example } of diff.changes) {
            counts[verdict]++;
            if (verdict === "may change" || !example) continue;
            const request = parseRequest(example.method, example.url, example.headers);
            if (!isAnsweredDifferently(...truth, request))
              throw new Error(
                `not changed: ${JSON.stringify({ example, verdict, w: diff.changes.find((c) => c.example === example), a: decide(truth[0], request), b: decide(truth[1], request), u: [maps.before, maps.after].map((m, i) => hide(m, placesAt(m, i ? lost : gone)).unread) })}`,
              );
          }
          if (diff.changes.length === 0) counts.nothing++;
        },
      ),
      { numRuns: MAPS, seed: SEED, endOnFailure: true },
    );
    process.stdout.write(`diff, ${name}: ${JSON.stringify(counts)}\n`);
    expect(counts.refused).toBeLessThan(MAPS * 0.7);
  });

  test.each<[string, Hide]>([
    ["of a kind that is not known here", withForeign],
    ["misspelt", misspelt],
    ["expressions", synthesized],
  ])("%s: a document says the same as itself", (_, hide) => {
    fc.assert(
      fc.property(urlMap, picks, (map, positions) => {
        const found = attempt(() => hide(map, placesAt(map, positions)));
        const diff = found && attempt(() => diffPartialMaps(found, structuredClone(found)));
        expect(diff?.changes ?? []).toEqual([]);
      }),
      { numRuns: MAPS, seed: SEED },
    );
  });
});

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

describe("what is unread", () => {
  const exported = (more: object, rule: object = {}) =>
    only({
      name: "m",
      defaultService: "closed",
      hostRules: [{ hosts: ["a.x"], pathMatcher: "m" }],
      pathMatchers: [
        {
          name: "m",
          defaultService: "closed",
          routeRules: [{ priority: 1, matchRules: [{ prefixMatch: "/v1/", ...more }], service: "a", ...rule }],
        },
      ],
    });
  const lines = (before: PartialUrlMap, after: PartialUrlMap) =>
    diffPartialMaps(before, after).changes.map(({ verdict, hosts, path, reason }) => [
      verdict,
      hosts.join(),
      path,
      reason,
    ]);

  test("is named where it may change an answer, and not where both sides say the same", () => {
    const filters = { metadataFilters: [{ filterMatchCriteria: "MATCH_ANY" }] };
    expect(lines(exported(filters), exported(filters))).toEqual([]);
    const field = "pathMatchers[0].routeRules[0].matchRules[0].metadataFilters is not understood";
    expect(lines(exported({}), exported(filters))).toEqual([
      ["may change", "a.x", "/v1/*", field],
      ["may change", "a.x", "*", `after: ${field}`],
    ]);
  });

  test("tells what else it may do", () => {
    const stream = { routeAction: { maxStreamDuration: { seconds: "1" } } };
    expect(lines(exported({}, stream), exported({}, stream))).toEqual([]);
    expect(lines(exported({}), exported({}, stream))).toEqual([
      [
        "may change",
        "a.x",
        "*",
        "after: pathMatchers[0].routeRules[0].routeAction.maxStreamDuration is not understood; a stream may be cut",
      ],
    ]);
  });

  test("does not hide what changes whatever it says", () => {
    const filters = { metadataFilters: [{ filterMatchCriteria: "MATCH_ANY" }] };
    const verdicts = lines(exported({}), exported({}, { service: "b" })).map(([verdict]) => verdict);
    expect(verdicts).toEqual(["changed"]);
    expect(lines(exported(filters), exported(filters, { service: "b" })).map(([verdict]) => verdict)).toContain(
      "may change",
    );
  });
});
