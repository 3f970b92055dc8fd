import type { Predicate } from '../../ir/expression.ts';
import { canonical } from '../../ir/factories.ts';
import type { Dimension } from '../../ir/relation.ts';
import { coarsenTo } from '../../level.ts';
import { dimensionId } from '../../print/print-atoms.ts';
import type { CellValue } from '../../program-types.ts';
import { spineRows, type FamilyCell, type SupportFamily } from '../support-family.ts';

/** A family as rows that conditions choose, of which lists on one level are told apart. */
interface Cut {
  readonly family: number;
  readonly base: string;
  /** Values that the conditions leave, by dimension. */
  readonly pins: ReadonlyMap<string, ReadonlySet<CellValue>>;
  /** Conditions on where values lie, by what they say. */
  readonly ranges: ReadonlyMap<string, Range>;
  readonly dimensions: readonly string[];
  /** Dimensions and conditions by their ids. */
  readonly grains: ReadonlyMap<string, Grained>;
  readonly cells: readonly FamilyCell[];
  /** Places of cells by their values in some dimensions, as they are asked for. */
  readonly indexes: Map<string, ReadonlyMap<string, readonly number[]>>;
}

type Range = Extract<Predicate, { predicate: 'range' }>;
type Grained = Pick<Dimension, 'column' | 'level'>;

/** One support of one cell, by its family and its place among the family's cells. */
export interface Part {
  readonly family: number;
  readonly at: number;
  readonly factor: number;
}

/** Longest combination that is tried. */
const MOST_PARTS = 2_000;

/**
 * Combinations with a cell that may be zero whoever is in the data, the shortest first: the cell itself leads each.
 */
export function createGuesses(
  families: readonly SupportFamily[],
): (family: number, at: number) => readonly (readonly Part[])[] {
  const cuts = families.map(cutOf);
  return (family, at) => {
    const own = cuts[family];
    if (!own) return [];
    return cuts
      .filter((other) => other !== own && other.base === own.base)
      .map((other) => identity(own, at, other))
      .filter((parts) => parts !== null)
      .toSorted((a, b) => a.length - b.length);
  };
}

/**
 * The same rows cut in two ways: all cells of one that lie in them, without all cells of the other. The rows are what both
 * choose, at the values that the cell has in the dimensions that both have, or that one has at a finer level: a part of a
 * total, a total of parts, a question that is one cell of a table, a quarter of its months.
 */
function identity(own: Cut, at: number, other: Cut): readonly Part[] | null {
  const key = own.cells[at]?.key ?? [];
  const within = new Map<string, ReadonlySet<CellValue>>();
  const narrow = (id: string, values: ReadonlySet<CellValue>): void => {
    const known = within.get(id);
    within.set(id, known ? new Set([...known].filter((value) => values.has(value))) : values);
  };
  for (const { pins } of [own, other]) for (const [id, values] of pins) narrow(id, values);
  own.dimensions.forEach((id, i) => {
    const shown = key[i] ?? null;
    if (other.dimensions.includes(id)) return narrow(id, new Set([shown]));
    for (const coarse of other.dimensions) {
      if (coarsener(other, coarse, own, id)) narrow(id, new Set([shown]));
      const up = coarsener(own, id, other, coarse);
      if (up) narrow(coarse, new Set([up(shown)]));
    }
  });
  const grains = new Map([...own.grains, ...other.grains]);
  const ranges = new Map([...own.ranges, ...other.ranges]);
  const plus = cellsWithin(own, { within, ranges, grains });
  const minus = cellsWithin(other, { within, ranges, grains });
  if (!plus?.includes(at) || !minus || plus.length + minus.length > MOST_PARTS) return null;
  return [
    { family: own.family, at, factor: 1 },
    ...plus.filter((one) => one !== at).map((one): Part => ({ family: own.family, at: one, factor: 1 })),
    ...minus.map((one): Part => ({ family: other.family, at: one, factor: -1 })),
  ];
}

/** How the values of one dimension show in another, coarser one of the same column. */
function coarsener(from: Cut, fine: string, to: Cut, coarse: string): ReturnType<typeof coarsenTo> {
  const [below, above] = [from.grains.get(fine), to.grains.get(coarse)];
  return below && above ? between(below, above) : null;
}

function between(below: Grained, above: Grained): ReturnType<typeof coarsenTo> {
  return canonical(below.column) === canonical(above.column) ? coarsenTo(below.level, above.level) : null;
}

