import { expect, it } from 'vitest';
import { safeBySwaps } from './swap-rows.ts';

const target = (open: readonly number[], most: number | null, need = 3) => ({ open, most, need });

it('PLT-07 a withheld cell is open as far as rows can go to or come from its neighbours under the same total', () => {
  const total = [[0, 1, 2]];
  const safe = (truth: readonly number[], most: number) =>
    [...safeBySwaps({ truth, equations: total, own: [0, 1, 2].map((at) => target([at], most)) })].length;
  expect(safe([5, 5, 5], 9)).toBe(3);
  // All as large as small cells can be, or none with any row: nothing can move.
  expect(safe([9, 9, 9], 9)).toBe(0);
  expect(safe([0, 0, 0], 9)).toBe(0);
});

it('PLT-07 rows are swapped only between variables of the same equations', () => {
  const own = [target([0], 9), target([1], 9)];
  expect([...safeBySwaps({ truth: [5, 5], equations: [[0], [1]], own })]).toEqual([]);
});

it('PLT-07 several variables of one withheld cell share its room, and are looked at together', () => {
  const input = { truth: [4, 4, 1], equations: [[0, 1, 2]] };
  expect([...safeBySwaps({ ...input, own: [target([2], 9), target([0, 1], 9)] })]).toEqual([0, 1]);
  expect([...safeBySwaps({ ...input, own: [target([2], 1), target([0, 1], 9)] })]).toEqual([]);
  // Each may take half of what both have room for: six of thirteen, so that the third has five of these to give.
  expect([
    ...safeBySwaps({ truth: [0, 1, 9], equations: [[0, 2], [1]], own: [target([2], 9), target([0, 1], 14)] }),
  ]).toEqual([0, 1]);
  expect([
    ...safeBySwaps({ truth: [0, 1, 9], equations: [[0, 2], [1]], own: [target([2], 9), target([0, 1], 6)] }),
  ]).toEqual([1]);
});
