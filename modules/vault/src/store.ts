import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { BatchRow, EpochRow, FileRow, SegmentRow, VaultTables } from './tables.ts';

const tables = (db: Db) => db.q.withTables<VaultTables>();

/** JSON columns take text: the driver would write a JavaScript array as a PostgreSQL one. */
const asJson = (value: unknown): string => JSON.stringify(value);

const jsonColumns: ReadonlySet<string> = new Set([
  'fields',
  'faults',
  'warnings',
  'refusal',
  'quality',
  'corrected_lines',
  'settings',
  'reason',
  'segments',
  'dictionaries',
  'statistics',
  'approvals',
  'epoch_ids',
  'key_ids',
  'ciphertexts',
  'retained',
]);

export function encoded<T extends object>(row: T): T {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      jsonColumns.has(column) && value !== null ? asJson(value) : value,
    ]),
  ) as T;
}

export async function insertBatch(tx: Tx, row: BatchRow): Promise<void> {
  await tables(tx).insertInto('vault.batch').values(encoded(row)).execute();
}

export async function updateBatch(tx: Tx, id: string, change: Partial<BatchRow>): Promise<void> {
  await tables(tx).updateTable('vault.batch').set(encoded(change)).where('id', '=', id).execute();
}

export async function findBatch(db: Db, id: string): Promise<BatchRow | undefined> {
  return tables(db).selectFrom('vault.batch').selectAll().where('id', '=', id).executeTakeFirst();
}

/** @throws DomainError `vault.batch-not-found` (not-found) */
export async function getBatch(db: Db, id: string): Promise<BatchRow> {
  const row = await findBatch(db, id);
  if (!row) throw new DomainError('vault.batch-not-found', 'not-found', { id });
  return row;
}

export async function lockBatch(tx: Tx, id: string): Promise<BatchRow> {
  const row = await tables(tx)
    .selectFrom('vault.batch')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('vault.batch-not-found', 'not-found', { id });
  return row;
}

/** A batch of the same bytes under the same definition that was not refused. */
export async function findSameBatch(
  db: Db,
  resourceId: string,
  sha256: string,
  fieldsDigest: string,
): Promise<BatchRow | undefined> {
  return tables(db)
    .selectFrom('vault.batch')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .where('sha256', '=', sha256)
    .where('fields_digest', '=', fieldsDigest)
    .where('state', '<>', 'rejected')
    .executeTakeFirst();
}

/** Lines of a batch's quarantine that came back corrected, in batches that were not refused as a whole. */
export async function correctedLines(db: Db, batchId: string): Promise<ReadonlySet<number>> {
  const rows = await tables(db)
    .selectFrom('vault.batch')
    .select('corrected_lines')
    .where('corrects', '=', batchId)
    .where('state', '<>', 'rejected')
    .execute();
  return new Set(rows.flatMap((row) => (row.corrected_lines ?? []) as number[]));
}

/** Ids of batches that still have to be checked, oldest first. */
export async function unfinishedBatches(db: Db, resourceId?: string): Promise<readonly string[]> {
  const query = tables(db)
    .selectFrom('vault.batch')
    .select('id')
    .where('state', 'in', ['received', 'checking'])
    .orderBy('received_at')
    .orderBy('id');
  const rows = await (resourceId === undefined ? query : query.where('resource_id', '=', resourceId)).execute();
  return rows.map((row) => row.id);
}

/** When the resource's data last came before this batch. */
export async function previousArrival(db: Db, batch: BatchRow): Promise<Date | undefined> {
  const row = await tables(db)
    .selectFrom('vault.batch')
    .select('received_at')
    .where('resource_id', '=', batch.resource_id)
    .where('id', '<>', batch.id)
    .where('received_at', '<=', batch.received_at)
    .where('state', 'in', ['sealed', 'partly-quarantined'])
    .orderBy('received_at', 'desc')
    .executeTakeFirst();
  return row?.received_at;
}

