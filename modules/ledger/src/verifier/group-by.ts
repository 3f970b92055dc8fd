/** Values by key, in the order of their first appearance. Browsers in offices are older than `Map.groupBy`. */
export function groupBy<T, K>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A copy in ascending order of a text; browsers in offices are older than `toSorted`. */
export function sortedBy<T>(values: Iterable<T>, keyOf: (value: T) => string): T[] {
  const copy = [...values];
  copy.sort((a, b) => compareText(keyOf(a), keyOf(b)));
  return copy;
}
