import type { AnalyzedRegion } from "../checks/analysis";
import type { Source } from "../config/document/load";
import { stackFile, synthesize } from "../constructs/synthesize";
import { lastSegment, relativePath } from "../simulator/control-plane/resource-path";
import {
  type LoadBalancer,
  loadBalancerOf,
  type ServedBackendService,
  type ServedListener,
} from "../simulator/data-plane/load-balancer";
import { stackResources } from "../simulator/stack/stack-resources";
import { readConfiguration, usableAnalysis } from "./configuration";
import type { ExitCode, Terminal } from "./terminal";

/** A region of the configuration, ready to be served on this machine. */
export interface PreviewStack {
  readonly source: Source;
  readonly region: AnalyzedRegion;
  /** The regions of the configuration that are not this one. */
  readonly otherRegions: readonly string[];
  /** The listener that serves routes comes first; one that only redirects comes after it. */
  readonly loadBalancer: LoadBalancer;
  /** The workload behind a backend service of `loadBalancer`, by its path. */
  readonly workloadOf: (service: string) => string;
  /** The host that `127.0.0.1` and `localhost` stand for. Absent: for themselves. */
  readonly loopbackHost?: string;
}

export interface StackChoice {
  /** Default: the first, as the file has them. */
  readonly region?: string;
  /** The host that requests to `127.0.0.1` and `localhost` are for. Default: the first, unless any host is served. */
  readonly host?: string;
}

/**
 * Reads back the bytes that would be deployed; the exit code where the file has errors, which are reported.
 *
 * @throws Where there is no such region or host.
 */
export function previewStack(file: string, choice: StackChoice, terminal: Terminal): PreviewStack | ExitCode {
  const configuration = readConfiguration(file);
  const analysis = usableAnalysis(configuration, terminal);
  if (typeof analysis === "number") return analysis;
  const names = analysis.config.regions ?? analysis.regions.map(({ model }) => model.region);
  const region = analysis.regions.find((one) => one.model.region === (choice.region ?? names[0]));
  if (region === undefined)
    throw new Error(`there is no region ${choice.region} in ${file}: write ${names.join(" or ")}`);
  const hosts = region.model.routing.hosts.map(({ host }) => host);
  if (choice.host !== undefined && !hosts.includes(choice.host))
    throw new Error(`there is no host ${choice.host} in ${file}: write ${hosts.join(" or ")}`);
  const loopbackHost = choice.host ?? (hosts.includes(ANY_HOST) ? undefined : firstHost(region));

  const json = synthesize(analysis).get(stackFile(region.model.stack)) ?? "{}";
  const loadBalancer = loadBalancerOf(stackResources(JSON.parse(json)));
  const foreign = foreignServices(region);
  return {
    source: configuration.source,
    region,
    otherRegions: names.filter((name) => name !== region.model.region),
    loadBalancer: {
      listeners: inOrder(loadBalancer.listeners).map((listener) => ({
        ...listener,
        ...(loopbackHost !== undefined && { aliases: { names: LOOPBACK_HOSTS, host: loopbackHost } }),
      })),
      backendServices: new Map([...loadBalancer.backendServices, ...[...foreign.keys()].map(foreignService)]),
    },
    workloadOf: (service) => foreign.get(service) ?? lastSegment(service),
    loopbackHost,
  };
}

const ANY_HOST = "*";

/** As the file has it; a whole name before a pattern. */
function firstHost({ config, model }: AnalyzedRegion): string | undefined {
  const served = new Set(model.routing.hosts.map(({ host }) => host));
  const written = (config.routes ?? []).flatMap(({ hosts = [] }) => hosts).filter((host) => served.has(host));
  return written.find((host) => !host.includes("*")) ?? written[0];
}

/** Most clients cannot be told a host beside the address, so that the address must do. */
const LOOPBACK_HOSTS = ["127.0.0.1", "localhost"];

/** Names that do not change when a listener does, so that the first keeps its port. */
function inOrder(listeners: readonly ServedListener[]): readonly ServedListener[] {
  const onlyRedirects = ({ urlMap }: ServedListener) =>
    urlMap.defaultUrlRedirect !== undefined && urlMap.hostRules === undefined;
  return [...listeners]
    .sort((a, b) => Number(onlyRedirects(a)) - Number(onlyRedirects(b)) || b.port - a.port)
    .map((listener, i) => ({ ...listener, name: `listener-${i}` }));
}

/** Workloads that are another team's backend services, by its path. */
function foreignServices({ model }: AnalyzedRegion): Map<string, string> {
  return new Map(
    model.workloads.flatMap(({ id, backends }) =>
      backends.flatMap((backend): [string, string][] =>
        backend.kind === "backendService" ? [[relativePath(backend.selfLink), id]] : [],
      ),
    ),
  );
}

/** Nobody here knows the backends of another team's backend service: it has one. */
const foreignService = (path: string): [string, ServedBackendService] => [
  path,
  { resource: { name: lastSegment(path) }, endpoints: [{ service: path, group: path, weight: 100 }] },
];
