import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnalyzedRegion } from "../../checks/analysis";
import { analyze } from "../../checks/analyze";
import { LIMITS, limitUses } from "../../checks/limits";
import { limitsPage } from "../../checks/limits-page";
import { readConfiguration } from "../../cli/configuration";
import { ROOT } from "../support/project";

function regionOf(example: string): AnalyzedRegion {
  const { analysis } = readConfiguration(join(ROOT, "examples", example));
  const [region] = analysis?.regions ?? [];
  if (region === undefined) throw new Error(`${example} has no region`);
  return region;
}

const of = (uses: ReturnType<typeof limitUses>, name: string) => uses.find((use) => use.name === name);

test("the place that uses most of a limit stands for it", () => {
  const uses = limitUses(regionOf("every-backend.yaml"));
  const services = of(uses, "backend services of a URL map");
  const { urlMap, model } = regionOf("every-backend.yaml");
  expect(services?.used).toBeLessThanOrEqual(model.workloads.length + 1);
  expect(services?.used).toBeGreaterThan(5);
  const rules = (urlMap.pathMatchers ?? []).map(
    ({ pathRules = [], routeRules = [] }) => pathRules.length + routeRules.length,
  );
  expect(of(uses, "rules of a host")?.used).toBe(Math.max(...rules));
});

test("one more is one more", () => {
  const region = regionOf("minimal.yaml");
  const [first] = region.config.routes ?? [];
  const more = {
    ...region.config,
    routes: [...(region.config.routes ?? []), { ...first, hosts: ["further.example.com"] }],
  };
  const [now] = analyze(more).regions;
  const used = (one: AnalyzedRegion) => of(limitUses(one), "host rules of a URL map")?.used ?? 0;
  if (now === undefined) throw new Error("no region");
  expect(used(now)).toBe(used(region) + 1);
  const bytes = (one: AnalyzedRegion) => of(limitUses(one), "bytes of a URL map")?.used ?? 0;
  expect(bytes(now)).toBeGreaterThan(bytes(region));
});

test("the tests that are made, as many as fit, come near no limit", () =>
  expect(of(limitUses(regionOf("minimal.yaml")), "tests of a URL map")).toBeUndefined());

test("every limit says its source and what to do beyond it", () => {
  for (const { source, beyond, most } of LIMITS) {
    expect(source).toMatch(/^https:\/\/cloud\.google\.com\//);
    expect(beyond).toMatch(/\.$/);
    expect(most).not.toBe("");
  }
  expect(new Set(LIMITS.map(({ name }) => name)).size).toBe(LIMITS.length);
});

test("the page is current", () => {
  expect(readFileSync(join(ROOT, "docs/limits.md"), "utf8")).toBe(limitsPage());
});
