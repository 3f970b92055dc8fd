import type { EntityLevel, Predicate } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { Reduce, Relation } from '../ir/relation.ts';
import {
  columnSql,
  figureSql,
  LEVEL,
  levelSql,
  predicateSql,
  quoted,
  relationSql,
  type LevelScope,
  type Printer,
} from './printer.ts';

export const openScope = (per: NonNullable<Reduce['per']>): LevelScope => ({ ...per, flags: [], counts: [] });

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
    ...scope.counts.map((count, i) => `${count} as ${quoted(`t${i}`)}`),
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
