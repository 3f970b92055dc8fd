import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';
import pg from 'pg';
import { findPostmaster } from './postmaster.ts';

/** Copies one file of the cluster to a place below the backup; answers nothing where it has gone meanwhile. */
export type CopyFile = (from: string, name: string) => Promise<void>;

export interface BaseBackup {
  /** Content of `backup_label`: without it the copy must never be started. */
  readonly label: string;
  readonly startLsn: string;
  readonly stopLsn: string;
  readonly walFiles: number;
}

/** Folder of the embedded cluster of a data folder; it lies elsewhere where its account cannot enter the data folder. */
export function clusterFolder(folder: string): string {
  const elsewhere = join(folder, 'postgres-home.txt');
  const home = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : join(folder, 'postgres');
  return join(home, 'data');
}

/** Ends the embedded cluster of a data folder at once, without waiting: its next start recovers from its own log. */
export function quitCluster(folder: string): void {
  const postmaster = findPostmaster(clusterFolder(folder));
  if (postmaster) process.kill(postmaster.pid, 'SIGQUIT');
}

/**
 * Copies a running cluster by PostgreSQL's own low-level interface: `pg_backup_start`, the files as they are (torn pages
 * and all), `pg_backup_stop`, and the WAL between the two, which a temporary replication slot keeps from being recycled.
 * Works with any server; the embedded package has no pg_basebackup. Writers go on meanwhile.
 * @throws DomainError `database.not-running` (precondition), `database.backup-incomplete` (internal)
 */
export async function copyCluster(folder: string, copy: CopyFile): Promise<BaseBackup> {
  const data = clusterFolder(folder);
  const postmaster = findPostmaster(data);
  if (!postmaster?.ready) throw new DomainError('database.not-running', 'precondition', { folder });
  const { admin } = JSON.parse(readFileSync(join(folder, 'database-secrets.json'), 'utf8')) as { admin: string };
  const client = new pg.Client({
    host: '127.0.0.1',
    port: postmaster.port,
    user: 'postgres',
    password: admin,
    database: 'postgres',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await copyWhile(client, data, copy);
  } finally {
    // Ends the backup mode and the slot too, if anything failed on the way.
    await client.end();
  }
}

async function copyWhile(client: pg.Client, data: string, copy: CopyFile): Promise<BaseBackup> {
  const one = async (statement: string, values: readonly unknown[] = []): Promise<Record<string, string>> =>
    (await client.query<Record<string, string>>(statement, [...values])).rows[0] ?? {};
  await one('select pg_create_physical_replication_slot($1, true, true)', [`sluice_backup_${process.pid}`]);
  const { lsn: startLsn = '' } = await one("select pg_backup_start('sluice backup', true)::text as lsn");
  const { first = '' } = await one('select pg_walfile_name($1::pg_lsn) as first', [startLsn]);
  for (const name of await clusterFiles(data)) await copy(join(data, name), name);
  const stop = await one('select lsn::text, labelfile, pg_walfile_name(lsn) as last from pg_backup_stop(false)');
  const { lsn: stopLsn = '', labelfile: label = '', last = '' } = stop;
  const wal = (await readdir(join(data, 'pg_wal'))).filter((name) => isBetween(name, first, last)).toSorted();
  if (wal[0] !== first || wal.at(-1) !== last) throw new DomainError('database.backup-incomplete', 'internal');
  for (const name of wal) await copy(join(data, 'pg_wal', name), `pg_wal/${name}`);
  return { label, startLsn, stopLsn, walFiles: wal.length };
}

const isBetween = (name: string, first: string, last: string): boolean =>
  /^[0-9A-F]{24}$/.test(name) && name >= first && name <= last;

/** What a start makes anew, or what belongs to the running server alone. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['postmaster.pid', 'postmaster.opts', 'backup_label', 'tablespace_map'],
]);
const EMPTIED: readonly string[] = [
  ...['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'],
];

async function clusterFiles(data: string): Promise<readonly string[]> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(data.length + 1))
    .filter((name) => {
      const parts = name.split('/');
      const file = parts.at(-1) ?? '';
      return (
        !LEFT_OUT.has(name) &&
        !EMPTIED.includes(parts[0] ?? '') &&
        !parts.some((part) => part.startsWith('pgsql_tmp')) &&
        !file.startsWith('pg_internal.init')
      );
    })
    .toSorted();
}

/** Folders that PostgreSQL expects though a copy has nothing in them. */
export const CLUSTER_FOLDERS: readonly string[] = [
  ...EMPTIED,
  ...['pg_wal/archive_status', 'pg_wal/summaries', 'pg_commit_ts', 'pg_tblspc', 'pg_twophase', 'pg_stat'],
  ...['pg_logical', 'pg_logical/snapshots', 'pg_logical/mappings', 'pg_multixact/members', 'pg_multixact/offsets'],
];
