import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@sluice/crypto';
import type { Connection } from '@sluice/database';
import {
  createLedgerWriter,
  openLogKeys,
  readPublicCheckpoint,
  readPublicEntries,
  record,
  type PublicEntry,
} from '@sluice/ledger';
import { createServerIds } from '../ground.ts';
import { openClock } from '../server-clock.ts';
import { copyFile, filesBelow } from './copy-files.ts';
import type { KnownCheckpoint } from './known-checkpoint.ts';
import { sha256Of } from './layout.ts';

export interface Succession {
  readonly into: string;
  readonly backup: string;
  readonly known: KnownCheckpoint | null;
  readonly newerLog?: string | undefined;
}

const restorer = { kind: 'system', part: 'restore' } as const;
const STREAM = 'log:succession';
const BATCH = 200;

/** Entries that the database's log holds. */
export async function databaseSize(db: Connection): Promise<number> {
  const { rows } = await db.pool.query<{ size: number }>('select size from ledger.head');
  return rows[0]?.size ?? 0;
}

/**
 * The way out of a log that went back: the next start signs under fresh keys and so under a new origin, whose first new
 * entries name the old origin with its last known checkpoint, and every entry of the old log that the database has lost,
 * marked "effect lost". The old log's public files are kept beside.
 */
export async function succeedOrigin(
  db: Connection,
  it: Succession,
): Promise<{ readonly previous: string; readonly lostEntries: number }> {
  const keyFolder = join(it.into, 'ledger-keys');
  const { keys, master } = await openLogKeys(keyFolder);
  const restoredSize = await databaseSize(db);
  const lost = it.newerLog === undefined ? [] : await lostEntries(db, it.newerLog, restoredSize);
  const clock = openClock(it.into, false);
  const { transact } = createLedgerWriter({ db, clock, ids: createServerIds(), master });
  const root = it.known?.note.split('\n')[2] ?? '';
  await transact(async (tx) => {
    record(tx, {
      type: 'system.origin-succeeded',
      stream: STREAM,
      actor: restorer,
      subjects: [],
      rows: [],
      ruleVersion: '1',
      payload: {
        backup: it.backup,
        previousOrigin: keys.origin,
        previousSize: it.known?.size ?? 0,
        previousRoot: root,
        checkpointDigest: sha256Of(Buffer.from(it.known?.note ?? '')),
        restoredSize,
        lostEntries: lost.length,
      },
    });
    return Promise.resolve();
  });
  for (let at = 0; at < lost.length; at += BATCH)
    await transact(async (tx) => {
      for (const one of lost.slice(at, at + BATCH)) recordLost(tx, keys.origin, one);
      return Promise.resolve();
    });
  await retireLog(it, keys.origin);
  return { previous: keys.origin, lostEntries: lost.length };
}

function recordLost(tx: Parameters<typeof record>[0], origin: string, one: PublicEntry): void {
  record(tx, {
    type: 'system.effect-lost',
    stream: STREAM,
    actor: restorer,
    subjects: one.entry.subjects.map(({ kind, id }) => ({ kind, id, rel: 'about' as const })),
    rows: [],
    ruleVersion: '1',
    payload: {
      origin,
      index: one.index,
      leafHash: toHex(one.leafHash),
      stream: one.entry.stream,
      type: one.entry.type,
      entry: Buffer.from(one.bytes).toString('utf8'),
    },
  });
}

/** Entries of the saved log that are neither in the database's log nor wait in its outbox. */
async function lostEntries(db: Connection, newerLog: string, from: number): Promise<readonly PublicEntry[]> {
  const checkpoint = await readPublicCheckpoint(newerLog);
  if (!checkpoint || checkpoint.size <= from) return [];
  const found: PublicEntry[] = [];
  for await (const one of readPublicEntries(newerLog, checkpoint, from)) found.push(one);
  const { rows } = await db.pool.query<{ id: string }>(
    'select entry_id as id from ledger.outbox where entry_id = any($1::text[])',
    [found.map((one) => one.entry.id)],
  );
  const waiting = new Set(rows.map((row) => row.id));
  return found.filter((one) => !waiting.has(one.entry.id));
}

/** Keys, checkpoints and public files of the old origin step aside; the next start makes new ones from the database. */
async function retireLog({ into, known, newerLog }: Succession, origin: string): Promise<void> {
  const name = origin.replaceAll(/[^\w.-]/g, '_');
  const previous = join(into, 'ledger', 'previous', name);
  const retired = join(into, 'ledger-keys', 'retired', name);
  await mkdir(retired, { recursive: true, mode: 0o700 });
  await mkdir(previous, { recursive: true, mode: 0o700 });
  // The payloads' key stays: entries of before are still to be opened. All else names or signs the old log.
  for (const entry of await readdir(join(into, 'ledger-keys'), { withFileTypes: true }))
    if (entry.isFile() && entry.name !== 'payload-master.key')
      await rename(join(into, 'ledger-keys', entry.name), join(retired, entry.name));
  for (const name of ['twin', 'twin-checkpoints'])
    if (existsSync(join(into, 'ledger', name))) await rename(join(into, 'ledger', name), join(previous, name));
  const log = join(into, 'ledger', 'log');
  if (newerLog !== undefined) {
    for (const path of await filesBelow(newerLog)) await copyFile(join(newerLog, path), join(previous, 'log', path));
    await rm(log, { recursive: true, force: true });
  } else if (existsSync(log)) await rename(log, join(previous, 'log'));
  await rm(join(into, 'ledger', 'checkpoints'), { recursive: true, force: true });
  if (known) await writeFile(join(previous, 'last-checkpoint'), known.note);
}
