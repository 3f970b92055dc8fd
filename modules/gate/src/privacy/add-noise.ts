import type { EngineResult } from '@sluice/engines';
import type { Release } from '../ir/relation.ts';
import type { CellValue } from '../program-types.ts';
import { toCellValue, type Cell } from '../release/cells.ts';
import { toNumber } from './fraction.ts';
import { noiseOf, type Figure, type PrivatePlan } from './plan-privately.ts';
import type { NoiseSource } from './sample-noise.ts';

/**
 * Adds noise to every figure of every cell and shows the cells whose noisy number of rows reaches the threshold: a cell that
 * exists for one entity alone shows with a probability of at most δ. A total without dimensions always shows.
 */
export function addNoise(
  release: Release,
  plan: PrivatePlan,
  result: EngineResult,
  noise: NoiseSource,
): readonly Cell[] {
  const { dimensions } = release.input.input;
  const threshold = dimensions.length === 0 ? null : thresholdOf(plan);
  return result.rows.flatMap((row): readonly Cell[] => {
    const values = plan.figures.map((figure, i) => noisy(plan, figure, row[dimensions.length + i] ?? 0, noise));
    if (threshold !== null && (values[0] ?? 0) < threshold) return [];
    const key = dimensions.map((dimension, i) => toCellValue(row[i] ?? null, dimension.type));
    const aggregates = new Map(
      plan.aggregates.map(({ name, fn, of }): readonly [string, CellValue] => [name, valueOf(plan, fn, of, values)]),
    );
    return [{ key, aggregates, figure: () => 0 }];
  });
}

function noisy(plan: PrivatePlan, figure: Figure, value: unknown, noise: NoiseSource): number {
  const { variance, scale } = noiseOf(plan, figure);
  const drawn = plan.mode.mechanism === 'laplace' ? noise.laplace(scale) : noise.gaussian(variance);
  const exact = typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)));
  const counted = Number(exact + drawn);
  return figure.figure === 'sum' ? counted : Math.max(0, counted);
}

function valueOf(
  plan: PrivatePlan,
  fn: 'figure' | 'mean',
  of: readonly number[],
  values: readonly number[],
): CellValue {
  const [first = 0, second = 0] = of;
  const { range } = plan.figures[first] ?? {};
  const figure = inSteps(values[first] ?? 0, range?.step ?? 1);
  if (fn === 'figure') return figure;
  const mean = figure / Math.max(1, values[second] ?? 1);
  return Math.min(range?.most ?? mean, Math.max(range?.least ?? mean, mean));
}

/** Without the dust that a product with a decimal step leaves. */
const inSteps = (value: number, step: number): number => (step < 1 ? value / Math.round(1 / step) : value * step);

/**
 * Rows that a cell must show: those of one entity, and so much above that noise reaches it in one of at most so many cells
 * with a probability of δ. Tails: Gaussian exp(−x²/2σ²), Laplace exp(−x/b).
 */
export function thresholdOf(plan: PrivatePlan): number {
  const [rows] = plan.figures;
  if (!rows) return Infinity;
  const { rowsPerEntity, delta, mechanism } = plan.mode;
  const { variance, scale } = noiseOf(plan, rows);
  const tail = Math.log(rowsPerEntity / delta);
  const reach = mechanism === 'laplace' ? toNumber(scale) * tail : Math.sqrt(2 * toNumber(variance) * tail);
  return rowsPerEntity + 1 + Math.ceil(reach);
}
