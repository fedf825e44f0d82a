import { configFile, readConfiguration, usableAnalysis } from "../configuration";
import { renderSection, renderTable } from "../layout";
import { regionTable } from "../region-table";
import { type RouteRow, routeRow, routeRows } from "../route-row";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";

export interface RoutesOptions {
  readonly json?: boolean;
}

/** `npm run routes`: everything that the proxy serves, host by host, the most specific rule first. */
export function runRoutes(file: string | undefined, { json }: RoutesOptions, terminal: Terminal): ExitCode {
  const analysis = usableAnalysis(readConfiguration(configFile(file)), terminal, "warnings");
  if (typeof analysis === "number") return analysis;
  if (json) {
    const tables = analysis.regions.map(({ model, routes }) => ({ stack: model.stack, routes: routes.map(routeRow) }));
    terminal.document(JSON.stringify(tables, null, 2));
    return EXIT.ok;
  }
  for (const [i, { model, routes }] of analysis.regions.entries()) {
    if (i > 0) terminal.out("");
    if (analysis.regions.length > 1) terminal.out(style(terminal, "bold", model.stack));
    terminal.out(...renderRoutes(routeRows(routes), terminal));
  }
  terminal.out(...renderSection("Regions", regionTable(analysis.regions), terminal));
  return EXIT.ok;
}

function renderRoutes(routes: readonly RouteRow[], terminal: Terminal): string[] {
  const header = ["HOST", "MATCH", "DESTINATION", "TIMEOUT", "ACTIONS", ""];
  const rows = routes.map(({ host, match, destination, timeout, actions, remark }) => [
    host,
    match,
    destination,
    timeout,
    actions,
    remark,
  ]);
  const [first = "", ...lines] = renderTable([header, ...rows]);
  return [style(terminal, "dim", first), ...lines];
}
