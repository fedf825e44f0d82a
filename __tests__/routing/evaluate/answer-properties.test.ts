import fc from "fast-check";
import { type Answer, answering } from "../../../routing/evaluate/answer";
import { put } from "../../../routing/evaluate/candidates";
import type { Decision, Request } from "../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { ASPECTS, meaningOf } from "../../../routing/evaluate/meaning";
import type { PartialUrlMap } from "../../../routing/unread";
import type { UrlMap } from "../../../routing/url-map";
import { aimed, shot } from "../../support/arbitraries/envoy/request";
import { urlMap as envoyUrlMap } from "../../support/arbitraries/envoy/url-map";
import { overlappingUrlMap, request } from "../../support/arbitraries/overlapping-url-map";
import { misspelt, type Place, placesOf, plan, poolFor, synthesized, withForeign } from "../../support/routing/hidden";

const MAPS = Number(process.env.UNREAD_MAPS ?? 40);
const SEED = Number(process.env.UNREAD_SEED ?? 20_261_128);
const size = (share = 1) => ({ numRuns: Math.ceil(MAPS * share), seed: SEED, endOnFailure: true });

const shots = fc.array(shot, { minLength: 20, maxLength: 20 });
const picks = (most: number) => fc.array(fc.nat(9_999), { minLength: 1, maxLength: most });
/** Conditions and redirects every second time, for they are fewer than the parts of actions. */
const placesAt = (map: UrlMap, positions: readonly number[]): Place[] => {
  const all = placesOf(map);
  const decisive = all.filter(({ path }) => DECISIVE.test(path.join(".")));
  const found = positions.map((one, i) => {
    const list = i % 2 === 0 && decisive.length > 0 ? decisive : all;
    return list[one % list.length];
  });
  return [...new Set(found)].filter((place) => place !== undefined);
};
const DECISIVE = /Match$|ignoreCase|\.name|hosts|paths|pathMatcher$|priority|[rR]edirect\.|range|Name$|weight$/;

/** Two of these change together or the URL map has no meaning. */
const isMatcherName = (path: readonly unknown[]) => path.length === 3 && path[2] === "name";

describe(`random parts of random URL maps are hidden, seed ${SEED}`, () => {
  test.each([
    ["known only after apply", plan],
    ["misspelt", misspelt],
    ["of a kind that is not known here", withForeign],
    ["expressions", synthesized],
  ])("%s: an answer is the true one, or says that it cannot be told", (_, hide) => {
    const told = { told: 0, not: 0 };
    const hold = (map: UrlMap, positions: readonly number[], requests: readonly Request[]) => {
      const truth = hide(map, []);
      expect(truth.unread).toEqual([]);
      const found = attempt(() => hide(map, placesAt(map, positions)));
      const answer = found && attempt(() => answering(found));
      const compiled = compileUrlMap(truth.map);
      for (const one of requests) {
        const said = answer && attempt(() => answer(one));
        if (said)
          expectTrue(said, decide(compiled, one), () =>
            JSON.stringify({ unread: found?.unread, one, found, map: truth.map }),
          );
        if (said) told[said.decision ? "told" : "not"]++;
      }
    };
    holdsOfRandomMaps(8, hold);
    expect(told.told).toBeGreaterThan(told.not);
    expect(told.not).toBeGreaterThan(MAPS / 2);
  });

  test("where it cannot be told, two completions are answered differently, for each field that is named", () => {
    const counts = { named: 0, needless: 0 };
    const hold = (map: UrlMap, positions: readonly number[], requests: readonly Request[]) => {
      const places = placesAt(map, positions).filter(
        ({ path, field }) => field.kind !== "block" && field.kind !== "blocks" && !isMatcherName(path),
      );
      const found = plan(map, places);
      const answer = answering(found);
      for (const one of requests) {
        const said = attempt(() => answer(one));
        const named = said?.dependsOn ?? [];
        const differing = named.filter(({ path }) => makesADifference(found, places, path, one));
        if (named.length > 0 && differing.length === 0)
          throw new Error(`no completion differs: ${JSON.stringify({ one, said, found })}`);
        counts.named += named.length;
        counts.needless += named.length - differing.length;
      }
    };
    holdsOfRandomMaps(3, hold);
    // Two unknown paths or hosts of which only one can be the better one are both named.
    expect(counts.needless).toBeLessThanOrEqual(counts.named / 100);
  });
});

/** @param places How many parts of each map are hidden at most. */
function holdsOfRandomMaps(
  places: number,
  hold: (map: UrlMap, positions: readonly number[], requests: readonly Request[]) => void,
): void {
  fc.assert(
    fc.property(envoyUrlMap, picks(places), shots, (map, positions, several) =>
      hold(
        map,
        positions,
        several.map((one) => aimed(map, one)),
      ),
    ),
    size(),
  );
  fc.assert(
    fc.property(overlappingUrlMap, picks(places), fc.array(request, { minLength: 20, maxLength: 20 }), hold),
    size(0.5),
  );
}

function expectTrue({ decision, open, possible }: Answer, truth: Decision, context: () => string): void {
  const wanted = meaningOf(truth);
  const unknown = new Set<string>(open.map(({ aspect }) => aspect));
  const said = decision && meaningOf(decision);
  const wrong = said && ASPECTS.find((aspect) => !unknown.has(aspect) && said[aspect] !== wanted[aspect]);
  if (wrong) throw new Error(`wrong ${wrong}: ${JSON.stringify({ said, wanted })} ${context()}`);
  const fits = possible.some((one) => one.decision === undefined || meaningOf(one.decision).to === wanted.to);
  if (!fits) throw new Error(`not among the possible answers: ${JSON.stringify({ possible, wanted })} ${context()}`);
}

/** Whether two completions that differ at one place are answered differently. */
function makesADifference(
  { map }: PartialUrlMap,
  places: readonly Place[],
  path: readonly unknown[],
  one: Request,
): boolean {
  const isAsked = (place: Place) => place.path.every((step, i) => step === path[i]);
  const others = places.filter((place) => !isAsked(place));
  const asked = places.find(isAsked);
  if (!asked) throw new Error(`${path.join(".")} was not hidden`);
  const contexts = others.reduce<UrlMap[]>(
    (maps, place) => maps.flatMap((each) => poolFor(place, map, one).map((value) => put(place.path, value)(each))),
    [map],
  );
  return contexts.some((context) => {
    const answers = poolFor(asked, map, one).map((value) =>
      attempt(() => meaningOf(decide(compileUrlMap(put(asked.path, value)(context)), one)).to),
    );
    return new Set(answers.filter((answer) => answer !== undefined)).size > 1;
  });
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
