import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { toHex } from '@sluice/crypto';
import { clusterFolder, copyCluster, type BaseBackup } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { copyLog, copyTwin } from '@sluice/ledger';
import { realClock } from '../ground.ts';
import { twinFoldersIn } from '../open-ledger.ts';
import { openVaultKeys } from '../open-vault-keys.ts';
import { reachFolder } from './reach-folder.ts';
import { copyFile, createCopies, filesBelow, type Copies } from './copy-files.ts';
import { makeDurable } from './make-durable.ts';
import {
  CHECKPOINTS,
  ESCROW,
  KEY_FOLDERS,
  MANIFEST,
  readEscrow,
  SECRET_FILES,
  sha256Of,
  TOMBSTONES,
  type EscrowManifest,
  type Manifest,
} from './layout.ts';

export interface BackUpOptions {
  readonly dataFolder: string;
  /** Where data goes, each backup in a folder of its own. */
  readonly to: string;
  /** Where keys go: never in the same place. */
  readonly keysTo: string;
  /** Days after which the escrowed keys expire, and are removed by the next backup. */
  readonly keepKeysDays: number;
  readonly databaseUrl?: string | undefined;
  readonly keyService?: string | undefined;
}

export interface BackedUp {
  readonly backup: string;
  readonly folder: string;
  /** As the manifest lists them: what a restore holds against it. */
  readonly files: number;
  readonly bytes: number;
  readonly logSize: number;
  readonly keysFolder: string;
  readonly keysExpireAt: string;
  /** Escrows whose time was over and that were removed. */
  readonly keysRemoved: readonly string[];
}

const DAY_MS = 86_400_000;
/** Made anew, the running server's own, or kept apart. */
const NOT_DATA: ReadonlySet<string> = new Set([
  ...KEY_FOLDERS,
  ...SECRET_FILES,
  ...['postgres', 'postgres.log', 'postgres-home.txt', 'initdb.log', 'vault', 'ledger', 'logs', 'memory', 'witness'],
  ...['server.lock', 'server.lock-journal', 'holder.json', '.writable'],
]);

/**
 * Backs up an installation, running or stopped: log files as they stand under one checkpoint, sealed files, the database
 * with its WAL, settings; and its keys, apart, for a bounded time. Nothing in the first folder opens anything.
 * @throws DomainError `backup.no-installation` (not-found), `backup.external-database` (precondition),
 * `backup.keys-not-apart`, `backup.inside-data` (invalid), `database.disk-full` (unavailable)
 */
