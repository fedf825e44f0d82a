import type { FindingEntry } from "../checks/formats/json";
import { many } from "../config/format";
import type { ReportData } from "./data";

/** A part of what it all comes to, and the section that says more. */
export interface Statement {
  readonly text: string;
  readonly about: "findings" | "changes" | "limits";
  readonly alarming: boolean;
}

export function statements({ check, served }: ReportData): Statement[] {
  const found = findingsIn(check);
  const counted = (severity: string) => {
    const { length } = found.filter((one) => one.severity === severity);
    return length > 0 && many(length, severity);
  };
  const { verdict, cost } = check;
  const rows: [text: string | false | undefined, about: Statement["about"], alarming?: boolean][] = [
    [counted("error"), "findings", true],
    [counted("warning"), "findings"],
    [found.length === 0 && "nothing found", "findings"],
    [verdict?.text, served ? "changes" : "findings", verdict?.ok === false],
    [cost && perMonth(cost), "limits"],
  ];
  return rows.flatMap(([text, about, alarming = false]) => (text ? [{ text, about, alarming }] : []));
}

/** But for what a change does. */
export const findingsIn = ({ findings }: ReportData["check"]): FindingEntry[] =>
  findings.filter(({ impact }) => !impact);

/** Errors first; those of a kind together. */
export function byKind(findings: readonly FindingEntry[]): [first: FindingEntry, ...others: FindingEntry[]][] {
  const kinds = new Map<string, [FindingEntry, ...FindingEntry[]]>();
  for (const one of [...findings].sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"))) {
    const known = kinds.get(one.id);
    if (known) known.push(one);
    else kinds.set(one.id, [one]);
  }
  return [...kinds.values()];
}

type Check = ReportData["check"];
type Cost = NonNullable<Check["cost"]>;

const perMonth = ({ monthly }: Cost): string => `${dollars(monthly)} a month before traffic`;

/** What it costs, and by how much a change makes that more or less. */
export function costOf(cost: Cost): string {
  const { change } = cost;
  const changed = change && `, ${dollars(Math.abs(change))} ${change > 0 ? "more" : "less"} than before`;
  return `${perMonth(cost)}${changed || ""}`;
}

/** A region's part of what `check` answers. */
export type Figures = NonNullable<Check["regions"]>[number];

export const isCommand = (item: string): boolean => item.startsWith("gcloud ");

/** What is to be done before the first apply, by kind. */
export const toDo = ({ mustExist, records }: Figures): Figures["mustExist"] =>
  records.length > 0 ? [...mustExist, { kind: "DNS records", items: records }] : mustExist;

export const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
