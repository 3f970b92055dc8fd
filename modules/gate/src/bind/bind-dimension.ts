import type { GrantedField, Level } from '../grant-snapshot.ts';
import type { Choice, Grain, Predicate } from '../ir/expression.ts';
import { declaredLevel, levelText } from '../level.ts';
import { useSet } from '../uses.ts';
import { presenceOf } from '../relation-state.ts';
import { report, type BindContext } from './bind-context.ts';
import { bindColumn, functionName, isColumn, type BoundColumn } from './bind-column.ts';
import { castType, readConstant } from './bind-literal.ts';
import { isAggregateCall } from './aggregate-names.ts';
import { descendants, list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** A column at a level, as a program wrote it; not yet known to be declared. */
export interface WrittenDimension {
  readonly column: unknown;
  readonly level: Level;
  /** `level(column, 'name')`: a declared level by its name. */
  readonly named?: string;
  /** CASE whose conditions are still to be bound. */
  readonly choice?: Syntax;
}

export interface BoundDimension {
  readonly bound: BoundColumn;
  readonly level: Grain;
}

/** Bins that a program may make of one column. */
const MAX_LABELS = 100;

const UNITS = ['day', 'month', 'quarter', 'year'] as const;

/** Recognises the forms in which a column at a level is written; null for anything else. */
export function readDimension(context: BindContext, syntax: unknown): WrittenDimension | null {
  if (isColumn(syntax)) return { column: syntax, level: { name: 'identity', kind: 'identity' } };
  const call = node(syntax, 'FuncCall');
  if (call) return readLevelCall(context, call);
  const cast = node(syntax, 'TypeCast');
  if (cast) return readCast(context, cast);
  const choice = node(syntax, 'CaseExpr');
  if (choice) return readChoice(context, choice);
  const product = node(syntax, 'A_Expr');
  return product ? readFloor(context, product) : null;
}

/** CASE with constant results over columns; with anything else in it, it is no dimension. */
function readChoice(context: BindContext, choice: Syntax): WrittenDimension | null {
  const branches = list(choice['args']).map((item) => node(item, 'CaseWhen'));
  const results = [
    ...branches.map((branch) => branch?.['result']),
    ...(choice['defresult'] ? [choice['defresult']] : []),
  ];
  if (descendants(choice, 'FuncCall').some((call) => isAggregateCall({ FuncCall: call }))) return null;
  const [column] = descendants([choice['arg'], branches.map((branch) => branch?.['expr'])], 'ColumnRef');
  return column && results.every((item) => labelOf(context, item) !== undefined)
    ? { column: { ColumnRef: column }, level: { name: 'identity', kind: 'identity' }, choice }
    : null;
}

/** A text or whole number; null for NULL, undefined for anything else. */
function labelOf(context: BindContext, syntax: unknown): string | number | null | undefined {
  if (node(syntax, 'A_Const')?.['isnull'] === true) return null;
  const constant = readConstant(context, syntax);
  if (!constant || !('value' in constant) || node(syntax, 'ParamRef')) return undefined;
  const { value } = constant;
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value)) ? value : undefined;
}

function readLevelCall(context: BindContext, call: Syntax): WrittenDimension | null {
  if (unexpectedField(call, ['funcname', 'args', 'funcformat', 'location'])) return null;
  const args = list(call['args']);
  const number = (at: number): number | null => {
    const constant = readConstant(context, args[at]);
    return constant && 'value' in constant && typeof constant.value === 'number' ? constant.value : null;
  };
  switch (functionName(call)) {
    case 'date_trunc': {
      const unit = readConstant(context, args[0]);
      const known = unit && 'value' in unit ? UNITS.find((name) => name === unit.value) : undefined;
      return known && args.length === 2 && isColumn(args[1])
        ? { column: args[1], level: { name: known, kind: 'date', unit: known } }
        : null;
    }
    case 'left': {
      const length = number(1);
      return length !== null && length > 0 && args.length === 2 && isColumn(args[0]) ? prefix(args[0], length) : null;
    }
    case 'substr':
    case 'substring':
    case 'pg_catalog.substring': {
      const length = number(2);
      return length !== null && length > 0 && number(1) === 1 && isColumn(args[0]) ? prefix(args[0], length) : null;
    }
    case 'level': {
      const name = readConstant(context, args[1]);
      return name && 'value' in name && typeof name.value === 'string' && args.length === 2 && isColumn(args[0])
        ? { column: args[0], level: { name: 'identity', kind: 'identity' }, named: name.value }
        : null;
    }
    case 'bin': {
      const width = number(1);
      const origin = args.length > 2 ? number(2) : 0;
      return width !== null && width > 0 && origin !== null && args.length <= 3 && isColumn(args[0])
        ? bin(args[0], width, origin)
        : null;
    }
    default:
      return null;
  }
}

const prefix = (column: unknown, length: number): WrittenDimension => ({
  column,
  level: { name: `prefix-${length}`, kind: 'prefix', length },
});

