import { isExpression, type PartialUrlMap, shapeOf, type Unread } from "../unread";
import type { PathMatcher, UrlMap } from "../url-map";
import { ANYTHING, completionsOf, type Gap, type Question } from "./candidates";
import type { Decision, MatchedRule, Request } from "./decision";
import { compileUrlMap, decide, decideIn, unknownPathMatcher } from "./evaluate";
import { consideredHosts, type Explanation, explain, type RejectedRule } from "./explain";
import {
  asideOf,
  defaultFragment,
  type Fragment,
  fragmentOf,
  type Gaps,
  gapsOf,
  knownPart,
  type OpenRoute,
  openRoutes,
  replacesErrors,
} from "./gaps";
import { compileHosts, patternsFor, selectHost } from "./hosts";
import { ASPECTS, type Aspect, type Meaning, meaningOf } from "./meaning";
import { type CompiledPathMatcher, compilePathMatcher } from "./path-matcher";
import { firstFailure } from "./route";
import type { PlaceOf, RulePlace } from "./rule-place";

/** Where a request goes, as far as its URL map tells, and why. */
export interface Answer extends Omit<Explanation, "decision"> {
  /** Absent when it cannot be told where the request goes. What cannot be told of it is left out, and in `open`. */
  readonly decision?: Decision;
  /** What the destination depends on; empty when there is a decision. */
  readonly dependsOn: readonly Unread[];
  /** Aspects of the decision that cannot be told, with what they depend on. */
  readonly open: readonly { readonly aspect: Aspect; readonly dependsOn: readonly Unread[] }[];
  /** What may happen besides. */
  readonly aside: readonly { readonly unread: Unread; readonly effect: string }[];
  /** Each rule or default that may decide, in the order of evaluation; one alone when that is known. */
  readonly possible: readonly Possible[];
}

/** One rule or default that may decide. */
export interface Possible {
  readonly matched: MatchedRule;
  /** Absent when even then it cannot be told where the request goes. */
  readonly decision?: Decision;
  /** Where its author wrote it. */
  readonly place?: RulePlace;
}

/** What evaluation comes to: it branches where a condition may hold and may not. */
type Node = Leaf | { readonly dependsOn: readonly Unread[]; readonly first: Node; readonly rest: Node };

interface Leaf {
  readonly matched: MatchedRule;
  /** As good as any other where something depends on what is unread. */
  readonly decided: Decision;
  readonly meaning: Meaning;
  readonly aside: readonly Unread[];
  /** What an aspect depends on once this rule has matched. */
  readonly ownGaps: (aspect: Aspect) => readonly Unread[];
}

/** A URL map whose author may be known. */
interface Placed extends PartialUrlMap {
  readonly placeOf?: PlaceOf;
}

/** Answers for any URL map; where nothing is unread, as {@link explain} does. */
export function answering(source: Placed): (request: Request) => Answer {
  if (source.unread.length > 0) return walker(source);
  const compiled = compileUrlMap(source.map);
  return (request) => {
    const { decision, ...why } = explain(compiled, request, source.placeOf);
    const possible = [{ matched: decision.matched, decision, ...(why.place && { place: why.place }) }];
    return { ...why, decision, dependsOn: [], open: [], aside: [], possible };
  };
}

function settle(node: Node, why: Pick<Answer, "request" | "hosts" | "rejected">): Answer {
  const leaves = leavesOf(node);
  const dependsOn = dependencies(node, "to");
  const effects = unique(leaves.flatMap(({ aside }) => aside));
  const common = {
    ...why,
    dependsOn,
    aside: effects.map((unread) => ({ unread, effect: asideOf(unread) ?? "" })),
    possible: leaves.map(({ matched, decided, ownGaps }) =>
      ownGaps("to").length > 0 ? { matched } : { matched, decision: decided },
    ),
  };
  const last = leaves.at(-1);
  if (last === undefined || dependsOn.length > 0) return { ...common, open: [] };
  const open = ASPECTS.flatMap((aspect) => {
    const needed = aspect === "to" ? [] : dependencies(node, aspect);
    return needed.length > 0 ? [{ aspect, dependsOn: needed }] : [];
  });
  const notes = unique(leaves.flatMap(({ decided }) => decided.notes));
  const decision = open.reduce<Decision>((found, { aspect }) => withoutAspect(found, aspect), {
    ...last.decided,
    notes,
  });
  return { ...common, open, decision };
}

function withoutAspect(decision: Decision, aspect: Aspect): Decision {
  if (decision.kind !== "forward") return decision;
  switch (aspect) {
    case "host":
    case "path":
      return { ...decision, rewritten: { ...decision.rewritten, [aspect]: ANYTHING } };
    case "headers":
      return { ...decision, headerActions: [] };
    case "retries":
      return { ...decision, retryPolicy: undefined };
    default:
      return { ...decision, [aspect]: undefined };
  }
}

