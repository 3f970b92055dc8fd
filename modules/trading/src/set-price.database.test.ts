import { fen } from '@sluice/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buyer,
  createTradingWorld,
  developer,
  market,
  operator,
  priceAuthority,
  type TradingWorld,
} from './trading-world.ts';

let world: TradingWorld;

beforeAll(async () => {
  world = await createTradingWorld();
});
afterAll(() => world.close());

const code = (expected: string) => expect.objectContaining({ code: expected });
const DAY = 86_400_000;
const inDays = (days: number): Date => new Date(world.clock.now().getTime() + days * DAY);

describe('prices', () => {
  it('PRI-01 lets the developer alone set a market price; the platform and its operator set none', async () => {
    const product = world.newProduct();
    for (const actor of [operator, buyer, priceAuthority, { ...developer, body: 'bod_other' }])
      await expect(world.transact((tx) => world.trading.setPrice(tx, actor, product, market))).rejects.toMatchObject({
        kind: 'forbidden',
      });
    await expect(world.transact((tx) => world.trading.openListing(tx, operator, product))).rejects.toThrow(
      code('trading.no-price'),
    );
    await world.transact((tx) => world.trading.setPrice(tx, developer, product, market));
    await world.transact((tx) => world.trading.openListing(tx, operator, product));
    expect(await world.trading.listing(world.db, product.id)).toMatchObject({
      state: 'listed',
      price: {
        basis: 'market',
        amount: '1.37',
        unit: 'call',
        setBy: 'developer',
        adjustment: { noticeDays: 10, maxChangePercent: 20 },
      },
    });
  });

  it('PRI-01 keeps a product under administrative allocation from being priced freely', async () => {
    const product = world.newProduct({ value: { kind: 'public-service', statement: 's' } });
    await expect(world.transact((tx) => world.trading.setPrice(tx, developer, product, market))).rejects.toThrow(
      code('trading.price-allocated'),
    );
    const allocated = { ...market, basis: 'administrative-allocation' as const };
    await expect(
      world.transact((tx) => world.trading.setPrice(tx, priceAuthority, product, allocated)),
    ).rejects.toThrow(code('trading.price-malformed'));
    await world.transact((tx) =>
      world.trading.setPrice(tx, priceAuthority, product, { ...allocated, decision: '价格〔2026〕1号' }),
    );
    expect(await world.trading.prices(world.db, product.id)).toMatchObject([
      { setBy: 'authority', decision: '价格〔2026〕1号' },
    ]);
    await expect(
      world.transact((tx) =>
        world.trading.setPrice(tx, developer, world.newProduct(), { ...allocated, decision: 'x' }),
      ),
    ).rejects.toThrow(code('trading.price-not-allocated'));
  });

  it('PRI-01 adjusts a price by its rule, with notice to buyers, in an unbroken history', async () => {
    const { product, order } = await world.sold();
    const set = (days: number, amount: bigint) =>
      world.transact((tx) =>
        world.trading.setPrice(tx, developer, product, { ...market, amount: fen(amount), validFrom: inDays(days) }),
      );
    await expect(set(9, 140n)).rejects.toThrow(code('trading.price-too-soon'));
    await expect(set(10, 165n)).rejects.toThrow(code('trading.price-change-too-large'));
    await set(11, 164n);
    await expect(set(10.5, 150n)).rejects.toThrow(code('trading.price-order'));
    const { prices } = await world.trading.listing(world.db, product.id);
    expect(prices.map((price) => [price.seq, price.amount])).toEqual([
      [0, '1.37'],
      [1, '1.64'],
    ]);
    const { items } = await world.trading.orders(world.db, buyer);
    expect(items.find((one) => one.id === order.id)).toMatchObject({
      price: { amount: '1.37' },
      notices: [{ kind: 'price-change', effectiveAt: inDays(11).toISOString() }],
    });
    world.clock.advance(11 * DAY);
    expect(await world.trading.listing(world.db, product.id)).toMatchObject({ price: { amount: '1.64' } });
  });
});

describe('catalogue', () => {
  it('PRD-11 shows a listing at once, found by its words, and keeps its history after delisting', async () => {
    const { product } = await world.sold(market, { title: '风力发电指数' });
    const find = async () => (await world.trading.catalogue(world.db, { q: '发电' })).items;
    expect(await find()).toMatchObject([
      { id: product.id, state: 'listed', value: { kind: 'economic' }, price: { amount: '1.37' } },
    ]);
    await world.transact((tx) =>
      world.trading.stopListing(tx, operator, product.id, {
        to: 'delisted',
        ground: 'defect',
        deliveredCopies: 'destroy',
      }),
    );
    expect(await find()).toMatchObject([{ id: product.id, state: 'delisted', ground: 'defect' }]);
    expect((await world.trading.listing(world.db, product.id)).history).toMatchObject([
      { state: 'listed' },
      { state: 'delisted', ground: 'defect' },
    ]);
  });

  it('PRD-11 does not show what is priced but not published', async () => {
    const product = world.newProduct({ title: '未发布产品' });
    await world.transact((tx) => world.trading.setPrice(tx, developer, product, market));
    expect((await world.trading.catalogue(world.db, { q: '未发布' })).items).toEqual([]);
    await expect(world.trading.listing(world.db, product.id)).rejects.toThrow(code('trading.not-listed'));
  });
});
