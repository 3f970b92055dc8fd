import { createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guardedTables } from './guarded-tables.ts';
import { asOwner } from '../ledgered-database.ts';

/** Tables without guard, each with the reason why a change of it needs no entry. */
const unguarded: Readonly<Record<string, string>> = {
  'ledger.guarded':
    'the list of guards; made by migrations, the serving role only reads it; the audit looks at the triggers',
  'ledger.act_type': 'the closed list of acts; written from the program at each start, the serving role only reads it',
  'ledger.held': 'streams whose waiting entries are not what the door wrote; an alarm, lifted when they are mended',
  'ledger.stream_head': 'where streams stand; the audit compares every head with its stream',
  'ledger.outbox': 'entries themselves; the audit compares each with its hash and its stream',
  'ledger.log': 'entries themselves; the audit compares each row with the signed entry files',
  'ledger.payload': 'what entries commit to; the audit opens each and checks the commitment',
  'ledger.row_state': 'which entry spoke last about a row; the audit compares it with the entries',
  'ledger.head': 'size and root of the log; the audit computes both again',
  'ledger.refusal': 'the bounded security log; entered as a digest each hour',
  'ledger.lineage_node': 'derived from the log, made anew by a rebuild',
  'ledger.lineage_edge': 'derived from the log, made anew by a rebuild',
  'ledger.log_index': 'derived from the log, made anew by a rebuild',
  'ledger.projection': 'how far the derived tables are',
  'ledger.correction_told': 'how far the log was looked through for corrections; each notice of one is a guarded row',
  'identity.account': 'credentials: hashes of passwords; whose an account is, the guarded person commits to',
  'identity.person_name':
    'the name behind a pseudonym; it must be erasable without a trace of it in the log. The guarded person commits to it',
  'identity.session': 'sessions come and go with requests',
  'identity.sign_in_failure': 'counts wrong passwords to slow them down; refusals go to the security log',
  'identity.known_place':
    'keyed digests of where an account was signed in to; they slow guesses, and are no facts of the domain',
  'identity.seal_key':
    'private keys, sealed; the guarded seal names the public one, and a signature shows whether they fit',
  'outward.channel': 'where people want to be told that something waits: addresses, no facts of the domain',
  'identity.passkey': 'credentials: keys of authenticators, not facts of the domain',
  'identity.provider_link': 'credentials: who signs in by another provider, not facts of the domain',
  'identity.door_challenge': 'what was asked of a browser or a provider: for minutes, and once',
  'identity.totp': 'credentials: secrets of authenticators, not facts of the domain',
  'catalogue.code_sequence': 'the next number of a code; the code stands in the guarded resource',
  'catalogue.resource_search': 'search text drawn from guarded resources',
  'authorization.objection_contact':
    'how to reach a person who objected; it must be erasable without a trace of it in the log',
  'cases.task': 'who has to do what now, drawn from guarded cases, steps and pauses, made anew where it is missing',
  'product.answer':
    'many rows of one release: the digest of all stands in the guarded release, and the audit computes it again',
  'vault.batch_begun': 'how often a check began and did not end; a refusal for it is an entry of the guarded batch',
  'vault.file':
    'what is on the disk, planned, kept or doomed; every file that matters is named with its digest in an entry',
  'http.installation': 'which data folder a database serves, so that no second one starts on it; no fact of the domain',
  'http.idempotency': 'answers already given, for repeated requests; kept for a day',
};

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it('PLT-07 ENV-04 every table of every module is under guard, or says why not', async () => {
  const { rows } = await asOwner(test.ownerUrl, (owner) =>
    owner.query<{ name: string; guarded: boolean; triggers: number }>(`
      select n.nspname || '.' || c.relname as name,
        exists (select from ledger.guarded g where g.table_name = n.nspname || '.' || c.relname) as guarded,
        (select count(*)::int from pg_trigger t where t.tgrelid = c.oid and t.tgenabled = 'O'
          and t.tgname in ('ledger_guard', 'ledger_no_truncate')) as triggers
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'public')
        and n.nspname !~ '^pg_' order by 1`),
  );
  const names = rows.map((row) => row.name);
  expect(names.length).toBeGreaterThan(50);
  expect(rows.filter((row) => !row.guarded && !(row.name in unguarded)).map((row) => row.name)).toEqual([]);
  expect(rows.filter((row) => row.guarded && row.name in unguarded).map((row) => row.name)).toEqual([]);
  expect(rows.filter((row) => row.guarded && row.triggers !== 2).map((row) => row.name)).toEqual([]);
  expect(Object.keys(unguarded).filter((name) => !names.includes(name))).toEqual([]);
});

it('AUD-02 the program knows every table under guard, and what each ignores, as the migrations leave them', async () => {
  const { rows } = await asOwner(test.ownerUrl, (owner) =>
    owner.query<{ name: string; ignored: string[] }>(`select table_name as name, ignored from ledger.guarded`),
  );
  expect(Object.fromEntries(rows.map((row) => [row.name, row.ignored]))).toEqual(guardedTables);
});

it('PLT-07 the serving role can neither take a guard away nor empty a table', async () => {
  const refused = (text: string) =>
    test.db.pool.query(text).then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  expect(await refused('alter table catalogue.resource disable trigger ledger_guard')).toBe('42501');
  expect(await refused('drop trigger ledger_guard on catalogue.resource')).toBe('42501');
  expect(await refused('truncate catalogue.resource')).toBe('42501');
  expect(await refused(`delete from ledger.guarded`)).toBe('42501');
  expect(await refused(`update ledger.log set type = 'x'`)).toBe('42501');
  expect(await refused(`delete from ledger.log`)).toBe('42501');
  expect(await refused(`update ledger.audit_run set findings = '[]'`)).toBe('42501');
  expect(await refused(`set session_replication_role = replica`)).toBe('42501');
});
