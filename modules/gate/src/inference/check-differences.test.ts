import { describe, expect, it } from 'vitest';
import { differenceGroups, nobodyDominates } from './check-differences.ts';
import type { TableEquation } from './read-tables.ts';

const equation = (cell: string | null, ...classes: readonly number[]): TableEquation => ({
  ...{ cell, classes, sums: ['x'] },
  term: { family: 0, key: [classes.join()], factor: 1 },
});

describe('differences of sums', () => {
  it('PLT-07 a total without its parts, together and one by one, where something is new', () => {
    const groups = differenceGroups([equation('total', 0, 1, 2, 3), equation(null, 0), equation(null, 1, 2)]);
    expect(groups.map((group) => group.classes)).toEqual([[3], [0, 3], [1, 2, 3]]);
    expect(groups[0]?.terms.map((term) => term.factor)).toEqual([1, -1, -1]);
    expect(differenceGroups([equation(null, 0, 1, 2), equation(null, 0)])).toEqual([]);
  });

  it('PLT-07 what is released itself is no difference to weigh', () => {
    expect(differenceGroups([equation('a', 0, 1), equation(null, 0), equation(null, 1)])).toEqual([]);
  });

  it('PLT-07 nobody dominates: by p% and by (n, k)', () => {
    const dominance = { p: 0.1, n: 2, share: 0.85 };
    expect(nobodyDominates([10, 10, 10, 10], { dominance })).toBe(true);
    expect(nobodyDominates([100, 3, 3, 3], { dominance })).toBe(false);
    expect(nobodyDominates([40, 40, 5, 5], { dominance })).toBe(false);
  });
});
