import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemblePackage } from "../../package/pack";
import manifest from "../../package.json";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pack-test-"));
  assemblePackage(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const text = (name: string) => readFileSync(join(folder, name), "utf8");
const published = () => JSON.parse(text("package.json"));

test("needs nothing for its commands, and peers of one's own for its constructs", () => {
  const { dependencies, exports, peerDependencies, peerDependenciesMeta, version } = published();
  expect({ dependencies, exports, version }).toEqual({ version: manifest.version });
  expect(peerDependencies).toEqual({
    "@cdktf/provider-google": `^${manifest.dependencies["@cdktf/provider-google"]}`,
    cdktf: `^${manifest.dependencies.cdktf}`,
    constructs: `^${manifest.dependencies.constructs}`,
  });
  expect(Object.values(peerDependenciesMeta)).toEqual([{ optional: true }, { optional: true }, { optional: true }]);
});

test("what its package.json names is there, and the whole is small", () => {
  const { bin, main, types } = published();
  for (const path of [bin["ai-http-proxy"], main, types]) expect(statSync(join(folder, path)).isFile()).toBe(true);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => statSync(join(folder, path)));
  expect(files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)).toBeLessThan(10_000_000);
});

test("brings the licence of everything that went into it", () => {
  const notices = text("THIRD-PARTY-NOTICES");
  const parts = [published().bin["ai-http-proxy"], published().main].flatMap((path) =>
    [...text(path).matchAll(/^\/\/ (?:\S*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(([, name]) => name),
  );
  expect(new Set(parts).size).toBeGreaterThan(20);
  for (const name of new Set(parts)) expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(.+\\)\\nSource: `, "m"));
});

test("the constructs take CDKTF from the program that uses them, and the commands bring theirs", () => {
  expect(text(published().main)).toMatch(/require\("cdktf"\)/);
  expect(text(published().bin["ai-http-proxy"])).not.toMatch(/require\("(?:cdktf|constructs|@cdktf\/)/);
});

test("names its commands as they are called where no package.json does", () => {
  expect(text(published().bin["ai-http-proxy"])).not.toMatch(/npm run (?:check|synth|routes?|diff-routes)\b/);
});

test("its page names the versions that there are", () => {
  const page = text("README.md");
  const { name, version, dependencies } = manifest;
  expect(new Set(page.match(/ai-http-proxy-[\d.]+\.tgz/g))).toEqual(new Set([`${name}-${version}.tgz`]));
  expect(page).toContain(`\`${name}@${version}\``);
  for (const peer of Object.keys(published().peerDependencies))
    expect(page).toContain(` ${peer}@${dependencies[peer as keyof typeof dependencies]} `);
});