/** What may decide, each once. */
function leavesOf(node: Node): Leaf[] {
  const all = (one: Node): Leaf[] => ("first" in one ? [...all(one.first), ...all(one.rest)] : [one]);
  return [...new Map(all(node).map((leaf) => [JSON.stringify([leaf.matched, leaf.meaning.to]), leaf])).values()];
}

/** What an aspect of the answer depends on: a branch counts only where its two sides differ. */
function dependencies(node: Node, aspect: Aspect): Unread[] {
  const visit = (one: Node): { meanings: Set<string>; needed: readonly Unread[] } => {
    if (!("first" in one)) {
      const needed = one.ownGaps(aspect);
      return { meanings: new Set([[one.meaning[aspect], ...needed.map(({ field }) => field)].join("\0")]), needed };
    }
    const [first, rest] = [visit(one.first), visit(one.rest)];
    const meanings = new Set([...first.meanings, ...rest.meanings]);
    const own = meanings.size > 1 ? one.dependsOn : [];
    return { meanings, needed: [...own, ...first.needed, ...rest.needed] };
  };
  return unique(visit(node).needed);
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** More completions of one rule than this are not tried: then the answer depends on all that is unread in it. */
const MOST_COMPLETIONS = 2_000;

function walker({ map, unread, placeOf }: Placed): (request: Request) => Answer {
  const gaps = gapsOf({ map, unread });
  const { hostRules = [], pathMatchers = [] } = map;
  const inherited = map.headerAction ? [map.headerAction] : [];
  const matchers = pathMatchers.map((source, i): OpenMatcher => {
    const known = knownPart(source, i, gaps);
    const compiled = compilePathMatcher(known, `path matcher "${source.name}"`, inherited);
    return { index: i, source, compiled, routes: openRoutes(source, i, known, compiled, gaps) };
  });
  const isOpen = (rule: number, n: number) => gaps.at("hosts", rule).some(({ path }) => path[3] === n);
  const hosts = compileHosts(
    hostRules.flatMap(({ hosts: patterns }, rule) =>
      patterns.flatMap((pattern, n) => (isOpen(rule, n) ? [] : [{ pattern, target: rule, at: `hostRules[${rule}]` }])),
    ),
  );
  const openHosts = hostRules.flatMap((_, rule) => gaps.at("hosts", rule).map((gap) => ({ gap, rule })));
  const leadsAlike = (a: number, b: number) =>
    [...gaps.at("leads", a), ...gaps.at("leads", b)].length === 0 &&
    hostRules[a]?.pathMatcher === hostRules[b]?.pathMatcher;

  /** The way over the path matcher that a host rule names. */
  function lead(rule: number, host: string, request: Request, rejected: RejectedRule[]): Node {
    const name = hostRules[rule]?.pathMatcher ?? "";
    const unknown = gaps.at("leads", rule);
    const named = matchers.find(({ source }) => source.name === name);
    const into = (one: OpenMatcher) => inMatcher(one, { map, gaps, host, request, rejected });
    if (named && (unknown.length === 0 || isExpression(name))) return into(named);
    const nameless = matchers.filter(({ index }) => unknown.length > 0 || gaps.at("name", index).length > 0);
    const because = [...unknown, ...nameless.flatMap(({ index }) => gaps.at("name", index)), ...gaps.at("matchers")];
    const nodes = nameless.map(into);
    const last = gaps.at("matchers").length > 0 ? anything({ host }, because) : nodes.pop();
    if (last) return nodes.reduceRight<Node>((rest, first) => ({ dependsOn: because, first, rest }), last);
    throw unknownPathMatcher(
      `hostRules[${rule}]`,
      name,
      pathMatchers.map((one) => one.name),
    );
  }

  const deciders = new Map(matchers.flatMap(({ routes }) => routes.map(({ route }) => [route.rule, route] as const)));
  const placeOfRule = ({ host, rule }: Pick<MatchedRule, "host" | "rule">) => {
    const place = placeOf?.(host, rule && deciders.get(rule));
    return place && { place };
  };
  const placed = (answer: Answer): Answer => {
    const host = answer.hosts.find(({ verdict }) => verdict === "chosen")?.host;
    return {
      ...answer,
      ...(answer.decision && placeOfRule(answer.decision.matched)),
      possible: answer.possible.map((one) => ({ ...one, ...placeOfRule(one.matched) })),
      rejected: answer.rejected.map((one) => ({ ...one, ...placeOfRule({ host, rule: one.rule }) })),
    };
  };

  return (request) => {
    const rejected: RejectedRule[] = [];
    const best = selectHost(hosts, request.host);
    const better = patternsFor(request.host, best?.pattern);
    const fallback = () => {
      const owned = [...gaps.aside("default"), ...gaps.aside("map")];
      const leaf = evaluate(defaultFragment(map, undefined, gaps), { request, outranks: () => true }, {}, owned).leaf;
      return leaf ?? anything({}, gaps.at("default"));
    };
    let node: Node = best ? lead(best.target, best.pattern, request, rejected) : fallback();
    if (better.length > 0) {
      for (const gap of gaps.at("hosts")) {
        node = branch(gaps.at("matchers").length > 0 ? [gap] : [], anything({}, [gap]), node);
        for (const one of matchers)
          node = branch([gap], inMatcher(one, { map, gaps, host: gap.field, request, rejected: [] }), node);
      }
    }
    const mayLead = openHosts.filter(
      ({ gap, rule }) =>
        better.some((pattern) => shapeOf(gap, "i").test(pattern)) && !(best && leadsAlike(rule, best.target)),
    );
    for (const { gap, rule } of mayLead.reverse())
      node = branch([gap], lead(rule, gap.text ?? gap.field, request, []), node);
    node = branch(gaps.at("map"), anything({}, gaps.at("map")), node);
    const considered = consideredHosts(hosts, best, request, (rule) => hostRules[rule]?.pathMatcher ?? "");
    return placed(settle(node, { request, hosts: considered, rejected }));
  };
}

/** What may come first, because of something unread, and what comes otherwise. */
const branch = (dependsOn: readonly Unread[], first: Node, rest: Node): Node =>
  dependsOn.length === 0 ? rest : { dependsOn, first, rest };

/** A destination of which nothing is known. */
function anything(matched: MatchedRule, because: readonly Unread[]): Leaf {
  const decided = decide(compileUrlMap({ defaultService: ANYTHING }), {
    ...{ method: "GET", scheme: "http", host: "", path: "/", headers: {} },
  });
  return leafOf({ ...decided, matched }, [], (aspect) => (aspect === "to" ? because : []));
}

function leafOf(decided: Decision, aside: readonly Unread[], ownGaps: Leaf["ownGaps"]): Leaf {
  const isError = decided.kind === "respond" && decided.status >= 400;
  const replaced = isError ? aside.filter(replacesErrors) : [];
  return {
    matched: decided.matched,
    decided,
    meaning: meaningOf(decided),
    aside: aside.filter((one) => !replacesErrors(one) || (decided.kind === "forward" && !replaced.includes(one))),
    ownGaps: (aspect) => (aspect === "to" ? [...ownGaps(aspect), ...replaced] : ownGaps(aspect)),
  };
}

interface OpenMatcher {
  readonly index: number;
  readonly source: PathMatcher;
  readonly compiled: CompiledPathMatcher;
  readonly routes: readonly OpenRoute[];
}

interface Way {
  readonly map: UrlMap;
  readonly gaps: Gaps;
  readonly host: string;
  readonly request: Request;
  /** Becomes the rules that certainly do not match. */
  readonly rejected: RejectedRule[];
}

/** Every rule that may match, up to the first that certainly does, or the default. */
function inMatcher({ index, source, compiled, routes }: OpenMatcher, way: Way): Node {
  const { map, gaps, host, request, rejected } = way;
  const aside = [...gaps.aside("rules", index), ...gaps.aside("map")];
  const winner = routes.find(
    ({ isOpen, route, part }) =>
      !isOpen &&
      gaps.at("priority", index, part.rule).length === 0 &&
      firstFailure(route.conditions, request) === undefined,
  );
  const question: Question = { request, outranks: (path) => outranks(path, winner?.route.rule.pattern) };

  /** What comes of a route: whether it may match, and whether it may not. */
  function visit({ route, part, isOpen, targetIsOpen }: OpenRoute): { leaf?: Leaf; maybe: readonly Unread[] } {
    const matched = { host, pathMatcher: compiled.name, rule: route.rule };
    const failure = isOpen ? undefined : firstFailure(route.conditions, request);
    if (failure) {
      rejected.push({ rule: route.rule, failed: failure.on, detail: failure.failure(request) });
      return { maybe: [] };
    }
    const owned = [...gaps.aside("target", index, part.rule), ...aside];
    if (isOpen || targetIsOpen) {
      const found = evaluate(fragmentOf(map, part, gaps), question, matched, owned);
      if (found.leaf === undefined)
        rejected.push({ rule: route.rule, failed: "path", detail: "does not match, whatever is unread in it" });
      return found;
    }
    const decided = decideIn(compiled, request, host, route);
    return { leaf: leafOf(decided, owned, () => []), maybe: [] };
  }

  const branches: { readonly dependsOn: readonly Unread[]; readonly first: Node }[] = [];
  // A priority is an integer from 0 that no other rule has: not always is one left before the rule that is known to match.
  const latest = winner?.route.rule.priority ?? Number.POSITIVE_INFINITY;
  const taken = (source.routeRules ?? []).filter(
    (rule, i) => gaps.at("priority", index, i).length === 0 && rule.priority < latest,
  );
  const hasRoom = taken.length < latest;
  const matched = new Set<number>();
  for (const one of routes) {
    const priority = gaps.at("priority", index, one.part.rule);
    if (priority.length === 0 || matched.has(one.part.rule) || !hasRoom) continue;
    const { leaf, maybe } = visit(one);
    if (leaf) branches.push({ dependsOn: [...priority, ...maybe], first: leaf });
    if (leaf && maybe.length === 0) matched.add(one.part.rule);
  }
  rejected.length = 0;
  let last: Leaf | undefined;
  for (const one of routes) {
    const { leaf, maybe } = visit(one);
    if (leaf && maybe.length === 0) {
      last = leaf;
      break;
    }
    if (leaf) branches.push({ dependsOn: maybe, first: leaf });
  }
  const byDefault = { host, pathMatcher: compiled.name, rule: undefined };
  const owned = [...gaps.aside("default", index), ...aside];
  const end = last ?? evaluate(defaultFragment(map, index, gaps), question, byDefault, owned).leaf;
  const node = branches.reduceRight<Node>(
    (rest, { dependsOn, first }) => branch(dependsOn, first, rest),
    end ?? anything(byDefault, gaps.at("default", index)),
  );
  return branch(gaps.at("rules", index), anything({ host, pathMatcher: source.name }, gaps.at("rules", index)), node);
}

/** Whether a path of a path rule comes before the one that is known to match. */
function outranks(path: string, winner: string | undefined): boolean {
  if (winner === undefined) return true;
  return winner.endsWith("*") && (!path.endsWith("*") || path.length > winner.length);
}

interface Completed {
  /** Which completion each gap got. */
  readonly choice: readonly number[];
  readonly decision: Decision;
}

/** What one rule, or a default, comes to over all completions; `maybe` is what its match depends on. */
function evaluate(
  { map, gaps }: Fragment,
  question: Question,
  matched: MatchedRule,
  aside: readonly Unread[],
): { leaf?: Leaf; maybe: readonly Unread[] } {
  const all = unique(gaps.map(({ unread }) => unread));
  const completed = complete(map, gaps, question);
  if (completed === undefined) return { leaf: anything(matched, all), maybe: matched.rule ? all : [] };
  const holds = ({ decision }: Completed) => matched.rule === undefined || decision.matched.rule !== undefined;
  const held = completed.filter(holds);
  const [first] = held;
  if (first === undefined) return { maybe: [] };
  const meanings = new Map(held.map(({ decision }) => [decision, meaningOf(decision)]));
  const ownGaps = (aspect: Aspect) => {
    const needed = mattering(held, gaps, ({ decision }) => meanings.get(decision)?.[aspect]);
    // Where Google takes only what may be anything, nothing is known though nothing differs.
    return needed.length === 0 && meanings.get(first.decision)?.[aspect]?.includes(ANYTHING) ? all : needed;
  };
  return {
    leaf: leafOf({ ...first.decision, matched }, aside, ownGaps),
    maybe: mattering(completed, gaps, (one) => String(holds(one))),
  };
}

/** Every way to complete a part of a URL map that Google would take; `undefined` when they are too many. */
function complete(map: UrlMap, gaps: readonly Gap[], question: Question): readonly Completed[] | undefined {
  const found: Completed[] = [];
  let refusal: unknown;
  let tried = 0;
  const visit = (partial: UrlMap, choice: readonly number[]): void => {
    const gap = gaps[choice.length];
    if (tried > MOST_COMPLETIONS) return;
    if (gap !== undefined) {
      for (const [i, by] of completionsOf(gap, partial, question).entries()) visit(by(partial), [...choice, i]);
      return;
    }
    tried++;
    try {
      found.push({ choice, decision: decide(compileUrlMap(partial), question.request) });
    } catch (error) {
      refusal = error;
    }
  };
  visit(map, []);
  if (tried > MOST_COMPLETIONS) return undefined;
  if (found.length === 0) throw refusal;
  return found;
}

/** The gaps that a result depends on: two completions that differ there alone differ in it. */
function mattering(
  completed: readonly Completed[],
  gaps: readonly Gap[],
  resultOf: (one: Completed) => string | undefined,
): Unread[] {
  const results = completed.map(resultOf);
  if (new Set(results).size < 2) return [];
  const needed = gaps.filter((_, gap) => {
    const results = new Map<string, string | undefined>();
    return completed.some((one) => {
      const others = one.choice.with(gap, -1).join();
      if (results.has(others) && results.get(others) !== resultOf(one)) return true;
      results.set(others, resultOf(one));
      return false;
    });
  });
  return unique((needed.length > 0 ? needed : gaps).map(({ unread }) => unread));
}
