import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FieldDefinition } from '@sluice/catalogue';
import { archiveToDelimited, jsonToDelimited, sheetToDelimited } from '@sluice/connectors';
import { isDomainError, type Reason } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { ingestFile, type IngestInput, type PreviousEpoch, type SegmentSink } from './ingest/ingest-file.ts';
import type { IngestOutcome } from './ingest/outcome.ts';
import { fieldNamed } from './ingest/read-header.ts';
import { checker, plainJson } from './act-parts.ts';
import { countBegun, forgetBegun, MOST_BEGUN } from './count-begun.ts';
import { commitBatch, type SealedOutputs } from './commit-batch.ts';
import { openFiles } from './open-epoch.ts';
import { dictionariesOf, presentBatch, segmentsOf, type BatchView } from './present-batch.ts';
import {
  currentEpochOf,
  forgetFiles,
  getBatch,
  lockBatch,
  settleFiles,
  unfinishedBatches,
  updateBatch,
} from './store.ts';
import { inTurn } from './take-turns.ts';
import { createSegmentSink, intendFiles, sealFile, type SealedSegment } from './seal-segments.ts';
import type { BatchRow, FileKind } from './tables.ts';
import type { VaultContext } from './vault-context.ts';

/**
 * Checks, types and seals a received batch and makes the epoch; does nothing when that is already done. May be called
 * again after a crash at any point: it starts from the sealed upload, and nothing is loaded twice.
 * Earlier batches of the same resource that still wait are processed first.
 */
export async function processBatch(v: VaultContext, batchId: string): Promise<BatchView> {
  const batch = await getBatch(v.db, batchId);
  await inTurn(v, batch.resource_id, () => processInOrder(v, batch));
  return presentBatch(await getBatch(v.db, batchId), undefined);
}

async function processInOrder(v: VaultContext, batch: BatchRow): Promise<void> {
  for (const id of await unfinishedBatches(v.db, batch.resource_id)) {
    await processOne(v, id);
    if (id === batch.id) return;
  }
}

