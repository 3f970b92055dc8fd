import { createHmac } from 'node:crypto';
import type { AggregateCall } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { NamedAggregate, Release } from '../ir/relation.ts';
import type { PerturbationTable } from '../privacy/release-mode.ts';
import type { CellValue } from '../program-types.ts';
import type { Cell } from '../release/cells.ts';
import { rowFor } from './check-table.ts';

const UNIT = 2 ** 48;

/**
 * Moves every count by a number that the cell's rows and the epoch's secret decide, and every sum in the same proportion: asked
 * again, in other words or inside another table, the same rows are moved the same way, so that nothing averages the noise
 * away. A mean is the moved sum by the moved count, for a mean as it is would say by its fraction how many they are; spreads
 * are moved like sums. Tables need not add up. (Fraser, Wooton 2005; cell key method of the ABS and Eurostat.)
 */
export function moveCells(
  release: Release,
  cells: readonly Cell[],
  table: PerturbationTable,
  secret: Uint8Array,
): readonly Cell[] {
  return cells.map((cell) => ({
    ...cell,
    aggregates: new Map(
      release.input.aggregates.map((aggregate) => [
        aggregate.name,
        moved(aggregate, cell.aggregates.get(aggregate.name) ?? null, cell, table, secret),
      ]),
    ),
  }));
}

function moved(
  { name, call }: NamedAggregate,
  value: CellValue,
  cell: Cell,
  table: PerturbationTable,
  secret: Uint8Array,
): CellValue {
  if (typeof value !== 'number') return value;
  const rows = cell.figure({ kind: 'contributors', aggregate: name });
  const key = cell.figure({ kind: 'cell-key', aggregate: name });
  const move = (measure: string, count: number): number => lookUp(table, count, uniform(secret, `${measure}:${key}`));
  const ofMeasure = (fn: AggregateCall['fn']): string => canonical([fn, call.argument, call.times ?? null]);
  const proportion = (fn: AggregateCall['fn']): number => (rows === 0 ? 1 : 1 + move(ofMeasure(fn), rows) / rows);
  switch (call.fn) {
    case 'count':
      return Math.max(0, value + move(ROWS, value));
    case 'count-distinct':
      return Math.max(0, value + move(ofMeasure(call.fn), value));
    case 'avg': {
      const count = rows + move(ROWS, rows);
      return count > 0 ? (value * rows * proportion('sum')) / count : null;
    }
    case 'sum':
    case 'variance':
    case 'stddev':
      return value * proportion(call.fn);
    case 'quantile':
      return value;
  }
}

/** What all counts of the same rows are moved by, whatever is counted in them. */
const ROWS = 'rows';

const uniform = (secret: Uint8Array, text: string): number =>
  createHmac('sha256', secret).update(text).digest().readUIntBE(0, 6) / UNIT;

/** The move whose share of the unit interval holds `at`. */
export function lookUp(table: PerturbationTable, count: number, at: number): number {
  let below = 0;
  const moves = rowFor(table, count)?.moves ?? [];
  for (const move of moves) {
    below += move.probability;
    if (at < below) return move.by;
  }
  return moves.at(-1)?.by ?? 0;
}
