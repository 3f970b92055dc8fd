import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry, leafHashOf } from './entry.ts';
import {
  asOwner,
  createLedgeredDatabase,
  recordThing,
  writeThing,
  type LedgeredDatabase,
} from './ledgered-database.ts';
import { createLedgerWriter } from './create-ledger-writer.ts';
import { record } from './record.ts';

let world: LedgeredDatabase;
beforeAll(async () => {
  world = await createLedgeredDatabase();
});
afterAll(() => world.close());

async function outboxEntries() {
  const { rows } = await sql<{
    entry: Uint8Array;
    leaf_hash: Uint8Array;
  }>`select entry, leaf_hash from ledger.outbox order by seq`.execute(world.db.q);
  return rows.map((row) => ({
    entry: decodeEntry(row.entry),
    leaf: Buffer.from(row.leaf_hash).toString('hex'),
    hash: leafHashOf(row.entry),
  }));
}

describe('writing with evidence', () => {
  it('ENV-04 commits an effect and its entry together, in one stream without holes', async () => {
    const first = await world.transact((tx) => writeThing(tx, 't1', 'one'));
    await world.transact(async (tx) => {
      await writeThing(tx, 't1', 'two');
      await writeThing(tx, 't1', 'three');
    });
    const entries = (await outboxEntries()).filter((e) => e.entry.stream === 'thing:t1');
    expect(entries.map((e) => e.entry.streamSeq)).toEqual([0, 1, 2]);
    expect(entries.map((e) => e.entry.prev)).toEqual([null, entries[0]?.leaf, entries[1]?.leaf]);
    expect(first.evidence).toEqual([
      { entryId: entries[0]?.entry.id, stream: 'thing:t1', streamSeq: 0, leafHash: entries[0]?.leaf },
    ]);
    expect(Buffer.from(entries[0]?.hash ?? []).toString('hex')).toBe(entries[0]?.leaf);
  });

  it('ENV-04 refuses the commit of a change without an entry', async () => {
    const write = world.transact((tx) => sql`insert into demo.thing (id, label) values ('t2', 'x')`.execute(tx.q));
    await expect(write).rejects.toMatchObject({
      code: 'ledger.write-without-entry',
      params: { table: 'demo.thing', constraint: 'no-entry' },
    });
    const { rows } = await sql`select 1 from demo.thing where id = 't2'`.execute(world.db.q);
    expect(rows).toEqual([]);
  });

  it('ENV-04 refuses the commit of a change that the entry does not declare', async () => {
    const write = world.transact(async (tx) => {
      await writeThing(tx, 't3', 'x');
      await sql`insert into demo.thing (id, label) values ('t4', 'x')`.execute(tx.q);
    });
    await expect(write).rejects.toMatchObject({ params: { constraint: 'row-not-declared' } });
  });

  it('ENV-04 refuses deleting and truncating without an entry, and lets an ignored column change', async () => {
    await world.transact((tx) => writeThing(tx, 't5', 'x'));
    await expect(
      world.transact((tx) => sql`delete from demo.thing where id = 't5'`.execute(tx.q)),
    ).rejects.toMatchObject({ code: 'ledger.write-without-entry' });
    await expect(asOwner(world.ownerUrl, (c) => c.query('truncate demo.thing'))).rejects.toMatchObject({
      code: 'SL001',
    });
    await world.transact((tx) => sql`update demo.thing set seen = 3 where id = 't5'`.execute(tx.q));
  });

  it('notes a deleted row as gone', async () => {
    await world.transact((tx) => writeThing(tx, 't6', 'x'));
    await world.transact(async (tx) => {
      await sql`delete from demo.thing where id = 't6'`.execute(tx.q);
      recordThing(tx, 't6');
    });
    const last = (await outboxEntries()).findLast((e) => e.entry.stream === 'thing:t6');
    expect(last?.entry.commitments.state).toEqual([{ table: 'demo.thing', id: 't6', digest: null }]);
  });

  it('lets the serving role neither drop the guard nor change the log', async () => {
    for (const text of [
      'drop trigger ledger_guard on demo.thing',
      'alter table demo.thing disable trigger all',
      `select ledger.guard('demo.thing')`,
      'delete from ledger.log',
      'update ledger.log set idx = 1',
      'update ledger.outbox set stream_seq = 1',
    ])
      await expect(world.db.pool.query(text)).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses acts that are not on the list and payloads that do not fit', async () => {
    const act = { stream: 'thing:t7', actor: { kind: 'system', part: 'test' }, rows: [], ruleVersion: '1' } as const;
    await expect(
      world.transact(async (tx) => record(tx, { ...act, type: 'no.such' as never, payload: {} as never })),
    ).rejects.toMatchObject({ code: 'ledger.unknown-act' });
    await expect(
      world.transact(async (tx) =>
        record(tx, { ...act, type: 'system.clock-moved', payload: { from: '1', to: '2', name: 'x' } as never }),
      ),
    ).rejects.toMatchObject({ code: 'ledger.malformed-payload' });
  });

  it('keeps a stream in order when many transactions write to it at once', async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => world.transact((tx) => writeThing(tx, i % 2 ? 't8' : 't9', `v${i}`))),
    );
    const entries = (await outboxEntries()).filter((e) => e.entry.stream === 'thing:t8');
    expect(entries.map((e) => e.entry.streamSeq)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    for (const [i, e] of entries.entries()) expect(e.entry.prev).toBe(i === 0 ? null : entries[i - 1]?.leaf);
  });

  it('does the work once more where another process began the stream, and commits it once', async () => {
    await world.transact((tx) => writeThing(tx, 't10', 'a'));
    const other = createLedgerWriter(world);
    let runs = 0;
    const write = async (label: string) =>
      other.transact(async (tx) => {
        runs += 1;
        await writeThing(tx, 't10', label);
      });
    expect((await write('b')).evidence[0]?.streamSeq).toBe(1);
    expect(runs).toBe(2);
    // From now on it knows the stream, and the commit goes out with the entry.
    expect((await write('c')).evidence[0]?.streamSeq).toBe(2);
    expect(runs).toBe(3);
    const { rows } = await sql<{ label: string }>`select label from demo.thing where id = 't10'`.execute(world.db.q);
    expect(rows).toEqual([{ label: 'c' }]);
  });
});