async function processOne(v: VaultContext, id: string): Promise<void> {
  const batch = await begin(v, id);
  if (!batch) return;
  const folder = join(v.workFolder, id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const previous = await openPrevious(v, batch);
  const times = await countBegun(v, id);
  try {
    if (times <= MOST_BEGUN) await settle(v, batch, folder, previous);
    else await refuseBatch(v, batch, { code: 'vault.check-never-ends', params: { times: MOST_BEGUN } }, undefined);
  } finally {
    await previous?.release();
    await rm(folder, { recursive: true, force: true });
    v.progress.end(id);
    await forgetBegun(v, id);
  }
}

async function settle(
  v: VaultContext,
  batch: BatchRow,
  folder: string,
  previous: OpenedPrevious | undefined,
): Promise<void> {
  const segments = createSegmentSink(v, batch);
  let outcome: IngestOutcome;
  try {
    outcome = await ingest(v, batch, folder, previous, segments);
  } catch (error) {
    await segments.discard();
    v.givenUp.throwIfAborted();
    // A file that does not fit is refused with its reason; anything else is a failure and is tried again.
    if (!isDomainError(error) || error.kind !== 'invalid' || !/^(?:vault|connector)\./.test(error.code)) throw error;
    await refuseBatch(v, batch, { code: error.code, params: error.params }, undefined);
    return;
  }
  v.crashPoint('batch-checked');
  v.progress.phase(batch.id, 'sealing');
  const refusal = refusalOf(batch, outcome);
  if (refusal) await segments.discard();
  const sealed = await segments.finish();
  const outputs = await sealOutputs(v, batch, outcome, { refused: refusal !== undefined, segments: sealed });
  if (refusal) await refuseBatch(v, batch, refusal, { outcome, outputs });
  else await commitBatch(v, batch, outcome, outputs, previous?.epoch);
  v.crashPoint('epoch-committed');
  await removeUpload(v, batch);
}

/** Marks the batch as being checked; undefined when it is already finished. */
async function begin(v: VaultContext, id: string): Promise<BatchRow | undefined> {
  const { value } = await v.transact(async (tx) => {
    const batch = await lockBatch(tx, id);
    if (batch.state !== 'received') return batch.state === 'checking' ? batch : undefined;
    await updateBatch(tx, id, { state: 'checking' });
    record(tx, {
      type: 'vault.batch-checking',
      stream: `batch:${id}`,
      actor: checker,
      subjects: [{ kind: 'resource', id: batch.resource_id, rel: 'about' }],
      rows: [{ table: 'vault.batch', id }],
      ruleVersion: v.ruleVersion(batch.jurisdiction),
      payload: { fields: (batch.fields as unknown[]).length },
    });
    return { ...batch, state: 'checking' as const };
  });
  v.crashPoint('batch-checking');
  return value;
}

async function ingest(
  v: VaultContext,
  batch: BatchRow,
  folder: string,
  previous: PreviousEpoch | undefined,
  sink: SegmentSink,
): Promise<IngestOutcome> {
  const common = {
    fields: batch.fields as unknown as readonly FieldDefinition[],
    mode: batch.mode,
    ...(previous ? { previous } : {}),
    bucketKey: v.bucketKey,
    workFolder: folder,
    sink,
    signal: v.givenUp,
    ...(v.partBytes === undefined ? {} : { partBytes: v.partBytes }),
    onBytes: (bytes: number) => v.progress.count(batch.id, { bytes }),
    onRows: (rows: number) => v.progress.count(batch.id, { rows }),
    onRead: () => v.progress.phase(batch.id, 'indexing'),
  };
  v.progress.begin(batch.id, batch.bytes);
  return ingestFile(v.engine, { ...(await openSource(v, batch, folder)), ...common });
}

/** The upload as the engine reads it: delimited text, or Parquet where it lies. */
async function openSource(
  v: VaultContext,
  batch: BatchRow,
  folder: string,
): Promise<Pick<IngestInput, 'format' | 'source' | 'parquetPath'>> {
  const upload = batch.upload_file ?? '';
  const fields = batch.fields as unknown as readonly FieldDefinition[];
  const plain = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await pipeline(Readable.from(v.files.read(upload)), createWriteStream(path, { mode: 0o600 }), {
      signal: v.givenUp,
    });
    return path;
  };
  switch (batch.format) {
    case 'csv':
      return { format: 'csv', source: () => v.files.read(upload) };
    case 'json': {
      const columns = fields.map((field) => field.name);
      return { format: 'csv', source: () => jsonToDelimited(v.files.read(upload), columns) };
    }
    case 'parquet':
      return { format: 'parquet', parquetPath: await plain('upload.parquet') };
    case 'xlsx': {
      const path = await plain('upload.xlsx');
      const isColumn = (name: string): boolean => fieldNamed(name, fields) !== undefined;
      return { format: 'csv', source: () => sheetToDelimited(path, isColumn, v.givenUp) };
    }
    case 'zip': {
      const path = await plain('upload.zip');
      return { format: 'csv', source: () => archiveToDelimited(path) };
    }
  }
}

interface OpenedPrevious extends PreviousEpoch {
  readonly epoch: { readonly id: string; readonly segments: readonly string[] };
  release(): Promise<void>;
}

/** The last epoch: its dictionaries always, its segments when the batch continues it. */
async function openPrevious(v: VaultContext, batch: BatchRow): Promise<OpenedPrevious | undefined> {
  const epoch = await currentEpochOf(v.db, batch.resource_id);
  if (!epoch) return undefined;
  const segments = segmentsOf(epoch);
  const dictionaries = dictionariesOf(epoch);
  const opened = await openFiles(v.cache, [
    ...dictionaries.map((d) => d.file),
    ...(batch.mode === 'append' ? segments : []),
  ]);
  return {
    epoch: { id: epoch.id, segments },
    folders: opened.files.map((f) => f.folder),
    dictionaries: dictionaries.map((d, i) => ({ field: d.field, path: opened.files[i]?.path ?? '' })),
    segments: opened.files.slice(dictionaries.length).map((f) => f.path),
    release: opened.release,
  };
}

