import type { Effort } from './climb-polytope.ts';
import { takeTurns } from './take-turns.ts';

const SMALL = 1e-9;
/** Largest table of equations that is held: eight bytes each. */
const MOST_HELD = 40_000_000;

/**
 * How the unknowns of equations may move: each as a linear function of a few free steps. All equations have right-hand
 * sides that the true values fulfil, so that steps of zero are the truth.
 */
export interface FreeMoves {
  readonly free: number;
  /** Of each unknown its coefficients over the free steps. */
  readonly coefficients: readonly Float64Array[];
}

/**
 * Solves equations whose coefficients are 1 by elimination. It grows with the square of the unknowns and the equations
 * together: it is counted, and others get their turn.
 * @param most entries of the answer; of more none is made
 * @returns null where the effort does not do or the table is too large
 */
export async function freeMoves(
  unknowns: number,
  equations: readonly (readonly number[])[],
  effort: Effort,
  most: number,
): Promise<FreeMoves | null> {
  if (Math.min(equations.length, unknowns) * unknowns > MOST_HELD) return null;
  const basis = new Map<number, Float64Array>();
  const others = takeTurns(effort);
  for (const members of equations) {
    if (effort.left <= 0) return null;
    await others();
    effort.left -= unknowns;
    const row = new Float64Array(unknowns);
    for (const member of members) row[member] = 1;
    const subtract = (from: Float64Array, other: Float64Array, factor: number): void => {
      if (factor === 0) return;
      effort.left -= unknowns;
      subtractTimes(from, other, factor);
    };
    for (const [pivot, other] of basis) subtract(row, other, row[pivot] ?? 0);
    const pivot = row.reduce((best, value, i) => (Math.abs(value) > Math.abs(row[best] ?? 0) ? i : best), 0);
    const lead = row[pivot] ?? 0;
    if (Math.abs(lead) < SMALL) continue;
    for (let i = 0; i < unknowns; i += 1) row[i] = tidy((row[i] ?? 0) / lead);
    for (const other of basis.values()) subtract(other, row, other[pivot] ?? 0);
    basis.set(pivot, row);
  }
  const steps = Array.from({ length: unknowns }, (_, i) => i).filter((i) => !basis.has(i));
  if (unknowns * steps.length > most) return null;
  const coefficients = Array.from({ length: unknowns }, (_, i) => {
    const row = basis.get(i);
    return Float64Array.from(steps, (step) => (row ? -(row[step] ?? 0) : step === i ? 1 : 0));
  });
  return { free: steps.length, coefficients };
}

function subtractTimes(from: Float64Array, row: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i += 1) from[i] = tidy((from[i] ?? 0) - factor * (row[i] ?? 0));
}

const tidy = (value: number): number => (Math.abs(value) < SMALL ? 0 : value);
