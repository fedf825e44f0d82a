import fc from "fast-check";
import { stringify } from "yaml";
import type { Analysis } from "../../checks/analysis";
import { analyze } from "../../checks/analyze";
import { loadText } from "../../config/document/load";
import { HAS_SCHEMAS, schemaProblems } from "../support/checks/schema-check";
import { validConfig } from "../support/checks/valid-configs";

const RUNS = Number(process.env.RUNS ?? 60);
const SYNTHESIZED = 40;

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

const sometimes = HAS_SCHEMAS ? test : test.skip;
sometimes(
  "valid configurations become JSON that satisfies the provider's schemas (needs ../shared)",
  () => {
    const analyses: Analysis[] = fc.sample(validConfig, SYNTHESIZED).map(analyze);
    expect(schemaProblems(analyses)).toEqual([]);
  },
  120_000,
);
