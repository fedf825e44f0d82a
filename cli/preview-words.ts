import type { AnalyzedRegion } from "../checks/analyze";
import type { Endpoint } from "../simulator/envoy/resources";
import type { ServedListener } from "../simulator/load-balancer";
import { curlLines } from "./curl-lines";
import type { PreviewStack } from "./preview-stack";
import { routeLine } from "./route-words";
import { columns } from "./table";
import { style, type Terminal } from "./terminal";

export interface Welcome {
  readonly stack: PreviewStack;
  /** The listeners with their URLs on this machine. */
  readonly urls: readonly (ServedListener & { readonly url: string })[];
  /** The workloads that are real servers. */
  readonly real: ReadonlyMap<string, Endpoint>;
  readonly readyMs: number;
}

/** More commands than fit a screen help nobody. */
const MOST_COMMANDS = 10;

/** What is served where, and how to try it. */
export function welcome({ stack, urls, real, readyMs }: Welcome, terminal: Pick<Terminal, "colour">): string[] {
  const { region, loopbackHost } = stack;
  const url = urls[0]?.url ?? "";
  const heading = (text: string) => ["", style(terminal, "bold", text)];
  const commands = curlLines(region.routes, url, loopbackHost);
  const workloads = region.model.workloads.map(({ id }) => {
    const server = real.get(id);
    return [id, server ? `http://${server.address}:${server.port}` : "a stand-in"];
  });
  return [
    `${style(terminal, "bold", region.model.stack)} is served on ${style(terminal, "bold", url)} (ready after ${Math.round(readyMs)} ms)`,
    ...urls.map((listener) => `  ${listener.url} is ${listener.protocol} on port ${listener.port}${remark(listener)}`),
    ...(loopbackHost ? [`  127.0.0.1 and localhost stand for ${loopbackHost} (--host)`] : []),
    ...heading("Routes"),
    ...routeTable(region),
    ...heading("Workloads"),
    ...indented(columns(workloads)),
    ...heading("Try"),
    ...indented(commands.slice(0, MOST_COMMANDS)),
    "",
    style(terminal, "dim", "Changes of the file are followed. Ctrl-C ends it."),
  ];
}

const remark = ({ protocol, urlMap }: ServedListener): string => {
  if (protocol === "https") return ", here without TLS";
  return urlMap.defaultUrlRedirect && urlMap.hostRules === undefined ? ", and redirects" : "";
};

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

/** Every route but those that close administrative paths. */
export function routeTable({ routes }: AnalyzedRegion): string[] {
  const lines = routes.filter(({ origin }) => origin !== "administrative").map(routeLine);
  return indented(
    columns(lines.map(({ host, match, destination, timeout, remark }) => [host, match, destination, timeout, remark])),
  );
}
