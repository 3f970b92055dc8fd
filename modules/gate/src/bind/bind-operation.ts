import type { PostExpression, PostFunction } from '../ir/relation.ts';
import type { ScalarType } from '../ir/expression.ts';
import { report, type BindContext } from './bind-context.ts';
import { functionName, reportIdentifiersInside } from './bind-column.ts';
import { castType, readConstant } from './bind-literal.ts';
import type { OutputScope, TypedOutput } from './bind-output.ts';
import { field, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** Where operations on released values are bound: their inputs are released expressions again. */
export interface OperationBinder {
  readonly context: BindContext;
  readonly scope: OutputScope;
  readonly bind: (context: BindContext, scope: OutputScope, syntax: unknown) => TypedOutput | null;
}

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
const arithmetic = ['+', '-', '*', '/'] as const;

const functions: Readonly<Record<string, PostFunction>> = {
  abs: 'abs',
  ceil: 'ceil',
  ceiling: 'ceil',
  floor: 'floor',
};

const numeric = (output: TypedOutput): boolean => output.type === 'integer' || output.type === 'decimal';

const nullLiteral: TypedOutput = { value: { post: 'literal', value: null }, type: 'text' };

/** Whether values of the two may stand side by side; an untyped null goes with everything. */
function alike(a: TypedOutput, b: TypedOutput): boolean {
  if (a.type === b.type || (numeric(a) && numeric(b))) return true;
  const dated = (x: TypedOutput, y: TypedOutput): boolean =>
    (x.type === 'date' || x.type === 'timestamp') && y.type === 'text' && y.value.post === 'literal';
  return isNull(a) || isNull(b) || dated(a, b) || dated(b, a);
}

const isNull = ({ value }: TypedOutput): boolean => value.post === 'literal' && value.value === null;

/** Operations on released values. They see what leaves anyway, so only totality matters: no value makes one fail. */
export function bindOperation(binder: OperationBinder, syntax: unknown): TypedOutput | null {
  const kind = Object.keys((syntax ?? {}) as Syntax)[0] ?? '';
  const inner = node(syntax, kind);
  if (!inner) return unsupported(binder.context, syntax);
  switch (kind) {
    case 'A_Const':
      return inner['isnull'] === true ? nullLiteral : unsupported(binder.context, syntax);
    case 'BoolExpr':
      return bindBoolean(binder, inner);
    case 'NullTest':
      return bindNullTest(binder, inner);
    case 'TypeCast':
      return bindCast(binder, inner, syntax);
    case 'CoalesceExpr':
      return bindCall(binder, 'coalesce', list(inner['args']), syntax);
    case 'MinMaxExpr':
      return bindCall(binder, inner['op'] === 'IS_GREATEST' ? 'greatest' : 'least', list(inner['args']), syntax);
    case 'CaseExpr':
      return bindChoice(binder, inner, syntax);
    case 'FuncCall':
      return bindFunction(binder, inner, syntax);
    case 'A_Expr':
      return bindExpression(binder, inner, syntax);
    default:
      return unsupported(binder.context, syntax);
  }
}

function unsupported(context: BindContext, syntax: unknown): null {
  reportIdentifiersInside(context, syntax, 'gate.entity-key-shown');
  const call = node(syntax, 'FuncCall');
  if (call) return report(context, 'gate.function-not-allowed', syntax, { function: functionName(call).slice(0, 64) });
  return report(context, 'gate.expression-not-supported', syntax);
}

function bindAll({ context, scope, bind }: OperationBinder, items: readonly unknown[]): readonly TypedOutput[] | null {
  const bound = items.map((item) => bind(context, scope, item));
  const good = bound.filter((item) => item !== null);
  return good.length === bound.length ? good : null;
}

function bindBoolean(binder: OperationBinder, bool: Syntax): TypedOutput | null {
  const inputs = bindAll(binder, list(bool['args']));
  const [first] = inputs ?? [];
  if (!inputs || !first) return null;
  if (inputs.some((item) => item.type !== 'boolean')) return unsupported(binder.context, { BoolExpr: bool });
  const values = inputs.map((item) => item.value);
  if (bool['boolop'] === 'NOT_EXPR') return { value: { post: 'not', input: first.value }, type: 'boolean' };
  return { value: { post: bool['boolop'] === 'OR_EXPR' ? 'or' : 'and', inputs: values }, type: 'boolean' };
}

function bindNullTest({ context, scope, bind }: OperationBinder, test: Syntax): TypedOutput | null {
  const input = bind(context, scope, test['arg']);
  if (!input) return null;
  const isNullValue: PostExpression = { post: 'is-null', input: input.value };
  return {
    value: test['nulltesttype'] === 'IS_NULL' ? isNullValue : { post: 'not', input: isNullValue },
    type: 'boolean',
  };
}

function bindCast({ context, scope, bind }: OperationBinder, cast: Syntax, syntax: unknown): TypedOutput | null {
  const type = castType(cast['typeName']);
  if (type !== 'decimal' && type !== 'integer' && type !== 'text') return unsupported(context, syntax);
  const input = bind(context, scope, cast['arg']);
  if (!input) return null;
  if (type === 'text') return { value: { post: 'to-text', input: input.value }, type };
  if (!numeric(input)) return unsupported(context, syntax);
  return type === 'decimal'
    ? { value: { post: 'to-decimal', input: input.value }, type }
    : { value: { post: 'round', input: input.value, digits: 0 }, type };
}

function bindCall(
  binder: OperationBinder,
  fn: PostFunction,
  args: readonly unknown[],
  syntax: unknown,
): TypedOutput | null {
  const inputs = bindAll(binder, args);
  const [first] = inputs ?? [];
  if (!inputs || !first) return null;
  const typed = inputs.find((item) => !isNull(item)) ?? first;
  if (!inputs.every((item) => alike(item, typed))) return unsupported(binder.context, syntax);
  return {
    value: { post: 'call', fn, inputs: inputs.map((item) => item.value) },
    type: widest(fn === 'nullif' ? [first] : inputs, typed.type),
  };
}

function widest(inputs: readonly TypedOutput[], first: ScalarType): ScalarType {
  return first === 'integer' && inputs.some((item) => item.type === 'decimal') ? 'decimal' : first;
}

function bindChoice(binder: OperationBinder, choice: Syntax, syntax: unknown): TypedOutput | null {
  const { context, scope, bind } = binder;
  if (unexpectedField(choice, ['arg', 'args', 'defresult', 'location'])) return unsupported(context, syntax);
  const branches: { readonly when: PostExpression; readonly result: PostExpression }[] = [];
  const results: TypedOutput[] = [];
  for (const item of list(choice['args'])) {
    const branch = node(item, 'CaseWhen');
    const when = choice['arg']
      ? bindComparison(binder, '=', choice['arg'], branch?.['expr'], syntax)
      : bind(context, scope, branch?.['expr']);
    const result = bind(context, scope, branch?.['result']);
    if (!when || !result) return null;
    if (when.type !== 'boolean') return unsupported(context, syntax);
    branches.push({ when: when.value, result: result.value });
    results.push(result);
  }
  const otherwise = choice['defresult'] === undefined ? nullLiteral : bind(context, scope, choice['defresult']);
  if (!otherwise) return null;
  const typed = [...results, otherwise].find((item) => !isNull(item)) ?? otherwise;
  if (![...results, otherwise].every((item) => alike(item, typed))) return unsupported(context, syntax);
  return {
    value: { post: 'case', branches, otherwise: otherwise.value },
    type: widest([...results, otherwise], typed.type),
  };
}

function bindFunction(binder: OperationBinder, call: Syntax, syntax: unknown): TypedOutput | null {
  const name = functionName(call);
  const args = list(call['args']);
  if (unexpectedField(call, ['funcname', 'args', 'funcformat', 'location'])) return unsupported(binder.context, syntax);
  if (name === 'round') return bindRound(binder, args, syntax);
  if (name === 'nullif') return args.length === 2 ? bindCall(binder, 'nullif', args, syntax) : null;
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!fn || args.length !== 1) return unsupported(binder.context, syntax);
  const input = binder.bind(binder.context, binder.scope, args[0]);
  if (!input) return null;
  return numeric(input)
    ? { value: { post: 'call', fn, inputs: [input.value] }, type: input.type }
    : unsupported(binder.context, syntax);
}

