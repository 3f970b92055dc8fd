import type { AggregateCall, Column, EntityLevel, Grain, Operand, Predicate, ScalarType } from '../ir/expression.ts';
import { canonical, ENTITY_ALIAS } from '../ir/factories.ts';
import type { Reduce, Relation, Support } from '../ir/relation.ts';
import { levelType } from '../level.ts';
import type { CellValue, SqlValue } from '../program-types.ts';
import type { Dialect } from './dialect.ts';

/** Prints parts of the tree for one statement; values of the program go into `params`, never into the text. */
export interface Printer {
  readonly dialect: Dialect;
  readonly params: CellValue[];
  /** Set while a statement reads the table of a per-entity level instead of rows. */
  scope: LevelScope | null;
  value(value: SqlValue, type: ScalarType): string;
}

export function createPrinter(dialect: Dialect): Printer {
  const params: CellValue[] = [];
  const known = new Map<string, string>();
  return {
    dialect,
    params,
    scope: null,
    value(value, type) {
      const key = `${type}:${typeof value}:${value}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      params.push(value);
      const sql = dialect.cast(`$${params.length}`, type);
      known.set(key, sql);
      return sql;
    },
  };
}

/** Names come from catalogue and grant; they are quoted all the same. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const columnSql = (column: Pick<Column, 'alias' | 'field'>): string =>
  `${quoted(column.alias)}.${quoted(column.field)}`;

export function levelSql(printer: Printer, column: Column, level: Grain): string {
  const sql = columnSql(column);
  switch (level.kind) {
    case 'choice': {
      const label = (text: string | number): string => printer.value(text, level.type);
      const branches = level.branches.map(
        (item) => `when ${predicateSql(printer, item.when)} then ${label(item.label)}`,
      );
      const otherwise = level.otherwise === null ? '' : ` else ${label(level.otherwise)}`;
      return `(case ${branches.join(' ')}${otherwise} end)`;
    }
    case 'band': {
      const ordered = printer.dialect.ordered(sql, column.type);
      const branches = level.bands
        .toReversed()
        .map(
          (band) =>
            `when ${ordered} >= ${printer.value(band.from, column.type)} then ${printer.value(band.label, 'text')}`,
        );
      return `(case ${branches.join(' ')} end)`;
    }
    case 'map': {
      const read = level.length === undefined ? sql : printer.dialect.prefix(sql, level.length);
      const branches = level.groups.map(
        (group) =>
          `when ${read} in (${group.values.map((item) => printer.value(item, 'text')).join(', ')}) then ${printer.value(group.label, 'text')}`,
      );
      return `(case ${branches.join(' ')} end)`;
    }
    case 'identity':
    case 'bin':
    case 'date':
    case 'prefix':
      return printer.dialect.level(sql, column.type, level);
  }
}

/** Both filters of a relation and its joins; a grant's row filter becomes a subquery below the join. */
export function relationSql(
  printer: Printer,
  relation: Relation,
): { readonly from: string; readonly where: string | null } {
  switch (relation.node) {
    case 'filter': {
      const input = relationSql(printer, relation.input);
      const condition = predicateSql(printer, relation.predicate);
      return { from: input.from, where: input.where === null ? condition : `${input.where} and ${condition}` };
    }
    case 'join': {
      const left = relationSql(printer, relation.left);
      const right = sideSql(printer, relation.right);
      const join = `${relation.kind} join ${right} on ${columnSql(relation.on.left)} = ${columnSql(relation.on.right)}`;
      return { from: `${left.from} ${join}`, where: left.where };
    }
    case 'scan':
      return { from: quoted(relation.table), where: null };
  }
}

function sideSql(printer: Printer, side: Relation): string {
  if (side.node === 'scan') return quoted(side.table);
  const inner = relationSql(printer, side);
  const alias = aliasOf(side);
  return `(select * from ${inner.from}${inner.where === null ? '' : ` where ${inner.where}`}) as ${quoted(alias)}`;
}

/** Alias of the left-most scan: the spine of the relation. */
export function aliasOf(relation: Relation): string {
  if (relation.node === 'scan') return relation.alias;
  return aliasOf(relation.node === 'join' ? relation.left : relation.input);
}

export function predicateSql(printer: Printer, predicate: Predicate): string {
  const { scope } = printer;
  if (scope && isAtom(predicate)) return flagSql(printer, scope, () => predicateSql(printer, predicate));
  switch (predicate.predicate) {
    case 'per-entity':
      return perEntitySql(printer, predicate);
    case 'in': {
      const type = levelType(predicate.column.type, predicate.level);
      const left = levelSql(printer, predicate.column, predicate.level);
      const values = predicate.values.map((item) => operandSql(printer, item, type));
      return values.length === 1 ? `(${left} = ${values[0] ?? ''})` : `(${left} in (${values.join(', ')}))`;
    }
    case 'range': {
      const { column, level } = predicate;
      const type = level.kind === 'band' ? column.type : levelType(column.type, level);
      // Both ends lie on edges of the level's cells, so the bare column is in the range exactly when its cell is.
      const left = printer.dialect.ordered(columnSql(column), column.type);
      const parts = [
        ...(predicate.from === null ? [] : [`${left} >= ${printer.value(predicate.from, type)}`]),
        ...(predicate.below === null ? [] : [`${left} < ${printer.value(predicate.below, type)}`]),
      ];
      return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
    }
    case 'is-null':
      return `(${columnSql(predicate.column)} is null)`;
    case 'known':
      return `(${columnSql(predicate.column)} is not null)`;
    case 'not-zero':
      return `(${columnSql(predicate.column)} <> ${predicate.than === undefined ? '0' : printer.value(predicate.than, predicate.column.type)})`;
    case 'is-true':
      return printer.dialect.isTrue(predicateSql(printer, predicate.input));
    case 'not':
      return `(not ${predicateSql(printer, predicate.input)})`;
    case 'and':
    case 'or':
      return `(${predicate.inputs.map((item) => predicateSql(printer, item)).join(` ${predicate.predicate} `)})`;
  }
}

/** A condition on single rows; the others are made of conditions. */
function isAtom(predicate: Predicate): boolean {
  return ['in', 'range', 'is-null', 'known', 'not-zero'].includes(predicate.predicate);
}

/** An open parameter never reaches an engine: freezing has replaced it by a dimension. */
function operandSql(printer: Printer, operand: Operand, type: ScalarType): string {
  if (operand.operand === 'parameter') return printer.dialect.cast('null', type);
  return printer.value(operand.value, type);
}

/** Condition of a support inside a cell, or null where it is the whole cell; in a level's table, of who has rows in it. */
export function supportSql(printer: Printer, support: Omit<Support, 'name'>): string | null {
  const { scope } = printer;
  const { figure } = support;
  if (scope && figure) {
    const some = `${rowCountSql(printer, scope, () => supportSql(printer, figure.rows) ?? 'true')} > 0`;
    return figure.entities ? `${predicateSql(printer, figure.entities)} and ${some}` : some;
  }
  const parts = [
    ...(support.filter ? [predicateSql(printer, support.filter)] : []),
    ...(support.notNull ? [`${columnSql(support.notNull)} is not null`] : []),
  ];
  return parts.length === 0 ? null : parts.join(' and ');
}

export const filterSql = (condition: string | null): string =>
  condition === null ? '' : ` filter (where ${condition})`;

/** What an aggregate reads in a row. Products are computed in floating point, which cannot overflow within declared ranges. */
export function argumentSql(printer: Printer, call: AggregateCall): string {
  const { argument, times } = call;
  if (!argument) return '*';
  const one = columnSql(argument);
  return times ? `(${printer.dialect.toDouble(one)} * ${printer.dialect.toDouble(columnSql(times))})` : one;
}

/** What the table of a per-entity level is called in a statement: as in the tree, for a granted table or column may be called anything else. */
export const LEVEL = quoted(ENTITY_ALIAS);

/** Figure of an entity; count and sum of products as in any reduction. */
export function figureSql(printer: Printer, call: AggregateCall): string {
  const filter = filterSql(call.filter ? predicateSql(printer, call.filter) : null);
  const argument = argumentSql(printer, call);
  switch (call.fn) {
    case 'count-distinct':
      return `count(distinct ${argument})${filter}`;
    case 'avg':
      return `avg(${printer.dialect.toDouble(argument)})${filter}`;
    case 'sum':
      return `sum(${argument})${filter}`;
    case 'count':
    case 'quantile':
    case 'variance':
    case 'stddev':
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
function perEntitySql(printer: Printer, predicate: Extract<Predicate, { predicate: 'per-entity' }>): string {
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
  /** Rows of each entity that meet a condition, which its rows need not share: each a number in the level's table. */
  readonly counts: string[];
}

/** The number of an entity's rows that meet a condition on rows. */
export function rowCountSql(printer: Printer, scope: LevelScope, condition: () => string): string {
  printer.scope = null;
  const text = `count(*)${filterSql(condition())}`;
  printer.scope = scope;
  if (!scope.counts.includes(text)) scope.counts.push(text);
  return `${LEVEL}.${quoted(`t${scope.counts.indexOf(text)}`)}`;
}

/** The column that holds a condition on rows: computed below the grouping, where rows still are. */
function flagSql(printer: Printer, scope: LevelScope, sql: () => string): string {
  printer.scope = null;
  const text = sql();
  printer.scope = scope;
  if (!scope.flags.includes(text)) scope.flags.push(text);
  return `${LEVEL}.${quoted(`b${scope.flags.indexOf(text)}`)}`;
}
