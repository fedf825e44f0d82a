/** The items under each key, keys and items in the order of the list. */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The groups alone. */
export const groupsBy = <T>(items: Iterable<T>, keyOf: (item: T) => unknown): [T, ...T[]][] => [
  ...groupBy(items, keyOf).values(),
];

/** The first item under each key, which is its JSON unless told otherwise. */
export const distinct = <T>(items: Iterable<T>, keyOf: (item: T) => unknown = (item) => JSON.stringify(item)): T[] =>
  groupsBy(items, keyOf).map(([first]) => first);
