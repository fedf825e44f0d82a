import { compareConfigs } from "../../../checks/changes";
import { projectFile } from "../../support/config/reading";
import { EXAMPLES } from "../../support/examples";
import { analyzeConfig } from "../../support/project";
import { announced } from "../../support/rehearsal/announced";
import { type Expected, MATRIX } from "../../support/rehearsal/matrix";

test("every change of the matrix has a name of its own", () => {
  const names = MATRIX.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("what docs/rehearsal.md shows is of the matrix, and announced as there", () => {
  const expected = new Map(MATRIX.map((row) => [row.name, row.expected]));
  const isExamples = (name: string) => name.split(" to ").every((one) => EXAMPLES.includes(one));
  const shown = projectFile("docs/rehearsal.md").matchAll(
    /^\| (.+?) \| (none|interrupts|exposes|new stack|fails) \| /gm,
  );
  const rows = [...shown].map(([, name = "", announced]) => ({ name, announced }));
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ name, announced }) => !isExamples(name) && expected.get(name) !== announced)).toEqual([]);
});

test.each(MATRIX)("$name: $expected", ({ from, to, expected }) => {
  const findings = compareConfigs(from && analyzeConfig(from), analyzeConfig(to));
  expect([announced(findings), findings.map(({ id }) => id)]).toEqual([expected satisfies Expected, expect.anything()]);
});
