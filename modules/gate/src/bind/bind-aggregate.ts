import type { AggregateCall, AggregateFunction, Column, Predicate, ScalarType } from '../ir/expression.ts';
import { aggregate, canonical, combine, ENTITY_ALIAS } from '../ir/factories.ts';
import type { PostExpression } from '../ir/relation.ts';
import { placeOf, report, type BindContext } from './bind-context.ts';
import { bindColumn, functionName, isColumn, reportIdentifiersInside } from './bind-column.ts';
import { allKnown, bindMeasure, rowsOfFigure, type Branch, type Measure, type Term } from './bind-measure.ts';
import { aggregateOf, isQuantile } from './aggregate-names.ts';
import { bindQuantile } from './bind-quantile.ts';
import { bindPredicate } from './bind-predicate.ts';
import { list, node, unexpectedField } from './syntax.ts';

/** Takes an aggregate among those of the reduction and gives the expression that reads it. */
export type Release = (call: AggregateCall) => PostExpression;

export interface BoundAggregate {
  readonly value: PostExpression;
  readonly type: ScalarType;
}

/**
 * Binds an aggregate call as aggregates of single products, which are released and checked one by one, and what is
 * computed from them. CASE inside becomes filters first, so that each support is seen (R7).
 */
export function bindAggregate(context: BindContext, syntax: unknown, release: Release): BoundAggregate | null {
  const call = node(syntax, 'FuncCall');
  if (call && isQuantile(call)) return bindQuantile(context, call, syntax, release);
  const fn = call && aggregateOf(call);
  if (!call || !fn)
    return report(context, 'gate.function-not-allowed', syntax, {
      function: call ? functionName(call).slice(0, 64) : '',
    });
  const unexpected = unexpectedField(call, [
    'funcname',
    'args',
    'agg_star',
    'agg_filter',
    'agg_distinct',
    'funcformat',
    'location',
  ]);
  if (unexpected) return report(context, 'gate.clause-not-supported', syntax, { clause: unexpected });
  const filter = call['agg_filter'] ? bindPredicate(context, call['agg_filter']) : null;
  if (call['agg_filter'] && !filter) return null;
  const maker: Maker = { context, syntax, release, filter };
  if (call['agg_star'] === true)
    return fn === 'count' ? make(maker, 'count', null, null) : report(context, 'gate.aggregate-argument', syntax);
  const [argument, more] = list(call['args']);
  if (argument === undefined || more !== undefined) return report(context, 'gate.aggregate-argument', syntax);
  if (call['agg_distinct'] === true) return bindDistinct(maker, fn, argument);
  const measure = bindMeasure(context, argument);
  if (measure && outsideLevel(context, measure)) return report(context, 'gate.per-entity-expression', argument);
  return measure && ofMeasure(maker, fn, measure);
}

interface Maker {
  readonly context: BindContext;
  readonly syntax: unknown;
  readonly release: Release;
  readonly filter: Predicate | null;
}

function bindDistinct(maker: Maker, fn: AggregateFunction, argument: unknown): BoundAggregate | null {
  const { context, syntax } = maker;
  if (fn !== 'count') return report(context, 'gate.clause-not-supported', syntax, { clause: 'agg_distinct' });
  if (context.per) return report(context, 'gate.per-entity-expression', argument);
  if (!isColumn(argument)) {
    reportIdentifiersInside(context, argument, 'gate.entity-key-shown');
    return report(context, 'gate.aggregate-argument', argument);
  }
  const bound = bindColumn(context, argument);
  return bound && make(maker, 'count-distinct', { columns: [bound.column] }, null);
}

/** Above a per-entity level only its figures can be aggregated, one at a time. */
function outsideLevel(context: BindContext, measure: Measure): boolean {
  const products = measure.branches.flatMap((branch) => branch.terms.map((term) => term.columns));
  return (
    context.per !== null &&
    products.some((columns) => columns.length > 1 || columns.some((item) => item.alias !== ENTITY_ALIAS))
  );
}

function make(
  { context, syntax, release, filter }: Maker,
  fn: AggregateFunction,
  product: Pick<Term, 'columns'> | null,
  when: Predicate | null,
): BoundAggregate {
  const [argument = null, times] = product?.columns ?? [];
  const conditions = [filter, when].filter((item) => item !== null);
  const call = aggregate({
    fn,
    argument,
    ...(times ? { times } : {}),
    filter: conditions.length === 0 ? null : combine('and', conditions),
    type: resultType(fn, argument, times),
  });
  context.places.set(call, placeOf(context, syntax));
  return { value: release(call), type: call.type };
}

function resultType(fn: AggregateFunction, argument: Column | null, times: Column | undefined): ScalarType {
  if (fn === 'count' || fn === 'count-distinct') return 'integer';
  return fn === 'sum' && argument?.type === 'integer' && !times ? 'integer' : 'decimal';
}

