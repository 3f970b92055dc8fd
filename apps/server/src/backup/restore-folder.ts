import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderFault, lockFolder, placeCluster, startEmbedded } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { createCheckpointStore, readPublicCheckpoint } from '@sluice/ledger';
import { readTombstones } from '@sluice/vault';
import { realClock } from '../ground.ts';
import { copyFile } from './copy-files.ts';
import { makeDurable } from './make-durable.ts';
import { withConnection } from './reach-folder.ts';
import { CHECKPOINTS, findBackup, readEscrow, TOMBSTONES, UNFINISHED, type ListedFile } from './layout.ts';
import { newestOf, standingOf, type KnownCheckpoint } from './known-checkpoint.ts';
import { databaseSize, succeedOrigin } from './new-origin.ts';
import { assertSettles, keepStatement, readOriginal, type NewerLog, type OriginalTold } from './settle-original.ts';
import { replayDestructions } from './replay-destructions.ts';

/** With what became of the original: a later checkpoint, a new origin, or a person's word that it is gone. */
export interface RestoreOptions extends OriginalTold {
  readonly from: string;
  readonly keysFrom: string;
  readonly into: string;
}

export interface Restored {
  readonly backup: string;
  readonly madeAt: string;
  readonly files: number;
  /** Keys that were in the backup's escrow and had been destroyed since: gone again before anything opened. */
  readonly destroyedKeys: number;
  /** Entries in the restored database, and under the newest checkpoint that is known. */
  readonly entries: number;
  readonly signed: number;
  /** The log was further than the database is: without a new origin it does not sign. */
  readonly behind: boolean;
  readonly newOrigin?: { readonly previous: string; readonly lostEntries: number };
}

/**
 * Brings a backup back into an empty folder: every file is held against the manifest, the manifest against the escrow;
 * destructions since are replayed before anything opens; the newest checkpoint that is known stands in the store, so that
 * a log that went back refuses to sign.
 * @throws DomainError `restore.target-not-empty` (conflict); `restore.no-backup`, `restore.keys-missing` (not-found);
 * `restore.keys-expired`, `restore.manifest-malformed`, `restore.manifest-changed`, `restore.file-damaged`,
 * `restore.file-missing`, `restore.original-unsettled`, `restore.newer-log-foreign`, `restore.newer-log-older`
 * (precondition); `ledger.checkpoint-not-found` (not-found); `ledger.log-diverged` (precondition) for a newer log that is
 * no log of ours
 */
