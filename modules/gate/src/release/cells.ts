import type { EngineResult, EngineValue } from '@sluice/engines';
import type { ScalarType } from '../ir/expression.ts';
import type { EntityKey, Release } from '../ir/relation.ts';
import { entityName, keyName, type PrintedRelease, type ReleaseColumn } from '../print/print-release.ts';
import type { CellValue } from '../program-types.ts';

/** One row of the reduction as the engine computed it, before anything is decided. Stays inside the domain. */
export interface Cell {
  readonly key: readonly CellValue[];
  readonly aggregates: ReadonlyMap<string, CellValue>;
  figure(column: ReleaseColumn): number;
}

/** Reads the engine's answer into cells. */
export function readCells(release: Release, printed: PrintedRelease, result: EngineResult): readonly Cell[] {
  const { dimensions } = release.input.input;
  const at = new Map(printed.columns.map(({ at: index, ...column }) => [JSON.stringify(column), index]));
  const indexOf = (column: ReleaseColumn): number => at.get(JSON.stringify(column)) ?? -1;
  return result.rows.map((row) => ({
    key: dimensions.map((dimension) =>
      toCellValue(row[indexOf({ kind: 'dimension', name: dimension.name })] ?? null, dimension.type),
    ),
    aggregates: new Map(
      release.input.aggregates.map((aggregate) => [
        aggregate.name,
        tidy(toCellValue(row[indexOf({ kind: 'aggregate', name: aggregate.name })] ?? null, aggregate.call.type)),
      ]),
    ),
    figure: (column) => Number(row[indexOf(column)] ?? 0),
  }));
}

const DIGITS = 15;

/**
 * A figure to the digits that a floating number holds for certain: what lies behind them differs with the order in which
 * rows were added up, shows 0.000000000004 of a yuan that nobody spent, and would make two answers of one.
 */
const tidy = (value: CellValue): CellValue =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;

/** Rows of a support with a known key, from the first pass. */
export function supportRows(cell: Cell, support: string, key: EntityKey): number {
  return cell.figure({ kind: 'rows', support, key: keyName(key) });
}

export function supportBuckets(cell: Cell, support: string, key: EntityKey): number {
  return cell.figure({ kind: 'buckets', support, key: entityName(key) });
}

/** Engine values as results show them: whole numbers as numbers where they fit, dates as ISO text. */
export function toCellValue(value: EngineValue, type: ScalarType): CellValue {
  if (value === null) return null;
  switch (type) {
    case 'integer':
    case 'decimal': {
      const number = Number(value);
      return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : String(value);
    }
    case 'date':
      return String(value).slice(0, 10);
    case 'timestamp':
      return String(value).replace('T', ' ');
    case 'boolean':
      return value === true;
    case 'text':
      return String(value);
  }
}

/** Key of a cell as text, for maps. */
export const cellId = (key: readonly CellValue[]): string => JSON.stringify(key);
