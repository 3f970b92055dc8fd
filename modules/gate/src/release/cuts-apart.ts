import type { EntityKey, Release } from '../ir/relation.ts';
import { keyName } from '../print/print-release.ts';
import { supportRows, type Cell } from './cells.ts';
import { entityStanding } from './check-cells.ts';

/**
 * Whether two supports beside the whole cut every cell into four parts of k entities each, as the first pass counted
 * them: then no combination of the three is about fewer, and no rows have to be looked at.
 */
export function cutsApart(release: Release, cells: readonly Cell[]): boolean {
  const [whole, left, right, ...more] = release.supports.filter((support) => !support.hidden);
  if (!whole || whole.filter !== null || whole.notNull !== null || !left || !right || more.length > 0) return false;
  const keys = release.checks.flatMap((check) => (check.check === 'entities' ? [check.key] : []));
  const parts = (cell: Cell, key: EntityKey): readonly number[] => {
    const [all, a, b] = [whole, left, right].map((support) => supportRows(cell, support.name, key)) as [
      number,
      number,
      number,
    ];
    const apart = cell.figure({ kind: 'difference', left: left.name, right: right.name, key: keyName(key) });
    const both = (a + b - apart) / 2;
    return [both, a - both, b - both, all - a - b + both];
  };
  return cells.every((cell) =>
    keys.every((key) => parts(cell, key).every((rows) => entityStanding(release.k, rows, key.maxRows) === 'holds')),
  );
}
