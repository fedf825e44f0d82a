import { lookup } from "node:dns/promises";
import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import { type DataPlane, startDataPlane } from "../simulator/data-plane";
import { ENVOY_MISSING, findEnvoy } from "../simulator/envoy/process";
import type { Endpoint } from "../simulator/envoy/resources";
import { isFree } from "../simulator/loopback";
import { type StandIn, startStandIn } from "../simulator/stand-in";
import type { PreviewStack, Refusal } from "./preview-stack";
import { routeTable, welcome } from "./preview-words";
import { reportFindings } from "./report";
import { requestLine } from "./request-line";
import { configFile } from "./source";
import { EXIT, type ExitCode, style, type Terminal } from "./terminal";

export interface PreviewOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default: the first. */
  readonly region?: string;
  /** The host that requests to `127.0.0.1` and `localhost` are for. Default: the first, unless any host is served. */
  readonly host?: string;
  /** Real servers: `NAME=http://HOST:PORT`. */
  readonly workload?: readonly string[];
}

/** Health checks run ten times as fast as deployed: whoever watches does not wait for them. */
const HEALTH_CHECK_PACE = 100;
/** An editor may write a file in several steps. */
const DEBOUNCE_MS = 100;

/**
 * `npm run preview`: serves the file on this machine by a real Envoy, with stand-ins for its workloads, and follows it.
 *
 * @param stopped Resolves when it shall end. Default: at SIGINT or SIGTERM.
 */
export async function runPreview(
  options: PreviewOptions,
  terminal: Terminal,
  stopped: Promise<void> = untilSignal(),
): Promise<ExitCode> {
  const file = configFile(process.env);
  const standIns = new Map<string, StandIn>();
  let dataPlane: Promise<DataPlane> | undefined;
  let stack: PreviewStack | undefined;
  const workloadOf = (service: string) => stack?.workloadOf(service) ?? service;
  try {
    const envoy = findEnvoy();
    if (envoy === undefined) throw new Error(ENVOY_MISSING);
    if (options.port !== 0 && !(await isFree(options.port)))
      throw new Error(`port ${options.port} is in use: choose another by --port`);
    const real = await realWorkloads(options.workload ?? []);
    // Before anything big is loaded, so that both take their time together.
    dataPlane = startDataPlane({
      envoy,
      upstreamOf: ({ service }) => real.get(workloadOf(service)) ?? standIns.get(workloadOf(service)),
      portOf: ({ name }) => (name === "listener-0" && options.port !== 0 ? options.port : undefined),
      healthCheckPace: HEALTH_CHECK_PACE,
      onRequest: (request) => terminal.out(requestLine(request, workloadOf, terminal)),
    });
    dataPlane.catch(() => {});
    const { previewStack } = require("./preview-stack") as typeof import("./preview-stack");

    const serve = async (next: PreviewStack): Promise<void> => {
      const services = [...next.loadBalancer.backendServices].filter(([, { endpoints }]) => endpoints.length > 0);
      for (const name of services.map(([service]) => next.workloadOf(service)))
        if (!real.has(name) && !standIns.has(name)) standIns.set(name, await startStandIn(name));
      stack = next;
      await (await dataPlane)?.serve(next.loadBalancer);
      await (await dataPlane)?.probed();
    };
    const follow = async (): Promise<void> => {
      const next = previewStack(file, options);
      if (!("loadBalancer" in next)) {
        refuse(next, terminal);
        return terminal.error(style(terminal, "yellow", "the last good state is still served"));
      }
      await serve(next);
      terminal.out([style(terminal, "bold", `${file} has changed`), ...routeTable(next.region)].join("\n"));
    };

    const first = previewStack(file, options);
    if (!("loadBalancer" in first)) return refuse(first, terminal);
    checkNames([...real.keys()], first);
    await serve(first);
    const plane = await dataPlane;
    const urls = first.loadBalancer.listeners.map((listener) => ({ ...listener, url: plane.url(listener.name) }));
    terminal.out(welcome({ stack: first, urls, real, readyMs: performance.now() }, terminal).join("\n"));
    const unfollow = onChange(file, follow, (error) => terminal.error(reasonOf(error)));
    await stopped;
    await unfollow();
    return EXIT.ok;
  } catch (error) {
    terminal.error(reasonOf(error));
    return EXIT.usage;
  } finally {
    await (await dataPlane?.catch(() => undefined))?.stop();
    await Promise.all([...standIns.values()].map(({ close }) => close()));
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function refuse(refusal: Refusal, terminal: Terminal): ExitCode {
  if ("findings" in refusal) return reportFindings(refusal.source, refusal.findings, terminal);
  terminal.error(refusal.error);
  return EXIT.usage;
}

/** Real servers by the workload they are; Envoy wants addresses, not names. */
async function realWorkloads(texts: readonly string[]): Promise<Map<string, Endpoint>> {
  const real = new Map<string, Endpoint>();
  for (const text of texts) {
    const [, name, url] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || url === undefined || !URL.canParse(url))
      throw new Error(`--workload ${text}: write NAME=http://HOST:PORT`);
    const { protocol, hostname, port, pathname } = new URL(url);
    if (protocol !== "http:" || pathname !== "/")
      throw new Error(
        `--workload ${text}: only plain HTTP without a path can be reached, as in http://127.0.0.1:11434`,
      );
    const { address } = await lookup(hostname.replace(/^\[|\]$/g, ""), { family: hostname.startsWith("[") ? 6 : 4 });
    real.set(name, { address, port: Number(port || 80) });
  }
  return real;
}

function checkNames(names: readonly string[], { region }: PreviewStack): void {
  const known = region.model.workloads.map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`--workload ${unknown}: there is no such workload, only ${known.join(", ")}`);
}

/** Calls back after each change of a file, one call at a time. The returned function ends it and waits for the last. */
function onChange(file: string, changed: () => Promise<void>, failed: (error: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  // The directory: most editors put another file in the place of the old one.
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(changed).catch(failed);
    }, DEBOUNCE_MS);
  });
  return async () => {
    watcher.close();
    clearTimeout(timer);
    await last;
  };
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
