import type { GrantSnapshot } from '../grant-snapshot.ts';
import type { Release } from '../ir/relation.ts';
import type { SupportFamily } from './support-family.ts';

/** An earlier epoch, and the one that follows it by erasures and corrections of single entities alone. */
export interface EpochMove {
  readonly from: string;
  readonly to: string;
}

/** The moves of all tables of a grant: of joined tables too, whose earlier epochs are opened no more. */
export const movesOf = ({ tables }: Pick<GrantSnapshot, 'tables'>): readonly EpochMove[] =>
  tables.flatMap(({ near = [], epochId }) => near.map((from) => ({ from, to: epochId })));

/** Families that were let out, as they are about the epochs of now. */
export function moveFamilies(
  families: readonly SupportFamily[],
  moves: readonly EpochMove[],
  elder: boolean,
): readonly SupportFamily[] {
  if (moves.length === 0) return families;
  return families.map((family) => ({ ...moved(family, moves), ...(elder ? { elder: true as const } : {}) }));
}

/** The same question of an earlier epoch of its main table. */
export const onEpoch = (release: Release, move: EpochMove): Release =>
  moved(release, [{ from: move.to, to: move.from }]);

/** Plain data with other epochs: ids of epochs stand nowhere but in the scans. */
function moved<T>(value: T, moves: readonly EpochMove[]): T {
  const to = new Map(moves.map((move) => [move.from, move.to]));
  const walk = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(walk);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([name, inner]) => [
        name,
        name === 'epochId' && typeof inner === 'string' ? (to.get(inner) ?? inner) : walk(inner),
      ]),
    );
  };
  return walk(value) as T;
}
