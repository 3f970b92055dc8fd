import type { AggregateCall } from '../ir/expression.ts';
import type { DifferenceCheck, DominanceCheck, EntityCheck, RepeatCheck, EntityKey, Release } from '../ir/relation.ts';
import type { CellValue, PrintedSql } from '../program-types.ts';
import type { Dialect } from './dialect.ts';
import {
  argumentSql,
  columnSql,
  createPrinter,
  filterSql,
  levelSql,
  predicateSql,
  quoted,
  relationSql,
  supportSql,
  type Printer,
} from './printer.ts';
import { levelColumn, levelSource, openScope } from './print-per-entity.ts';
import { aggregateNamed, exactlyOne, partSums, supportNamed } from './print-release.ts';

/** Cells named in one statement; of more, one pass asks about all cells there are. */
export const CELLS_PER_PROBE = 400;

/**
 * Counts distinct entities exactly, for the cells that the cheap tiers left open: one column a check, after the
 * dimensions. Cells are matched with `is not distinct from`, because a null key is a key; null asks about all.
 */
export function printEntityProbe(
  release: Release,
  checks: readonly (EntityCheck | DifferenceCheck)[],
  cells: readonly (readonly CellValue[])[] | null,
  dialect: Dialect,
): PrintedSql {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const names = dimensions.map((_, i) => quoted(`k${i}`));
  const counts = checks.map(
    (check, i) => `${distinctSql(check.key)}${filterSql(conditionOf(printer, release, check))} as ${quoted(`n${i}`)}`,
  );
  const source = relationSql(printer, release.input.input.input);
  const where = source.where === null ? '' : ` where ${source.where}`;
  if (dimensions.length === 0)
    return { sql: `select ${counts.join(', ')} from ${source.from}${where}`, params: printer.params };
  const groups = dimensions.map((_, i) => i + 1).join(', ');
  if (cells === null) {
    const keys = dimensions.map(({ column, level }, i) => `${levelSql(printer, column, level)} as ${names[i] ?? ''}`);
    return {
      sql: `select ${[...keys, ...counts].join(', ')} from ${source.from}${where} group by ${groups}`,
      params: printer.params,
    };
  }
  const list = [...names.map((name) => `${quoted('g')}.${name}`), ...counts].join(', ');
  const on = dimensions.map(
    (dimension, i) =>
      `${levelSql(printer, dimension.column, dimension.level)} is not distinct from ${quoted('g')}.${names[i] ?? ''}`,
  );
  return {
    sql: `select ${list} from ${source.from} inner join ${valuesSql(printer, release, cells)} on ${on.join(' and ')}${where} group by ${groups}`,
    params: printer.params,
  };
}

/** The cells asked about, as a table of values named `g`. */
function valuesSql(printer: Printer, release: Release, cells: readonly (readonly CellValue[])[]): string {
  const { dimensions } = release.input.input;
  const rows = cells.map((cell) => {
    const values = dimensions.map((dimension, i) => {
      const value = cell[i] ?? null;
      return value === null ? printer.dialect.cast('null', dimension.type) : printer.value(value, dimension.type);
    });
    return `(${values.join(', ')})`;
  });
  return `(values ${rows.join(', ')}) as ${quoted('g')}(${dimensions.map((_, i) => quoted(`k${i}`)).join(', ')})`;
}

export function distinctSql(key: EntityKey): string {
  return key.ordinal === null ? 'count(*)' : `count(distinct ${columnSql({ alias: key.alias, field: key.ordinal })})`;
}

function conditionOf(printer: Printer, release: Release, check: EntityCheck | DifferenceCheck): string | null {
  if (check.check === 'entities') return supportSql(printer, supportNamed(release, check.support));
  return exactlyOne(printer, supportNamed(release, check.left), supportNamed(release, check.right));
}

