import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Price } from './price.ts';
import type {
  ApiKeyTable,
  CallTable,
  ListingChangeTable,
  ListingState,
  ListingTable,
  NoticeTable,
  PriceTable,
  PurchaseTable,
  TradingTables,
} from './tables.ts';

export type ListingRow = Selectable<ListingTable>;
export type PurchaseRow = Selectable<PurchaseTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
export type NoticeRow = Selectable<NoticeTable>;
export type ListingChangeRow = Selectable<ListingChangeTable>;

const tables = (db: Db) => db.q.withTables<TradingTables>();

export async function findListing(db: Db, productId: string): Promise<ListingRow | undefined> {
  return tables(db).selectFrom('trading.listing').selectAll().where('product_id', '=', productId).executeTakeFirst();
}

/** @throws DomainError `trading.not-listed` (not-found) */
export async function readListing(db: Db, productId: string): Promise<ListingRow> {
  return present(await findListing(db, productId));
}

/** Reads and locks; waits for calls that are being committed, and holds up new ones. @throws DomainError `trading.not-listed` */
export async function lockListing(tx: Tx, productId: string): Promise<ListingRow> {
  return present(await tables(tx).selectFrom('trading.listing').selectAll().where('product_id', '=', productId).forUpdate().executeTakeFirst());
}

function present(row: ListingRow | undefined): ListingRow {
  if (!row) throw new DomainError('trading.not-listed', 'not-found');
  return row;
}

export async function insertListing(tx: Tx, row: Insertable<ListingTable>): Promise<void> {
  await tables(tx).insertInto('trading.listing').values(row).execute();
}

