import type { Predicate } from '../ir/expression.ts';
import type { Dimension, EntityKey } from '../ir/relation.ts';
import type { CellValue, PrintedSql } from '../program-types.ts';
import { commonSides, spineRows, type SupportFamily } from '../release/support-family.ts';
import type { Dialect } from './dialect.ts';
import {
  columnSql,
  createPrinter,
  levelSql,
  predicateSql,
  quoted,
  relationSql,
  supportSql,
  type Printer,
} from './printer.ts';
import { distinctSql } from './print-probe.ts';

/** The rows that both families are about, and when a row belongs to each. */
interface Shared {
  readonly from: string;
  readonly first: string;
  readonly second: string;
}

function shared(printer: Printer, first: SupportFamily, second: SupportFamily): Shared | null {
  const a = spineRows(first.relation);
  const b = spineRows(second.relation);
  const sides = commonSides(a, b);
  if (!sides || a.spine.alias !== b.spine.alias) return null;
  const joins = sides.map((side) => {
    const right = side.right.node === 'scan' ? quoted(side.right.table) : relationSideSql(printer, side.right);
    return ` left join ${right} on ${columnSql(side.on.left)} = ${columnSql(side.on.right)}`;
  });
  return {
    from: `${quoted(a.spine.table)}${joins.join('')}`,
    first: memberSql(printer, a.conditions, first),
    second: memberSql(printer, b.conditions, second),
  };
}

function relationSideSql(printer: Printer, side: SupportFamily['relation']): string {
  const inner = relationSql(printer, side);
  return `(select * from ${inner.from}${inner.where === null ? '' : ` where ${inner.where}`}) as ${quoted(side.node === 'filter' && side.input.node === 'scan' ? side.input.alias : '')}`;
}

/** Whether a row is in the family; never unknown. */
function memberSql(printer: Printer, conditions: readonly Predicate[], family: SupportFamily): string {
  const parts = conditions.map((item) => predicateSql(printer, item));
  const support = supportSql(printer, family);
  const all = [...parts, ...(support === null ? [] : [support])];
  return all.length === 0 ? 'true' : `((${all.join(' and ')}) is true)`;
}

function dimensionList(printer: Printer, dimensions: readonly Dimension[]): readonly string[] {
  return dimensions.map((dimension) => levelSql(printer, dimension.column, dimension.level));
}

function cellSql(printer: Printer, family: SupportFamily, key: readonly CellValue[]): string {
  const parts = family.dimensions.map((dimension, i) => {
    const value = key[i] ?? null;
    const sql = levelSql(printer, dimension.column, dimension.level);
    return value === null ? `${sql} is null` : `(${sql} = ${printer.value(value, dimension.type)}) is true`;
  });
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}

/** Rows that each cell of one family has in common with each cell of the other: one scan for all pairs. */
export function printOverlap(first: SupportFamily, second: SupportFamily, dialect: Dialect): PrintedSql | null {
  const printer = createPrinter(dialect);
  const source = shared(printer, first, second);
  if (!source) return null;
  const dimensions = [...dimensionList(printer, first.dimensions), ...dimensionList(printer, second.dimensions)];
  const list = [...dimensions, 'count(*)'].join(', ');
  const groups = dimensions.length === 0 ? '' : ` group by ${dimensions.map((_, i) => i + 1).join(', ')}`;
  return {
    sql: `select ${list} from ${source.from} where ${source.first} and ${source.second}${groups}`,
    params: printer.params,
  };
}

/** Entities among the rows that are in exactly one of two cells. */
export function printDifference(
  first: SupportFamily,
  firstKey: readonly CellValue[],
  second: SupportFamily,
  secondKey: readonly CellValue[],
  keys: readonly EntityKey[],
  dialect: Dialect,
): PrintedSql | null {
  const printer = createPrinter(dialect);
  const source = shared(printer, first, second);
  if (!source) return null;
  const left = `(${source.first} and ${cellSql(printer, first, firstKey)})`;
  const right = `(${source.second} and ${cellSql(printer, second, secondKey)})`;
  return {
    sql: `select ${keys.map(distinctSql).join(', ')} from ${source.from} where ${left} <> ${right}`,
    params: printer.params,
  };
}

/** Entities of one cell of `whole` that are in none of the cells of `parts` that are named. */
export function printRest(
  whole: SupportFamily,
  wholeKey: readonly CellValue[],
  parts: SupportFamily,
  partKeys: readonly (readonly CellValue[])[],
  keys: readonly EntityKey[],
  dialect: Dialect,
): PrintedSql | null {
  const printer = createPrinter(dialect);
  const source = shared(printer, whole, parts);
  if (!source) return null;
  const inWhole = `(${source.first} and ${cellSql(printer, whole, wholeKey)})`;
  const inParts =
    partKeys.length === 0
      ? 'false'
      : `(${source.second} and (${partKeys.map((key) => cellSql(printer, parts, key)).join(' or ')}))`;
  return {
    sql: `select ${keys.map(distinctSql).join(', ')} from ${source.from} where ${inWhole} and not ${inParts}`,
    params: printer.params,
  };
}
