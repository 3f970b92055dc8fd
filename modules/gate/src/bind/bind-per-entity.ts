import { createHash } from 'node:crypto';
import type { AggregateCall, Column, EntityLevel, Predicate } from '../ir/expression.ts';
import { canonical, column, combine, ENTITY_ALIAS, known } from '../ir/factories.ts';
import type { Dimension, Reduce, Relation } from '../ir/relation.ts';
import { bindColumn, isColumn } from './bind-column.ts';
import { report, type BindContext } from './bind-context.ts';
import { bindDimension, readDimension } from './bind-dimension.ts';
import { readConstant } from './bind-literal.ts';
import type { PerSyntax } from './flatten-select.ts';
import { isPerColumn } from './per-entity-names.ts';
import { names, node } from './syntax.ts';

/** The level while a program is bound: what it may read, and which aggregates it did. */
export interface PerBinding {
  readonly syntax: PerSyntax;
  readonly level: EntityLevel;
  readonly bound: Map<string, { readonly column: Column; readonly call: AggregateCall } | null>;
}

/** Binds what the level groups by: exactly one entity key, and dimensions that come with it. */
export function openPerEntity(context: BindContext, syntax: PerSyntax, relation: Relation): PerBinding | null {
  const dimensions: EntityLevel['dimensions'][number][] = [];
  let key: { readonly column: Column; readonly ordinal: string } | null = null;
  for (const item of syntax.groups) {
    const bound = isColumn(item) ? bindColumn(context, item) : null;
    if (isColumn(item) && !bound) return null;
    if (bound?.field.role === 'entity-key') {
      const statistics = bound.source.table.statistics.entities.find((one) => one.field === bound.field.name);
      if (key || !statistics) return report(context, 'gate.per-entity-key', item);
      key = { column: bound.column, ordinal: statistics.ordinal };
      continue;
    }
    const written = readDimension(context, item);
    const dimension = written && bindDimension(context, written, item);
    if (!dimension) return written ? null : report(context, 'gate.per-entity-expression', item);
    dimensions.push({ column: dimension.bound.column, level: dimension.level });
  }
  if (!key) return report(context, 'gate.per-entity-key', syntax.groups[0]);
  const keyed: Relation = context.always.has(`${key.column.alias}.${key.column.field}`)
    ? relation
    : Object.freeze({ node: 'filter', input: relation, predicate: known(key.column) });
  return {
    syntax,
    bound: new Map(),
    level: Object.freeze({
      relation: keyed,
      key: key.column,
      ordinal: key.ordinal,
      dimensions: Object.freeze(dimensions.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1))),
    }),
  };
}

/** The column of the level by its name; its aggregate is bound when it is first read. */
export function bindPerColumn(
  context: BindContext,
  syntax: unknown,
): { readonly column: Column; readonly call: AggregateCall } | null {
  const { per } = context;
  const name = names(node(syntax, 'ColumnRef')?.['fields'])[1] ?? '';
  const value = per?.syntax.aggregates.get(name);
  if (!per || value === undefined) return report(context, 'gate.per-entity-expression', syntax);
  const before = per.bound.get(name);
  if (before !== undefined) return before;
  const calls: AggregateCall[] = [];
  const bound = context.binders.aggregate({ ...context, per: null }, value, (call) => {
    calls.push(call);
    return { post: 'output', name: canonical(call) };
  });
  const [call, more] = calls;
  if (bound && (!call || more || bound.value.post !== 'output'))
    return report(context, 'gate.per-entity-expression', value);
  if (bound && call && (call.fn === 'variance' || call.fn === 'stddev'))
    return report(context, 'gate.per-entity-expression', value);
  const made = bound && call ? { column: column(ENTITY_ALIAS, fieldOf(call), call.type), call } : null;
  if (made) context.places.set(made.column, context.places.get(made.call) ?? { line: 1, column: 1, length: 1 });
  per.bound.set(name, made);
  return made;
}

/** Named after what it computes, so that spelling leaves no trace in the tree. */
const fieldOf = (call: AggregateCall): string =>
  `x${createHash('sha256').update(canonical(call)).digest('hex').slice(0, 10)}`;

/** Edges at which the number of rows of an entity may be cut: 1 to 10, then 20, 50, 100, 200, 500, … (R9). */
function isEdge(bound: number): boolean {
  if (!Number.isSafeInteger(bound) || bound < 1) return false;
  if (bound <= 10) return true;
  return /^[125]0+$/.test(String(bound));
}

/** `n >= 3`: entities by how many rows they have. Other figures of an entity have no declared cells to be cut at. */
export function bindPerRange(
  context: BindContext,
  side: unknown,
  operator: '<' | '<=' | '>' | '>=' | '=',
  constant: unknown,
): Predicate | null {
  const bound = bindPerColumn(context, side);
  const { per } = context;
  if (!bound || !per) return null;
  const read = readConstant(context, constant);
  if (bound.call.fn !== 'count' && bound.call.fn !== 'count-distinct')
    return report(context, 'gate.per-entity-bound', side);
  const value = read && 'value' in read ? read.value : null;
  if (typeof value !== 'number') return report(context, 'gate.per-entity-bound', constant ?? side);
  const from = operator === '>=' || operator === '=' ? value : operator === '>' ? value + 1 : null;
  const below = operator === '<' ? value : operator === '<=' || operator === '=' ? value + 1 : null;
  if ((from !== null && !isEdge(from)) || (below !== null && !isEdge(below)))
    return report(context, 'gate.per-entity-bound', constant ?? side);
  return Object.freeze({ predicate: 'per-entity', per: per.level, call: bound.call, from, below });
}

/** The level's part of a reduction, with the aggregates that were read; findings where its groups are not the last ones. */
export function closePerEntity(
  context: BindContext,
  per: PerBinding,
  dimensions: readonly Dimension[],
): NonNullable<Reduce['per']> | null {
  const grouped = new Set(dimensions.map((item) => canonical({ column: item.column, level: item.level })));
  const missing = per.level.dimensions.find(
    (item) => !grouped.has(canonical({ column: item.column, level: item.level })),
  );
  if (missing) {
    return report(context, 'gate.per-entity-dimensions', per.syntax.groups[0], { column: missing.column.field });
  }
  const read = [...per.bound.values()].filter((item) => item !== null);
  const unique = new Map(read.map((item) => [item.column.field, item]));
  const aggregates = [...unique.values()]
    .toSorted((a, b) => (a.column.field < b.column.field ? -1 : 1))
    .map((item) => Object.freeze({ name: item.column.field, call: item.call }));
  return Object.freeze({ level: per.level, aggregates: Object.freeze(aggregates) });
}

/** Conditions on entities come after those on rows, which decide what an entity's figures are made of. */
export function splitConditions(syntax: unknown): {
  readonly rows: readonly unknown[];
  readonly entities: readonly unknown[];
} {
  const bool = node(syntax, 'BoolExpr');
  const parts =
    bool?.['boolop'] === 'AND_EXPR' && Array.isArray(bool['args'])
      ? bool['args'].map((item: unknown) => splitConditions(item))
      : [readsEntities(syntax) ? { rows: [], entities: [syntax] } : { rows: [syntax], entities: [] }];
  return { rows: parts.flatMap((part) => part.rows), entities: parts.flatMap((part) => part.entities) };
}

function readsEntities(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isPerColumn(value) || Object.values(value).some(readsEntities);
}

export function filtered(relation: Relation, predicates: readonly Predicate[]): Relation {
  return predicates.length === 0
    ? relation
    : Object.freeze({ node: 'filter', input: relation, predicate: combine('and', predicates) });
}
