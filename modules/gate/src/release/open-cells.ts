import type { Check, Release } from '../ir/relation.ts';
import { CELLS_PER_PROBE } from '../print/print-probe.ts';
import { cellId, toCellValue, type Cell } from './cells.ts';

/** A cell with the checks that the first pass left open. */
export interface OpenCell {
  readonly cell: Cell;
  readonly open: readonly Check[];
}

/** Few cells are named in the statement; many are read off one pass over all, which costs less and leaves none out. */
export function cellsToName(asked: readonly OpenCell[]): readonly Cell['key'][] | null {
  return asked.length > CELLS_PER_PROBE ? null : asked.map((item) => item.cell.key);
}

/** Key of the cell that a row of an answer is about. */
export function keyOf(release: Release, row: readonly unknown[]): string {
  return cellId(
    release.input.input.dimensions.map((dimension, i) => toCellValue((row[i] ?? null) as never, dimension.type)),
  );
}

export const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];
