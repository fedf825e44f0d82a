import { findText } from "../automata/find-text";
import type { MatchedRule } from "../evaluate/decision";
import { meaningOf } from "../evaluate/meaning";
import type { PlaceOf, RulePlace } from "../evaluate/rule-place";
import { groupsBy } from "../group-by";
import { compareTexts } from "../order";
import type { Atom } from "./atom";
import { type Change, changesBetween } from "./change";
import { impliesAtom } from "./choice";
import { answerOf, type Example, exampleOf } from "./example";
import { compareHosts, type HostClass } from "./host-classes";
import type { Pair } from "./pairs";
import type { RequestClass } from "./request-class";
import { foldPorts, isUsual, type Scope } from "./scope";

/** Classes of requests that change in the same way, as one line. */
export interface RouteChange {
  readonly verdict: "changed" | "may change";
  /** Host patterns, most specific first; each stands for the hosts that no more specific host rule takes. */
  readonly hosts: readonly string[];
  /** All hosts name a default port, which clients leave out. */
  readonly unusual?: true;
  /** A path pattern, or two that both match. It stands for the paths that no line before takes. */
  readonly path: string;
  /** Further conditions that must hold: method, headers, query parameters. */
  readonly conditions: readonly string[];
  readonly changes: readonly Change[];
  /** A request that is answered differently; always there when the verdict is `changed`. */
  readonly example?: Example;
  /** What the example is answered: services with their shares, a redirect with its location, or a status. */
  readonly answers?: { readonly before: string; readonly after: string };
  /** Why it cannot be decided; always there when the verdict is `may change`. */
  readonly reason?: string;
  /** The rules that took the requests before and take them now; a side without a rule is its default. */
  readonly rules: readonly RulePair[];
}

export interface RulePair {
  readonly before: MatchedRule["rule"];
  readonly after: MatchedRule["rule"];
  /** Where each was written, as far as a side comes from a configuration of this program. */
  readonly places?: { readonly before?: RulePlace; readonly after?: RulePlace };
}

/** Where the rules of each side were written. */
export interface Places {
  readonly before?: PlaceOf;
  readonly after?: PlaceOf;
}

interface Line extends RouteChange {
  /** The same list for all lines about the same hosts. */
  readonly group: readonly HostClass[];
  readonly atoms: readonly Atom[];
  /** Equal for classes that change in the same way. */
  readonly key: string;
}

/** Merges classes into lines, the most specific first. */
export function mergeClasses(classes: readonly RequestClass[], scope: Scope, places: Places): RouteChange[] {
  const lines = mergeNested(classes.map((one) => lineOf(one, scope, places)).sort(compareLines));
  return mergeHosts(lines).map(({ group, atoms, key, ...change }) => ({
    ...change,
    hosts: foldPorts(scope, change.hosts),
    ...(!change.hosts.some((host) => isUsual(scope, host)) && { unusual: true }),
  }));
}

function lineOf({ hosts, pairs, verdict }: RequestClass, scope: Scope, places: Places): Line {
  const [pair, ...others] = pairs;
  const one = others.length === 0 ? pair : undefined;
  const atoms = one ? withoutImplied([...one.before.atoms, ...one.after.atoms]) : [];
  const isSeen = verdict.kind === "changed";
  const seen = isSeen ? { before: meaningOf(verdict.before), after: meaningOf(verdict.after) } : undefined;
  const changes = one ? changesBetween(one.before.action, one.after.action, seen) : [];
  const paths = atoms.filter(isPath).map(({ words }) => words);
  return {
    group: hosts,
    atoms,
    key: JSON.stringify([verdict.kind, changes]),
    verdict: verdict.kind,
    hosts: hosts.map(({ pattern }) => pattern),
    path: paths.join(" and ") || "*",
    conditions: atoms.filter((atom) => !isPath(atom)).map(({ words }) => words),
    changes,
    ...(isSeen
      ? {
          example: exampleOf(verdict.request, scope),
          answers: { before: answerOf(verdict.before), after: answerOf(verdict.after) },
        }
      : { reason: verdict.reason }),
    rules: one ? [rulePair(one, hosts, places)] : [],
  };
}

function rulePair({ before, after }: Pair, [host]: readonly HostClass[], places: Places): RulePair {
  const old = places.before?.(host?.hostRules.before, before);
  const now = places.after?.(host?.hostRules.after, after);
  const found = { ...(old && { before: old }), ...(now && { after: now }) };
  return { before: before.rule, after: after.rule, ...((old ?? now) && { places: found }) };
}

const isPath = ({ variable }: Atom) => variable.on === "path";

/** The atoms that no other one implies; of two that mean the same, the first. */
function withoutImplied(atoms: readonly Atom[]): Atom[] {
  const unique = [...new Set(atoms)];
  return unique.filter(
    (atom, i) => !unique.some((other, j) => j !== i && isWithin(other, atom) && (j < i || !isWithin(atom, other))),
  );
}

function isWithin(inner: Atom, outer: Atom): boolean {
  if (inner.variable !== outer.variable) return false;
  return impliesAtom([inner], outer) || (isPath(inner) && isProvenWithin(inner, outer));
}

function isProvenWithin({ variable, language: inner }: Atom, { language: outer }: Atom): boolean {
  if (!variable.values || !inner || !outer) return false;
  const demands = [variable.values, inner].map((language) => ({ language, member: true }));
  return findText([...demands, { language: outer, member: false }]) === "none";
}

/** A line that lies within a later one and changes as the nearest such does says nothing new. */
function mergeNested(lines: readonly Line[]): Line[] {
  const merged: Line[] = [];
  for (const line of [...lines].reverse()) {
    const around = merged.findLast((other) => other.group === line.group && isNested(line, other));
    if (around?.key !== line.key) merged.push(line);
    else merged[merged.indexOf(around)] = { ...around, rules: [...line.rules, ...around.rules] };
  }
  return merged.reverse();
}

const isNested = (inner: Line, outer: Line) => outer.atoms.every((atom) => impliesAtom(inner.atoms, atom));

/** Lines that are alike on several hosts. */
function mergeHosts(lines: readonly Line[]): Line[] {
  return groupsBy(lines, ({ path, conditions, key }) => JSON.stringify([path, conditions, key])).map((alike) => ({
    ...alike[0],
    hosts: alike.flatMap(({ hosts }) => hosts).sort(compareHosts),
    rules: alike.flatMap(({ rules }) => rules),
  }));
}

function compareLines(a: Line, b: Line): number {
  const [left, right] = [specificity(a), specificity(b)];
  const differing = left.findIndex((value, i) => value !== right[i]);
  if (differing >= 0) return (right[differing] ?? 0) - (left[differing] ?? 0);
  return compareTexts(JSON.stringify([a.path, a.conditions]), JSON.stringify([b.path, b.conditions]));
}

/** By path: a single one, then the longest that is known of its beginning; then by the number of conditions. */
function specificity({ atoms }: Line): number[] {
  const paths = atoms.filter(isPath);
  const languages = paths.flatMap(({ language }) => language ?? []);
  return [
    Number(languages.some(({ kind }) => kind === "only")),
    Math.max(0, ...languages.map(({ prefix }) => prefix.length)),
    Number(languages.some(({ kind }) => kind !== "all")),
    paths.length,
    atoms.length,
  ];
}
