import type { Operand, Predicate } from '../ir/expression.ts';
import { combine, inRange, isNull, isTrue, not, oneOf, parameter, value } from '../ir/factories.ts';
import { levelText, levelType } from '../level.ts';
import { report, type BindContext } from './bind-context.ts';
import { bindColumn, functionName, isColumn, reportIdentifiersInside } from './bind-column.ts';
import { bindDimension, readDimension, type BoundDimension, type WrittenDimension } from './bind-dimension.ts';
import { bindConstant, readConstant } from './bind-literal.ts';
import { bindPerRange } from './bind-per-entity.ts';
import { isPerColumn } from './per-entity-names.ts';
import { bindRange, type RangeOperator } from './bind-range.ts';
import { field, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** Most values of one list; more is a table of its own. */
const MAX_LIST = 1_000;

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '<>': '<>' };

/** Binds a condition: and/or/not of atoms that read one column at a declared level (R1, R9). Null after a finding. */
export function bindPredicate(context: BindContext, syntax: unknown): Predicate | null {
  const bool = node(syntax, 'BoolExpr');
  if (bool) return bindBoolean(context, bool);
  const { conditions } = context;
  conditions.left -= 1;
  if (conditions.left < 0) return conditions.left === -1 ? report(context, 'gate.too-many-conditions', syntax) : null;
  const nullTest = node(syntax, 'NullTest');
  if (nullTest) return bindNullTest(context, nullTest);
  if (isColumn(syntax)) return bindFlag(context, syntax);
  const expression = node(syntax, 'A_Expr');
  if (expression) return bindComparison(context, expression, syntax);
  const test = node(syntax, 'BooleanTest');
  if (test) return bindBooleanTest(context, test);
  const call = node(syntax, 'FuncCall');
  if (call && functionName(call) === 'starts_with') {
    const [side, text, more] = list(call['args']);
    return more === undefined ? bindPrefix(context, side, text, '', syntax) : refuse(context, syntax);
  }
  return refuse(context, syntax);
}

/** One branch of `case x when 1 …`: `x = 1`. */
export function bindCaseCondition(context: BindContext, side: unknown, constant: unknown): Predicate | null {
  return bindList(context, side, [constant], constant);
}

/** `P is [not] true | false | unknown`: total, whatever P is. */
function bindBooleanTest(context: BindContext, test: Syntax): Predicate | null {
  const input = bindPredicate(context, test['arg']);
  if (!input) return null;
  const yes = isTrue(input);
  const no = isTrue(not(input));
  switch (test['booltesttype']) {
    case 'IS_TRUE':
      return yes;
    case 'IS_NOT_TRUE':
      return not(yes);
    case 'IS_FALSE':
      return no;
    case 'IS_NOT_FALSE':
      return not(no);
    case 'IS_UNKNOWN':
      return combine('and', [not(yes), not(no)]);
    default:
      return combine('or', [yes, no]);
  }
}

function refuse(context: BindContext, syntax: unknown): null {
  reportIdentifiersInside(context, syntax, 'gate.entity-key-compared');
  const call = node(syntax, 'FuncCall');
  if (call)
    return report(context, 'gate.function-not-allowed', syntax, {
      function: names(call['funcname']).join('.').slice(0, 64),
    });
  return report(context, 'gate.expression-not-supported', syntax);
}

function bindBoolean(context: BindContext, bool: Syntax): Predicate | null {
  const inputs = list(bool['args']).map((item) => bindPredicate(context, item));
  const bound = inputs.filter((item) => item !== null);
  if (bound.length !== inputs.length) return null;
  const [first] = bound;
  if (bool['boolop'] === 'NOT_EXPR') return first ? not(first) : null;
  return combine(bool['boolop'] === 'OR_EXPR' ? 'or' : 'and', bound);
}

function bindNullTest(context: BindContext, test: Syntax): Predicate | null {
  const bound = bindColumn(context, test['arg']);
  if (!bound) return null;
  return test['nulltesttype'] === 'IS_NULL' ? isNull(bound.column) : not(isNull(bound.column));
}

