import { expect, it } from 'vitest';
import { freeMoves } from './move-freely.ts';

const MUCH = 1_000_000_000;

it('PLT-07 solves what is known: what is left may move in as many ways as it is left open', async () => {
  // a + b = known, b + c = known: one step moves all three.
  const moves = await freeMoves(
    3,
    [
      [0, 1],
      [1, 2],
    ],
    { left: MUCH },
    100,
  );
  expect(moves?.free).toBe(1);
  const [a, b, c] = (moves?.coefficients ?? []).map((row) => row[0] ?? 0);
  expect([a, b, c].map((value) => Math.abs(value ?? 0))).toEqual([1, 1, 1]);
  expect((a ?? 0) + (b ?? 0)).toBe(0);
  expect((b ?? 0) + (c ?? 0)).toBe(0);
});

it('PLT-07 weighs no table that is too large, makes no answer that is, and ends with its effort', async () => {
  const pairs = (count: number) => Array.from({ length: count }, (_, at) => [at, at + 1]);
  expect(await freeMoves(10_000, pairs(9_000), { left: MUCH }, MUCH)).toBeNull();
  expect(await freeMoves(2_000, pairs(2), { left: MUCH }, 1_000_000)).toBeNull();
  expect(await freeMoves(500, pairs(400), { left: 10_000 }, MUCH)).toBeNull();
});

it('PLT-07 lets others go on while it solves', async () => {
  let turns = 0;
  const stop = { asked: false };
  const others = (): void => {
    turns += 1;
    if (!stop.asked) setImmediate(others);
  };
  setImmediate(others);
  const members = (at: number): readonly number[] =>
    Array.from({ length: 30 }, (_, i) => (at * 7 + i * i * 13) % 1_200);
  const effort = { left: MUCH };
  await freeMoves(
    1_200,
    Array.from({ length: 600 }, (_, at) => members(at)),
    effort,
    MUCH,
  );
  stop.asked = true;
  expect(effort.left).toBeLessThan(MUCH - 50_000_000);
  expect(turns).toBeGreaterThan(5);
});
