import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBasis, smallFactors } from './prime-field.ts';

/** Rank over the rationals by fractions of whole numbers: slow and obvious. */
function rank(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => row.map(BigInt));
  let found = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column += 1) {
    const at = left.findIndex((row, i) => i >= found && row[column] !== 0n);
    const pivot = left[at];
    if (!pivot) continue;
    [left[at], left[found]] = [left[found] ?? [], pivot];
    for (let i = found + 1; i < left.length; i += 1) {
      const [a, b] = [pivot[column] ?? 0n, left[i]?.[column] ?? 0n];
      left[i] = (left[i] ?? []).map((value, j) => value * a - (pivot[j] ?? 0n) * b);
    }
    found += 1;
  }
  return found;
}

const matrix = fc
  .integer({ min: 1, max: 7 })
  .chain((width) =>
    fc.array(fc.array(fc.constantFrom(0, 1), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }),
  );
const onesOf = (row: readonly number[]): readonly number[] => row.flatMap((value, i) => (value === 1 ? [i] : []));

describe('the span of released supports', () => {
  it('ENV-02 grows as the rank over the rationals does', () => {
    fc.assert(
      fc.property(matrix, (rows) => {
        const basis = createBasis(rows[0]?.length ?? 0, false);
        rows.forEach((row, i) => {
          const before = rank(rows.slice(0, i));
          expect(basis.reduce(onesOf(row)).independent).toBe(rank(rows.slice(0, i + 1)) > before);
          basis.add(onesOf(row), i);
        });
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('ENV-02 names a combination that gives the support exactly', () => {
    fc.assert(
      fc.property(matrix, (rows) => {
        const width = rows[0]?.length ?? 0;
        const basis = createBasis(width, true);
        rows.forEach((row, number) => {
          const { independent, made } = basis.reduce(onesOf(row));
          const factors = smallFactors(made, 64);
          if (!independent && factors) {
            const sum = Array.from({ length: width }, (_, j) =>
              [...factors].reduce((total, [other, factor]) => total + factor * (rows[other]?.[j] ?? 0), 0),
            );
            expect(sum).toEqual(row);
          }
          basis.add(onesOf(row), number);
        });
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});
