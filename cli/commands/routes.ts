import { unshownRoutes } from "../../checks/overrides";
import { type RouteRow, routeRows } from "../../report/route-row";
import { routesDocument } from "../../report/routes";
import { configFile, readConfiguration, usableAnalysis } from "../configuration";
import { renderSection, WIDTH, wrap } from "../layout";
import { regionTable } from "../region-table";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";

export interface RoutesOptions {
  readonly json?: boolean;
}

/** `npm run routes`: everything that the proxy serves, host by host, the most specific rule first. */
export function runRoutes(file: string | undefined, { json }: RoutesOptions, terminal: Terminal): ExitCode {
  const configuration = readConfiguration(configFile(file));
  const analysis = usableAnalysis(configuration, terminal, "warnings");
  if (typeof analysis === "number") return analysis;
  if (json) {
    terminal.document(JSON.stringify(routesDocument(configuration.source, analysis), null, 2));
    return EXIT.ok;
  }
  for (const [i, { model, routes }] of analysis.regions.entries()) {
    if (i > 0) terminal.out("");
    if (analysis.regions.length > 1) terminal.out(style(terminal, "bold", model.stack));
    terminal.out(...renderRoutes(routeRows(routes), terminal));
  }
  terminal.out(...renderSection("Overrides", unshownRoutes(analysis.config), terminal));
  terminal.out(...renderSection("Regions", regionTable(analysis.regions), terminal));
  return EXIT.ok;
}

/** A longer one stands on a line of its own. */
const LONGEST_MATCH = 44;

function renderRoutes(rows: readonly RouteRow[], terminal: Terminal): string[] {
  const column = Math.max(0, ...rows.map(({ match }) => match.length).filter((length) => length <= LONGEST_MATCH));
  return rows.flatMap(({ host, match, destination, timeout, actions, remark }, i) => {
    const title = rows[i - 1]?.host === host ? [] : [...(i > 0 ? [""] : []), style(terminal, "bold", host)];
    const answer = [destination, timeout, actions].filter((cell) => cell !== "").join("  ");
    const line = `  ${match.padEnd(column)}  ${answer}`;
    const isShort = match.length <= column && line.length <= WIDTH;
    return [...title, ...(isShort ? [line] : [`  ${match}`, ...wrap(answer, 6)]), ...wrap(remark, 6)];
  });
}
