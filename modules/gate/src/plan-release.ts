import { leastExpected, rowsExpected } from './expect-rows.ts';
import type { Column, Predicate } from './ir/expression.ts';
import { canonical } from './ir/factories.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Check, EntityCheck, EntityKey, NamedAggregate, Reduce, Release, Support } from './ir/relation.ts';
import { partsNeeded } from './release/weigh-parts.ts';
import {
  figureOf,
  hiddenSupports,
  isCount,
  isSpread,
  isSumOfRows,
  nameOf,
  supportOf,
  supportsOf,
  valuesOf,
  valuesShape,
} from './plan-supports.ts';
import { columnKey, type RelationState } from './relation-state.ts';

/** More masks than one would be needed beyond this k. */
const BUCKETS_UP_TO_K = 40;
/** The bucket bound joins the first pass where groups are expected within this multiple of the row bound. */
const NEAR_ROW_BOUND = 4;
/** The same where the size of the smallest group is known. */
const NEAR_LEAST = 1.2;
/** How many times the mean a declared bound is taken to be. */
const BOUND_TO_MEAN = 200;
/** Where a group is expected to have this many times the rows that the row bound needs, a largest value is looked for first. */
const ENOUGH_FOR_LARGEST = 4;
/** Fewer rows than these in a part prove nothing. */
const ROWS_OF_A_PART = 10;

/** For grants from before it was fixed: what the base profile says. */
const CAREFUL_INFERENCE = { width: 0.3 };

/** Turns the declassifying reduction into a release: what has to hold for each of its cells, and how it is proven. */
export function planRelease(snapshot: GrantSnapshot, state: RelationState, reduce: Reduce): Release {
  const shown = supportsOf(state, reduce);
  const supports = [...shown, ...hiddenSupports(state, reduce, shown)];
  const keys = state.keys.length > 0 ? state.keys : [rowKey(state)];
  const checks: Check[] = [
    ...supports.flatMap((support) =>
      keys.map((key): Check => ({
        check: 'entities',
        support: support.name,
        key,
        tiers: tiersOf(snapshot, state, reduce, key),
      })),
    ),
    ...differences(state, reduce, shown).flatMap((pair) =>
      keys.map((key): Check => ({
        check: 'difference',
        ...pair,
        key,
        ...(tiersOf(snapshot, state, reduce, key).includes('buckets') ? { buckets: true } : {}),
      })),
    ),
    ...reduce.aggregates.flatMap((aggregate) =>
      keys
        .filter((key) => needsDominance(reduce, aggregate, key))
        .map((key): Check => ({
          check: 'dominance',
          support: supportOf(state, reduce, aggregate, supports),
          aggregate: aggregate.name,
          key: reduce.per ? { ...key, maxRows: 1 } : key,
          ...valuesOf(state, reduce, aggregate, supports, key),
          nonNegative: isNonNegative(state, reduce, aggregate),
          ...declaredMost(snapshot, state, reduce, aggregate, key),
          ...partsOf(snapshot, state, reduce, aggregate, key),
        })),
    ),
    ...spreadChecks(state, reduce, supports, keys),
    ...reduce.aggregates
      .filter(({ call }) => call.fn === 'quantile')
      .flatMap((aggregate) =>
        keys.map((key): Check => ({
          check: 'quantile',
          aggregate: aggregate.name,
          support: supportOf(state, reduce, aggregate, supports),
          key,
        })),
      ),
    ...repeatChecks(state, reduce, supports, keys),
    ...sensitiveDimensions(state, reduce).map((dimension): Check => ({ check: 'class', dimension })),
  ];
  return Object.freeze({
    node: 'release',
    input: reduce,
    k: snapshot.k,
    dominance: snapshot.dominance,
    inference: snapshot.inference ?? CAREFUL_INFERENCE,
    ...(snapshot.mode ? { mode: snapshot.mode } : {}),
    supports: Object.freeze(supports),
    checks: Object.freeze(checks),
  });
}

