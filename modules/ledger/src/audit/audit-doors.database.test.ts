import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@sluice/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createLedger, type Ledger } from '../create-ledger.ts';
import { asOwner, createLedgeredDatabase, writeThing, type LedgeredDatabase } from '../ledgered-database.ts';
import { generateLogKeys } from '../log-keys.ts';
import { auditSurroundings } from './audit-surroundings.ts';
import { createFindings } from './finding.ts';

let world: LedgeredDatabase;
let place: string;
let ledger: Ledger;

beforeAll(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-doors-'));
  const folders = { logFolder: join(place, 'log'), checkpointFolder: join(place, 'cp') };
  ledger = createLedger({ ...world, keys: generateLogKeys('example.org/log'), ...folders });
  ledger.start();
  await ledger.transact(async (tx) => {
    for (let i = 0; i < 3; i += 1) await writeThing(tx, `t${i}`, 'x');
  });
  await ledger.stop();
});
afterAll(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const found = async () => (await ledger.audit()).findings.map((one) => `${one.code} ${one.places.join(', ')}`);
const run = (url: string, text: string) => asOwner(url, (client) => client.query(text));
const adminUrl = (): string => new URL(`/${world.name}`, inject('testServer').adminUrl).href;

/** What the audit says between an attack and its undoing. */
async function after(attack: string, undo: string, url = world.ownerUrl): Promise<readonly string[]> {
  await run(url, attack);
  const said = await found();
  await run(url, undo);
  return said;
}

it('AUD-02 a database as the migrations leave it has nothing to be named', async () => {
  expect(await found()).toEqual([]);
});

it('AUD-02 names a column that the database calls ignored, whatever its list and its functions say of each other', async () => {
  const said = await after(
    `update ledger.guarded set ignored = '{seen,label}' where table_name = 'demo.thing'; select ledger.write_digest_rows();
     alter table demo.thing disable trigger all; update demo.thing set label = 'other' where id = 't1'; alter table demo.thing enable trigger all`,
    `update ledger.guarded set ignored = '{seen}' where table_name = 'demo.thing'; select ledger.write_digest_rows();
     alter table demo.thing disable trigger all; update demo.thing set label = 'x' where id = 't1'; alter table demo.thing enable trigger all`,
  );
  expect(said).toContain('guard-missing demo.thing');
  expect(said).toContain('door-changed ledger.digests, ledger.state_of');
});

it('AUD-02 names a table without entries that is no longer under guard in the database', async () => {
  const said = await after(
    `create table public.kept as select no from ledger.guarded where table_name = 'identity.body';
     delete from ledger.guarded where table_name = 'identity.body'; drop trigger ledger_guard on identity.body;
     drop trigger ledger_no_truncate on identity.body; select ledger.write_digest_rows();
     insert into identity.body (id, name, type, level, jurisdiction, division_code, state, created_at)
       values ('bod_x', 'x', 'x', 'city', 'x', 'x', 'active', now())`,
    `delete from identity.body; insert into ledger.guarded (no, table_name) overriding system value select no, 'identity.body' from public.kept;
     drop table public.kept; select ledger.write_digest_rows();
     do $x$ begin execute format('create constraint trigger ledger_guard after insert or update or delete on identity.body
       deferrable initially deferred for each row execute function ledger.require_entry(%L, %L)',
       (select no from ledger.guarded where table_name = 'identity.body'), '{}'); end $x$;
     create trigger ledger_no_truncate before truncate on identity.body for each statement execute function ledger.refuse_truncate()`,
  );
  expect(said).toContain('guard-missing identity.body');
  expect(said).toContain('row-inserted identity.body/bod_x');
  expect(await found()).toEqual([]);
});

it('AUD-02 names a row that a policy hides, and the policy', async () => {
  const said = await after(
    `create policy hide on demo.thing using (id <> 't1'); alter table demo.thing enable row level security`,
    `alter table demo.thing disable row level security; drop policy hide on demo.thing`,
  );
  expect(said).toContain('door-changed demo.thing (row security)');
  const policyAlone = await after('create policy hide on demo.thing using (true)', 'drop policy hide on demo.thing');
  expect(policyAlone).toEqual(['door-changed demo.thing (row security)']);
});

it('AUD-02 reads with PostgreSQL’s own functions whatever path a role has, and names the setting', async () => {
  const changed = `alter table demo.thing disable trigger all; update demo.thing set label = 'other' where id = 't1';
    alter table demo.thing enable trigger all`;
  await run(
    adminUrl(),
    `create schema evil; grant usage on schema evil to public;
     create function evil.sha256(bytea) returns bytea language sql as $$ select pg_catalog.sha256('lie') $$;
     alter role sluice_app in database ${world.name} set search_path = evil, pg_catalog; ${changed}`,
  );
  const fresh = connect({ url: world.appUrl, max: 1 });
  try {
    const misled = createLedger({
      ...{ ...world, db: fresh, keys: generateLogKeys('example.org/log') },
      ...{ logFolder: join(place, 'log'), checkpointFolder: join(place, 'cp') },
    });
    const { findings } = await misled.audit();
    expect(findings.flatMap((one) => one.places)).toEqual([
      ...['checkpoint', 'setting search_path (sluice_app)', 'demo.thing/t1'],
    ]);
  } finally {
    await fresh.close();
    await run(
      adminUrl(),
      `alter role sluice_app in database ${world.name} reset search_path; drop schema evil cascade;
       alter table demo.thing disable trigger all; update demo.thing set label = 'x' where id = 't1';
       alter table demo.thing enable trigger all`,
    );
  }
  expect(await found()).toEqual([]);
});

it('AUD-02 names a row and a stream whose name is empty', async () => {
  const said = await after(
    `alter table demo.thing disable trigger all; insert into demo.thing (id) values (''); alter table demo.thing enable trigger all;
     insert into ledger.stream_head (stream, next_seq, salt) values ('', 3, 'x')`,
    `alter table demo.thing disable trigger all; delete from demo.thing where id = ''; alter table demo.thing enable trigger all;
     delete from ledger.stream_head where stream = ''`,
  );
  expect(said).toEqual(['stream-cut ', 'row-inserted demo.thing/']);
});

it.each([
  [
    'grant update (entry) on ledger.outbox to sluice_app',
    'revoke update (entry) on ledger.outbox from sluice_app',
    'ledger.outbox (update, columns)',
  ],
  ['grant insert on ledger.log to public', 'revoke insert on ledger.log from public', 'ledger.log (insert, public)'],
  [
    'grant truncate on identity.body to sluice_app',
    'revoke truncate on identity.body from sluice_app',
    'identity.body (truncate)',
  ],
  [
    'grant create on schema identity to sluice_app',
    'revoke create on schema identity from sluice_app',
    'identity (create)',
  ],
  [
    'grant execute on function ledger.guard(text, text[]) to sluice_app',
    'revoke execute on function ledger.guard(text, text[]) from sluice_app',
    'ledger.guard',
  ],
  [
    'alter function ledger.take(bigint, int) set search_path = public, pg_catalog',
    'alter function ledger.take(bigint, int) set search_path = pg_catalog, pg_temp',
    'ledger.take',
  ],
  [
    'create rule quiet as on update to ledger.log do instead nothing',
    'drop rule quiet on ledger.log',
    'ledger.log (rule)',
  ],
  [
    `create trigger again after insert on ledger.outbox for each row execute function ledger.refuse_truncate()`,
    'drop trigger again on ledger.outbox',
    'ledger.outbox (trigger again)',
  ],
  [
    'create function identity.helper() returns int language sql as $$ select 1 $$',
    'drop function identity.helper()',
    'identity.helper (function)',
  ],
  ['create table demo.child () inherits (demo.thing)', 'drop table demo.child', 'demo.thing (inheritance)'],
])('AUD-02 names what a door was given: %s', async (attack, undo, expected) => {
  const [said = ''] = await after(attack, undo);
  expect(said).toMatch(/^door-changed /);
  expect(said).toContain(expected);
});

it('AUD-02 names a table, a function and a schema that somebody else owns', async () => {
  const said = await after(
    `alter table demo.thing owner to postgres; alter function ledger.refuse(text) owner to postgres; alter schema http owner to postgres`,
    `alter table demo.thing owner to sluice_owner; alter function ledger.refuse(text) owner to sluice_owner; alter schema http owner to sluice_owner`,
    adminUrl(),
  );
  expect(said.join()).toContain('demo.thing (owner)');
  expect(said.join()).toContain('http (owner)');
  expect(said.join()).toContain('ledger.refuse (owner)');
});

it('AUD-02 names a guard that fires on less, for other columns, or only sometimes', async () => {
  const guard = (no: string, ignored: string, how: string) => `drop trigger ledger_guard on demo.thing;
    do $x$ begin execute format('create constraint trigger ledger_guard after ${how} deferrable initially deferred for each row %s
      execute function ledger.require_entry(%L, %L)', ${no}, ${ignored}); end $x$`;
  const number = `(select no from ledger.guarded where table_name = 'demo.thing')`;
  const full = 'insert or update or delete on demo.thing';
  const right = guard(`'', ${number}`, `'{seen}'`, full);
  for (const wrong of [
    guard(`'when (false)', ${number}`, `'{seen}'`, full),
    guard(`'', ${number}`, `'{seen,label}'`, full),
    guard(`'', ${number}`, `'{seen}'`, 'insert or delete on demo.thing'),
    guard(`'', 1`, `'{seen}'`, full),
  ])
    expect(await after(wrong, right)).toEqual(['guard-missing demo.thing']);
  expect(await found()).toEqual([]);
});

/** Roles belong to all databases: these changes are never committed. */
it.each([
  ['grant sluice_owner to sluice_app', 'role sluice_app (member of sluice_owner)'],
  ['alter role sluice_app superuser', 'role sluice_app (superuser)'],
  ['alter role sluice_app bypassrls', 'role sluice_app (bypassrls)'],
  ['create role shop login in role sluice_app, pg_write_all_data', 'role shop (member of pg_write_all_data)'],
  ['alter role sluice_app set session_replication_role = replica', 'setting session_replication_role (sluice_app)'],
  [
    `create function pg_catalog.sha256(text) returns bytea language sql as $$ select 'x'::bytea $$`,
    'pg_catalog.sha256',
  ],
])('AUD-02 names what the roles and PostgreSQL itself were made to be: %s', async (attack, expected) => {
  const admin = connect({ url: adminUrl(), max: 1 });
  try {
    const undone = admin.q.transaction().execute(async (q) => {
      await sql.raw(attack).execute(q);
      await sql`set local role sluice_app`.execute(q);
      const findings = createFindings();
      await auditSurroundings({ q }, findings);
      expect(findings.all().flatMap((one) => one.places)).toContain(expected);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
  } finally {
    await admin.close();
  }
});
