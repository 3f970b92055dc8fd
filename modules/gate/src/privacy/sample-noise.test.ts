import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decimalFraction, floorRoot, fraction, toNumber } from './fraction.ts';
import { createNoiseSource, type RandomBytes } from './sample-noise.ts';

/** Bytes that a seed determines. */
function seeded(seed: string): RandomBytes {
  let block = 0;
  let left: Buffer = Buffer.alloc(0);
  return (count) => {
    while (left.length < count) {
      left = Buffer.concat([left, createHash('sha256').update(`${seed}:${block}`).digest()]);
      block += 1;
    }
    const taken = left.subarray(0, count);
    left = left.subarray(count);
    return taken;
  };
}

const DRAWS = 20_000;

/** Pearson's statistic of so many draws against exact probabilities, far values put together. */
function chiSquare(draw: () => bigint, weight: (x: number) => number, reach: number) {
  const values = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const tail = Array.from({ length: 2000 }, (_, i) => weight(reach + 1 + i)).reduce((a, b) => a + b, 0);
  const total = values.reduce((sum, x) => sum + weight(x), 0) + 2 * tail;
  const counts = new Map<number, number>();
  for (let i = 0; i < DRAWS; i += 1) {
    const x = Number(draw());
    const at = Math.max(-reach - 1, Math.min(reach + 1, x));
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  const expected = (at: number): number => (DRAWS * (Math.abs(at) > reach ? tail : weight(at))) / total;
  return [-reach - 1, ...values, reach + 1].reduce(
    (sum, at) => sum + ((counts.get(at) ?? 0) - expected(at)) ** 2 / expected(at),
    0,
  );
}

describe('noise', () => {
  it('PLT-07 the discrete Gaussian has its exact distribution', () => {
    for (const variance of [fraction(1n), fraction(9n, 4n), fraction(25n)]) {
      const noise = createNoiseSource(seeded(`gaussian ${variance.n}`));
      const reach = Math.ceil(2.5 * Math.sqrt(toNumber(variance)));
      const statistic = chiSquare(
        () => noise.gaussian(variance),
        (x) => Math.exp((-x * x) / (2 * toNumber(variance))),
        reach,
      );
      // Mean of a χ² with n degrees is n, its deviation √2n: four of them.
      const degrees = 2 * reach + 2;
      expect(statistic).toBeLessThan(degrees + 4 * Math.sqrt(2 * degrees));
    }
  });

  it('PLT-07 the discrete Laplace has its exact distribution', () => {
    const scale = fraction(5n, 2n);
    const noise = createNoiseSource(seeded('laplace'));
    const statistic = chiSquare(
      () => noise.laplace(scale),
      (x) => Math.exp(-Math.abs(x) / 2.5),
      8,
    );
    expect(statistic).toBeLessThan(18 + 4 * Math.sqrt(36));
  });

  it('large scales keep mean and deviation', () => {
    const variance = fraction(10n ** 12n);
    const noise = createNoiseSource(seeded('large'));
    const drawn = Array.from({ length: 4000 }, () => Number(noise.gaussian(variance)) / 1e6);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    const spread = drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length;
    expect(Math.abs(mean)).toBeLessThan(0.06);
    expect(spread).toBeGreaterThan(0.9);
    expect(spread).toBeLessThan(1.1);
  });

  it('the same bytes give the same noise', () => {
    const draws = (): readonly bigint[] => {
      const noise = createNoiseSource(seeded('known'));
      return Array.from({ length: 12 }, () => noise.gaussian(fraction(50n)));
    };
    expect(draws()).toEqual(draws());
    expect(draws()).toMatchInlineSnapshot(`
      [
        -7n,
        18n,
        -15n,
        4n,
        4n,
        10n,
        7n,
        -4n,
        -14n,
        -10n,
        -13n,
        2n,
      ]
    `);
  });

  it('roots and decimals are exact', () => {
    expect(floorRoot(fraction(10n ** 40n + 1n))).toBe(10n ** 20n);
    expect(floorRoot(fraction(7n, 2n))).toBe(1n);
    expect(decimalFraction(0.1)).toEqual({ n: 1n, d: 10n });
  });
});
