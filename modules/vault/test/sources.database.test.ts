import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from '@sluice/database';
import { createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceSettings, SourceSurroundings } from '../src/index.ts';
import { agency, openTestVault, resource, stranger, type TestVault } from './test-vault.ts';

let database: TestDatabase;
let source: TestDatabase;
let t: TestVault;
let server: Server;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createTestDatabase();
  t = await openTestVault(database.appUrl);
  server = createServer((_, answer) =>
    answer.end(JSON.stringify({ total: 3, rows: [1, 2, 3].map((no) => ({ no, who: `P${no}`, years: 30 })) })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await t.close();
  await source.close();
  await database.close();
});

const around: SourceSurroundings = {
  reach: { allowedHosts: ['127.0.0.1', 'localhost'] },
  dropRoot: undefined,
  http: { maxAnswerBytes: 1_000_000, maxPages: 10, timeoutMs: 2_000, tries: 1, pause: () => Promise.resolve() },
  resourceOf: (id) => Promise.resolve(resource(id)),
  routeOf: () => Promise.resolve({ via: 'authority', redirected: false }),
};

/** The source database, as its own owner. */
async function asSource<T>(statement: string): Promise<readonly T[]> {
  const owner = connect({ url: source.ownerUrl, max: 1 });
  try {
    return (await sql.raw<T>(statement).execute(owner.q)).rows;
  } finally {
    await owner.close();
  }
}

function settings(table: string, growing?: string): SourceSettings {
  const url = new URL(source.ownerUrl);
  const socket = url.searchParams.get('host');
  return {
    kind: 'postgresql',
    host: socket ?? url.hostname,
    port: Number(url.port || url.searchParams.get('port') || 5432),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    tls: false,
    schema: 'public',
    table,
    columns: [
      { column: 'nr', field: 'no' },
      { column: 'person', field: 'pid' },
      { column: 'years', field: 'age' },
    ],
    ...(growing === undefined ? {} : { growing }),
  };
}

const password = () => decodeURIComponent(new URL(source.ownerUrl).password);

async function register(id: string, given: SourceSettings, mode: 'full' | 'append', secret = password()) {
  const { value } = await t.vault.registerSource(agency, resource(id), {
    title: '前置库',
    mode,
    settings: given,
    secret,
  });
  return value;
}

const rowsNow = async (id: string) => (await t.vault.currentEpoch(t.db, id))?.rows;

