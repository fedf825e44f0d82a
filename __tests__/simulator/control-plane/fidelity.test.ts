import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kindOfFinding } from "../../../checks/catalogue";
import { renderFidelity } from "../../../simulator/control-plane/fidelity";
import { fidelityPage } from "../../../simulator/control-plane/fidelity-page";
import { RULES } from "../../../simulator/control-plane/rules/refusal";
import { SAID_BEFORE } from "../../../simulator/control-plane/said-before";
import { ROOT } from "../../support/project";

test("docs/control-plane.md is current (npm run generate)", () => {
  expect(readFileSync(join(ROOT, "docs/control-plane.md"), "utf8")).toBe(fidelityPage());
});

test("the table of fidelity has one row for each rule, with its source", () => {
  const rows = renderFidelity()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows).toHaveLength(RULES.flatMap(({ rules }) => rules).length);
  for (const row of rows)
    expect(row).toMatch(
      /^\| `[a-z-]+(\.[a-z-]+)?` \| [a-zA-Z ]+ \| .+ \| (\[`[a-z-]+`\]\(rules\.md#[a-z-]+\)(, )?)* \| (Google's|ours) \| <https:\/\/[^ ]+> \|$/,
    );
});

test("a finding that says it before is one of the catalogue, and its rule one of the table", () => {
  const rules = new Set(RULES.flatMap(({ rules }) => rules.map(({ id }) => id)));
  expect(Object.keys(SAID_BEFORE).filter((id) => !rules.has(id))).toEqual([]);
  expect(
    Object.values(SAID_BEFORE)
      .flat()
      .filter((id) => kindOfFinding(id) === undefined),
  ).toEqual([]);
});

test("so has what is imitated without a rule", () => {
  const [, table = ""] = renderFidelity().split("| behaviour | source |\n|---|---|\n");
  const rows = table.split("\n\n")[0]?.split("\n") ?? [];
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatch(/^\| [A-Z][^|]+[^.|] \| <https:\/\/[^ ]+> \|$/);
});
