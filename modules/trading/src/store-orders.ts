import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Insertable, Selectable } from 'kysely';
import type { ApiKeyTable, NoticeTable, PurchaseTable, TradingTables } from './tables.ts';

export type PurchaseRow = Selectable<PurchaseTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
export type NoticeRow = Selectable<NoticeTable>;

const tables = (db: Db) => db.q.withTables<TradingTables>();

export async function insertPurchase(tx: Tx, row: Insertable<PurchaseTable>): Promise<void> {
  await tables(tx).insertInto('trading.purchase').values(row).execute();
}

/** @throws DomainError `trading.order-not-found` */
export async function readPurchase(db: Db, id: string): Promise<PurchaseRow> {
  const row = await tables(db).selectFrom('trading.purchase').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('trading.order-not-found', 'not-found');
  return row;
}

export async function readActivePurchases(db: Db, listingId: string): Promise<readonly PurchaseRow[]> {
  return tables(db)
    .selectFrom('trading.purchase')
    .selectAll()
    .where('listing_id', '=', listingId)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
}

/** Orders of a buyer, and those of the products of a developer. */
export async function listPurchases(db: Db, body: string, q: string | undefined, limit: number, offset: number) {
  const like = `%${(q ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const base = tables(db)
    .selectFrom('trading.purchase as p')
    .innerJoin('trading.listing as l', 'l.id', 'p.listing_id')
    .where((eb) => eb.or([eb('p.buyer', '=', body), eb('l.developer', '=', body)]))
    .$if(q !== undefined, (rows) =>
      rows.where((eb) => eb.or([eb('l.title', 'ilike', like), eb('p.id', '=', q ?? '')])),
    );
  const rows = await base
    .selectAll('p')
    .orderBy('p.created_at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  const { total } = await base.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total };
}

export async function insertKey(tx: Tx, row: Insertable<ApiKeyTable>): Promise<void> {
  await tables(tx).insertInto('trading.api_key').values(row).execute();
}

export async function readKeys(db: Db, purchaseIds: readonly string[]): Promise<readonly ApiKeyRow[]> {
  if (purchaseIds.length === 0) return [];
  return tables(db)
    .selectFrom('trading.api_key')
    .selectAll()
    .where('purchase_id', 'in', purchaseIds)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function findKey(
  db: Db,
  prefix: string,
): Promise<(ApiKeyRow & Pick<PurchaseRow, 'product_id' | 'buyer' | 'state'>) | undefined> {
  return tables(db)
    .selectFrom('trading.api_key as k')
    .innerJoin('trading.purchase as p', 'p.id', 'k.purchase_id')
    .selectAll('k')
    .select(['p.product_id', 'p.buyer', 'p.state'])
    .where('k.prefix', '=', prefix)
    .executeTakeFirst();
}

/** Whether a key and its order still stand. */
export async function keyIsLive(db: Db, keyId: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('trading.api_key as k')
    .innerJoin('trading.purchase as p', 'p.id', 'k.purchase_id')
    .select('k.id')
    .where('k.id', '=', keyId)
    .where('k.revoked_at', 'is', null)
    .where('p.state', '=', 'active')
    .executeTakeFirst();
  return row !== undefined;
}

export async function revokeKeyRow(tx: Tx, purchaseId: string, keyId: string): Promise<boolean> {
  const row = await tables(tx)
    .updateTable('trading.api_key')
    .set({ revoked_at: tx.at })
    .where('id', '=', keyId)
    .where('purchase_id', '=', purchaseId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertNotices(tx: Tx, rows: readonly Insertable<NoticeTable>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 5000)
    await tables(tx)
      .insertInto('trading.notice')
      .values(rows.slice(from, from + 5000))
      .execute();
}

export async function readNotices(db: Db, purchaseIds: readonly string[]): Promise<readonly NoticeRow[]> {
  if (purchaseIds.length === 0) return [];
  return tables(db)
    .selectFrom('trading.notice')
    .selectAll()
    .where('purchase_id', 'in', purchaseIds)
    .orderBy('sent_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}
