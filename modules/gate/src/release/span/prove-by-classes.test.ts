import { describe, expect, it } from 'vitest';
import { proveByClasses } from './prove-by-classes.ts';
import { splitBuckets, type MaskedClass } from './scan-classes.ts';

const ALL = (1n << 64n) - 1n;
const of = (buckets: bigint, ...vectors: readonly number[]): MaskedClass => ({
  vectors,
  buckets: splitBuckets(buckets),
});
const prove = async (classes: readonly MaskedClass[], released: readonly number[], asked: readonly number[]) => [
  ...(await proveByClasses({ classes, needed: 10, count: 8, released, asked })),
];

describe('supports that are new by their classes', () => {
  it('PLT-07 a part of what is out is new, the rest of it is not', async () => {
    const classes = [of(ALL, 0, 1), of(ALL, 0, 2)];
    expect(await prove(classes, [0], [1, 2])).toEqual([1]);
    expect(await prove(classes, [0], [2, 1])).toEqual([2]);
    expect(await prove(classes, [0, 1], [2])).toEqual([]);
  });

  it('PLT-07 the difference of two supports has to be k entities, not one', async () => {
    const few = 0b11n;
    expect(await prove([of(ALL, 0, 1), of(few, 0)], [0], [1])).toEqual([]);
    expect(await prove([of(ALL, 0, 1), of(ALL, 0)], [0], [1])).toEqual([1]);
  });

  it('PLT-07 each group of entities proves for itself', async () => {
    // Ten entities in ten different buckets, in one of two classes each: no class has all groups, each group has one class.
    const low = Array.from({ length: 7 }, (_, i) => 1n << BigInt(i * 9)).reduce((a, b) => a | b);
    const high = Array.from({ length: 7 }, (_, i) => 1n << BigInt(i * 9 + 4)).reduce((a, b) => a | b);
    expect(await prove([of(low, 0), of(high, 0, 1)], [], [0])).toEqual([0]);
    expect(await prove([of(low, 0), of(high, 0, 1)], [1], [0])).toEqual([]);
  });

  it('PLT-07 four supports that make a fifth: a tracker is not proven', async () => {
    const small = 0b111n;
    // A+F, B+F, A+B+C are out; C+F makes three times F with them.
    const classes = [of(ALL, 0, 2), of(ALL, 1, 2), of(ALL, 2, 3), of(small, 0, 1, 3)];
    expect(await prove(classes, [0, 1, 2], [3])).toEqual([]);
  });
});
