import { createHash } from 'node:crypto';
import type { FieldDefinition } from '@sluice/catalogue';
import type { EntryRef, Tx } from '@sluice/database';
import { assertAllowed, canonicalJson, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { asActorRef, plainJson } from './act-parts.ts';
import { presentBatch, type BatchView, type GatherVia } from './present-batch.ts';
import { correctedLines, findSameBatch, forgetFiles, insertBatch, lockBatch, planFiles, settleFiles } from './store.ts';
import type { BatchFormat, BatchMode, BatchRow } from './tables.ts';
import type { Actor, VaultContext } from './vault-context.ts';

export const PROCESS_BATCH_QUEUE = 'vault.process-batch';

/** What the vault has to know of the resource that a file belongs to. */
export interface GatheredResource {
  readonly id: string;
  readonly jurisdiction: string;
  /** The source agency. */
  readonly ownerId: string;
  readonly systemId?: string | undefined;
  /** The object whose story it comes from, where that is no system: an approval, another version. */
  readonly origin?: { readonly kind: string; readonly id: string };
  readonly fields: readonly FieldDefinition[];
  /** Declared update cycle in days; undefined where it is irregular. */
  readonly cycleDays?: number | undefined;
}

export interface ReceiveBatchInput {
  readonly actor: Actor;
  readonly resource: GatheredResource;
  /** Route taken, decided from the kind of body and the profile (COL-07). */
  readonly route: { readonly via: GatherVia; readonly redirected: boolean };
  readonly filename: string;
  readonly mode: BatchMode;
  readonly stream: AsyncIterable<Uint8Array>;
  /** What the sender counted and summed, for reconciliation. */
  readonly expected?: { readonly records?: number | undefined; readonly sha256?: string | undefined };
  /** The run of a source that delivers it. */
  readonly runId?: string;
  /** What the sender asks to do: deliver what he gathers, or bring in what was approved by its digest (SOC-03). */
  readonly act?: 'batch.upload' | 'social-data.import';
  /** Taken as it was approved or not at all: a single record that does not fit refuses the file. */
  readonly strict?: boolean;
  /** Lines of another batch's quarantine that this one brings back. */
  readonly correction?: { readonly of: string; readonly lines: readonly number[] };
}

export interface ReceivedBatch {
  readonly data: BatchView;
  /** The same bytes came before: nothing was loaded again. */
  readonly repeated: boolean;
  readonly evidence: readonly EntryRef[];
}

/**
 * Takes a file in: sealed as it arrives, digested, and acknowledged once it is durable. Checking follows as a job.
 * The same bytes under the same definition are the same batch, however often and however simultaneously they come.
 * @throws DomainError a refusal of `batch.upload`; `vault.fields-missing` (precondition); `vault.file-empty`,
 * `vault.format-unsupported`, `vault.digest-differs` (invalid); `vault.upload-too-large` (limited).
 */
export async function receiveBatch(v: VaultContext, input: ReceiveBatchInput): Promise<ReceivedBatch> {
  const { resource } = input;
  assertMayUpload(v, input);
  if (resource.fields.length === 0) throw new DomainError('vault.fields-missing', 'precondition', { id: resource.id });
  const file = v.ids.next<'file'>('fil');
  await v.transact((tx) =>
    planFiles(tx, [{ id: file, kind: 'upload', batch_id: null, state: 'planned', planned_at: tx.at }]),
  );
  try {
    const upload = await takeIn(v, file, input);
    return await enter(v, input, file, upload);
  } catch (error) {
    await discard(v, file);
    throw error;
  }
}

/** @throws DomainError a refusal of `batch.upload` */
export function assertMayUpload(
  v: VaultContext,
  { actor, resource, act = 'batch.upload' }: Pick<ReceiveBatchInput, 'actor' | 'resource' | 'act'>,
): void {
  assertAllowed(
    v.policy.decide({
      actor,
      act,
      objectJurisdiction: resource.jurisdiction,
      ownerBody: resource.ownerId,
    }),
  );
}

/** So much of a file tells what it is. */
const HEAD_BYTES = 64;

interface Upload {
  readonly bytes: number;
  readonly sha256: string;
  readonly format: BatchFormat;
}

async function takeIn(v: VaultContext, file: string, input: ReceiveBatchInput): Promise<Upload> {
  const digest = createHash('sha256');
  let head = Buffer.alloc(0);
  let bytes = 0;
  const source = (async function* () {
    for await (const piece of input.stream) {
      bytes += piece.length;
      if (bytes > v.maxUploadBytes)
        throw new DomainError('vault.upload-too-large', 'limited', { maxBytes: v.maxUploadBytes });
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)]);
      digest.update(piece);
      yield piece;
    }
  })();
  await v.files.write(file, source);
  v.crashPoint('upload-written');
  if (bytes === 0) throw new DomainError('vault.file-empty', 'invalid');
  const sha256 = digest.digest('hex');
  const expected = input.expected?.sha256;
  if (expected !== undefined && expected !== sha256)
    throw new DomainError('vault.digest-differs', 'invalid', { expected, found: sha256 });
  return { bytes, sha256, format: formatOf(head) };
}

