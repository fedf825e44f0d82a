import { resolveDns } from "../config/model/dns";
import { providerConstraint } from "../config/model/provider-version";
import { regionsOf, resolve } from "../config/model/resolve";
import type { Config } from "../config/schema/config";
import { compile } from "../routing/compile/compile";
import type { Analysis, AnalyzedRegion } from "./analysis";
import { contextOf } from "./context";
import { checkExpectations } from "./expectations";
import { distinct, findingsOf, hasErrors } from "./rule";
import { RULES } from "./rules";
import { applySuppressions } from "./suppressions";

/** Everything that can be known of a configuration whose shape is right: its regions resolved, compiled and checked. */
export function analyze(config: Config): Analysis {
  const compiled = regionsOf(config).map((region) => {
    const model = resolve(config, region);
    return { config, model, ...compile(model) };
  });
  const [first, ...others] = compiled.map(({ findings: _, ...region }): AnalyzedRegion => region);
  if (first === undefined) throw new Error("a configuration names a region");
  const regions = [first, ...others] as const;
  const routing = compiled.flatMap(({ findings }) => findings);
  const context = contextOf(config, regions, !hasErrors(routing));
  const found = distinct([...routing, ...findingsOf(RULES, context)]);
  // A URL map with errors decides nothing.
  const tests = hasErrors(found) ? [] : checkExpectations(config, regions);
  const provider = providerConstraint(
    config,
    regions.map(({ model }) => model),
  );
  return { config, regions, dns: resolveDns(config), provider, ...applySuppressions(config, [...found, ...tests]) };
}
