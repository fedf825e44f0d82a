import { compareConfigs } from "../../../checks/changes";
import { stacksOf } from "../../../cli/stacks";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { rehearse } from "../../../simulator/rehearsal/rehearsal";
import { verdictOf } from "../../../simulator/rehearsal/verdict";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { executable, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { MATRIX } from "../../support/rehearsal/matrix";

const TIMES = 10;
const envoy = findEnvoy();
const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

const found = MATRIX.find(({ name }) => name === "a new workload gets a small share at once");
const change = found?.from && { from: analyzeConfig(found.from), to: analyzeConfig(found.to) };

/** The same but for how much was sent and lost, which time decides. */
const withoutNumbers = (text: string): string => text.replace(/\d+/g, "N");

(executable && envoy ? test : test.skip)(
  `a cold canary has the same verdict ${TIMES} times, and every time a request meets it`,
  async () => {
    if (change === undefined) throw new Error("the matrix has no such change");
    const { from, to } = change;
    const announced = compareConfigs(from, to);
    const verdicts = new Set<string>();
    for (let time = 0; time < TIMES; time++) {
      const options = { terraform, envoy, providerVersion, from: stacksOf(from), to: stacksOf(to) };
      const { ok, text } = verdictOf(await rehearse(options), announced);
      verdicts.add(`${ok}: ${withoutNumbers(text)}`);
    }
    expect([...verdicts]).toEqual(["false: applies, and loses N of N requests"]);
  },
);
