import { dirname } from "node:path";
import type { Analysis, AnalyzedRegion } from "../checks/analysis";
import { unshownRoutes } from "../checks/overrides";
import { recordedHosts } from "../config/model/dns-records";
import type { Model } from "../config/model/model";
import { betaReasons } from "../config/model/provider-version";
import { terraformConstraint } from "../config/model/terraform-version";
import type { Config } from "../config/schema/config";
import { quoted } from "../config/shell";
import { type RouteRow, routeRows } from "../report/route-row";
import { neededRules, renderGcloud, renderTerraform } from "./firewall";
import { renderSection, renderTable } from "./layout";
import { dnsPrerequisites, dnsRecords, type Prerequisite, prerequisites } from "./prerequisites";
import { describeRouting } from "./region-table";
import { style, type Terminal } from "./terminal";

export interface StackSummary {
  readonly stack: string;
  /** All of the file. */
  readonly analysis: Analysis;
  /** The path of the Terraform JSON, as the user would write it. */
  readonly file: string;
  /** The output folder, where the CDKTF CLI has to be told: it passes its own to the program. */
  readonly outdir?: string;
  /** The file that it is made from, where the CDKTF CLI has to be told. */
  readonly configFile?: string;
  readonly json: string;
}

/** More lines than fit a screen help nobody. */
const MOST_ROUTES = 40;

/** What a stack holds, what it expects to find, and what to run next. */
export function renderSummary(
  { stack, analysis, file, outdir, configFile, json }: StackSummary,
  terminal: Pick<Terminal, "colour">,
): string[] {
  const { config, provider, dns, regions } = analysis;
  const region = regions.find(({ model }) => model.stack === stack);
  const terraform = terraformConstraint(config);
  const beta = [
    ...(region === undefined ? [] : betaReasons(region.model)),
    ...(overridesToBeta(config) ? ["where `overrides` say so"] : []),
  ];
  const prefix = configFile === undefined ? "" : `PROXY_CONFIG=${quoted(configFile)} `;
  const output = outdir === undefined ? "" : ` --output ${quoted(outdir)}`;
  const document: SynthesizedStack = JSON.parse(json);
  const section = (title: string, lines: readonly string[]) => renderSection(title, lines, terminal);
  return [
    `${style(terminal, "bold", stack)}  ${file}`,
    ...section("Routes", region === undefined ? [] : [...routes(region), ...unshownRoutes(config)]),
    ...section("Records", region === undefined ? records(analysis) : []),
    ...section("Resources", resources(document)),
    ...section("Outputs", [Object.keys(document.output).join(", ")]),
    ...section("Terraform", [
      `Terraform or OpenTofu ${terraform.version}`,
      ...terraform.reasons.map((reason) => `  ${reason}`),
    ]),
    ...section("Provider", [
      `google ${provider.version}`,
      ...provider.reasons.map((reason) => `  ${reason}`),
      ...beta.flatMap((reason, i) => [...(i === 0 ? [`google-beta ${provider.version}`] : []), `  ${reason}`]),
    ]),
    ...section(
      "Must exist already",
      renderTable(
        expected(analysis, region).flatMap(({ kind, items }) => items.map((item, i) => [i === 0 ? kind : "", item])),
      ),
    ),
    ...section("Firewall rules, by another team", region === undefined ? [] : firewall(region.model)),
    ...section(
      "Taken over by the apply",
      (document.import ?? []).map(({ to, id }) => `${id} as ${to}`),
    ),
    ...section("DNS records, by hand", region === undefined ? [] : dnsRecords(region)),
    ...section("Next", [
      ...Object.keys(document.variable ?? {}).map(
        (name) => `export TF_VAR_${name}=${name === "project" ? "PROJECT" : "…"}`,
      ),
      `${prefix}npx cdktf diff ${stack}${output}`,
      `${prefix}npx cdktf deploy ${dns === undefined ? stack : "'*'"}${output}`,
      `or: terraform -chdir=${quoted(dirname(file))} init, then plan and apply`,
    ]),
  ];
}

const overridesToBeta = ({ overrides = {} }: Config): boolean =>
  Object.values(overrides).some(({ provider }) => provider === "google-beta");

function firewall(model: Model): string[] {
  const rules = neededRules(model);
  return rules.length === 0
    ? []
    : [...rules.map(renderGcloud), "or as Terraform:", ...renderTerraform(rules, model.stack)];
}

interface SynthesizedStack {
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly output: Readonly<Record<string, unknown>>;
}

/** What a stack expects to find. */
function expected({ dns, regions: [first] }: Analysis, region: AnalyzedRegion | undefined): Prerequisite[] {
  if (region !== undefined) return prerequisites(region.model);
  return dns === undefined || first === undefined ? [] : dnsPrerequisites(dns, first.model);
}

/** Every name, and where it leads. */
function records({ dns, regions }: Analysis): string[] {
  const [first] = regions;
  if (dns === undefined || first === undefined) return [];
  const where = regions.length === 1 ? first.model.region : describeRouting(dns);
  const all = [
    ...recordedHosts(first.model).hosts.map((host) => [host, where]),
    ...regions.flatMap(({ model }) => recordedHosts(model).aliases.map((alias) => [alias, model.region])),
  ];
  const more = all.length - MOST_ROUTES;
  return [
    ...renderTable(all.slice(0, MOST_ROUTES)),
    ...(more > 0 ? [`and ${more} more`] : []),
    `what the zone ${dns.zone.name} has of these names is replaced, whoever made it`,
  ];
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
