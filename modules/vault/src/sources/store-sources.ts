import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { encoded } from '../store.ts';
import type { VaultTables } from '../tables.ts';
import type { SourceRow, SourceRunRow } from './source-settings.ts';

const tables = (db: Db) => db.q.withTables<VaultTables>();

export async function insertSource(tx: Tx, row: SourceRow): Promise<void> {
  await tables(tx).insertInto('vault.source').values(encoded(row)).execute();
}

export async function updateSource(tx: Tx, id: string, change: Partial<SourceRow>): Promise<void> {
  await tables(tx).updateTable('vault.source').set(encoded(change)).where('id', '=', id).execute();
}

/** @throws DomainError `vault.source-not-found` (not-found) */
export async function getSource(db: Db, id: string): Promise<SourceRow> {
  const row = await tables(db).selectFrom('vault.source').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('vault.source-not-found', 'not-found', { id });
  return row;
}

export async function sourcesOf(db: Db, resourceId: string): Promise<readonly SourceRow[]> {
  return tables(db)
    .selectFrom('vault.source')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('id')
    .execute();
}

/** Sources whose time has come, and those whose run a crash left open. */
export async function dueSources(db: Db, now: Date): Promise<readonly string[]> {
  const due = await tables(db)
    .selectFrom('vault.source')
    .select('id')
    .where('state', '=', 'active')
    .where('next_run_at', '<=', now)
    .orderBy('next_run_at')
    .execute();
  const open = await tables(db)
    .selectFrom('vault.source_run')
    .select('source_id')
    .where('state', '=', 'running')
    .execute();
  return [...new Set([...open.map((row) => row.source_id), ...due.map((row) => row.id)])];
}

export async function insertRun(tx: Tx, row: SourceRunRow): Promise<void> {
  await tables(tx).insertInto('vault.source_run').values(encoded(row)).execute();
}

export async function updateRun(tx: Tx, id: string, change: Partial<SourceRunRow>): Promise<void> {
  await tables(tx).updateTable('vault.source_run').set(encoded(change)).where('id', '=', id).execute();
}

export async function openRun(db: Db, sourceId: string): Promise<SourceRunRow | undefined> {
  return tables(db)
    .selectFrom('vault.source_run')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
}

export async function batchOfRun(db: Db, runId: string): Promise<string | undefined> {
  const row = await tables(db).selectFrom('vault.batch').select('id').where('run_id', '=', runId).executeTakeFirst();
  return row?.id;
}

export async function runsOf(
  db: Db,
  sourceId: string,
  page: number,
  size: number,
): Promise<{ readonly rows: readonly SourceRunRow[]; readonly total: number }> {
  const base = tables(db).selectFrom('vault.source_run').where('source_id', '=', sourceId);
  const rows = await base
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  const { total } = await base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}
