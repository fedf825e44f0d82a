import { formatPath } from "../../config/finding";
import { compareDocumentPaths } from "../order";
import type { Report } from "./collect-findings";
import type { Entry } from "./entry";
import type { RoutingProblem } from "./finding-kinds";
import { describeMatch, type Match } from "./matches";
import { matchesMayMeet } from "./overlap";
import { rankKey } from "./precedence";

/**
 * Reports entries that tie, can match one request and act differently: nothing but the order in the file could decide
 * between them, and that means nothing. One finding for each entry at most, however many it meets.
 */
export function reportTies(entries: readonly Entry[], report: Report): void {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = rankKey(entry.match);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  for (const group of groups.values()) if (group.length > 1) reportWithin(group, report);
}

function reportWithin(group: readonly Entry[], report: Report): void {
  const { groups, others } = splitByValue(group);
  for (const part of groups) if (part.length > 1) reportWithin(part, report);
  const rivals = [...others, ...groups.flat()];
  for (const [index, entry] of others.entries()) {
    const rival = rivals.find(
      ({ acts, match }, at) => at > index && acts !== entry.acts && matchesMayMeet(match, entry.match),
    );
    if (rival !== undefined) reportPair(entry, rival, report);
  }
}

/** At the one that comes later in the document. */
function reportPair(entry: Entry, rival: Entry, report: Report): void {
  const [first = entry, second = rival] = [entry, rival].sort((a, b) => compareDocumentPaths(a.source, b.source));
  report("error", second.source, tie(second.match, formatPath(first.source), first.match));
}

/**
 * Takes a group apart by the condition that tells most of it apart, so that a thousand models on one path need no
 * comparison: different exact values of one header cannot meet. `others` do not have that condition.
 */
function splitByValue(group: readonly Entry[]): {
  readonly groups: readonly Entry[][];
  readonly others: readonly Entry[];
} {
  const values = new Map<string, Map<string, Entry[]>>();
  for (const entry of group)
    for (const [name, value] of exactConditions(entry.match)) {
      const byValue = values.get(name) ?? new Map<string, Entry[]>();
      values.set(name, byValue);
      const entries = byValue.get(value);
      if (entries === undefined) byValue.set(value, [entry]);
      else entries.push(entry);
    }
  const [best] = [...values.values()].sort((a, b) => b.size - a.size);
  if (best === undefined || best.size < 2) return { groups: [], others: group };
  const groups = [...best.values()];
  const split = new Set(groups.flat());
  return { groups, others: group.filter((entry) => !split.has(entry)) };
}

function exactConditions({ method, headers, queryParameters }: Match): [name: string, value: string][] {
  const conditions: [string, string][] = method === undefined ? [] : [["method", method]];
  for (const { headerName, exactMatch, invertMatch } of headers)
    if (exactMatch !== undefined && !invertMatch) conditions.push([`header ${headerName}`, exactMatch]);
  for (const { name, exactMatch } of queryParameters)
    if (exactMatch !== undefined) conditions.push([`query ${name}`, exactMatch]);
  return conditions;
}

function tie(match: Match, otherPlace: string, other: Match): RoutingProblem {
  const meet = [match, other].some(usesRegex) ? "may" : "can";
  const [own, others] = [describeMatch(match), describeMatch(other)];
  const both = own === others ? `both are ${own},` : `${own} and ${others}`;
  return {
    id: "tie",
    what: `ties with ${otherPlace}: ${both} ${meet} match one request, and act differently`,
    fix: "the order in the file decides nothing: give one of them a longer path or one condition more, or make them one rule",
  };
}

const usesRegex = ({ path, headers, queryParameters }: Match) =>
  path.kind === "regex" || [...headers, ...queryParameters].some(({ regexMatch }) => regexMatch !== undefined);
