import type { AnalyzedRegion } from "../checks/analysis";
import { routeRows } from "../report/route-row";
import type { Endpoint } from "../simulator/data-plane/envoy/listener";
import type { ServedListener } from "../simulator/data-plane/load-balancer";
import { curlCommands } from "./curl";
import { indent, renderSection, renderTable } from "./layout";
import { accessLines } from "./preview-access";
import type { PreviewStack } from "./preview-stack";
import { style, type Terminal } from "./terminal";

/** What is served, and by whom. */
export interface Served {
  readonly stack: PreviewStack;
  /** The listeners with their URLs on this machine. */
  readonly urls: readonly (ServedListener & { readonly url: string })[];
  /** The workloads that are real servers. */
  readonly real: ReadonlyMap<string, Endpoint>;
  /** The workloads that have not passed their health check. */
  readonly unhealthy: readonly string[];
}

/** More commands than fit a screen help nobody. */
const MOST_COMMANDS = 10;

/** What is served where, and how to try it. */
export function renderWelcome(served: Served, readyMs: number, terminal: Pick<Terminal, "colour">): string[] {
  const { stack, urls } = served;
  const { region, loopbackHost } = stack;
  const url = urls[0]?.url ?? "";
  const commands = curlCommands(region.routes, url, loopbackHost);
  return [
    `${style(terminal, "bold", region.model.stack)} is served on ${style(terminal, "bold", url)} (ready after ${Math.round(readyMs)} ms)`,
    ...indent(listeners(served)),
    ...renderSection("Routes", routeTable(region), terminal),
    ...renderSection("Workloads", renderTable(workloads(served)), terminal),
    ...renderSection("Try", commands.slice(0, MOST_COMMANDS), terminal),
    "",
    style(terminal, "dim", "Changes of the file are followed. Ctrl-C ends it."),
  ];
}

/** What is served after the file has changed. */
export function renderChange(file: string, served: Served, terminal: Pick<Terminal, "colour">): string[] {
  const title = style(terminal, "bold", `${file} has changed`);
  return [title, ...indent([...listeners(served), ...routeTable(served.stack.region)])];
}

function listeners({ stack: { region, loopbackHost, otherRegions }, urls, real }: Served): string[] {
  return [
    ...urls.map((listener) => `${listener.url} is ${listener.protocol} on port ${listener.port}${remark(listener)}`),
    ...(loopbackHost
      ? [`127.0.0.1 and localhost stand for ${loopbackHost}, which workloads get as Host (--host)`]
      : []),
    ...accessLines(region.model, new Set(real.keys())),
    ...(otherRegions.length > 0
      ? [`the region is ${region.model.region}; not served now: ${otherRegions.join(", ")} (--region)`]
      : []),
  ];
}

const UNHEALTHY = "has not passed its health check yet: deployed, it would be sent nothing until it does";

function workloads({ stack: { region }, real, unhealthy }: Served): string[][] {
  return region.model.workloads.map(({ id, backends }) => {
    if (backends.length === 0) return [id, "not in this region"];
    const server = real.get(id);
    if (server === undefined) return [id, "a stand-in"];
    const host = server.address.includes(":") ? `[${server.address}]` : server.address;
    return [id, `http://${host}:${server.port}`, unhealthy.includes(id) ? UNHEALTHY : ""];
  });
}

const remark = ({ protocol, urlMap }: ServedListener): string => {
  if (protocol === "https") return ", here without TLS";
  return urlMap.defaultUrlRedirect && urlMap.hostRules === undefined ? ", and redirects" : "";
};

function routeTable({ routes }: AnalyzedRegion): string[] {
  const lines = routeRows(routes);
  return renderTable(
    lines.map(({ host, match, destination, timeout, remark }) => [host, match, destination, timeout, remark]),
  );
}
