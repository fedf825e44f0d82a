import { renderFidelity } from "../../simulator/fidelity";
import { RULES } from "../../simulator/rules/table";

test("the table of fidelity has one row for each rule, with its source", () => {
  const rows = renderFidelity()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows).toHaveLength(RULES.flatMap(({ rules }) => rules).length);
  for (const row of rows)
    expect(row).toMatch(/^\| `[a-z-]+(\.[a-z-]+)?` \| [a-zA-Z ]+ \| .+ \| (Google's|ours) \| <https:\/\/[^ ]+> \|$/);
});
