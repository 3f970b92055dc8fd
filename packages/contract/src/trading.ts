import { z } from 'zod';
import {
  civilDate,
  evidence,
  id,
  idParams,
  instant,
  jurisdiction,
  page,
  text,
  waitQuery,
  written,
  yuan,
} from './common.ts';
import { answerColumn, cellValue, productForm, sourceLine, valueStatement } from './product.ts';
import { route } from './route.ts';

/** What one price is for. `order`: once, with unlimited calls while the order lasts. */
export const priceUnit = z.enum(['call', 'row', 'order']);

/** How a price may change (PRI-01): never sooner than the notice, and not by more than the bound. */
export const adjustmentRule = z.object({
  noticeDays: z.number().int().min(0).max(365),
  maxChangePercent: z.number().min(0).max(1000).optional(),
});

export const priceBasis = z.enum(['market', 'administrative-allocation', 'free']);

const priceInput = z.object({
  basis: priceBasis,
  amount: yuan,
  unit: priceUnit,
  /** First day on which it is in force; today when absent. */
  validFrom: civilDate.optional(),
  validTo: civilDate.optional(),
  adjustment: adjustmentRule,
  /** Administrative allocation: the decision of the authority that set it. */
  decision: text(200).optional(),
});

export const price = z.object({
  id,
  seq: z.number().int(),
  basis: priceBasis,
  amount: yuan,
  unit: priceUnit,
  validFrom: instant,
  validTo: instant.optional(),
  adjustment: adjustmentRule,
  decision: z.string().optional(),
  setBy: z.enum(['developer', 'authority']),
  at: instant,
});

export const delistingGround = z.enum([
  'developer-request',
  'grant-ended',
  'violation',
  'incident',
  'regulator-order',
  'defect',
  'policy-change',
]);

/** Why a product is out of service, as everybody reads it: somebody took it out, or what it rests on went. */
export const stoppedGround = z.enum([...delistingGround.options, 'grant-suspended', 'data-destroyed']);

export const listingState = z.enum(['listed', 'suspended', 'delisted']);

/** An entry of the public product catalogue 产品和服务目录 (PRD-11). */
export const catalogueProduct = z.object({
  id,
  jurisdiction,
  developer: id,
  developerName: z.string(),
  developerNameEn: z.string().optional(),
  form: productForm,
  title: z.string(),
  summary: z.string(),
  value: valueStatement,
  state: listingState,
  price: price.optional(),
  listedAt: instant,
  endedAt: instant.optional(),
  ground: stoppedGround.optional(),
});

export const catalogueProductDetail = catalogueProduct.extend({
  sources: z.array(sourceLine),
  /** Every combination of these values has its answer; some answers have no rows. */
  parameters: z.array(z.object({ name: z.string(), title: z.string(), values: z.array(cellValue) })),
  columns: z.array(answerColumn),
  epochIds: z.array(z.string()),
  prices: z.array(price),
  history: z.array(z.object({ state: listingState, at: instant, ground: stoppedGround.optional() })),
});

export const orderView = z.object({
  id,
  productId: id,
  productTitle: z.string(),
  buyer: id,
  state: z.enum(['active', 'ended']),
  serviceState: listingState,
  price,
  termsDigest: z.string(),
  keys: z.array(z.object({ id, prefix: z.string(), createdAt: instant, revokedAt: instant.optional() })),
  notices: z.array(
    z.object({
      id,
      kind: z.enum(['delisting', 'suspension', 'resumption', 'price-change', 'new-edition']),
      ground: z.string().optional(),
      at: instant,
      effectiveAt: instant,
    }),
  ),
  createdAt: instant,
});

export const usage = z.object({
  orderId: id,
  calls: z.number().int(),
  rows: z.number().int(),
  cost: yuan,
  days: z.array(z.object({ date: civilDate, calls: z.number().int(), rows: z.number().int(), cost: yuan })),
});

/** A call as it was metered, with where its entry stands. */
export const callRecord = z.object({
  id,
  productId: id,
  productTitle: z.string(),
  orderId: id,
  jurisdiction,
  rows: z.number().int(),
  price: yuan,
  at: instant,
  entryId: z.string(),
});

