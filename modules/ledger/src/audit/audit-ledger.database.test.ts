import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../create-ledger.ts';
import {
  asOwner,
  createLedgeredDatabase,
  recordThing,
  writeThing,
  type LedgeredDatabase,
} from '../ledgered-database.ts';
import { generateLogKeys } from '../log-keys.ts';

let world: LedgeredDatabase;
let place: string;
let ledger: Ledger;

beforeEach(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-audit-'));
  ledger = createLedger({
    ...world,
    keys: generateLogKeys('example.org/log'),
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'cp'),
  });
  ledger.start();
  await ledger.transact(async (tx) => {
    for (let i = 0; i < 300; i += 1) await writeThing(tx, `t${i}`, 'x');
  });
  await ledger.transact((tx) => writeThing(tx, 't1', 'changed'));
  await ledger.transact(async (tx) => {
    await sql`delete from demo.thing where id = 't2'`.execute(tx.q);
    recordThing(tx, 't2');
  });
  await ledger.stop();
});
afterEach(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

/** As someone with every right would do it: past the triggers. */
const byHand = (text: string) =>
  asOwner(world.ownerUrl, (c) =>
    c.query(`alter table demo.thing disable trigger all; ${text}; alter table demo.thing enable trigger all`),
  );
const findings = async () => (await ledger.audit()).findings;

async function flipByte(file: string, at: number): Promise<void> {
  const bytes = await readFile(join(place, file));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(join(place, file), bytes);
}

describe('audit', () => {
  it('AUD-02 finds nothing where nothing was done', async () => {
    expect(await ledger.audit()).toEqual({
      ok: true,
      findings: [],
      entries: 302,
      published: 302,
      waiting: 0,
      rows: 300,
    });
  });

  it('AUD-02 names a row that was changed by hand', async () => {
    await byHand(`update demo.thing set amount = 99 where id = 't7'`);
    expect(await findings()).toEqual([{ code: 'row-changed', place: 'demo.thing/t7', count: 1 }]);
  });

  it('AUD-02 names a row that was inserted by hand, and one that came back', async () => {
    await byHand(`insert into demo.thing (id, label) values ('forged', 'x'), ('t2', 'x')`);
    expect(await findings()).toEqual([{ code: 'row-inserted', place: 'demo.thing/forged', count: 2 }]);
  });

  it('AUD-02 names a row that was deleted by hand', async () => {
    await byHand(`delete from demo.thing where id = 't9'`);
    expect(await findings()).toEqual([{ code: 'row-deleted', place: 'demo.thing/t9', count: 1 }]);
  });

  it('AUD-02 names an entry file that was changed', async () => {
    await flipByte('log/tile/entries/000', 700);
    expect(await findings()).toEqual([{ code: 'entry-file-changed', place: 'tile/entries/000', count: 1 }]);
  });

  it('AUD-02 names a tile that was changed, on every level', async () => {
    await flipByte('log/tile/0/001.p/46', 40);
    await flipByte('log/tile/1/000.p/1', 3);
    expect(await findings()).toEqual([{ code: 'tile-changed', place: 'tile/0/001.p/46', count: 2 }]);
  });

  it('AUD-02 names an entry that was changed in the database', async () => {
    await asOwner(world.ownerUrl, (c) =>
      c.query(
        `update ledger.log set entry = convert_to(replace(convert_from(entry, 'UTF8'), 'operator', 'custodian'), 'UTF8'), leaf_hash = sha256('\\x00'::bytea || convert_to(replace(convert_from(entry, 'UTF8'), 'operator', 'custodian'), 'UTF8')) where idx = 5`,
      ),
    );
    expect(await findings()).toEqual([{ code: 'log-row-changed', place: 'index 5', count: 1 }]);
  });

  it('AUD-02 names a hole in the log and a stream whose tail was cut off while it waited', async () => {
    await world.transact((tx) => writeThing(tx, 't3', 'late'));
    await asOwner(world.ownerUrl, (c) => c.query('delete from ledger.outbox'));
    expect(await findings()).toEqual([
      { code: 'stream-cut', place: 'thing:t3', count: 1 },
      { code: 'row-changed', place: 'demo.thing/t3', count: 1 },
    ]);
    await asOwner(world.ownerUrl, (c) => c.query('delete from ledger.log where idx = 250'));
    expect((await findings()).map((f) => f.code)).toContain('log-hole');
  });
});
