import type { QualityFigures } from './outcome.ts';

/** QUA-03: 准确性、完整性、时效性 of one batch. Shares between 0 and 1, the score between 0 and 100. */
export interface Quality {
  readonly score: number;
  readonly accuracy: number;
  readonly completeness: number;
  readonly timeliness?: number;
}

/** How far each property counts; a city may set its own. */
export interface QualityWeights {
  readonly accuracy: number;
  readonly completeness: number;
  readonly timeliness: number;
}

export const defaultWeights: QualityWeights = { accuracy: 0.4, completeness: 0.4, timeliness: 0.2 };

/** When the data came against when it was due. */
export interface Arrival {
  readonly previousAt: Date;
  readonly at: Date;
  readonly cycleDays: number;
}

const DAY_MS = 86_400_000;

/**
 * accuracy = 1 − records with a fault other than a missing required value ÷ records
 * completeness = 1 − missing required values ÷ (records × required fields); 1 where no field is required
 * timeliness = 1 when the batch came within the declared cycle, else cycle ÷ days since the previous batch; absent
 *   without a previous batch or a declared cycle
 * score = 100 × weighted mean of those that are known
 * All rounded to four places, so that equal inputs give equal texts.
 */
export function qualityOf(
  figures: QualityFigures,
  arrival: Arrival | undefined,
  weights: QualityWeights = defaultWeights,
): Quality {
  const accuracy = figures.records === 0 ? 1 : 1 - figures.inaccurate / figures.records;
  const cells = figures.records * figures.requiredFields;
  const completeness = cells === 0 ? 1 : 1 - figures.missingRequired / cells;
  const timeliness = arrival && timelinessOf(arrival);
  const parts = [
    { value: accuracy, weight: weights.accuracy },
    { value: completeness, weight: weights.completeness },
    ...(timeliness === undefined ? [] : [{ value: timeliness, weight: weights.timeliness }]),
  ];
  const weight = parts.reduce((sum, p) => sum + p.weight, 0);
  const score = (100 * parts.reduce((sum, p) => sum + p.value * p.weight, 0)) / weight;
  return {
    score: round(score),
    accuracy: round(accuracy),
    completeness: round(completeness),
    ...(timeliness === undefined ? {} : { timeliness: round(timeliness) }),
  };
}

function timelinessOf({ previousAt, at, cycleDays }: Arrival): number {
  const days = (at.getTime() - previousAt.getTime()) / DAY_MS;
  return days <= cycleDays ? 1 : cycleDays / days;
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