const bin = (column: unknown, width: number, origin = 0): WrittenDimension => ({
  column,
  level: { name: `bin-${width}`, kind: 'bin', width, ...(origin === 0 ? {} : { origin }) },
});

/** `visited_at::date` is the day; a bin may be cast to an integer. */
function readCast(context: BindContext, cast: Syntax): WrittenDimension | null {
  const type = castType(cast['typeName']);
  if (type === 'date' && isColumn(cast['arg']))
    return { column: cast['arg'], level: { name: 'day', kind: 'date', unit: 'day' } };
  if (type !== 'integer') return null;
  const inner = isColumn(cast['arg']) ? null : readDimension(context, cast['arg']);
  return inner?.level.kind === 'bin' ? inner : null;
}

/** `floor(age / 10) * 10`. */
function readFloor(context: BindContext, product: Syntax): WrittenDimension | null {
  if (names(product['name'])[0] !== '*') return null;
  const floor = node(product['lexpr'], 'FuncCall');
  const width = readConstant(context, product['rexpr']);
  if (!floor || functionName(floor) !== 'floor' || !width || !('value' in width)) return null;
  const quotient = node(list(floor['args'])[0], 'A_Expr');
  if (!quotient || names(quotient['name'])[0] !== '/' || !isColumn(quotient['lexpr'])) return null;
  const divisor = readConstant(context, quotient['rexpr']);
  if (!divisor || !('value' in divisor) || divisor.value !== width.value || typeof width.value !== 'number')
    return null;
  return width.value > 0 ? bin(quotient['lexpr'], width.value) : null;
}

/** Binds a written dimension: the level gets its declared name, or the finding names the levels that are declared (R9). */
export function bindDimension(context: BindContext, written: WrittenDimension, syntax: unknown): BoundDimension | null {
  if (written.choice) return bindChoice(context, written.choice, syntax);
  const bound = bindColumn(context, written.column);
  if (!bound) return null;
  const declared = writtenLevel(bound.field, written);
  if (declared) return { bound, level: declared };
  if (bound.field.role === 'entity-key' || bound.field.role === 'direct-identifier')
    return { bound, level: written.level };
  const levels = bound.field.levels ?? [];
  const [first] = levels;
  if (!first) report(context, 'gate.not-a-dimension', syntax, { column: bound.field.name });
  else {
    const options = levels.map((level) => levelText(bound.field.name, level));
    const uses = useSet(bound.field);
    const usable = levels.find((level) => uses.has(`group:${level.name}`)) ?? first;
    const text = levelText(bound.field.name, usable);
    report(context, 'gate.level-not-declared', syntax, { column: bound.field.name, levels: options }, text);
  }
  return { bound, level: written.level };
}

/** The declared level that a program means, if there is one. */
export function writtenLevel(field: GrantedField, written: WrittenDimension): Level | undefined {
  return written.named === undefined
    ? declaredLevel(field, written.level)
    : (field.levels ?? []).find((level) => level.name === written.named);
}

/** Bins that a program makes: each condition is a union of declared cells of one column, so each bin is one too (R9). */
function bindChoice(context: BindContext, choice: Syntax, syntax: unknown): BoundDimension | null {
  const branches: Choice['branches'][number][] = [];
  if (list(choice['args']).length > MAX_LABELS)
    return report(context, 'gate.list-too-long', syntax, { most: MAX_LABELS });
  for (const item of list(choice['args'])) {
    const branch = node(item, 'CaseWhen');
    const when = choice['arg']
      ? context.binders.equality(context, choice['arg'], branch?.['expr'])
      : context.binders.condition(context, branch?.['expr']);
    if (!when) return null;
    const label = labelOf(context, branch?.['result']) ?? null;
    if (label === null) return report(context, 'gate.case-label', syntax);
    branches.push({ when, label });
  }
  const otherwise = labelOf(context, choice['defresult']) ?? null;
  const labels = [...branches.map((item) => item.label), ...(otherwise === null ? [] : [otherwise])];
  if (new Set(labels.map((label) => typeof label)).size !== 1) return report(context, 'gate.case-label', syntax);
  const columns = columnsOfPredicates(branches.map((item) => item.when));
  const [reference] = descendants(choice, 'ColumnRef');
  const bound = bindColumn(context, { ColumnRef: reference });
  if (!bound) return null;
  if (columns.size !== 1) return report(context, 'gate.case-one-column', syntax, { columns: [...columns] });
  const type = typeof labels[0] === 'number' ? 'integer' : 'text';
  return {
    bound,
    level: Object.freeze({ name: 'choice', kind: 'choice', type, branches: Object.freeze(branches), otherwise }),
  };
}

const columnsOfPredicates = (predicates: readonly Predicate[]): ReadonlySet<string> =>
  new Set(predicates.flatMap(presenceOf).map(({ column }) => `${column.alias}.${column.field}`));
