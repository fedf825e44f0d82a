import type { Analysis } from "../checks/analysis";
import { unknownAddresses } from "../checks/overrides";
import { synthesize } from "../constructs/synthesize";

/** An analysis, with the overrides held against the stacks that it makes: what they make is known once they are made. */
export function withOverrides(analysis: Analysis): Analysis {
  const { config, findings } = analysis;
  const broken = findings.some(({ severity, id }) => severity === "error" && id !== "test-failed");
  if (config.overrides === undefined || broken) return analysis;
  const addresses = [...synthesize(analysis)].flatMap(([, json]) =>
    Object.entries<object>(JSON.parse(json).resource ?? {}).flatMap(([type, made]) =>
      Object.keys(made).map((name) => `${type}.${name}`),
    ),
  );
  return { ...analysis, findings: [...findings, ...unknownAddresses(config, new Set(addresses))] };
}
