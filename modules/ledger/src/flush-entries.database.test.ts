import { canonicalJson, type Json } from '@sluice/kernel';
import { createTestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry } from './entry.ts';
import { asOwner, createLedgeredDatabase, someone, type LedgeredDatabase } from './ledgered-database.ts';
import { openPayloads } from './open-payload.ts';
import { record } from './record.ts';

let world: LedgeredDatabase;
beforeAll(async () => {
  world = await createLedgeredDatabase();
  await asOwner(world.ownerUrl, (client) =>
    client.query(`
      create type demo.pair as (a int, b int);
      create table demo.odd (id text primary key, "Title ""x""" text, doc jsonb, list text[], docs jsonb[], pair demo.pair,
        raw json, at timestamptz, bytes bytea, took interval, note text);
      grant select, insert, update, delete on demo.odd to sluice_app;
      select ledger.guard('demo.odd', array['note']);`),
  );
});
afterAll(() => world.close());

const act = (tx: Parameters<Parameters<LedgeredDatabase['transact']>[0]>[0], stream: string, ids: readonly string[]) =>
  record(tx, {
    type: 'system.clock-moved',
    stream,
    actor: someone,
    rows: ids.map((id) => ({ table: 'demo.odd', id })),
    ruleVersion: 'größe "1"\n',
    payload: { from: '2026-03-02', to: '2026-03-03' },
  });

/** Reads under the settings that a flush fixes. */
async function asSettled(text: string, values: readonly unknown[]) {
  return asOwner(world.ownerUrl, async (client) => {
    await client.query(`set timezone = 'UTC'; set bytea_output = 'hex'; set intervalstyle = 'iso_8601'`);
    return client.query(text, [...values]);
  });
}

const insertOdd = (tx: { q: typeof world.db.q }, id: string) =>
  sql`
  insert into demo.odd values (${id}, null, '{"b":null,"a":[null,{"c":null}]}', '{x,null}', array['{"z":null}'::jsonb, null],
    row(1, null)::demo.pair, '{"k": null}', '2026-03-02T08:00:00+08', '\\x00ff', '1 day 2 hours', 'left out')`.execute(
    tx.q,
  );

describe('an entry that the database builds', () => {
  it('AUD-02 is canonical JSON, and digests rows as the projection says, whatever their columns hold', async () => {
    const ids = Array.from({ length: 9 }, (_, i) => `odd-${i} "é"`);
    const { evidence } = await world.transact(async (tx) => {
      for (const id of ids) await insertOdd(tx, id);
      await sql`update demo.odd set doc = 'null', pair = null where id = ${ids[1]}`.execute(tx.q);
      act(tx, 'odd:many', ids);
      act(tx, 'odd:one', ids.slice(0, 1));
      act(tx, 'odd:many', []);
    });
    expect(evidence.map(({ stream, streamSeq }) => `${stream} ${streamSeq}`)).toEqual([
      'odd:many 0',
      'odd:one 0',
      'odd:many 1',
    ]);
    for (const ref of evidence) {
      const { rows } = await world.db.pool.query('select entry from ledger.outbox where entry_id = $1', [ref.entryId]);
      const bytes = (rows[0] as { entry: Buffer }).entry;
      const entry = decodeEntry(bytes);
      expect(bytes.toString('utf8')).toBe(canonicalJson(entry as unknown as Json));
      for (const one of entry.commitments.state) {
        const expected = await asSettled(
          `select encode(sha256(h.salt || convert_to('demo.odd/' || t.id || E'\n' || ledger.project(to_jsonb(t), '{note}'), 'UTF8')), 'hex') as digest
           from demo.odd t, ledger.stream_head h where t.id = $1 and h.stream = $2`,
          [one.id, ref.stream],
        );
        expect(one.digest).toBe((expected.rows[0] as { digest: string }).digest);
      }
    }
    const [many] = evidence;
    const { rows } = await world.db.pool.query('select count(*)::int as n from ledger.row_state where entry_id = $1', [
      many?.entryId,
    ]);
    expect(rows).toEqual([{ n: 8 }]);
  });

  it('keeps the order of streams that several transactions begin at once', async () => {
    const done = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        world.transact(async (tx) => {
          await insertOdd(tx, `race-${i}`);
          act(tx, `odd:race-${i % 2}`, [`race-${i}`]);
        }),
      ),
    );
    const places = done.flatMap(({ evidence }) => evidence.map((one) => `${one.stream} ${one.streamSeq}`));
    expect(places.toSorted()).toEqual([0, 1].flatMap((n) => Array.from({ length: 6 }, (_, i) => `odd:race-${n} ${i}`)));
  });

  it('seals a payload under the seed that the stream has, and none after its seed is gone', async () => {
    const write = () => world.transact(async (tx) => act(tx, 'odd:sealed', []));
    const first = await write();
    const second = await write();
    const opened = await openPayloads(
      world.db,
      world.master,
      [first, second].flatMap(({ evidence }) => evidence.map((e) => e.entryId)),
    );
    expect(opened.map((one) => one.text)).toEqual(Array(2).fill('{"from":"2026-03-02","to":"2026-03-03"}'));
    await asOwner(world.ownerUrl, (client) =>
      client.query(`update ledger.stream_head set key_seed = null where stream = 'odd:sealed'`),
    );
    const third = await write();
    expect(third.evidence[0]?.streamSeq).toBe(2);
    const { rows } = await world.db.pool.query('select sealed from ledger.outbox where entry_id = $1', [
      third.evidence[0]?.entryId,
    ]);
    expect(rows).toEqual([{ sealed: null }]);
  });

  it('digests by the columns that the tables have now: no migration forgot to write the digests anew', async () => {
    const test = await createTestDatabase();
    const text = async () =>
      (
        await test.db.pool.query(
          `select pg_get_functiondef('ledger.digests(text, text[], bytea[])'::regprocedure) as text, pg_get_functiondef('ledger.state_of(text, text, bytea, text)'::regprocedure) as alone`,
        )
      ).rows;
    const before = await text();
    await asOwner(test.ownerUrl, (client) => client.query('select ledger.write_digest_rows()'));
    expect(await text()).toEqual(before);
    await test.close();
  });
});
