import { describe, expect, it } from 'vitest';
import { untilNextStep } from './answer-in-steps.ts';

describe('time of an answer', () => {
  it('PLT-07 R22 is a whole step, coarser where a run takes long', () => {
    const at = (elapsed: number): number => elapsed + untilNextStep(elapsed, 100);
    expect([0, 1, 99.5, 100, 101, 250, 999, 1000, 1001, 2400, 12_345].map(at)).toEqual([
      100, 100, 100, 100, 200, 300, 1000, 1000, 2000, 3000, 13_000,
    ]);
  });
});
