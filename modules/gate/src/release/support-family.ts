import type { Column, Predicate } from '../ir/expression.ts';
import { canonical, not, isNull } from '../ir/factories.ts';
import type { Dimension, EntityKey, Join, Relation, Release, Scan } from '../ir/relation.ts';
import type { CellValue } from '../program-types.ts';

/** The data set that a release is charged to: the spine's epoch. Whoever asks, under whichever grant, it is the same. */
export interface DataSet {
  readonly resourceId: string;
  readonly epochId: string;
}

/**
 * Supports that one release shows in common: rows of the spine's epoch, cut by dimensions into cells. Plain data, kept in
 * the history; `cells` are the released ones with their number of rows.
 */
export interface SupportFamily {
  readonly relation: Relation;
  readonly filter: Predicate | null;
  readonly notNull: Column | null;
  readonly dimensions: readonly Dimension[];
  readonly keys: readonly EntityKey[];
  readonly cells: readonly FamilyCell[];
  /** Answered of an earlier epoch, from which this one differs by a few entities. */
  readonly elder?: true;
  /** Shown moved by a cell key: beside exact figures of the same epoch the moves could be seen. */
  readonly moved?: true;
}

export interface FamilyCell {
  readonly key: readonly CellValue[];
  readonly rows: number;
}

export function spineOf(relation: Relation): Scan {
  return relation.node === 'scan' ? relation : spineOf(relation.node === 'join' ? relation.left : relation.input);
}

export function dataSetOf(release: Release): DataSet {
  const { resourceId, epochId } = spineOf(release.input.input.input);
  return { resourceId, epochId };
}

/** Families never change; a long history is asked for their ids again and again. */
const ids = new WeakMap<SupportFamily, string>();

/** Two families with one id cut the same rows the same way: their cells are equal or disjoint. */
export function familyId(family: SupportFamily): string {
  const known = ids.get(family);
  if (known !== undefined) return known;
  const { relation, filter, notNull, dimensions } = family;
  const id = canonical({
    relation,
    filter,
    notNull,
    dimensions: dimensions.map(({ column, level }) => ({ column, level })),
  });
  ids.set(family, id);
  return id;
}

/** A relation as rows of its spine: the sides it joins, and the conditions that a row of the spine meets. */
export interface SpineRows {
  readonly spine: Scan;
  readonly sides: readonly Join[];
  readonly conditions: readonly Predicate[];
}

export function spineRows(relation: Relation): SpineRows {
  switch (relation.node) {
    case 'scan':
      return { spine: relation, sides: [], conditions: [] };
    case 'filter': {
      const input = spineRows(relation.input);
      return { ...input, conditions: [...input.conditions, relation.predicate] };
    }
    case 'join': {
      const left = spineRows(relation.left);
      const found: readonly Predicate[] = relation.kind === 'inner' ? [not(isNull(relation.on.right))] : [];
      return { ...left, sides: [...left.sides, relation], conditions: [...left.conditions, ...found] };
    }
  }
}

/** The sides of both, joined from the outside so that each row of the spine stays one row; null where they contradict. */
export function commonSides(a: SpineRows, b: SpineRows): readonly Join[] | null {
  const sides = new Map<string, Join>();
  for (const side of [...a.sides, ...b.sides]) {
    const alias = spineOf(side.right).alias;
    const outer: Join = { ...side, kind: 'left', left: a.spine };
    const before = sides.get(alias);
    if (before && canonical(before) !== canonical(outer)) return null;
    sides.set(alias, outer);
  }
  return [...sides.values()];
}

/** True where two conditions keep no row in common, by their atoms alone. */
export function provablyDisjoint(a: SupportFamily, b: SupportFamily): boolean {
  return atomsOf(a).some((left) => atomsOf(b).some((right) => excludes(left, right)));
}

function atomsOf(family: SupportFamily): readonly Predicate[] {
  const conditions = [...spineRows(family.relation).conditions, ...(family.filter ? [family.filter] : [])];
  return conditions.flatMap((item) => (item.predicate === 'and' ? item.inputs : [item]));
}

function excludes(a: Predicate, b: Predicate): boolean {
  if (a.predicate === 'range' && b.predicate === 'range' && canonical(a.column) === canonical(b.column)) {
    const apart = (low: Predicate & { predicate: 'range' }, high: Predicate & { predicate: 'range' }): boolean =>
      low.below !== null && high.from !== null && typeof low.below === typeof high.from && low.below <= high.from;
    return apart(a, b) || apart(b, a);
  }
  if (a.predicate !== 'in' || b.predicate !== 'in') return false;
  if (canonical(a.column) !== canonical(b.column) || canonical(a.level) !== canonical(b.level)) return false;
  const taken = new Set(a.values.map(canonical));
  return !b.values.some((item) => taken.has(canonical(item)));
}