export async function restoreFolder(options: RestoreOptions): Promise<Restored> {
  const { into, keysFrom } = options;
  if (existsSync(into) && readdirSync(into).length > 0)
    throw new DomainError('restore.target-not-empty', 'conflict', { folder: into });
  const newer = await readOriginal(options);
  const { folder, manifest, sha256 } = findBackup(options.from);
  const { folder: keys, escrow } = readEscrow(keysFrom, manifest.backup);
  if (escrow.manifestSha256 !== sha256)
    throw new DomainError('restore.manifest-changed', 'precondition', { backup: manifest.backup });
  if (new Date(escrow.expiresAt) <= realClock.now())
    throw new DomainError('restore.keys-expired', 'precondition', { backup: manifest.backup, at: escrow.expiresAt });
  const buried = new Set((await readTombstones(join(keysFrom, TOMBSTONES))).flatMap((one) => one.keyIds));
  const undo: (() => Promise<void>)[] = [];
  try {
    await mkdir(into, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await writeFile(join(into, UNFINISHED), manifest.backup);
    await bringKeys(keys, escrow.files, into, buried);
    const cluster = placeCluster(into);
    undo.push(async () => cluster.remove());
    await bringData(folder, manifest.files, into, cluster.data);
    if (newer && !options.newOrigin) await assertSettles(into, newer.checkpoint);
    await makeDurable(into);
    await makeDurable(cluster.data);
    cluster.hand();
  } catch (error) {
    // The folder was empty before: what was brought so far goes again.
    for (const step of undo) await step();
    for (const name of readdirIfThere(into)) await rm(join(into, name), { recursive: true, force: true });
    throw folderFault(error, into);
  }
  for (const path of readdirIfThere(join(keysFrom, TOMBSTONES)))
    await copyFile(join(keysFrom, TOMBSTONES, path), join(into, 'vault-keys', TOMBSTONES, path));
  const settled = await settle(options, newer, manifest.backup);
  await makeDurable(into);
  await rm(join(into, UNFINISHED));
  return { backup: manifest.backup, madeAt: manifest.madeAt, files: manifest.files.length, ...settled };
}

const readdirIfThere = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Data keys that were destroyed since may be missing in the escrow, and are not brought back where they are not. */
async function bringKeys(
  from: string,
  files: readonly ListedFile[],
  into: string,
  buried: ReadonlySet<string>,
): Promise<void> {
  for (const file of files) {
    const id = /^vault-keys\/segments\/(.+)\.key$/.exec(file.path)?.[1];
    if (id !== undefined && buried.has(id)) continue;
    await bring(join(from, file.path), join(into, file.path), file);
  }
}

async function bringData(from: string, files: readonly ListedFile[], into: string, data: string): Promise<void> {
  const placeOf = (path: string): string => {
    const [first = '', ...rest] = path.split('/');
    const below = rest.join('/');
    if (first === 'database') return join(data, below);
    if (first === 'log') return join(into, 'ledger', 'log', below);
    return first === 'rest' ? join(into, below) : join(into, path);
  };
  for (const file of files) await bring(join(from, file.path), placeOf(file.path), file);
}

async function bring(from: string, to: string, file: ListedFile): Promise<void> {
  const copied = await copyFile(from, to);
  if (!copied) throw new DomainError('restore.file-missing', 'precondition', { file: from });
  if (copied.sha256 !== file.sha256 || copied.bytes !== file.bytes)
    throw new DomainError('restore.file-damaged', 'precondition', { file: from });
}

/** With the database up for the first time: destructions, the checkpoint store, and a new origin where it was asked for. */
async function settle(
  options: RestoreOptions,
  newer: NewerLog | null,
  backup: string,
): Promise<Omit<Restored, 'backup' | 'madeAt' | 'files'>> {
  const { into } = options;
  const known = await knownCheckpoint(options, newer);
  const lock = lockFolder(into, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  try {
    const embedded = await startEmbedded({ lock });
    try {
      return await withConnection(embedded.appUrl, async (db) => {
        const destroyedKeys = await replayDestructions(db, into, newer?.folder);
        const entries = await databaseSize(db);
        const signed = known?.size ?? 0;
        const base = { destroyedKeys, entries, signed, behind: signed > entries };
        if (!options.newOrigin) {
          if (known) await createCheckpointStore(join(into, 'ledger', 'checkpoints')).compareAndSwap(null, known.note);
          await rememberTwin(options);
          if (options.originalIsGone === true && !newer && !base.behind) await keepStatement(into, backup, known);
          return base;
        }
        const newOrigin = await succeedOrigin(db, { into, backup, known, newerLog: newer?.folder });
        return { ...base, behind: false, newOrigin };
      });
    } finally {
      await embedded.stop();
    }
  } finally {
    lock.release();
  }
}

/** The SM3 twin, too, is not signed again below what it has signed, as far as anyone here knows. */
async function rememberTwin({ into, keysFrom }: RestoreOptions): Promise<void> {
  const folder = join(into, 'ledger', 'twin-checkpoints');
  if (!existsSync(folder)) return;
  const store = createCheckpointStore(folder);
  const note = await store.read();
  const own = note === null ? null : standingOf(note);
  const known = newestOf(own?.origin, [own, ...notedIn(keysFrom)]);
  if (own && known && known.size > own.size) await store.compareAndSwap(note, known.note);
}

const notedIn = (keysFrom: string): readonly (KnownCheckpoint | null)[] =>
  readdirIfThere(join(keysFrom, CHECKPOINTS)).map((name) =>
    standingOf(readFileSync(join(keysFrom, CHECKPOINTS, name), 'utf8')),
  );

/** The newest checkpoint of this log that anyone here knows: of the backup, of later backups, of the saved public files. */
async function knownCheckpoint(
  { into, keysFrom }: RestoreOptions,
  newer: NewerLog | null,
): Promise<KnownCheckpoint | null> {
  const own = await readPublicCheckpoint(join(into, 'ledger', 'log'));
  const later = newer?.checkpoint ?? null;
  return newestOf(own?.origin ?? later?.origin, [own, later, ...notedIn(keysFrom)]);
}
