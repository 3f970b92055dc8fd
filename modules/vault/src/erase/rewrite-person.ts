import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineSession } from '@sluice/engines';
import { record } from '@sluice/ledger';
import { checker } from '../act-parts.ts';
import { literal } from '../ingest/quote-sql.ts';
import { openFiles } from '../open-epoch.ts';
import { dictionariesOf, segmentsOf } from '../present-batch.ts';
import { intendFiles, sealFile } from '../seal-segments.ts';
import type { SealedFile } from '../sealed-files.ts';
import {
  epochsOf,
  findSegments,
  forgetFiles,
  getBatch,
  insertSegments,
  markSegmentsDestroyed,
  settleFiles,
  updateBatch,
} from '../store.ts';
import { inTurn } from '../take-turns.ts';
import type { BatchRow, EpochRow, ErasureRow, FileKind } from '../tables.ts';
import type { VaultContext } from '../vault-context.ts';
import { countOf, PASS_DEADLINE_MS } from './find-person.ts';
import { segmentRow } from './hide-person.ts';
import { actOfErasure, openSubject } from './present-erasure.ts';
import {
  getErasure,
  hiddenIn,
  lockErasure,
  quarantinesOf,
  unfinishedErasures,
  updateErasure,
  updateManifest,
} from './store-erasure.ts';

/** A file that still holds the person, and how it is written again without him. */
interface Stale {
  readonly file: string;
  readonly kind: FileKind;
  readonly prefix: string;
  /** Batch that it is entered with. */
  readonly batch: BatchRow;
  readonly sql: (path: string) => string;
  readonly params: readonly string[];
}

interface Renewed extends Stale {
  readonly id: string;
  readonly rows: number;
  readonly sealed: SealedFile;
}

/** Rewrites what is due, the most urgent first. @returns how many were finished */
export async function finishErasures(v: VaultContext): Promise<number> {
  const open = await unfinishedErasures(v.db);
  for (const row of open) await rewritePerson(v, row.id);
  return open.length;
}

/**
 * Writes segments, dictionaries and quarantines again without the person, swaps them in the manifests in one commit, and
 * destroys the keys of the old ones. May be done again after a crash at any point.
 */
async function rewritePerson(v: VaultContext, id: string): Promise<void> {
  const erasure = await getErasure(v.db, id);
  await inTurn(v, erasure.resource_id, async () => {
    const row = await getErasure(v.db, id);
    if (row.state !== 'hidden') return;
    const doomed = row.subject === null ? (row.key_ids as readonly string[]) : await replaceFiles(v, row);
    v.crashPoint('person-rewritten');
    await destroyOld(v, row, doomed);
  });
}