describe('PostgreSQL as a source', () => {
  it('COL-08 takes a snapshot, reconciles its count, and takes the same state only once', async () => {
    await asSource(
      "create table visits as select i as nr, 'P' || i % 7 as person, i % 90 as years from generate_series(1, 12000) i",
    );
    const one = await register('res_snap', settings('visits'), 'full');
    expect(JSON.stringify(one)).not.toContain(password() || 'no password');
    const run = await t.vault.runSource(around, one.id);
    expect(run).toMatchObject({
      state: 'succeeded',
      sourceRecords: 12_000,
      records: 12_000,
      good: 12_000,
      agree: true,
    });
    const again = await t.vault.runSource(around, one.id);
    expect(again).toMatchObject({ state: 'succeeded', batchId: run.batchId });
    expect(await rowsNow('res_snap')).toBe(12_000);
  });

  it('COL-09 measures the delay of times that name no zone by the zone of the source', async () => {
    await asSource(
      "create table local as select 1::bigint as nr, 'P1'::text as person, 20 as years, (now() at time zone '+08') - interval '2 hours' as changed",
    );
    // PostgreSQL counts zones the other way: what it calls +08 lies eight hours behind UTC.
    const one = await register(
      'res_zone',
      { ...settings('local', 'changed'), zone: '-08:00' } as SourceSettings,
      'append',
    );
    const run = await t.vault.runSource(around, one.id);
    expect(run.delayMs).toBeGreaterThan(7_000_000);
    expect(run.delayMs).toBeLessThan(7_400_000);
  });

  it('COL-08 goes on from where it was, by a key that grows, and says when nothing came', async () => {
    await asSource(
      "create table growing (nr bigint, person text, years int, changed timestamp default (now() at time zone 'UTC'))",
    );
    await asSource(
      "insert into growing select i, 'P' || i, 20, (now() at time zone 'UTC') - interval '2 hours' from generate_series(1, 100) i",
    );
    const one = await register('res_grow', settings('growing', 'changed'), 'append');
    const first = await t.vault.runSource(around, one.id);
    expect(first).toMatchObject({ state: 'succeeded', sourceRecords: 100, agree: true });
    // COL-09: measured, not declared.
    expect(first.delayMs).toBeGreaterThan(7_000_000);
    expect(first.delayMs).toBeLessThan(7_400_000);
    expect(await t.vault.runSource(around, one.id)).toMatchObject({ state: 'nothing-new', records: 0 });
    await asSource("insert into growing select i, 'P' || i, 20 from generate_series(101, 150) i");
    expect(await t.vault.runSource(around, one.id)).toMatchObject({ state: 'succeeded', records: 50 });
    expect(await rowsNow('res_grow')).toBe(150);
    const { total } = await t.vault.listRuns(agency, one.id, 1);
    expect(total).toBe(3);
  });

  it('COL-08 a run that died after delivering is taken up: nothing lost, nothing doubled', async () => {
    await asSource(
      "create table torn as select i as nr, 'P' || i as person, 20 as years from generate_series(1, 80) i",
    );
    const one = await register('res_torn', settings('torn', 'nr'), 'append');
    const dying = await openTestVault(database.appUrl, {
      folder: t.folder,
      crashPoint: (name) => {
        if (name === 'run-delivered') throw new Error('killed');
      },
    });
    await expect(dying.vault.runSource(around, one.id)).rejects.toThrow('killed');
    // The source grew before anybody came back.
    await asSource("insert into torn select i, 'P' || i, 20 from generate_series(81, 90) i");
    expect(await t.vault.runDueSources(around)).toMatchObject({ runs: 1 });
    expect(await rowsNow('res_torn')).toBe(80);
    await t.vault.runSource(around, one.id);
    expect(await rowsNow('res_torn')).toBe(90);
    await dying.db.close();
    await dying.engine.close();
  });

  it("COL-08 tells a wrong password, a changed table and a forbidden address without the server's words", async () => {
    const wrong = await register(
      'res_bad',
      { ...settings('visits'), database: 'no_such_database' } as SourceSettings,
      'full',
    );
    expect(await t.vault.runSource(around, wrong.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'connector.source-failed' },
    });
    await asSource('alter table visits drop column years');
    const changed = await register('res_gone', settings('visits'), 'full');
    expect(await t.vault.runSource(around, changed.id)).toMatchObject({
      state: 'failed',
      reason: { code: 'connector.source-changed', params: { columns: ['years'] } },
    });
    // CAT-05: the entry is flagged with the columns that are gone.
    const facts = await t.vault.readGatheringFacts('testland');
    expect(facts.broken).toMatchObject([{ resourceId: 'res_gone', sourceId: changed.id, columns: ['years'] }]);
    expect(facts.failing).toContain('res_gone');
    const inward = await register(
      'res_in',
      { ...settings('visits'), host: '169.254.169.254' } as SourceSettings,
      'full',
    );
    expect(await t.vault.runSource(around, inward.id)).toMatchObject({ reason: { code: 'connector.address-refused' } });
    await expect(t.vault.runSource(around, inward.id, stranger)).rejects.toMatchObject({ code: 'test.not-owner' });
    await expect(register('res_x', settings('visits', 'nr'), 'full')).rejects.toMatchObject({
      code: 'vault.source-mode-mismatch',
    });
  });
});

it('COL-08 reads an interface over HTTP on its schedule, and a paused source not at all', async () => {
  const given: SourceSettings = {
    kind: 'http',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    items: 'rows',
    total: 'total',
    paging: { kind: 'none' },
    columns: [
      { column: 'no', field: 'no' },
      { column: 'who', field: 'pid' },
      { column: 'years', field: 'age' },
    ],
  };
  const { value } = await t.vault.registerSource(agency, resource('res_http'), {
    title: '接口',
    mode: 'full',
    settings: given,
    everyMinutes: 60,
  });
  expect((await t.vault.runDueSources(around)).runs).toBe(1);
  expect(await rowsNow('res_http')).toBe(3);
  expect((await t.vault.runDueSources(around)).runs).toBe(0);
  await t.vault.changeSource(agency, value.id, { state: 'paused' });
  const [shown] = await t.vault.listSources(agency, resource('res_http'));
  expect(shown).toMatchObject({ state: 'paused', hasSecret: false });
  expect(shown?.nextRunAt).toBeUndefined();
});

it('COL-09 MET-04 what is declared real-time and comes two hours late is not real-time', async () => {
  const owner = connect({ url: database.ownerUrl, max: 1 });
  const { rows } = await sql<{ id: string; resource_id: string }>`
    select r.id, s.resource_id from vault.source s join vault.source_run r on r.source_id = s.id
    where r.state = 'succeeded' order by s.id limit 1
  `.execute(owner.q);
  const [run] = rows;
  const measured = async (delay: number) => {
    await sql`alter table vault.source_run disable trigger user`.execute(owner.q);
    await sql`update vault.source_run set delay_ms = case when id = ${run?.id} then ${delay}::bigint end`.execute(
      owner.q,
    );
    await sql`alter table vault.source_run enable trigger user`.execute(owner.q);
    return (await t.vault.readGatheringFacts('testland')).realTime;
  };
  expect(await measured(20_000)).toEqual([run?.resource_id]);
  expect(await measured(2 * 3_600_000)).toEqual([]);
  await owner.close();
});
