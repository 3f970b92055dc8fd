import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { encoded } from '../store.ts';
import type { ErasureRow, HiddenRow, VaultTables } from '../tables.ts';

const tables = (db: Db) => db.q.withTables<VaultTables>();

export async function insertErasure(tx: Tx, row: ErasureRow): Promise<void> {
  await tables(tx).insertInto('vault.erasure').values(encoded(row)).execute();
}

export async function updateErasure(tx: Tx, id: string, change: Partial<ErasureRow>): Promise<void> {
  await tables(tx).updateTable('vault.erasure').set(encoded(change)).where('id', '=', id).execute();
}

/** @throws DomainError `vault.erasure-not-found` (not-found) */
export async function getErasure(db: Db, id: string): Promise<ErasureRow> {
  const row = await tables(db).selectFrom('vault.erasure').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('vault.erasure-not-found', 'not-found', { id });
  return row;
}

/** @throws DomainError `vault.erasure-not-found` (not-found) */
export async function lockErasure(tx: Tx, id: string): Promise<ErasureRow> {
  const query = tables(tx).selectFrom('vault.erasure').selectAll().where('id', '=', id).forUpdate();
  const row = await query.executeTakeFirst();
  if (!row) throw new DomainError('vault.erasure-not-found', 'not-found', { id });
  return row;
}

export async function erasuresOf(db: Db, resourceId: string): Promise<readonly ErasureRow[]> {
  return tables(db)
    .selectFrom('vault.erasure')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Hidden and not yet rewritten, the most urgent first. */
export async function unfinishedErasures(db: Db): Promise<readonly ErasureRow[]> {
  const query = tables(db).selectFrom('vault.erasure').selectAll().where('state', '=', 'hidden');
  return query.orderBy('due_at').orderBy('id').execute();
}

export async function insertHidden(tx: Tx, rows: readonly HiddenRow[]): Promise<void> {
  if (rows.length > 0)
    await tables(tx)
      .insertInto('vault.hidden')
      .values([...rows])
      .execute();
}

/** The deletion vectors of segments. */
export async function hiddenIn(db: Db, segments: readonly string[]): Promise<readonly HiddenRow[]> {
  if (segments.length === 0) return [];
  const query = tables(db)
    .selectFrom('vault.hidden')
    .selectAll()
    .where('segment_id', 'in', [...segments]);
  return query.orderBy('id').execute();
}

export async function updateManifest(
  tx: Tx,
  epochId: string,
  change: {
    readonly segments: readonly string[];
    readonly dictionaries: readonly { readonly field: string; readonly file: string }[];
  },
): Promise<void> {
  const { segments, dictionaries } = change;
  await tables(tx)
    .updateTable('vault.epoch')
    .set({ segments: JSON.stringify(segments), dictionaries: JSON.stringify(dictionaries) })
    .where('id', '=', epochId)
    .execute();
}

/** Batches of a resource that left something in quarantine. */
export async function quarantinesOf(db: Db, resourceId: string) {
  const rows = await tables(db)
    .selectFrom('vault.batch')
    .select(['id', 'quarantine_file'])
    .where('resource_id', '=', resourceId)
    .where('quarantine_file', 'is not', null)
    // What was destroyed with its data is still named.
    .where((on) =>
      on.exists(on.selectFrom('vault.file').select('vault.file.id').whereRef('vault.file.id', '=', 'quarantine_file')),
    )
    .execute();
  return rows.flatMap((row) => (row.quarantine_file === null ? [] : [{ batch: row.id, file: row.quarantine_file }]));
}

/** Epochs that this one follows by erasures and corrections of single entities alone, the newest first. */
export async function epochsBeforeErasures(db: Db, epochId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at: string | undefined = epochId; at !== undefined;) {
    const row = await tables(db)
      .selectFrom('vault.erasure')
      .select('epoch_before')
      .where('epoch_after', '=', at)
      .where('epoch_before', '!=', at)
      .executeTakeFirst();
    at = row?.epoch_before ?? undefined;
    if (at !== undefined) found.push(at);
  }
  return found;
}