/** Largest and least value of each factor of an aggregate's argument in its whole table: cheaper than in each cell. */
export function printOutermost(release: Release, check: DominanceCheck): PrintedSql {
  const { argument, times } = aggregateNamed(release, check.aggregate).call;
  const edges = [argument, times].flatMap((column) =>
    column ? ['max', 'min'].map((fn) => `(select ${fn}(${columnSql(column)}) from ${quoted(column.alias)})`) : [],
  );
  return { sql: `select ${edges.join(', ')}`, params: [] };
}

/** The largest absolute value of an aggregate's argument in each cell: where the declared bound did not prove enough. */
export function printLargest(release: Release, check: DominanceCheck, dialect: Dialect): PrintedSql {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const { call } = aggregateNamed(release, check.aggregate);
  const keys = dimensions.map(({ column, level }) => levelSql(printer, column, level));
  const filter = filterSql(call.filter ? predicateSql(printer, call.filter) : null);
  const source = relationSql(printer, release.input.input.input);
  const where = source.where === null ? '' : ` where ${source.where}`;
  const groups = keys.length === 0 ? '' : ` group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return {
    sql: `select ${[...keys, `max(abs(${argumentSql(printer, call)}))${filter}`].join(', ')} from ${source.from}${where}${groups}`,
    params: printer.params,
  };
}

/** In each cell, for each check, what is weighed in all and below each bound between parts of the entities. */
export function printParts(
  release: Release,
  checks: readonly DominanceCheck[],
  parts: number,
  dialect: Dialect,
): PrintedSql {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const keys = dimensions.map(({ column, level }) => levelSql(printer, column, level));
  const sums = checks.flatMap((check) => {
    const { call } = aggregateNamed(release, check.aggregate);
    const counts = call.fn === 'count';
    const filter = call.filter ? predicateSql(printer, call.filter) : null;
    const condition = counts ? supportSql(printer, supportNamed(release, check.support)) : filter;
    const size = counts ? null : `abs(${argumentSql(printer, call)})`;
    const all = `${size === null ? 'count(*)' : `sum(${size})`}${filterSql(condition)}`;
    return [all, ...partSums(printer, check.key, parts, condition, size)];
  });
  const source = relationSql(printer, release.input.input.input);
  const where = source.where === null ? '' : ` where ${source.where}`;
  const groups = keys.length === 0 ? '' : ` group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return {
    sql: `select ${[...keys, ...sums].join(', ')} from ${source.from}${where}${groups}`,
    params: printer.params,
  };
}

/** For each open cell (null: for all) how many entities have several rows in a support. */
export function printRepeats(
  release: Release,
  check: RepeatCheck,
  cells: readonly (readonly CellValue[])[] | null,
  dialect: Dialect,
): PrintedSql {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const values = dimensions.map((dimension) => levelSql(printer, dimension.column, dimension.level));
  const keys = values.map((sql, i) => `${sql} as ${quoted(`k${i}`)}`);
  const positions = dimensions.map((_, i) => quoted(`k${i}`));
  const source = relationSql(printer, release.input.input.input);
  const join =
    dimensions.length === 0 || cells === null
      ? ''
      : ` inner join ${valuesSql(printer, release, cells)} on ${values.map((sql, i) => `${sql} is not distinct from ${quoted('g')}.${quoted(`k${i}`)}`).join(' and ')}`;
  const owner = columnSql({ alias: check.key.alias, field: check.key.ordinal ?? '' });
  const support = supportSql(printer, supportNamed(release, check.support));
  const conditions = [source.where, support, `${owner} is not null`].filter((item) => item !== null);
  const groups = [...positions, quoted('e')].map((_, i) => i + 1).join(', ');
  const counted = `select ${[...keys, `${owner} as ${quoted('e')}`, `count(*) as ${quoted('t')}`].join(', ')} from ${source.from}${join} where ${conditions.join(' and ')} group by ${groups}`;
  const by = positions.length === 0 ? '' : ` group by ${positions.join(', ')}`;
  const list = [...positions, `count(*) filter (where ${quoted('t')} >= 2)`].join(', ');
  return { sql: `select ${list} from (${counted}) as ${quoted('s')}${by}`, params: printer.params };
}