function bindRound(binder: OperationBinder, args: readonly unknown[], syntax: unknown): TypedOutput | null {
  const { context } = binder;
  const input = binder.bind(context, binder.scope, args[0]);
  const digits = args.length === 2 ? readConstant(context, args[1]) : { value: 0 };
  if (!input) return null;
  const whole = digits && 'value' in digits ? digits.value : null;
  if (!numeric(input) || typeof whole !== 'number' || !Number.isInteger(whole) || whole < 0 || whole > 9)
    return unsupported(context, syntax);
  return { value: { post: 'round', input: input.value, digits: whole }, type: input.type };
}

function bindExpression(binder: OperationBinder, expression: Syntax, syntax: unknown): TypedOutput | null {
  const operator = names(expression['name'])[0] ?? '';
  const { lexpr, rexpr } = expression;
  const items = list(field(field(rexpr, 'List'), 'items'));
  switch (expression['kind']) {
    case 'AEXPR_OP':
      return bindOperator(binder, operator, lexpr, rexpr, syntax);
    case 'AEXPR_NULLIF':
      return bindCall(binder, 'nullif', [lexpr, rexpr], syntax);
    case 'AEXPR_IN': {
      const any = connect(
        'or',
        items.map((item) => bindComparison(binder, '=', lexpr, item, syntax)),
      );
      return any && operator === '<>' ? negate(any) : any;
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const both = connect('and', [
        bindComparison(binder, '>=', lexpr, items[0], syntax),
        bindComparison(binder, '<=', lexpr, items[1], syntax),
      ]);
      return both && expression['kind'] === 'AEXPR_NOT_BETWEEN' ? negate(both) : both;
    }
    default:
      return unsupported(binder.context, syntax);
  }
}