/** By content, not by name: names lie. What cannot be read is named as what it is. */
function formatOf(head: Buffer): BatchFormat {
  const magic = head.subarray(0, 4).toString('latin1');
  if (magic === 'PAR1') return 'parquet';
  // Office programs begin an archive with the list of its kinds or its relations.
  if (magic.startsWith('PK'))
    return /^(?:\[Content_Types\]|_rels\/|xl\/|docProps\/)/.test(head.subarray(30).toString('latin1')) ? 'xlsx' : 'zip';
  if (magic.startsWith('\x1f\x8b')) throw new DomainError('vault.format-unsupported', 'invalid', { format: 'gzip' });
  if (magic.startsWith('\xd0\xcf\x11\xe0'))
    throw new DomainError('vault.format-unsupported', 'invalid', { format: 'xls' });
  return /^(?:\xef\xbb\xbf)?\s*[[{]/.test(head.toString('latin1')) ? 'json' : 'csv';
}

async function enter(v: VaultContext, input: ReceiveBatchInput, file: string, upload: Upload): Promise<ReceivedBatch> {
  const { resource } = input;
  const fieldsDigest = createHash('sha256')
    .update(canonicalJson(plainJson(resource.fields)))
    .digest('hex');
  const same = await findSameBatch(v.db, resource.id, upload.sha256, fieldsDigest);
  if (same) return repeated(v, file, same);
  try {
    const { value, evidence } = await v.transact(async (tx) => {
      if (input.correction) await assertUncorrected(tx, input.correction);
      const row = newRow(v, input, file, upload, fieldsDigest, tx.at);
      await insertBatch(tx, row);
      await settleFiles(tx, [file], 'kept');
      tx.jobs.push({ queue: PROCESS_BATCH_QUEUE, data: { batchId: row.id }, singletonKey: row.id });
      record(tx, {
        type: 'vault.batch-received',
        stream: `batch:${row.id}`,
        actor: asActorRef(input.actor),
        subjects: [
          { kind: 'resource', id: resource.id, rel: 'about' },
          ...(input.correction ? [{ kind: 'batch', id: input.correction.of, rel: 'about' as const }] : []),
          ...(resource.origin ? [{ ...resource.origin, rel: 'uses' as const }] : []),
          ...(resource.systemId === undefined ? [] : [{ kind: 'system', id: resource.systemId, rel: 'uses' as const }]),
        ],
        rows: [{ table: 'vault.batch', id: row.id }],
        ruleVersion: v.ruleVersion(resource.jurisdiction),
        payload: {
          resource: resource.id,
          mode: input.mode,
          format: upload.format,
          bytes: upload.bytes,
          digest: upload.sha256,
          via: input.route.via,
          redirected: input.route.redirected,
          ...(input.correction ? { corrects: input.correction.of } : {}),
        },
      });
      return row;
    });
    v.crashPoint('batch-received');
    return { data: presentBatch(value, undefined), repeated: false, evidence };
  } catch (error) {
    // Two deliveries of the same file at once: the index lets one in, the other one is a repetition.
    const winner =
      error instanceof DomainError && error.code === 'database.unique'
        ? await findSameBatch(v.db, resource.id, upload.sha256, fieldsDigest)
        : undefined;
    if (!winner) throw error;
    return repeated(v, file, winner);
  }
}

/** Two corrections of one batch at once: the second one sees what the first one took. */
async function assertUncorrected(tx: Tx, { of, lines }: NonNullable<ReceiveBatchInput['correction']>): Promise<void> {
  await lockBatch(tx, of);
  const taken = await correctedLines(tx, of);
  const twice = lines.filter((line) => taken.has(line));
  if (twice.length > 0)
    throw new DomainError('vault.lines-corrected-already', 'conflict', { lines: twice.slice(0, 20).map(String) });
}

async function repeated(v: VaultContext, file: string, row: BatchRow): Promise<ReceivedBatch> {
  await discard(v, file);
  return { data: presentBatch(row, v.progress.share(row.id)), repeated: true, evidence: [] };
}

async function discard(v: VaultContext, file: string): Promise<void> {
  await v.files.destroy(file);
  await v.transact((tx) => forgetFiles(tx, [file]));
}

function newRow(
  v: VaultContext,
  input: ReceiveBatchInput,
  file: string,
  upload: Upload,
  fieldsDigest: string,
  at: Date,
): BatchRow {
  const { resource, route } = input;
  return {
    id: v.ids.next<'batch'>('bat'),
    resource_id: resource.id,
    jurisdiction: resource.jurisdiction,
    source_body: resource.ownerId,
    system_id: resource.systemId ?? null,
    filename: input.filename,
    mode: input.mode,
    format: upload.format,
    state: 'received',
    via: route.via,
    redirected: route.redirected,
    received_by: input.actor.person,
    received_at: at,
    finished_at: null,
    bytes: upload.bytes,
    sha256: upload.sha256,
    fields: plainJson(resource.fields),
    fields_digest: fieldsDigest,
    cycle_days: resource.cycleDays ?? null,
    expected_records: input.expected?.records ?? null,
    upload_file: file,
    quarantine_file: null,
    encoding: null,
    records: null,
    good: null,
    quarantined: null,
    blank_lines: null,
    faults: [],
    warnings: [],
    refusal: null,
    quality: null,
    epoch_id: null,
    strict: input.strict === true ? true : null,
    run_id: input.runId ?? null,
    corrects: input.correction?.of ?? null,
    corrected_lines: input.correction ? [...input.correction.lines] : null,
  };
}