/** Spreads are weighed by what makes them (R8). */
function spreadChecks(
  state: RelationState,
  reduce: Reduce,
  supports: readonly Support[],
  keys: readonly EntityKey[],
): readonly Check[] {
  return reduce.aggregates
    .filter(({ call }) => isSpread(call))
    .flatMap((aggregate) =>
      keys.map((key): Check => ({
        check: 'dominance',
        support: supportOf(state, reduce, aggregate, supports),
        aggregate: aggregate.name,
        key: reduce.per ? { ...key, maxRows: 1 } : key,
        ...valuesOf(state, reduce, aggregate, supports, key),
        nonNegative: true,
        centred: true,
      })),
    );
}

/**
 * Numbers of entities that may have several rows each: what the rows are is asked beside them, or adds up from parts. A
 * mean over figures per entity has that number in it, and what each entity weighs the same in is no sum over rows: both
 * tell what a number of entities tells.
 */
function repeatChecks(
  state: RelationState,
  reduce: Reduce,
  supports: readonly Support[],
  keys: readonly EntityKey[],
): readonly Check[] {
  return reduce.aggregates.flatMap((aggregate) => {
    const { fn, argument } = aggregate.call;
    const counted =
      fn === 'count-distinct' && argument
        ? state.columns.get(columnKey(argument))?.field.entity
        : reduce.per && !isSumOfRows(reduce, aggregate)
          ? state.columns.get(columnKey(reduce.per.level.key))?.field.entity
          : undefined;
    const support = reduce.per
      ? nameOf(valuesShape(state, reduce, aggregate), supports)
      : supportOf(state, reduce, aggregate, supports);
    return keys
      .filter((key) => key.entity === counted && key.maxRows > 1)
      .map((key): Check => ({ check: 'repeats', aggregate: aggregate.name, support, key }));
  });
}

/** Where no key is known each row counts as an entity of its own: the careful reading. */
function rowKey(state: RelationState): EntityKey {
  return { entity: 'row', alias: state.spine.name, ordinal: null, bucket: null, maxRows: 1, complete: true };
}

function tiersOf(snapshot: GrantSnapshot, state: RelationState, reduce: Reduce, key: EntityKey): EntityCheck['tiers'] {
  if (reduce.per) return ['counted'];
  if (key.maxRows <= 1) return ['rows'];
  const bound = (snapshot.k - 1) * key.maxRows;
  const least = leastExpected(state, reduce);
  const near = least === null ? rowsExpected(state, reduce) < NEAR_ROW_BOUND * bound : least < NEAR_LEAST * bound;
  return near && key.bucket !== null && snapshot.k <= BUCKETS_UP_TO_K
    ? ['rows', 'buckets', 'exact']
    : ['rows', 'exact'];
}

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly emptyIsDisclosive: boolean;
}

/** Each filtered support against its cell, and every two supports of one row against each other. */
function differences(state: RelationState, reduce: Reduce, supports: readonly Support[]): readonly Pair[] {
  const [whole, ...others] = supports;
  if (!whole) return [];
  const countsCell = reduce.per
    ? whole.hidden !== true
    : reduce.aggregates.some((aggregate) => supportOf(state, reduce, aggregate, supports) === whole.name);
  const asked = (support: Support): string => canonical(askedFilter(reduce, support));
  const againstCell = others
    .filter((support) => support.filter !== null || countsCell)
    .map((support): Pair => ({
      left: whole.name,
      right: support.name,
      emptyIsDisclosive: asked(support) !== asked(whole),
    }));
  const between = others.flatMap((left, i) =>
    others.slice(i + 1).map((right): Pair => ({
      left: left.name,
      right: right.name,
      emptyIsDisclosive: asked(left) !== asked(right),
    })),
  );
  return [...againstCell, ...between];
}

/**
 * What of a support's filter chooses rows within a cell. A condition on a dimension of the cell keeps all of it or nothing
 * whoever is in it, and that a measure is unknown is nobody's choice: differences by these may be empty.
 */
function askedFilter(reduce: Reduce, { filter }: Support): readonly Predicate[] {
  if (filter === null) return [];
  const parts = filter.predicate === 'and' ? filter.inputs : [filter];
  return parts.filter((part) => !isUnknownMeasure(part) && !isOfCell(reduce, part));
}

