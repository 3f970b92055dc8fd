/**
 * Vectors that share no class, directly or through others, cannot cancel each other.
 * @param columns classes of each vector
 * @returns for each vector the number of one that stands for all it is joined to
 */
export function componentsOf(columns: readonly (readonly number[])[]): readonly number[] {
  const parents = columns.map((_, number) => number);
  const root = (number: number): number => {
    let found = number;
    while ((parents[found] ?? found) !== found) found = parents[found] ?? found;
    parents[number] = found;
    return found;
  };
  const first = new Map<number, number>();
  columns.forEach((own, number) => {
    for (const column of own) {
      const other = first.get(column);
      if (other === undefined) first.set(column, number);
      else parents[root(number)] = root(other);
    }
  });
  return columns.map((_, number) => root(number));
}
