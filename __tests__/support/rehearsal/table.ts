import type { Rehearsal } from "../../../simulator/rehearsal/rehearsal";
import type { TrafficReport } from "../../../simulator/rehearsal/traffic";
import type { Expected } from "./matrix";

export interface MatrixResult {
  readonly name: string;
  readonly announced: Expected;
  readonly rehearsal: Rehearsal;
  readonly milliseconds: number;
}

/** The head of the table in docs/rehearsal.md. */
export const HEADER = `| change | announced | what happened | operations | requests | lost | streams cut | replaced | seconds |
| --- | --- | --- | ---: | ---: | ---: | ---: | --- | ---: |
`;

/** A line of it. */
export function rowOf({ name, announced, rehearsal, milliseconds }: MatrixResult): string {
  const replaced = rehearsal.replaced.map(({ address }) => `\`${address.replace("google_compute_", "")}\``).join(", ");
  const { traffic, operations } = rehearsal;
  const requests = traffic ? [traffic.requests, lostBy(traffic), traffic.cut] : ["", "", ""];
  const cells = [
    name,
    announced,
    outcomeOf(rehearsal),
    operations.length,
    ...requests,
    replaced,
    seconds(milliseconds),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function outcomeOf({ failures, notSettled, differences, leftovers, outages }: Rehearsal): string {
  if (failures.length > 0) return "refused";
  if (notSettled.length + differences.length + leftovers.length > 0) return "not settled";
  return outages.length > 0
    ? `applied; outage: ${[...new Set(outages.map(({ what }) => what))].join(", ")}`
    : "applied";
}

const lostBy = ({ lost }: TrafficReport): number => lost.reduce((sum, { count }) => sum + count, 0);

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
