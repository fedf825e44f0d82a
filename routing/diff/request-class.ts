import type { Choice } from "./choice";
import { type Comparison, examine, type Verdict } from "./examine";
import type { HostClass } from "./host-classes";
import { type Pair, pairsThatMayDiffer } from "./pairs";
import { isNamed, isUsual } from "./scope";
import { HOST } from "./variables";

/** Requests to some hosts that take the first choice of a pair before and the second one after. */
export interface RequestClass {
  readonly hosts: readonly HostClass[];
  /** One, or all the pairs that were not examined. */
  readonly pairs: readonly Pair[];
  readonly verdict: Exclude<Verdict, { kind: "unchanged" }>;
}

/** How often pairs are examined for hosts that share all their rules; more are too many to read. */
const MOST_EXAMINATIONS = 5_000;

/** Hosts that share all their rules, before and after. */
interface HostGroup {
  readonly before: readonly Choice[];
  readonly after: readonly Choice[];
  readonly hosts: HostClass[];
}

/** Every class of requests that is neither proven to be empty nor proven to be unchanged. */
export function requestClasses(comparison: Comparison): RequestClass[] {
  return groupHosts(comparison).flatMap((group) => classesOfGroup(group, comparison));
}

function classesOfGroup({ before, after, hosts }: HostGroup, comparison: Comparison): RequestClass[] {
  const pairs = inTurn(pairsThatMayDiffer(before, after));
  const alike = splitByMeaning(hosts, [...before, ...after]);
  const notExamined = pairs.splice(Math.ceil(MOST_EXAMINATIONS / alike.length));
  const classes = alike.flatMap((some) =>
    pairs.flatMap((pair): RequestClass[] => {
      const host = some.find(({ pattern }) => isUsual(comparison.scope, pattern)) ?? some[0];
      const verdict = examine(pair, host, comparison);
      return verdict.kind === "unchanged" ? [] : [{ hosts: some, pairs: [pair], verdict }];
    }),
  );
  if (notExamined.length === 0) return classes;
  const reason = `${notExamined.length} more ways from one rule to another were not examined`;
  return [...classes, { hosts, pairs: notExamined, verdict: { kind: "may change", reason } }];
}

function groupHosts({ before, after, hosts, scope }: Comparison): HostGroup[] {
  const groups: HostGroup[] = [];
  const known = new Map<readonly Choice[], Map<readonly Choice[], HostGroup>>();
  for (const host of hosts.filter(({ pattern }) => isNamed(scope, pattern))) {
    const own = { before: before.choices(host.before), after: after.choices(host.after) };
    const byAfter = known.get(own.before) ?? new Map<readonly Choice[], HostGroup>();
    known.set(own.before, byAfter);
    const group = byAfter.get(own.after);
    if (group) group.hosts.push(host);
    else {
      const added = { ...own, hosts: [host] };
      byAfter.set(own.after, added);
      groups.push(added);
    }
  }
  return groups;
}

/** Hosts stand alone where rules look at the host, or rewrite it to that very host. */
function splitByMeaning(hosts: readonly HostClass[], choices: readonly Choice[]): NonEmpty<HostClass>[] {
  const looksAtHost = choices.some(({ atoms }) => atoms.some(({ variable }) => variable === HOST));
  const replacements = new Set(choices.map(({ action }) => action.host.toLowerCase()));
  const isAlone = ({ pattern }: HostClass) => looksAtHost || replacements.has(pattern);
  const alone = hosts.filter(isAlone).map((host): NonEmpty<HostClass> => [host]);
  const [first, ...others] = hosts.filter((host) => !isAlone(host));
  return first ? [...alone, [first, ...others]] : alone;
}

type NonEmpty<T> = readonly [T, ...T[]];

/** The first pair of each choice, then the second of each, and so on: when not all are examined, each choice has its turn. */
function inTurn(pairs: readonly Pair[]): Pair[] {
  const turns = new Map<Choice, number>();
  const withTurns = pairs.map((pair) => {
    const turn = turns.get(pair.before) ?? 0;
    turns.set(pair.before, turn + 1);
    return { pair, turn };
  });
  return withTurns.sort((a, b) => a.turn - b.turn).map(({ pair }) => pair);
}
