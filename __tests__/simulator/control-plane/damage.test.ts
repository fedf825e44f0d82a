import fc from "fast-check";
import type { Simulator } from "../../../simulator/control-plane/server";
import { comparable, type Dump } from "../../../simulator/control-plane/state";
import { runs } from "../../support/runs";
import { CHAIN, startChain } from "../../support/simulator/chain";
import { insert, update } from "../../support/simulator/client";

const RUNS = runs(200);

/** A value with one field, anywhere inside, replaced by any JSON. */
function damaged(value: unknown): fc.Arbitrary<unknown> {
  const anything = fc.jsonValue({ maxDepth: 2 });
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return anything;
  const inside = fc
    .constantFrom(...Object.entries(value))
    .chain(([field, item]) => damaged(item).map((changed) => replaced(value, field, changed)));
  return fc.oneof({ arbitrary: inside, weight: 4 }, { arbitrary: anything, weight: 1 });
}

function replaced(value: object, field: string, item: unknown): unknown {
  return Array.isArray(value)
    ? value.map((each, index) => (String(index) === field ? item : each))
    : { ...value, [field]: item };
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

describe("whatever is sent", () => {
  let simulator: Simulator;
  let chain: Dump;
  beforeAll(async () => {
    simulator = await startChain();
    chain = simulator.dump();
  });
  afterAll(() => simulator.close());

  const requests = fc
    .constantFrom(...Object.entries(CHAIN))
    .chain(([path, body]) =>
      fc.record({ path: fc.constant(path), body: damaged(body).filter(isObject), fresh: fc.boolean() }),
    );

  test("the answer is an operation or Google's error, and what is refused changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ path, body, fresh }) => {
        simulator.load(chain);
        const { status, body: answer } = fresh
          ? await insert(simulator, `${path}-fresh`, body)
          : await update(simulator, path, body);
        if (status === 200) return;
        expect([400, 404, 409, 412, 413]).toContain(status);
        expect(answer.error).toMatchObject({ code: status, errors: [{ reason: expect.any(String) }] });
        expect(comparable(simulator.dump())).toEqual(comparable(chain));
      }),
      { numRuns: RUNS },
    );
  });
});