export async function pageOfBatches(
  db: Db,
  resourceId: string,
  page: number,
  size: number,
): Promise<{ rows: readonly BatchRow[]; total: number }> {
  const base = tables(db).selectFrom('vault.batch').where('resource_id', '=', resourceId);
  const rows = await base
    .selectAll()
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  const { total } = await base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

/** Finished batches of a resource since a time, oldest first; the newest so many. */
export async function finishedBatches(
  db: Db,
  resourceId: string,
  since: Date,
  most: number,
): Promise<readonly BatchRow[]> {
  const rows = await tables(db)
    .selectFrom('vault.batch')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .where('finished_at', 'is not', null)
    .where('received_at', '>=', since)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
  return rows.toReversed();
}

export async function insertSegments(tx: Tx, rows: readonly SegmentRow[]): Promise<void> {
  if (rows.length > 0)
    await tables(tx)
      .insertInto('vault.segment')
      .values([...rows])
      .execute();
}

export async function findSegments(db: Db, ids: readonly string[]): Promise<readonly SegmentRow[]> {
  return ids.length === 0
    ? []
    : tables(db)
        .selectFrom('vault.segment')
        .selectAll()
        .where('id', 'in', [...ids])
        .execute();
}

export async function markSegmentsDestroyed(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await tables(tx)
      .updateTable('vault.segment')
      .set({ state: 'destroyed' })
      .where('id', 'in', [...ids])
      .execute();
}

export async function insertEpoch(tx: Tx, row: EpochRow): Promise<void> {
  await tables(tx).insertInto('vault.epoch').values(encoded(row)).execute();
}

/** With `destroyed`, what the row itself told of the data goes too. */
export async function setEpochState(tx: Tx, id: string, state: EpochRow['state']): Promise<void> {
  const wiped =
    state === 'destroyed'
      ? { statistics: asJson({ rows: 0, entities: [], dimensions: [] }), sealed_statistics: null }
      : {};
  await tables(tx)
    .updateTable('vault.epoch')
    .set({ state, ...wiped })
    .where('id', '=', id)
    .execute();
}

/** @throws DomainError `vault.epoch-not-found` (not-found) */
export async function getEpoch(db: Db, id: string): Promise<EpochRow> {
  const row = await tables(db).selectFrom('vault.epoch').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('vault.epoch-not-found', 'not-found', { id });
  return row;
}

export async function currentEpochOf(db: Db, resourceId: string): Promise<EpochRow | undefined> {
  const newest = await tables(db)
    .selectFrom('vault.epoch')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('number', 'desc')
    .executeTakeFirst();
  // An older epoch does not become current again because the newest was destroyed.
  return newest?.state === 'live' ? newest : undefined;
}

export async function epochsOf(db: Db, resourceId: string): Promise<readonly EpochRow[]> {
  return tables(db)
    .selectFrom('vault.epoch')
    .selectAll()
    .where('resource_id', '=', resourceId)
    .orderBy('number', 'desc')
    .execute();
}

/** Number for the resource's next epoch; numbers of destroyed ones are not used again. */
export async function nextEpochNumber(tx: Tx, resourceId: string): Promise<number> {
  const row = await tables(tx)
    .selectFrom('vault.epoch')
    .select((e) => e.fn.max('number').as('last'))
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return Number(row?.last ?? 0) + 1;
}

export async function planFiles(tx: Tx, rows: readonly FileRow[]): Promise<void> {
  if (rows.length > 0)
    await tables(tx)
      .insertInto('vault.file')
      .values([...rows])
      .execute();
}

export async function settleFiles(tx: Tx, ids: readonly string[], state: 'kept' | 'doomed'): Promise<void> {
  if (ids.length > 0)
    await tables(tx)
      .updateTable('vault.file')
      .set({ state })
      .where('id', 'in', [...ids])
      .execute();
}

export async function forgetFiles(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await tables(tx)
      .deleteFrom('vault.file')
      .where('id', 'in', [...ids])
      .execute();
}

export async function allFiles(db: Db): Promise<readonly FileRow[]> {
  return tables(db).selectFrom('vault.file').selectAll().execute();
}

export async function allEpochs(db: Db, state: EpochRow['state']): Promise<readonly EpochRow[]> {
  return tables(db).selectFrom('vault.epoch').selectAll().where('state', '=', state).orderBy('id').execute();
}