export const tradingRoutes = {
  openListing: route({
    name: 'openListing',
    method: 'POST',
    path: '/api/v1/products/:id/listing',
    access: 'session',
    summary: 'Publishes an approved product, whose developer has set a price, in the public catalogue (operator)',
    params: idParams,
    query: waitQuery,
    ok: written(catalogueProductDetail),
    status: 201,
  }),
  setPrice: route({
    name: 'setPrice',
    method: 'POST',
    path: '/api/v1/products/:id/price',
    access: 'session',
    summary:
      'Sets the first price, or the next one by its adjustment rule with notice to buyers (developer; price authority where prices are allocated)',
    params: idParams,
    query: waitQuery,
    body: priceInput,
    ok: written(z.object({ productId: id, prices: z.array(price) })),
  }),
  suspendProduct: route({
    name: 'suspendProduct',
    method: 'POST',
    path: '/api/v1/products/:id/suspension',
    access: 'session',
    summary: 'Suspends the service at once (operator, authorities)',
    params: idParams,
    query: waitQuery,
    body: z.object({ ground: delistingGround, reason: text(1000) }),
    ok: written(catalogueProductDetail),
  }),
  resumeProduct: route({
    name: 'resumeProduct',
    method: 'POST',
    path: '/api/v1/products/:id/resumption',
    access: 'session',
    summary: 'Ends a suspension (operator, authorities)',
    params: idParams,
    query: waitQuery,
    body: z.object({ reason: text(1000) }),
    ok: written(catalogueProductDetail),
  }),
  delistProduct: route({
    name: 'delistProduct',
    method: 'POST',
    path: '/api/v1/products/:id/delisting',
    access: 'session',
    summary: 'Delisting 下架: calls stop at once, buyers are told, the catalogue marks it',
    params: idParams,
    query: waitQuery,
    body: z.object({
      ground: delistingGround,
      reason: text(1000),
      deliveredCopies: z.enum(['none', 'keep', 'return', 'destroy']).default('none'),
    }),
    ok: written(catalogueProductDetail),
  }),
  listCatalogueProducts: route({
    name: 'listCatalogueProducts',
    method: 'GET',
    path: '/api/v1/products',
    access: 'none',
    summary: 'The public product catalogue; delisted products stay visible and marked',
    query: z.object({
      q: z.string().max(100).optional(),
      jurisdiction: jurisdiction.optional(),
      form: productForm.optional(),
      state: listingState.optional(),
      page: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    ok: page(catalogueProduct),
  }),
  getCatalogueProduct: route({
    name: 'getCatalogueProduct',
    method: 'GET',
    path: '/api/v1/products/:id',
    access: 'none',
    summary: 'One product of the public catalogue with sources, price history and state history',
    params: idParams,
    ok: catalogueProductDetail,
  }),
  placeOrder: route({
    name: 'placeOrder',
    method: 'POST',
    path: '/api/v1/orders',
    access: 'session',
    summary: 'Orders a listed product under its terms of use (buyer)',
    query: waitQuery,
    body: z.object({ productId: id, use: text(500) }),
    ok: written(orderView),
    status: 201,
  }),
  createKey: route({
    name: 'createKey',
    method: 'POST',
    path: '/api/v1/orders/:id/keys',
    access: 'session',
    summary: 'Makes an API key; it is shown this once and kept only as a digest',
    params: idParams,
    query: waitQuery,
    ok: written(z.object({ id, orderId: id, prefix: z.string(), key: z.string(), createdAt: instant })),
    status: 201,
  }),
  revokeKey: route({
    name: 'revokeKey',
    method: 'DELETE',
    path: '/api/v1/orders/:id/keys/:key',
    access: 'session',
    summary: 'Revokes an API key at once',
    params: z.object({ id, key: id }),
    query: waitQuery,
    ok: written(orderView),
  }),
  listOrders: route({
    name: 'listOrders',
    method: 'GET',
    path: '/api/v1/orders',
    access: 'session',
    summary: 'Orders of the caller’s body; for a developer the orders of its products',
    query: z.object({
      q: z.string().trim().min(1).max(200).optional(),
      page: z.coerce.number().int().min(1).max(10_000).optional(),
    }),
    ok: page(orderView),
  }),
  getUsage: route({
    name: 'getUsage',
    method: 'GET',
    path: '/api/v1/orders/:id/usage',
    access: 'session',
    summary: 'Metered calls and their cost, in total and by day',
    params: idParams,
    ok: usage,
  }),
  listCalls: route({
    name: 'listCalls',
    method: 'GET',
    path: '/api/v1/calls',
    access: 'session',
    summary: 'Calls that the caller may see, newest first, with their evidence entries',
    query: z.object({
      orderId: id.optional(),
      productId: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    ok: z.object({ items: z.array(callRecord) }),
  }),
  callProduct: route({
    name: 'callProduct',
    method: 'POST',
    path: '/api/v1/call/:id',
    access: 'key',
    summary:
      'One call of a product: a look-up in released answers, metered, priced and entered in the ledger before it is answered',
    params: idParams,
    body: z.record(z.string(), cellValue),
    ok: z.object({
      callId: z.string(),
      productId: id,
      releaseId: id,
      epochIds: z.array(z.string()),
      columns: z.array(answerColumn),
      rows: z.array(z.array(cellValue)),
      /** Constant: rows may be withheld, and which ones were is not said (R10). */
      note: z.literal('rows-below-threshold-are-withheld'),
      price: yuan,
      evidence,
    }),
  }),
};
