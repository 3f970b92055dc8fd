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

describe('security log', () => {
  it('PLT-07 enters refusals as one digest an hour, keeps a bounded number, and counts what it dropped', async () => {
    const log = createSecurityLog({ ...world, keep: 5, buffer: 20 });
    for (let i = 0; i < 30; i += 1) log.note({ code: 'http.unauthenticated', route: 'listGrants' });
    await log.flush();
    expect(await count('ledger.refusal')).toBe(20);
    await log.digestHours();
    expect(await count('ledger.outbox')).toBe(0);
    world.clock.advance(3_600_000);
    await log.digestHours();
    await log.digestHours();
    expect(await count('ledger.refusal')).toBe(5);
    const { rows } = await sql<{ entry: Uint8Array }>`select entry from ledger.outbox`.execute(world.db.q);
    expect(rows.map((row) => decodeEntry(row.entry).type)).toEqual(['system.security-digest']);
  });
});
