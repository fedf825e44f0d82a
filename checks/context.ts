import type { DocumentPath } from "../config/finding";
import { kindOf, regionOf } from "../config/model/backends";
import { type BackendFamily, KINDS } from "../config/model/kinds";
import type { HeaderWords, Model, Workload } from "../config/model/model";
import { changesHeaders, isExternal } from "../config/model/resolve";
import { SERVERS, type Server } from "../config/presets/servers";
import type { BackendKind } from "../config/schema/backend-kinds";
import type {
  ActionConfig,
  BackendConfig,
  Config,
  FrontendConfig,
  RuleConfig,
  WorkloadConfig,
} from "../config/schema/config";
import { DEFAULTS } from "../config/schema/defaults";
import { groupBy } from "../routing/group-by";
import type { AnalyzedRegions } from "./analysis";

/** Everything that rules look at: the configuration as written, with the place of each part, and its regions. */
export interface Context {
  readonly config: Config;
  readonly external: boolean;
  readonly regions: AnalyzedRegions;
  /** Of the first region: what the file says of every region alike. */
  readonly model: Model;
  readonly workloads: ReadonlyMap<string, WorkloadEntry>;
  readonly backends: readonly BackendEntry[];
  /** Every rule and every default. */
  readonly actions: readonly ActionEntry[];
  readonly listeners: readonly ListenerEntry[];
  /** Whether the routes became a URL map without an error; what they shadow is uncertain until then. */
  readonly routable: boolean;
}

export interface WorkloadEntry {
  readonly id: string;
  readonly path: DocumentPath;
  readonly words: WorkloadConfig;
  readonly server?: Server;
  readonly backends: readonly BackendEntry[];
  /** With presets and defaults, in the first region: whatever differs by region is in `regions`. */
  readonly resolved: Workload;
}

export interface BackendEntry {
  readonly workload: string;
  readonly path: DocumentPath;
  readonly words: BackendConfig;
  readonly kind: BackendKind;
  readonly family: BackendFamily;
  /** `undefined`: in every region that is served. */
  readonly region?: string;
}

export interface ActionEntry {
  readonly path: DocumentPath;
  readonly action: ActionConfig;
  readonly hosts: readonly string[];
  /** Absent for a default. */
  readonly rule?: RuleConfig;
  /** Every workload that the action names, below its path. */
  readonly targets: readonly Target[];
  /** Whatever changes headers of its requests and answers, in the order of their levels. */
  readonly headers: readonly HeaderEntry[];
}

/** Who changes headers, in the order of the platform. */
export const HEADER_LEVELS = ["share", "action", "hosts"] as const;

export interface HeaderEntry {
  readonly level: (typeof HEADER_LEVELS)[number];
  readonly path: DocumentPath;
  readonly words: HeaderWords;
  readonly hosts: readonly string[];
  /** The workload of a share. */
  readonly workload?: string;
}

export interface Target {
  readonly workload: string;
  readonly path: DocumentPath;
  /** `share`: it answers requests, all or a part of them. */
  readonly role: "share" | "mirror";
}

type ListenerConfig = NonNullable<FrontendConfig["listeners"]>[number];

export interface ListenerEntry {
  readonly path: DocumentPath;
  readonly words: ListenerConfig;
  readonly port: number;
}

export function contextOf(config: Config, regions: AnalyzedRegions, routable: boolean): Context {
  const { model } = regions[0];
  const workloads = workloadsOf(config, model);
  return {
    config,
    external: isExternal(config),
    regions,
    model,
    routable,
    workloads,
    backends: [...workloads.values()].flatMap(({ backends }) => backends),
    actions: [...actionsOf(config)],
    listeners: (config.frontend?.listeners ?? []).map((words, i) => ({
      path: ["frontend", "listeners", i],
      words,
      port: words.http ?? words.https ?? 0,
    })),
  };
}

function workloadsOf(config: Config, model: Model): Map<string, WorkloadEntry> {
  const entries = new Map<string, WorkloadEntry>();
  for (const resolved of model.workloads) {
    const { id } = resolved;
    const words = config.workloads[id];
    if (words === undefined) continue;
    const path = ["workloads", id];
    const backends = words.backends.map((backend, i): BackendEntry => {
      const kind = kindOf(backend);
      return {
        workload: id,
        path: [...path, "backends", i],
        words: backend,
        kind,
        family: KINDS[kind].family,
        region: regionOf(backend),
      };
    });
    entries.set(id, { id, path, words, server: words.server && SERVERS[words.server], backends, resolved });
  }
  return entries;
}

function* actionsOf(config: Config): Generator<ActionEntry> {
  const groups = (config.routes ?? []).map((group, g) => ({
    path: ["routes", g],
    words: group,
    level: "hosts" as const,
    hosts: group.hosts ?? DEFAULTS.routeGroup.hosts,
  }));
  // A host has one group that changes headers; a second one is an error.
  const ofHosts = new Map<string, HeaderEntry>();
  for (const group of groups.filter(({ words }) => changesHeaders(words)))
    for (const host of group.hosts) if (!ofHosts.has(host)) ofHosts.set(host, group);
  if (config.default) yield actionEntry(["default"], config.default, ["*"], ofHosts);
  for (const { path, words, hosts } of groups) {
    for (const [r, rule] of (words.rules ?? []).entries())
      yield { ...actionEntry([...path, "rules", r], rule, hosts, ofHosts), rule };
    if (words.default) yield actionEntry([...path, "default"], words.default, hosts, ofHosts);
  }
}

