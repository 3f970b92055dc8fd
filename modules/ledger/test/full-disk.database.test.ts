import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestClock } from '@sluice/testkit';
import { afterAll, expect, it } from 'vitest';
import { createLedger } from '../src/create-ledger.ts';
import { createLedgeredDatabase, writeThing } from '../src/ledgered-database.ts';
import { generateLogKeys } from '../src/log-keys.ts';
import { readPublicCheckpoint } from '../src/log/copy-log.ts';

const place = mkdtempSync(join(tmpdir(), 'sluice-full-'));
const small = join(place, 'small');

/** A file system of half a megabyte, where this account may mount one. */
function mountSmall(): boolean {
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'none', small], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const mounted = mountSmall();
afterAll(() => {
  if (mounted) execFileSync('umount', ['-l', small], { stdio: 'ignore' });
  rmSync(place, { recursive: true, force: true });
});

const until = async (test: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 1000; i += 1) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come to be');
};

it.skipIf(!mounted)(
  'AUD-02 a disk that is really full (needs the right to mount): nothing is signed that is not on it, and the log goes on when there is room',
  async () => {
    const world = await createLedgeredDatabase();
    const problems: string[] = [];
    const ledger = createLedger({
      ...world,
      keys: generateLogKeys('example.org/full'),
      logFolder: join(small, 'log'),
      checkpointFolder: join(small, 'checkpoints'),
      settings: { checkpointMs: 20, idleMs: 50 },
      onProblem: (code) => problems.push(code),
    });
    const write = (prefix: string) =>
      world.transact(async (tx) => {
        for (let i = 0; i < 60; i += 1) await writeThing(tx, `${prefix}${i}`, 'x');
      });
    try {
      ledger.start();
      const first = await ledger.transact((tx) => writeThing(tx, 'first', 'x'));
      await ledger.waitFor(first.evidence[0]?.entryId ?? '');
      const before = (await readPublicCheckpoint(join(small, 'log')))?.size;
      writeFull(join(small, 'ballast'));
      await write('a');
      await until(async () => (await ledger.status()).refusing !== null);
      expect((await readPublicCheckpoint(join(small, 'log')))?.size).toBe(before);
      // What was written before the trouble, and during it, is committed and waits.
      rmSync(join(small, 'ballast'));
      await until(async () => (await ledger.status()).published.size === 61);
      await until(async () => (await ledger.status()).refusing === null);
      expect(problems.length).toBeGreaterThan(0);
      expect(await ledger.audit()).toMatchObject({ ok: true, entries: 61, published: 61 });
    } finally {
      await ledger.stop();
      await world.close();
    }
  },
);

/** Leaves not a single block. */
function writeFull(path: string): void {
  for (let size = 512 * 1024; size >= 4096; size /= 2)
    for (;;) {
      try {
        writeFileSync(path, Buffer.alloc(size, 1), { flag: 'a' });
      } catch {
        break;
      }
    }
}

it('AUD-02 a clock that goes backwards: entries keep the order in which they were committed, and the audit holds', async () => {
  const world = await createLedgeredDatabase();
  const clock = createTestClock();
  const ledger = createLedger({
    ...{ ...world, clock },
    keys: generateLogKeys('example.org/clock'),
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'checkpoints'),
    settings: { checkpointMs: 20 },
  });
  try {
    ledger.start();
    const times: string[] = [];
    for (const step of [0, 60_000, -3_600_000, 1000]) {
      clock.advance?.(step);
      times.push(clock.now().toISOString());
      const { evidence } = await ledger.transact((tx) => writeThing(tx, 'one', `at ${times.length}`));
      await ledger.waitFor(evidence[0]?.entryId ?? '');
    }
    const story = await ledger.readStream('thing:one', 0, 10);
    expect(story.map((one) => one.streamSeq)).toEqual([0, 1, 2, 3]);
    expect(story.map((one) => one.index)).toEqual([0, 1, 2, 3]);
    expect(story.map((one) => one.at)).toEqual(times);
    expect(times.toSorted()).not.toEqual(times);
    expect(await ledger.audit()).toMatchObject({ ok: true, entries: 4, published: 4 });
  } finally {
    await ledger.stop();
    await world.close();
  }
});