function ofMeasure(maker: Maker, fn: AggregateFunction, measure: Measure): BoundAggregate | null {
  const [only, more] = measure.branches;
  if (!only) return null;
  switch (fn) {
    case 'sum':
      return sumOf(maker, measure);
    case 'count':
      return countOf(maker, measure);
    case 'avg': {
      const one = more ? null : averageOfOne(maker, only);
      return one ?? ratio(sumOf(maker, measure), countOf(maker, measure));
    }
    case 'count-distinct':
    case 'quantile':
    case 'variance':
    case 'stddev': {
      const { context, syntax } = maker;
      const one = more ? null : spreadOfOne(maker, fn, only);
      return one ?? report(context, 'gate.aggregate-argument', syntax);
    }
  }
}

const literal = (value: number): PostExpression => ({ post: 'literal', value });

function multiplied(by: number, one: BoundAggregate): BoundAggregate {
  if (by === 1) return one;
  return {
    value: { post: 'arithmetic', op: '*', left: literal(by), right: one.value },
    type: Number.isInteger(by) ? one.type : 'decimal',
  };
}

function added(parts: readonly BoundAggregate[]): BoundAggregate {
  return parts.reduce((left, right) => ({
    value: { post: 'arithmetic', op: '+', left: left.value, right: right.value },
    type: left.type === 'integer' && right.type === 'integer' ? 'integer' : 'decimal',
  }));
}

/** Where several sums are added, one without rows counts as 0: SQL adds row by row. */
function addedOverRows(parts: readonly BoundAggregate[]): BoundAggregate {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  return added(
    parts.map(({ value, type }) => ({ value: { post: 'call', fn: 'coalesce', inputs: [value, literal(0)] }, type })),
  );
}

function ratio(total: BoundAggregate, rows: BoundAggregate): BoundAggregate {
  return {
    value: {
      post: 'arithmetic',
      op: '/',
      left: { post: 'to-decimal', input: total.value },
      right: rows.value,
    },
    type: 'decimal',
  };
}

function whenOf(maker: Maker, branch: Branch, besides: readonly Column[], more: readonly Column[]): Predicate | null {
  const madeOf = (item: Column): string => canonical(rowsOfFigure(maker.context, item) ?? item);
  const own = new Set(besides.map(madeOf));
  const needed = [...branch.needs, ...more].filter((item) => !own.has(madeOf(item)));
  const parts = [...(branch.when ? [branch.when] : []), ...allKnown(maker.context, needed)];
  return parts.length === 0 ? null : combine('and', parts);
}

function sumOf(maker: Maker, measure: Measure): BoundAggregate {
  const terms = measure.branches.flatMap((branch) => branch.terms.map((term) => ({ branch, term })));
  const shown = terms.filter(({ term }) => term.factor !== 0);
  return addedOverRows(
    (shown.length > 0 ? shown : terms.slice(0, 1)).map(({ branch, term }) => {
      const one =
        term.columns.length === 0
          ? countOfBranch(maker, { ...branch, needs: [...branch.needs, ...term.needs] })
          : make(maker, 'sum', term, whenOf(maker, branch, term.columns, term.needs));
      return multiplied(term.factor, one);
    }),
  );
}

function countOf(maker: Maker, measure: Measure): BoundAggregate {
  const [first, ...others] = measure.branches;
  const alike = others.every(
    (branch) => canonical({ needs: branch.needs }) === canonical({ needs: first?.needs ?? [] }),
  );
  if (first && measure.complete && alike) return countOfBranch(maker, { ...first, when: null });
  return added(measure.branches.map((branch) => countOfBranch(maker, branch)));
}

function countOfBranch(maker: Maker, branch: Branch): BoundAggregate {
  const needs = new Map(branch.needs.map((item) => [canonical(rowsOfFigure(maker.context, item) ?? item), item]));
  const [column, more] = needs.values();
  if (column && !more) return make(maker, 'count', { columns: [column] }, branch.when);
  return make(maker, 'count', null, whenOf(maker, branch, [], []));
}

interface Linear {
  readonly slope: number;
  readonly column: Column;
  readonly offset: number;
}

/** `slope · column + offset`, or null. */
function linearOf(branch: Branch): Linear | null {
  const terms = branch.terms.filter((term) => term.columns.length > 0);
  const [term, more] = terms;
  const [column, square] = term?.columns ?? [];
  if (!term || !column || more || square || term.needs.length > 0 || branch.needs.length !== 1) return null;
  const offset = branch.terms.filter((item) => item.columns.length === 0).reduce((sum, item) => sum + item.factor, 0);
  return { slope: term.factor, column, offset };
}

function averageOfOne(maker: Maker, branch: Branch): BoundAggregate | null {
  const linear = linearOf(branch);
  if (!linear) return null;
  const mean = multiplied(linear.slope, make(maker, 'avg', { columns: [linear.column] }, branch.when));
  return linear.offset === 0
    ? mean
    : {
        value: { post: 'arithmetic', op: '+', left: mean.value, right: literal(linear.offset) },
        type: 'decimal',
      };
}

function spreadOfOne(maker: Maker, fn: AggregateFunction, branch: Branch): BoundAggregate | null {
  const linear = linearOf(branch);
  if (!linear) return null;
  const by = fn === 'variance' ? linear.slope ** 2 : Math.abs(linear.slope);
  return multiplied(by, make(maker, fn, { columns: [linear.column] }, branch.when));
}
