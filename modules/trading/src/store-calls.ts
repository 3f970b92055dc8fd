import { executePrinted, type Db, type Tx } from '@sluice/database';
import { sql, type Insertable } from 'kysely';
import type { CallTable, TradingTables } from './tables.ts';

const tables = (db: Db) => db.q.withTables<TradingTables>();

const HOLD = `/*= trading.hold-versions */ select product_id, version from trading.listing
  where product_id = any($1::text[]) order by product_id for share`;

/** Versions of the listings of these products, held against change until the transaction ends. */
export async function holdVersions(tx: Tx, productIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await executePrinted(tx, HOLD, [[...productIds]]);
  return new Map((rows as { product_id: string; version: number }[]).map((row) => [row.product_id, row.version]));
}

export type NewCall = Omit<Insertable<CallTable>, 'called_at'>;

const COLUMNS =
  'insert into trading.call (id, purchase_id, product_id, release_id, key_id, price_id, rows, charge_fen, called_at)';
const GIVEN = `unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[]) u(i, o, p, r, k, c, n, f)`;
const INSERT = `/*= trading.insert-calls */ ${COLUMNS}
  select i, o, p, r, k, c, n, f, $9::timestamptz from ${GIVEN}`;
const INSERT_AS_KNOWN = `/*= trading.insert-calls-as-known, with next */ with held as (
    select l.product_id, l.version from trading.listing l where l.product_id = any($10::text[]) order by l.product_id for share)
  ${COLUMNS}
  select i, o, p, r, k, c, n, f, $9::timestamptz from ${GIVEN} join held h on h.product_id = u.p
    join unnest($10::text[], $11::int[]) known(product, version) on known.product = u.p and known.version = h.version`;

const columnsOf = (tx: Tx, calls: readonly NewCall[]): readonly unknown[] => [
  calls.map((call) => call.id),
  calls.map((call) => call.purchase_id),
  calls.map((call) => call.product_id),
  calls.map((call) => call.release_id),
  calls.map((call) => call.key_id),
  calls.map((call) => call.price_id),
  calls.map((call) => call.rows),
  calls.map((call) => call.charge_fen),
  tx.at,
];

/** One statement for a whole group of calls: arrays, not one parameter per value. */
export async function insertCalls(tx: Tx, calls: readonly NewCall[]): Promise<void> {
  await executePrinted(tx, INSERT, columnsOf(tx, calls));
}

/**
 * As `holdVersions` and `insertCalls`, without an answer: it goes out with the evidence. A call of a product whose listing
 * has another version than the given one is not inserted, and the ledger then refuses the entry that names it.
 */
export async function insertCallsAsKnown(
  tx: Tx,
  calls: readonly NewCall[],
  versions: ReadonlyMap<string, number>,
): Promise<void> {
  await executePrinted(tx, INSERT_AS_KNOWN, [...columnsOf(tx, calls), [...versions.keys()], [...versions.values()]]);
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
    .select([
      'c.id',
      'c.purchase_id',
      'c.product_id',
      'c.rows',
      'c.charge_fen',
      'c.called_at',
      'l.title',
      'l.jurisdiction',
    ])
    .$if(filter.purchaseId !== undefined, (q) => q.where('c.purchase_id', '=', filter.purchaseId ?? ''))
    .$if(filter.productId !== undefined, (q) => q.where('c.product_id', '=', filter.productId ?? ''))
    .$if(filter.body !== undefined, (q) =>
      q.where((eb) => eb.or([eb('p.buyer', '=', filter.body ?? ''), eb('l.developer', '=', filter.body ?? '')])),
    )
    .$if(filter.jurisdiction !== undefined, (q) => q.where('l.jurisdiction', '=', filter.jurisdiction ?? ''))
    .orderBy('c.called_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(filter.limit)
    .execute();
}

export async function countByJurisdiction(db: Db): Promise<
  readonly {
    readonly jurisdiction: string;
    readonly products: number;
    readonly orders: number;
    readonly calls: number;
  }[]
> {
  const { rows } = await sql<{ jurisdiction: string; products: number; orders: number; calls: number }>`
    select l.jurisdiction, count(*) filter (where l.state = 'listed') as products,
      sum((select count(*) from trading.purchase p where p.listing_id = l.id))::bigint as orders,
      sum((select count(*) from trading.call c where c.product_id = l.product_id))::bigint as calls
    from trading.listing l where l.state <> 'prepared' group by 1 order by 1`.execute(db.q);
  return rows;
}