/** Every change raises the version, by which a gateway notices that what it holds is old. */
export async function updateListing(tx: Tx, id: string, set: Omit<Updateable<ListingTable>, 'version' | 'id'>): Promise<void> {
  await tables(tx)
    .updateTable('trading.listing')
    .set((eb) => ({ ...set, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function insertListingChange(tx: Tx, row: Omit<Insertable<ListingChangeTable>, 'seq' | 'changed_at'>): Promise<void> {
  const { seq } = await tables(tx)
    .selectFrom('trading.listing_change')
    .select((eb) => eb.fn.countAll<number>().as('seq'))
    .where('listing_id', '=', row.listing_id)
    .executeTakeFirstOrThrow();
  await tables(tx)
    .insertInto('trading.listing_change')
    .values({ ...row, seq, changed_at: tx.at })
    .execute();
}

export async function readListingChanges(db: Db, listingId: string): Promise<readonly ListingChangeRow[]> {
  return tables(db).selectFrom('trading.listing_change').selectAll().where('listing_id', '=', listingId).orderBy('seq').execute();
}

export async function insertPrice(tx: Tx, row: Insertable<PriceTable>): Promise<void> {
  await tables(tx).insertInto('trading.price').values(row).execute();
}

/** Prices of listings in the order in which they come into force. */
export async function readPrices(db: Db, listingIds: readonly string[]): Promise<ReadonlyMap<string, readonly Price[]>> {
  const found = new Map<string, Price[]>(listingIds.map((id) => [id, []]));
  if (listingIds.length === 0) return found;
  const rows = await tables(db).selectFrom('trading.price').selectAll().where('listing_id', 'in', listingIds).orderBy('seq').execute();
  for (const row of rows)
    found.get(row.listing_id)?.push({
      id: row.id,
      seq: row.seq,
      basis: row.basis,
      unit: row.unit,
      fen: BigInt(row.amount_fen),
      validFrom: row.valid_from,
      validTo: row.valid_to,
      adjustment: row.adjustment,
      decision: row.decision,
      setBy: row.set_by,
      setAt: row.set_at,
    });
  return found;
}

export interface CatalogueFilter {
  readonly q?: string | undefined;
  readonly jurisdiction?: string | undefined;
  readonly form?: string | undefined;
  readonly state?: ListingState | undefined;
  readonly limit: number;
  readonly offset: number;
}

export async function listListings(db: Db, filter: CatalogueFilter): Promise<{ readonly rows: readonly ListingRow[]; readonly total: number }> {
  const like = `%${(filter.q ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const base = tables(db)
    .selectFrom('trading.listing')
    .where('state', '<>', 'prepared')
    .$if(filter.q !== undefined, (q) => q.where((eb) => eb.or([eb('title', 'ilike', like), eb('summary', 'ilike', like)])))
    .$if(filter.jurisdiction !== undefined, (q) => q.where('jurisdiction', '=', filter.jurisdiction ?? ''))
    .$if(filter.form !== undefined, (q) => q.where('form', '=', filter.form ?? ''))
    .$if(filter.state !== undefined, (q) => q.where('state', '=', filter.state ?? 'listed'));
  const rows = await base.selectAll().orderBy('listed_at', 'desc').orderBy('id', 'desc').limit(filter.limit).offset(filter.offset).execute();
  const { total } = await base.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total };
}

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
  return tables(db).selectFrom('trading.purchase').selectAll().where('listing_id', '=', listingId).where('state', '=', 'active').orderBy('id').execute();
}

/** Orders of a buyer, and those of the products of a developer. */
export async function listPurchases(db: Db, body: string, limit: number, offset: number) {
  const base = tables(db)
    .selectFrom('trading.purchase as p')
    .innerJoin('trading.listing as l', 'l.id', 'p.listing_id')
    .where((eb) => eb.or([eb('p.buyer', '=', body), eb('l.developer', '=', body)]));
  const rows = await base.selectAll('p').orderBy('p.created_at', 'desc').orderBy('p.id', 'desc').limit(limit).offset(offset).execute();
  const { total } = await base.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total };
}

export async function insertKey(tx: Tx, row: Insertable<ApiKeyTable>): Promise<void> {
  await tables(tx).insertInto('trading.api_key').values(row).execute();
}

export async function readKeys(db: Db, purchaseIds: readonly string[]): Promise<readonly ApiKeyRow[]> {
  if (purchaseIds.length === 0) return [];
  return tables(db).selectFrom('trading.api_key').selectAll().where('purchase_id', 'in', purchaseIds).orderBy('created_at').orderBy('id').execute();
}

export async function findKey(db: Db, prefix: string): Promise<(ApiKeyRow & Pick<PurchaseRow, 'product_id' | 'buyer' | 'state'>) | undefined> {
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
  for (let from = 0; from < rows.length; from += 5000) await tables(tx).insertInto('trading.notice').values(rows.slice(from, from + 5000)).execute();
}

export async function readNotices(db: Db, purchaseIds: readonly string[]): Promise<readonly NoticeRow[]> {
  if (purchaseIds.length === 0) return [];
  return tables(db).selectFrom('trading.notice').selectAll().where('purchase_id', 'in', purchaseIds).orderBy('sent_at', 'desc').orderBy('id', 'desc').execute();
}

/** Versions of the listings of these products, held against change until the transaction ends. */
export async function holdVersions(tx: Tx, productIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tables(tx)
    .selectFrom('trading.listing')
    .select(['product_id', 'version'])
    .where('product_id', 'in', productIds)
    .orderBy('product_id')
    .forShare()
    .execute();
  return new Map(rows.map((row) => [row.product_id, row.version]));
}

export type NewCall = Omit<Insertable<CallTable>, 'called_at'>;

/** One statement for a whole group of calls: arrays, not one parameter per value. */
export async function insertCalls(tx: Tx, calls: readonly NewCall[]): Promise<void> {
  await sql`
    insert into trading.call (id, purchase_id, product_id, release_id, key_id, price_id, rows, charge_fen, called_at)
    select i, o, p, r, k, c, n, f, ${tx.at} from unnest(
      ${calls.map((call) => call.id)}::text[], ${calls.map((call) => call.purchase_id)}::text[], ${calls.map((call) => call.product_id)}::text[],
      ${calls.map((call) => call.release_id)}::text[], ${calls.map((call) => call.key_id)}::text[], ${calls.map((call) => call.price_id)}::text[],
      ${calls.map((call) => call.rows)}::int[], ${calls.map((call) => call.charge_fen)}::bigint[]) u(i, o, p, r, k, c, n, f)`.execute(tx.q);
}

export interface UsageDay {
  readonly date: string;
  readonly calls: number;
  readonly rows: number;
  readonly fen: bigint;
}

/** Metered calls of an order by civil day in China. */
export async function readUsage(db: Db, purchaseId: string): Promise<readonly UsageDay[]> {
  const { rows } = await sql<{ date: string; calls: number; rows: number; fen: string }>`
    select (called_at at time zone 'Asia/Shanghai')::date as date, count(*) as calls, sum(rows)::bigint as rows, sum(charge_fen)::text as fen
    from trading.call where purchase_id = ${purchaseId} group by 1 order by 1`.execute(db.q);
  return rows.map((row) => ({ date: row.date, calls: row.calls, rows: row.rows, fen: BigInt(row.fen) }));
}

export interface CallFilter {
  readonly purchaseId?: string | undefined;
  readonly productId?: string | undefined;
  /** Only calls by this buyer, or of this developer's products. */
  readonly body?: string | undefined;
  readonly jurisdiction?: string | undefined;
  readonly limit: number;
}

export async function listCallRows(db: Db, filter: CallFilter) {
  return tables(db)
    .selectFrom('trading.call as c')
    .innerJoin('trading.purchase as p', 'p.id', 'c.purchase_id')
    .innerJoin('trading.listing as l', 'l.id', 'p.listing_id')
    .select(['c.id', 'c.purchase_id', 'c.product_id', 'c.rows', 'c.charge_fen', 'c.called_at', 'l.title', 'l.jurisdiction'])
    .$if(filter.purchaseId !== undefined, (q) => q.where('c.purchase_id', '=', filter.purchaseId ?? ''))
    .$if(filter.productId !== undefined, (q) => q.where('c.product_id', '=', filter.productId ?? ''))
    .$if(filter.body !== undefined, (q) => q.where((eb) => eb.or([eb('p.buyer', '=', filter.body ?? ''), eb('l.developer', '=', filter.body ?? '')])))
    .$if(filter.jurisdiction !== undefined, (q) => q.where('l.jurisdiction', '=', filter.jurisdiction ?? ''))
    .orderBy('c.called_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(filter.limit)
    .execute();
}

export async function countByJurisdiction(db: Db): Promise<readonly { readonly jurisdiction: string; readonly products: number; readonly orders: number; readonly calls: number }[]> {
  const { rows } = await sql<{ jurisdiction: string; products: number; orders: number; calls: number }>`
    select l.jurisdiction, count(*) filter (where l.state = 'listed') as products,
      sum((select count(*) from trading.purchase p where p.listing_id = l.id))::bigint as orders,
      sum((select count(*) from trading.call c where c.product_id = l.product_id))::bigint as calls
    from trading.listing l where l.state <> 'prepared' group by 1 order by 1`.execute(db.q);
  return rows;
}

export async function buyersOf(db: Db, productIds: readonly string[]): Promise<readonly { readonly orderId: string; readonly productId: string; readonly buyer: string }[]> {
  if (productIds.length === 0) return [];
  const rows = await tables(db).selectFrom('trading.purchase').select(['id', 'product_id', 'buyer']).where('product_id', 'in', productIds).orderBy('id').execute();
  return rows.map((row) => ({ orderId: row.id, productId: row.product_id, buyer: row.buyer }));
}
