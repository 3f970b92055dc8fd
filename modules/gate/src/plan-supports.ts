import type { AggregateCall, Column, Predicate } from './ir/expression.ts';
import { canonical, combine, known, otherThan, ENTITY_ALIAS } from './ir/factories.ts';
import type { EntityKey, NamedAggregate, Reduce, Support } from './ir/relation.ts';
import { columnKey, type RelationState } from './relation-state.ts';

/** Name of the support that is the whole cell. */
export const WHOLE_CELL = 's0';

type Shape = Omit<Support, 'name' | 'hidden'>;

function supportShape(state: RelationState, reduce: Reduce, { call }: NamedAggregate): Shape {
  const figure = call.argument && figureOf(reduce, call.argument);
  if (!figure) return rowsShape(state, call);
  const rows = rowsShape(state, figure);
  return rows.filter === null && rows.notNull === null ? { filter: call.filter, notNull: null } : within(rows, call);
}

/** Of the rows of some entities those that a figure is made of: what is added up are these rows, as without a level. */
const within = (rows: Shape, { filter: entities }: AggregateCall): Shape => ({
  filter: both(entities, rows.filter),
  notNull: rows.notNull,
  figure: { rows, entities },
});

function both(one: Predicate | null, other: Predicate | null): Predicate | null {
  const parts = [one, other].filter((item) => item !== null);
  return parts.length === 0 ? null : combine('and', parts);
}

/** The rows of the entities that have a value each: a count is one of everybody, other figures need rows. */
export function valuesShape(state: RelationState, reduce: Reduce, aggregate: NamedAggregate): Shape {
  const { argument, filter } = aggregate.call;
  const figure = argument && figureOf(reduce, argument);
  return figure && !isCount(figure) ? supportShape(state, reduce, aggregate) : { filter, notNull: null };
}

function rowsShape(state: RelationState, { argument, times, filter }: AggregateCall): Shape {
  const nullable = (column: Column): boolean =>
    !(state.columns.get(columnKey(column))?.field.required === true && column.alias === state.spine.name);
  const also = times && nullable(times) && columnKey(times) !== columnKey(argument ?? times) ? known(times) : null;
  return { filter: both(filter, also), notNull: argument && nullable(argument) ? argument : null };
}

/** What a column of the per-entity level computes. */
export function figureOf(reduce: Reduce, column: Column): AggregateCall | null {
  if (column.alias !== ENTITY_ALIAS) return null;
  return reduce.per?.aggregates.find((item) => item.name === column.field)?.call ?? null;
}

export const isSpread = ({ fn }: AggregateCall): boolean => fn === 'variance' || fn === 'stddev';
export const isCount = (call: AggregateCall): boolean => call.fn === 'count' || call.fn === 'count-distinct';

/** What is checked and shown by nothing: who has a value at all, and who has one that tells. */
export function hiddenSupports(state: RelationState, reduce: Reduce, shown: readonly Support[]): readonly Support[] {
  const known = new Set(shown.map(shapeId));
  const shapes = reduce.aggregates.flatMap((aggregate) => {
    const values = reduce.per ? [valuesShape(state, reduce, aggregate)] : [];
    const base = supportShape(state, reduce, aggregate);
    return [...values, ...tellingRows(state, reduce, aggregate).map((rows) => narrowed(base, rows, reduce))];
  });
  const unique = new Map(shapes.map((shape) => [shapeId(shape), shape]));
  return [...unique]
    .filter(([id]) => !known.has(id))
    .map(([, shape], i) => Object.freeze({ name: `s${shown.length + i}`, ...shape, hidden: true as const }));
}

function narrowed(base: Shape, rows: Predicate, reduce: Reduce): Shape {
  const filter = both(base.filter, rows);
  if (!reduce.per) return { filter, notNull: base.notNull };
  const own = base.figure ?? { rows: { filter: null, notNull: null }, entities: base.filter };
  return { ...base, filter, figure: { ...own, rows: { ...own.rows, filter: both(own.rows.filter, rows) } } };
}

const shapeId = ({ filter, notNull }: Shape): string => canonical({ filter, notNull });

/**
 * Rows of which there have to be some of k entities where there are any. A measure that is 0 nearly everywhere, or at an
 * end of its range, chooses a few entities as a filter does: its sum is their number, or tells it beside the count (R7).
 */
