import type { ScalarType } from '../ir/expression.ts';
import { isRealDate } from '../level.ts';
import type { SqlValue } from '../program-types.ts';
import { report, type BindContext } from './bind-context.ts';
import { field, list, names, node, unexpectedField } from './syntax.ts';

/** What stands where a constant may stand: its value, or the name of an open parameter. */
export type Constant = { readonly value: SqlValue; readonly typed?: ScalarType } | { readonly open: string };

const castTypes: Readonly<Record<string, ScalarType>> = {
  date: 'date',
  timestamp: 'timestamp',
  text: 'text',
  varchar: 'text',
  int4: 'integer',
  int8: 'integer',
  int2: 'integer',
  numeric: 'decimal',
  float8: 'decimal',
  float4: 'decimal',
  bool: 'boolean',
};

export function castType(typeName: unknown): ScalarType | undefined {
  const name = names(field(typeName, 'names')).filter((part) => part !== 'pg_catalog');
  return name.length === 1 && list(field(typeName, 'arrayBounds')).length === 0 ? castTypes[name[0] ?? ''] : undefined;
}

/** Reads a literal, a cast literal or a parameter; null when it is something else (nothing is reported then). */
export function readConstant(context: BindContext, syntax: unknown): Constant | null {
  const parameter = node(syntax, 'ParamRef');
  if (parameter) return readParameter(context, Number(parameter['number'] ?? 0));
  const cast = node(syntax, 'TypeCast');
  if (cast) {
    const typed = castType(cast['typeName']);
    const inner = readConstant(context, cast['arg']);
    return typed && inner && 'value' in inner ? { value: inner.value, typed } : inner;
  }
  const negative = node(syntax, 'A_Expr');
  if (negative) {
    if (names(negative['name'])[0] !== '-' || negative['lexpr'] !== undefined) return null;
    const inner = readConstant(context, negative['rexpr']);
    return inner && 'value' in inner && typeof inner.value === 'number' ? { value: -inner.value } : null;
  }
  return readPlain(node(syntax, 'A_Const'));
}

function readPlain(constant: Readonly<Record<string, unknown>> | undefined): Constant | null {
  if (!constant || unexpectedField(constant, ['ival', 'fval', 'sval', 'boolval', 'location'])) return null;
  if (constant['ival']) return { value: Number(field(constant['ival'], 'ival') ?? 0) };
  if (constant['fval']) return { value: Number(field(constant['fval'], 'fval')) };
  if (constant['boolval']) return { value: field(constant['boolval'], 'boolval') === true };
  const text = field(constant['sval'], 'sval');
  return constant['sval'] ? { value: typeof text === 'string' ? text : '' } : null;
}

function readParameter(context: BindContext, number: number): Constant | null {
  const name = context.text.parameterNames[number - 1];
  const value = name === undefined ? undefined : context.parameters.get(name);
  if (name === undefined || value === undefined) return null;
  return value === null ? { open: name } : { value };
}

/** The value as one of the wanted type, or null where it is not one: nothing is ever cast by the engine (R14). */
export function coerce(value: SqlValue, type: ScalarType): SqlValue | null {
  switch (type) {
    case 'text':
      // No engine takes half of a character or a zero byte.
      return typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000') ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
    case 'timestamp':
      return typeof value === 'string' && isRealDate(value.slice(0, 10)) ? coerceTime(value, type) : null;
    case 'integer':
    case 'decimal': {
      const number = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return null;
      return type === 'decimal' || Number.isSafeInteger(number) ? number : null;
    }
  }
}

function coerceTime(value: string, type: 'date' | 'timestamp'): string | null {
  if (value.length === 10) return type === 'date' ? value : `${value} 00:00:00`;
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/.test(value)) return null;
  if (type === 'timestamp') return value.replace('T', ' ');
  return value.endsWith('00:00:00') ? value.slice(0, 10) : null;
}

/** Reads a constant of a wanted type, and says what is wrong where it is none. */
export function bindConstant(context: BindContext, syntax: unknown, type: ScalarType, column: string): Constant | null {
  const parameter = node(syntax, 'ParamRef');
  const constant = readConstant(context, syntax);
  if (!constant && parameter) {
    return report(context, 'gate.unknown-parameter', syntax, {
      parameter: context.text.parameterNames[Number(parameter['number'] ?? 0) - 1] ?? '',
    });
  }
  if (!constant) return report(context, 'gate.expression-not-supported', syntax);
  if ('open' in constant) return constant;
  const value = coerce(constant.value, type);
  if (value === null)
    return report(context, parameter ? 'gate.parameter-type' : 'gate.literal-type', syntax, { column, type });
  return { value };
}
