import type { AggregateCall, Column, Predicate } from '../ir/expression.ts';
import { canonical, combine, ENTITY_ALIAS, isTrue, known, not } from '../ir/factories.ts';
import { report, type BindContext } from './bind-context.ts';
import { bindColumn, functionName, isColumn, reportIdentifiersInside } from './bind-column.ts';
import { bindPerColumn } from './bind-per-entity.ts';
import { isPerColumn } from './per-entity-names.ts';
import { castType, readConstant } from './bind-literal.ts';
import { bindCaseCondition, bindPredicate } from './bind-predicate.ts';
import { list, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** `factor` times a product of at most two columns; without columns the factor alone. */
export interface Term {
  readonly factor: number;
  readonly columns: readonly Column[];
  /** The term counts as 0 in rows where one of these is null (`coalesce(…, 0)`). */
  readonly needs: readonly Column[];
}

/** A measure within the rows that `when` keeps (null: all): the sum of its terms, null where a column of `needs` is. */
export interface Branch {
  readonly when: Predicate | null;
  readonly terms: readonly Term[];
  readonly needs: readonly Column[];
}

/** What a row contributes, as a sum of products; branches exclude one another, and outside of all it is null. */
export interface Measure {
  readonly branches: readonly Branch[];
  /** Every row is in one of the branches. */
  readonly complete: boolean;
}

/** Branches that CASE and arithmetic on it may multiply to. */
const MAX_BRANCHES = 12;
const MAX_TERMS = 24;
/** Of a sum of higher powers the largest value could be read off. */
const MAX_DEGREE = 2;

/**
 * Binds the argument of an aggregate: sums, differences and products of columns, constants, CASE over conditions,
 * `coalesce(…, 0)`. Each product is later released and checked by itself, so that none hides behind another (R8).
 */
export function bindMeasure(context: BindContext, syntax: unknown): Measure | null {
  const constant = readConstant(context, syntax);
  if (constant)
    return 'value' in constant && typeof constant.value === 'number' && Number.isFinite(constant.value)
      ? whole([{ factor: constant.value, columns: [], needs: [] }])
      : refuse(context, syntax);
  if (isPerColumn(syntax)) {
    const figure = bindPerColumn(context, syntax);
    return figure && whole([{ factor: 1, columns: [figure.column], needs: [] }], [figure.column]);
  }
  if (isColumn(syntax)) {
    const bound = bindColumn(context, syntax);
    return bound && whole([{ factor: 1, columns: [bound.column], needs: [] }], [bound.column]);
  }
  const choice = node(syntax, 'CaseExpr');
  if (choice) return limited(context, syntax, bindChoice(context, choice, syntax));
  const operation = node(syntax, 'A_Expr');
  if (operation) return limited(context, syntax, bindOperation(context, operation, syntax));
  const cast = node(syntax, 'TypeCast');
  if (cast && castType(cast['typeName']) === 'decimal') return bindMeasure(context, cast['arg']);
  const filled = node(syntax, 'CoalesceExpr');
  if (filled) return bindFilled(context, filled, syntax);
  return refuse(context, syntax);
}

function refuse(context: BindContext, syntax: unknown): null {
  reportIdentifiersInside(context, syntax, 'gate.entity-key-shown');
  const call = node(syntax, 'FuncCall');
  if (call) return report(context, 'gate.function-not-allowed', syntax, { function: functionName(call).slice(0, 64) });
  return report(context, 'gate.aggregate-argument', syntax);
}

function limited(context: BindContext, syntax: unknown, measure: Measure | null): Measure | null {
  if (!measure) return null;
  const { branches } = measure;
  const terms = branches.reduce((sum, branch) => sum + branch.terms.length, 0);
  const degree = Math.max(0, ...branches.flatMap((branch) => branch.terms.map((term) => term.columns.length)));
  return branches.length > MAX_BRANCHES || terms > MAX_TERMS || degree > MAX_DEGREE
    ? tooComplex(context, syntax)
    : measure;
}

const tooComplex = (context: BindContext, syntax: unknown): null =>
  report(context, 'gate.measure-too-complex', syntax, { degree: MAX_DEGREE, branches: MAX_BRANCHES });

const whole = (terms: readonly Term[], needs: readonly Column[] = []): Measure => ({
  branches: [{ when: null, terms, needs }],
  complete: true,
});

function bindOperation(context: BindContext, operation: Syntax, syntax: unknown): Measure | null {
  if (operation['kind'] !== 'AEXPR_OP') return refuse(context, syntax);
  const operator = names(operation['name'])[0] ?? '';
  const { lexpr, rexpr } = operation;
  if (!['+', '-', '*', '/'].includes(operator) || rexpr === undefined) return refuse(context, syntax);
  const right = bindMeasure(context, rexpr);
  if (lexpr === undefined) return right && (operator === '-' ? scale(right, -1) : right);
  const left = bindMeasure(context, lexpr);
  if (!left || !right) return null;
  switch (operator) {
    case '+':
      return merge(left, right, (a, b) => [...a, ...b]);
    case '-':
      return merge(left, scale(right, -1), (a, b) => [...a, ...b]);
    case '*':
      return merge(left, right, (a, b) => a.flatMap((one) => b.map((other) => times(one, other))));
    default: {
      const divisor = constantOf(right);
      if (divisor === null) return report(context, 'gate.division-by-column', syntax);
      return divisor === 0 ? report(context, 'gate.division-by-zero', syntax) : scale(left, 1 / divisor);
    }
  }
}

function constantOf(measure: Measure): number | null {
  const [only, more] = measure.branches;
  const [term, other] = only?.terms ?? [];
  const plain = only && term && !more && !other && only.when === null && term.columns.length === 0;
  return plain ? term.factor : null;
}

const scale = (measure: Measure, by: number): Measure => ({
  ...measure,
  branches: measure.branches.map((branch) => ({
    ...branch,
    terms: branch.terms.map((term) => ({ ...term, factor: term.factor * by })),
  })),
});

const times = (a: Term, b: Term): Term => ({
  factor: a.factor * b.factor,
  columns: [...a.columns, ...b.columns].toSorted((x, y) => (canonical(x) < canonical(y) ? -1 : 1)),
  needs: unique([...a.needs, ...b.needs]),
});

function merge(
  left: Measure,
  right: Measure,
  join: (a: readonly Term[], b: readonly Term[]) => readonly Term[],
): Measure {
  const branches = left.branches.flatMap((a) =>
    right.branches.map((b) => ({
      when: both(a.when, b.when),
      terms: collect(join(a.terms, b.terms)),
      needs: unique([...a.needs, ...b.needs]),
    })),
  );
  return { branches, complete: left.complete && right.complete };
}

/** Terms of one product become one. */
function collect(terms: readonly Term[]): readonly Term[] {
  const byProduct = new Map<string, Term>();
  for (const term of terms) {
    const key = canonical({ columns: term.columns, needs: term.needs });
    const before = byProduct.get(key);
    byProduct.set(key, before ? { ...before, factor: before.factor + term.factor } : term);
  }
  const left = [...byProduct.values()].filter((term) => term.factor !== 0);
  return left.length > 0 ? left : [{ factor: 0, columns: [], needs: [] }];
}

function both(a: Predicate | null, b: Predicate | null): Predicate | null {
  if (!a || !b) return a ?? b;
  return combine('and', [a, b]);
}

function unique(columns: readonly Column[]): readonly Column[] {
  return [...new Map(columns.map((item) => [canonical(item), item])).values()];
}

/** Branches in order: each holds where its condition is true and none before it was. */
function bindChoice(context: BindContext, choice: Syntax, syntax: unknown): Measure | null {
  if (unexpectedField(choice, ['arg', 'args', 'defresult', 'location'])) return refuse(context, syntax);
  if (list(choice['args']).length > MAX_BRANCHES) return tooComplex(context, syntax);
  const branches: Branch[] = [];
  const before: Predicate[] = [];
  let complete = choice['defresult'] !== undefined;
  const take = (condition: Predicate | null, result: unknown): boolean => {
    if (isNullConstant(result)) {
      complete = false;
      return true;
    }
    const value = bindMeasure(context, result);
    if (!value) return false;
    const when = [...before.map((item) => not(isTrue(item))), ...(condition ? [condition] : [])];
    const guard = when.length === 0 ? null : combine('and', when);
    complete &&= value.complete;
    branches.push(...value.branches.map((branch) => ({ ...branch, when: both(guard, branch.when) })));
    return true;
  };
  for (const item of list(choice['args'])) {
    const branch = node(item, 'CaseWhen');
    if (!branch) return refuse(context, syntax);
    const condition = choice['arg']
      ? bindCaseCondition(context, choice['arg'], branch['expr'])
      : bindPredicate(context, branch['expr']);
    if (!condition || !take(condition, branch['result'])) return null;
    before.push(condition);
  }
  if (choice['defresult'] !== undefined && !take(null, choice['defresult'])) return null;
  return branches.length > 0 ? { branches, complete } : refuse(context, syntax);
}

const isNullConstant = (syntax: unknown): boolean => node(syntax, 'A_Const')?.['isnull'] === true;

/** `coalesce(x, 0)`: rows without a value count as 0. Any other filling would stand for a value that is not there. */
function bindFilled(context: BindContext, call: Syntax, syntax: unknown): Measure | null {
  const [value, other, more] = list(call['args']);
  const filling = readConstant(context, other);
  if (more !== undefined || !filling || !('value' in filling) || filling.value !== 0) return refuse(context, syntax);
  const measure = bindMeasure(context, value);
  const [only, second] = measure?.branches ?? [];
  if (!measure || !only) return null;
  if (second || only.when !== null) return report(context, 'gate.aggregate-argument', syntax);
  const terms = only.terms.map((term) => ({ ...term, needs: unique([...term.needs, ...only.needs]) }));
  return whole(terms);
}

/** Condition that all these columns have values, leaving out those that always have one. */
export function allKnown(context: BindContext, columns: readonly Column[]): readonly Predicate[] {
  return unique(columns)
    .filter((item) => !context.always.has(`${item.alias}.${item.field}`))
    .flatMap((item) => (item.alias === ENTITY_ALIAS ? figureKnown(context, item) : [known(item)]));
}

const figureOf = ({ per }: BindContext, { alias, field }: Column): AggregateCall | undefined =>
  alias === ENTITY_ALIAS
    ? [...(per?.bound.values() ?? [])].find((item) => item?.column.field === field)?.call
    : undefined;

/** Which rows of an entity a figure needs: of two that need the same an entity has both or none. */
export function rowsOfFigure(context: BindContext, item: Column): object | null {
  const call = figureOf(context, item);
  if (!call || call.fn === 'count' || call.fn === 'count-distinct') return null;
  return { argument: call.argument, times: call.times ?? null, filter: call.filter };
}

/** That an entity has a figure is asked of its rows; everybody has a count. */
function figureKnown(context: BindContext, item: Column): readonly Predicate[] {
  const { per } = context;
  const call = figureOf(context, item);
  if (!per || !call || call.fn === 'count' || call.fn === 'count-distinct') return [];
  return [Object.freeze({ predicate: 'per-entity', per: per.level, call, from: null, below: null })];
}