function tellingRows(state: RelationState, reduce: Reduce, { call }: NamedAggregate): readonly Predicate[] {
  const figure = call.argument && figureOf(reduce, call.argument);
  const read = figure ?? call;
  if (!isMeasured(call) || (figure && !['sum', 'avg'].includes(figure.fn)) || !read.argument) return [];
  const { argument, times } = read;
  const factors = times && columnKey(times) !== columnKey(argument) ? [argument, times] : [argument];
  const least = factors.map((column) => state.columns.get(columnKey(column))?.field.min);
  const zero = times || least.every((min) => typeof min !== 'number' || min <= 0);
  const edges = (['max', 'min'] as const).flatMap((end) => {
    const others = factors.flatMap((column) => {
      const bound = narrowRange(state, column)?.[end];
      return bound === undefined || (bound === 0 && zero) ? [] : [otherThan(column, bound)];
    });
    return others.length === factors.length ? [combine('or', others)] : [];
  });
  return [
    ...(zero
      ? [
          combine(
            'and',
            factors.map((column) => otherThan(column, 0)),
          ),
        ]
      : []),
    ...edges,
  ];
}

const isMeasured = ({ fn }: AggregateCall): boolean => ['sum', 'avg', 'variance', 'stddev'].includes(fn);

/** Wider ranges have no end that nearly everybody is at. */
const WIDEST_RANGE = 100;

function narrowRange(state: RelationState, column: Column): { readonly min: number; readonly max: number } | null {
  const { min, max } = state.columns.get(columnKey(column))?.field ?? {};
  return typeof min === 'number' && typeof max === 'number' && max - min <= WIDEST_RANGE ? { min, max } : null;
}

/** What is shown of a cell. Above a level the whole cell need not be: figures may be made of some rows, of everybody. */
export function supportsOf(state: RelationState, reduce: Reduce): readonly Support[] {
  const shapes = new Map<string, Shape>();
  const add = (shape: Shape): unknown => shapes.has(shapeId(shape)) || shapes.set(shapeId(shape), shape);
  for (const aggregate of reduce.aggregates) {
    add(supportShape(state, reduce, aggregate));
    if (reduce.per && aggregate.call.fn !== 'sum') add(valuesShape(state, reduce, aggregate));
  }
  const whole: Shape = { filter: null, notNull: null };
  const others = [...shapes.values()].filter((shape) => shapeId(shape) !== shapeId(whole));
  const unseen = reduce.per && shapes.size > 0 && others.length === shapes.size;
  return [whole, ...others].map((shape, i) =>
    Object.freeze({ name: `s${i}`, ...shape, ...(i === 0 && unseen ? { hidden: true as const } : {}) }),
  );
}

/** Name of the support that has just these rows; the whole cell where none has. */
export const nameOf = (shape: Shape, supports: readonly Support[]): string =>
  supports.find((item) => shapeId(item) === shapeId(shape))?.name ?? WHOLE_CELL;

/** Above a level: whose values are weighed, and whether it is known beforehand that all are alike. */
export function valuesOf(
  state: RelationState,
  reduce: Reduce,
  aggregate: NamedAggregate,
  supports: readonly Support[],
  key: EntityKey,
): { readonly entities?: string; readonly alike?: true } {
  if (!reduce.per) return {};
  const entities = nameOf(valuesShape(state, reduce, aggregate), supports);
  return isAlike(reduce, aggregate, key) ? { entities, alike: true } : { entities };
}

/**
 * With one row for each entity by the epoch's figures, all counts of rows are one; and the sum of counts of rows is the
 * number of rows, where nothing beside it tells how many entities they are of.
 */
function isAlike(reduce: Reduce, aggregate: NamedAggregate, key: EntityKey): boolean {
  const { argument } = aggregate.call;
  const figure = argument && figureOf(reduce, argument);
  if (figure?.fn !== 'count' || figure.argument !== null || figure.filter !== null) return false;
  return key.maxRows === 1 || reduce.aggregates.every((item) => isSumOfRows(reduce, item));
}

/** Sums per entity, added up, are the sum over all rows: nobody counts once there. */
export function isSumOfRows(reduce: Reduce, { call }: NamedAggregate): boolean {
  const figure = call.argument && figureOf(reduce, call.argument);
  return call.fn === 'sum' && (figure?.fn === 'sum' || figure?.fn === 'count');
}

export function supportOf(
  state: RelationState,
  reduce: Reduce,
  aggregate: NamedAggregate,
  supports: readonly Support[],
): string {
  const shown = supports.filter((item) => !item.hidden);
  return nameOf(supportShape(state, reduce, aggregate), shown);
}
