import type { EngineResult, EngineValue } from '@sluice/engines';
import type { Dimension } from '../../ir/relation.ts';
import type { Dialect } from '../../print/dialect.ts';
import {
  columnSql,
  createPrinter,
  levelSql,
  predicateSql,
  quoted,
  relationSql,
  type Printer,
} from '../../print/printer.ts';
import type { PrintedSql, SqlValue } from '../../program-types.ts';
import { toCellValue } from '../cells.ts';
import { leavesOf, type Figure, type Leaf, type Source } from './family-shape.ts';

/** One kind of values of a column: which conditions they meet, and the cells they fall in (as JSON text). */
export interface ColumnCase {
  readonly truths: ReadonlyMap<string, boolean | null>;
  readonly values: ReadonlyMap<string, string>;
}

export interface PrintedCases extends PrintedSql {
  readonly most: number;
}

const DAY_MS = 86_400_000;

/**
 * The kinds of values that a column has anywhere in its table, those that conditions name, and what an unmatched side has.
 * The first output column says whether the value is that of an unmatched side only.
 */
export function printColumnCases(source: Source, most: number, dialect: Dialect): PrintedCases {
  const printer = createPrinter(dialect);
  const { column, leaves, dimensions, side } = source;
  const conditions = [...leaves.values()].map((leaf) => predicateSql(printer, leaf));
  const cells = [...dimensions.values()].map((item) => levelSql(printer, item.column, item.level));
  const named = constantsOf(source).map((value) => printer.value(value, column.type));
  const asksNull = [...leaves.values()].some((leaf) => leaf.predicate === 'is-null');
  const empty = dialect.cast('null', column.type);
  const rows = [
    observed(printer, source),
    ...named.map((sql) => `select 0, ${sql}`),
    ...(asksNull && side === null ? [`select 0, ${empty}`] : []),
    ...(side === null ? [] : [`select 1, ${empty}`]),
  ];
  const columns = [quoted('n0'), ...conditions, ...cells];
  const groups = columns.map((_, i) => i + 1).join(', ');
  // Conditions name the column by its own name, so the values stand under it.
  const from = `(${rows.join(' union all ')}) as ${quoted(source.alias)}(${quoted('n0')}, ${quoted(column.field)})`;
  return {
    sql: `select ${columns.join(', ')} from ${from} group by ${groups} limit ${most + 1}`,
    params: printer.params,
    most,
  };
}

