import type { FieldDefinition } from '@sluice/catalogue';
import type { FaultCount } from '../ingest/outcome.ts';
import type { Quality } from '../ingest/quality.ts';
import type { BatchRow } from '../tables.ts';
import { wordedRecordRule, wordedRules, type WordedRule } from './rule-sentences.ts';

export interface QualityPoint {
  readonly batchId: string;
  readonly epochId?: string;
  readonly at: string;
  readonly state: BatchRow['state'];
  readonly records: number;
  readonly quarantined: number;
  readonly quality?: Quality;
  readonly days?: number;
  readonly cycleDays?: number;
}

export interface QualityRule extends WordedRule {
  readonly broken: number;
  readonly share: number;
  readonly batchesBroken: number;
}

/** Measured time between deliveries against the declared cycle (COL-09). Days are real days, with two places. */
export interface Delay {
  readonly declaredDays?: number;
  readonly medianDays?: number;
  readonly worstDays?: number;
  readonly daysSinceLast?: number;
  readonly overdue: boolean;
}

export interface ResourceQuality {
  readonly resourceId: string;
  readonly score?: number;
  readonly periodDays: number;
  readonly latest?: QualityPoint;
  readonly trend: readonly QualityPoint[];
  readonly rules: readonly QualityRule[];
  readonly delay: Delay;
}

/** What a summary is made of; a batch row has all of it. */
export type QualityBatch = Pick<
  BatchRow,
  | 'id'
  | 'epoch_id'
  | 'received_at'
  | 'state'
  | 'records'
  | 'quarantined'
  | 'quality'
  | 'cycle_days'
  | 'faults'
  | 'corrects'
>;

const DAY_MS = 86_400_000;

/**
 * Score, trend and rules of a resource over its finished batches of a period (oldest first).
 * score = Σ records × score of the batch ÷ Σ records, over batches with a score
 */
export function summariseQuality(input: {
  readonly resourceId: string;
  readonly fields: readonly FieldDefinition[];
  readonly cycleDays: number | undefined;
  readonly batches: readonly QualityBatch[];
  readonly periodDays: number;
  readonly now: Date;
}): ResourceQuality {
  const { resourceId, fields, cycleDays, batches, periodDays, now } = input;
  const trend = batches.map((batch, at) => pointOf(batch, batches[at - 1]));
  const latest = trend.at(-1);
  const score = meanScore(trend);
  return {
    resourceId,
    ...(score === undefined ? {} : { score }),
    periodDays,
    ...(latest ? { latest } : {}),
    trend,
    rules: rulesOf(fields, batches),
    delay: delayOf(batches, cycleDays, now),
  };
}

function pointOf(batch: QualityBatch, before: QualityBatch | undefined): QualityPoint {
  return {
    batchId: batch.id,
    ...(batch.epoch_id === null ? {} : { epochId: batch.epoch_id }),
    at: batch.received_at.toISOString(),
    state: batch.state,
    records: batch.records ?? 0,
    quarantined: batch.quarantined ?? 0,
    ...(batch.quality === null ? {} : { quality: batch.quality as unknown as Quality }),
    ...(before ? { days: daysBetween(before.received_at, batch.received_at) } : {}),
    ...(batch.cycle_days === null ? {} : { cycleDays: batch.cycle_days }),
  };
}

function meanScore(trend: readonly QualityPoint[]): number | undefined {
  const scored = trend.flatMap(({ quality, records }) =>
    quality && records > 0 ? [{ score: quality.score, records }] : [],
  );
  const records = scored.reduce((sum, one) => sum + one.records, 0);
  if (records === 0) return undefined;
  return rounded(scored.reduce((sum, one) => sum + one.score * one.records, 0) / records, 10_000);
}

function rulesOf(fields: readonly FieldDefinition[], batches: readonly QualityBatch[]): readonly QualityRule[] {
  const faults = batches.map((batch) => batch.faults as unknown as readonly FaultCount[]);
  const newest = faults.at(-1) ?? [];
  const records = batches.at(-1)?.records ?? 0;
  const same = (rule: WordedRule) => (fault: FaultCount) => fault.rule === rule.rule && fault.field === rule.field;
  const recordRules = [...new Set(faults.flat().flatMap((fault) => (fault.field === undefined ? [fault.rule] : [])))];
  return [...wordedRules(fields), ...recordRules.toSorted().map(wordedRecordRule)].map((rule) => {
    const broken = newest.find(same(rule))?.rows ?? 0;
    return {
      ...rule,
      broken,
      share: records === 0 ? 0 : rounded(broken / records, 1_000_000),
      batchesBroken: faults.filter((one) => one.some(same(rule))).length,
    };
  });
}

/** A correction of a batch is no new delivery: it does not make the cycle look shorter. */
function delayOf(batches: readonly QualityBatch[], declared: number | undefined, now: Date): Delay {
  const arrivals = batches
    .filter((batch) => batch.state !== 'rejected' && batch.corrects === null)
    .map((b) => b.received_at);
  const gaps = arrivals
    .slice(1)
    .map((at, i) => daysBetween(arrivals[i] ?? at, at))
    .toSorted((a, b) => a - b);
  const last = arrivals.at(-1);
  const daysSinceLast = last && daysBetween(last, now);
  return {
    ...(declared === undefined ? {} : { declaredDays: declared }),
    ...(gaps.length === 0 ? {} : { medianDays: middle(gaps), worstDays: gaps.at(-1) ?? 0 }),
    ...(daysSinceLast === undefined ? {} : { daysSinceLast }),
    overdue: declared !== undefined && daysSinceLast !== undefined && daysSinceLast > declared,
  };
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : rounded((upper + (sorted[half - 1] ?? 0)) / 2, 100);
}

const daysBetween = (from: Date, to: Date): number => rounded((to.getTime() - from.getTime()) / DAY_MS, 100);
const rounded = (value: number, places: number): number => Math.round(value * places) / places;
