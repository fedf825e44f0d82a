import { groupBy } from "../group-by";
import { compareTexts } from "../order";
import { foldCase } from "../paths/fold-case";
import type { PathPattern } from "../paths/path-pattern";

/**
 * Finds, in their order, the items whose pattern can meet another as far as the literal beginnings of both tell: one must
 * begin with the other. Thousands of patterns then need no comparison with each other.
 */
export function indexByLiteral<T>(
  items: readonly T[],
  patternOf: (item: T) => PathPattern,
): (pattern: PathPattern) => T[] {
  const folded = items.map((item) => foldCase(patternOf(item).literal));
  const positions = groupBy(folded.keys(), (position) => folded[position] ?? "");
  const literals = [...positions.keys()].sort(compareTexts);

  return ({ kind, literal }) => {
    const wanted = foldCase(literal);
    const found: number[] = [];
    for (let length = 0; length <= wanted.length; length++)
      found.push(...(positions.get(wanted.slice(0, length)) ?? []));
    if (kind !== "exact")
      for (let at = firstAfter(literals, wanted); literals[at]?.startsWith(wanted); at++)
        found.push(...(positions.get(literals[at] ?? "") ?? []));
    return found.sort((a, b) => a - b).flatMap((position) => items[position] ?? []);
  };
}

/** The first place in a sorted list whose text comes after `text`. */
function firstAfter(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((sorted[middle] ?? "") <= text) low = middle + 1;
    else high = middle;
  }
  return low;
}
