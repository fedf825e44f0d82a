import type { Decision, MatchedRule, Request } from "./decision";
import { type CompiledUrlMap, conclude } from "./evaluate";
import { type HostEntry, type HostTable, hostMatches } from "./hosts";
import { describeActions, formatDestinations, NONE, sharesOf } from "./meaning";
import { firstFailure, type Route } from "./route";
import { inFile, type PlaceOf, type RulePlace } from "./rule-place";

/** A decision, and why it was not another one. */
export interface Explanation {
  readonly request: Request;
  readonly decision: Decision;
  /** Every host of the URL map, most specific first. */
  readonly hosts: readonly ConsideredHost[];
  /** Where its author wrote what decided. */
  readonly place?: RulePlace;
  /** What was considered before the winner, in the order of evaluation. */
  readonly rejected: readonly RejectedRule[];
}

export interface ConsideredHost {
  readonly host: string;
  readonly pathMatcher: string;
  /** A host that matches is outranked when a more specific one matches too. */
  readonly verdict: "chosen" | "outranked" | "different";
}

/** A path of a path rule or a match rule of a route rule, and the first of its conditions that failed. */
export interface RejectedRule {
  readonly rule: NonNullable<MatchedRule["rule"]>;
  readonly failed: "path" | "method" | "header" | "query";
  readonly detail: string;
  readonly place?: RulePlace;
}

/** Decides like {@link decide}, but looks at every host and every rule in turn. */
export function explain(map: CompiledUrlMap, request: Request, placeOf?: PlaceOf): Explanation {
  const chosen = map.hosts.ranked.find(({ pattern }) => hostMatches(pattern, request.host));
  const rejected: RejectedRule[] = [];
  let winner: Route | undefined;
  for (const route of chosen?.target.routes ?? []) {
    const failure = firstFailure(route.conditions, request);
    if (failure === undefined) {
      winner = route;
      break;
    }
    const place = placeOf?.(chosen?.pattern, route);
    rejected.push({ rule: route.rule, failed: failure.on, detail: failure.failure(request), ...(place && { place }) });
  }
  const place = placeOf?.(chosen?.pattern, winner);
  return {
    request,
    decision: conclude(map, request, chosen, winner),
    hosts: consideredHosts(map.hosts, chosen, request, ({ name }) => name),
    ...(place && { place }),
    rejected,
  };
}

/** @param nameOf The path matcher that a host leads to. */
export const consideredHosts = <T>(
  { ranked }: HostTable<T>,
  chosen: HostEntry<T> | undefined,
  request: Request,
  nameOf: (target: T) => string,
): ConsideredHost[] =>
  ranked.map((entry) => {
    const verdict = entry === chosen ? "chosen" : hostMatches(entry.pattern, request.host) ? "outranked" : "different";
    return { host: entry.pattern, pathMatcher: nameOf(entry.target), verdict };
  });

/** What was considered before the winner, as lines for a terminal. */
export function renderConsidered({ request, hosts, rejected }: Omit<Explanation, "decision">): string[] {
  const matching = hosts.filter(({ verdict }) => verdict !== "different");
  const others = hosts.length - matching.length;
  return [
    `${request.method} ${request.scheme}://${request.host}${request.path}${queryOf(request)}`,
    ...matching.map(({ host, pathMatcher, verdict }) => `host ${host} (path matcher ${pathMatcher}): ${verdict}`),
    ...(others > 0 ? [`${others} other ${others === 1 ? "host does" : "hosts do"} not match ${request.host}`] : []),
    ...rejected.map(({ rule, detail, place }) => `no   ${describeRule(rule)}${inFile(place)}: ${detail}`),
  ];
}

function describeRule({ kind, index, pattern, priority }: NonNullable<MatchedRule["rule"]>): string {
  return kind === "pathRule"
    ? `path rule ${index} ${pattern}`
    : `route rule ${index} (priority ${priority}) ${pattern}`;
}

export function describeWinner({ rule, pathMatcher }: MatchedRule): string {
  if (rule) return describeRule(rule);
  return pathMatcher === undefined ? "the URL map's default" : `the default of path matcher ${pathMatcher}`;
}

export function describeDecision(decision: Decision): string[] {
  switch (decision.kind) {
    case "redirect":
      return [`redirect ${decision.status} to ${decision.location}`];
    case "respond":
      return [`respond ${decision.status}`];
    case "forward": {
      const { destinations, rewritten } = decision;
      return [
        ...formatDestinations(sharesOf(destinations)).map((destination) => `to ${destination}`),
        `as ${rewritten.host}${rewritten.path}${queryOf(rewritten)}`,
        ...Object.entries(describeActions(decision)).flatMap(([aspect, words]) =>
          words === NONE ? [] : `${aspect}: ${words}`,
        ),
      ];
    }
  }
}

/** Where a decision sends a request, in one phrase. */
export function formatTarget(decision: Decision): string {
  const [first = "", ...others] = describeDecision(decision);
  const more = decision.kind === "forward" ? others.filter((line) => line.startsWith("to ")) : [];
  return [first, ...more].join(", ");
}

const queryOf = ({ query }: { readonly query?: string }) => (query === undefined ? "" : `?${query}`);