function isUnknownMeasure(part: Predicate): boolean {
  if (part.predicate === 'known') return true;
  return part.predicate === 'per-entity' && part.from === null && part.below === null && part.call.filter === null;
}

function isOfCell(reduce: Reduce, part: Predicate): boolean {
  if (part.predicate === 'not' || part.predicate === 'is-true') return isOfCell(reduce, part.input);
  if (part.predicate === 'and' || part.predicate === 'or') return part.inputs.every((item) => isOfCell(reduce, item));
  return (
    part.predicate === 'in' &&
    reduce.input.dimensions.some(
      ({ column, level }) => columnKey(column) === columnKey(part.column) && canonical(level) === canonical(part.level),
    )
  );
}

/** The declared bound, where groups are expected to be large enough for it to prove that nobody dominates (R8). */
function declaredMost(
  snapshot: GrantSnapshot,
  state: RelationState,
  reduce: Reduce,
  { call }: NamedAggregate,
  key: EntityKey,
): { readonly most?: number } {
  if (reduce.per || call.fn === 'count') return {};
  const bounds = [call.argument, call.times].flatMap((column) => (column ? [boundOf(state, column)] : []));
  const most = bounds.reduce((product, bound) => product * bound, 1);
  const expected = rowsExpected(state, reduce, call.filter);
  const { p, n, share } = snapshot.dominance;
  const needed = Math.max(2 + p, n / share) * key.maxRows;
  return Number.isFinite(most) && most > 0 && expected >= needed * BOUND_TO_MEAN ? { most } : {};
}

/** Parts, where the busiest entity of the epoch could be nearly all of a group, and groups are large enough to be dealt out. */
function partsOf(
  snapshot: GrantSnapshot,
  state: RelationState,
  reduce: Reduce,
  { call }: NamedAggregate,
  key: EntityKey,
): { readonly parts?: number } {
  const parts = partsNeeded(snapshot.dominance);
  if (reduce.per || key.bucket === null || key.maxRows <= 1 || parts === null) return {};
  const { p, n, share } = snapshot.dominance;
  const needed = Math.max(2 + p, n / share) * key.maxRows;
  const expected = rowsExpected(state, reduce, call.filter);
  const enough = needed * (call.fn === 'count' ? 2 : ENOUGH_FOR_LARGEST);
  return expected < enough && expected >= parts * ROWS_OF_A_PART ? { parts } : {};
}

function boundOf(state: RelationState, column: Column): number {
  const field = state.columns.get(columnKey(column))?.field;
  return typeof field?.min === 'number' && typeof field.max === 'number'
    ? Math.max(Math.abs(field.min), Math.abs(field.max))
    : Number.POSITIVE_INFINITY;
}

function isNonNegative(state: RelationState, reduce: Reduce, { call }: NamedAggregate): boolean {
  const { argument, times } = call;
  if (!argument) return false;
  const figure = figureOf(reduce, argument);
  if (figure) return isCount(figure) || isNonNegative(state, reduce, { name: '', call: figure });
  if (times && columnKey(times) === columnKey(argument)) return true;
  return [argument, ...(times ? [times] : [])].every((column) => {
    const least = state.columns.get(columnKey(column))?.field.min;
    return typeof least === 'number' && least >= 0;
  });
}

/** A count needs it too where one entity may have several rows. */
function needsDominance(reduce: Reduce, aggregate: NamedAggregate, key: EntityKey): boolean {
  const { fn } = aggregate.call;
  if (fn === 'count-distinct' || fn === 'quantile' || (fn === 'count' && reduce.per)) return false;
  return fn === 'count' ? key.maxRows > 1 : true;
}

/** A group of which only one value of a sensitive dimension exists says that value of everybody in it (R10). */
function sensitiveDimensions(state: RelationState, reduce: Reduce): readonly string[] {
  const fixed = new Set(state.presence.map((item) => columnKey(item.column)));
  return reduce.input.dimensions
    .filter(
      (dimension) =>
        state.columns.get(columnKey(dimension.column))?.field.role === 'sensitive' &&
        !fixed.has(columnKey(dimension.column)),
    )
    .map((dimension) => dimension.name);
}
