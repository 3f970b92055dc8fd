import { canonical } from '../ir/factories.ts';
import type { EntityKey, Release, Support } from '../ir/relation.ts';
import { type Cell } from './cells.ts';
import type { SupportFamily } from './support-family.ts';

/**
 * The supports that a release shows figures of, with the cells that are kept. Where no aggregate counts the whole cell, only
 * that it exists is shown; dimensions alone are read as showing it.
 */
export function familiesOf(release: Release, kept: readonly Cell[]): readonly SupportFamily[] {
  const reduce = release.input;
  const keys = keysOf(release);
  return release.supports
    .filter((support) => !support.hidden && (!isWhole(support) || showsWhole(release)))
    .map((support) => ({
      relation: reduce.input.input,
      filter: support.filter,
      notNull: support.notNull,
      dimensions: reduce.input.dimensions,
      keys,
      cells: kept.map((cell) => ({
        key: cell.key,
        rows: cell.figure({ kind: 'rows', support: support.name, key: null }),
      })),
    }));
}

const isWhole = (support: Support): boolean => support.filter === null && support.notNull === null;

function showsWhole({ input, supports }: Release): boolean {
  const { aggregates } = input;
  // Above a per-entity level the plan hides the whole cell where nothing is shown of it.
  if (aggregates.length === 0 || input.per) return true;
  return aggregates.some(({ call }) => {
    if (call.filter !== null) return false;
    const { argument } = call;
    return (
      argument === null ||
      !supports.some(
        (item) => item.filter === null && item.notNull !== null && canonical(item.notNull) === canonical(argument),
      )
    );
  });
}

function keysOf(release: Release): readonly EntityKey[] {
  const keys = release.checks.flatMap((check) => (check.check === 'entities' ? [check.key] : []));
  return [...new Map(keys.map((key) => [`${key.alias}.${key.ordinal ?? ''}`, key])).values()];
}
