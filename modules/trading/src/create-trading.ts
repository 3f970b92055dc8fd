import type { ActorRef, Committed, Db, Tx } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { changeEdition, openListing, resumeListing, stopListing } from './change-listing.ts';
import { describeListings, describeOrder, yuanOf, type ListingView, type OrderView } from './describe-trading.ts';
import { issueKey, placeOrder, revokeKey, type IssuedKey } from './place-order.ts';
import { viewPrice, type PriceView } from './price.ts';
import { setPrice, type PriceWish } from './set-price.ts';
import { listListings, readListing, readListingChanges, readPrices, type CatalogueFilter } from './store.ts';
import { listPurchases, readPurchase } from './store-orders.ts';
import { countByJurisdiction, listCallRows, readUsage } from './store-calls.ts';
import type { ListingState } from './tables.ts';
import type { Actor, TradedProduct, TradingOptions } from './trading-context.ts';

export interface UsageView {
  readonly orderId: string;
  readonly calls: number;
  readonly rows: number;
  readonly cost: string;
  readonly days: { readonly date: string; readonly calls: number; readonly rows: number; readonly cost: string }[];
}

export interface CallView {
  readonly id: string;
  readonly productId: string;
  readonly productTitle: string;
  readonly orderId: string;
  readonly jurisdiction: string;
  readonly rows: number;
  readonly price: string;
  readonly at: string;
}

export interface ListingDetail extends ListingView {
  readonly prices: PriceView[];
  readonly history: { readonly state: ListingState; readonly at: string; readonly ground?: string }[];
}

const PAGE = 50;

/** Roles that see calls of all buyers in their jurisdiction; everyone else sees those of the own body. */
const supervisors = ['operator', 'data-authority', 'security-regulator', 'economic-regulator', 'inspection'];

type Who = Actor | Extract<ActorRef, { kind: 'system' }>;

export type Trading = ReturnType<typeof createTrading>;

/** Listings and prices, the public product catalogue, orders, keys, metering (PRD-11, PRD-12, PRI-01). */
export function createTrading(context: TradingOptions) {
  return { ...writes(context), ...reads(context) };
}

function writes(context: TradingOptions) {
  return {
    setPrice: (tx: Tx, actor: Actor, product: TradedProduct, wish: PriceWish): Promise<void> =>
      setPrice(context, tx, actor, product, wish),
    openListing: (tx: Tx, actor: Actor, product: TradedProduct): Promise<void> =>
      openListing(context, tx, actor, product),
    stopListing: (tx: Tx, actor: Who, productId: string, input: Parameters<typeof stopListing>[4]): Promise<void> =>
      stopListing(context, tx, actor, productId, input),
    resumeListing: (tx: Tx, actor: Actor, productId: string): Promise<void> =>
      resumeListing(context, tx, actor, productId),
    changeEdition: (tx: Tx, actor: Actor, productId: string, releaseId: string): Promise<void> =>
      changeEdition(context, tx, actor, productId, releaseId),
    placeOrder: (
      actor: Actor,
      input: { readonly productId: string; readonly use: string },
    ): Promise<Committed<OrderView>> => placeOrder(context, actor, input),
    issueKey: (actor: Actor, orderId: string): Promise<Committed<IssuedKey>> => issueKey(context, actor, orderId),
    revokeKey: (actor: Actor, orderId: string, keyId: string): Promise<Committed<OrderView>> =>
      revokeKey(context, actor, orderId, keyId),
  };
}

