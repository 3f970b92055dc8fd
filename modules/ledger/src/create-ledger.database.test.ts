import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './create-ledger.ts';
import { createLedgeredDatabase, writeThing, type LedgeredDatabase } from './ledgered-database.ts';
import { generateLogKeys } from './log-keys.ts';
import { parseReceipt } from './tlog/receipt.ts';

let world: LedgeredDatabase;
let place: string;
let ledger: Ledger;

beforeAll(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-ledger-'));
  ledger = createLedger({
    ...world,
    keys: generateLogKeys('example.org/log'),
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'cp'),
    settings: { checkpointMs: 50 },
  });
  ledger.start();
});
afterAll(async () => {
  await ledger.stop();
  await world.close();
  await rm(place, { recursive: true, force: true });
});

describe('the ledger', () => {
  it('ENV-04 gives a receipt for every act within the checkpoint interval', async () => {
    const { evidence } = await ledger.transact((tx) => writeThing(tx, 'r1', 'x'));
    const receipt = await ledger.waitFor(evidence[0]?.entryId ?? '');
    expect(parseReceipt(receipt)?.index).toBe(0);
    const read = await ledger.readEntry(evidence[0]?.entryId ?? '');
    expect(read).toMatchObject({ entry: { status: 'published', index: 0, type: 'system.clock-moved' } });
  });

  it('AUD-01 follows an entry upstream to its sources, each stream whole', async () => {
    await ledger.transact((tx) => writeThing(tx, 'source', 'x'));
    await ledger.transact((tx) => writeThing(tx, 'source', 'y'));
    await ledger.transact((tx) => writeThing(tx, 'middle', 'x', ['source']));
    const { evidence } = await ledger.transact((tx) => writeThing(tx, 'end', 'x', ['middle', 'elsewhere']));
    await ledger.waitFor(evidence[0]?.entryId ?? '');
    const chain = await ledger.chain(evidence[0]?.entryId ?? '');
    expect(chain?.nodes.map((n) => [n.stream, n.depth, n.entries.length])).toEqual([
      ['thing:source', 2, 2],
      ['thing:middle', 1, 1],
      ['thing:end', 0, 1],
    ]);
    expect(chain?.unresolved).toEqual(['thing:elsewhere']);
    expect((await ledger.search('thing:source', 10)).map((e) => e.stream)).toEqual([
      'thing:middle',
      'thing:source',
      'thing:source',
    ]);
  });

  it('opens the payload of an entry, sealed in the database', async () => {
    const { evidence } = await ledger.transact((tx) => writeThing(tx, 'p1', 'x'));
    const opening = await ledger.readPayload(evidence[0]?.entryId ?? '');
    expect(JSON.parse(opening?.text ?? '')).toEqual({ from: '2026-03-02', to: '2026-03-03' });
    const { rows } = await world.db.pool.query('select sealed from ledger.payload');
    expect(rows.some((row: { sealed: Buffer }) => row.sealed.includes('2026-03-02'))).toBe(false);
  });

  it('answers unknown entries with nothing, and waiting for them with an error', async () => {
    expect([await ledger.readEntry('ent_x'), await ledger.chain('ent_x')]).toEqual([null, null]);
    await expect(ledger.waitFor('ent_x')).rejects.toMatchObject({ code: 'ledger.entry-unknown' });
    expect(await ledger.readLogFile('../cp/1')).toBeNull();
    expect((await ledger.status()).refusing).toBeNull();
  });
});
