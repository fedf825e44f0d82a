import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfiguration } from "../../cli/configuration";
import { placedUrlMaps } from "../../cli/url-maps";
import { changeGroups, hasChanges } from "../../report/changes";
import { askedInLine } from "../../routing/asked-request";
import { diffServed } from "../../routing/diff/served";
import { withPlaces } from "../../routing/placed-url-map";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "changes-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const text = (rules: string, security = "") => `
name: ai
project: p
region: us-central1
network: { vpc: ai, proxyOnlySubnet: 10.129.0.0/23 }
${security}
workloads: { a: { backends: [{ cloudRun: a }] }, b: { backends: [{ cloudRun: b }] } }
routes: [{ hosts: [ai.example.com], rules: [${rules}] }]
`;

function groupsBetween(before: string, after: string) {
  const [old = [], now = []] = [before, after].map((one, i) => {
    const file = join(folder, `${i}.yaml`);
    writeFileSync(file, one);
    const { source, analysis } = readConfiguration(file);
    return analysis && placedUrlMaps(source, analysis).map(withPlaces);
  });
  return diffServed(old, now).compared.filter(hasChanges).flatMap(changeGroups);
}

test("what opens comes first, then what is lost, then the rest, each with a request to ask about", () => {
  const before = text(
    "{ paths: [/x], to: a }, { paths: [/y], to: a }, { paths: [/z], to: a }",
    "security: { allow: [203.0.113.0/24] }",
  );
  const after = text("{ paths: [/y], to: b }, { paths: [/z], to: a, rewrite: { path: /q } }, { paths: [/new], to: b }");
  const groups = groupsBetween(before, after);
  expect(groups.map(({ title }) => title)).toEqual([
    ...["newly allowed", "no longer served", "newly served", "served by others", "served otherwise"],
  ]);
  expect(groups.map(({ rows }) => rows.map(({ alarming }) => alarming))).toEqual([
    [true],
    [true],
    [false],
    [false],
    [false],
  ]);
  expect(groups[3]?.rows[0]).toMatchObject({ requests: "ai.example.com /y", before: "a", after: "b" });
  expect(groups[4]?.rows[0]).toMatchObject({ before: "path as sent", after: "path /q" });
  for (const { example = "" } of groups.flatMap(({ rows }) => rows)) expect(() => askedInLine(example)).not.toThrow();
  expect(askedInLine(groups[0]?.rows[0]?.example ?? "").caller?.ip).toBeDefined();
});

test("nothing is said where nothing changes", () =>
  expect(groupsBetween(text("{ paths: [/x], to: a }"), text("{ paths: [/x], to: a }"))).toEqual([]));
