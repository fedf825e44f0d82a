import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./support/project";

/** From the top; a layer may import itself and what stands below it. */
const LAYERS = ["cli", "simulator", "constructs", "checks", "routing", "config"];

function typescriptFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? typescriptFiles(path) : path.endsWith(".ts") ? [path] : [];
  });
}

const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import|require\(|import\()\s*"([^"]+)"/g)].flatMap(
    (match) => match[1] ?? [],
  );

describe("layers", () => {
  test.each(LAYERS.map((layer, rank) => [layer, rank] as const))("%s imports nothing above it", (layer, rank) => {
    const above = LAYERS.slice(0, rank);
    for (const file of typescriptFiles(join(ROOT, layer)))
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith(".")) continue;
        const target = relative(ROOT, join(file, "..", specifier)).split("/")[0] ?? "";
        // `main` is the composition, which commands call too.
        const allowed = !above.includes(target) && (target !== "main" || layer === "cli");
        expect(`${relative(ROOT, file)} → ${specifier}: ${allowed}`).toMatch(/true$/);
      }
  });

  test("only constructs and main know cdktf, and the provider is never imported whole", () => {
    for (const layer of LAYERS)
      for (const file of typescriptFiles(join(ROOT, layer)))
        for (const specifier of importsOf(file)) {
          expect(specifier).not.toBe("@cdktf/provider-google");
          if (layer !== "constructs")
            expect(`${relative(ROOT, file)} ${specifier}`).not.toMatch(/ (?:cdktf|constructs|@cdktf\/.*)$/);
        }
  });
});

test("help names every npm script, and no other", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const help = readFileSync(join(ROOT, "help"), "utf8");
  const named = [...help.matchAll(/npm (?:run )?([a-z][a-z0-9:-]*)/g)].flatMap((match) => match[1] ?? []);
  expect([...new Set(named)].sort()).toEqual(Object.keys(scripts).sort());
});

test("the reference scenario stays at 35 lines", () => {
  const lines = readFileSync(join(ROOT, "proxy.yaml"), "utf8").split("\n");
  expect(lines.filter((line) => line.trim() !== "" && !line.trim().startsWith("#")).length).toBeLessThanOrEqual(35);
});

test("every example tells editors its schema", () => {
  for (const name of readdirSync(join(ROOT, "examples")).filter((file) => file.endsWith(".yaml")))
    expect(readFileSync(join(ROOT, "examples", name), "utf8")).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/proxy\.schema\.json\n/,
    );
});

test("the lock file names no host", () => {
  expect(readFileSync(join(ROOT, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});