/** Rows as what is asked of them. */
interface Rows {
  readonly within: ReadonlyMap<string, ReadonlySet<CellValue>>;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly grains: ReadonlyMap<string, Grained>;
}

/** Places of the cells that lie in the rows; null where the family does not tell these rows apart. */
function cellsWithin(cut: Cut, { within, ranges, grains }: Rows): readonly number[] | null {
  const one: [number, CellValue][] = [];
  const several: ((key: FamilyCell['key']) => boolean)[] = [];
  for (const [id, values] of within) {
    const at = cut.dimensions.indexOf(id);
    const [first = null] = values;
    if (at >= 0 && values.size === 1) one.push([at, first]);
    else if (at >= 0) several.push((key) => values.has(key[at] ?? null));
    else if (![...(cut.pins.get(id) ?? [null])].every((value) => values.has(value))) {
      const finer = finerOf(cut, grains.get(id));
      if (!finer) return null;
      several.push((key) => values.has(finer.up(key[finer.at] ?? null)));
    }
  }
  for (const [id, range] of ranges) {
    if (cut.ranges.has(id)) continue;
    const at = cut.dimensions.findIndex((name) => isOrderedOf(cut.grains.get(name), range));
    if (at < 0) return null;
    several.push((key) => liesIn(key[at] ?? null, range));
  }
  const found =
    indexed(
      cut,
      one.map(([at]) => at),
    ).get(JSON.stringify(one.map(([, value]) => value))) ?? [];
  return found.filter((i) => several.every((fits) => fits(cut.cells[i]?.key ?? [])));
}

/** Whether a dimension shows where the column's values lie, as starts of cells. */
const isOrderedOf = (grained: Grained | undefined, { column }: Range): boolean =>
  grained !== undefined &&
  canonical(grained.column) === canonical(column) &&
  (grained.level.kind === 'date' || grained.level.kind === 'bin' || grained.level.kind === 'identity');

const liesIn = (value: CellValue, { from, below }: Range): boolean =>
  value !== null && (from === null || value >= from) && (below === null || value < below);

/** A dimension of the family that tells apart more than this one, of the same column. */
function finerOf(cut: Cut, above: Grained | undefined) {
  for (const [at, id] of cut.dimensions.entries()) {
    const below = cut.grains.get(id);
    const up = below && above ? between(below, above) : null;
    if (up) return { at, up };
  }
  return null;
}

/** Places of cells by their values in some dimensions. */
function indexed({ cells, indexes }: Cut, dimensions: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const known = indexes.get(dimensions.join());
  if (known) return known;
  const index = new Map<string, number[]>();
  cells.forEach(({ key }, i) => {
    const name = JSON.stringify(dimensions.map((at) => key[at] ?? null));
    const same = index.get(name);
    if (same) same.push(i);
    else index.set(name, [i]);
  });
  indexes.set(dimensions.join(), index);
  return index;
}

function cutOf(family: SupportFamily, at: number): Cut {
  const { spine, sides, conditions } = spineRows(family.relation);
  const all = [...conditions, ...(family.filter ? [family.filter] : [])].flatMap((item) =>
    item.predicate === 'and' ? item.inputs : [item],
  );
  const pins = new Map<string, ReadonlySet<CellValue>>();
  const ranges = new Map<string, Range>();
  const base: Predicate[] = [];
  const grains = new Map(family.dimensions.map((item): [string, Grained] => [dimensionId(item), item]));
  for (const item of all) {
    const id = item.predicate === 'in' ? dimensionId(item) : '';
    const values = item.predicate === 'in' ? valuesOf(item) : null;
    if (item.predicate === 'range') ranges.set(canonical(item), item);
    else if (values === null || pins.has(id)) base.push(item);
    else pins.set(id, values);
    if (item.predicate === 'in') grains.set(id, item);
  }
  return {
    family: at,
    base: canonical({
      spine,
      sides: sides.map(({ right, on }) => ({ right, on })),
      base: base.map(canonical).toSorted(),
      notNull: family.notNull,
    }),
    pins,
    ranges,
    dimensions: family.dimensions.map(dimensionId),
    grains,
    cells: family.cells,
    indexes: new Map(),
  };
}

function valuesOf({ values }: Extract<Predicate, { predicate: 'in' }>): ReadonlySet<CellValue> | null {
  const known = values.flatMap((item) => (item.operand === 'value' ? [item.value] : []));
  return known.length === values.length ? new Set<CellValue>(known) : null;
}
