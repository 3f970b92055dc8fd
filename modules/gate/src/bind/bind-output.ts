import type { AggregateCall, ScalarType } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { PostExpression } from '../ir/relation.ts';
import { levelType } from '../level.ts';
import { report, type BindContext } from './bind-context.ts';
import { bindColumn, isColumn } from './bind-column.ts';
import { isAggregateCall } from './aggregate-names.ts';
import { bindAggregate } from './bind-aggregate.ts';
import { bindDimension, readDimension, type BoundDimension } from './bind-dimension.ts';
import { readConstant } from './bind-literal.ts';
import { bindOperation } from './bind-operation.ts';
import { names, node } from './syntax.ts';

/** What a released expression may be made of: the cell's dimensions and its aggregates (R15). */
export interface OutputScope {
  readonly dimensions: readonly BoundDimension[];
  /** Aggregates by canonical text; grows as they are met, HAVING and ORDER BY included: they are released and charged. */
  readonly aggregates: Map<string, AggregateCall>;
  /** Names that the select list gave, for GROUP BY, HAVING is not among them, ORDER BY. */
  readonly named: ReadonlyMap<string, TypedOutput>;
  /** True where the program has no group, no aggregate and no DISTINCT: rows, not cells. */
  readonly rowLevel: boolean;
}

export interface TypedOutput {
  readonly value: PostExpression;
  readonly type: ScalarType;
}

/** Key of a dimension among outputs; binding later replaces keys by the canonical names of the reduction. */
export const dimensionKey = (dimension: BoundDimension): string =>
  canonical({ column: dimension.bound.column, level: dimension.level });

export function bindOutput(context: BindContext, scope: OutputScope, syntax: unknown): TypedOutput | null {
  if (isAggregateCall(syntax)) {
    return bindAggregate(context, syntax, (call) => {
      const key = canonical(call);
      if (!scope.aggregates.has(key)) scope.aggregates.set(key, call);
      return { post: 'output', name: key };
    });
  }
  const constant = readConstant(context, syntax);
  if (constant)
    return 'value' in constant
      ? literal(constant.value)
      : report(context, 'gate.parameter-placement', syntax, { parameter: constant.open });
  const grouped = bindGrouped(context, scope, syntax);
  if (grouped !== undefined) return grouped;
  return bindOperation({ context, scope, bind: bindOutput }, syntax);
}

function literal(value: string | number | boolean): TypedOutput {
  const type =
    typeof value === 'string'
      ? 'text'
      : typeof value === 'boolean'
        ? 'boolean'
        : Number.isInteger(value)
          ? 'integer'
          : 'decimal';
  return { value: { post: 'literal', value }, type };
}

/** A dimension of the cell; undefined where the syntax is no dimension at all. */
function bindGrouped(context: BindContext, scope: OutputScope, syntax: unknown): TypedOutput | null | undefined {
  const written = readDimension(context, syntax);
  if (!written) return undefined;
  if (isColumn(syntax)) {
    const alias = scope.named.get(names(node(syntax, 'ColumnRef')?.['fields']).join('.'));
    if (alias) return alias;
  }
  const silent = { ...context, diagnostics: [] };
  const dimension = bindDimension(silent, written, syntax);
  const found = dimension && scope.dimensions.find((item) => dimensionKey(item) === dimensionKey(dimension));
  // What is wrong with a group is wrong with it wherever it stands, and so is what would pass.
  if (found) context.diagnostics.push(...silent.diagnostics);
  if (found)
    return {
      value: { post: 'output', name: dimensionKey(found) },
      type: levelType(found.bound.field.type, found.level),
    };
  // A CASE over released values, or one whose conditions GROUP BY has already found fault with.
  if (written.choice) return silent.diagnostics.length > 0 && context.diagnostics.length > 0 ? null : undefined;
  return reportNotGrouped(context, scope, written.column);
}

function reportNotGrouped(context: BindContext, scope: OutputScope, column: unknown): null {
  const bound = bindColumn(context, column);
  if (!bound) return null;
  const name = bound.field.name;
  if (bound.field.role === 'entity-key') return report(context, 'gate.entity-key-shown', column, { column: name });
  if (bound.field.role === 'direct-identifier')
    return report(context, 'gate.use-not-granted', column, { column: name, use: 'project' });
  return report(context, scope.rowLevel ? 'gate.row-level-result' : 'gate.not-released-column', column, {
    column: name,
  });
}
