import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeEntry } from './entry.ts';
import { auditRefusals } from './audit/audit-refusals.ts';
import { createFindings } from './audit/finding.ts';
import { asOwner, createLedgeredDatabase, type LedgeredDatabase } from './ledgered-database.ts';
import { record } from './record.ts';
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
  it('AUD-02 AUT-09 the audit names lines that were changed, taken away or put in after their digest was entered', async () => {
    const own = await createLedgeredDatabase();
    try {
      const log = createSecurityLog(own);
      const found = async () => {
        const findings = createFindings();
        await auditRefusals(own.db, own.master, findings);
        return findings.all().flatMap((one) => one.places);
      };
      for (let hour = 0; hour < 3; hour += 1) {
        for (const code of ['a', 'b', 'c']) log.note({ code: `policy.${code}`, route: 'listGrants' });
        own.clock.advance(3_600_000);
        await log.digestHours();
      }
      expect(await found()).toEqual([]);
      const { rows } = await sql<{ entry_id: string }>`select entry_id from ledger.outbox order by seq`.execute(
        own.db.q,
      );
      const [first = '', second = '', third = ''] = rows.map((row) => row.entry_id);
      const byHand = (text: string) => asOwner(own.ownerUrl, (client) => client.query(text));
      await byHand(`update ledger.refusal set times = 9 where id = 5`);
      expect(await found()).toEqual([second]);
      await byHand(`update ledger.refusal set times = 1 where id = 5; insert into ledger.refusal (at, hour, code, route, digested)
        select at, hour, 'policy.d', route, true from ledger.refusal where id = 9`);
      expect(await found()).toEqual(['ledger.refusal/10']);
      await byHand(`delete from ledger.refusal where id in (2, 10)`);
      expect((await found())[0]).toBe(first);
      // What nobody has to keep any more was deleted in an act, and is not missed.
      const before = new Date(own.clock.now().getTime() - 3_600_000);
      await asOwner(own.ownerUrl, (client) => client.query('delete from ledger.refusal where id < 7'));
      await own.transact(async (tx) =>
        record(tx, {
          ...{ type: 'system.network-log-deleted', stream: 'security:refusals', rows: [], ruleVersion: '1' },
          actor: { kind: 'system', part: 'test' },
          payload: { before: before.toISOString(), deleted: 5 },
        }),
      );
      expect(await found()).toEqual([]);
      expect(third).toMatch(/^ent_/);
    } finally {
      await own.close();
    }
  });

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
