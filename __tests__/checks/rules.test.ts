import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE, KINDS_OF_A_FILE } from "../../checks/rules";
import { rulesPage } from "../../checks/rules-page";

const ROOT = join(__dirname, "../..");
const KINDS = CATALOGUE.flatMap(([, kinds]) => kinds);

test("an id names one kind of finding", () => {
  expect(KINDS.map(({ id }) => id).filter((id, i, ids) => ids.indexOf(id) !== i)).toEqual([]);
});

test.each(KINDS)("$id is explained: what, why, how to mend it, and where it is written", (kind) => {
  expect(kind.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(kind.title).toMatch(/^\S.*[^.]$/);
  expect(kind.why).toMatch(/\.$/);
  expect(kind.fix).toMatch(/\.$/);
  expect(kind.source).not.toBe("");
});

test.each(["config/schema/messages.ts", "config/document/pem.ts", "routing/compile/findings.ts"])(
  "every id of %s is explained",
  (file) => {
    const ids = [...readFileSync(join(ROOT, file), "utf8").matchAll(/\bid: "([a-z-]+)"/g)].map(([, id = ""]) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !KINDS_OF_A_FILE.has(id))).toEqual([]);
  },
);

test("docs/rules.md is what the table says; `npm run generate` brings it up to date", () => {
  expect(readFileSync(join(ROOT, "docs/rules.md"), "utf8")).toBe(rulesPage());
});
