import { dirname } from "node:path";
import type { AnalyzedRegion } from "../checks/analysis";
import { betaReasons, type ProviderConstraint } from "../config/model/provider-version";
import { terraformConstraint } from "../config/model/terraform-version";
import { quoted } from "../config/shell";
import { type RouteRow, routeRows } from "../report/route-row";
import { renderSection, renderTable } from "./layout";
import { dnsRecords, prerequisites } from "./prerequisites";
import { style, type Terminal } from "./terminal";

export interface StackSummary {
  readonly region: AnalyzedRegion;
  /** The path of the Terraform JSON, as the user would write it. */
  readonly file: string;
  /** The output folder, where the CDKTF CLI has to be told: it passes its own to the program. */
  readonly outdir?: string;
  /** The file that it is made from, where the CDKTF CLI has to be told. */
  readonly configFile?: string;
  readonly json: string;
  readonly constraint: ProviderConstraint;
}

/** More lines than fit a screen help nobody. */
const MOST_ROUTES = 40;

/** What a stack holds, what it expects to find, and what to run next. */
export function renderSummary(
  { region, file, outdir, configFile, json, constraint }: StackSummary,
  terminal: Pick<Terminal, "colour">,
): string[] {
  const { config, model } = region;
  const terraform = terraformConstraint(config);
  const beta = betaReasons(model);
  const prefix = configFile === undefined ? "" : `PROXY_CONFIG=${quoted(configFile)} `;
  const output = outdir === undefined ? "" : ` --output ${quoted(outdir)}`;
  const document: SynthesizedStack = JSON.parse(json);
  const section = (title: string, lines: readonly string[]) => renderSection(title, lines, terminal);
  return [
    `${style(terminal, "bold", model.stack)}  ${file}`,
    ...section("Routes", routes(region)),
    ...section("Resources", resources(document)),
    ...section("Outputs", [Object.keys(document.output).join(", ")]),
    ...section("Terraform", [
      `Terraform or OpenTofu ${terraform.version}`,
      ...terraform.reasons.map((reason) => `  ${reason}`),
    ]),
    ...section("Provider", [
      `google ${constraint.version}`,
      ...constraint.reasons.map((reason) => `  ${reason}`),
      ...beta.flatMap((reason, i) => [...(i === 0 ? [`google-beta ${constraint.version}`] : []), `  ${reason}`]),
    ]),
    ...section(
      "Must exist already",
      renderTable(
        prerequisites(model).flatMap(({ kind, items }) => items.map((item, i) => [i === 0 ? kind : "", item])),
      ),
    ),
    ...section(
      "Taken over by the apply",
      (document.import ?? []).map(({ to, id }) => `${id} as ${to}`),
    ),
    ...section("DNS records, by hand", dnsRecords(region)),
    ...section("Next", [
      ...Object.keys(document.variable ?? {}).map(
        (name) => `export TF_VAR_${name}=${name === "project" ? "PROJECT" : "…"}`,
      ),
      `${prefix}npx cdktf diff ${model.stack}${output}`,
      `${prefix}npx cdktf deploy ${model.stack}${output}`,
      `or: terraform -chdir=${quoted(dirname(file))} init, then plan and apply`,
    ]),
  ];
}

interface SynthesizedStack {
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly output: Readonly<Record<string, unknown>>;
}

function routes({ routes: all }: AnalyzedRegion): string[] {
  const lines = routeRows(all);
  const shown = lines.slice(0, MOST_ROUTES);
  return [
    ...renderTable(shown.map((line, i) => [shown[i - 1]?.host === line.host ? "" : line.host, ...cells(line)])),
    ...(lines.length > shown.length ? [`and ${lines.length - shown.length} more: npm run routes`] : []),
  ];
}

const cells = ({ match, destination, timeout, remark }: RouteRow) => [match, destination, timeout, remark];

function resources({ resource }: SynthesizedStack): string[] {
  const counts = Object.entries(resource).map(([type, byName]) => [String(Object.keys(byName).length), type] as const);
  const total = counts.reduce((sum, [count]) => sum + Number(count), 0);
  return [...renderTable(counts), `${total} in all`];
}
