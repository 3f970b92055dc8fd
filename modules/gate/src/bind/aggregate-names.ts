import type { AggregateFunction } from '../ir/expression.ts';
import { functionName } from './bind-column.ts';
import { descendants, list, node, type Syntax } from './syntax.ts';

const functions: Readonly<Record<string, AggregateFunction>> = {
  count: 'count',
  sum: 'sum',
  avg: 'avg',
  variance: 'variance',
  var_samp: 'variance',
  stddev: 'stddev',
  stddev_samp: 'stddev',
};

/** The aggregate that a call names, but for quantiles. */
export function aggregateOf(call: Syntax): AggregateFunction | undefined {
  const name = functionName(call);
  return Object.hasOwn(functions, name) ? functions[name] : undefined;
}

export const isQuantile = (call: Syntax): boolean =>
  ['percentile_disc', 'percentile_cont'].includes(functionName(call)) && call['agg_within_group'] === true;

/** Functions that PostgreSQL would compute over many rows and this grammar refuses with their name (R2). */
export function isAggregateCall(syntax: unknown): boolean {
  const call = node(syntax, 'FuncCall');
  return call !== undefined && (aggregateOf(call) !== undefined || isQuantile(call));
}

/** Whether a query groups or aggregates; DISTINCT groups by everything it lists. */
export function isGrouped(select: Syntax): boolean {
  return (
    list(select['groupClause']).length > 0 ||
    list(select['distinctClause']).length > 0 ||
    list(select['targetList']).some((item) =>
      descendants(item, 'FuncCall').some((call) => isAggregateCall({ FuncCall: call })),
    )
  );
}