function reads(context: TradingOptions) {
  return {
    /** The public product catalogue, newest first, 50 a page. */
    async catalogue(
      db: Db,
      filter: Omit<CatalogueFilter, 'limit' | 'offset'> & { readonly page?: number | undefined },
    ) {
      const { rows, total } = await listListings(db, {
        ...filter,
        limit: PAGE,
        offset: ((filter.page ?? 1) - 1) * PAGE,
      });
      return { items: await describeListings(db, context.clock.now(), rows), total };
    },
    /** @throws DomainError `trading.not-listed` (not-found), also while a product was never public */
    async listing(db: Db, productId: string): Promise<ListingDetail> {
      const row = await readListing(db, productId);
      if (row.state === 'prepared') throw new DomainError('trading.not-listed', 'not-found');
      return describeDetail(db, context.clock.now(), row);
    },
    /** Prices of a product, public or not yet. */
    async prices(db: Db, productId: string): Promise<PriceView[]> {
      const row = await readListing(db, productId);
      return ((await readPrices(db, [row.id])).get(row.id) ?? []).map(viewPrice);
    },
    async orders(db: Db, actor: Actor, page = 1, q?: string): Promise<{ items: OrderView[]; total: number }> {
      const { rows, total } = await listPurchases(db, actor.body, q, PAGE, (page - 1) * PAGE);
      const items: OrderView[] = [];
      for (const row of rows) items.push(await describeOrder(db, context.clock.now(), row));
      return { items, total };
    },
    /** Title of what was ordered. */
    orderTitle: async (db: Db, id: string): Promise<string> =>
      (await readListing(db, (await readPurchase(db, id)).product_id)).title,
    usage: (db: Db, actor: Actor, orderId: string): Promise<UsageView> => sumUsage(context, db, actor, orderId),
    /** Calls that the actor may see, newest first. */
    async calls(
      db: Db,
      actor: Actor,
      filter: {
        readonly orderId?: string | undefined;
        readonly productId?: string | undefined;
        readonly limit: number;
      },
    ) {
      const all = supervisors.includes(actor.role);
      const rows = await listCallRows(db, {
        purchaseId: filter.orderId,
        productId: filter.productId,
        limit: filter.limit,
        ...(all ? { jurisdiction: actor.jurisdiction } : { body: actor.body }),
      });
      return rows.map(viewCall);
    },
    /** The latest calls of anyone, for the public overview. */
    async latestCalls(db: Db, limit: number): Promise<CallView[]> {
      return (await listCallRows(db, { limit })).map(viewCall);
    },
    counts: countByJurisdiction,
  };
}

/** Metered calls and what they cost, with the price of the order itself where there is one. */
async function sumUsage(context: TradingOptions, db: Db, actor: Actor, orderId: string): Promise<UsageView> {
  const order = await readPurchase(db, orderId);
  const listing = await readListing(db, order.product_id);
  if (actor.body !== order.buyer && actor.body !== listing.developer)
    assertAllowed(
      context.policy.decide({
        actor,
        act: 'order.read',
        objectJurisdiction: order.jurisdiction,
        ownerBody: order.buyer,
      }),
    );
  const days = await readUsage(db, orderId);
  const total = days.reduce((sum, day) => sum + day.fen, BigInt(order.charge_fen));
  return {
    orderId,
    calls: days.reduce((sum, day) => sum + day.calls, 0),
    rows: days.reduce((sum, day) => sum + day.rows, 0),
    cost: yuanOf(total),
    days: days.map((day) => ({ date: day.date, calls: day.calls, rows: day.rows, cost: yuanOf(day.fen) })),
  };
}

const viewCall = (row: Awaited<ReturnType<typeof listCallRows>>[number]): CallView => ({
  id: row.id,
  productId: row.product_id,
  productTitle: row.title,
  orderId: row.purchase_id,
  jurisdiction: row.jurisdiction,
  rows: row.rows,
  price: yuanOf(row.charge_fen),
  at: row.called_at.toISOString(),
});

async function describeDetail(db: Db, at: Date, row: Awaited<ReturnType<typeof readListing>>): Promise<ListingDetail> {
  const [view] = await describeListings(db, at, [row]);
  if (!view) throw new Error('one row gives one view');
  const changes = await readListingChanges(db, row.id);
  return {
    ...view,
    prices: ((await readPrices(db, [row.id])).get(row.id) ?? []).map(viewPrice),
    history: changes.map((change) => ({
      state: change.state as ListingState,
      at: change.changed_at.toISOString(),
      ...(change.ground === null ? {} : { ground: change.ground }),
    })),
  };
}
