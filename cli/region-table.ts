import type { AnalyzedRegion } from "../checks/analysis";
import type { Dns } from "../config/model/dns";
import { renderTable } from "./layout";

/** Which region serves which workload, and what nobody does between them; nothing where there is one region. */
export function regionTable(regions: readonly AnalyzedRegion[]): string[] {
  const [first] = regions;
  if (first === undefined || regions.length === 1) return [];
  const runsIn = ({ model }: AnalyzedRegion, i: number) => (model.workloads[i]?.backends.length ?? 0) > 0;
  const unwatched = first.model.workloads.flatMap(({ id, family }, i) =>
    family === "serverless" && regions.every((region) => runsIn(region, i)) ? id : [],
  );
  return [
    ...renderTable([
      ["", ...regions.map(({ model }) => model.region)],
      ...first.model.workloads.map(({ id }, i) => [
        id,
        ...regions.map((region) => (runsIn(region, i) ? "serves" : "no backend")),
      ]),
    ]),
    first.model.dns === undefined
      ? "each region has an address of its own: nothing here leads clients to one, or from one that fails to another"
      : `clients are led to ${describeRouting(first.model.dns)}`,
    ...(unwatched.length > 0
      ? [`no health check asks ${unwatched.join(", ")}: a region whose serverless backend fails keeps its traffic`]
      : []),
  ];
}

/** Where a name of several regions leads. */
export function describeRouting({ routing }: Dns): string {
  switch (routing.kind) {
    case "geo":
      return "the nearest region";
    case "weighted":
      return Object.entries(routing.weights)
        .map(([region, weight]) => `${region} (${weight})`)
        .join(", ");
    case "failover":
      return `${routing.primary}, to another one where it does not answer`;
  }
}
