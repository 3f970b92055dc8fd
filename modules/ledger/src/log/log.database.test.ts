import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, gm, intl, sha256 } from '@sluice/crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOwner, createLedgeredDatabase, writeThing, type LedgeredDatabase } from '../ledgered-database.ts';
import { generateLogKeys } from '../log-keys.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { parseNote, verifyNote } from '../tlog/note.ts';
import { parsePolicy } from '../tlog/policy.ts';
import { rootFromInclusion } from '../tlog/proofs.ts';
import { treeHash } from '../tree.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import { openLogCore, type LogCoreOptions } from './log-core.ts';
import { createLogFolder } from './log-folder.ts';
import { createTileReader } from './tile-reader.ts';

let world: LedgeredDatabase;
let place: string;
const keys = generateLogKeys('example.org/log');

beforeEach(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-log-'));
});
afterEach(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const folder = () => createLogFolder(join(place, 'log'));
const store = () => createCheckpointStore(join(place, 'checkpoints'));
const open = (options: Partial<LogCoreOptions> = {}) =>
  openLogCore(world.db, { folder: folder(), store: store(), keys, batch: 1000, ...options });

async function write(count: number, prefix: string): Promise<readonly string[]> {
  const { evidence } = await world.transact(async (tx) => {
    for (let i = 0; i < count; i += 1) await writeThing(tx, `${prefix}${i}`, 'x');
  });
  return evidence.map((ref) => ref.leafHash);
}

/** What an outsider sees: files only. */
async function verifyPublished(): Promise<number> {
  const policy = parsePolicy((b) => sha256.digest(b), keys.policy);
  const note = parseNote(await readFile(join(place, 'log/checkpoint'), 'utf8'));
  const checkpoint = parseCheckpoint(note?.text ?? '');
  if (!policy || !note || !checkpoint) throw new Error('unreadable');
  const signed = verifyNote(note, policy.logKeys, (k, m, s) =>
    (k.algorithm === 'ed25519' ? intl : gm).verify(k.publicKey, m, s),
  );
  expect(signed?.length).toBe(2);
  const reader = createTileReader(treeHash, (path) => folder().read(path));
  expect(await reader.root(checkpoint.size)).toEqual(Buffer.from(checkpoint.root));
  return checkpoint.size;
}

describe('the log', () => {
  it('AUD-02 publishes what was committed, provable leaf by leaf', async () => {
    const leaves = await write(600, 'a');
    const core = await open();
    while ((await core.sequence()) > 0);
    await core.publish();
    expect(await verifyPublished()).toBe(600);
    const reader = createTileReader(treeHash, (path) => folder().read(path));
    const root = await reader.root(600);
    for (const index of [0, 255, 256, 511, 512, 599]) {
      const proof = await reader.inclusion(index, 600);
      expect(rootFromInclusion(treeHash, index, 600, fromHex(leaves[index] ?? ''), proof)).toEqual(root);
    }
    await write(5, 'b');
    await core.sequence();
    await core.publish();
    expect(await verifyPublished()).toBe(605);
  });

  it.each([
    'leaves-moved',
    'tiles-written',
    'tiles-checked',
    'checkpoint-signed',
    'checkpoint-stored',
    'checkpoint-published',
  ] as const)('AUD-02 goes on with a log that verifies after dying at %s', async (point) => {
    await write(300, 'a');
    const first = await open();
    await first.sequence();
    await first.publish();
    await write(270, 'b');
    const dying = await open({
      crash(at) {
        if (at === point) throw new Error('power cut');
      },
    });
    await expect(dying.sequence().then(() => dying.publish())).rejects.toThrow('power cut');
    expect(await verifyPublished()).toBe(point === 'checkpoint-published' ? 570 : 300);
    await write(3, 'c');
    const next = await open();
    expect([300, 570]).toContain(await verifyPublished());
    await next.sequence();
    await next.publish();
    expect(await verifyPublished()).toBe(573);
  });

  it('AUD-02 refuses to sign over a database that went back', async () => {
    await write(10, 'a');
    const core = await open();
    await core.sequence();
    await core.publish();
    await asOwner(world.ownerUrl, (c) =>
      c.query(`delete from ledger.log where idx >= 7; update ledger.head set size = 7`),
    );
    await expect(open()).rejects.toMatchObject({
      code: 'ledger.rollback-detected',
      params: { database: 7, signed: 10 },
    });
  });

  it('AUD-02 refuses to sign over entries that were changed', async () => {
    await write(10, 'a');
    const core = await open();
    await core.sequence();
    await core.publish();
    await asOwner(world.ownerUrl, (c) => c.query(`update ledger.log set leaf_hash = sha256('x') where idx = 3`));
    await expect(open()).rejects.toMatchObject({ code: 'ledger.entry-altered', params: { index: 3 } });
  });

  it('derives lost or damaged tiles anew from the log table', async () => {
    await write(600, 'a');
    const core = await open();
    while ((await core.sequence()) > 0);
    await core.publish();
    await writeFile(join(place, 'log/tile/1/000.p/2'), Buffer.alloc(64));
    await rm(join(place, 'log/tile/0/000'));
    await write(1, 'b');
    const next = await open();
    await next.sequence();
    await next.publish();
    expect(await verifyPublished()).toBe(601);
    expect(await folder().read('tile/0/000')).toHaveLength(8192);
  });

  it('lets only the newest leader write', async () => {
    const old = await open();
    await open();
    await write(1, 'a');
    await expect(old.sequence()).rejects.toMatchObject({ code: 'ledger.fenced' });
    const { rows } = await sql`select 1 from ledger.outbox`.execute(world.db.q);
    expect(rows).toHaveLength(1);
  });

  it('swaps checkpoints only against the one that stands', async () => {
    const it = store();
    expect(await it.compareAndSwap(null, 'one')).toBe(true);
    expect(await it.compareAndSwap(null, 'two')).toBe(false);
    expect(await it.compareAndSwap('one', 'two')).toBe(true);
    expect(await it.read()).toBe('two');
    const both = await Promise.all([store().compareAndSwap('two', 'three'), store().compareAndSwap('two', 'other')]);
    expect(both.filter(Boolean)).toHaveLength(1);
  });
});
