import type { Request } from "../evaluate/decision";
import { type CompiledUrlMap, compileUrlMap } from "../evaluate/evaluate";
import type { CompiledPathMatcher } from "../evaluate/path-matcher";
import { findRoute } from "../evaluate/route-index";
import type { UrlMap } from "../url-map";
import type { Atoms } from "./atom";
import { type Choice, choicesOf, defaultChoice } from "./choice";

/** One of the two URL maps. */
export interface Side {
  readonly map: CompiledUrlMap;
  /**
   * The choices of a path matcher, or those of a host without one. It is the same list for matchers that differ only in
   * their names.
   */
  readonly choices: (matcher: CompiledPathMatcher | undefined) => readonly Choice[];
}

/** @throws Error when the map has no defined meaning. */
export function sideOf(map: UrlMap, atoms: Atoms): Side {
  const compiled = compileUrlMap(map);
  const sources = new Map(map.pathMatchers?.map((matcher) => [matcher.name, matcher]));
  const withoutMatcher = [defaultChoice(compiled.fallback, 0)];
  const byName = new Map<string, readonly Choice[]>();
  const byContent = new Map<string, readonly Choice[]>();
  return {
    map: compiled,
    choices: (matcher) => {
      const source = matcher && sources.get(matcher.name);
      if (matcher === undefined || source === undefined) return withoutMatcher;
      const known = byName.get(matcher.name);
      if (known) return known;
      const content = JSON.stringify({ ...source, name: "", description: "" });
      const choices = byContent.get(content) ?? choicesOf(source, matcher, atoms);
      byContent.set(content, choices);
      byName.set(matcher.name, choices);
      return choices;
    },
  };
}

/** The choice that a request takes, once its path matcher is known. */
export function choiceTaken(
  side: Side,
  matcher: CompiledPathMatcher | undefined,
  request: Request,
): Choice | undefined {
  const choices = side.choices(matcher);
  return choices[(matcher && findRoute(matcher.index, request)?.order) ?? choices.length - 1];
}