function observed(printer: Printer, { column, side, spineTable }: Source): string {
  const value = columnSql(column);
  if (side === null) return `select 0, ${value} from ${quoted(spineTable)}`;
  const { from, where } = relationSql(printer, side.right);
  const conditions = [...(where === null ? [] : [where]), ...(side.isKey ? [`${value} is not null`] : [])];
  return `select 0, ${value} from ${from}${conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`}`;
}

/**
 * Values that conditions name, the edges of their ranges, and where a list is asked for a value outside of it: each cell
 * that a condition cuts out has a value here, and so has what it leaves.
 */
function constantsOf({ column, leaves, dimensions }: Source): readonly SqlValue[] {
  const found = new Map<string, SqlValue>();
  const add = (value: SqlValue): void => {
    if (fits(column.type, value)) found.set(JSON.stringify(value), value);
  };
  const grains = [...dimensions.values(), ...[...leaves.values()].filter((leaf) => leaf.predicate === 'in')];
  const inner = grains.flatMap(({ level }) =>
    level.kind === 'choice' ? level.branches.flatMap(({ when }) => leavesOf(when)) : [],
  );
  for (const leaf of [...leaves.values(), ...inner])
    if (leaf.predicate !== 'per-entity') for (const value of valuesOf(leaf)) add(value);
  if ([...leaves.values(), ...inner].some((leaf) => leaf.predicate === 'in'))
    for (const value of OUTSIDE[column.type]) add(value);
  return [...found.values()];
}

/** Values that no list is likely to name and no row to have; of two truths there are no others. */
const OUTSIDE: Readonly<Record<Dimension['type'], readonly SqlValue[]>> = {
  text: ['\u{10FFFD}'],
  integer: [2 ** 52 + 1],
  decimal: [2 ** 52 + 1],
  boolean: [true, false],
  date: ['9998-12-31'],
  timestamp: ['9998-12-31 23:59:59'],
};

function fits(type: Dimension['type'], value: SqlValue): boolean {
  if (type === 'integer' || type === 'decimal') return typeof value === 'number';
  if (type === 'boolean') return typeof value === 'boolean';
  return typeof value === 'string';
}

function valuesOf(leaf: Leaf): readonly SqlValue[] {
  if (leaf.predicate === 'range')
    return [leaf.from, leaf.below].flatMap((edge) => (edge === null ? [] : aroundEdge(edge)));
  if (leaf.predicate === 'not-zero') return [leaf.than ?? 0, (leaf.than ?? 0) + 1];
  if (leaf.predicate !== 'in') return [];
  const { level } = leaf;
  const given = leaf.values.flatMap((item) => (item.operand === 'value' ? [item.value] : []));
  if (level.kind === 'map')
    return level.groups.flatMap((group) => (given.includes(group.label) ? group.values.slice(0, 1) : []));
  if (level.kind === 'band') return level.bands.flatMap((band) => (given.includes(band.label) ? [band.from] : []));
  return level.kind === 'choice' ? [] : given;
}

/** The edge itself, which is inside what begins there, and the value before it. */
function aroundEdge(edge: string | number): readonly SqlValue[] {
  if (typeof edge === 'number') return [edge, edge - 1];
  const time = /^\d{4}-\d{2}-\d{2}/.test(edge) ? Date.parse(`${edge.slice(0, 10)}T00:00:00Z`) : Number.NaN;
  // Of texts the empty one comes before all others.
  return Number.isNaN(time) ? [edge, ''] : [edge, new Date(time - DAY_MS).toISOString().slice(0, 10)];
}

/** The kinds of values of a figure, as its conditions tell them apart. */
export function figureCases({ leaves }: Figure): readonly ColumnCase[] {
  const all = [...leaves.values()];
  const edges = all.flatMap(({ from, below }) => [from, below].filter((edge) => edge !== null));
  const values: (number | null)[] = [...new Set([...edges, Math.min(0, ...edges) - 1])];
  // Whether an entity has the figure at all is chosen by who asks where the figure has a filter.
  if (all.some(({ call }) => call.filter !== null)) values.push(null);
  return values.map((value) => ({
    truths: new Map(
      [...leaves].map(([id, { from, below }]) => [
        id,
        value === null
          ? from === null && below === null
            ? false
            : null
          : (from ?? value) <= value && value < (below ?? Infinity),
      ]),
    ),
    values: new Map(),
  }));
}

/** @returns null where there are more kinds than were asked for. */
export function readColumnCases(
  source: Source,
  printed: PrintedCases,
  { rows, truncated }: EngineResult,
): { readonly cases: readonly ColumnCase[]; readonly missing: ColumnCase | null } | null {
  if (truncated || rows.length > printed.most) return null;
  const leaves = [...source.leaves.keys()];
  const dimensions = [...source.dimensions];
  const read = (row: readonly EngineValue[]): ColumnCase => ({
    truths: new Map(leaves.map((id, i) => [id, truthOf(row[1 + i] ?? null)])),
    values: new Map(
      dimensions.map(([id, { type }], i) => [
        id,
        JSON.stringify(toCellValue(row[1 + leaves.length + i] ?? null, type)),
      ]),
    ),
  });
  const gone = rows.find((row) => Number(row[0]) === 1);
  return { cases: rows.filter((row) => Number(row[0]) === 0).map(read), missing: gone ? read(gone) : null };
}

const truthOf = (value: EngineValue): boolean | null => (value === null ? null : value === true || value === 'true');
