import fc from "fast-check";
import { diffServed } from "../../../routing/diff/served";
import type { Request } from "../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../routing/evaluate/evaluate";
import { differingAspects, meaningOf } from "../../../routing/evaluate/meaning";
import { parseRequest } from "../../../routing/evaluate/request";
import type { Listener, NamedUrlMap } from "../../../routing/readers/named-url-map";
import { referencesOf } from "../../../routing/targets";
import type { UrlMap } from "../../../routing/url-map";
import { editedMaps } from "../../support/arbitraries/edited-url-maps";
import { aimed, shot } from "../../support/arbitraries/envoy/request";
import { urlMap } from "../../support/arbitraries/envoy/url-map";
import { runs } from "../../support/runs";

const PAIRS = Number(process.env.DIFF_PAIRS ?? runs(60));
const SEED = Number(process.env.DIFF_SEED ?? 20_261_128);

const LISTENERS: readonly Listener[] = [
  { protocol: "http", port: 80 },
  { protocol: "https", port: 443 },
  { protocol: "http", port: 8080 },
];

/** For each listener, which of two URL maps it leads to; -1: it is not there. */
const leads = fc.tuple(...LISTENERS.map(() => fc.integer({ min: -1, max: 1 })));

const side = (maps: readonly UrlMap[], led: readonly number[]): NamedUrlMap[] =>
  maps.flatMap((map, i): NamedUrlMap[] => {
    const listeners = LISTENERS.filter((_, n) => led[n] === i);
    const services = new Map(
      referencesOf(map).map((name) => [name, { address: `google_compute_backend_service.${name}` }]),
    );
    return listeners.length === 0 ? [] : [{ name: `m${i}`, map, listeners, services, unread: [] }];
  });

const isTo = (listener: Listener) => (other: Listener) =>
  other.protocol === listener.protocol && other.port === listener.port;

function answerOf(maps: readonly NamedUrlMap[], listener: Listener, request: Request) {
  const found = maps.find(({ listeners }) => listeners.some(isTo(listener)));
  return found && meaningOf(decide(compileUrlMap(found.map), request));
}

function isAnsweredDifferently(before: NamedUrlMap[], after: NamedUrlMap[], listener: Listener, request: Request) {
  const [old, now] = [answerOf(before, listener, request), answerOf(after, listener, request)];
  return old && now ? differingAspects(old, now).length > 0 : old !== now;
}

test(`random listeners before random edits, seed ${SEED}: no request is left out, and every example reaches a listener`, () => {
  const counts = { kept: 0, new: 0, removed: 0, examples: 0 };
  fc.assert(
    fc.property(
      editedMaps(urlMap),
      urlMap,
      leads,
      leads,
      fc.array(shot, { minLength: 10, maxLength: 10 }),
      ({ before: one, after: edited }, other, led, leading, shots) => {
        const [before, after] = [side([one, other], led), side([edited, other], leading)];
        const { compared, notes } = diffServed(before, after);
        expect(notes).toEqual([]);
        const there = LISTENERS.filter((_, n) => [led[n], leading[n]].some((lead) => lead !== -1));
        const listed = compared.flatMap(({ listeners }) => listeners);
        expect(listed).toHaveLength(there.length);
        expect(listed).toEqual(expect.arrayContaining(there));
        for (const listener of there) {
          const section = compared.find(({ listeners }) => listeners.some(isTo(listener)));
          if (section) counts[section.status]++;
          for (const map of [one, edited, other])
            for (const each of shots) {
              const request: Request = { ...aimed(map, each), scheme: listener.protocol };
              const port = /:(\d+)$/.exec(request.host)?.[1];
              if (there.some((taken) => !isTo(listener)(taken) && String(taken.port) === port)) continue;
              if (isAnsweredDifferently(before, after, listener, request) && !section?.diff.covers(request))
                throw new Error(`changed without notice: ${JSON.stringify({ listener, request, before, after })}`);
            }
        }
        for (const { diff, listeners } of compared)
          for (const { example } of diff.changes) {
            if (!example) continue;
            counts.examples++;
            const url = new URL(example.url.replace(/^(https?:\/\/[^/]*).*/s, "$1"));
            const protocol = url.protocol === "https:" ? "https" : "http";
            const port = Number(url.port || (protocol === "https" ? 443 : 80));
            const listener = listeners.find(isTo({ protocol, port }));
            const request = parseRequest(example.method, example.url, example.headers);
            if (!listener || !isAnsweredDifferently(before, after, listener, request))
              throw new Error(`no example: ${JSON.stringify({ example, listeners, before, after })}`);
          }
      },
    ),
    { numRuns: PAIRS, seed: SEED, endOnFailure: true },
  );
  process.stdout.write(`diff: ${PAIRS} pairs of listeners, ${JSON.stringify(counts)}\n`);
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(PAIRS / 10);
});