/** `where insured` on a boolean column. */
function bindFlag(context: BindContext, syntax: unknown): Predicate | null {
  const written = readDimension(context, syntax);
  const dimension = written && bindDimension(context, written, syntax);
  if (!dimension) return null;
  if (dimension.bound.field.type !== 'boolean')
    return report(context, 'gate.literal-type', syntax, { column: dimension.bound.field.name, type: 'boolean' });
  return oneOf(dimension.bound.column, dimension.level, [value(true)]);
}

function bindComparison(context: BindContext, expression: Syntax, syntax: unknown): Predicate | null {
  if (unexpectedField(expression, ['kind', 'name', 'lexpr', 'rexpr', 'location', 'rexpr_list_start', 'rexpr_list_end']))
    return refuse(context, syntax);
  const operator = names(expression['name'])[0] ?? '';
  switch (expression['kind']) {
    case 'AEXPR_OP':
      return bindOperator(context, expression, operator, syntax);
    case 'AEXPR_IN': {
      const items = list(field(field(expression['rexpr'], 'List'), 'items'));
      const chosen = bindList(context, expression['lexpr'], items, syntax);
      return chosen && operator === '<>' ? not(chosen) : chosen;
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const [from, to] = list(field(field(expression['rexpr'], 'List'), 'items'));
      const low = bindOrdered(context, expression['lexpr'], '>=', from, syntax);
      const high = bindOrdered(context, expression['lexpr'], '<=', to, syntax);
      if (!low || !high) return null;
      const both = combine('and', [low, high]);
      return expression['kind'] === 'AEXPR_NOT_BETWEEN' ? not(both) : both;
    }
    case 'AEXPR_LIKE': {
      const prefix = bindPrefix(context, expression['lexpr'], expression['rexpr'], '%', syntax);
      return prefix && operator === '!~~' ? not(prefix) : prefix;
    }
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT': {
      const same = bindSame(context, expression, syntax);
      return same && expression['kind'] === 'AEXPR_DISTINCT' ? not(same) : same;
    }
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL': {
      const items = node(expression['rexpr'], 'A_ArrayExpr');
      const wanted = expression['kind'] === 'AEXPR_OP_ANY' ? '=' : '<>';
      if (!items || operator !== wanted) return refuse(context, syntax);
      const chosen = bindList(context, expression['lexpr'], list(items['elements']), syntax);
      return chosen && wanted === '<>' ? not(chosen) : chosen;
    }
    default:
      return refuse(context, syntax);
  }
}

/** `x is [not] distinct from c`: null is a value like others. */
function bindSame(context: BindContext, expression: Syntax, syntax: unknown): Predicate | null {
  const { lexpr, rexpr } = expression;
  if (node(rexpr, 'A_Const')?.['isnull'] === true)
    return bindNullTest(context, { arg: lexpr, nulltesttype: 'IS_NULL' });
  const equal = bindOperator(context, expression, '=', syntax);
  return equal && isTrue(equal);
}

/**
 * `x like 'B2%'` is `left(x, 2) = 'B2'` where prefixes of that length are declared; without `%` it is `x = 'B2'`. Any
 * other pattern would look inside a value.
 */
