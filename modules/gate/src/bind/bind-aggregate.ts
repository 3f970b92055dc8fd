import type { AggregateCall, AggregateFunction, Column, Predicate, ScalarType } from '../ir/expression.ts';
import { aggregate, combine } from '../ir/factories.ts';
import { placeOf, report, type BindContext } from './bind-context.ts';
import { bindColumn, functionName, isColumn, reportIdentifiersInside } from './bind-column.ts';
import { readConstant } from './bind-literal.ts';
import { bindPredicate } from './bind-predicate.ts';
import { list, node, unexpectedField, type Syntax } from './syntax.ts';

const functions: Readonly<Record<string, AggregateFunction>> = {
  count: 'count',
  sum: 'sum',
  avg: 'avg',
  variance: 'variance',
  var_samp: 'variance',
  stddev: 'stddev',
  stddev_samp: 'stddev',
};

/** Functions that PostgreSQL would compute over many rows and this grammar refuses with their name (R2). */
export function isAggregateCall(syntax: unknown): boolean {
  const call = node(syntax, 'FuncCall');
  return call !== undefined && Object.hasOwn(functions, functionName(call));
}

/** Binds an aggregate call. CASE inside it becomes a filter first, so that its support is seen (R7). */
export function bindAggregate(context: BindContext, syntax: unknown): AggregateCall | null {
  const call = node(syntax, 'FuncCall');
  const fn = call && functions[functionName(call)];
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
  const args = list(call['args']);
  if (call['agg_star'] === true)
    return fn === 'count'
      ? make(context, syntax, 'count', null, filter)
      : report(context, 'gate.aggregate-argument', syntax);
  if (args.length !== 1) return report(context, 'gate.aggregate-argument', syntax);
  if (call['agg_distinct'] === true) {
    if (fn !== 'count') return report(context, 'gate.clause-not-supported', syntax, { clause: 'agg_distinct' });
    const bound = isColumn(args[0]) ? bindColumn(context, args[0]) : refuseArgument(context, args[0]);
    return bound && make(context, syntax, 'count-distinct', bound.column, filter);
  }
  return bindArgument(context, syntax, fn, args[0], filter);
}

function refuseArgument(context: BindContext, argument: unknown): null {
  reportIdentifiersInside(context, argument, 'gate.entity-key-shown');
  return report(context, 'gate.aggregate-argument', argument);
}

function bindArgument(
  context: BindContext,
  syntax: unknown,
  fn: AggregateFunction,
  argument: unknown,
  filter: Predicate | null,
): AggregateCall | null {
  const choice = node(argument, 'CaseExpr');
  if (choice) return bindChoice(context, syntax, fn, choice, filter);
  if (isColumn(argument)) {
    const bound = bindColumn(context, argument);
    return bound && make(context, syntax, fn, bound.column, filter);
  }
  const constant = readConstant(context, argument);
  if (constant && 'value' in constant && fn === 'count') return make(context, syntax, 'count', null, filter);
  return refuseArgument(context, argument);
}

/** `sum(case when P then x [else 0] end)` is `sum(x) filter (where P)`; with 1 for x it is a count. */
function bindChoice(
  context: BindContext,
  syntax: unknown,
  fn: AggregateFunction,
  choice: Syntax,
  outer: Predicate | null,
): AggregateCall | null {
  const [branch, more] = list(choice['args']);
  const when = node(branch, 'CaseWhen');
  if (choice['arg'] !== undefined || !when || more !== undefined || !elseAllowed(context, fn, choice['defresult']))
    return refuseArgument(context, { CaseExpr: choice });
  const condition = bindPredicate(context, when['expr']);
  if (!condition) return null;
  const filter = outer ? combine('and', [outer, condition]) : condition;
  if (isColumn(when['result'])) return bindArgument(context, syntax, fn, when['result'], filter);
  const constant = readConstant(context, when['result']);
  const counts = constant && 'value' in constant && (fn === 'count' || (fn === 'sum' && constant.value === 1));
  return counts ? make(context, syntax, 'count', null, filter) : refuseArgument(context, { CaseExpr: choice });
}

function elseAllowed(context: BindContext, fn: AggregateFunction, other: unknown): boolean {
  if (other === undefined || node(other, 'A_Const')?.['isnull'] === true) return true;
  const constant = readConstant(context, other);
  return fn === 'sum' && constant !== null && 'value' in constant && constant.value === 0;
}

function make(
  context: BindContext,
  syntax: unknown,
  fn: AggregateFunction,
  argument: Column | null,
  filter: Predicate | null,
): AggregateCall {
  const made = aggregate({ fn, argument, filter, type: resultType(fn, argument) });
  context.places.set(made, placeOf(context, syntax));
  return made;
}

function resultType(fn: AggregateFunction, argument: Column | null): ScalarType {
  if (fn === 'count' || fn === 'count-distinct') return 'integer';
  return fn === 'sum' && argument?.type === 'integer' ? 'integer' : 'decimal';
}
