import type { AggregateCall, Column, Grain, Operand, Predicate, ScalarType } from './expression.ts';
import type { Level } from '../grant-snapshot.ts';

/** Nodes are frozen plain data. Whatever order a program was written in, equal meaning gives equal nodes where cheap (R16). */

export const column = (alias: string, field: string, type: ScalarType): Column => Object.freeze({ alias, field, type });

export const value = (it: string | number | boolean): Operand => Object.freeze({ operand: 'value', value: it });
export const parameter = (name: string): Operand => Object.freeze({ operand: 'parameter', name });

export function oneOf(of: Column, level: Grain, values: readonly Operand[]): Predicate {
  return Object.freeze({ predicate: 'in', column: of, level, values: Object.freeze(sortedUnique(values)) });
}

export function inRange(
  of: Column,
  level: Level,
  from: string | number | null,
  below: string | number | null,
): Predicate {
  return Object.freeze({ predicate: 'range', column: of, level, from, below });
}

export const isNull = (of: Column): Predicate => Object.freeze({ predicate: 'is-null', column: of });

/** Alias of a per-entity level's columns in the tree; no granted table can be called that. */
export const ENTITY_ALIAS = '@';

export const known = (of: Column): Predicate => Object.freeze({ predicate: 'known', column: of });
export const notZero = (of: Column): Predicate => Object.freeze({ predicate: 'not-zero', column: of });
export const otherThan = (of: Column, than: number): Predicate =>
  than === 0 ? notZero(of) : Object.freeze({ predicate: 'not-zero', column: of, than });

const TOTAL: ReadonlySet<Predicate['predicate']> = new Set(['is-null', 'known', 'is-true']);

export function isTrue(input: Predicate): Predicate {
  return TOTAL.has(input.predicate) ? input : Object.freeze({ predicate: 'is-true', input });
}

export function not(input: Predicate): Predicate {
  return input.predicate === 'not' ? input.input : Object.freeze({ predicate: 'not', input });
}

/** Flattens, orders and drops repetitions: `and` and `or` are sets. */
export function combine(op: 'and' | 'or', inputs: readonly Predicate[]): Predicate {
  const flat = sortedUnique(inputs.flatMap((input) => (input.predicate === op ? input.inputs : [input])));
  const [only] = flat;
  return flat.length === 1 && only ? only : Object.freeze({ predicate: op, inputs: Object.freeze(flat) });
}

export const aggregate = (call: AggregateCall): AggregateCall => Object.freeze(call);

const texts = new WeakMap<object, string>();

/**
 * Canonical text of a node: equal texts, equal meaning. The form of RFC 8785, as `canonicalJson` gives it; nodes are frozen,
 * so that each text is made once, and a tree is written from the texts of its parts.
 */
export function canonical(node: object): string {
  const known = texts.get(node);
  if (known !== undefined) return known;
  const text = Array.isArray(node)
    ? `[${node.map((item: unknown) => textOf(item) ?? 'null').join(',')}]`
    : `{${Object.entries(node)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, item]: [string, unknown]) => {
          const inner = textOf(item);
          return inner === undefined ? [] : [`${JSON.stringify(name)}:${inner}`];
        })
        .join(',')}}`;
  if (Object.isFrozen(node)) texts.set(node, text);
  return text;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? canonical(value) : JSON.stringify(value);

export function sortedUnique<T extends object>(items: readonly T[]): readonly T[] {
  const byText = new Map(items.map((item) => [canonical(item), item]));
  return [...byText.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
