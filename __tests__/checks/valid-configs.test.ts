import fc from "fast-check";
import { stringify } from "yaml";
import { analyze } from "../../checks/analyze";
import { loadText } from "../../config/document/load";
import { validConfig } from "../support/arbitraries/valid-config";
import { stacksOf } from "../support/project";
import { runs } from "../support/runs";
import { schemaProblems } from "../support/schema/schema-check";

const RUNS = runs(60);
const SYNTHESIZED = runs(40);

test("no valid configuration is refused, whatever it combines", () => {
  fc.assert(
    fc.property(validConfig, (written) => {
      const { config, findings } = loadText("proxy.yaml", stringify(written), () => "");
      expect(findings).toEqual([]);
      if (config === undefined) throw new Error("not a configuration");
      expect(analyze(config).findings.filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test("valid configurations become JSON that satisfies the provider's schemas", () => {
  const stacks = fc.sample(validConfig, SYNTHESIZED).flatMap((config) => Object.values(stacksOf(analyze(config))));
  expect(stacks.flatMap(schemaProblems)).toEqual([]);
});
