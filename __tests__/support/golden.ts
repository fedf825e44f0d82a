import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const GOLDEN = join(__dirname, "..", "golden");

/** Compares a text with a file in `__tests__/golden`; `jest -u` writes the file, and without `--ci` so does its first run. */
export function expectGolden(path: string, text: string): void {
  const file = join(GOLDEN, path);
  if (updates() === "all" || (updates() === "new" && !existsSync(file))) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file) ? readFileSync(file, "utf8") : `no file ${path}: write it by jest -u`).toBe(text);
}

/** Fails on a file in `__tests__/golden` that no test compares; `jest -u` removes it. */
export function expectOnlyGolden(paths: readonly string[]): void {
  const strays = readdirSync(GOLDEN, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(GOLDEN.length + 1))
    .filter((path) => !paths.includes(path));
  if (updates() !== "all") expect(strays).toEqual([]);
  else for (const path of strays) rmSync(join(GOLDEN, path));
}

/** What jest's flags say of snapshots: `-u` is all, `--ci` is none. Jest hands its state to matchers; its types hide the mode. */
function updates(): "all" | "new" | "none" {
  const { snapshotState } = expect.getState() as { snapshotState?: { _updateSnapshot: "all" | "new" | "none" } };
  if (snapshotState === undefined) throw new Error("jest says nothing of its snapshots");
  return snapshotState._updateSnapshot;
}
