import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldDefinition } from '@sluice/catalogue';
import type { Tx } from '@sluice/database';
import type { EngineSession } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { asActorRef, checker, plainJson } from '../act-parts.ts';
import type { Written } from '../destroy/destruction-act.ts';
import type { EpochStatistics } from '../ingest/statistics.ts';
import { isEntityKey, runner, StatisticsTally } from '../ingest/statistics.ts';
import { literal } from '../ingest/quote-sql.ts';
import { openFiles } from '../open-epoch.ts';
import { dictionariesOf, segmentsOf } from '../present-batch.ts';
import { intendFiles, sealFile, type SealedSegment } from '../seal-segments.ts';
import { countsOf, sealStatistics } from '../seal-statistics.ts';
import {
  currentEpochOf,
  epochsOf,
  getBatch,
  insertEpoch,
  insertSegments,
  nextEpochNumber,
  setEpochState,
  settleFiles,
} from '../store.ts';
import { inTurn } from '../take-turns.ts';
import type { BatchRow, EpochRow, ErasureRow, SegmentRow } from '../tables.ts';
import type { Actor, VaultContext } from '../vault-context.ts';
import { ordinalOf, PASS_DEADLINE_MS, rowsWith, writeCorrected } from './find-person.ts';
import { leftIn } from './hidden-rows.ts';
import { actOfErasure, openSubject, type ErasureSubject } from './present-erasure.ts';
import { getErasure, insertHidden, lockErasure, updateErasure } from './store-erasure.ts';

/** So long may a hidden person's records still lie under a key that opens them. */
const REWRITE_WITHIN_MS = 24 * 3_600_000;

/** What is known of the person in the current data, before anything is changed. */
interface Found {
  readonly batch: BatchRow;
  readonly epoch: EpochRow;
  readonly ordinal: number;
  readonly rows: number;
  /** Segments of the current epoch with rows of the person. */
  readonly affected: readonly string[];
  readonly corrected: SealedSegment | undefined;
  readonly statistics: EpochStatistics | undefined;
}

/**
 * Takes the person out of the current data: in one commit a new epoch without his rows (or with the corrected ones), its
 * statistics counted anew, the deletion vector, and the end of every epoch that held him. The next query sees it.
 * @throws DomainError `vault.epoch-not-found`, `vault.person-not-held` (not-found), `vault.correction-faulty` (invalid)
 */
