import type { Release } from '../ir/relation.ts';
import type { Dialect } from '../print/dialect.ts';
import {
  columnSql,
  createPrinter,
  filterSql,
  levelSql,
  predicateSql,
  relationSql,
  type Printer,
} from '../print/printer.ts';
import type { PrintedSql } from '../program-types.ts';
import type { Figure, PrivatePlan } from './plan-privately.ts';

/** One pass: the dimensions, then each figure in whole numbers. Rows without the unit's key are left out. */
export function printPrivately(release: Release, { key, figures }: PrivatePlan, dialect: Dialect): PrintedSql {
  const printer = createPrinter(dialect);
  const { dimensions } = release.input.input;
  const owner = columnSql({ alias: key.alias, field: key.ordinal ?? '' });
  const keys = dimensions.map(({ column, level }) => levelSql(printer, column, level));
  const measured = figures.map((figure) => figureSql(printer, figure, owner));
  const source = relationSql(printer, release.input.input.input);
  const where = [source.where, `${owner} is not null`].filter((item) => item !== null).join(' and ');
  const groups = keys.length === 0 ? '' : ` group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return {
    sql: `select ${[...keys, ...measured].join(', ')} from ${source.from} where ${where}${groups}`,
    params: printer.params,
  };
}

function figureSql(printer: Printer, { figure, filter, argument, range }: Figure, owner: string): string {
  const condition = filterSql(filter ? predicateSql(printer, filter) : null);
  if (figure === 'entities') return `count(distinct ${owner})${condition}`;
  if (!argument) return `count(*)${condition}`;
  const value = columnSql(argument);
  if (figure === 'rows' || !range) return `count(${value})${condition}`;
  const [least, most] = [range.least, range.most].map((bound) => printer.value(bound, 'decimal'));
  const clamped = `case when ${value} < ${least ?? ''} then ${least ?? ''} when ${value} > ${most ?? ''} then ${most ?? ''} else ${value} end`;
  const steps = `floor((${clamped}) / ${printer.value(range.step, 'decimal')} + 0.5)`;
  return `sum(cast(${steps} as bigint))${condition}`;
}
