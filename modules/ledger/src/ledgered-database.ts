import { createTestClock, createTestDatabase, createTestIds } from '@sluice/testkit';
import { connect, type ActorRef, type Connection, type Tx } from '@sluice/database';
import { sql } from 'kysely';
import { guardedTables } from './audit/guarded-tables.ts';
import { createLedgerWriter } from './create-ledger-writer.ts';
import { createPayloadMaster } from './flush-acts.ts';
import { record } from './record.ts';

/**
 * A migrated database with one ledgered table `demo.thing`, and the door to writing it; or a copy of one that was left as
 * it is. For tests of this module only.
 */
export async function createLedgeredDatabase(original?: { readonly name: string }) {
  const test = await createTestDatabase(original?.name);
  if (!original) await prepareThings(test.ownerUrl);
  const clock = createTestClock();
  // A copy goes on with ids that its original did not give out.
  const ids = createTestIds(original ? 8 : 7);
  const master = createPayloadMaster(new Uint8Array(32).fill(5));
  const { transact } = createLedgerWriter({ db: test.db, clock, ids, master });
  return {
    ...test,
    clock,
    ids,
    master,
    transact,
    actTables: {},
    guarded: { ...guardedTables, 'demo.thing': ['seen'] },
  };
}

function prepareThings(ownerUrl: string): Promise<unknown> {
  return asOwner(ownerUrl, (client) =>
    client.query(`
      create schema demo; grant usage on schema demo to sluice_app;
      create table demo.thing (id text primary key, label text, amount numeric, at timestamptz default now(), seen int);
      grant select, insert, update, delete on demo.thing to sluice_app;
      select ledger.guard('demo.thing', array['seen']);
      -- The acts of these tests change only this table.
      update ledger.act_type set tables = '{}';`),
  );
}

export type LedgeredDatabase = Awaited<ReturnType<typeof createLedgeredDatabase>>;

/** Works as the owner of the tables, on one connection. */
export async function asOwner<T>(url: string, work: (owner: Connection['pool']) => Promise<T>): Promise<T> {
  const owner = connect({ url, max: 1 });
  try {
    return await work(owner.pool);
  } finally {
    await owner.close();
  }
}

export const someone: ActorRef = { kind: 'person', person: 'per_a', body: 'bod_a', role: 'operator' };

/** Inserts or changes one thing and records it, in the stream of that thing. */
export async function writeThing(tx: Tx, id: string, label: string, uses: readonly string[] = []): Promise<void> {
  await sql`insert into demo.thing (id, label, amount) values (${id}, ${label}, 1.50)
    on conflict (id) do update set label = excluded.label`.execute(tx.q);
  recordThing(tx, id, uses);
}

/** In another stream it is an act that changes no row. */
export function recordThing(tx: Tx, id: string, uses: readonly string[] = [], stream = `thing:${id}`): void {
  record(tx, {
    type: 'system.clock-moved',
    stream,
    actor: someone,
    subjects: uses.map((one) => ({ kind: 'thing', id: one, rel: 'uses' as const })),
    rows: stream === `thing:${id}` ? [{ table: 'demo.thing', id }] : [],
    ruleVersion: 'test-1',
    payload: { from: '2026-03-02', to: '2026-03-03' },
  });
}
