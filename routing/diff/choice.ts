import type { MatchedRule } from "../evaluate/decision";
import type { Outcome } from "../evaluate/outcome";
import type { CompiledPathMatcher } from "../evaluate/path-matcher";
import type { MatchRule, PathMatcher } from "../url-map";
import { type Action, actionOf } from "./action";
import { type Atom, type Atoms, atomHolds } from "./atom";

/** One way for a request to be decided: a route, or the default, which is the last choice and has no conditions. */
export interface Choice {
  /** Position in the order of evaluation. */
  readonly order: number;
  readonly rule: MatchedRule["rule"];
  /** All of them must hold; the path comes first. */
  readonly atoms: readonly Atom[];
  readonly action: Action;
}

/** The choices of a path matcher, in the order of evaluation. */
export function choicesOf(source: PathMatcher, matcher: CompiledPathMatcher, atoms: Atoms): Choice[] {
  const matchRules = matchRulesInOrder(source);
  const routes = matcher.routes.map(({ rule, path, outcome, order }): Choice => {
    const match = matchRules[order];
    return {
      order,
      rule,
      atoms: match ? atoms.matchRule(match) : [atoms.pathRule(rule.pattern)],
      action: actionOf(outcome, path),
    };
  });
  return [...routes, defaultChoice(matcher.fallback, routes.length)];
}

/** The choice of what no rule takes. */
export function defaultChoice(outcome: Outcome, order: number): Choice {
  return { order, rule: undefined, atoms: [], action: actionOf(outcome, undefined) };
}

/** The match rules of the routes, which come one after the other by priority; path rules have none. */
function matchRulesInOrder({ routeRules = [] }: PathMatcher): MatchRule[] {
  return [...routeRules].sort((a, b) => a.priority - b.priority).flatMap(({ matchRules }) => matchRules);
}

/** Whether each request of one choice fulfils the conditions of another. `false` may be wrong. */
export function implies(a: Choice, b: Choice): boolean {
  return b.atoms.every((atom) => impliesAtom(a.atoms, atom));
}

export function impliesAtom(atoms: readonly Atom[], wanted: Atom): boolean {
  return atoms.some((atom) => atom === wanted || (atom.variable === wanted.variable && isWithin(atom, wanted)));
}

function isWithin(inner: Atom, outer: Atom): boolean {
  if (!isPlain(inner)) return false;
  const { kind, prefix } = inner.language;
  if (kind === "only") return atomHolds(outer, prefix) === true;
  return isPlain(outer) && outer.language.kind === "all" && prefix.startsWith(outer.language.prefix);
}

/** Whether no request fulfils the conditions of both. `false` may be wrong. */
export function exclude(a: Choice, b: Choice): boolean {
  return a.atoms.some((left) => b.atoms.some((right) => left.variable === right.variable && excludeAtoms(left, right)));
}

function excludeAtoms(a: Atom, b: Atom): boolean {
  // Absence is the only condition that holds for it.
  if (a.holdsWhenAbsent || b.holdsWhenAbsent) return a !== b;
  if (isPlain(a) && a.language.kind === "only") return atomHolds(b, a.language.prefix) === false;
  if (isPlain(b) && b.language.kind === "only") return atomHolds(a, b.language.prefix) === false;
  if (!isPlain(a) || !isPlain(b)) return false;
  return !a.language.prefix.startsWith(b.language.prefix) && !b.language.prefix.startsWith(a.language.prefix);
}

/** A condition that a value must be there and belong to a known language. */
function isPlain(atom: Atom): atom is Atom & { readonly language: NonNullable<Atom["language"]> } {
  return atom.language !== undefined && !atom.inverted && !atom.holdsWhenAbsent;
}
