import { existsSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { linesOf } from "../../config/reason";
import { deferred } from "../../simulator/control-plane/deferred";
import { type DataPlane, startDataPlane } from "../../simulator/data-plane/data-plane";
import { ENVOY_MISSING, findEnvoy } from "../../simulator/data-plane/envoy/process";
import { isFree } from "../../simulator/data-plane/loopback";
import { type StandIn, startStandIn } from "../../simulator/data-plane/stand-in";
import { renderRequest } from "../access-log";
import { configFile } from "../configuration";
import { reportFindings } from "../findings";
import { renderChange, renderWelcome, type Served } from "../preview-report";
import type { PreviewStack, StackChoice } from "../preview-stack";
import { checkNames, realWorkloads } from "../preview-workloads";
import { refusedRouteFindings } from "../refused-routes";
import { EXIT, type ExitCode, style, type Terminal } from "../terminal";

export interface PreviewOptions extends StackChoice {
  /** Default: PROXY_CONFIG, or proxy.yaml. */
  readonly file?: string;
  /** 0 takes a free one. */
  readonly port: number;
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
 * @param stopped Resolves when it shall end. Default: at a signal.
 */
export async function runPreview(
  options: PreviewOptions,
  terminal: Terminal,
  stopped: Promise<void> = untilSignal(),
): Promise<ExitCode> {
  const file = configFile(options.file);
  const standIns = new Map<string, StandIn>();
  let dataPlane: Promise<DataPlane> | undefined;
  let stack: PreviewStack | undefined;
  let following: Following | undefined;
  const welcomed = deferred();
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
      // Few servers on a desk answer as the deployed ones will; the welcome says what would be refused.
      isExempt: ({ service }) => real.has(workloadOf(service)),
      isAuthorizer: (service) => real.has(workloadOf(service)),
      healthCheckPace: HEALTH_CHECK_PACE,
      onRequest: (request) => terminal.out(renderRequest(request, workloadOf, terminal)),
    });
    dataPlane.catch(() => {});
    const starting = dataPlane;
    const { previewStack } = require("../preview-stack") as typeof import("../preview-stack");

    /** What is served now, or the exit code once it is reported what Envoy refuses. */
    const serve = async (next: PreviewStack): Promise<Served | ExitCode> => {
      const services = servedServices(next);
      for (const name of services.map(([service]) => next.workloadOf(service)))
        if (!real.has(name) && !standIns.has(name)) standIns.set(name, await startStandIn(name));
      const before = stack;
      stack = next;
      const plane = await starting;
      const refused = await plane.serve(next.loadBalancer);
      if (refused.length > 0) {
        stack = before;
        return reportFindings(next.source, refusedRouteFindings(refused, [next.region]), terminal);
      }
      // What was served before may still answer.
      const used = [next, before ?? next].flatMap((one) => servedServices(one).map(([name]) => one.workloadOf(name)));
      await closeUnused(standIns, used);
      await plane.probed();
      const urls = next.loadBalancer.listeners.map((listener) => ({ ...listener, url: plane.url(listener.name) }));
      const unhealthy = services.flatMap(([service]) => (plane.isHealthy(service) ? [] : [next.workloadOf(service)]));
      return { stack: next, urls, real, unhealthy };
    };
    const follow = async (): Promise<void> => {
      try {
        const next = previewStack(file, options, terminal);
        const served = typeof next === "number" ? next : await serve(next);
        if (typeof served !== "number") return terminal.out(...renderChange(file, served, terminal));
      } catch (error) {
        if (following?.ended) return;
        terminal.error(...linesOf(error));
      }
      terminal.error(style(terminal, "yellow", "the last good state is still served"));
    };

    // Before the file is read: an edit may come at any time after that. Of a folder that is missing, reading tells.
    if (existsSync(dirname(file))) following = onChange(file, follow, welcomed.promise);
    const first = previewStack(file, options, terminal);
    if (typeof first === "number") return first;
    checkNames([...real.keys()], first);
    const serving = serve(first);
    serving.catch(() => {});
    const served = await Promise.race([stopped, serving]);
    if (served === undefined) return EXIT.ok;
    if (typeof served === "number") return served;
    terminal.out(...renderWelcome(served, performance.now(), terminal));
    welcomed.resolve();
    const crash = await Promise.race([stopped, (await starting).crashed]);
    if (crash) throw crash;
    return EXIT.ok;
  } catch (error) {
    terminal.error(...linesOf(error));
    return EXIT.usage;
  } finally {
    following?.end();
    welcomed.resolve();
    // What waits for Envoy now waits no longer.
    await (await dataPlane?.catch(() => undefined))?.stop();
    await following?.last;
    await Promise.all([...standIns.values()].map(({ close }) => close()));
  }
}

interface Following {
  /** Resolves when nothing is being done about a change. */
  last: Promise<void>;
  ended: boolean;
  readonly end: () => void;
}

/** Calls back after changes of a file, from a time on, one call at a time; changes during a call are one change. */
function onChange(file: string, follow: () => Promise<void>, from: Promise<void>): Following {
  let timer: NodeJS.Timeout | undefined;
  let isWaiting = false;
  // The directory: most editors put another file in the place of the old one.
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isWaiting) return;
      isWaiting = true;
      following.last = following.last.then(() => {
        isWaiting = false;
        return following.ended ? undefined : follow();
      });
    }, DEBOUNCE_MS);
  });
  const following: Following = {
    last: from,
    ended: false,
    end: () => {
      following.ended = true;
      watcher.close();
      clearTimeout(timer);
    },
  };
  return following;
}

const servedServices = ({ loadBalancer }: PreviewStack) =>
  [...loadBalancer.backendServices].filter(([, { endpoints }]) => endpoints.length > 0);

/** Ends the stand-ins of workloads that are no more. */
async function closeUnused(standIns: Map<string, StandIn>, used: readonly string[]): Promise<void> {
  const unused = [...standIns].filter(([name]) => !used.includes(name));
  for (const [name] of unused) standIns.delete(name);
  await Promise.all(unused.map(([, { close }]) => close()));
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    // Each as often as it comes: a second one must not end this program before Envoy.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}
