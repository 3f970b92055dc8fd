import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partBounds, partsNeeded, partsProve } from './weigh-parts.ts';

const policies = fc.record({
  p: fc.constantFrom(0.05, 0.1, 0.2, 1),
  n: fc.integer({ min: 1, max: 3 }),
  share: fc.constantFrom(0.6, 0.75, 0.85, 0.95),
});
const entities = fc.array(fc.record({ bucket: fc.integer({ min: 0, max: 63 }), has: fc.nat({ max: 1000 }) }), {
  minLength: 1,
  maxLength: 60,
});

describe('parts of entities', () => {
  it('PLT-07 proves of no group with a dominant entity that it has none', () => {
    let proven = 0;
    fc.assert(
      fc.property(policies, entities, fc.integer({ min: 3, max: 6 }), (policy, all, parts) => {
        const total = all.reduce((sum, one) => sum + one.has, 0);
        const below = partBounds(parts).map((bound) =>
          all.filter((one) => 1n << BigInt(one.bucket) < bound).reduce((sum, one) => sum + one.has, 0),
        );
        if (total === 0 || !partsProve(total, below, policy)) return;
        proven += 1;
        const sizes = all.map((one) => one.has).toSorted((a, b) => b - a);
        const largest = (count: number): number => sizes.slice(0, count).reduce((sum, size) => sum + size, 0);
        expect(total - largest(2)).toBeGreaterThanOrEqual(policy.p * largest(1));
        expect(largest(policy.n)).toBeLessThanOrEqual(policy.share * total);
      }),
      { numRuns: 2_000 },
    );
    expect(proven).toBeGreaterThan(100);
  });

  it('are as few as prove groups in which all have about the same', () => {
    const usual = { p: 0.1, n: 2, share: 0.85 };
    expect(partsNeeded(usual)).toBe(3);
    expect(partsProve(300, [100, 200], usual)).toBe(true);
    expect(partsProve(300, [160, 290], usual)).toBe(false);
    expect(partsNeeded({ p: 0.1, n: 5, share: 0.6 })).toBeNull();
  });
});
