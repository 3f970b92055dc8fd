import type { Reason } from '@sluice/kernel';
import type { FaultCount, RowCounts } from './ingest/outcome.ts';
import type { Quality } from './ingest/quality.ts';
import type { EpochStatistics } from './ingest/statistics.ts';
import type { BatchFormat, BatchMode, BatchRow, BatchState, EpochRow } from './tables.ts';

export interface BatchView {
  readonly id: string;
  readonly resourceId: string;
  readonly jurisdiction: string;
  readonly sourceBody: string;
  readonly filename: string;
  readonly mode: BatchMode;
  readonly format: BatchFormat;
  readonly state: BatchState;
  readonly route: { readonly via: GatherVia; readonly redirected: boolean };
  readonly receivedAt: string;
  readonly finishedAt?: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly encoding?: string;
  readonly rows?: RowCounts;
  readonly faults: FaultCount[];
  readonly refusal?: Reason;
  readonly warnings: Reason[];
  readonly quality?: Quality;
  readonly epochId?: string;
  readonly progress?: number;
  readonly corrects?: string;
}

/** Ways of gathering (COL-07), as the profile names them. */
export type GatherVia = 'authority' | 'sector-authority' | 'enterprise-zone';

export interface EpochView {
  readonly id: string;
  readonly resourceId: string;
  readonly number: number;
  readonly createdAt: string;
  readonly batchId: string;
  readonly mode: BatchMode;
  readonly rows: number;
  readonly segments: number;
  readonly entities: {
    readonly field: string;
    readonly entities: number;
    readonly maxRows: number;
    readonly nullRows: number;
  }[];
  readonly current: boolean;
  readonly state: 'live' | 'destroying' | 'destroyed';
}

export function presentBatch(row: BatchRow, progress: number | undefined): BatchView {
  return {
    id: row.id,
    resourceId: row.resource_id,
    jurisdiction: row.jurisdiction,
    sourceBody: row.source_body,
    filename: row.filename,
    mode: row.mode,
    format: row.format,
    state: row.state,
    route: { via: row.via as GatherVia, redirected: row.redirected },
    receivedAt: row.received_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    bytes: row.bytes,
    sha256: row.sha256,
    ...(row.encoding === null ? {} : { encoding: row.encoding }),
    ...(row.records === null
      ? {}
      : {
          rows: {
            records: row.records,
            good: row.good ?? 0,
            quarantined: row.quarantined ?? 0,
            blankLines: row.blank_lines ?? 0,
          },
        }),
    faults: row.faults as unknown as FaultCount[],
    ...(row.refusal === null ? {} : { refusal: row.refusal as unknown as Reason }),
    warnings: row.warnings as unknown as Reason[],
    ...(row.quality === null ? {} : { quality: row.quality as unknown as Quality }),
    ...(row.epoch_id === null ? {} : { epochId: row.epoch_id }),
    ...(progress === undefined ? {} : { progress }),
    ...(row.corrects === null ? {} : { corrects: row.corrects }),
  };
}

export function presentEpoch(row: EpochRow, current: boolean): EpochView {
  const statistics = statisticsOf(row);
  return {
    id: row.id,
    resourceId: row.resource_id,
    number: row.number,
    createdAt: row.created_at.toISOString(),
    batchId: row.batch_id,
    mode: row.mode,
    rows: row.rows,
    segments: segmentsOf(row).length,
    entities: statistics.entities.map(({ field, entities, maxRows, nullRows }) => ({
      field,
      entities,
      maxRows,
      nullRows,
    })),
    current,
    state: row.state === 'erased' ? 'destroyed' : row.state,
  };
}

export const statisticsOf = (row: EpochRow): EpochStatistics => row.statistics as unknown as EpochStatistics;
export const segmentsOf = (row: EpochRow): readonly string[] => row.segments as readonly string[];
export const dictionariesOf = (row: EpochRow): readonly { readonly field: string; readonly file: string }[] =>
  row.dictionaries as unknown as readonly { readonly field: string; readonly file: string }[];
