import { stacksOf } from "../../../cli/stacks";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { rehearse } from "../../../simulator/rehearsal/rehearsal";
import { verdictOf } from "../../../simulator/rehearsal/verdict";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { executable, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { CHAT, proxy, routing } from "../../support/rehearsal/small";

const envoy = findEnvoy();
const concurrent = executable && envoy ? test.concurrent : test.skip;
const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

const WORKING = stacksOf(analyzeConfig(proxy()));
const REFUSED = stacksOf(analyzeConfig(routing([{ ...CHAT, headers: { "x-tenant": { regex: "[^,]{1,50}" } } }])));

describe("routes that Envoy refuses", () => {
  concurrent.each([
    ["are told of a first deploy", undefined],
    ["are told of a change", WORKING],
  ])("%s", async (_, from) => {
    const rehearsal = await rehearse({ terraform, envoy, providerVersion, from, to: REFUSED });
    expect(rehearsal.refusedRoutes).toMatchObject([
      { name: "ai-example-com.routeRules[0]", reason: expect.stringContaining("program size of 153") },
    ]);
    expect(verdictOf(rehearsal)).toEqual({
      ok: false,
      text: "applies, and the data plane refuses 1 route, so that it serves none",
    });
  });
});
