import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { Analysis } from "../../checks/analysis";
import { analyze } from "../../checks/analyze";
import { loadText } from "../../config/document/load";
import { validate } from "../../config/schema/validate";
import { damaged, damagedText } from "../support/arbitraries/damage";
import { BASE_NAMES, changed } from "../support/checks/bases";
import { stacksOf } from "../support/project";
import { runs } from "../support/runs";
import { schemaProblems } from "../support/schema/schema-check";

const RUNS = runs(60);
const survivors: Analysis[] = [];

/** Reads and checks a text as every command does; what is left without an error must be fit for Terraform. */
function examine(text: string): void {
  const source = loadText("proxy.yaml", text, () => {
    throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
  });
  const analysis = source.config && analyze(source.config);
  const findings = [...source.findings, ...(analysis?.findings ?? [])];
  for (const { what, fix, file, position } of source.locate(findings)) {
    expect(what).not.toMatch(/undefined|\[object|\.ts:\d/);
    expect(fix).not.toMatch(/undefined|\[object/);
    expect([file, position?.line ?? 1, position?.column ?? 1].every(Boolean)).toBe(true);
  }
  if (analysis === undefined) expect(findings.some(({ severity }) => severity === "error")).toBe(true);
  else if (findings.every(({ severity }) => severity === "warning")) survivors.push(analysis);
}

describe.each(BASE_NAMES)("whatever happens to the base %s", (base) => {
  const text = changed(base);

  test("structural damage gives findings, never an exception", () => {
    fc.assert(
      fc.property(damaged(parse(text)), (document) => examine(stringify(document, { aliasDuplicateObjects: false }))),
      { numRuns: RUNS },
    );
  });

  test("damage to its text gives findings, never an exception", () => {
    fc.assert(fc.property(damagedText(text), examine), { numRuns: RUNS });
  });

  test("damage to a construct's props gives findings, never an exception", () => {
    fc.assert(
      fc.property(damaged(parse(text)), (props) => {
        const result = validate(props);
        if ("config" in result) analyze(result.config);
        else expect(result.findings.length).toBeGreaterThan(0);
      }),
      { numRuns: RUNS },
    );
  });
});

test("what survives the damage without an error satisfies the provider's schemas", () => {
  const stacks = survivors.slice(0, RUNS).flatMap((analysis) => Object.values(stacksOf(analysis)));
  expect(stacks.length).toBeGreaterThan(0);
  expect(stacks.flatMap(schemaProblems)).toEqual([]);
});
