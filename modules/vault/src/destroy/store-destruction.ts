import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { encoded } from '../store.ts';
import type { DestructionRow, DestructionTarget, VaultTables, WorkspaceRow } from '../tables.ts';

const tables = (db: Db) => db.q.withTables<VaultTables>();

export async function insertDestruction(tx: Tx, row: DestructionRow): Promise<void> {
  await tables(tx).insertInto('vault.destruction').values(encoded(row)).execute();
}

export async function updateDestruction(tx: Tx, id: string, change: Partial<DestructionRow>): Promise<void> {
  await tables(tx).updateTable('vault.destruction').set(encoded(change)).where('id', '=', id).execute();
}

/** @throws DomainError `vault.destruction-not-found` (not-found) */
export async function getDestruction(db: Db, id: string): Promise<DestructionRow> {
  const row = await tables(db).selectFrom('vault.destruction').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('vault.destruction-not-found', 'not-found', { id });
  return row;
}

/** @throws DomainError `vault.destruction-not-found` (not-found) */
export async function lockDestruction(tx: Tx, id: string): Promise<DestructionRow> {
  const query = tables(tx).selectFrom('vault.destruction').selectAll().where('id', '=', id).forUpdate();
  const row = await query.executeTakeFirst();
  if (!row) throw new DomainError('vault.destruction-not-found', 'not-found', { id });
  return row;
}

/** The one that is asked for or under way. */
export async function openDestruction(
  db: Db,
  kind: DestructionTarget,
  target: string,
): Promise<DestructionRow | undefined> {
  return tables(db)
    .selectFrom('vault.destruction')
    .selectAll()
    .where('target_kind', '=', kind)
    .where('target_id', '=', target)
    .where('state', 'in', ['requested', 'destroying'])
    .executeTakeFirst();
}

export async function destructionsUnderWay(db: Db): Promise<readonly DestructionRow[]> {
  const query = tables(db).selectFrom('vault.destruction').selectAll().where('state', '=', 'destroying');
  return query.orderBy('requested_at').orderBy('id').execute();
}

export async function pageOfDestructions(
  db: Db,
  jurisdiction: string,
  page: number,
  size: number,
): Promise<{ readonly rows: readonly DestructionRow[]; readonly total: number }> {
  const base = tables(db).selectFrom('vault.destruction').where('jurisdiction', '=', jurisdiction);
  const rows = await base
    .selectAll()
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  const { total } = await base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export async function insertWorkspace(tx: Tx, row: WorkspaceRow): Promise<void> {
  await tables(tx).insertInto('vault.workspace').values(row).execute();
}

export async function setWorkspaceState(tx: Tx, id: string, state: WorkspaceRow['state']): Promise<void> {
  await tables(tx).updateTable('vault.workspace').set({ state }).where('id', '=', id).execute();
}

export async function findWorkspace(db: Db, grantId: string): Promise<WorkspaceRow | undefined> {
  const query = tables(db).selectFrom('vault.workspace').selectAll().where('grant_id', '=', grantId);
  return query.executeTakeFirst();
}

export async function openWorkspaces(db: Db): Promise<readonly WorkspaceRow[]> {
  return tables(db).selectFrom('vault.workspace').selectAll().where('state', '=', 'open').orderBy('id').execute();
}

/** Batches of a resource, or those that epochs were made of. */
export async function batchesBehind(
  db: Db,
  of: { readonly resourceId: string } | { readonly epochIds: readonly string[] },
) {
  const base = tables(db).selectFrom('vault.batch').select(['id', 'state', 'upload_file', 'quarantine_file']);
  return 'resourceId' in of
    ? base.where('resource_id', '=', of.resourceId).execute()
    : of.epochIds.length === 0
      ? []
      : base.where('epoch_id', 'in', [...of.epochIds]).execute();
}

/** Files that still exist, of those named. */
export async function keptFiles(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await tables(db)
    .selectFrom('vault.file')
    .select('id')
    .where('id', 'in', [...ids])
    .execute();
  return rows.map((row) => row.id);
}
