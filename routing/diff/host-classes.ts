import type { Language } from "../automata/automata";
import { afterAnyCharacter, inAnyCase, textEndsWith, textIs } from "../automata/texts";
import type { CompiledUrlMap } from "../evaluate/evaluate";
import { hostMatches, selectHost } from "../evaluate/hosts";
import type { CompiledPathMatcher } from "../evaluate/path-matcher";
import { compareTexts } from "../order";
import { type Atom, plainAtom } from "./atom";
import { HOST } from "./variables";

/** The hosts that a pattern of either URL map takes and no more specific one does. */
export interface HostClass {
  /** In lower case. `*` stands for every other host, whether or not a host rule says so. */
  readonly pattern: string;
  readonly before: CompiledPathMatcher | undefined;
  readonly after: CompiledPathMatcher | undefined;
  /** The pattern of the host rule that takes them on each side. */
  readonly hostRules: { readonly before: string | undefined; readonly after: string | undefined };
  /** That a host matches the pattern. */
  readonly atom: Atom;
}

/**
 * Most specific first. Every host belongs to one class.
 *
 * @param port what a client adds to a host that stands for all others.
 */
export function hostClasses(before: CompiledUrlMap, after: CompiledUrlMap, port = ""): HostClass[] {
  const patterns = new Set([...before.hosts.ranked, ...after.hosts.ranked].map(({ pattern }) => pattern.toLowerCase()));
  const fresh = freshLabel([...patterns]);
  const others = `${fresh}.example${port}`;
  const isTaken = [...patterns].some((pattern) => pattern !== "*" && hostMatches(pattern, others));
  return [...patterns.add("*")].sort(compareHosts).map((pattern) => {
    const example = pattern === "*" ? (isTaken ? `${fresh}${port}` : others) : pattern.replace("*", fresh);
    const [old, now] = [selectHost(before.hosts, example), selectHost(after.hosts, example)];
    return {
      pattern,
      before: old?.target,
      after: now?.target,
      hostRules: { before: old?.pattern, after: now?.pattern },
      atom: plainAtom(HOST, pattern, hostLanguage(pattern), [example]),
    };
  });
}

/** The class of a host: the first that matches. */
export function classOf<C extends Pick<HostClass, "pattern">>(classes: readonly C[], host: string): C | undefined {
  return classes.find(({ pattern }) => hostMatches(pattern, host));
}

/** `*` stands for at least one character. */
function hostLanguage(pattern: string): Language {
  return pattern.startsWith("*")
    ? afterAnyCharacter(inAnyCase(textEndsWith, pattern.slice(1)))
    : inAnyCase(textIs, pattern);
}

/** A label that no pattern begins with, so that nothing but a wildcard takes a host that begins with it. */
function freshLabel(patterns: readonly string[]): string {
  let label = "any";
  while (patterns.some((pattern) => pattern.startsWith(label))) label += "x";
  return label;
}

/** Exact hosts, then the longest suffix, then `*`; alphabetic among equals. */
export function compareHosts(a: string, b: string): number {
  const rank = (pattern: string) => (pattern === "*" ? 2 : Number(pattern.startsWith("*")));
  const bothSuffixes = rank(a) === 1 && rank(b) === 1;
  return rank(a) - rank(b) || (bothSuffixes ? b.length - a.length : 0) || compareTexts(a, b);
}
