import type { AggregateCall, Column, EntityLevel, Grain, Predicate } from '../ir/expression.ts';
import type { EntityKey, Relation, Release } from '../ir/relation.ts';
import type { SupportFamily } from '../release/support-family.ts';

const nameOf = (column: Column): string => `${column.alias}.${column.field}`;

/** Columns that a relation, its predicates and joins read. */
function columnsOfRelation(relation: Relation): readonly string[] {
  switch (relation.node) {
    case 'scan':
      return [];
    case 'filter':
      return [...columnsOfRelation(relation.input), ...columnsOfPredicate(relation.predicate)];
    case 'join':
      return [
        ...columnsOfRelation(relation.left),
        ...columnsOfRelation(relation.right),
        nameOf(relation.on.left),
        nameOf(relation.on.right),
      ];
  }
}

function columnsOfPredicate(predicate: Predicate): readonly string[] {
  switch (predicate.predicate) {
    case 'in':
    case 'range':
    case 'is-null':
    case 'known':
    case 'not-zero':
      return [nameOf(predicate.column)];
    case 'per-entity':
      return [...columnsOfLevel(predicate.per), ...columnsOfCall(predicate.call)];
    case 'is-true':
    case 'not':
      return columnsOfPredicate(predicate.input);
    case 'and':
    case 'or':
      return predicate.inputs.flatMap(columnsOfPredicate);
  }
}

function columnsOfCall(call: AggregateCall): readonly string[] {
  return [
    ...[call.argument, call.times].flatMap((column) => (column ? [nameOf(column)] : [])),
    ...(call.filter ? columnsOfPredicate(call.filter) : []),
  ];
}

function columnsOfLevel(level: EntityLevel): readonly string[] {
  return [
    `${level.key.alias}.${level.ordinal}`,
    nameOf(level.key),
    ...columnsOfRelation(level.relation),
    ...level.dimensions.flatMap((dimension) => columnsOfGrain(dimension.column, dimension.level)),
  ];
}

/** A choice reads its columns through conditions. */
function columnsOfGrain(column: Column, level: Grain): readonly string[] {
  return level.kind === 'choice' ? level.branches.flatMap(({ when }) => columnsOfPredicate(when)) : [nameOf(column)];
}

const columnsOfKey = (key: EntityKey): readonly string[] =>
  key.ordinal === null ? [] : [`${key.alias}.${key.ordinal}`, `${key.alias}.${key.bucket ?? ''}`];

/** Columns that the statements of a release may name. */
export function columnsOfRelease(release: Release): readonly string[] {
  const reduce = release.input;
  return [
    ...columnsOfRelation(reduce.input.input),
    ...reduce.input.dimensions.map((dimension) => nameOf(dimension.column)),
    ...(reduce.per ? columnsOfLevel(reduce.per.level) : []),
    ...(reduce.per?.aggregates ?? []).flatMap(({ call }) => columnsOfCall(call)),
    ...reduce.aggregates.flatMap(({ call }) => columnsOfCall(call)),
    ...release.checks.flatMap((check) => ('key' in check ? columnsOfKey(check.key) : [])),
  ];
}

export function columnsOfFamily(family: SupportFamily): readonly string[] {
  return [
    ...columnsOfRelation(family.relation),
    ...family.dimensions.map((dimension) => nameOf(dimension.column)),
    ...(family.filter ? columnsOfPredicate(family.filter) : []),
    ...(family.notNull ? [nameOf(family.notNull)] : []),
    ...family.keys.flatMap(columnsOfKey),
  ];
}