const negate = ({ value }: TypedOutput): TypedOutput => ({ value: { post: 'not', input: value }, type: 'boolean' });

function connect(op: 'and' | 'or', parts: readonly (TypedOutput | null)[]): TypedOutput | null {
  const good = parts.filter((item) => item !== null);
  return good.length === parts.length && good.length > 0
    ? { value: { post: op, inputs: good.map((item) => item.value) }, type: 'boolean' }
    : null;
}

function bindComparison(
  { context, scope, bind }: OperationBinder,
  op: (typeof comparisons)[number],
  lexpr: unknown,
  rexpr: unknown,
  syntax: unknown,
): TypedOutput | null {
  const left = bind(context, scope, lexpr);
  const right = bind(context, scope, rexpr);
  if (!left || !right) return null;
  if (!alike(left, right)) return report(context, 'gate.literal-type', syntax, { column: '', type: left.type });
  return { value: { post: 'compare', op, left: left.value, right: right.value }, type: 'boolean' };
}

function bindOperator(
  binder: OperationBinder,
  operator: string,
  lexpr: unknown,
  rexpr: unknown,
  syntax: unknown,
): TypedOutput | null {
  const { context, scope, bind } = binder;
  const compared = comparisons.find((item) => item === operator);
  if (compared && lexpr !== undefined) return bindComparison(binder, compared, lexpr, rexpr, syntax);
  const computed = arithmetic.find((item) => item === operator);
  const left = lexpr === undefined ? zero(operator) : bind(context, scope, lexpr);
  const right = bind(context, scope, rexpr);
  if (!left || !right) return lexpr === undefined && right ? unsupported(context, syntax) : null;
  if (operator === '||' && left.type === 'text' && right.type === 'text')
    return { value: { post: 'call', fn: 'concat', inputs: [left.value, right.value] }, type: 'text' };
  if (!computed || !numeric(left) || !numeric(right)) return unsupported(context, syntax);
  const type = left.type === 'integer' && right.type === 'integer' ? 'integer' : 'decimal';
  const op = computed === '/' && type === 'integer' ? 'integer-divide' : computed;
  return { value: { post: 'arithmetic', op, left: left.value, right: right.value }, type };
}

const zero = (operator: string): TypedOutput | null =>
  operator === '-' ? { value: { post: 'literal', value: 0 }, type: 'integer' } : null;