export function hidePerson(v: VaultContext, id: string, approver: Actor): Promise<Written<ErasureRow>> {
  return getErasure(v.db, id).then((erasure) =>
    inTurn(v, erasure.resource_id, async () => {
      const folder = join(v.workFolder, erasure.id);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        const found = await findInCurrent(v, erasure, openSubject(v, erasure), folder);
        const written = await commit(v, erasure, found, approver);
        v.crashPoint('person-hidden');
        return written;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
  );
}

async function findInCurrent(
  v: VaultContext,
  erasure: ErasureRow,
  subject: ErasureSubject,
  folder: string,
): Promise<Found> {
  const epoch = await currentEpochOf(v.db, erasure.resource_id);
  if (!epoch) throw new DomainError('vault.epoch-not-found', 'not-found', { id: erasure.resource_id });
  const batch = await getBatch(v.db, epoch.batch_id);
  const dictionary = dictionariesOf(epoch).find((one) => one.field === erasure.field);
  if (!dictionary) throw new DomainError('vault.person-not-held', 'not-found');
  const segments = segmentsOf(epoch);
  const opened = await openFiles(v.cache, [dictionary.file, ...segments]);
  try {
    const session = await v.engine.open({ readOnly: opened.files.map((f) => f.folder), writable: folder });
    try {
      const [names, ...files] = opened.files;
      const ordinal = await ordinalOf(session, names?.path ?? '', subject.key);
      if (ordinal === undefined) throw new DomainError('vault.person-not-held', 'not-found');
      const paths = new Map(segments.map((segment, i) => [segment, files[i]?.path ?? '']));
      return await measure(v, { erasure, subject, epoch, batch, ordinal, paths, folder }, session);
    } finally {
      await session.close();
    }
  } finally {
    await opened.release();
  }
}

interface Measured {
  readonly erasure: ErasureRow;
  readonly subject: ErasureSubject;
  readonly epoch: EpochRow;
  readonly batch: BatchRow;
  readonly ordinal: number;
  readonly paths: ReadonlyMap<string, string>;
  readonly folder: string;
}

async function measure(v: VaultContext, it: Measured, session: EngineSession): Promise<Found> {
  const { erasure, subject, epoch, batch, ordinal, paths, folder } = it;
  const { field } = erasure;
  const fields = batch.fields as unknown as readonly FieldDefinition[];
  const affected: string[] = [];
  let rows = 0;
  for (const [segment, path] of paths) {
    const here = await rowsWith(session, path, field, ordinal);
    if (here > 0) affected.push(segment);
    rows += here;
  }
  const common = { batch, epoch, ordinal, rows, affected };
  if (affected.length === 0) return { ...common, corrected: undefined, statistics: undefined };
  const file = join(folder, 'corrected.parquet');
  const from = affected.map((segment) => paths.get(segment) ?? '');
  const isCorrection = erasure.kind === 'correct';
  const count = isCorrection
    ? await writeCorrected(session, from, { field, ordinal }, fields, subject.changes ?? {}, file)
    : 0;
  if (isCorrection && count !== rows) throw new DomainError('vault.count-mismatch', 'internal', { rows, count });
  const tally = new StatisticsTally(runner(session, PASS_DEADLINE_MS), fields);
  await tally.begin();
  for (const [segment, path] of paths)
    await tally.add(
      affected.includes(segment) ? `(${leftIn(path, [{ field, ordinal }])})` : `read_parquet(${literal(path)})`,
    );
  if (isCorrection) await tally.add(`read_parquet(${literal(file)})`);
  const statistics = await tally.finish();
  if (statistics.rows !== epoch.rows - (isCorrection ? 0 : rows))
    throw new DomainError('vault.count-mismatch', 'internal', { id: epoch.id });
  return { ...common, statistics, corrected: isCorrection ? await sealCorrected(v, batch, file, count) : undefined };
}

async function sealCorrected(v: VaultContext, batch: BatchRow, path: string, rows: number): Promise<SealedSegment> {
  const id = v.ids.next<'file'>('seg');
  await intendFiles(v, batch, [{ id, kind: 'segment' }]);
  return { id, rows, ...(await sealFile(v, id, path)) };
}

async function commit(
  v: VaultContext,
  erasure: ErasureRow,
  found: Found,
  approver: Actor,
): Promise<Written<ErasureRow>> {
  const { batch, epoch, statistics, corrected, affected } = found;
  // Without rows of his in the current data only older epochs and files are left to be mended.
  const epochId = affected.length === 0 ? undefined : await intendEpoch(v, batch);
  const sealed = epochId === undefined ? null : await sealStatistics(v, epochId, statistics);
  v.crashPoint('before-person-hidden');
  const earlier = (await epochsOf(v.db, erasure.resource_id)).filter((one) => one.state === 'live');
  const committed = await v.transact(async (tx) => {
    const row = await lockErasure(tx, erasure.id);
    if (row.state !== 'requested') throw new DomainError('vault.erasure-settled', 'conflict', { state: row.state });
    if (corrected) await insertSegments(tx, [segmentRow(batch, corrected)]);
    const next =
      epochId === undefined
        ? undefined
        : await insertNext(v, tx, found, epochId, { statistics: statistics ?? countsOf(undefined), sealed });
    const hidden = affected.map((segment) => ({
      ...{ id: v.ids.next<'hidden'>('hid'), erasure_id: erasure.id, segment_id: segment },
      ...{ field: erasure.field, ordinal: found.ordinal },
    }));
    await insertHidden(tx, hidden);
    // Every epoch that may have held him; the current one stays where it did not.
    const ended = earlier.filter((one) => next !== undefined || one.id !== epoch.id);
    for (const one of ended) await setEpochState(tx, one.id, 'erased');
    const change = {
      ...({ state: 'hidden', approved_by: approver.person, hidden_at: tx.at, rows: found.rows } as const),
      due_at: new Date(tx.at.getTime() + REWRITE_WITHIN_MS),
      ...{ epoch_before: epoch.id, epoch_after: next?.id ?? epoch.id },
    };
    await updateErasure(tx, erasure.id, change);
    if (next) await announce(v, tx, found, next);
    const hiddenIds = hidden.map((one) => one.id);
    recordHidden(v, tx, { ...row, ...change }, { found, next, ended, hiddenIds, approver });
    return { ...row, ...change };
  });
  for (const segment of affected) await v.cache.renew(segment);
  return committed;
}

/** The new epoch in its own story, and with whoever keeps a note of what is current. */
async function announce(v: VaultContext, tx: Tx, found: Found, next: EpochRow): Promise<void> {
  recordEpoch(v, tx, found, next, found.corrected);
  await v.onEpoch(tx, checker, {
    ...{ resourceId: next.resource_id, epochId: next.id, rows: next.rows },
    quality: scoreOf(found.batch),
  });
}

function recordHidden(
  v: VaultContext,
  tx: Tx,
  row: ErasureRow,
  it: {
    readonly found: Found;
    readonly next: EpochRow | undefined;
    readonly ended: readonly EpochRow[];
    readonly hiddenIds: readonly string[];
    readonly approver: Actor;
  },
): void {
  const { found, next, ended, hiddenIds, approver } = it;
  const act = actOfErasure(v, row);
  record(tx, {
    ...act,
    type: 'vault.person-hidden',
    actor: asActorRef(approver),
    subjects: [
      ...act.subjects,
      ...ended.map((one) => ({ kind: 'epoch', id: one.id, rel: 'about' as const })),
      ...(next ? [{ kind: 'epoch', id: next.id, rel: 'for' as const }] : []),
    ],
    rows: [
      ...act.rows,
      ...hiddenIds.map((id) => ({ table: 'vault.hidden', id })),
      ...ended.map((one) => ({ table: 'vault.epoch', id: one.id })),
    ],
    payload: {
      ...{ kind: row.kind, ground: row.ground, epochs: ended.map((one) => one.id) },
      ...{ segments: found.affected.length, rows: found.rows, rewriteBy: row.due_at?.toISOString() ?? '' },
    },
  });
}

async function intendEpoch(v: VaultContext, batch: BatchRow): Promise<string> {
  const id = v.ids.next<'epoch'>('epo');
  await intendFiles(v, batch, [{ id, kind: 'epoch-key' }]);
  await v.keys.create(id);
  return id;
}

async function insertNext(
  v: VaultContext,
  tx: Tx,
  { epoch, corrected }: Found,
  id: string,
  counted: { readonly statistics: EpochStatistics; readonly sealed: Buffer | null },
): Promise<EpochRow> {
  const next: EpochRow = {
    ...epoch,
    id,
    number: await nextEpochNumber(tx, epoch.resource_id),
    created_at: tx.at,
    rows: counted.statistics.rows,
    segments: [...segmentsOf(epoch), ...(corrected ? [corrected.id] : [])],
    statistics: plainJson(countsOf(counted.statistics)),
    sealed_statistics: counted.sealed,
  };
  await insertEpoch(tx, next);
  await settleFiles(tx, [id, ...(corrected ? [corrected.id] : [])], 'kept');
  return next;
}

export function segmentRow(batch: BatchRow, sealed: SealedSegment): SegmentRow {
  return {
    id: sealed.id,
    resource_id: batch.resource_id,
    batch_id: batch.id,
    rows: sealed.rows,
    plain_bytes: sealed.plainBytes,
    sealed_bytes: sealed.sealedBytes,
    sealed_sha256: sealed.sealedSha256,
    state: 'live',
  };
}

function recordEpoch(
  v: VaultContext,
  tx: Tx,
  found: Found,
  next: EpochRow,
  corrected: SealedSegment | undefined,
): void {
  record(tx, {
    type: 'vault.epoch-committed',
    stream: `epoch:${next.id}`,
    actor: checker,
    subjects: [
      { kind: 'batch', id: next.batch_id, rel: 'uses' },
      { kind: 'epoch', id: found.epoch.id, rel: 'uses' },
      { kind: 'resource', id: next.resource_id, rel: 'about' },
    ],
    rows: [{ table: 'vault.epoch', id: next.id }, ...(corrected ? [{ table: 'vault.segment', id: corrected.id }] : [])],
    ruleVersion: v.ruleVersion(next.jurisdiction),
    payload: {
      resource: next.resource_id,
      batch: next.batch_id,
      segments: corrected
        ? [{ segment: corrected.id, keyId: corrected.id, digest: corrected.sealedSha256, rows: corrected.rows }]
        : [],
    },
  });
}

/** The delivery's quality is what it was: 0 to 1. */
const scoreOf = (batch: BatchRow): number => Number((batch.quality as { score?: number } | null)?.score ?? 0) / 100;

/** Fields by which a person can be named. */
export const entityKeysOf = (fields: readonly FieldDefinition[]): readonly string[] =>
  fields.filter(isEntityKey).map((field) => field.name);
