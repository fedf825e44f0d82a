import type { AnalyzedRegion } from "../checks/analysis";
import type { ProviderConstraint } from "../config/model/provider-version";
import { prerequisites } from "./prerequisites";
import { type RouteLine, routeLine } from "./route-words";
import { columns } from "./table";
import { style, type Terminal } from "./terminal";

export interface StackSummary {
  readonly region: AnalyzedRegion;
  /** The path of the Terraform JSON, as the user would write it. */
  readonly file: string;
  readonly json: string;
  readonly constraint: ProviderConstraint;
}

/** More lines than fit a screen help nobody. */
const MOST_ROUTES = 40;

/** What a stack holds, what it expects to find, and what to run next. */
export function summary(
  { region, file, json, constraint }: StackSummary,
  terminal: Pick<Terminal, "colour">,
): string[] {
  const { model } = region;
  const document: SynthesizedStack = JSON.parse(json);
  const heading = (text: string) => ["", style(terminal, "bold", text)];
  return [
    `${style(terminal, "bold", model.stack)}  ${file}`,
    ...heading("Routes"),
    ...indent(routes(region)),
    ...heading("Resources"),
    ...indent(resources(document)),
    ...heading("Outputs"),
    ...indent([Object.keys(document.output).join(", ")]),
    ...heading("Provider"),
    ...indent([`google ${constraint.version}`, ...constraint.reasons.map((reason) => `  ${reason}`)]),
    ...heading("Must exist already"),
    ...indent(
      columns(prerequisites(model).flatMap(({ kind, items }) => items.map((item, i) => [i === 0 ? kind : "", item]))),
    ),
    ...heading("Next"),
    ...indent([
      `npx cdktf diff ${model.stack}`,
      `npx cdktf deploy ${model.stack}`,
      `or: terraform -chdir=${file.replace(/\/[^/]+$/, "")} init, then plan and apply${model.project === undefined ? " with -var project=PROJECT" : ""}`,
    ]),
  ];
}

interface SynthesizedStack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly output: Readonly<Record<string, unknown>>;
}

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`.trimEnd());

function routes({ routes: all }: AnalyzedRegion): string[] {
  const lines = all.filter(({ origin }) => origin !== "administrative").map(routeLine);
  const closed = all.length - lines.length;
  const shown = lines.slice(0, MOST_ROUTES);
  return [
    ...columns(shown.map((line, i) => [shown[i - 1]?.host === line.host ? "" : line.host, ...cells(line)])),
    ...(lines.length > shown.length ? [`and ${lines.length - shown.length} more: npm run routes`] : []),
    ...(closed > 0 ? [`${closed} administrative paths of model servers closed (404): npm run routes`] : []),
  ];
}

const cells = ({ match, destination, timeout, remark }: RouteLine) => [match, destination, timeout, remark];

function resources({ resource }: SynthesizedStack): string[] {
  const counts = Object.entries(resource).map(([type, byName]) => [String(Object.keys(byName).length), type] as const);
  const total = counts.reduce((sum, [count]) => sum + Number(count), 0);
  return [...columns(counts), `${total} in all`];
}
