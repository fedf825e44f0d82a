/**
 * A tree of string prefixes that finds the longest one of a text in time proportional to the text.
 *
 * A node stands for the labels from the root down to it.
 */
export interface PrefixTree<T> {
  readonly label: string;
  /** Of the longest prefix that ends here or above. */
  readonly value: T | undefined;
  /** Keyed by the first character of the child's label. */
  readonly children: ReadonlyMap<number, PrefixTree<T>>;
}

/**
 * @param combine gives a prefix its value, from its own and from the value of the next shorter prefix.
 */
export function buildPrefixTree<Own, T>(
  prefixes: ReadonlyMap<string, Own>,
  combine: (own: Own, shorter: T | undefined) => T,
): PrefixTree<T> {
  const build = (sorted: readonly string[], start: number, end: number, above: T | undefined): PrefixTree<T> => {
    const first = sorted[0] ?? "";
    const own = first.length === end ? prefixes.get(first) : undefined;
    const value = own === undefined ? above : combine(own, above);
    const children = new Map<number, PrefixTree<T>>();
    for (const group of groupByCharacter(own === undefined ? sorted : sorted.slice(1), end)) {
      const child = build(group, end, commonLength(group, end), value);
      children.set(child.label.charCodeAt(0), child);
    }
    return { label: first.slice(start, end), value, children: children.size > 0 ? children : NO_CHILDREN };
  };
  return build([...prefixes.keys()].sort(), 0, 0, undefined);
}

export function findLongest<T>(tree: PrefixTree<T>, text: string): T | undefined {
  let node = tree;
  let at = 0;
  for (;;) {
    const child = node.children.get(text.charCodeAt(at));
    if (child === undefined || !text.startsWith(child.label, at)) return node.value;
    at += child.label.length;
    node = child;
  }
}

const NO_CHILDREN: ReadonlyMap<number, never> = new Map<number, never>();

/** The runs of a sorted list that have the same character at a position. */
function groupByCharacter(sorted: readonly string[], at: number): string[][] {
  const groups: string[][] = [];
  for (const text of sorted) {
    const group = groups.at(-1);
    if (group?.[0]?.charCodeAt(at) === text.charCodeAt(at)) group?.push(text);
    else groups.push([text]);
  }
  return groups;
}

/** How many characters all texts of a sorted list share: what the first and the last share. */
function commonLength(sorted: readonly string[], known: number): number {
  const first = sorted[0] ?? "";
  const last = sorted.at(-1) ?? "";
  let length = known;
  while (length < first.length && first[length] === last[length]) length++;
  return length;
}
