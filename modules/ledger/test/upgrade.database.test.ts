import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { connect, migrate, type Connection } from '@sluice/database';
import { createTestClock, createTestIds } from '@sluice/testkit';
import { sql } from 'kysely';
import { expect, inject, it } from 'vitest';
import { createLedger, findRowEntries, introduceKeys, migrations, openLogKeys, record } from '../src/index.ts';
import { asOwner } from '../src/ledgered-database.ts';
import { verifyBundle } from '../src/verifier/index.ts';

/** As `fixtures/make-ledger.ts` made it with the code of before migration 0013. */
const FIXTURE = join(import.meta.dirname, 'fixtures', 'ledger-before-0013.json.gz');

interface Fixture {
  readonly applied: readonly string[];
  readonly policy: string;
  readonly rows: Readonly<Record<string, readonly { readonly entry_id?: string }[]>>;
  readonly files: Readonly<Record<string, string>>;
}

async function withDatabase(work: (urls: { ownerUrl: string; appUrl: string }) => Promise<void>): Promise<void> {
  const { adminUrl, ownerUrl, appUrl } = inject('testServer');
  const name = `upgrade_${process.pid}`;
  const named = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  await asOwner(adminUrl, (admin) => admin.query(`create database ${name} owner sluice_owner`));
  try {
    await work({ ownerUrl: named(ownerUrl), appUrl: named(appUrl) });
  } finally {
    await asOwner(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  }
}

/** The tables as they were: the migrations of then, which never change, and the rows. */
async function restore(ownerUrl: string, place: string, fixture: Fixture): Promise<void> {
  const then = join(place, 'migrations');
  await mkdir(then);
  for (const file of await readdir(migrations.folder))
    if (fixture.applied.includes(`ledger/${file}`)) await cp(join(migrations.folder, file), join(then, file));
  await migrate(ownerUrl, [{ module: 'ledger', folder: then }]);
  await asOwner(ownerUrl, async (owner) => {
    await owner.query(`create schema demo; grant usage on schema demo to sluice_app;
      create table demo.thing (id text primary key, label text, amount numeric);
      grant select, insert, update, delete on demo.thing to sluice_app;
      select ledger.guard('demo.thing');
      alter table demo.thing disable trigger ledger_guard;
      delete from ledger.head;`);
    for (const [table, rows] of Object.entries(fixture.rows))
      await owner.query(
        `insert into ${table} overriding system value select * from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    // JSON read here keeps no trailing zero, and a digest is of the number as it was written.
    await owner.query(`update demo.thing set amount = 1.50; alter table demo.thing enable trigger ledger_guard;
      select setval(pg_get_serial_sequence('ledger.outbox', 'seq'), 10000)`);
  });
  for (const [path, bytes] of Object.entries(fixture.files)) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), Buffer.from(bytes, 'base64'), { mode: 0o600 });
  }
}

function openAt(db: Connection, place: string, opened: Awaited<ReturnType<typeof openLogKeys>>) {
  return createLedger({
    ...{ db, ...opened, clock: createTestClock(), ids: createTestIds(91) },
    // No other module's tables are here.
    guarded: { 'demo.thing': [], 'ledger.audit_run': [], 'ledger.notice': [] },
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'checkpoints'),
    settings: { checkpointMs: 20 },
  });
}

it('AUD-02 ENV-04 a ledger of an earlier release is opened: its entries verify, what waited is moved, and it goes on', async () => {
  const fixture = JSON.parse(gunzipSync(await readFile(FIXTURE)).toString('utf8')) as Fixture;
  const place = await mkdtemp(join(tmpdir(), 'sluice-upgrade-'));
  const upgrade = async ({ ownerUrl, appUrl }: { ownerUrl: string; appUrl: string }): Promise<void> => {
    await restore(ownerUrl, place, fixture);
    expect(await migrate(ownerUrl, [migrations])).toContain('ledger/0013-one-door.sql');
    const db = connect({ url: appUrl, max: 4 });
    const opened = await openLogKeys(join(place, 'keys'));
    const ledger = openAt(db, place, opened);
    const old = fixture.rows['ledger.log']?.length ?? 0;
    const waiting = fixture.rows['ledger.outbox']?.map((row) => row.entry_id ?? '') ?? [];
    expect([old, waiting.length]).toEqual([282, 5]);
    try {
      ledger.start();
      await introduceKeys({ db, transact: ledger.transact, master: opened.master }, opened.keys);
      await ledger.waitFor(waiting.at(-1) ?? '');
      const { evidence } = await ledger.transact(async (tx) => {
        await sql`update demo.thing set label = 'after' where id = 't7'`.execute(tx.q);
        record(tx, {
          type: 'system.clock-moved',
          stream: 'thing:t7',
          actor: { kind: 'person', person: 'per_a', body: 'bod_a', role: 'operator' },
          rows: [{ table: 'demo.thing', id: 't7' }],
          ruleVersion: 'test-2',
          payload: { from: '2026-03-02', to: '2026-03-03' },
        });
      });
      await ledger.waitFor(evidence[0]?.entryId ?? '');
      const entries = old + waiting.length + 1;
      // Rows, payloads and stories of before and after, read under one audit.
      expect(await ledger.audit()).toMatchObject({ ok: true, findings: [], entries, published: entries, waiting: 0 });
      const rows = await findRowEntries(db, 'demo.thing', ['t7', 't0', 't30']);
      expect(rows.get('t7')).toBe(evidence[0]?.entryId);
      expect(rows.get('t0')).toBe(waiting[0]);
      // Under the policy that was handed out then.
      for (const entry of [...rows.values()]) {
        const report = verifyBundle(await ledger.bundle({ kind: 'entry', entry }), { policy: fixture.policy });
        expect(report.problems).toEqual([]);
        expect(report.claims.find((one) => one.code === 'payloads-opened')?.proven).toBe(true);
      }
    } finally {
      await ledger.stop();
      await db.close();
    }
  };
  try {
    await withDatabase(upgrade);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});
