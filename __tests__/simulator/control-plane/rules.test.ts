import { RULES } from "../../../simulator/control-plane/rules/refusal";
import type { Simulator } from "../../../simulator/control-plane/server";
import type { Dump } from "../../../simulator/control-plane/state";
import { startChain } from "../../support/simulator/chain";
import { ACCESS } from "../../support/simulator/refused/access";
import { BACKEND_SERVICE } from "../../support/simulator/refused/backend-service";
import { COMMON } from "../../support/simulator/refused/common";
import { FRONTEND } from "../../support/simulator/refused/frontend";
import { GROUPS } from "../../support/simulator/refused/groups";
import { NETWORK } from "../../support/simulator/refused/network";
import { URL_MAP } from "../../support/simulator/refused/url-map";

const ROWS = [...COMMON, ...NETWORK, ...GROUPS, ...BACKEND_SERVICE, ...URL_MAP, ...FRONTEND, ...ACCESS];
/** Need a slow operation, or a quota: see operations.test.ts and quotas.test.ts. */
const ELSEWHERE = ["not-ready", "quota"];

describe("the platform refuses", () => {
  let simulator: Simulator;
  let chain: Dump;

  beforeAll(async () => {
    simulator = await startChain();
    chain = simulator.dump();
  });
  beforeEach(() => simulator.load(chain));
  afterAll(() => simulator.close());

  for (const [rule, what, request, status = 400, reason = "invalid"] of ROWS)
    test(`${rule}: ${what}`, async () => {
      const answer = await request(simulator);
      const { error } = answer.body;
      expect(simulator.log().at(-1)).toMatchObject({ rule });
      expect(answer.status).toBe(status);
      expect(error).toMatchObject({ code: status, errors: [{ domain: "global", reason, message: error.message }] });
    });
});

test("every rule of the table refuses something here", () => {
  const rules = RULES.flatMap(({ rules }) => rules.map(({ id }) => id)).filter((id) => !ELSEWHERE.includes(id));
  expect([...new Set(ROWS.map(([rule]) => rule))].sort()).toEqual([...new Set(rules)].sort());
});

test("the id of a rule is its own, except where two kinds of target proxy share one", () => {
  const ids = RULES.flatMap(({ rules }) => rules.map(({ id }) => id));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  expect(twice).toEqual(["target-proxy.keep-alive", "target-proxy.url-map"]);
});
