import type { Params, Reason } from '@sluice/kernel';
import type { TextEncoding } from './decode-text.ts';
import type { Rule } from './rules.ts';
import type { EpochStatistics } from './statistics.ts';

/** How many records broke one rule. `field` is absent for faults of a whole record. */
export interface FaultCount {
  readonly field?: string;
  readonly rule: Rule;
  readonly rows: number;
}

export interface RowCounts {
  /** `good` + `quarantined`, checked for every batch. */
  readonly records: number;
  readonly good: number;
  readonly quarantined: number;
  readonly blankLines: number;
}

/** Figures that the quality score is computed from. */
export interface QualityFigures {
  readonly records: number;
  /** Records with any fault but a missing required value. */
  readonly inaccurate: number;
  readonly missingRequired: number;
  readonly requiredFields: number;
}

export interface KeyDictionary {
  readonly field: string;
  /** Parquet with `key`, `ord`, `mask`: all entities that the resource ever had, so that ordinals never change. */
  readonly path: string;
}

/** What a file turned into. Paths lie in the work folder and are plain: sealing comes next. */
export interface IngestOutcome {
  readonly format: 'csv' | 'parquet';
  readonly encoding?: TextEncoding;
  readonly rows: RowCounts;
  readonly faults: readonly FaultCount[];
  readonly warnings: readonly Reason[];
  readonly figures: QualityFigures;
  readonly segments: readonly { readonly path: string; readonly rows: number }[];
  readonly quarantine?: string;
  readonly dictionaries: readonly KeyDictionary[];
  /** Of the whole epoch: the new segments and, when appending, the earlier ones. Absent when no row was good. */
  readonly statistics?: EpochStatistics;
}

export const warning = (code: string, params: Params): Reason => ({ code, params });
