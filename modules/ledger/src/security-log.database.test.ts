import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry } from './entry.ts';
import { createLedgeredDatabase, type LedgeredDatabase } from './ledgered-database.ts';
import { createSecurityLog } from './security-log.ts';

let world: LedgeredDatabase;
beforeAll(async () => {
  world = await createLedgeredDatabase();
});
afterAll(() => world.close());

const count = async (table: string) =>
  Number((await world.db.pool.query(`select count(*) as n from ${table}`)).rows[0].n);

const lines = async () =>
  (
    await world.db.pool.query(
      'select code, times, principal, extract(epoch from last_at - at)::int as lasted from ledger.refusal order by id',
    )
  ).rows;

describe('security log', () => {
  it('PLT-07 AUT-09 counts like refusals of an hour on one line, enters one digest an hour, and lets nothing go', async () => {
    const log = createSecurityLog({ ...world, buffer: 3 });
    const refuse = (code: string, principal?: string) => log.note({ code, route: 'listGrants', principal });
    for (let i = 0; i < 150_000; i += 1) refuse('http.unauthenticated');
    await log.flush();
    world.clock.advance(1_000);
    for (let i = 0; i < 5; i += 1) refuse('http.unauthenticated');
    refuse('policy.no-power', 'mem_a');
    refuse('policy.no-power', 'mem_b');
    refuse('policy.no-power', 'mem_c');
    await log.digestHours();
    expect(await lines()).toMatchObject([
      { code: 'http.unauthenticated', times: 150_005, principal: null, lasted: 1 },
      { code: 'policy.no-power', times: 1, principal: 'mem_a' },
      { code: 'policy.no-power', times: 1, principal: 'mem_b' },
    ]);
    expect(await count('ledger.outbox')).toBe(0);
    world.clock.advance(3_600_000);
    await log.digestHours();
    await log.digestHours();
    refuse('http.unauthenticated');
    await log.flush();
    expect(await count('ledger.refusal')).toBe(4);
    const { rows } = await sql<{ entry: Uint8Array }>`select entry from ledger.outbox`.execute(world.db.q);
    expect(rows.map((row) => decodeEntry(row.entry).type)).toEqual(['system.security-digest']);
  });

  it('PLT-07 keeps what could not be written for the next turn', async () => {
    const before = await count('ledger.refusal');
    let broken = true;
    const db = {
      get q() {
        if (broken) throw new Error('gone');
        return world.db.q;
      },
    };
    const log = createSecurityLog({ ...world, db });
    log.note({ code: 'http.not-found', route: 'none' });
    await expect(log.flush()).rejects.toThrow('gone');
    broken = false;
    log.note({ code: 'http.not-found', route: 'none' });
    await log.flush();
    expect(await count('ledger.refusal')).toBe(before + 1);
    expect((await lines()).at(-1)).toMatchObject({ code: 'http.not-found', times: 2 });
  });
});
