import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/project";

test("every fact says what it means and where it is written", () => {
  const facts = readFileSync(join(ROOT, "platform/facts.ts"), "utf8").split(/^export const (?=[A-Z])/m);
  expect(facts.length).toBeGreaterThan(20);
  for (const before of facts.slice(0, -1))
    expect(before).toMatch(/\n\/\*\*\n(?: \* .*\n)+ \* @see https:\/\/\S+\n \*\/\n$/);
});
