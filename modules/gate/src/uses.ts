import type { GrantedField, Use } from './grant-snapshot.ts';

/**
 * Rights to use a column: a set, of which each use asks for one member. Taking rights away can only refuse more, so a
 * refused program stays refused.
 */
export type UseSet = ReadonlySet<string>;

/** `group` and `filter` alone stand for every declared level. */
export function useSet(field: Pick<GrantedField, 'uses' | 'levels'>): UseSet {
  const levels = (field.levels ?? []).map((level) => level.name);
  return new Set(
    field.uses.flatMap((use): readonly Use[] =>
      use === 'group' || use === 'filter' ? levels.map((level): Use => `${use}:${level}`) : [use],
    ),
  );
}

/** Any right that shows how many rows carry a value permits counting them. */
export function permitsCount(uses: UseSet): boolean {
  return [...uses].some(
    (use) => use === 'sum' || use === 'count-distinct' || use.startsWith('group:') || use.startsWith('filter:'),
  );
}
