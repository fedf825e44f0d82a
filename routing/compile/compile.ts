import type { DocumentPath, Finding } from "../../config/finding";
import type { Model } from "../../config/model/model";
import { URL_MAP } from "../../platform/facts";
import { CLOSED, closed } from "../closed";
import { ANY_HOST, type HostSources } from "../evaluate/host-sources";
import { compareDocumentPaths } from "../order";
import { anyPath, covers } from "../paths/path-pattern";
import type { HeaderAction, PathMatcher, UrlMap } from "../url-map";
import type { Action } from "./actions";
import { collectFindings } from "./collect-findings";
import { isClosed } from "./cut-down";
import type { Entry, HostTable } from "./entry";
import { portOnAnyHost, reservedName } from "./findings";
import { type HostMatcher, layOutHosts, pathMatcherName } from "./host-rules";
import { checkLimits, linkOf, predicatesOf } from "./limits";
import { isUnconditional, type Match } from "./matches";
import { excludesItself } from "./overlap";
import { type Opening, withPublishedPathsOnly } from "./published-paths";
import { reachOf, withoutRedundant } from "./reachable";
import { defaultsOf, rulesOf } from "./rule-forms";
import { sourcesOf } from "./sources";
import { fallbackOf, type TableContext, tablesOf } from "./table";
import { urlMapTestsFor } from "./url-map-tests";

export interface Compilation {
  /** Services are workload ids, and `closed`. */
  readonly urlMap: UrlMap;
  readonly findings: readonly Finding[];
  /** Every host's routes, hosts sorted, the most specific route first. */
  readonly routes: readonly CompiledRoute[];
  /** Where each host's rules stand, by host; `*` for what no host names. */
  readonly sources: ReadonlyMap<string, HostSources>;
}

/** What one path of a rule, or a default, became on one host. */
export interface CompiledRoute {
  /** As the user wrote it; `*` for what no host names. */
  readonly host: string;
  readonly origin: Entry["origin"];
  readonly opens?: Entry["opens"];
  /** What is open of the known model servers behind it, where that is not everything. */
  readonly opening?: Opening;
  /** Where the rule or the default stands. Absent: nobody wrote a default. */
  readonly source?: DocumentPath;
  /** Absent for a default. */
  readonly match?: Match;
  /** What happens; the first of two where a prefix is replaced. */
  readonly action: Action;
  /** The rule that takes all its requests. */
  readonly shadowedBy?: DocumentPath;
  /** Its conditions exclude each other, so that no request matches it. */
  readonly contradictory?: true;
  /** What is done with headers on its whole host, after what the action does. */
  readonly headerAction?: HeaderAction;
}

/**
 * The URL map of one proxy in one region. The order of workloads, hosts, groups and rules in the configuration makes no
 * difference to it. Where a finding is an error, the URL map is not fit for use.
 */
export function compile(model: Model): Compilation {
  const { report, findings } = collectFindings();
  const context = {
    workloads: new Map(model.workloads.map((workload) => [workload.id, workload])),
    scheme: model.scheme,
    servesHttps: model.frontend.listeners.some(({ protocol }) => protocol === "https"),
    modelHeader: model.routing.modelHeader,
    workloadHeader: model.routing.workloadHeader,
    report,
  };
  if (context.workloads.has(CLOSED)) report("error", ["workloads", CLOSED], reservedName(CLOSED));
  const tables = tablesOf(model, context);
  const hasAnyHost = tables.some(({ host }) => host === ANY_HOST);
  const fallback = hasAnyHost ? { action: closed(404) } : fallbackOf(model, context);
  const link = linkOf(model);
  const places = new Map(tables.map((table) => [pathMatcherName(table.host), placeOf(table)]));
  for (const { host, entries } of tables)
    if (host.startsWith("*:")) report("error", entries[0]?.source ?? ["routes"], portOnAnyHost(host));

  const matchers = tables.map((table) => compileTable(table, context));
  const plain = { ...defaultsOf(fallback.action), ...layOutHosts(matchers, model, link) };
  const tested = model.routing.tests && model.scheme === "EXTERNAL_MANAGED" && !hasErrors(findings());
  const tests = tested ? urlMapTestsFor(plain) : [];
  const urlMap = tests.length > 0 ? { ...plain, tests } : plain;
  checkLimits(urlMap, { scheme: model.scheme, link, placeOf: (name) => places.get(name) ?? ["routes"], report });
  const routes = matchers.flatMap(({ routes }) => routes);
  return {
    urlMap,
    findings: findings(),
    sources: new Map([
      [ANY_HOST, sourcesOf([], fallback)],
      ...matchers.flatMap(({ host, aliases, sources }) => [host, ...aliases].map((name) => [name, sources] as const)),
    ]),
    routes: hasAnyHost ? routes : [...routes, fallbackRoute({ host: ANY_HOST, aliases: [], entries: [], fallback })],
  };
}

