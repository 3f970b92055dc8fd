import type { CellValue } from '../program-types.ts';

/** Re-identification figures of rows that would leave (PRD-06). */
export interface RiskFigures {
  readonly rows: number;
  /** Rows that look like no other in the columns somebody may know from elsewhere, as a share. */
  readonly unique: number;
  /** Rows in classes of fewer than k. */
  readonly belowK: number;
  /** Chance of whoever looks for one person that is there (prosecutor): of the smallest class, and on average. */
  readonly highest: number;
  readonly average: number;
  /** Whether a class of fewer than k is left. */
  readonly tooHigh: boolean;
}

/**
 * How well rows can be told apart by columns that somebody may know from elsewhere. Of nothing the risk is nothing. The figure
 * is about rows as they would leave; where several rows are of one person it is too low by as much.
 */
export function measureRisk(rows: readonly (readonly CellValue[])[], quasi: readonly number[], k: number): RiskFigures {
  const classes = new Map<string, number>();
  for (const row of rows) {
    const look = JSON.stringify(quasi.map((at) => row[at] ?? null));
    classes.set(look, (classes.get(look) ?? 0) + 1);
  }
  const sizes = [...classes.values()];
  const share = (count: number): number => (rows.length === 0 ? 0 : count / rows.length);
  const small = sizes.filter((size) => size < k);
  return {
    rows: rows.length,
    unique: share(sizes.filter((size) => size === 1).length),
    belowK: share(small.reduce((sum, size) => sum + size, 0)),
    highest: sizes.length === 0 ? 0 : 1 / Math.min(...sizes),
    average: share(sizes.length),
    tooHigh: small.length > 0,
  };
}
