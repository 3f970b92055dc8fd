import type { AggregateCall, ScalarType } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { PostExpression } from '../ir/relation.ts';
import { levelType } from '../level.ts';
import { report, type BindContext } from './bind-context.ts';
import { bindColumn, functionName, isColumn, reportIdentifiersInside } from './bind-column.ts';
import { bindAggregate, isAggregateCall } from './bind-aggregate.ts';
import { bindDimension, readDimension, type BoundDimension } from './bind-dimension.ts';
import { castType, readConstant } from './bind-literal.ts';
import { list, names, node } from './syntax.ts';

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

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
const arithmetic = ['+', '-', '*', '/'] as const;

export function bindOutput(context: BindContext, scope: OutputScope, syntax: unknown): TypedOutput | null {
  if (isAggregateCall(syntax)) {
    const call = bindAggregate(context, syntax);
    if (!call) return null;
    const key = canonical(call);
    if (!scope.aggregates.has(key)) scope.aggregates.set(key, call);
    return { value: { post: 'output', name: key }, type: call.type };
  }
  const constant = readConstant(context, syntax);
  if (constant)
    return 'value' in constant
      ? literal(constant.value)
      : report(context, 'gate.parameter-placement', syntax, { parameter: constant.open });
  const grouped = bindGrouped(context, scope, syntax);
  if (grouped !== undefined) return grouped;
  return bindOperation(context, scope, syntax);
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
  if (found)
    return {
      value: { post: 'output', name: dimensionKey(found) },
      type: levelType(found.bound.field.type, found.level),
    };
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

function bindOperation(context: BindContext, scope: OutputScope, syntax: unknown): TypedOutput | null {
  const bool = node(syntax, 'BoolExpr');
  if (bool) {
    const inputs = list(bool['args']).map((item) => bindOutput(context, scope, item));
    const bound = inputs.filter((item) => item !== null).map((item) => item.value);
    const [first] = bound;
    if (bound.length !== inputs.length || !first) return null;
    if (bool['boolop'] === 'NOT_EXPR') return { value: { post: 'not', input: first }, type: 'boolean' };
    return { value: { post: bool['boolop'] === 'OR_EXPR' ? 'or' : 'and', inputs: bound }, type: 'boolean' };
  }
  const test = node(syntax, 'NullTest');
  if (test) {
    const input = bindOutput(context, scope, test['arg']);
    const isNull: PostExpression | null = input && { post: 'is-null', input: input.value };
    return (
      isNull && { value: test['nulltesttype'] === 'IS_NULL' ? isNull : { post: 'not', input: isNull }, type: 'boolean' }
    );
  }
  const cast = node(syntax, 'TypeCast');
  if (cast) {
    const input =
      castType(cast['typeName']) === 'decimal' ? bindOutput(context, scope, cast['arg']) : unsupported(context, syntax);
    return input && numeric(input)
      ? { value: { post: 'to-decimal', input: input.value }, type: 'decimal' }
      : input && unsupported(context, syntax);
  }
  const call = node(syntax, 'FuncCall');
  if (call && functionName(call) === 'round') return bindRound(context, scope, list(call['args']), syntax);
  const expression = node(syntax, 'A_Expr');
  if (expression?.['kind'] === 'AEXPR_OP')
    return bindOperator(
      context,
      scope,
      names(expression['name'])[0] ?? '',
      expression['lexpr'],
      expression['rexpr'],
      syntax,
    );
  return unsupported(context, syntax);
}

function unsupported(context: BindContext, syntax: unknown): null {
  reportIdentifiersInside(context, syntax, 'gate.entity-key-shown');
  const call = node(syntax, 'FuncCall');
  if (call) return report(context, 'gate.function-not-allowed', syntax, { function: functionName(call).slice(0, 64) });
  return report(context, 'gate.expression-not-supported', syntax);
}

const numeric = (output: TypedOutput): boolean => output.type === 'integer' || output.type === 'decimal';

function bindRound(
  context: BindContext,
  scope: OutputScope,
  args: readonly unknown[],
  syntax: unknown,
): TypedOutput | null {
  const input = bindOutput(context, scope, args[0]);
  const digits = args.length === 2 ? readConstant(context, args[1]) : { value: 0 };
  if (!input) return null;
  const whole = digits && 'value' in digits ? digits.value : null;
  if (!numeric(input) || typeof whole !== 'number' || !Number.isInteger(whole) || whole < 0 || whole > 9)
    return unsupported(context, syntax);
  return { value: { post: 'round', input: input.value, digits: whole }, type: input.type };
}

function bindOperator(
  context: BindContext,
  scope: OutputScope,
  operator: string,
  lexpr: unknown,
  rexpr: unknown,
  syntax: unknown,
): TypedOutput | null {
  const compared = comparisons.find((item) => item === operator);
  const computed = arithmetic.find((item) => item === operator);
  if ((!compared && !computed) || lexpr === undefined) return unsupported(context, syntax);
  const left = bindOutput(context, scope, lexpr);
  const right = bindOutput(context, scope, rexpr);
  if (!left || !right) return null;
  if (compared) {
    if (
      left.type !== right.type &&
      !(numeric(left) && numeric(right)) &&
      !(left.type === 'date' && right.type === 'text')
    )
      return report(context, 'gate.literal-type', syntax, { column: '', type: left.type });
    return { value: { post: 'compare', op: compared, left: left.value, right: right.value }, type: 'boolean' };
  }
  if (!computed || !numeric(left) || !numeric(right)) return unsupported(context, syntax);
  const type = left.type === 'integer' && right.type === 'integer' ? 'integer' : 'decimal';
  const op = computed === '/' && type === 'integer' ? 'integer-divide' : computed;
  return { value: { post: 'arithmetic', op, left: left.value, right: right.value }, type };
}