function actionEntry(
  path: DocumentPath,
  action: ActionConfig,
  hosts: readonly string[],
  ofHosts: ReadonlyMap<string, HeaderEntry>,
): ActionEntry {
  const shares = typeof action.to === "object" ? Object.entries(action.to) : [];
  const headers: HeaderEntry[] = [
    ...shares.flatMap(([workload, words]) =>
      typeof words === "object"
        ? [{ path: [...path, "to", workload], words, level: "share" as const, hosts, workload }]
        : [],
    ),
    { path, words: action, level: "action", hosts },
    ...new Set(hosts.flatMap((host) => ofHosts.get(host) ?? [])),
  ];
  return { path, action, hosts, targets: targetsOf(path, action), headers };
}

function targetsOf(path: DocumentPath, { to, canary, mirror }: ActionConfig): Target[] {
  const targets: Target[] = [];
  const add = (workload: string, role: Target["role"], ...below: string[]) =>
    targets.push({ workload, role, path: [...path, ...below] });
  if (typeof to === "string") add(to, "share", "to");
  else for (const name of Object.keys(to ?? {})) add(name, "share", "to", name);
  if (canary) add(canary.to, "share", "canary", "to");
  if (typeof mirror === "string") add(mirror, "mirror", "mirror");
  else if (mirror) add(mirror.to, "mirror", "mirror", "to");
  return targets;
}

/** The backends of a workload in one region. */
export const backendsIn = (workload: WorkloadEntry, region: string): BackendEntry[] =>
  workload.backends.filter((backend) => (backend.region ?? region) === region);

/** Each workload in each region, with what it has there. */
export const pools = ({ workloads, regions }: Context) =>
  [...workloads.values()].flatMap((workload) =>
    regions.map(({ model: { region } }) => ({ workload, region, backends: backendsIn(workload, region) })),
  );

/** Every host of the routes as it is written. */
export const writtenHosts = ({ routes = [] }: Config): { host: string; path: DocumentPath }[] =>
  routes.flatMap(({ hosts = [] }, g) => hosts.map((host, h) => ({ host, path: ["routes", g, "hosts", h] })));

/** Every entry of the listeners' certificates. */
export const writtenCertificates = (listeners: readonly ListenerEntry[]) =>
  listeners.flatMap(({ path, words }) =>
    (words.certificates ?? []).map((entry, i) => ({ ...entry, path: [...path, "certificates", i] })),
  );

/** How many backends there are, where the file says it. */
export function poolSize(backends: readonly BackendEntry[]): number | undefined {
  const sizes = backends.map(({ words, kind }) => {
    if (kind === "internet") return 1;
    return words.instances?.length ?? (words.zonalEndpoints ?? words.hybridEndpoints)?.endpoints.length;
  });
  return sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}

/** The addresses of a backend's endpoints, with their places. */
export function* endpointAddresses({ words, path }: BackendEntry): Generator<[string, DocumentPath]> {
  for (const [i, { ip }] of (words.zonalEndpoints?.endpoints ?? []).entries())
    yield [ip, [...path, "zonalEndpoints", "endpoints", i, "ip"]];
  for (const [i, endpoint] of (words.hybridEndpoints?.endpoints ?? []).entries())
    yield [endpoint.split(":")[0] ?? "", [...path, "hybridEndpoints", "endpoints", i]];
  if (words.internet?.ip !== undefined) yield [words.internet.ip, [...path, "internet", "ip"]];
}

/** The headers that access logs name, with the place of each list. */
export function* loggedHeaders({
  config,
  workloads,
}: Context): Generator<{ path: DocumentPath; names: readonly string[] }> {
  const logs = [{ path: ["observability"], words: config.observability }, ...workloads.values()];
  for (const { path, words } of logs)
    for (const key of ["requestHeaders", "responseHeaders"] as const)
      if (typeof words?.accessLogs === "object")
        yield { path: [...path, "accessLogs", key], names: words.accessLogs[key] ?? [] };
}

/** What each workload is in every region, by its id. */
export const byWorkload = (regions: Context["regions"]): Map<string, Workload[]> =>
  groupBy(
    regions.flatMap(({ model }) => model.workloads),
    ({ id }) => id,
  );

/** The rules and defaults that each workload answers, all or a part of. */
export function actionsByWorkload(actions: Context["actions"]): ReadonlyMap<string, readonly ActionEntry[]> {
  const all = new Map<string, ActionEntry[]>();
  for (const entry of actions)
    for (const workload of new Set(entry.targets.flatMap(({ workload, role }) => (role === "share" ? workload : [])))) {
      const known = all.get(workload);
      if (known) known.push(entry);
      else all.set(workload, [entry]);
    }
  return all;
}
