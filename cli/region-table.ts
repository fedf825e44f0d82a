import type { AnalyzedRegion } from "../checks/analysis";
import { type FailoverTerm, failoverTerms } from "../checks/failover-time";
import { formatSeconds } from "../config/duration";
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
    ...failoverLines(failoverTerms(regions)),
    ...(unwatched.length > 0
      ? [`no health check asks ${unwatched.join(", ")}: a region whose serverless backend fails keeps its traffic`]
      : []),
  ];
}

/** The time for which clients may stay with a region that failed, as a sum. */
function failoverLines(terms: readonly FailoverTerm[]): string[] {
  if (terms.length === 0) return [];
  const sum = terms.reduce((all, { seconds }) => all + seconds, 0);
  return [
    `clients leave a region that fails within about ${formatSeconds(sum)}:`,
    ...renderTable(terms.map(({ seconds, what, source }) => [`  ${formatSeconds(seconds)}`, what, source])),
    ...terms.flatMap(({ shortened }) => (shortened === undefined ? [] : `  less by ${shortened}`)),
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
