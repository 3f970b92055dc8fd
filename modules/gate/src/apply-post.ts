import type { Post, PostExpression, PostFunction } from './ir/relation.ts';
import type { CellValue } from './program-types.ts';

/** Values of a released row by name: dimensions and aggregates. */
export type ReleasedRow = ReadonlyMap<string, CellValue>;

/** HAVING, select list, ORDER BY and LIMIT on what has been released, and on nothing else (R15). Total: no value fails. */
export function applyPost(
  post: Pick<Post, 'columns' | 'having' | 'order' | 'limit'>,
  rows: readonly ReleasedRow[],
): readonly (readonly CellValue[])[] {
  const { having } = post;
  const kept = having === null ? rows : rows.filter((row) => evaluate(having, row) === true);
  const order = [
    ...post.order,
    ...post.columns.map((column) => ({ by: column.value, descending: false, nullsFirst: false })),
  ];
  const sorted = kept
    .map((row) => ({ row, keys: order.map((item) => evaluate(item.by, row)) }))
    .toSorted((a, b) => {
      for (const [i, item] of order.entries()) {
        const way = compareKeys(a.keys[i] ?? null, b.keys[i] ?? null, item.descending, item.nullsFirst);
        if (way !== 0) return way;
      }
      return 0;
    });
  const limited = post.limit === null ? sorted : sorted.slice(0, post.limit);
  return limited.map(({ row }) => post.columns.map((column) => evaluate(column.value, row)));
}

/** Order of two values; nulls stand where the order puts them. */
export function compareKeys(a: CellValue, b: CellValue, descending: boolean, nullsFirst: boolean): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === nullsFirst ? -1 : 1;
  }
  return descending ? -compareValues(a, b) : compareValues(a, b);
}

/** Numbers by size, everything else by code point: the order does not depend on a locale. */
export function compareValues(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** SQL's three values: null is unknown. */
export function evaluate(expression: PostExpression, row: ReleasedRow): CellValue {
  switch (expression.post) {
    case 'output':
      return row.get(expression.name) ?? null;
    case 'literal':
      return expression.value;
    case 'to-decimal':
      return evaluate(expression.input, row);
    case 'to-text': {
      const value = evaluate(expression.input, row);
      return value === null ? null : String(value);
    }
    case 'call':
      return call(
        expression.fn,
        expression.inputs.map((input) => evaluate(input, row)),
      );
    case 'case': {
      const branch = expression.branches.find((item) => evaluate(item.when, row) === true);
      return evaluate(branch ? branch.result : expression.otherwise, row);
    }
    case 'round': {
      const value = evaluate(expression.input, row);
      return typeof value === 'number' ? roundHalfAway(value, expression.digits) : value;
    }
    case 'is-null':
      return evaluate(expression.input, row) === null;
    case 'not': {
      const value = evaluate(expression.input, row);
      return value === null ? null : value !== true;
    }
    case 'and':
    case 'or':
      return connect(
        expression.post,
        expression.inputs.map((input) => evaluate(input, row)),
      );
    case 'compare':
      return compare(expression.op, evaluate(expression.left, row), evaluate(expression.right, row));
    case 'arithmetic':
      return compute(expression.op, evaluate(expression.left, row), evaluate(expression.right, row));
  }
}

/** Functions of released values; like SQL's, `greatest` and `least` pass over nulls, the others give null for null. */
function call(fn: PostFunction, inputs: readonly CellValue[]): CellValue {
  const [first = null, second = null] = inputs;
  switch (fn) {
    case 'coalesce':
      return inputs.find((item) => item !== null) ?? null;
    case 'nullif':
      return first !== null && second !== null && compareValues(first, second) === 0 ? null : first;
    case 'greatest':
    case 'least': {
      const sorted = inputs.filter((item) => item !== null).toSorted(compareValues);
      return (fn === 'least' ? sorted[0] : sorted.at(-1)) ?? null;
    }
    case 'concat':
      return inputs.includes(null) ? null : inputs.map(String).join('');
    case 'abs':
      return typeof first === 'number' ? Math.abs(first) : null;
    case 'ceil':
      return typeof first === 'number' ? Math.ceil(first) : null;
    case 'floor':
      return typeof first === 'number' ? Math.floor(first) : null;
  }
}

function connect(op: 'and' | 'or', values: readonly CellValue[]): CellValue {
  const decisive = op === 'or';
  if (values.includes(decisive)) return decisive;
  return values.includes(null) ? null : !decisive;
}

function compare(op: Extract<PostExpression, { post: 'compare' }>['op'], a: CellValue, b: CellValue): CellValue {
  if (a === null || b === null) return null;
  const way = compareValues(a, b);
  return { '=': way === 0, '<>': way !== 0, '<': way < 0, '<=': way <= 0, '>': way > 0, '>=': way >= 0 }[op];
}

/** Division by zero is null, never an error. */
function compute(op: Extract<PostExpression, { post: 'arithmetic' }>['op'], a: CellValue, b: CellValue): CellValue {
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  if ((op === '/' || op === 'integer-divide') && b === 0) return null;
  const value = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, 'integer-divide': Math.trunc(a / b) }[op];
  return Number.isFinite(value) ? value : null;
}

function roundHalfAway(value: number, digits: number): number {
  const scale = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale + Number.EPSILON * scale)) / scale;
}
