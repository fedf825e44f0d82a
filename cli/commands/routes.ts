import { type DocumentPath, formatPath } from "../../config/finding";
import type { CompiledRoute } from "../../routing/compile/compile";
import { configFile, readConfiguration, usableAnalysis } from "../configuration";
import { renderSection, WIDTH, wrap } from "../layout";
import { regionTable } from "../region-table";
import { type RouteRow, routeRows } from "../route-row";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";

export interface RoutesOptions {
  readonly json?: boolean;
}

/** `npm run routes`: everything that the proxy serves, host by host, the most specific rule first. */
export function runRoutes(file: string | undefined, { json }: RoutesOptions, terminal: Terminal): ExitCode {
  const analysis = usableAnalysis(readConfiguration(configFile(file)), terminal, "warnings");
  if (typeof analysis === "number") return analysis;
  if (json) {
    const tables = analysis.regions.map(({ model, routes }) => ({ stack: model.stack, routes: routes.map(routeData) }));
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

const placeOf = (path: DocumentPath | undefined) => path && formatPath(path);

/** A route as data: its conditions, the action of the URL map, and places in the file. */
function routeData({ host, source, match, action, opens, opening, shadowedBy, contradictory }: CompiledRoute) {
  return {
    host,
    place: placeOf(source),
    match: match && {
      ...match,
      path: { kind: match.path.kind, text: match.path.text, ignoreCase: match.path.ignoreCase },
    },
    action,
    opens: opens === "everything" ? opens : opening?.opens,
    closes: opening && opening.closes.length > 0 ? opening.closes : undefined,
    shadowedBy: placeOf(shadowedBy),
    contradictory,
  };
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
