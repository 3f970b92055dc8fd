import { randomBytes } from 'node:crypto';
import { allow, fen, refuse } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { createTestClock, createTestDatabase, createTestIds, type CrashPoint } from '@sluice/testkit';
import { createTrading } from './create-trading.ts';
import { createCallGateway, type CallGateway } from './serve-calls.ts';
import type { ServedCube } from './served-product.ts';
import type { PriceWish } from './set-price.ts';
import type { Actor, Policy, TradedProduct } from './trading-context.ts';

export const developer: Actor = { person: 'per_dev', body: 'bod_dev', role: 'developer', jurisdiction: 'north' };
export const operator: Actor = { person: 'per_op', body: 'bod_op', role: 'operator', jurisdiction: 'north' };
export const buyer: Actor = { person: 'per_buy', body: 'bod_buy', role: 'buyer', jurisdiction: 'north' };
export const priceAuthority: Actor = {
  person: 'per_price',
  body: 'bod_price',
  role: 'economic-regulator',
  jurisdiction: 'north',
};

const letters: Readonly<Record<string, readonly string[]>> = {
  'product.price': ['developer', 'operator'],
  'order.create': ['buyer'],
  'key.issue': ['buyer'],
  'order.read': ['operator'],
};

export const market: PriceWish = {
  basis: 'market',
  amount: fen(137n),
  unit: 'call',
  adjustment: { noticeDays: 10, maxChangePercent: 20 },
};

const cubeOf = (releaseId: string): ServedCube => ({
  releaseId,
  freezeId: 'rel_1',
  grantId: 'grt_1',
  epochIds: ['epo_1'],
  columns: [{ name: 'n', type: 'integer' }],
  domain: [{ name: 'district', values: ['320902', '320903', '320904'] }],
  answers: new Map([
    ['["320902"]', { rows: '[[140],[150],[160]]', rowCount: 3, digest: 'aa'.repeat(32) }],
    ['["320903"]', { rows: '[[12]]', rowCount: 1, digest: 'bb'.repeat(32) }],
  ]),
});

const policy: Policy = {
  decide: ({ actor, act }) =>
    letters[act]?.includes(actor.role)
      ? allow({ code: 'policy.granted' })
      : refuse({ code: 'policy.no-power', params: { act } }),
};

const rules = () => ({
  ruleVersion: 'north@1',
  pricing: [
    { purposes: ['public_governance'], rule: 'administrative' as const },
    { purposes: ['any'], rule: 'market' as const },
  ],
});

function createProducts() {
  let made = 0;
  return (change: Partial<TradedProduct> = {}): TradedProduct => ({
    id: `prd_${(made += 1)}`,
    jurisdiction: 'north',
    developer: developer.body,
    form: 'api',
    title: '就诊统计',
    summary: '按县区的就诊人次',
    value: { kind: 'economic', statement: '区域就诊负担' },
    releaseId: 'prl_1',
    closesAt: new Date('2027-03-01T00:00:00Z'),
    ...change,
  });
}

/** A migrated database with the module and a gateway on it. */
export async function createTradingWorld() {
  const test = await createTestDatabase();
  const clock = createTestClock();
  const ids = createTestIds(13);
  const { transact } = createLedgerWriter({
    db: test.db,
    clock,
    ids,
    master: createPayloadMaster(new Uint8Array(32).fill(7)),
  });
  const trading = createTrading({
    db: test.db,
    transact,
    clock,
    ids,
    rules,
    randomBytes,
    policy,
  });
  const loads = { count: 0 };
  const newGateway = (crashPoint?: CrashPoint, failing?: { commit: boolean }): CallGateway =>
    createCallGateway({
      db: test.db,
      transact: async (work) => {
        if (failing?.commit) throw new Error('the disk is full');
        return transact(work);
      },
      clock,
      ids,
      rules,
      process: 'test',
      loadCube: async (_db, _productId, releaseId) => {
        loads.count += 1;
        return cubeOf(releaseId);
      },
      groupCommit: { collectMs: 2, lanes: 2, groupSize: 256, queueLength: 5000 },
      cacheBytes: 1_000_000,
      ...(crashPoint ? { crashPoint } : {}),
    });
  const newProduct = createProducts();
  return {
    ...test,
    clock,
    ids,
    transact,
    trading,
    newGateway,
    newProduct,
    loads,
    /** A listed product with an order and a key. */
    async sold(wish: PriceWish = market, change: Partial<TradedProduct> = {}) {
      const product = newProduct(change);
      await transact((tx) => trading.setPrice(tx, developer, product, wish));
      await transact((tx) => trading.openListing(tx, operator, product));
      const { value: order } = await trading.placeOrder(buyer, { productId: product.id, use: '保险产品设计' });
      const { value: key } = await trading.issueKey(buyer, order.id);
      return { product, order, key };
    },
  };
}

export type TradingWorld = Awaited<ReturnType<typeof createTradingWorld>>;
