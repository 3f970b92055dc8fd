import type { Predicate } from '../ir/expression.ts';
import { canonical, combine, not, oneOf } from '../ir/factories.ts';

/**
 * Brings predicates to one form: `not` at the atoms, `and` and `or` as sets, lists on one level of one column as one list,
 * filters on filters as one. Equal forms mean the same rows; SQL's unknown included, because all steps hold in its logic.
 */
export function normalForm<T>(tree: T): T {
  return walk(tree) as T;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (!isObject(value)) return value;
  if (typeof value['predicate'] === 'string') return predicateForm(value as unknown as Predicate, false);
  const inner = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item)]));
  const below = inner['input'];
  if (inner['node'] === 'filter' && isObject(below) && below['node'] === 'filter') {
    const both = [inner['predicate'], below['predicate']] as Predicate[];
    return { ...inner, input: below['input'], predicate: predicateForm(combine('and', both), false) };
  }
  return inner;
}

function predicateForm(predicate: Predicate, negated: boolean): Predicate {
  switch (predicate.predicate) {
    case 'not':
      return predicateForm(predicate.input, !negated);
    case 'and':
    case 'or': {
      const op = negated === (predicate.predicate === 'and') ? 'or' : 'and';
      return mergeLists(
        op,
        predicate.inputs.map((input) => predicateForm(input, negated)),
      );
    }
    case 'is-true': {
      const inside: Predicate = { predicate: 'is-true', input: predicateForm(predicate.input, false) };
      return negated ? not(inside) : inside;
    }
    case 'in':
    case 'range':
    case 'is-null':
    case 'known':
    case 'not-zero':
    case 'per-entity':
      return negated ? not(predicate) : predicate;
  }
}

type List = Extract<Predicate, { predicate: 'in' }>;

/** `x in A or x in B` is one list, and so is `x not in A and x not in B`. */
function mergeLists(op: 'and' | 'or', inputs: readonly Predicate[]): Predicate {
  const flat = inputs.flatMap((input) => (input.predicate === op ? input.inputs : [input]));
  const lists = new Map<string, List[]>();
  const others: Predicate[] = [];
  for (const input of flat) {
    const list = listOf(op, input);
    if (!list) {
      others.push(input);
      continue;
    }
    const id = canonical({ column: list.column, level: list.level });
    lists.set(id, [...(lists.get(id) ?? []), list]);
  }
  const merged = [...lists.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const list = oneOf(
      first.column,
      first.level,
      same.flatMap((item) => item.values),
    );
    return [op === 'or' ? list : not(list)];
  });
  return combine(op, [...others, ...merged]);
}

function listOf(op: 'and' | 'or', input: Predicate): List | null {
  const atom = op === 'or' ? input : input.predicate === 'not' ? input.input : null;
  return atom?.predicate === 'in' ? atom : null;
}
