import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../create-ledger.ts';
import { leafHashOf } from '../entry.ts';
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
const keys = generateLogKeys('example.org/log');

const open = (): Ledger =>
  createLedger({ ...world, keys, logFolder: join(place, 'log'), checkpointFolder: join(place, 'cp') });

/** A log as it should be, which each test gets a copy of. */
let original: LedgeredDatabase;
let originalPlace: string;

beforeAll(async () => {
  world = original = await createLedgeredDatabase();
  place = originalPlace = await mkdtemp(join(tmpdir(), 'sluice-audit-'));
  ledger = open();
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
  await original.db.close();
});
afterAll(() => rm(originalPlace, { recursive: true, force: true }));

beforeEach(async () => {
  world = await createLedgeredDatabase(original);
  place = await mkdtemp(join(tmpdir(), 'sluice-audit-'));
  await cp(originalPlace, place, { recursive: true });
  ledger = open();
});
afterEach(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const owner = (text: string) => asOwner(world.ownerUrl, (c) => c.query(text));
/** As someone with every right would do it: past the triggers. */
const byHand = (text: string) =>
  owner(`alter table demo.thing disable trigger all; ${text}; alter table demo.thing enable trigger all`);
const found = async (from = 0) =>
  (await ledger.audit(from)).findings.map((one) => `${one.code} ${one.place}${one.count > 1 ? ` × ${one.count}` : ''}`);

async function flipByte(file: string, at: number): Promise<void> {
  const bytes = await readFile(join(place, file));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(join(place, file), bytes);
}

const forgedEntry = (stream: string, seq: number) =>
  JSON.stringify({
    actor: { kind: 'system', part: 'forged' },
    at: '2026-03-02T00:00:00.000Z',
    commitments: { payload: '0'.repeat(64), state: [] },
    id: 'ent_forged',
    prev: null,
    retainClass: 'evidence',
    ruleVersion: 'x@1',
    stream,
    streamSeq: seq,
    subjects: [],
    type: 'system.clock-moved',
    v: 1,
  });

describe('audit', () => {
  it('AUD-02 finds nothing where nothing was done, and says how far it read', async () => {
    expect(await ledger.audit()).toEqual({
      ...{ ok: true, findings: [], entries: 302, published: 302, waiting: 0, rows: 300, payloads: 302, from: 0 },
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const later = await ledger.audit(290);
    expect(later).toMatchObject({ ok: true, entries: 302, from: 256, payloads: 46 });
  });

  it('AUD-02 reads only what came after the last audit, and finds what was done to that', async () => {
    ledger = open();
    ledger.start();
    await ledger.transact((tx) => writeThing(tx, 't1', 'again'));
    await ledger.stop();
    expect(await found(302)).toEqual([]);
    await byHand(`update demo.thing set amount = 99 where id = 't1'`);
    await owner(`update ledger.log set type = 'system.key-retired' where idx = 301`);
    expect(await found(302)).toEqual(['log-row-changed index 301', 'row-changed demo.thing/t1']);
  });
});

describe('attacks on business rows, by the owner of the tables', () => {
  it('AUD-02 names a row that was changed', async () => {
    await byHand(`update demo.thing set amount = 99 where id = 't7'`);
    expect(await found()).toEqual(['row-changed demo.thing/t7']);
  });

  it('AUD-02 names rows that were inserted, and one that came back', async () => {
    await byHand(`insert into demo.thing (id, label) values ('forged', 'x'), ('t2', 'x')`);
    expect(await found()).toEqual(['row-inserted demo.thing/forged × 2']);
  });

  it('AUD-02 names a row that was deleted, and all of several', async () => {
    await byHand(`delete from demo.thing where id in ('t9', 't8')`);
    expect((await ledger.audit()).findings).toEqual([
      { code: 'row-deleted', place: 'demo.thing/t8', count: 2, places: ['demo.thing/t8', 'demo.thing/t9'] },
    ]);
  });

  it('AUD-02 names two rows whose contents were exchanged', async () => {
    await byHand(
      `update demo.thing a set label = b.label, amount = b.amount, at = b.at from demo.thing b where (a.id, b.id) in (('t0', 't1'), ('t1', 't0'))`,
    );
    expect(await found()).toEqual(['row-changed demo.thing/t0 × 2']);
  });

  it('AUD-02 names a table whose guard was taken away', async () => {
    await owner('alter table demo.thing disable trigger ledger_guard');
    expect(await found()).toEqual(['guard-missing demo.thing']);
  });
});

describe('attacks on what keeps the evidence', () => {
  it('AUD-02 names a function of the door, of the guard or of the audit itself that says something else', async () => {
    await owner(
      `create or replace function ledger.require_entry() returns trigger language plpgsql as 'begin return null; end'`,
    );
    await owner(`create or replace function ledger.refuse(reason text) returns void language sql as 'select'`);
    await owner(`do $x$ begin
      execute replace(pg_get_functiondef('ledger.digests'::regproc), 'sha256(', 'sha224(');
    end $x$`);
    await owner('alter function ledger.take(bigint, int) security invoker');
    await owner('create function ledger.back_door() returns int language sql as $$ select 1 $$');
    const report = await ledger.audit();
    expect(report.findings.find((one) => one.code === 'door-changed')?.places).toEqual([
      ...['ledger.back_door', 'ledger.digests', 'ledger.refuse', 'ledger.require_entry', 'ledger.take'],
    ]);
  });

  it('AUD-02 names an act put on the list, one taken off, and one that asks for less', async () => {
    await owner(`insert into ledger.act_type values ('my.act'); delete from ledger.act_type where type = 'cases.opened';
      update ledger.act_type set tables = '{demo.thing}' where type = 'trading.called'`);
    const report = await ledger.audit();
    expect(report.findings[0]?.places.toSorted()).toEqual(
      ['cases.opened', 'my.act', 'trading.called'].map((type) => `ledger.act_type/${type}`),
    );
  });

  it('AUD-02 names a right to write evidence that the serving role was given', async () => {
    await owner('grant insert, delete on ledger.outbox to sluice_app');
    expect((await ledger.audit()).findings).toMatchObject([
      { code: 'door-changed', places: ['ledger.outbox (delete)', 'ledger.outbox (insert)'] },
    ]);
  });

  it('AUD-02 names a table that was taken off the list of guards, though its trigger is gone too', async () => {
    await owner(`drop trigger ledger_guard on demo.thing; delete from ledger.guarded where table_name = 'demo.thing'`);
    expect(await found()).toContain('guard-missing demo.thing');
  });
});

describe('attacks on the log table, by its owner', () => {
  const reworded = `convert_to(replace(convert_from(entry, 'UTF8'), 'operator', 'custodian'), 'UTF8')`;

  it('AUD-02 names an entry that was changed together with its hash', async () => {
    await owner(
      `update ledger.log set entry = ${reworded}, leaf_hash = sha256('\\x00'::bytea || ${reworded}) where idx = 5`,
    );
    expect(await found()).toEqual(['log-row-changed index 5']);
  });

  it.each(['type', 'stream', 'entry_id'])('AUD-02 names a log row whose %s is not its entry’s', async (column) => {
    await owner(`update ledger.log set ${column} = 'other' where idx = 7`);
    expect(await found()).toContain('log-row-changed index 7');
  });

  it('AUD-02 names a log row hidden from search by its subjects, and one moved in time', async () => {
    await owner(
      `update ledger.log set subjects = array['thing:none'] where idx = 8; update ledger.log set at = at - interval '1 day' where idx = 9`,
    );
    expect(await found()).toEqual(['log-row-changed index 8 × 2']);
  });

  it('AUD-02 names a deleted entry, and entries whose order was changed', async () => {
    await owner('delete from ledger.log where idx = 250');
    expect(await found()).toContain('log-hole index 250');
    await owner(
      `update ledger.log set idx = case idx when 10 then 1000 else idx end; update ledger.log set idx = 10 where idx = 11; update ledger.log set idx = 11 where idx = 1000`,
    );
    expect((await found())[0]).toBe('log-row-changed index 10 × 2');
  });

  it('AUD-02 names a tail that was cut off, with the size that was signed', async () => {
    await owner('delete from ledger.log where idx >= 300');
    expect(await found()).toContain('log-hole index 300 × 2');
    await owner(`update ledger.head set size = 300`);
    expect((await found())[0]).toBe('log-hole index 300 × 3');
  });
});

describe('attacks on what the ledger keeps beside the log', () => {
  it('AUD-02 names a stream head that was moved on, moved back, pointed elsewhere or deleted', async () => {
    await owner(`update ledger.stream_head set next_seq = next_seq + 1 where stream = 'thing:t3'`);
    expect(await found()).toEqual(['stream-cut thing:t3']);
    await owner(
      `update ledger.stream_head set next_seq = next_seq - 1, last_leaf = sha256('x') where stream = 'thing:t3'`,
    );
    expect(await found()).toEqual(['stream-head-changed thing:t3']);
    await owner(`delete from ledger.stream_head where stream = 'thing:t4'`);
    expect(await found()).toContain('stream-cut thing:t4');
  });

  it('AUD-02 names a payload that was changed, taken away, put elsewhere or put there', async () => {
    const id = (idx: number) => `(select entry_id from ledger.log where idx = ${idx})`;
    await owner(
      `update ledger.payload set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where entry_id = ${id(3)}`,
    );
    await owner(`delete from ledger.payload where entry_id = ${id(4)}`);
    await owner(
      `update ledger.payload set sealed = (select sealed from ledger.payload where entry_id = ${id(6)}) where entry_id = ${id(5)}`,
    );
    await owner(`insert into ledger.payload values ('ent_stray', 'thing:t1', 'x')`);
    const all = await found();
    expect(all.map((one) => one.split(' ')[0])).toEqual(['payload-changed', 'payload-missing', 'payload-stray']);
    expect(all[0]).toContain('× 2');
  });

  it('AUD-02 names a row state that was changed or taken away', async () => {
    await owner(
      `update ledger.row_state set entry_id = 'ent_other' where id = 't5'; delete from ledger.row_state where id = 't6'`,
    );
    expect(await found()).toEqual(['row-state-changed demo.thing/t5 × 2']);
  });

  it('AUD-02 names a head of the log that was moved', async () => {
    await owner(`update ledger.head set root = sha256('x')`);
    expect(await found()).toEqual(['head-changed size 302']);
  });
});

/** The serving role has no right to do this: see `one-door.database.test.ts`. */
const forgeRow = (stream: string, seq: number, entry: Buffer) =>
  asOwner(world.ownerUrl, (client) =>
    client.query(
      `insert into ledger.outbox (entry_id, stream, stream_seq, entry, leaf_hash, type, at, subjects)
       select 'ent_forged', $1, $2, $3, $4, j ->> 'type', (j ->> 'at')::timestamptz, '{}'
       from (select convert_from($3, 'UTF8')::jsonb as j) x`,
      [stream, seq, entry, leafHashOf(entry)],
    ),
  );

describe('attacks on the outbox', () => {
  it('AUD-02 names a stream whose tail was cut off while it waited', async () => {
    await world.transact((tx) => writeThing(tx, 't3', 'late'));
    await owner('delete from ledger.outbox');
    expect(await found()).toEqual([
      'stream-cut thing:t3',
      'row-state-changed demo.thing/t3',
      'row-changed demo.thing/t3',
    ]);
  });

  it('AUD-02 names a waiting entry that was changed', async () => {
    await world.transact((tx) => writeThing(tx, 't3', 'late'));
    await owner(
      `update ledger.outbox set entry = convert_to(replace(convert_from(entry, 'UTF8'), 'operator', 'custodian'), 'UTF8')`,
    );
    expect((await found())[0]).toMatch(/^outbox-row-changed outbox ent_/);
  });

  it('AUD-02 names an entry that an administrator forged into the outbox, waiting and after it was sequenced', async () => {
    const forge = async (stream: string, seq: number) => {
      const entry = Buffer.from(forgedEntry(stream, seq));
      await forgeRow(stream, seq, entry);
    };
    await forge('thing:t5', 1);
    expect(await found()).toEqual(['stream-broken thing:t5 #1', 'payload-missing ent_forged', 'stream-cut thing:t5']);
    ledger = open();
    ledger.start();
    await ledger.stop();
    expect(await found()).toEqual(['stream-broken thing:t5 #1', 'payload-missing ent_forged', 'stream-cut thing:t5']);
  });

  it('AUD-02 names a forged story of an object that never was', async () => {
    const entry = Buffer.from(forgedEntry('thing:never', 0));
    await forgeRow('thing:never', 0, entry);
    expect(await found()).toEqual(['stream-cut thing:never']);
  });
});

describe('attacks on the files', () => {
  it('AUD-02 names an entry file that was changed', async () => {
    await flipByte('log/tile/entries/000', 700);
    expect(await found()).toEqual(['entry-file-changed tile/entries/000']);
  });

  it('AUD-02 names a tile that was changed, on every level', async () => {
    await flipByte('log/tile/0/001.p/46', 40);
    await flipByte('log/tile/1/000.p/1', 3);
    expect(await found()).toEqual(['tile-changed tile/0/001.p/46 × 2']);
  });

  it('AUD-02 names an entry file and its tile that were changed together', async () => {
    const file = join(place, 'log/tile/entries/000');
    const bytes = await readFile(file);
    bytes[700] = (bytes[700] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const tile = await readFile(join(place, 'log/tile/0/000'));
    for (let at = 0, i = 0; at < bytes.length; i += 1) {
      const length = bytes.readUInt16BE(at);
      tile.set(leafHashOf(bytes.subarray(at + 2, at + 2 + length)), i * 32);
      at += 2 + length;
    }
    await writeFile(join(place, 'log/tile/0/000'), tile);
    expect(await found()).toEqual(['entry-file-changed tile/entries/000', 'tile-changed tile/0/000']);
  });

  it('AUD-02 names files that were deleted or cut', async () => {
    await rm(join(place, 'log/tile/entries/000'));
    await rm(join(place, 'log/tile/0/001.p/46'));
    expect(await found()).toEqual(['file-missing tile/entries/000 × 2']);
  });

  it('AUD-02 names every published form of a tile that was changed or made longer, and files that no tile has', async () => {
    // As they were served under an earlier checkpoint: the first 25 of what are 46 now.
    const early = (name: string) => `log/tile/${name}/001.p/25`;
    const tile = await readFile(join(place, 'log/tile/0/001.p/46'));
    await writeFile(join(place, early('0')), tile.subarray(0, 25 * 32));
    expect(await found()).toEqual([]);
    await flipByte(early('0'), 31);
    await appendFile(join(place, 'log/tile/0/000'), 'more');
    await appendFile(join(place, 'log/tile/1/000.p/1'), 'more');
    await writeFile(join(place, early('entries')), 'what never was');
    await writeFile(join(place, 'log/tile/0/999'), tile);
    await writeFile(join(place, 'log/tile/0/001.p/47'), tile);
    await writeFile(join(place, 'log/tile/note'), 'x');
    expect((await ledger.audit()).findings.map(({ code, places }) => [code, ...places])).toEqual([
      ['file-stray', 'tile/note', 'tile/0/001.p/47', 'tile/0/999'],
      ['tile-changed', 'tile/0/000', 'tile/0/001.p/25', 'tile/1/000.p/1'],
      ['entry-file-changed', 'tile/entries/001.p/25'],
    ]);
  });

  it('AUD-02 names a checkpoint that is not the signed one, and one that went back', async () => {
    await cp(join(place, 'cp'), join(place, 'old-cp'), { recursive: true });
    await cp(join(place, 'log/checkpoint'), join(place, 'old-checkpoint'));
    ledger = open();
    ledger.start();
    await ledger.transact((tx) => writeThing(tx, 't1', 'again'));
    await ledger.stop();
    await rm(join(place, 'cp'), { recursive: true });
    await cp(join(place, 'old-cp'), join(place, 'cp'), { recursive: true });
    await cp(join(place, 'old-checkpoint'), join(place, 'log/checkpoint'));
    ledger = open();
    expect(await found()).toContain('checkpoint-behind size 302');
    await flipByte('log/checkpoint', 20);
    expect((await found())[0]).toBe('checkpoint-differs checkpoint');
  });
});
