import fc from "fast-check";
import type { Decision, Request } from "../../../../routing/evaluate/decision";
import { compileUrlMap, decide } from "../../../../routing/evaluate/evaluate";
import type { UrlMap } from "../../../../routing/url-map";
import { SERVICES } from "../../../support/arbitraries/envoy/actions";
import { aimed, shot } from "../../../support/arbitraries/envoy/request";
import { urlMap } from "../../../support/arbitraries/envoy/url-map";
import { differences } from "../../../support/envoy/comparison";
import { describeWithEnvoy, inFlight, startTestProxy, type TestProxy } from "../../../support/envoy/proxy";

const MAPS = Number(process.env.DIFFERENTIAL_MAPS ?? 50);
/** Per URL map, on average. */
const REQUESTS = Number(process.env.DIFFERENTIAL_REQUESTS ?? 40);
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? Date.now() % 2 ** 31);

describeWithEnvoy("the evaluator and Envoy", () => {
  let proxy: TestProxy;
  beforeAll(async () => {
    proxy = await startTestProxy(SERVICES);
  });
  afterAll(() => proxy?.stop());

  test(
    "decide alike on random requests over random URL maps",
    async () => {
      const started = Date.now();
      const shots = fc.array(shot, { minLength: 1, maxLength: 2 * REQUESTS - 1, size: "max" });
      const decided = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(shots, urlMap, async (batch, map) => {
          await proxy.load(map);
          const compiled = compileUrlMap(map);
          const reports = await inFlight(batch, async (each) => {
            const request = aimed(map, each);
            const decision = decide(compiled, request);
            count(decided, decision);
            const found = differences(request, decision, await proxy.send(request));
            return found.length > 0 ? report(map, request, decision, found) : undefined;
          });
          const different = reports.find((text) => text !== undefined);
          if (different) throw new Error(different);
        }),
        { numRuns: MAPS, seed: SEED },
      );
      process.stdout.write(`${summary(decided, Date.now() - started)}\n`);
      expect(new Set([...decided.keys()].map((outcome) => outcome.split(" ")[0]))).toEqual(new Set(KINDS));
    },
    60_000 + MAPS * REQUESTS * 10,
  );
});

const KINDS = ["forward", "redirect", "respond"];

/** How often each kind of rule led to each kind of decision. */
function count(decided: Map<string, number>, { kind, matched }: Decision): void {
  const outcome = `${kind} by ${matched.rule?.kind ?? "default"}`;
  decided.set(outcome, (decided.get(outcome) ?? 0) + 1);
}

function summary(decided: ReadonlyMap<string, number>, milliseconds: number): string {
  const requests = [...decided.values()].reduce((a, b) => a + b, 0);
  const outcomes = [...decided].sort().map(([outcome, times]) => `${outcome} ${times}`);
  const size = `${MAPS} URL maps, ${requests} requests, seed ${SEED}`;
  return `differential: ${size}, 0 differences, ${(milliseconds / 1000).toFixed(1)} s (${outcomes.join(", ")})`;
}

function report(map: UrlMap, request: Request, decision: Decision, found: readonly string[]): string {
  const context = Object.entries({ request, decision, map }).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return [...found, ...context].join("\n");
}
