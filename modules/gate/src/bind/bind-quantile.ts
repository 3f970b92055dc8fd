import { aggregate } from '../ir/factories.ts';
import { bindColumn, functionName, isColumn } from './bind-column.ts';
import { placeOf, report, type BindContext } from './bind-context.ts';
import type { BoundAggregate, Release } from './bind-aggregate.ts';
import { readConstant } from './bind-literal.ts';
import { bindPredicate } from './bind-predicate.ts';
import { isPerColumn } from './per-entity-names.ts';
import { list, node, unexpectedField, type Syntax } from './syntax.ts';

/** Points at which a quantile may be taken: with free ones, many quantiles would list the values. */
const SHARES: readonly number[] = [0.1, 0.25, 0.5, 0.75, 0.9];

/**
 * Binds `percentile_disc(0.5) within group (order by x)`. A quantile is somebody's value: it is given as the declared bin
 * that the value lies in, at one of a few points, and only with k entities on either side (R2).
 */
export function bindQuantile(
  context: BindContext,
  call: Syntax,
  syntax: unknown,
  release: Release,
): BoundAggregate | null {
  const known = ['funcname', 'args', 'agg_order', 'agg_filter', 'agg_within_group', 'funcformat', 'location'];
  const [share, more] = list(call['args']);
  const [order, other] = list(call['agg_order']);
  const sort = node(order, 'SortBy');
  const argument = sort?.['node'];
  if (
    functionName(call) !== 'percentile_disc' ||
    unexpectedField(call, known) ||
    more !== undefined ||
    other !== undefined ||
    sort?.['sortby_dir'] === 'SORTBY_DESC' ||
    !isColumn(argument) ||
    isPerColumn(argument) ||
    context.per
  )
    return report(context, 'gate.quantile-form', syntax);
  const at = readConstant(context, share);
  const point = at && 'value' in at ? SHARES.find((item) => item === at.value) : undefined;
  if (point === undefined)
    return report(context, 'gate.quantile-share', share ?? syntax, { shares: SHARES.map(String) });
  const bound = bindColumn(context, argument);
  const filter = call['agg_filter'] ? bindPredicate(context, call['agg_filter']) : null;
  if (!bound || (call['agg_filter'] && !filter)) return null;
  const level = (bound.field.levels ?? [])
    .filter((item) => item.kind === 'bin')
    .toSorted((a, b) => a.width - b.width)[0];
  const hidden = bound.field.role === 'entity-key' || bound.field.role === 'direct-identifier';
  if (!level && !hidden) return report(context, 'gate.quantile-bins', argument, { column: bound.field.name });
  const made = aggregate({
    fn: 'quantile',
    argument: bound.column,
    filter,
    type: bound.field.type === 'integer' ? 'integer' : 'decimal',
    ...(level ? { at: { share: point, level } } : {}),
  });
  context.places.set(made, placeOf(context, syntax));
  return { value: release(made), type: made.type };
}
