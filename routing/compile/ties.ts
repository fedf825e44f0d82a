import { formatPath } from "../../config/finding";
import { URL_MAP } from "../../platform/facts";
import { distinct, groupBy, groupsBy } from "../group-by";
import { compareDocumentPaths } from "../order";
import { formatPathForm } from "../paths/path-pattern";
import type { Report } from "./collect-findings";
import type { Entry } from "./entry";
import type { RoutingProblem } from "./finding-kinds";
import { limitExceeded } from "./findings";
import { conditionsText, describeMatch, type Match } from "./matches";
import { matchesMayMeet, takesBoth } from "./overlap";
import { compareMatches, rankKey } from "./precedence";

/**
 * Reports entries that tie, can match one request and act differently, unless a more specific one takes all that both match:
 * nothing but the order in the file could decide between them, and that means nothing. One finding for each entry at most,
 * however many it meets.
 */
export function reportTies(host: string, entries: readonly Entry[], report: Report): void {
  const most = { regexes: URL_MAP.regexesPerMatcher, rules: URL_MAP.rulesPerMatcher };
  // Each is compared with all others: beyond what Google takes that could take minutes, and helps nobody.
  const refuse = (what: string, [first, ...others]: readonly Entry[], limit: number): boolean => {
    const isOver = first !== undefined && others.length >= limit;
    if (isOver) report("error", first.source.slice(0, 2), limitExceeded(what, others.length + 1, limit, host));
    return isOver;
  };
  const different = distinct(
    entries,
    ({ match, actionText }) => `${formatPathForm(match.path)} ${conditionsText(match)} ${actionText}`,
  );
  const regexes = different.filter(({ match }) => usesRegex(match));
  const compared = refuse("regular expressions", regexes, most.regexes)
    ? different.filter(({ match }) => !usesRegex(match))
    : different;
  const isSettled = settledBy(compared);
  for (const group of groupsBy(compared, ({ match }) => rankKey(match)))
    if (group.length > 1 && !refuse("rules", group, most.rules)) reportWithin(group, isSettled, report);
}

type IsSettled = (a: Match, b: Match) => boolean;

function reportWithin(group: readonly Entry[], isSettled: IsSettled, report: Report): void {
  const { groups, others } = splitByValue(group);
  for (const part of groups) if (part.length > 1) reportWithin(part, isSettled, report);
  const rivals = [...others, ...groups.flat()];
  for (const [index, entry] of others.entries()) {
    const rival = rivals.find(
      ({ actionText, match }, at) =>
        at > index &&
        actionText !== entry.actionText &&
        matchesMayMeet(match, entry.match) &&
        !isSettled(entry.match, match),
    );
    if (rival !== undefined) reportPair(entry, rival, report);
  }
}

/**
 * Whether a more specific entry takes all requests that match both of two that tie: each of its conditions follows from one of
 * theirs. On their path it has one more than either, so that it is found by a condition of each: a thousand tenants need no
 * comparison.
 */
function settledBy(entries: readonly Entry[]): IsSettled {
  const conditions = entries.flatMap(({ match }) => keysOf(match).map(([key]) => ({ key, match })));
  const byCondition = groupBy(conditions, ({ key }) => key);
  const candidates = (match: Match): Match[] =>
    keysOf(match).flatMap((keys) => keys.flatMap((key) => (byCondition.get(key) ?? []).map((one) => one.match)));
  return (a, b) => {
    const [fewer = []] = [candidates(a), candidates(b)].sort((x, y) => x.length - y.length);
    return fewer.some((third) => compareMatches(third, a) < 0 && takesBoth(third, a, b));
  };
}

/** By what a condition is found on its path: its value, where it wants one, then its name. */
const keysOf = (match: Match): string[][] =>
  conditionsOf(match).map(({ name, value }) => {
    const named = `${match.path.literal} ${name}`;
    return value ? [`${named} = ${value}`, named] : [named];
  });

/** Each condition but the path, with the one value that it wants, if it does. */
const conditionsOf = ({ method, headers, queryParameters }: Match) => [
  ...(method === undefined ? [] : [{ name: "method", value: method }]),
  ...headers.map(({ headerName, exactMatch, invertMatch }) => ({
    name: `header ${headerName}`,
    value: invertMatch ? undefined : exactMatch,
  })),
  ...queryParameters.map(({ name, exactMatch }) => ({ name: `query ${name}`, value: exactMatch })),
];

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
  const conditions = group.flatMap((entry) =>
    conditionsOf(entry.match).flatMap((one) => (one.value === undefined ? [] : [{ ...one, entry }])),
  );
  const [best] = groupsBy(conditions, ({ name }) => name)
    .map((alike) => groupBy(alike, ({ value }) => value))
    .sort((a, b) => b.size - a.size);
  if (best === undefined || best.size < 2) return { groups: [], others: group };
  const groups = [...best.values()].map((alike) => alike.map(({ entry }) => entry));
  const split = new Set(groups.flat());
  return { groups, others: group.filter((entry) => !split.has(entry)) };
}

function tie(match: Match, otherPlace: string, other: Match): RoutingProblem {
  const meet = [match, other].some(usesRegex) ? "may" : "can";
  const [own, others] = [describeMatch(match), describeMatch(other)];
  const both = own === others ? `both are ${own},` : `${own} and ${others}`;
  return {
    id: "tie",
    what: `ties with ${otherPlace}: ${both} ${meet} match one request, and act differently`,
    fix: "the order in the file decides nothing: give one of them a longer path or one condition more, add a rule with the conditions of both, or make them one rule",
  };
}

const usesRegex = ({ path, headers, queryParameters }: Match) =>
  path.kind === "regex" || [...headers, ...queryParameters].some(({ regexMatch }) => regexMatch !== undefined);