function bindPrefix(
  context: BindContext,
  side: unknown,
  pattern: unknown,
  ending: '' | '%',
  syntax: unknown,
): Predicate | null {
  const bound = isColumn(side) ? bindColumn(context, side) : refuse(context, syntax);
  if (!bound) return null;
  const { field: granted } = bound;
  const read = bindConstant(context, pattern, 'text', granted.name);
  if (!read) return null;
  if ('open' in read) return report(context, 'gate.parameter-placement', pattern, { parameter: read.open });
  const text = String(read.value);
  const start = ending === '%' ? text.replace(/%$/, '') : text;
  const whole = ending === '%' && start === text;
  if (granted.type !== 'text' || start === '' || (ending === '%' && /[%_\\]/.test(start)))
    return report(context, 'gate.pattern-not-prefix', syntax, { column: granted.name });
  if (whole) return bindList(context, side, [pattern], syntax);
  const length = Array.from(start).length;
  const level = (granted.levels ?? []).find((item) => item.kind === 'prefix' && item.length === length);
  if (level) return oneOf(bound.column, level, [value(start)]);
  if (granted.role === 'entity-key' || granted.role === 'direct-identifier')
    return oneOf(bound.column, { name: `prefix-${length}`, kind: 'prefix', length }, [value(start)]);
  const levels = (granted.levels ?? []).map((item) => levelText(granted.name, item));
  return levels.length === 0
    ? report(context, 'gate.not-a-dimension', syntax, { column: granted.name })
    : report(context, 'gate.level-not-declared', syntax, { column: granted.name, levels });
}

function bindOperator(context: BindContext, expression: Syntax, operator: string, syntax: unknown): Predicate | null {
  if (!Object.hasOwn(flipped, operator)) return refuse(context, syntax);
  const { lexpr, rexpr } = expression;
  const leftIsConstant = readConstant(context, lexpr) !== null;
  if (!leftIsConstant && readDimension(context, lexpr) && readDimension(context, rexpr)) {
    reportIdentifiersInside(context, syntax, 'gate.entity-key-compared');
    return report(context, 'gate.use-not-granted', syntax, { column: '', use: 'compare' });
  }
  const [side, constant, op] = leftIsConstant
    ? [rexpr, lexpr, flipped[operator] ?? operator]
    : [lexpr, rexpr, operator];
  if (op === '=') return bindList(context, side, [constant], syntax);
  if (op === '<>') {
    const equal = bindList(context, side, [constant], syntax);
    return equal && not(equal);
  }
  return bindOrdered(context, side, op as RangeOperator, constant, syntax);
}

function dimensionAt(context: BindContext, side: unknown, syntax: unknown): WrittenDimension | null {
  return readDimension(context, side) ?? refuse(context, kindKnown(side) ? side : syntax);
}

const kindKnown = (side: unknown): boolean => node(side, 'FuncCall') !== undefined;

function bindList(context: BindContext, side: unknown, items: readonly unknown[], syntax: unknown): Predicate | null {
  if (isPerColumn(side)) {
    const chosen = items.map((item) => bindPerRange(context, side, '=', item));
    const good = chosen.filter((item) => item !== null);
    return good.length === chosen.length && good.length > 0 ? combine('or', good) : null;
  }
  if (items.length > MAX_LIST) return report(context, 'gate.list-too-long', syntax, { most: MAX_LIST });
  const written = dimensionAt(context, side, syntax);
  const dimension = written && bindDimension(context, written, side);
  if (!dimension) return null;
  const operands = items.map((item) => bindOperand(context, dimension, item));
  const known = operands.filter((item) => item !== null);
  return known.length === operands.length && known.length > 0
    ? oneOf(dimension.bound.column, dimension.level, known)
    : null;
}

function bindOperand(context: BindContext, dimension: BoundDimension, syntax: unknown): Operand | null {
  const { field: granted } = dimension.bound;
  const constant = bindConstant(context, syntax, levelType(granted.type, dimension.level), granted.name);
  if (!constant) return null;
  return 'open' in constant ? parameter(constant.open) : value(constant.value);
}

function bindOrdered(
  context: BindContext,
  side: unknown,
  operator: RangeOperator,
  constant: unknown,
  syntax: unknown,
): Predicate | null {
  if (isPerColumn(side)) return bindPerRange(context, side, operator, constant);
  const written = dimensionAt(context, side, syntax);
  const bound = written && bindColumn(context, written.column);
  if (!written || !bound) return null;
  const range = bindRange(context, bound, written, operator, constant, syntax);
  return range && inRange(bound.column, range.level, range.from, range.below);
}
