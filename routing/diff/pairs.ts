import { compareActions, type Sameness } from "./action";
import { type Choice, exclude, implies } from "./choice";

/** A choice of either side that one request may be able to take, and that may not act alike. */
export interface Pair {
  readonly before: Choice;
  readonly after: Choice;
  readonly sameness: Exclude<Sameness, "same">;
}

/**
 * The pairs of choices between which a request can have moved, except those that act alike.
 *
 * A request that takes a choice on one side fulfils its conditions, so that on the other side it goes no further than the
 * first choice that they imply. Every pair that is left out is proven to be impossible or unchanged.
 */
export function pairsThatMayDiffer(before: readonly Choice[], after: readonly Choice[]): Pair[] {
  const furthestAfter = before.map((choice) => firstImplied(choice, after));
  const furthestBefore = after.map((choice) => firstImplied(choice, before));
  const reachableAfter = after.map((choice, k) => firstImplied(choice, after) === k);
  return before.flatMap((left, i): Pair[] => {
    if (firstImplied(left, before) < i) return [];
    const pairs: Pair[] = [];
    for (const [k, right] of after.slice(0, (furthestAfter[i] ?? 0) + 1).entries()) {
      if (!reachableAfter[k] || (furthestBefore[k] ?? 0) < i || exclude(left, right)) continue;
      const sameness = compareChoices(left, right);
      if (sameness !== "same") pairs.push({ before: left, after: right, sameness });
    }
    return pairs;
  });
}

/** The default is implied by everything. */
const firstImplied = (choice: Choice, choices: readonly Choice[]) =>
  choices.findIndex((other) => implies(choice, other));

function compareChoices(a: Choice, b: Choice): Sameness {
  const paths = [a, b].flatMap(({ atoms: [path] }) => path?.language ?? []);
  const prefixes = paths.map(({ prefix }) => prefix);
  const known = prefixes.reduce((longest, prefix) => (prefix.length > longest.length ? prefix : longest), "/");
  return compareActions(
    a.action,
    b.action,
    known,
    paths.some(({ kind }) => kind === "only"),
  );
}
