import type { PerturbationTable } from '../privacy/release-mode.ts';

const NEARLY = 1e-9;

/** What is wrong with a perturbation table, by the row's `from`; none where it may be used. */
export function checkTable(table: PerturbationTable): readonly { readonly from: number; readonly fault: TableFault }[] {
  const found = table.flatMap(({ from, moves }, i) => {
    const faults: TableFault[] = [];
    const before = table[i - 1];
    if (before && before.from >= from) faults.push('order');
    if (moves.some((move) => !Number.isInteger(move.by) || move.probability < 0)) faults.push('moves');
    if (Math.abs(moves.reduce((sum, move) => sum + move.probability, 0) - 1) > NEARLY) faults.push('sum');
    if (Math.abs(moves.reduce((sum, move) => sum + move.probability * move.by, 0)) > NEARLY) faults.push('bias');
    if (moves.some((move) => move.probability > 0 && from + move.by < 0)) faults.push('negative');
    return faults.map((fault) => ({ from, fault }));
  });
  return table.length === 0 || (table[0]?.from ?? 1) > 0 ? [{ from: 0, fault: 'order' }, ...found] : found;
}

/** Out of order or not from 0, no whole moves, probabilities that are not 1, a mean that is not 0, counts below 0. */
export type TableFault = 'order' | 'moves' | 'sum' | 'bias' | 'negative';

/** Variance of a row's moves: what the reader of an answer is told. */
export function varianceAt(table: PerturbationTable, count: number): number {
  return (rowFor(table, count)?.moves ?? []).reduce((sum, move) => sum + move.probability * move.by ** 2, 0);
}

export const rowFor = (table: PerturbationTable, count: number): PerturbationTable[number] | undefined =>
  table.findLast((row) => row.from <= count);
