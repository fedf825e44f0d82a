import type { AnalyzedRegion } from "../checks/analysis";
import { renderTable } from "./layout";

/** Which region serves which workload; nothing where there is one region. */
export function regionTable(regions: readonly AnalyzedRegion[]): string[] {
  const [first] = regions;
  if (first === undefined || regions.length === 1) return [];
  return renderTable([
    ["", ...regions.map(({ model }) => model.region)],
    ...first.model.workloads.map(({ id }, i) => [
      id,
      ...regions.map(({ model }) => (model.workloads[i]?.backends.length ? "serves" : "no backend")),
    ]),
  ]);
}
