import type { Json, JsonObject } from '@sluice/kernel';

export type BatchState = 'received' | 'checking' | 'sealed' | 'partly-quarantined' | 'rejected';
export type BatchMode = 'full' | 'append';
export type FileKind = 'upload' | 'segment' | 'dictionary' | 'quarantine';

export interface BatchRow {
  id: string;
  resource_id: string;
  jurisdiction: string;
  source_body: string;
  system_id: string | null;
  filename: string;
  mode: BatchMode;
  format: 'csv' | 'parquet';
  state: BatchState;
  via: string;
  redirected: boolean;
  received_by: string;
  received_at: Date;
  finished_at: Date | null;
  bytes: number;
  sha256: string;
  fields: Json;
  fields_digest: string;
  cycle_days: number | null;
  expected_records: number | null;
  upload_file: string | null;
  quarantine_file: string | null;
  encoding: string | null;
  records: number | null;
  good: number | null;
  quarantined: number | null;
  blank_lines: number | null;
  faults: Json;
  warnings: Json;
  refusal: JsonObject | null;
  quality: JsonObject | null;
  epoch_id: string | null;
}

export interface SegmentRow {
  id: string;
  resource_id: string;
  batch_id: string;
  rows: number;
  plain_bytes: number;
  sealed_bytes: number;
  sealed_sha256: string;
  state: 'live' | 'destroyed';
}

export interface EpochRow {
  id: string;
  resource_id: string;
  jurisdiction: string;
  number: number;
  batch_id: string;
  mode: BatchMode;
  created_at: Date;
  rows: number;
  segments: Json;
  dictionaries: Json;
  statistics: Json;
  state: 'live' | 'destroying' | 'destroyed';
}

export interface FileRow {
  id: string;
  kind: FileKind;
  batch_id: string | null;
  state: 'planned' | 'kept' | 'doomed';
  planned_at: Date;
}

export type VaultTables = {
  'vault.batch': BatchRow;
  'vault.segment': SegmentRow;
  'vault.epoch': EpochRow;
  'vault.file': FileRow;
};
