import type { Db } from '@sluice/database';
import { fen, formatYuan } from '@sluice/kernel';
import { priceAt, viewPrice, type PriceView } from './price.ts';
import { readListing, readPrices, type ListingRow } from './store.ts';
import { readKeys, readNotices, type PurchaseRow } from './store-orders.ts';
import type { ListingState, NoticeKind, ValueStatement } from './tables.ts';

/** An entry of the public product catalogue, without what identity and product add. */
export interface ListingView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly form: string;
  readonly title: string;
  readonly summary: string;
  readonly value: ValueStatement;
  readonly state: ListingState;
  readonly price?: PriceView;
  readonly listedAt: string;
  readonly endedAt?: string;
  readonly ground?: string;
  readonly releaseId: string | null;
}

export async function describeListings(db: Db, at: Date, rows: readonly ListingRow[]): Promise<readonly ListingView[]> {
  const prices = await readPrices(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const price = priceAt(prices.get(row.id) ?? [], at);
    return {
      id: row.product_id,
      jurisdiction: row.jurisdiction,
      developer: row.developer,
      form: row.form,
      title: row.title,
      summary: row.summary,
      value: row.value,
      state: stateOf(row),
      ...(price ? { price: viewPrice(price) } : {}),
      listedAt: (row.listed_at ?? at).toISOString(),
      ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
      ...(row.ground ? { ground: row.ground } : {}),
      releaseId: row.release_id,
    };
  });
}

/** Only listings that were once public come here. */
const stateOf = (row: ListingRow): ListingState => (row.state === 'prepared' ? 'suspended' : row.state);

export interface OrderView {
  readonly id: string;
  readonly productId: string;
  readonly productTitle: string;
  readonly buyer: string;
  readonly state: 'active' | 'ended';
  readonly serviceState: ListingState;
  readonly price: PriceView;
  readonly termsDigest: string;
  readonly keys: {
    readonly id: string;
    readonly prefix: string;
    readonly createdAt: string;
    readonly revokedAt?: string;
  }[];
  readonly notices: {
    readonly id: string;
    readonly kind: NoticeKind;
    readonly ground?: string;
    readonly at: string;
    readonly effectiveAt: string;
  }[];
  readonly createdAt: string;
}

/** An order with the price in force now (the agreed one where none is), its keys and what its buyer was told. */
export async function describeOrder(db: Db, at: Date, row: PurchaseRow): Promise<OrderView> {
  const listing = await readListing(db, row.product_id);
  const prices = (await readPrices(db, [listing.id])).get(listing.id) ?? [];
  const price = priceAt(prices, at) ?? prices.find((one) => one.id === row.price_id);
  if (!price) throw new Error('an order has a price');
  const keys = await readKeys(db, [row.id]);
  const notices = await readNotices(db, [row.id]);
  return {
    id: row.id,
    productId: row.product_id,
    productTitle: listing.title,
    buyer: row.buyer,
    state: row.state,
    serviceState: stateOf(listing),
    price: viewPrice(price),
    termsDigest: row.terms_digest,
    keys: keys.map((key) => ({
      id: key.id,
      prefix: key.prefix,
      createdAt: key.created_at.toISOString(),
      ...(key.revoked_at ? { revokedAt: key.revoked_at.toISOString() } : {}),
    })),
    notices: notices.map((one) => ({
      id: one.id,
      kind: one.kind,
      ...(one.ground === null ? {} : { ground: one.ground }),
      at: one.sent_at.toISOString(),
      effectiveAt: one.effective_at.toISOString(),
    })),
    createdAt: row.created_at.toISOString(),
  };
}

export const yuanOf = (amount: bigint | number): string => formatYuan(fen(BigInt(amount)));