async function replaceFiles(v: VaultContext, row: ErasureRow): Promise<readonly string[]> {
  const epochs = await epochsOf(v.db, row.resource_id);
  const live = epochs.filter((epoch) => epoch.state === 'live');
  const stale = await staleFiles(v, row, live);
  const renewed: Renewed[] = [];
  const folder = join(v.workFolder, `${row.id}-rewrite`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    for (const one of stale) renewed.push(await renew(v, one, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  v.crashPoint('person-files-written');
  return swap(v, row, epochs, renewed);
}

/** What live epochs name and quarantines hold; a file without the person stays as it is. */
async function staleFiles(v: VaultContext, row: ErasureRow, live: readonly EpochRow[]): Promise<readonly Stale[]> {
  const { key } = openSubject(v, row);
  const found: Stale[] = [];
  const named = [...new Set(live.flatMap(segmentsOf))];
  const hidden = new Set((await hiddenIn(v.db, named)).map((one) => one.segment_id));
  for (const segment of await findSegments(v.db, [...hidden])) {
    // Opened by the deletion vector: all of what is found there is what stays.
    const batch = await getBatch(v.db, segment.batch_id);
    found.push({ file: segment.id, kind: 'segment', prefix: 'seg', batch, sql: allOf, params: [] });
  }
  if (row.kind === 'erase')
    for (const epoch of live)
      for (const { field, file } of dictionariesOf(epoch))
        if (field === row.field && !found.some((one) => one.file === file))
          found.push({
            ...{ file, kind: 'dictionary', prefix: 'dic', batch: await getBatch(v.db, epoch.batch_id) },
            sql: (path) => `${allOf(path)} where key is distinct from $1`,
            params: [key],
          });
  for (const { batch, file } of await quarantinesOf(v.db, row.resource_id))
    found.push({
      ...{ file, kind: 'quarantine', prefix: 'qua', batch: await getBatch(v.db, batch) },
      sql: (path) => `${allOf(path)} where not contains(record, $1)`,
      params: [key],
    });
  return Promise.all(found.map(async (one) => ((await isStale(v, one)) ? [one] : []))).then((all) => all.flat());
}

const allOf = (path: string): string => `select * from read_parquet(${literal(path)})`;
const limits = { deadlineMs: PASS_DEADLINE_MS, maxRows: 10 };

async function isStale(v: VaultContext, one: Stale): Promise<boolean> {
  if (one.params.length === 0) return true;
  return withFile(v, one.file, undefined, async (session, path) => {
    const left = await session.run({ sql: `select count(*) from (${one.sql(path)})`, params: one.params }, limits);
    const all = await session.run({ sql: `select count(*) from read_parquet(${literal(path)})` }, limits);
    return countOf(left.rows) < countOf(all.rows);
  });
}

async function renew(v: VaultContext, one: Stale, folder: string): Promise<Renewed> {
  const id = v.ids.next<'file'>(one.prefix);
  await intendFiles(v, one.batch, [{ id, kind: one.kind }]);
  const to = join(folder, `${id}.parquet`);
  return withFile(v, one.file, folder, async (session, path) => {
    // COPY takes no parameters: the rows that stay go through a table of the session.
    const params = one.params.length === 0 ? {} : { params: one.params };
    await session.run({ sql: `create or replace temp table kept as ${one.sql(path)}`, ...params }, limits);
    const written = await session.run(
      { sql: `copy (from kept) to ${literal(to)} (format parquet, compression zstd)` },
      limits,
    );
    await session.run({ sql: 'drop table kept' }, limits);
    const sealed = await sealFile(v, id, to);
    await rm(to);
    return { ...one, id, rows: countOf(written.rows), sealed };
  });
}

async function withFile<T>(
  v: VaultContext,
  file: string,
  writable: string | undefined,
  work: (session: EngineSession, path: string) => Promise<T>,
): Promise<T> {
  const opened = await openFiles(v.cache, [file]);
  try {
    const session = await v.engine.open({
      readOnly: opened.files.map((one) => one.folder),
      ...(writable === undefined ? {} : { writable }),
    });
    try {
      return await work(session, opened.files[0]?.path ?? '');
    } finally {
      await session.close();
    }
  } finally {
    await opened.release();
  }
}

/** New files into the manifests, old ones out of them: from this commit on the old keys open nothing that is needed. */
async function swap(
  v: VaultContext,
  row: ErasureRow,
  epochs: readonly EpochRow[],
  renewed: readonly Renewed[],
): Promise<readonly string[]> {
  const to = new Map(renewed.map((one) => [one.file, one.id]));
  const live = epochs.filter((epoch) => epoch.state === 'live');
  const needed = new Set(live.flatMap((epoch) => filesOf(epoch).map((file) => to.get(file) ?? file)));
  const gone = epochs.filter((epoch) => epoch.state === 'erased').flatMap(filesOf);
  const doomed = [...new Set([...to.keys(), ...gone])].filter((file) => !needed.has(file));
  const segments = renewed.filter((one) => one.kind === 'segment');
  const changed = live.filter((epoch) => filesOf(epoch).some((file) => to.has(file)));
  const quarantines = renewed.filter((one) => one.kind === 'quarantine');
  await v.transact(async (tx) => {
    const { subject } = await lockErasure(tx, row.id);
    if (subject === null) return;
    await insertSegments(
      tx,
      segments.map((one) => segmentRow(one.batch, { id: one.id, rows: one.rows, ...one.sealed })),
    );
    for (const epoch of changed)
      await updateManifest(tx, epoch.id, {
        segments: segmentsOf(epoch).map((file) => to.get(file) ?? file),
        dictionaries: dictionariesOf(epoch).map((one) => ({ ...one, file: to.get(one.file) ?? one.file })),
      });
    for (const one of quarantines) await updateBatch(tx, one.batch.id, { quarantine_file: one.id });
    await settleFiles(
      tx,
      renewed.map((one) => one.id),
      'kept',
    );
    const ended = (await findSegments(tx, doomed)).filter((one) => one.state === 'live').map((one) => one.id);
    await markSegmentsDestroyed(tx, ended);
    // Nobody is named any more: what is left to do needs the ids of keys alone.
    await updateErasure(tx, row.id, { subject: null, key_ids: [...doomed] });
    const act = actOfErasure(v, row);
    record(tx, {
      ...act,
      type: 'vault.person-rewritten',
      actor: checker,
      subjects: [...act.subjects, ...changed.map((one) => ({ kind: 'epoch', id: one.id, rel: 'about' as const }))],
      rows: [
        ...act.rows,
        ...changed.map((one) => ({ table: 'vault.epoch', id: one.id })),
        ...[...segments.map((one) => one.id), ...ended].map((id) => ({ table: 'vault.segment', id })),
        ...quarantines.map((one) => ({ table: 'vault.batch', id: one.batch.id })),
      ],
      payload: {
        segments: segments.map((one) => ({
          segment: one.id,
          keyId: one.id,
          digest: one.sealed.sealedSha256,
          rows: one.rows,
        })),
        keyIds: [...doomed],
      },
    });
  });
  return doomed;
}

const filesOf = (epoch: EpochRow): readonly string[] => [
  ...segmentsOf(epoch),
  ...dictionariesOf(epoch).map((one) => one.file),
];

/** Workers, tombstone, keys, files, completion; each step may be done again. */
async function destroyOld(v: VaultContext, row: ErasureRow, doomed: readonly string[]): Promise<void> {
  for (const file of doomed) await v.cache.ban(file);
  if (doomed.length > 0)
    await v.keyFolder.bury({ destruction: row.id, at: v.clock.now().toISOString(), keyIds: doomed });
  for (const file of doomed) {
    await v.keys.destroy(file);
    v.crashPoint('old-key-destroyed');
    await v.files.destroy(file);
  }
  await v.transact(async (tx) => {
    const { state } = await lockErasure(tx, row.id);
    if (state !== 'hidden') return;
    await forgetFiles(tx, doomed);
    await updateErasure(tx, row.id, { state: 'finished', finished_at: tx.at });
    record(tx, {
      ...actOfErasure(v, row),
      type: 'vault.erasure-finished',
      actor: checker,
      payload: { kind: row.kind, keyIds: [...doomed] },
    });
  });
}
