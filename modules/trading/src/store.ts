import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Price } from './price.ts';
import type { ListingChangeTable, ListingState, ListingTable, PriceTable, TradingTables } from './tables.ts';

export type ListingRow = Selectable<ListingTable>;
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
  return present(
    await tables(tx)
      .selectFrom('trading.listing')
      .selectAll()
      .where('product_id', '=', productId)
      .forUpdate()
      .executeTakeFirst(),
  );
}

function present(row: ListingRow | undefined): ListingRow {
  if (!row) throw new DomainError('trading.not-listed', 'not-found');
  return row;
}

export async function insertListing(tx: Tx, row: Insertable<ListingTable>): Promise<void> {
  await tables(tx).insertInto('trading.listing').values(row).execute();
}

/** Every change raises the version, by which a gateway notices that what it holds is old. */
export async function updateListing(
  tx: Tx,
  id: string,
  set: Omit<Updateable<ListingTable>, 'version' | 'id'>,
): Promise<void> {
  await tables(tx)
    .updateTable('trading.listing')
    .set((eb) => ({ ...set, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function insertListingChange(
  tx: Tx,
  row: Omit<Insertable<ListingChangeTable>, 'seq' | 'changed_at'>,
): Promise<void> {
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
  return tables(db)
    .selectFrom('trading.listing_change')
    .selectAll()
    .where('listing_id', '=', listingId)
    .orderBy('seq')
    .execute();
}

export async function insertPrice(tx: Tx, row: Insertable<PriceTable>): Promise<void> {
  await tables(tx).insertInto('trading.price').values(row).execute();
}

/** Prices of listings in the order in which they come into force. */
export async function readPrices(
  db: Db,
  listingIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Price[]>> {
  const found = new Map<string, Price[]>(listingIds.map((id) => [id, []]));
  if (listingIds.length === 0) return found;
  const rows = await tables(db)
    .selectFrom('trading.price')
    .selectAll()
    .where('listing_id', 'in', listingIds)
    .orderBy('seq')
    .execute();
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

export async function listListings(
  db: Db,
  filter: CatalogueFilter,
): Promise<{ readonly rows: readonly ListingRow[]; readonly total: number }> {
  const like = `%${(filter.q ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const base = tables(db)
    .selectFrom('trading.listing')
    .where('state', '<>', 'prepared')
    .$if(filter.q !== undefined, (q) =>
      q.where((eb) => eb.or([eb('title', 'ilike', like), eb('summary', 'ilike', like)])),
    )
    .$if(filter.jurisdiction !== undefined, (q) => q.where('jurisdiction', '=', filter.jurisdiction ?? ''))
    .$if(filter.form !== undefined, (q) => q.where('form', '=', filter.form ?? ''))
    .$if(filter.state !== undefined, (q) => q.where('state', '=', filter.state ?? 'listed'));
  const rows = await base
    .selectAll()
    .orderBy('listed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const { total } = await base.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total };
}
