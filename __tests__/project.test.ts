import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./support/project";

test("help names every npm script, and no other", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const help = readFileSync(join(ROOT, "help"), "utf8");
  const named = [...help.matchAll(/npm (?:run (?:-s )?)?([a-z][a-z0-9:-]*)/g)].flatMap((match) => match[1] ?? []);
  expect([...new Set(named)].sort()).toEqual(Object.keys(scripts).sort());
});

test("the reference scenario stays at 35 lines", () => {
  const lines = readFileSync(join(ROOT, "proxy.yaml"), "utf8").split("\n");
  expect(lines.filter((line) => line.trim() !== "" && !line.trim().startsWith("#")).length).toBeLessThanOrEqual(35);
});

test("the lock file names no host", () => {
  expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});
