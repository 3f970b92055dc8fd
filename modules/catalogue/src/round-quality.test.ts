import { describe, expect, it } from 'vitest';
import { roundQuality } from './round-quality.ts';

describe('the quality score of an entry', () => {
  it('QUA-03 has four decimals and is rounded down: only what is flawless shows 1', () => {
    expect([0.997_233_333, 0.999_99, 1, 0, 0.971_85].map(roundQuality)).toEqual([0.9972, 0.9999, 1, 0, 0.9718]);
  });

  it('QUA-03 leaves a score of four decimals as it is', () => {
    for (let n = 0; n <= 10_000; n += 1) expect(roundQuality(n / 10_000)).toBe(n / 10_000);
    expect(roundQuality(99.72 / 100)).toBe(0.9972);
  });
});