/**
 * For each open cell (null: for all) the total of what its entities contributed, the largest two and the largest n. Rows
 * without a key count as one entity. By buckets, what all entities of one have together stands for each of them: no
 * largest are larger, and there are few of them to add up.
 */
export function printDominanceProbe(
  release: Release,
  check: DominanceCheck,
  cells: readonly (readonly CellValue[])[] | null,
  dialect: Dialect,
  by: 'entity' | 'bucket' = 'entity',
): PrintedSql {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const { per } = release.input;
  const scope = per ? openScope(per) : null;
  printer.scope = scope;
  const { call } = aggregateNamed(release, check.aggregate);
  const filter = [
    ...(call.filter ? [predicateSql(printer, call.filter)] : []),
    ...[call.argument, call.times].flatMap((column) => (column ? [`${columnSql(column)} is not null`] : [])),
  ].join(' and ');
  const source = scope ? levelSource(printer, scope, release.input) : relationSql(printer, release.input.input.input);
  const values = dimensions.map((dimension, i) =>
    scope ? levelColumn(`k${i}`) : levelSql(printer, dimension.column, dimension.level),
  );
  const keys = values.map((sql, i) => `${sql} as ${quoted(`k${i}`)}`);
  const size = sizeSql(printer, check, call, values);
  const join =
    dimensions.length === 0 || cells === null
      ? ''
      : ` inner join ${valuesSql(printer, release, cells)} on ${values.map((sql, i) => `${sql} is not distinct from ${quoted('g')}.${quoted(`k${i}`)}`).join(' and ')}`;
  const conditions = [source.where, filter === '' ? null : filter].filter((item) => item !== null);
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const owner = scope
    ? levelColumn('e')
    : check.key.ordinal === null
      ? 'row_number() over ()'
      : columnSql({ alias: check.key.alias, field: (by === 'bucket' ? check.key.bucket : null) ?? check.key.ordinal });
  const positions = dimensions.map((_, i) => quoted(`k${i}`));
  const rows = `select ${[...keys, `${owner} as ${quoted('e')}`, `${size} as ${quoted('x')}`].join(', ')} from ${source.from}${join}${where}`;
  const totals = `select ${[...positions, quoted('e'), `sum(${quoted('x')}) as ${quoted('t')}`].join(', ')} from (${rows}) as ${quoted('r')} group by ${[...positions, quoted('e')].join(', ')}`;
  const partition = positions.length === 0 ? '' : `partition by ${positions.join(', ')} `;
  const ranked = `select ${[...positions, quoted('t'), `row_number() over (${partition}order by ${quoted('t')} desc) as ${quoted('n')}`].join(', ')} from (${totals}) as ${quoted('s')}`;
  const largest = (n: number): string => `sum(${quoted('t')}) filter (where ${quoted('n')} <= ${n})`;
  const list = [...positions, `sum(${quoted('t')})`, largest(1), largest(2), largest(release.dominance.n)].join(', ');
  const groups = positions.length === 0 ? '' : ` group by ${positions.join(', ')}`;
  return { sql: `select ${list} from (${ranked}) as ${quoted('q')}${groups}`, params: printer.params };
}

/** What a row adds to what is weighed: a spread is made of squared distances from the mean of the cell. */
function sizeSql(printer: Printer, check: DominanceCheck, call: AggregateCall, cell: readonly string[]): string {
  if (call.fn === 'count' || !call.argument) return '1';
  const value = argumentSql(printer, call);
  if (!check.centred) return `abs(${value})`;
  const number = printer.dialect.toDouble(value);
  const within = cell.length === 0 ? '' : `partition by ${cell.join(', ')}`;
  const distance = `(${number} - avg(${number}) over (${within}))`;
  return `${distance} * ${distance}`;
}