function refusalOf(batch: BatchRow, outcome: IngestOutcome): Reason | undefined {
  const { records, good } = outcome.rows;
  if (batch.expected_records !== null && batch.expected_records !== records)
    return { code: 'vault.records-differ', params: { expected: batch.expected_records, found: records } };
  if (records === 0) return { code: 'vault.no-rows' };
  if (batch.strict && outcome.rows.quarantined > 0)
    return { code: 'vault.structure-differs', params: { quarantined: outcome.rows.quarantined } };
  if (good === 0) return { code: 'vault.no-good-rows', params: { quarantined: outcome.rows.quarantined } };
  return undefined;
}

/** What came of the whole, sealed. A refused batch keeps its quarantine, so that it can be mended. */
async function sealOutputs(
  v: VaultContext,
  batch: BatchRow,
  outcome: IngestOutcome,
  done: { readonly refused: boolean; readonly segments: readonly SealedSegment[] },
): Promise<SealedOutputs> {
  const planned: { id: string; kind: FileKind; path: string; field: string }[] = [];
  const plan = (kind: FileKind, prefix: string, path: string, field = ''): void => {
    planned.push({ id: v.ids.next<'file'>(prefix), kind, path, field });
  };
  if (!done.refused)
    for (const dictionary of outcome.dictionaries) plan('dictionary', 'dic', dictionary.path, dictionary.field);
  if (outcome.quarantine !== undefined) plan('quarantine', 'qua', outcome.quarantine);
  const epochId = done.refused ? undefined : v.ids.next<'epoch'>('epo');
  const keys = epochId === undefined ? planned : [...planned, { id: epochId, kind: 'epoch-key' as const }];
  if (keys.length === 0) return { segments: [], dictionaries: [] };
  await intendFiles(v, batch, keys);
  if (epochId !== undefined) await v.keys.create(epochId);
  const sealed = [];
  for (const file of planned) sealed.push({ ...file, ...(await sealFile(v, file.id, file.path)) });
  const quarantine = sealed.find((s) => s.kind === 'quarantine');
  return {
    segments: done.segments,
    dictionaries: sealed.filter((s) => s.kind === 'dictionary').map((s) => ({ field: s.field, file: s.id })),
    ...(quarantine ? { quarantine: quarantine.id } : {}),
    ...(epochId === undefined ? {} : { epochId }),
  };
}

async function refuseBatch(
  v: VaultContext,
  batch: BatchRow,
  refusal: Reason,
  found: { outcome: IngestOutcome; outputs: SealedOutputs } | undefined,
): Promise<void> {
  await v.transact(async (tx) => {
    const { state } = await lockBatch(tx, batch.id);
    if (state !== 'checking') return;
    const rows = found?.outcome.rows;
    await updateBatch(tx, batch.id, {
      state: 'rejected',
      finished_at: tx.at,
      refusal: plainJson(refusal) as BatchRow['refusal'],
      ...(rows ? { records: rows.records, good: 0, quarantined: rows.records, blank_lines: rows.blankLines } : {}),
      ...(found ? { faults: plainJson(found.outcome.faults), warnings: plainJson(found.outcome.warnings) } : {}),
      ...(found?.outputs.quarantine === undefined ? {} : { quarantine_file: found.outputs.quarantine }),
    });
    if (found?.outputs.quarantine !== undefined) await settleFiles(tx, [found.outputs.quarantine], 'kept');
    if (batch.upload_file !== null) await settleFiles(tx, [batch.upload_file], 'doomed');
    record(tx, {
      type: 'vault.batch-refused',
      stream: `batch:${batch.id}`,
      actor: checker,
      subjects: [{ kind: 'resource', id: batch.resource_id, rel: 'about' }],
      rows: [{ table: 'vault.batch', id: batch.id }],
      ruleVersion: v.ruleVersion(batch.jurisdiction),
      payload: { code: refusal.code, rowsRead: rows?.records ?? 0 },
    });
  });
  if (!found) await removeUpload(v, batch);
}

/** The upload has served: its rows live in segments and quarantine. */
async function removeUpload(v: VaultContext, batch: BatchRow): Promise<void> {
  const file = batch.upload_file;
  if (file === null) return;
  await v.files.destroy(file);
  await v.transact((tx) => forgetFiles(tx, [file]));
}
