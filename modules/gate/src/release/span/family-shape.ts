import type { Column, Predicate, ScalarType } from '../../ir/expression.ts';
import { canonical } from '../../ir/factories.ts';
import type { Dimension, Relation } from '../../ir/relation.ts';
import { dimensionId } from '../../print/print-atoms.ts';
import { spineOf, spineRows, type SupportFamily } from '../support-family.ts';

export type Leaf = Extract<Predicate, { readonly column: Column }>;
export type FigureLeaf = Extract<Predicate, { predicate: 'per-entity' }>;

/** A column of one source with everything that families ask of it. */
export interface Source {
  readonly id: string;
  readonly alias: string;
  readonly column: Column;
  readonly spineTable: string;
  /** The joined relation that the column is of, and whether it is what the join compares; null for the spine. */
  readonly side: { readonly right: Relation; readonly isKey: boolean } | null;
  readonly leaves: ReadonlyMap<string, Leaf>;
  readonly dimensions: ReadonlyMap<string, Dimension>;
}

/** A figure that each entity has: free of the columns, as far as is known. */
export interface Figure {
  readonly id: string;
  readonly leaves: ReadonlyMap<string, FigureLeaf>;
}

/** A family as conditions and dimensions on columns that are free of each other. */
export interface FamilyShape {
  readonly conditions: readonly Predicate[];
  readonly dimensions: readonly { readonly id: string; readonly type: ScalarType }[];
  readonly reads: readonly Source[];
  readonly figures: readonly Figure[];
}

/**
 * That a measure is unknown in a row counts for nothing here: nobody who asks can choose by it, and cells without unknown
 * values are the rule. @returns null where a dimension reads several columns: then nothing is known of it.
 */
export function readFamily(family: SupportFamily): FamilyShape | null {
  const rows = spineRows(family.relation);
  const conditions = [...rows.conditions, ...(family.filter ? [family.filter] : [])];
  const leaves = conditions.flatMap(leavesOf);
  const reads = new Map<string, { column: Column; leaves: Map<string, Leaf>; dimensions: Map<string, Dimension> }>();
  const readOf = (column: Column) => {
    const id = `${column.alias}.${column.field}`;
    const entry = reads.get(id) ?? {
      column,
      leaves: new Map<string, Leaf>(),
      dimensions: new Map<string, Dimension>(),
    };
    reads.set(id, entry);
    return entry;
  };
  const figures = new Map<string, { id: string; leaves: Map<string, FigureLeaf> }>();
  for (const leaf of leaves) {
    if (leaf.predicate !== 'per-entity') {
      readOf(leaf.column).leaves.set(canonical(leaf), leaf);
      continue;
    }
    const id = canonical({ per: leaf.per, call: leaf.call });
    const figure = figures.get(id) ?? { id, leaves: new Map<string, FigureLeaf>() };
    figure.leaves.set(canonical(leaf), leaf);
    figures.set(id, figure);
  }
  for (const dimension of family.dimensions) {
    if (!readsOnly(dimension)) return null;
    readOf(dimension.column).dimensions.set(dimensionId(dimension), dimension);
  }
  const sides = new Map(rows.sides.map((side) => [spineOf(side.right).alias, side]));
  return {
    conditions,
    dimensions: family.dimensions.map((dimension) => ({ id: dimensionId(dimension), type: dimension.type })),
    reads: [...reads].map(([id, { column, ...asked }]) => {
      const side = sides.get(column.alias);
      return {
        id,
        alias: column.alias,
        column,
        spineTable: rows.spine.table,
        side: side ? { right: side.right, isKey: side.on.right.field === column.field } : null,
        ...asked,
      };
    }),
    figures: [...figures.values()],
  };
}

/** A choice's conditions may read no column but its own. */
function readsOnly({ column, level }: Dimension): boolean {
  if (level.kind !== 'choice') return true;
  const leaves = level.branches.flatMap(({ when }) => leavesOf(when));
  return leaves.every(
    (leaf) =>
      leaf.predicate !== 'per-entity' && leaf.column.alias === column.alias && leaf.column.field === column.field,
  );
}

export function leavesOf(predicate: Predicate): readonly (Leaf | FigureLeaf)[] {
  switch (predicate.predicate) {
    case 'in':
    case 'range':
    case 'is-null':
    case 'per-entity':
      return [predicate];
    case 'known':
    case 'not-zero':
      return predicate.predicate === 'known' ? [] : [predicate];
    case 'is-true':
    case 'not':
      return leavesOf(predicate.input);
    case 'and':
    case 'or':
      return predicate.inputs.flatMap(leavesOf);
  }
}

/** Three-valued, as engines are; null is unknown. */
export function holds(predicate: Predicate, truths: ReadonlyMap<string, boolean | null>): boolean | null {
  switch (predicate.predicate) {
    case 'is-true':
      return holds(predicate.input, truths) === true;
    case 'not': {
      const inner = holds(predicate.input, truths);
      return inner === null ? null : !inner;
    }
    case 'and':
    case 'or': {
      const decisive = predicate.predicate === 'or';
      const all = predicate.inputs.map((input) => holds(input, truths));
      if (all.includes(decisive)) return decisive;
      return all.includes(null) ? null : !decisive;
    }
    case 'in':
    case 'range':
    case 'is-null':
    case 'per-entity':
      return truths.get(canonical(predicate)) ?? null;
    case 'known':
    case 'not-zero':
      return predicate.predicate === 'known' ? true : (truths.get(canonical(predicate)) ?? null);
  }
}
