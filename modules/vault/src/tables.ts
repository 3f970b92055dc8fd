import type { Json, JsonObject } from '@sluice/kernel';
import type { SourceRow, SourceRunRow } from './sources/source-settings.ts';

export type BatchState = 'received' | 'checking' | 'sealed' | 'partly-quarantined' | 'rejected';
export type BatchMode = 'full' | 'append';
/** What was delivered, by its content. */
export type BatchFormat = 'csv' | 'parquet' | 'xlsx' | 'json' | 'zip';
export type FileKind = 'upload' | 'segment' | 'dictionary' | 'quarantine' | 'epoch-key' | 'workspace-key';
export type DestructionTarget = 'epoch' | 'resource' | 'workspace';
export type DestructionState = 'requested' | 'withdrawn' | 'destroying' | 'destroyed';

export interface BatchRow {
  id: string;
  resource_id: string;
  jurisdiction: string;
  source_body: string;
  system_id: string | null;
  filename: string;
  mode: BatchMode;
  format: BatchFormat;
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
  /** The batch whose quarantine this one corrects, and the lines of it. */
  corrects: string | null;
  corrected_lines: Json | null;
  /** Taken whole or not at all. */
  strict: true | null;
  /** The run of a source that delivered it. */
  run_id: string | null;
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
  /** Counts; the values of dimensions only where `sealed_statistics` is null. */
  statistics: Json;
  sealed_statistics: Buffer | null;
  /** `erased`: held somebody who was erased or corrected since; opened no more. */
  state: 'live' | 'destroying' | 'destroyed' | 'erased';
}

export interface ErasureRow {
  id: string;
  resource_id: string;
  jurisdiction: string;
  owner_body: string;
  kind: 'erase' | 'correct';
  field: string;
  subject: Buffer | null;
  ground: string;
  state: 'requested' | 'withdrawn' | 'hidden' | 'finished';
  requested_by: string;
  requested_at: Date;
  approved_by: string | null;
  hidden_at: Date | null;
  due_at: Date | null;
  finished_at: Date | null;
  rows: number | null;
  epoch_before: string | null;
  epoch_after: string | null;
  key_ids: Json;
}

/** One ordinal that is left out of one segment. */
export interface HiddenRow {
  id: string;
  erasure_id: string;
  segment_id: string;
  field: string;
  ordinal: number;
}

export interface WorkspaceRow {
  id: string;
  grant_id: string;
  jurisdiction: string;
  state: 'open' | 'destroying' | 'destroyed';
  opened_at: Date;
}

export interface DestructionRow {
  id: string;
  target_kind: DestructionTarget;
  target_id: string;
  owner_id: string;
  owner_body: string | null;
  jurisdiction: string;
  ground: string;
  ground_entry: string | null;
  requested_by: string | null;
  requested_at: Date;
  approvals: Json;
  state: DestructionState;
  epoch_ids: Json;
  key_ids: Json;
  ciphertexts: Json;
  retained: Json;
  completed_at: Date | null;
  escrowed_until: Date | null;
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
  'vault.workspace': WorkspaceRow;
  'vault.destruction': DestructionRow;
  'vault.erasure': ErasureRow;
  'vault.hidden': HiddenRow;
  'vault.source': SourceRow;
  'vault.source_run': SourceRunRow;
};
