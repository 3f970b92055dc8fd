import { fen } from '@sluice/kernel';
import { expect, it } from 'vitest';
import { assertAdjustment, chargeFor, priceAt, type Price } from './price.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 2, day));
const price = (change: Partial<Price>): Price => ({
  id: 'p',
  seq: 0,
  basis: 'market',
  unit: 'call',
  fen: 100n,
  validFrom: at(1),
  validTo: null,
  adjustment: { noticeDays: 3, maxChangePercent: 12.5 },
  decision: null,
  setBy: 'developer',
  setAt: at(1),
  ...change,
});
const next = (day: number, amount: bigint) => ({
  basis: 'market' as const,
  unit: 'call' as const,
  amount: fen(amount),
  validFrom: at(day),
  adjustment: { noticeDays: 0 },
});

it('PRI-01 knows the price in force at any moment: each lasts until the next begins', () => {
  const prices = [
    price({ id: 'a' }),
    price({ id: 'b', validFrom: at(10) }),
    price({ id: 'c', validFrom: at(20), validTo: at(25) }),
  ];
  expect([0, 1, 9, 10, 19, 24, 25].map((day) => priceAt(prices, at(day))?.id)).toEqual([
    undefined,
    'a',
    'a',
    'b',
    'b',
    'c',
    undefined,
  ]);
});

it('PRI-01 charges whole fen by call, row and order', () => {
  expect(chargeFor({ unit: 'call', fen: 7n }, 1000)).toBe(7n);
  expect(chargeFor({ unit: 'row', fen: 7n }, 3)).toBe(21n);
  expect(chargeFor({ unit: 'row', fen: 9_007_199_254_740_993n }, 1)).toBe(9_007_199_254_740_993n);
  expect(chargeFor({ unit: 'order', fen: 7n }, 3)).toBe(0n);
});

it('PRI-01 holds an adjustment to notice and bound exactly', () => {
  expect(() => assertAdjustment(price({ fen: 1000n }), next(8, 1125n), at(5))).not.toThrow();
  expect(() => assertAdjustment(price({ fen: 1000n }), next(8, 1126n), at(5))).toThrow(
    'trading.price-change-too-large',
  );
  expect(() => assertAdjustment(price({ fen: 1000n }), next(8, 874n), at(5))).toThrow('trading.price-change-too-large');
  expect(() => assertAdjustment(price({}), next(7, 100n), at(5))).toThrow('trading.price-too-soon');
  expect(() => assertAdjustment(price({ validTo: at(9) }), next(10, 100n), at(5))).toThrow('trading.price-gap');
  expect(() => assertAdjustment(price({ validTo: at(4) }), next(5, 999n), at(5))).not.toThrow();
});
