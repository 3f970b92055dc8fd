import { afterAll, beforeAll, expect, it } from 'vitest';
import { revokeGrant, sweepEndedGrants } from './end-grant.ts';
import { buyer, createFlowWorld, operator, VISITS, type FlowWorld } from './flow-world.ts';
import { delistProduct, resumeProduct } from './trade-product.ts';

let world: FlowWorld;

beforeAll(async () => {
  world = await createFlowWorld();
});
afterAll(() => world.close());

const lineage = [
  { column: 'n', kind: 'aggregate' as const, inputs: [{ resourceId: VISITS, field: 'cost', use: 'sum' }] },
];
const epochs = [{ resourceId: VISITS, epochId: 'epo_1' }];

const call = async (sold: { productId: string; key: string }) => {
  const holder = await world.gateway.authenticate(sold.key, sold.productId);
  return world.gateway.call(holder, { district: 'a' });
};

it('PRD-12 suspends every product of a revoked grant in the transaction of the revocation; calls stop, buyers are told', async () => {
  const first = await world.sold('grt_a', lineage, epochs);
  const second = await world.sold('grt_a', lineage, epochs);
  const other = await world.sold('grt_b', lineage, epochs);
  await call(first);
  const { evidence } = await revokeGrant(world.parts, operator, 'grt_a', 'violation');
  for (const sold of [first, second]) {
    await expect(call(sold)).rejects.toMatchObject({
      code: 'trading.service-stopped',
      params: { state: 'suspended', ground: 'grant-ended' },
    });
    expect(await world.product.facts(world.db, sold.productId)).toMatchObject({ state: 'suspended' });
    await expect(resumeProduct(world.parts, operator, sold.productId)).rejects.toMatchObject({
      code: 'product.grant-not-active',
    });
  }
  expect(new Set(evidence.map((entry) => entry.stream))).toEqual(
    new Set([first, second].flatMap((sold) => [`product:${sold.productId}`, `order:${sold.orderId}`])),
  );
  const { items } = await world.trading.orders(world.db, buyer);
  expect(items.filter((order) => order.notices.some((notice) => notice.kind === 'suspension')).length).toBe(2);
  await expect(call(other)).resolves.toMatchObject({ rows: '[[20]]' });
});

it('enters the end of a grant by the clock for its products, once', async () => {
  const sold = await world.sold('grt_c', lineage, epochs);
  expect(await sweepEndedGrants(world.parts, world.db)).toBe(0);
  world.states.set('grt_c', 'expired');
  expect(await sweepEndedGrants(world.parts, world.db)).toBe(1);
  expect(await sweepEndedGrants(world.parts, world.db)).toBe(0);
  await expect(call(sold)).rejects.toMatchObject({ code: 'trading.service-stopped' });
});

it('PRD-12 changes product and listing together or not at all', async () => {
  const sold = await world.sold('grt_d', lineage, epochs);
  const broken = {
    ...world.parts,
    trading: { ...world.parts.trading, stopListing: () => Promise.reject(new Error('listing could not be closed')) },
  };
  await expect(
    delistProduct(broken, operator, sold.productId, { ground: 'defect', deliveredCopies: 'none' }),
  ).rejects.toThrow('listing could not be closed');
  expect(await world.product.facts(world.db, sold.productId)).toMatchObject({ state: 'listed' });
  const { rows } = await world.db.pool.query(
    "select 1 from product.state_change where product_id = $1 and to_state = 'delisted'",
    [sold.productId],
  );
  expect(rows).toEqual([]);
  await expect(call(sold)).resolves.toMatchObject({ price: '1.00' });
});

it('PRD-12 delists with its ground; words that came with the request are in no entry', async () => {
  const sold = await world.sold('grt_e', lineage, epochs);
  const asked = { ground: 'defect', deliveredCopies: 'none', reason: 'marker words of a person' } as const;
  const { evidence } = await delistProduct(world.parts, operator, sold.productId, asked);
  expect(evidence.length).toBeGreaterThan(0);
  await expect(call(sold)).rejects.toMatchObject({ code: 'trading.service-stopped', params: { state: 'delisted' } });
  const { rows } = await world.db.pool.query(
    "select 1 from ledger.outbox where position('marker words' in convert_from(entry, 'UTF8')) > 0",
  );
  expect(rows).toEqual([]);
});