export async function backUpFolder(options: BackUpOptions): Promise<BackedUp> {
  const { dataFolder, to, keysTo } = options;
  assertPlaces(options);
  const reached = await reachFolder(dataFolder);
  try {
    const madeAt = realClock.now();
    const backup = `backup-${madeAt.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;
    const expiresAt = new Date(madeAt.getTime() + options.keepKeysDays * DAY_MS).toISOString();
    const folder = join(to, backup);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Before the first key is copied: a certificate of this moment must already count this copy.
    const keys = await openVaultKeys(dataFolder, options.keyService);
    const keysFolder = join(keysTo, backup);
    await keys.addEscrow({ backup, madeAt: madeAt.toISOString(), expiresAt, folder: resolve(keysFolder) });
    const copies = createCopies(folder);
    const { manifest, manifestSha256, checkpoint, twin } = await copyData({ dataFolder, copies, backup, madeAt });
    await copyKeys({ options, keysFolder, backup, madeAt, expiresAt, manifestSha256, checkpoint, twin });
    const files = copies.files.length;
    await makeDurable(folder);
    await makeDurable(keysTo);
    // Last: a folder without it is no backup.
    await copies.write(MANIFEST, Buffer.from(manifest));
    await makeDurable(folder);
    return {
      backup,
      folder,
      files,
      bytes: copies.files.reduce((sum, file) => sum + file.bytes, 0),
      logSize: checkpoint?.size ?? 0,
      keysFolder,
      keysExpireAt: expiresAt,
      keysRemoved: await removeExpired(keysTo, madeAt),
    };
  } finally {
    await reached.release();
  }
}

function assertPlaces({ dataFolder, to, keysTo, databaseUrl }: BackUpOptions): void {
  if (databaseUrl !== undefined) throw new DomainError('backup.external-database', 'precondition');
  if (!existsSync(clusterFolder(dataFolder)))
    throw new DomainError('backup.no-installation', 'not-found', { folder: dataFolder });
  if (within(to, keysTo) || within(keysTo, to))
    throw new DomainError('backup.keys-not-apart', 'invalid', { to, keysTo });
  for (const folder of [to, keysTo])
    if (within(dataFolder, folder)) throw new DomainError('backup.inside-data', 'invalid', { folder });
}

/** Whether a folder is another one or lies below it. */
const within = (outer: string, inner: string): boolean => {
  const path = relative(resolve(outer), resolve(inner));
  return path === '' || !(path.startsWith('..') || path.startsWith('/'));
};

interface DataParts {
  readonly dataFolder: string;
  readonly copies: Copies;
  readonly backup: string;
  readonly madeAt: Date;
}

/** Log first: a database that holds less than a signed checkpoint could never sign again. Sealed files before and after. */
async function copyData({ dataFolder, copies, backup, madeAt }: DataParts) {
  const checkpoint = await copyLog(join(dataFolder, 'ledger', 'log'), (path, bytes) =>
    copies.write(`log/${path}`, bytes),
  );
  // The twin too: it grows a moment after the log does, and what is behind its checkpoint could not sign either.
  const twin = await copyTwin(twinFoldersIn(dataFolder), (path, bytes) => copies.write(`ledger/${path}`, bytes));
  await copySealed(dataFolder, copies);
  const database: BaseBackup = await copyCluster(dataFolder, (from, name) => copies.copy(from, `database/${name}`));
  await copies.write('database/backup_label', Buffer.from(database.label));
  await copySealed(dataFolder, copies);
  for (const name of await readdir(dataFolder)) {
    if (NOT_DATA.has(name)) continue;
    const below = await filesBelow(join(dataFolder, name)).catch(() => undefined);
    for (const path of below ?? []) await copies.copy(join(dataFolder, name, path), `rest/${name}/${path}`);
    if (below === undefined) await copies.copy(join(dataFolder, name), `rest/${name}`);
  }
  const manifest: Manifest = {
    format: 'sluice-backup-1',
    backup,
    madeAt: madeAt.toISOString(),
    log: checkpoint && { origin: checkpoint.origin, size: checkpoint.size, root: toHex(checkpoint.root) },
    database: { label: 'database/backup_label', startLsn: database.startLsn, stopLsn: database.stopLsn },
    files: [...copies.files],
  };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  return { manifest: text, manifestSha256: sha256Of(Buffer.from(text)), checkpoint, twin };
}

async function copySealed(dataFolder: string, copies: Copies): Promise<void> {
  for (const name of await filesBelow(join(dataFolder, 'vault')))
    if (name.endsWith('.sealed') && !copies.has(`vault/${name}`))
      await copies.copy(join(dataFolder, 'vault', name), `vault/${name}`);
}

interface KeyParts {
  readonly options: BackUpOptions;
  readonly keysFolder: string;
  readonly backup: string;
  readonly madeAt: Date;
  readonly expiresAt: string;
  readonly manifestSha256: string;
  readonly checkpoint: { readonly note: string } | null;
  readonly twin: { readonly note: string } | null;
}

async function copyKeys(it: KeyParts): Promise<void> {
  const { dataFolder, keysTo } = it.options;
  await mkdir(keysTo, { recursive: true, mode: 0o700 });
  await chmod(keysTo, 0o700);
  const copies = createCopies(it.keysFolder);
  for (const folder of KEY_FOLDERS)
    for (const path of await filesBelow(join(dataFolder, folder)))
      await copies.copy(join(dataFolder, folder, path), `${folder}/${path}`);
  for (const file of SECRET_FILES)
    if (existsSync(join(dataFolder, file))) await copies.copy(join(dataFolder, file), file);
  const escrow: EscrowManifest = {
    format: 'sluice-escrow-1',
    backup: it.backup,
    madeAt: it.madeAt.toISOString(),
    expiresAt: it.expiresAt,
    manifestSha256: it.manifestSha256,
    files: [...copies.files],
  };
  await copies.write(ESCROW, Buffer.from(`${JSON.stringify(escrow, null, 1)}\n`));
  // For all backups: what was destroyed so far, and how far the log had come.
  for (const path of await filesBelow(join(dataFolder, 'vault-keys', TOMBSTONES)))
    await copyFile(join(dataFolder, 'vault-keys', TOMBSTONES, path), join(keysTo, TOMBSTONES, path));
  const shared = createCopies(keysTo);
  if (it.checkpoint) await shared.write(`${CHECKPOINTS}/${it.backup}`, Buffer.from(it.checkpoint.note));
  if (it.twin) await shared.write(`${CHECKPOINTS}/${it.backup}.twin`, Buffer.from(it.twin.note));
}

/** Keys whose time is over go; tombstones and checkpoints stay. */
async function removeExpired(keysTo: string, now: Date): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(keysTo)) {
    if (!existsSync(join(keysTo, name, ESCROW))) continue;
    if (new Date(readEscrow(keysTo, name).escrow.expiresAt) > now) continue;
    await rm(join(keysTo, name), { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}
