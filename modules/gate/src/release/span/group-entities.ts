import type { Atom } from './read-atoms.ts';

/** Rows of one group's entities that no released answer tells apart. */
export interface Class {
  readonly group: number | null;
  readonly cells: Atom['cells'];
  readonly entities: number;
}

const SPREAD = 2_654_435_761;
const TWO_32 = 4_294_967_296;

/** Supports with more entities than this for each group reach all groups by themselves. */
const CROWDED = 12;

/**
 * Deals entities out to disjoint groups. Those of a small support that is to be decided are spread as evenly as
 * can be had, so that as many groups know of it as it has entities; all others fall where their number falls.
 * @param supports entities of each support to be decided
 */
export function groupEntities(
  atoms: readonly Atom[],
  count: number,
  supports: readonly ReadonlySet<number>[],
): ReadonlyMap<number, number> {
  const small = supports
    .filter((entities) => entities.size <= count * CROWDED)
    .map((entities) => ({ entities, taken: new Uint32Array(count) }))
    .toSorted((a, b) => a.entities.size - b.entities.size);
  const homes = new Map<number, { readonly size: number; readonly taken: Uint32Array }[]>();
  for (const { entities, taken } of small)
    for (const entity of entities) homes.set(entity, [...(homes.get(entity) ?? []), { size: entities.size, taken }]);
  const groups = new Map<number, number>();
  for (const [entity, own] of homes) {
    const first = spread(entity, count);
    let [best, least] = [first, Infinity];
    for (let i = 0; i < count && least > 0; i += 1) {
      const group = (first + i) % count;
      const clash = own.reduce((sum, { size, taken }) => sum + (taken[group] ?? 0) / size, 0);
      if (clash < least) [best, least] = [group, clash];
    }
    groups.set(entity, best);
    for (const { taken } of own) taken[best] = (taken[best] ?? 0) + 1;
  }
  for (const { entity } of atoms) if (entity !== null && !groups.has(entity)) groups.set(entity, spread(entity, count));
  return groups;
}

const spread = (entity: number, count: number): number => Math.floor((((entity * SPREAD) % TWO_32) * count) / TWO_32);

/** Puts atoms together that lie in the same cells and the same group. */
export function classesOf(atoms: readonly Atom[], groups: ReadonlyMap<number, number>): readonly Class[] {
  const found = new Map<
    string,
    { readonly group: number | null; readonly cells: Atom['cells']; readonly who: Set<number> }
  >();
  for (const { entity, cells } of atoms) {
    const group = entity === null ? null : (groups.get(entity) ?? null);
    const id = JSON.stringify([group, cells]);
    const known = found.get(id) ?? { group, cells, who: new Set<number>() };
    if (entity !== null) known.who.add(entity);
    found.set(id, known);
  }
  return [...found.values()].map(({ group, cells, who }) => ({ group, cells, entities: who.size }));
}
