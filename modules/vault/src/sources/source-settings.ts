import type { HttpSource, NatsSource, S3Source, SftpSource, TableSource } from '@sluice/connectors';

type Columns = TableSource['columns'];

/** Databases, asked alike. */
export type TableKind = 'postgresql' | 'mysql' | 'sqlserver' | 'oracle' | 'dm';

/** What a source is, without its secret; kept as it was given. */
export type SourceSettings =
  | ({ readonly kind: TableKind; readonly zone?: string | undefined } & TableSource)
  | ({ readonly kind: 'http' } & HttpSource)
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 'sftp' } & SftpSource)
  | ({ readonly kind: 's3' } & S3Source)
  | ({ readonly kind: 'nats' } & NatsSource);

export interface SourceRow {
  id: string;
  resource_id: string;
  jurisdiction: string;
  source_body: string;
  title: string;
  kind: SourceSettings['kind'];
  mode: 'full' | 'append';
  settings: unknown;
  secret: Buffer | null;
  every_minutes: number | null;
  state: 'active' | 'paused';
  watermark: string | null;
  failures: number;
  created_by: string;
  created_at: Date;
  next_run_at: Date | null;
}

export type RunState = 'running' | 'succeeded' | 'nothing-new' | 'failed';

export interface SourceRunRow {
  id: string;
  source_id: string;
  started_at: Date;
  finished_at: Date | null;
  state: RunState;
  low: string | null;
  high: string | null;
  source_records: number | null;
  records: number | null;
  good: number | null;
  batch_id: string | null;
  reason: unknown;
  delay_ms: number | null;
}

export interface SourceView {
  readonly id: string;
  readonly resourceId: string;
  readonly title: string;
  readonly kind: SourceSettings['kind'];
  readonly mode: 'full' | 'append';
  readonly settings: Readonly<Record<string, unknown>>;
  readonly hasSecret: boolean;
  readonly everyMinutes?: number;
  readonly state: 'active' | 'paused';
  readonly watermark?: string;
  readonly failures: number;
  readonly createdAt: string;
  readonly nextRunAt?: string;
}

export interface SourceRunView {
  readonly id: string;
  readonly sourceId: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly state: RunState;
  readonly low?: string;
  readonly high?: string;
  readonly sourceRecords?: number;
  readonly records?: number;
  readonly good?: number;
  /** Source and target count the same; absent where the source does not count. */
  readonly agree?: boolean;
  readonly batchId?: string;
  readonly reason?: { readonly code: string; readonly params?: Readonly<Record<string, unknown>> };
  readonly delayMs?: number;
}

/** Leaves out what is not there. */
const present = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined));

export function presentSource(row: SourceRow): SourceView {
  return {
    id: row.id,
    resourceId: row.resource_id,
    title: row.title,
    kind: row.kind,
    mode: row.mode,
    settings: row.settings as Readonly<Record<string, unknown>>,
    hasSecret: row.secret !== null,
    state: row.state,
    failures: row.failures,
    createdAt: row.created_at.toISOString(),
    ...(present({
      everyMinutes: row.every_minutes,
      watermark: row.watermark,
      nextRunAt: row.next_run_at?.toISOString(),
    }) as Partial<SourceView>),
  };
}

export function presentRun(row: SourceRunRow): SourceRunView {
  return {
    id: row.id,
    sourceId: row.source_id,
    startedAt: row.started_at.toISOString(),
    state: row.state,
    ...(present({
      finishedAt: row.finished_at?.toISOString(),
      low: row.low,
      high: row.high,
      sourceRecords: row.source_records,
      records: row.records,
      good: row.good,
      agree: row.source_records === null || row.records === null ? undefined : row.source_records === row.records,
      batchId: row.batch_id,
      reason: row.reason,
      delayMs: row.delay_ms,
    }) as Partial<SourceRunView>),
  };
}

export const fieldsOf = (settings: SourceSettings): Columns => ('columns' in settings ? settings.columns : []);

/** Whether a run adds what is new since the last one, so that the runs together are the whole. */
export const isGrowing = (settings: SourceSettings): boolean =>
  settings.kind === 'nats' || ('growing' in settings && settings.growing !== undefined);
