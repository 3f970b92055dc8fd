import { describe, expect, it } from 'vitest';
import { column, oneOf, value } from '../../ir/factories.ts';
import type { Dimension, Relation } from '../../ir/relation.ts';
import type { CellValue } from '../../program-types.ts';
import type { SupportFamily } from '../support-family.ts';
import { createGuesses } from './guess-identity.ts';

const scan: Relation = { node: 'scan', alias: 'v', table: 'v', resourceId: 'r', epochId: 'e' };
const level = { name: 'identity', kind: 'identity' } as const;
const place = column('v', 'place', 'text');
const sex = column('v', 'sex', 'text');
const dimension = (of: typeof place): Dimension => ({ name: of.field, column: of, level, type: 'text' });
const family = (
  dimensions: readonly Dimension[],
  keys: readonly (readonly CellValue[])[],
  at?: string,
): SupportFamily => ({
  relation: at === undefined ? scan : { node: 'filter', input: scan, predicate: oneOf(place, level, [value(at)]) },
  filter: null,
  notNull: null,
  dimensions,
  keys: [],
  cells: keys.map((key) => ({ key, rows: 10 })),
});

const table = family(
  [dimension(place), dimension(sex)],
  [
    ['A', 'f'],
    ['A', 'm'],
    ['B', 'f'],
    ['B', 'm'],
  ],
);

describe('combinations that may be zero', () => {
  it('PLT-07 a part is its total without the other parts', () => {
    const total = family([dimension(place)], [['A'], ['B']]);
    expect(createGuesses([total, table])(1, 1)).toEqual([
      [
        { family: 1, at: 1, factor: 1 },
        { family: 1, at: 0, factor: 1 },
        { family: 0, at: 0, factor: -1 },
      ],
    ]);
  });

  it('PLT-07 a total is its parts, of which one that stays is missing', () => {
    const parts = { ...table, cells: table.cells.slice(1) };
    expect(createGuesses([parts, family([dimension(place)], [['A']])])(1, 0)).toEqual([
      [
        { family: 1, at: 0, factor: 1 },
        { family: 0, at: 0, factor: -1 },
      ],
    ]);
  });

  it('PLT-07 a question with a condition is a cell of a table', () => {
    const asked = family([dimension(sex)], [['f'], ['m']], 'B');
    expect(createGuesses([table, asked])(1, 0)).toEqual([
      [
        { family: 1, at: 0, factor: 1 },
        { family: 0, at: 2, factor: -1 },
      ],
    ]);
  });

  it('PLT-07 a coarse cell is its fine ones, a fine one the coarse without the others, and a time its months', () => {
    const day = column('v', 'day', 'date');
    const at = (unit: 'month' | 'quarter'): Dimension => ({
      ...{ name: unit, column: day, type: 'date' },
      level: { name: unit, kind: 'date', unit },
    });
    const months = family(
      [dimension(place), at('month')],
      [
        ['A', '2024-01-01'],
        ['A', '2024-02-01'],
        ['A', '2024-04-01'],
        ['B', '2024-02-01'],
      ],
    );
    const quarters = family(
      [dimension(place), at('quarter')],
      [
        ['A', '2024-01-01'],
        ['A', '2024-04-01'],
      ],
    );
    expect(createGuesses([months, quarters])(1, 0)).toEqual([
      [
        { family: 1, at: 0, factor: 1 },
        { family: 0, at: 0, factor: -1 },
        { family: 0, at: 1, factor: -1 },
      ],
    ]);
    const days = { name: 'day', kind: 'date', unit: 'day' } as const;
    const since: SupportFamily = {
      ...family([dimension(place)], [['A']]),
      relation: {
        node: 'filter',
        input: scan,
        predicate: { predicate: 'range', column: day, level: days, from: '2024-02-01', below: null },
      },
    };
    expect(createGuesses([months, since])(1, 0)).toEqual([
      [
        { family: 1, at: 0, factor: 1 },
        { family: 0, at: 1, factor: -1 },
        { family: 0, at: 2, factor: -1 },
      ],
    ]);
    expect(createGuesses([quarters, months])(1, 1)).toEqual([
      [
        { family: 1, at: 1, factor: 1 },
        { family: 1, at: 0, factor: 1 },
        { family: 0, at: 0, factor: -1 },
      ],
    ]);
  });

  it('PLT-07 nothing is guessed of rows that the other does not tell apart', () => {
    const elsewhere = { ...table, notNull: sex };
    expect(createGuesses([elsewhere, family([dimension(place)], [['A']])])(1, 0)).toEqual([]);
    expect(createGuesses([family([dimension(sex)], [['f']]), family([dimension(sex)], [['f']], 'A')])(1, 0)).toEqual(
      [],
    );
  });
});
