import type { AggregateCall, EntityLevel, Predicate } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { Reduce, Relation } from '../ir/relation.ts';
import { argumentSql } from './print-release.ts';
import { columnSql, filterSql, levelSql, predicateSql, quoted, relationSql, type Printer } from './printer.ts';

/** What the level's table is called in a statement. */
const LEVEL = '"p"';

/** Figure of an entity; count and sum of products as in any reduction. */
function figureSql(printer: Printer, call: AggregateCall): string {
  const filter = filterSql(call.filter ? predicateSql(printer, call.filter) : null);
  const argument = argumentSql(printer, call);
  switch (call.fn) {
    case 'count-distinct':
      return `count(distinct ${argument})${filter}`;
    case 'avg':
      return `avg(${printer.dialect.toDouble(argument)})${filter}`;
    case 'sum':
      return `sum(${argument})${filter}`;
    default:
      return `count(${argument})${filter}`;
  }
}

const rangeSql = (
  sql: string,
  { from, below }: { readonly from: number | null; readonly below: number | null },
): string => {
  const parts = [...(from === null ? [] : [`${sql} >= ${from}`]), ...(below === null ? [] : [`${sql} < ${below}`])];
  return parts.length === 0 ? `(${sql} is not null)` : `(${parts.join(' and ')})`;
};

/**
 * Condition on a row by a figure of its entity. Inside the level's table it reads a column; elsewhere it looks the entity
 * up among those whose figure lies in the range.
 */
export function perEntitySql(printer: Printer, predicate: Extract<Predicate, { predicate: 'per-entity' }>): string {
  const { per, call } = predicate;
  const { scope } = printer;
  if (scope && canonical(scope.level) === canonical(per)) {
    const figure = scope.aggregates.find((item) => canonical(item.call) === canonical(call));
    if (figure) return rangeSql(`${LEVEL}.${quoted(figure.name)}`, predicate);
  }
  const ordinal = columnSql({ alias: per.key.alias, field: per.ordinal });
  const source = relationSql(printer, per.relation);
  const where = source.where === null ? '' : ` where ${source.where}`;
  const dimensions = per.dimensions.map((item) => levelSql(printer, item.column, item.level));
  const columns = [`${ordinal} as ${quoted('e')}`, ...dimensions.map((sql, i) => `${sql} as ${quoted(`k${i}`)}`)];
  const groups = columns.map((_, i) => i + 1).join(', ');
  const chosen = `from ${source.from}${where} group by ${groups} having ${rangeSql(figureSql(printer, call), predicate)}`;
  if (dimensions.length === 0) return `(${ordinal} in (select ${ordinal} as ${quoted('e')} ${chosen}))`;
  const same = dimensions.map((sql, i) => `${LEVEL}.${quoted(`k${i}`)} is not distinct from ${sql}`);
  const table = `(select ${columns.join(', ')} ${chosen}) as ${LEVEL}`;
  return `(exists (select 1 from ${table} where ${[`${LEVEL}.${quoted('e')} = ${ordinal}`, ...same].join(' and ')}))`;
}

/** Columns of the level's table while a statement over it is printed. */
export interface LevelScope {
  readonly level: EntityLevel;
  readonly aggregates: NonNullable<Reduce['per']>['aggregates'];
  /** Conditions on rows that an entity's rows share, each a column of the level's table. */
  readonly flags: string[];
}

export const openScope = (per: NonNullable<Reduce['per']>): LevelScope => ({ ...per, flags: [] });

/** The column that holds a condition on rows: computed below the grouping, where rows still are. */
export function flagSql(printer: Printer, scope: LevelScope, sql: () => string): string {
  printer.scope = null;
  const text = sql();
  printer.scope = scope;
  if (!scope.flags.includes(text)) scope.flags.push(text);
  return `${LEVEL}.${quoted(`b${scope.flags.indexOf(text)}`)}`;
}

/** FROM and WHERE of a statement over the level's table; printed last, when all its flags are known. */
export function levelSource(
  printer: Printer,
  scope: LevelScope,
  reduce: Reduce,
): { readonly from: string; readonly where: string | null } {
  const { level } = scope;
  const { rows, entities } = splitRelation(reduce.input.input, level);
  const where = entities.length === 0 ? null : entities.map((item) => predicateSql(printer, item)).join(' and ');
  printer.scope = null;
  const source = relationSql(printer, rows);
  const groups = [
    `${columnSql({ alias: level.key.alias, field: level.ordinal })} as ${quoted('e')}`,
    ...reduce.input.dimensions.map((item, i) => `${levelSql(printer, item.column, item.level)} as ${quoted(`k${i}`)}`),
    ...scope.flags.map((flag, i) => `${flag} as ${quoted(`b${i}`)}`),
  ];
  const columns = [
    ...groups,
    ...scope.aggregates.map(({ name, call }) => `${figureSql(printer, call)} as ${quoted(name)}`),
    `count(*) as ${quoted('n')}`,
  ];
  printer.scope = scope;
  const inner = `select ${columns.join(', ')} from ${source.from}${source.where === null ? '' : ` where ${source.where}`}`;
  return { from: `(${inner} group by ${groups.map((_, i) => i + 1).join(', ')}) as ${LEVEL}`, where };
}

/** Conditions on entities that stand last are asked of the level's table, which has them ready. */
function splitRelation(
  relation: Relation,
  level: EntityLevel,
): { readonly rows: Relation; readonly entities: readonly Predicate[] } {
  if (relation.node !== 'filter' || canonical(relation.input) !== canonical(level.relation))
    return { rows: relation, entities: [] };
  const { predicate } = relation;
  return { rows: relation.input, entities: predicate.predicate === 'and' ? predicate.inputs : [predicate] };
}

export const levelColumn = (name: string): string => `${LEVEL}.${quoted(name)}`;
