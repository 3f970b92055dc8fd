import { describe, expect, it } from 'vitest';
import { networkOf } from '@sluice/kernel';
import { giveBack, takeFromAddress, takeTurn, waitAfter, type Pace, type Tally } from './pacing.ts';

const pace: Pace = { maxFailures: 5, firstWaitSeconds: 1, longestWaitMinutes: 5 };
const START = Date.parse('2026-11-22T08:00:00Z');
const HOUR_MS = 3_600_000;
const fresh: Tally = { failures: 0, lastAt: new Date(START), freeAt: null };

/** Wrong passwords that strangers get through within some time, each of them asking again as soon as it may. */
function guess(strangers: number, forMs: number, before: Tally = fresh) {
  const turns = new Map<number, Date>();
  let tally = before;
  let passed = 0;
  for (let at = START; at < START + forMs; at += 1_000)
    for (let who = 0; who < strangers; who += 1) {
      const turn = takeTurn(tally, turns.get(who), new Date(at), pace);
      ({ tally } = turn);
      if (turn.passes) passed += 1;
      if (turn.passes) turns.delete(who);
      else if (turn.reserved) turns.set(who, turn.from);
    }
  return { passed, tally };
}

describe('CON-02 guessing', () => {
  it('waits for nothing five times, then twice as long each time, and never longer than it may', () => {
    const waits = [4, 5, 6, 7, 12, 13, 14, 60, 1000].map((failures) => waitAfter(failures, pace) / 1000);
    expect(waits).toEqual([0, 1, 2, 4, 128, 256, 300, 300, 300]);
  });

  it.each([1, 10, 200])('is bounded for an hour and for a day, by %i strangers together', (strangers) => {
    const hour = guess(strangers, HOUR_MS);
    expect(hour.passed).toBeGreaterThan(15);
    expect(hour.passed).toBeLessThanOrEqual(25);
    const next = guess(strangers, HOUR_MS, {
      ...hour.tally,
      lastAt: new Date(START),
      freeAt: new Date(START),
    });
    expect(next.passed).toBeLessThanOrEqual(13);
  });

  it('does not keep a newcomer out while others ask without end: it has its own turn, and nobody takes it', () => {
    const tally = { ...guess(1, HOUR_MS).tally, lastAt: new Date(START), freeAt: new Date(START + 10_000) };
    const attacker = takeTurn(tally, undefined, new Date(START), pace);
    const owner = takeTurn(attacker.tally, undefined, new Date(START), pace);
    expect(attacker.passes || owner.passes).toBe(false);
    const from = owner.passes ? expect.fail() : owner.from;
    expect((from.getTime() - START) / 60_000).toBeLessThanOrEqual(6);
    const early = takeTurn(owner.tally, from, new Date(from.getTime() - 1), pace);
    expect(early).toMatchObject({ passes: false, from });
    expect(takeTurn(owner.tally, from, from, pace).passes).toBe(true);
  });

  it('is forgotten a day after the last one', () => {
    const many = { failures: 400, lastAt: new Date(START), freeAt: new Date(START + 300_000) };
    expect(takeTurn(many, undefined, new Date(START + 24 * HOUR_MS), pace).tally.failures).toBe(1);
    expect(takeTurn(many, undefined, new Date(START + 23 * HOUR_MS), pace).tally.failures).toBe(401);
  });

  it('costs an address thirty an hour over all accounts, and what was right is given back', () => {
    let debt: Date | null = null;
    let passed = 0;
    for (let at = START; at < START + 2 * HOUR_MS; at += 5_000) {
      const taken = takeFromAddress(debt, new Date(at), 30);
      if (!taken.passes) continue;
      passed += 1;
      ({ debt } = taken);
    }
    expect(passed).toBeLessThanOrEqual(90);
    expect(passed).toBeGreaterThanOrEqual(85);
    const refused = takeFromAddress(debt, new Date(START + 2 * HOUR_MS - 5_000), 30);
    expect(refused.passes).toBe(false);
    expect(takeFromAddress(giveBack(debt ?? new Date(0), 30), new Date(START + 2 * HOUR_MS), 30).passes).toBe(true);
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9%eth0', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['local', 'local'],
  ])('counts %s as the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