const hasErrors = (findings: readonly Finding[]) => findings.some(({ severity }) => severity === "error");

interface CompiledTable extends HostMatcher {
  readonly routes: readonly CompiledRoute[];
  readonly sources: HostSources;
}

function compileTable(
  table: HostTable,
  { workloads, report }: Pick<TableContext, "workloads" | "report">,
): CompiledTable {
  const { host, aliases, entries, fallback, headerAction } = table;
  const { reachable: written, shadowedBy } = reachOf(entries);
  const { reachable, openings } = withPublishedPathsOnly(written, table, workloads, report);
  const common = {
    name: pathMatcherName(host),
    ...defaultsOf(fallback.action),
    ...(headerAction !== undefined && { headerAction }),
  };
  const matcher: PathMatcher = { ...common, ...rulesOf(reachable, workloads) };
  const outgrown = predicatesOf(matcher) > URL_MAP.predicatesPerMatcher;
  const kept = outgrown ? withoutRedundant(reachable, fallback.action) : reachable;
  const routes = entries.flatMap((entry): CompiledRoute[] =>
    routeOf(host, entry, shadowedBy.get(entry), openings.get(entry)),
  );
  const all = entries.some(({ origin }) => origin === "default") ? routes : [...routes, fallbackRoute(table, openings)];
  return {
    host,
    aliases,
    matcher: outgrown ? { ...common, ...rulesOf(kept, workloads) } : matcher,
    sources: sourcesOf(kept, fallback),
    routes: all.map((route) =>
      headerAction === undefined || isClosed(route.action) ? route : { ...route, headerAction },
    ),
  };
}

function routeOf(
  host: string,
  { origin, opens, source, match, pathActions }: Entry,
  owner: Entry | undefined,
  opening: Opening | undefined,
): CompiledRoute[] {
  return pathActions.slice(0, 1).map(({ action }) => ({
    host,
    origin,
    opens,
    ...(opening !== undefined && { opening }),
    source,
    ...(origin === "rule" && { match }),
    action,
    ...(owner !== undefined && { shadowedBy: owner.source }),
    ...(excludesItself(match) && { contradictory: true }),
  }));
}

function fallbackRoute(
  { host, entries, fallback: { source, action } }: HostTable,
  openings: ReadonlyMap<Entry, Opening> = new Map(),
): CompiledRoute {
  // What a rule for everything leaves closed, it leaves to a fallback that is closed too.
  const leaves = (entry: Entry) => openings.get(entry)?.opens !== undefined && isClosed(action);
  const owner = entries.find(
    (entry) => isUnconditional(entry.match) && covers(entry.match.path, anyPath) && !leaves(entry),
  );
  return {
    host,
    origin: "default",
    ...(source !== undefined && { source }),
    action,
    ...(owner !== undefined && { shadowedBy: owner.source }),
  };
}

/** The group that first speaks of a host. */
function placeOf({ entries, fallback }: HostTable): DocumentPath {
  const sources = [...entries.map(({ source }) => source), ...(fallback.source ? [fallback.source] : [])];
  const [first = ["routes"]] = sources.sort(compareDocumentPaths);
  return first.slice(0, 2);
}
