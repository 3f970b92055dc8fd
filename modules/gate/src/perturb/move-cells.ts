import { createHmac } from 'node:crypto';
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
 * away. Means stay; tables need not add up. (Fraser, Wooton 2005; cell key method of the ABS and Eurostat.)
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
  if (typeof value !== 'number' || !MOVED.has(call.fn)) return value;
  const rows = cell.figure({ kind: 'contributors', aggregate: name });
  const key = cell.figure({ kind: 'cell-key', aggregate: name });
  const measure = call.fn === 'count' ? 'rows' : canonical([call.fn, call.argument, call.times ?? null]);
  const by = lookUp(table, call.fn === 'sum' ? rows : value, uniform(secret, `${measure}:${key}`));
  if (call.fn !== 'sum') return Math.max(0, value + by);
  return rows === 0 ? value : value * (1 + by / rows);
}

const MOVED: ReadonlySet<string> = new Set(['count', 'count-distinct', 'sum']);

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
