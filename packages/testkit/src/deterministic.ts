import { createFixedClock, createIdSource, type ControllableClock, type IdSource } from '@sluice/kernel';

/** A Monday morning in China, in a year whose holidays are known. */
export const TEST_START = new Date('2026-03-02T01:00:00Z');

export function createTestClock(start: Date = TEST_START): ControllableClock {
  return createFixedClock(start);
}

/** Random bytes that repeat from run to run: xorshift32 over a seed. Never for keys. */
export function createTestBytes(seed = 1): (n: number) => Uint8Array {
  let state = seed >>> 0 || 1;
  return (n) => {
    const bytes = new Uint8Array(n);
    for (let i = 0; i < n; i += 1) {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      bytes[i] = state & 0xff;
    }
    return bytes;
  };
}

/** Ids in a fixed order: the same test makes the same ids in every run. */
export function createTestIds(seed = 1, start: Date = TEST_START): IdSource {
  let at = start.getTime();
  return createIdSource(() => (at += 1), createTestBytes(seed));
}
