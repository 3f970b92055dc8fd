import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemClock } from '@sluice/kernel';
import { createLedger, type LedgerOptions } from './create-ledger.ts';
import { createLedgeredDatabase, writeThing, type LedgeredDatabase } from './ledgered-database.ts';
import { generateLogKeys, openLogKeys, type LogKeys } from './log-keys.ts';
import { introduceKeys, rotateLogKeys } from './rotate-log-keys.ts';
import { verifyBundle } from './verifier/index.ts';
import { openWitness, serveWitness } from './witness/index.ts';

let world: LedgeredDatabase;
let place: string;

beforeAll(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-rotate-'));
});
afterAll(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const folder = (): string => join(place, 'keys');
const ledgerWith = (keys: LogKeys, master = world.master, more: Partial<LedgerOptions> = {}) =>
  createLedger({
    ...world,
    ...more,
    keys,
    master,
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'cp'),
    settings: { checkpointMs: 20 },
  });

/** One run of the server: its keys are in the log before anything else happens. */
async function run(): Promise<{ readonly bundle: Uint8Array; readonly policy: string; readonly audited: boolean }> {
  const { keys, master } = await openLogKeys(folder());
  const ledger = ledgerWith(keys, master);
  ledger.start();
  try {
    await introduceKeys({ ...world, transact: ledger.transact, master }, keys);
    const { evidence } = await ledger.transact((tx) => writeThing(tx, 'one', String(Math.random())));
    const entry = evidence[0]?.entryId ?? '';
    await ledger.waitFor(entry);
    const bundle = await ledger.bundle({ kind: 'entry', entry });
    return { bundle, policy: ledger.policy, audited: (await ledger.audit()).ok };
  } finally {
    await ledger.stop();
  }
}

const rotate = () =>
  rotateLogKeys({
    folder: folder(),
    db: world.db,
    openLedger: (keys, master) => ledgerWith(keys, master),
  });
const claimOf = (bundle: Uint8Array, policy: string, code: string) =>
  verifyBundle(bundle, { policy }).claims.find((one) => one.code === code)?.proven;

describe('keys of the log', () => {
  it('AUD-02 are introduced at the first start, once, and retired when others take their place', async () => {
    const first = await run();
    expect(verifyBundle(first.bundle, { policy: first.policy }).problems).toEqual([]);
    expect(claimOf(first.bundle, first.policy, 'keys-introduced')).toBe(true);
    const rotation = await rotate();
    expect(rotation.introduced).toHaveLength(2);
    expect(rotation.retired).toHaveLength(2);
    expect((await readdir(folder())).toSorted()).toEqual([
      'log-ed25519.p8',
      'log-sm2.p8',
      'origin',
      'payload-master.key',
    ]);
    const second = await run();
    expect(second.policy).toBe(rotation.policy);
    expect(second.policy).not.toBe(first.policy);
    expect(second.audited).toBe(true);
    // What the old keys signed still verifies under them, and what the new ones sign: the old ones handed over.
    expect(verifyBundle(first.bundle, { policy: first.policy }).ok).toBe(true);
    expect(verifyBundle(second.bundle, { policy: second.policy }).ok).toBe(true);
    expect(claimOf(second.bundle, second.policy, 'keys-introduced')).toBe(true);
    expect(claimOf(second.bundle, second.policy, 'keys-handed-over')).toBe(undefined);
    expect(verifyBundle(second.bundle, { policy: first.policy }).problems).toEqual([]);
    expect(claimOf(second.bundle, first.policy, 'keys-handed-over')).toBe(true);
    expect(claimOf(second.bundle, first.policy, 'keys-pinned')).toBe(true);
    // The way does not lead back, and nobody else's keys lead here.
    const codes = (bundle: Uint8Array, policy: string) =>
      verifyBundle(bundle, { policy }).problems.map((one) => one.code);
    expect(codes(first.bundle, second.policy)).toContain('policy-differs');
    const stranger = generateLogKeys((await openLogKeys(folder())).keys.origin).policy;
    expect(codes(second.bundle, stranger)).toContain('policy-differs');
    const half = first.policy.split('\n').slice(1).join('\n');
    const mixed = `${stranger.split('\n')[0] ?? ''}\n${half}`;
    expect(codes(second.bundle, mixed)).toContain('policy-differs');
    const story = await ledgerWith((await openLogKeys(folder())).keys).readStream('log:keys', 0, 50);
    expect(story.map((one) => one.type)).toEqual([
      'system.key-introduced',
      'system.key-introduced',
      'system.key-introduced',
      'system.key-introduced',
      'system.key-retired',
      'system.key-retired',
      'system.keys-handed-over',
    ]);
    // Through a second rotation as well.
    await rotate();
    const third = await run();
    expect(verifyBundle(third.bundle, { policy: first.policy }).problems).toEqual([]);
    expect(verifyBundle(third.bundle, { policy: second.policy }).problems).toEqual([]);
    expect(codes(second.bundle, third.policy)).toContain('policy-differs');
  });

  it('AUD-02 are changed as a whole: a rotation that died is finished by the next, and nothing signs before', async () => {
    const dying = rotateLogKeys({
      folder: folder(),
      db: world.db,
      openLedger: (keys, master) => ({
        ...ledgerWith(keys, master),
        waitFor: () => Promise.reject(new Error('died')),
      }),
    });
    await expect(dying).rejects.toThrow('died');
    await expect(openLogKeys(folder())).rejects.toMatchObject({ code: 'ledger.rotation-unfinished' });
    await rotate();
    const after = await run();
    expect(verifyBundle(after.bundle, { policy: after.policy }).problems).toEqual([]);
    expect(claimOf(after.bundle, after.policy, 'keys-introduced')).toBe(true);
    expect(after.audited).toBe(true);
  });

  it('AUD-02 are handed over under checkpoints that a witness of the old keys cosigns', async () => {
    const before = (await openLogKeys(folder())).keys;
    const opened = await openWitness({
      folder: join(place, 'witness'),
      logVkeys: before.policy.split('\n').flatMap((line) => (line.startsWith('log ') ? [line.slice(4)] : [])),
      name: 'example.org/w',
      clock: createSystemClock(Date.now),
    });
    const served = await serveWitness({ ...opened, host: '127.0.0.1', port: 0 });
    const witnessing = { policy: `witness w ${opened.vkey} ${served.url}\nquorum w\n`, quorum: 'required' } as const;
    const receipts: string[] = [];
    await rotateLogKeys({
      folder: folder(),
      db: world.db,
      openLedger: async (keys, master) => {
        const ledger = ledgerWith(keys, master, { witnessing });
        return {
          ...ledger,
          async waitFor(entry) {
            const receipt = await ledger.waitFor(entry);
            receipts.push(receipt);
            return receipt;
          },
        };
      },
    });
    await served.close();
    expect(receipts.length).toBeGreaterThanOrEqual(3);
    // Four lines of the log, old and new, and the one of the witness.
    for (const receipt of receipts) {
      expect(receipt.split('\n').filter((line) => line.startsWith(`— ${before.origin} `))).toHaveLength(4);
      expect(receipt).toContain('\n— example.org/w ');
    }
    expect((await openLogKeys(folder())).keys.policy).not.toBe(before.policy);
  });
});
