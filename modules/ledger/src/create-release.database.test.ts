import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@sluice/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './create-ledger.ts';
import type { Witnessing } from './create-release.ts';
import { asOwner, createLedgeredDatabase, writeThing, type LedgeredDatabase } from './ledgered-database.ts';
import { generateLogKeys } from './log-keys.ts';
import { verifyBundle } from './verifier/verify-bundle.ts';
import { openWitness, serveWitness } from './witness/index.ts';

let world: LedgeredDatabase;
let place: string;
let witness: { readonly vkey: string; readonly url: string; close(): Promise<void> };
const keys = generateLogKeys('example.org/log');
const vkeys = keys.policy.split('\n').flatMap((line) => (line.startsWith('log ') ? [line.slice(4)] : []));

async function startWitness() {
  const opened = await openWitness({
    folder: join(place, 'witness'),
    logVkeys: vkeys,
    name: 'example.org/w',
    clock: createSystemClock(Date.now),
  });
  const { url, close } = await serveWitness({ ...opened, host: '127.0.0.1', port: 0 });
  return { vkey: opened.vkey, url, close };
}

beforeEach(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-witnessed-'));
  witness = await startWitness();
});
afterEach(async () => {
  await witness.close();
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const policy = (): string => `witness w ${witness.vkey} ${witness.url}\nquorum w\n`;

function open(witnessing: Witnessing, checkpoints = 'cp'): Ledger {
  return createLedger({
    ...world,
    keys,
    witnessing,
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, checkpoints),
    settings: { checkpointMs: 50, idleMs: 50 },
  });
}

async function write(ledger: Ledger, count: number, prefix: string): Promise<string> {
  const { evidence } = await ledger.transact(async (tx) => {
    for (let i = 0; i < count; i += 1) await writeThing(tx, `${prefix}${i}`, 'x');
  });
  const last = evidence.at(-1)?.entryId ?? '';
  await ledger.waitFor(last);
  return last;
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a ledger with a required witness', () => {
  it('AUD-02 gives receipts and bundles with the cosignature, proven under a pinned policy', async () => {
    const ledger = open({ policy: policy(), quorum: 'required' });
    ledger.start();
    const entryId = await write(ledger, 300, 'a');
    expect((await ledger.readEntry(entryId))?.receipt).toContain('\n— example.org/w ');
    expect(ledger.policy).toBe(`${vkeys.map((one) => `log ${one}\n`).join('')}witness w ${witness.vkey}\nquorum w\n`);
    const report = verifyBundle(await ledger.bundle({ kind: 'entry', entry: entryId }), {
      policy: ledger.policy,
    });
    expect(report.problems).toEqual([]);
    expect(report.claims.find((one) => one.code === 'witnessed')).toMatchObject({ proven: true });
    const alone = verifyBundle(await ledger.bundle({ kind: 'entry', entry: entryId }), {
      policy: ledger.policy.replace(/witness .*\nquorum w/, 'quorum none'),
    });
    expect(alone.claims.find((one) => one.code === 'witnessed')).toMatchObject({ proven: false });
    expect((await ledger.audit()).findings).toEqual([]);
    await ledger.stop();
  });

  it('serves a partial tile that was asked for by its size before it became full', async () => {
    const ledger = open({ policy: policy(), quorum: 'required' });
    ledger.start();
    await write(ledger, 7, 'a');
    const before = [await ledger.readLogFile('tile/0/000.p/7'), await ledger.readLogFile('tile/entries/000.p/7')];
    await write(ledger, 300, 'b');
    await until(async () => (await ledger.readLogFile('tile/0/001.p/51')) !== null);
    const after = [await ledger.readLogFile('tile/0/000.p/7'), await ledger.readLogFile('tile/entries/000.p/7')];
    expect(after.map((one) => Buffer.from(one ?? []))).toEqual(before.map((one) => Buffer.from(one ?? [])));
    expect(await ledger.readLogFile('tile/0/002.p/7')).toBeNull();
    await ledger.stop();
  });

  it('AUD-02 refuses to go on over a database and a checkpoint store that went back together', async () => {
    const first = open({ policy: policy(), quorum: 'required' });
    first.start();
    await write(first, 10, 'a');
    await first.stop();
    await asOwner(world.ownerUrl, (c) =>
      c.query('delete from ledger.log; update ledger.head set size = 0, root = sha256($$$$)'),
    );
    await rm(join(place, 'log'), { recursive: true });
    // Database, files and checkpoints are those of the beginning; the witness remembers.
    const restored = open({ policy: policy(), quorum: 'wanted' }, 'restored');
    restored.start();
    await until(async () => (await restored.status()).refusing === 'ledger.rollback-detected');
    expect(await restored.readLogFile('checkpoint')).toBeNull();
    await restored.stop();
  });

  it('says what is wrong with a policy', () => {
    const other = generateLogKeys('example.org/else').policy.split('\n')[0] ?? '';
    expect(() => open({ policy: 'x\n', quorum: 'wanted' })).toThrow('ledger.policy-malformed');
    expect(() => open({ policy: `${other}\nquorum none\n`, quorum: 'wanted' })).toThrow('ledger.policy-other-log');
    expect(() => open({ policy: 'quorum none\n', quorum: 'required' })).toThrow('ledger.quorum-none');
  });
});
