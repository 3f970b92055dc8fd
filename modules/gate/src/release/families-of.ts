import type { EntityKey, Release } from '../ir/relation.ts';
import { type Cell } from './cells.ts';
import type { SupportFamily } from './support-family.ts';

/** The supports that a release shows, with the cells that are kept. Dimensions alone show the whole cell. */
export function familiesOf(release: Release, kept: readonly Cell[]): readonly SupportFamily[] {
  const reduce = release.input;
  const keys = keysOf(release);
  return release.supports
    .filter((support) => !support.hidden)
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

function keysOf(release: Release): readonly EntityKey[] {
  const keys = release.checks.flatMap((check) => (check.check === 'entities' ? [check.key] : []));
  return [...new Map(keys.map((key) => [`${key.alias}.${key.ordinal ?? ''}`, key])).values()];
}
