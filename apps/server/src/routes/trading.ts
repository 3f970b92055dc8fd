import type { tradingRoutes } from '@sluice/contract';
import type { Committed, Db } from '@sluice/database';
import {
  delistProduct,
  listProduct,
  priceProduct,
  resumeProduct,
  suspendProduct,
  type TradeParts,
} from '@sluice/flows';
import { currentClaim } from '@sluice/http';
import type { Actor, Identity } from '@sluice/identity';
import { parseYuan } from '@sluice/kernel';
import { findRowEntries } from '@sluice/ledger';
import type { Product } from '@sluice/product';
import type { CallGateway, CallView, ListingView, Trading } from '@sluice/trading';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

export interface TradingServices {
  readonly product: Product;
  readonly trading: Trading;
  readonly gateway: CallGateway;
  readonly trade: TradeParts;
  readonly identity: Pick<Identity, 'findBody'>;
  readonly db: Db;
  readonly written: Written;
}

const CHINA_MIDNIGHT = 'T00:00:00+08:00';

/** Listings, prices, orders and calls: parsed input in, views out. */
export function tradingHandlers(services: TradingServices): Handlers<typeof tradingRoutes> {
  const { trading, gateway, trade, db, written } = services;
  /** Answers a change of a product's service with the public view after it. */
  const listed = (work: Promise<Committed<void>>, id: string) =>
    written(work.then(async (done) => ({ ...done, value: await describeDetail(services, id) })));
  return {
    openListing: ({ actor, input }) => listed(listProduct(trade, actor, input.params.id), input.params.id),
    suspendProduct: ({ actor, input }) =>
      listed(suspendProduct(trade, actor, input.params.id, input.body.ground), input.params.id),
    resumeProduct: ({ actor, input }) => listed(resumeProduct(trade, actor, input.params.id), input.params.id),
    delistProduct: ({ actor, input }) =>
      listed(delistProduct(trade, actor, input.params.id, input.body), input.params.id),
    setPrice: ({ actor, input }) => {
      const { amount, validFrom, validTo, ...wish } = input.body;
      const productId = input.params.id;
      const work = priceProduct(trade, actor, productId, {
        ...wish,
        amount: parseYuan(amount),
        ...(validFrom === undefined ? {} : { validFrom: new Date(validFrom + CHINA_MIDNIGHT) }),
        ...(validTo === undefined ? {} : { validTo: new Date(validTo + CHINA_MIDNIGHT) }),
      });
      return written(
        work.then(async (done) => ({
          ...done,
          value: { productId, prices: plain(await trading.prices(db, productId)) },
        })),
      );
    },
    async listCatalogueProducts({ input }) {
      const { items, total } = await trading.catalogue(db, input.query);
      return { items: await Promise.all(items.map((item) => describeListing(services, item))), total };
    },
    getCatalogueProduct: ({ input }) => describeDetail(services, input.params.id),
    placeOrder: ({ actor, input }) =>
      written(trading.placeOrder(actor, input.body).then(({ value, evidence }) => ({ value: plain(value), evidence }))),
    createKey: ({ actor, input }) => written(trading.issueKey(actor, input.params.id)),
    revokeKey: async ({ actor, input }) => {
      const done = await trading.revokeKey(actor, input.params.id, input.params.key);
      gateway.invalidate(done.value.productId);
      return written(Promise.resolve({ ...done, value: plain(done.value) }));
    },
    async listOrders({ actor, input }) {
      return plain(await trading.orders(db, actor, input.query.page, input.query.q));
    },
    getUsage: async ({ actor, input }) => plain(await trading.usage(db, actor, input.params.id)),
    listCalls: async ({ actor, input }) => ({
      items: await describeCalls(db, await callsFor(trading, db, actor, input.query)),
    }),
    async callProduct({ actor, input }) {
      const holder = await gateway.authenticate(actor.key, input.params.id);
      const { rows, rowCount: _rowCount, evidence, ...answer } = await gateway.call(holder, input.body, currentClaim());
      return plain({
        ...answer,
        rows: JSON.parse(rows) as (string | number | boolean | null)[][],
        note: 'rows-below-threshold-are-withheld' as const,
        evidence: { ...evidence, status: 'committed' as const },
      });
    },
  };
}

const callsFor = (trading: Trading, db: Db, actor: Actor, query: Parameters<Trading['calls']>[2]) =>
  trading.calls(db, actor, query);

async function describeListing(services: TradingServices, listing: ListingView) {
  const { releaseId: _releaseId, ...view } = listing;
  const developer = await services.identity.findBody(services.db, view.developer);
  return plain({
    ...view,
    form: view.form as 'api',
    ground: view.ground as 'defect',
    developerName: developer?.name ?? '',
    ...(developer?.nameEn === undefined ? {} : { developerNameEn: developer.nameEn }),
  });
}

async function describeDetail(services: TradingServices, productId: string) {
  const { db, product, trading } = services;
  const listing = await trading.listing(db, productId);
  const release = listing.releaseId === null ? undefined : await product.release(db, listing.releaseId);
  return {
    ...(await describeListing(services, listing)),
    sources: plain(release?.sources ?? []),
    parameters: plain(release?.domain ?? []),
    columns: plain(release?.columns ?? []),
    epochIds: plain(release?.epochIds ?? []),
    prices: plain(listing.prices),
    history: listing.history.map((change) => ({ ...change, ground: change.ground as 'defect' })),
  };
}

/** Calls with the entry of the log in which each stands. */
export async function describeCalls(db: Db, calls: readonly CallView[]) {
  const entries = await findRowEntries(
    db,
    'trading.call',
    calls.map((call) => call.id),
  );
  return calls.map((call) => ({ ...call, entryId: entries.get(call.id) ?? '' }));
}
