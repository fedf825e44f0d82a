import { compareConfigs } from "../../../checks/changes";
import { analyzeConfig } from "../../support/project";
import { announced } from "../../support/rehearsal/announced";
import { type Expected, MATRIX } from "../../support/rehearsal/matrix";

test("every change of the matrix has a name of its own", () => {
  const names = MATRIX.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test.each(MATRIX)("$name: $expected", ({ from, to, expected }) => {
  const findings = compareConfigs(from && analyzeConfig(from), analyzeConfig(to));
  expect([announced(findings), findings.map(({ id }) => id)]).toEqual([expected satisfies Expected, expect.anything()]);
});
