import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { arrowsOf, arrowsWithin, circleIn, LAYERS, specifiersIn, typescriptFiles } from "./support/imports";
import { ROOT } from "./support/project";

const FILES = ["main.ts", ...LAYERS.flatMap(typescriptFiles)];
const ARROWS = arrowsOf(FILES);
const FOLDERS = [...new Set(FILES.flatMap((file) => ancestors(dirname(file))))];

function ancestors(folder: string): string[] {
  return folder === "." ? [""] : [folder, ...ancestors(dirname(folder))];
}

describe("layers", () => {
  test.each(LAYERS.map((layer, rank) => [layer, rank] as const))("%s imports nothing above it", (layer, rank) => {
    const above = [...LAYERS.slice(0, rank), "main.ts"];
    const upwards = ARROWS.filter(
      ({ from, to }) => from.startsWith(`${layer}/`) && above.includes(to.split("/")[0] ?? ""),
    );
    expect(upwards).toEqual([]);
  });

  test("only constructs and main know cdktf, and the provider is never imported whole", () => {
    for (const file of FILES)
      for (const specifier of specifiersIn(file)) {
        expect(specifier).not.toBe("@cdktf/provider-google");
        if (!file.startsWith("constructs/") && file !== "main.ts")
          expect(`${file} ${specifier}`).not.toMatch(/ (?:cdktf|constructs|@cdktf\/.*)$/);
      }
  });
});

describe("circles", () => {
  test("no file imports another in a circle, types included", () => {
    expect(ARROWS.length).toBeGreaterThan(1000);
    expect(circleIn(ARROWS)).toEqual([]);
  });

  test.each(FOLDERS)("the rooms of «%s» import each other one way", (folder) => {
    expect(circleIn(arrowsWithin(folder, ARROWS))).toEqual([]);
  });

  test("a circle is found where there is one", () => {
    const arrows = [
      { from: "routing/compile/table.ts", to: "routing/paths/segment.ts" },
      { from: "routing/paths/value-test.ts", to: "routing/compile/ties.ts" },
    ];
    expect(circleIn(arrows)).toEqual([]);
    expect(circleIn(arrowsWithin("routing", arrows))).toEqual(["compile", "paths", "compile"]);
    expect(circleIn([...arrows, { from: "routing/paths/segment.ts", to: "routing/compile/table.ts" }])).toHaveLength(3);
  });
});

describe("tests", () => {
  const tests = typescriptFiles("__tests__");
  const isTest = (file: string) => /\.(?:test|e2e)\.ts$/.test(file);

  test("stand in the folder of what they test", () => {
    const folders = tests.filter(isTest).map((file) => dirname(file).replace(/^__tests__\/?/, ""));
    expect(folders.filter((folder) => ![...FOLDERS, "examples"].includes(folder))).toEqual([]);
  });

  test("keep their helpers in support", () => {
    const helpers = tests.filter((file) => !isTest(file) && !file.startsWith("__tests__/support/"));
    expect(helpers.map((file) => basename(file))).toEqual(["e2e.ts"]);
    expect(readdirSync(join(ROOT, "__tests__/support")).filter((name) => name.endsWith(".test.ts"))).toEqual([]);
  });
});
