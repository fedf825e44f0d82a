import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE } from "../../checks/catalogue";
import { rulesPage } from "../../checks/rules-page";
import { examples } from "../support/checks/rules-page";

const ROOT = join(__dirname, "../..");
const KINDS = CATALOGUE.flatMap(([, kinds]) => kinds);

test("an id names one kind of finding", () => {
  expect(KINDS.map(({ id }) => id).filter((id, i, ids) => ids.indexOf(id) !== i)).toEqual([]);
});

test.each(KINDS)("$id is explained: what, why, how to fix it, and where it is written", (kind) => {
  expect(kind.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(kind.title).toMatch(/^\S.*[^.]$/);
  expect(kind.why).toMatch(/\.$/);
  expect(kind.fix).toMatch(/\.$/);
  expect(kind.source).not.toBe("");
});

test("docs/rules.md is what the table says; `npm run generate` brings it up to date", () => {
  expect(readFileSync(join(ROOT, "docs/rules.md"), "utf8")).toBe(rulesPage(examples()));
});
