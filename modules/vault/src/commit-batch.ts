import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { checker, plainJson } from './act-parts.ts';
import type { IngestOutcome } from './ingest/outcome.ts';
import { qualityOf, type Quality } from './ingest/quality.ts';
import type { SealedFile } from './sealed-files.ts';
import { countsOf, sealStatistics } from './seal-statistics.ts';
import {
  insertEpoch,
  insertSegments,
  lockBatch,
  nextEpochNumber,
  previousArrival,
  settleFiles,
  updateBatch,
} from './store.ts';
import type { BatchRow, EpochRow, SegmentRow } from './tables.ts';
import type { VaultContext } from './vault-context.ts';

/** Sealed and durable files of a batch that no manifest names yet. */
export interface SealedOutputs {
  readonly segments: readonly (SealedFile & { readonly id: string; readonly rows: number })[];
  readonly dictionaries: readonly { readonly field: string; readonly file: string }[];
  readonly quarantine?: string;
  /** The epoch that is to be made; its key exists. */
  readonly epochId?: string;
}

interface Continued {
  readonly id: string;
  readonly segments: readonly string[];
}

/** A checked batch on its way into the manifest. */
interface Checked {
  readonly batch: BatchRow;
  readonly outcome: IngestOutcome;
  readonly outputs: SealedOutputs;
  readonly quality: Quality;
  /** The epoch that an appended batch continues. */
  readonly continued: Continued | undefined;
  readonly ruleVersion: string;
}

/** The manifest commit: epoch, segments, batch and both entries, in one transaction. Does nothing the second time. */
export async function commitBatch(
  v: VaultContext,
  batch: BatchRow,
  outcome: IngestOutcome,
  outputs: SealedOutputs,
  previous: Continued | undefined,
): Promise<void> {
  const previousAt = await previousArrival(v.db, batch);
  const arrival =
    previousAt && batch.cycle_days !== null
      ? { previousAt, at: batch.received_at, cycleDays: batch.cycle_days }
      : undefined;
  const quality = qualityOf(outcome.figures, arrival, v.weights);
  const continued = batch.mode === 'append' ? previous : undefined;
  const checked = { batch, outcome, outputs, quality, continued, ruleVersion: v.ruleVersion(batch.jurisdiction) };
  const { epochId } = outputs;
  if (epochId === undefined) throw new DomainError('vault.epoch-key-missing', 'internal');
  const sealed = await sealStatistics(v, epochId, outcome.statistics);
  v.crashPoint('before-epoch-commit');
  await v.transact(async (tx) => {
    const { state } = await lockBatch(tx, batch.id);
    if (state !== 'checking') return;
    await insertSegments(tx, segmentRows(checked));
    const epoch = epochRow(checked, epochId, await nextEpochNumber(tx, batch.resource_id), tx.at);
    await insertEpoch(tx, { ...epoch, sealed_statistics: sealed });
    await updateBatch(tx, batch.id, finishedBatch(checked, epochId, tx.at));
    await settleOutputs(tx, checked);
    await v.onEpoch(tx, checker, {
      resourceId: batch.resource_id,
      epochId,
      rows: epoch.rows,
      quality: quality.score / 100,
    });
    recordAcceptance(tx, checked, epochId);
    recordEpoch(tx, checked, epochId);
  });
}

function segmentRows({ batch, outputs }: Checked): readonly SegmentRow[] {
  return outputs.segments.map((s) => ({
    id: s.id,
    resource_id: batch.resource_id,
    batch_id: batch.id,
    rows: s.rows,
    plain_bytes: s.plainBytes,
    sealed_bytes: s.sealedBytes,
    sealed_sha256: s.sealedSha256,
    state: 'live',
  }));
}

function epochRow({ batch, outcome, outputs, continued }: Checked, id: string, number: number, at: Date): EpochRow {
  return {
    id,
    resource_id: batch.resource_id,
    jurisdiction: batch.jurisdiction,
    number,
    batch_id: batch.id,
    mode: batch.mode,
    created_at: at,
    rows: outcome.statistics?.rows ?? outcome.rows.good,
    segments: [...(continued?.segments ?? []), ...outputs.segments.map((s) => s.id)],
    dictionaries: plainJson(outputs.dictionaries),
    statistics: plainJson(countsOf(outcome.statistics)),
    sealed_statistics: null,
    state: 'live',
  };
}

function finishedBatch({ outcome, outputs, quality }: Checked, epochId: string, at: Date): Partial<BatchRow> {
  const { rows } = outcome;
  return {
    state: rows.quarantined > 0 ? 'partly-quarantined' : 'sealed',
    finished_at: at,
    encoding: outcome.encoding ?? null,
    records: rows.records,
    good: rows.good,
    quarantined: rows.quarantined,
    blank_lines: rows.blankLines,
    faults: plainJson(outcome.faults),
    warnings: plainJson(outcome.warnings),
    quality: plainJson(quality) as BatchRow['quality'],
    quarantine_file: outputs.quarantine ?? null,
    epoch_id: epochId,
  };
}

async function settleOutputs(tx: Tx, { batch, outputs }: Checked): Promise<void> {
  const kept = [
    ...outputs.segments.map((s) => s.id),
    ...outputs.dictionaries.map((d) => d.file),
    ...(outputs.epochId === undefined ? [] : [outputs.epochId]),
  ];
  await settleFiles(tx, outputs.quarantine === undefined ? kept : [...kept, outputs.quarantine], 'kept');
  if (batch.upload_file !== null) await settleFiles(tx, [batch.upload_file], 'doomed');
}

function recordAcceptance(tx: Tx, { batch, outcome, ruleVersion }: Checked, epochId: string): void {
  const { records, good, quarantined } = outcome.rows;
  record(tx, {
    type: 'vault.batch-accepted',
    stream: `batch:${batch.id}`,
    actor: checker,
    subjects: [
      { kind: 'resource', id: batch.resource_id, rel: 'about' },
      { kind: 'epoch', id: epochId, rel: 'for' },
    ],
    rows: [{ table: 'vault.batch', id: batch.id }],
    ruleVersion,
    payload: { epoch: epochId, rowsRead: records, rowsAccepted: good, rowsQuarantined: quarantined },
  });
}

function recordEpoch(tx: Tx, { batch, outputs, continued, ruleVersion }: Checked, epochId: string): void {
  record(tx, {
    type: 'vault.epoch-committed',
    stream: `epoch:${epochId}`,
    actor: checker,
    subjects: [
      { kind: 'batch', id: batch.id, rel: 'uses' },
      ...(continued ? [{ kind: 'epoch', id: continued.id, rel: 'uses' as const }] : []),
      { kind: 'resource', id: batch.resource_id, rel: 'about' },
    ],
    rows: [
      { table: 'vault.epoch', id: epochId },
      ...outputs.segments.map((s) => ({ table: 'vault.segment', id: s.id })),
    ],
    ruleVersion,
    payload: {
      resource: batch.resource_id,
      batch: batch.id,
      segments: outputs.segments.map((s) => ({ segment: s.id, keyId: s.id, digest: s.sealedSha256, rows: s.rows })),
    },
  });
}
