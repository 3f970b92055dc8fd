import type { Column, Predicate } from '../ir/expression.ts';
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
    case 'is-true':
    case 'not':
      return columnsOfPredicate(predicate.input);
    case 'and':
    case 'or':
      return predicate.inputs.flatMap(columnsOfPredicate);
  }
}

const columnsOfKey = (key: EntityKey): readonly string[] =>
  key.ordinal === null ? [] : [`${key.alias}.${key.ordinal}`, `${key.alias}.${key.bucket ?? ''}`];

/** Columns that the statements of a release may name. */
export function columnsOfRelease(release: Release): readonly string[] {
  const reduce = release.input;
  return [
    ...columnsOfRelation(reduce.input.input),
    ...reduce.input.dimensions.map((dimension) => nameOf(dimension.column)),
    ...reduce.aggregates.flatMap(({ call }) => [
      ...(call.argument ? [nameOf(call.argument)] : []),
      ...(call.times ? [nameOf(call.times)] : []),
      ...(call.filter ? columnsOfPredicate(call.filter) : []),
    ]),
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
