import { createTestClock, createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransact, executePrinted } from './transact.ts';

let t: TestDatabase;
const clock = createTestClock();
const flush = { flushActs: async () => [], flushJobs: async () => undefined };

beforeAll(async () => {
  t = await createTestDatabase();
  const owner = new pg.Client({ connectionString: t.ownerUrl });
  await owner.connect();
  await owner.query('create schema probe; create table probe.note (id text primary key, body text not null)');
  await owner.query(
    'grant usage on schema probe to sluice_app; grant select, insert, update on probe.note to sluice_app',
  );
  await owner.end();
});
afterAll(() => t.close());

describe('transact', () => {
  it('keeps nothing of a transaction whose work fails', async () => {
    const transact = createTransact(t.db, { clock, ...flush });
    await expect(
      transact(async (tx) => {
        await sql`insert into probe.note values ('a', 'x')`.execute(tx.q);
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect((await sql`select * from probe.note`.execute(t.db.q)).rows).toEqual([]);
  });

  it('refuses the outer handle inside a transaction at once, with a code', async () => {
    const transact = createTransact(t.db, { clock, ...flush });
    await expect(transact(async () => sql`select 1`.execute(t.db.q))).rejects.toMatchObject({
      code: 'database.outer-handle-in-transaction',
    });
  });

  it('wraps a database error without the values it quotes', async () => {
    const transact = createTransact(t.db, { clock, ...flush });
    const twice = transact(async (tx) => {
      await sql`insert into probe.note values ('secret-value', 'x'), ('secret-value', 'y')`.execute(tx.q);
    });
    await expect(twice).rejects.toMatchObject({ code: 'database.unique', kind: 'conflict' });
    await twice.catch((error: unknown) =>
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret'),
    );
  });

  it('gives the serving role no right to change tables or triggers', async () => {
    await expect(sql`create table probe.mine (id text)`.execute(t.db.q)).rejects.toMatchObject({ code: '42501' });
    await expect(sql`alter table probe.note disable trigger all`.execute(t.db.q)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(sql`set session_replication_role = replica`.execute(t.db.q)).rejects.toMatchObject({ code: '42501' });
  });

  it('ends a statement, a wait for a lock and a forgotten transaction after a bounded time', async () => {
    const shown = await sql<{ name: string; setting: string }>`
      select name, setting from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(
      t.db.q,
    );
    for (const row of shown.rows) expect(Number(row.setting), row.name).toBeGreaterThan(0);
  });
});

describe('a transaction that is opened with its first statement', () => {
  const late = () => createTransact(t.db, { clock, ...flush, openLate: true });
  const texts = async () =>
    (await sql<{ id: string }>`select id from probe.note where id like 'late%'`.execute(t.db.q)).rows;
  const insert = '/*= probe.insert, with next */ insert into probe.note values ($1, $2)';

  it('is one transaction: what was said before a fault is undone, and the connection goes on', async () => {
    const work = late()(async (tx) => {
      await sql`insert into probe.note values ('late-a', 'x')`.execute(tx.q);
      await sql`insert into probe.note values ('late-a', 'y')`.execute(tx.q);
    });
    await expect(work).rejects.toMatchObject({ code: 'database.unique' });
    expect(await texts()).toEqual([]);
  });

  it('tells the fault of a statement that waited for the next one, not that of the next', async () => {
    for (const last of ['select 1', '/*= probe.last, then commit */ select 1']) {
      const work = late()(async (tx) => {
        await executePrinted(tx, insert, ['late-b', 'x']);
        await executePrinted(tx, insert, ['late-b', 'y']);
        await executePrinted(tx, last, []);
      });
      await expect(work).rejects.toMatchObject({ code: 'database.unique' });
    }
    const unfinished = late()(async (tx) => {
      await executePrinted(tx, insert, ['late-c', 'x']);
      await executePrinted(tx, insert, ['late-c', 'y']);
    });
    await expect(unfinished).rejects.toMatchObject({ code: 'database.unique' });
    expect(await texts()).toEqual([]);
  });

  it('commits what waited, and sends nothing where nothing was said or its work failed', async () => {
    await late()((tx) => executePrinted(tx, insert, ['late-d', 'x']));
    await late()(async () => undefined);
    const failed = late()(async (tx) => {
      await executePrinted(tx, insert, ['late-e', 'x']);
      throw new Error('stop');
    });
    await expect(failed).rejects.toThrow('stop');
    expect(await texts()).toEqual([{ id: 'late-d' }]);
  });
});
