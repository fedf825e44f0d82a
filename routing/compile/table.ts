import type { DocumentPath } from "../../config/finding";
import type { HostRoutes, Model } from "../../config/model/model";
import type { RuleConfig } from "../../config/schema/config";
import { closed } from "../closed";
import { ANY_HOST } from "../evaluate/host-sources";
import { compareDocumentPaths, compareTexts } from "../order";
import { anyPath } from "../paths/path-pattern";
import { type ActionContext, actionOf } from "./actions";
import { serversOf } from "./cut-down";
import type { Entry, Fallback, HostTable } from "./entry";
import { headerActionOf } from "./header-actions";
import { conditionsText, type Match, matchesOf } from "./matches";
import { type PathAction, pathActionsOf } from "./path-rewrites";
import { bandOf, compareMatches } from "./precedence";
import { losesAffinity } from "./rule-forms";
import { textOf } from "./text-of";
import { reportTies } from "./ties";

export interface TableContext extends ActionContext {
  readonly modelHeader: string;
}

/**
 * The tables of all hosts, sorted by host. The default of the whole proxy serves every host that has none of its own; where
 * it needs more than a default action can say, there is a table for `*`.
 */
export function tablesOf({ routing }: Model, context: TableContext): HostTable[] {
  const compiled = new Map<RuleConfig, readonly Entry[]>();
  const entriesOf = ({ path, rule }: HostRoutes["rules"][number]): readonly Entry[] => {
    const entries = compiled.get(rule) ?? entriesOfRule(rule, path, context);
    compiled.set(rule, entries);
    return entries;
  };
  const common = routing.default && { path: ["default"], action: routing.default };
  const tables = routing.hosts.map(({ host, aliases, rules, default: own, headers }) => {
    const table = tableOf({ host, aliases }, rules.flatMap(entriesOf), own ?? common, context);
    const headerAction = headers && headerActionOf(headers.words, headers.path, context);
    return headerAction === undefined ? table : { ...table, headerAction };
  });
  if (common !== undefined && !tables.some(({ host }) => host === ANY_HOST)) {
    const table = tableOf({ host: ANY_HOST, aliases: [] }, [], common, context);
    if (table.entries.length > 0) tables.push(table);
  }
  return tables.sort((a, b) => compareTexts(a.host, b.host));
}

/** What serves the hosts that no table is for, when there is no table for `*`. */
export function fallbackOf({ routing }: Model, context: TableContext): Fallback {
  return routing.default === undefined
    ? NOTHING
    : defaultOf({ path: ["default"], action: routing.default }, context).fallback;
}

const NOTHING: Fallback = { action: closed(404) };

function tableOf(
  { host, aliases }: Pick<HostRoutes, "host" | "aliases">,
  rules: readonly Entry[],
  own: HostRoutes["default"],
  context: TableContext,
): HostTable {
  const ranked = [...rules].sort(compareEntries);
  reportTies(host, ranked, context.report);
  const { entries, fallback } = own === undefined ? { entries: [], fallback: NOTHING } : defaultOf(own, context);
  return { host, aliases, entries: [...ranked, ...entries], fallback };
}

function entriesOfRule(rule: RuleConfig, source: DocumentPath, context: TableContext): Entry[] {
  const { modelHeader, report } = context;
  const action = actionOf(rule, source, context);
  return matchesOf(rule, source, modelHeader, report).map((match) =>
    entry("rule", opensOf(rule, match), source, match, pathActionsOf(match, action, rule, source, report)),
  );
}

/** The paths of an API family are not the user's own words. */
function opensOf({ opens, api }: Pick<RuleConfig, "opens" | "api">, { path }: Match): Entry["opens"] {
  const named = api === undefined && (path.kind === "exact" || path.paths !== undefined);
  return named ? "named" : (opens ?? "published");
}

/** A default becomes an entry for any path where it needs what only a rule can say, and where it opens no more than a part. */
function defaultOf(
  { path: source, action: words }: NonNullable<HostRoutes["default"]>,
  context: TableContext,
): { readonly entries: readonly Entry[]; readonly fallback: Fallback } {
  const action = actionOf(words, source, context);
  const pathActions = pathActionsOf(ANYTHING, action, words, source, context.report);
  const changesPath = pathActions.some((part) => part.action !== action);
  const onlyOfRules =
    (action.urlRedirect !== undefined && action.headerAction !== undefined) || losesAffinity(action, context.workloads);
  const opens = opensOf(words, ANYTHING);
  const opensPart = opens === "published" && serversOf(action, context.workloads).length > 0;
  if (!changesPath && !onlyOfRules && !opensPart) return { entries: [], fallback: { action, source } };
  return { entries: [entry("default", opens, source, ANYTHING, pathActions)], fallback: NOTHING };
}

const ANYTHING: Match = { path: anyPath, headers: [], queryParameters: [] };

function entry(
  origin: Entry["origin"],
  opens: Entry["opens"],
  source: DocumentPath,
  match: Match,
  pathActions: readonly PathAction[],
): Entry {
  return {
    origin,
    opens,
    source,
    match,
    pathActions,
    actionText: pathActions.map(({ action }) => textOf(action)).join(),
    band: bandOf(match.path),
  };
}

/** By precedence; entries that tie stand in an order that does not depend on the document. */
function compareEntries(a: Entry, b: Entry): number {
  return (
    compareMatches(a.match, b.match) ||
    compareTexts(a.actionText, b.actionText) ||
    compareTexts(a.match.path.text, b.match.path.text) ||
    compareTexts(conditionsText(a.match), conditionsText(b.match)) ||
    compareDocumentPaths(a.source, b.source)
  );
}
