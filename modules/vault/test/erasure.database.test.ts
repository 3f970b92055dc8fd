import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, runUntilCrash, type TestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSealedFiles, type EngineValueRow } from './erasure-fixture.ts';
import {
  agency,
  authority,
  custodian,
  openTestVault,
  resource,
  rowsOf,
  stranger,
  streamOf,
  type TestVault,
} from './test-vault.ts';

const HEAD = 'no,pid,age\n';
let database: TestDatabase;
let t: TestVault;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await openTestVault(database.appUrl);
});
afterAll(async () => {
  await t.close();
  await database.close();
});

const freshId = (): string => `res_e${(made += 1)}`;

async function load(vault: TestVault, id: string, text: string, mode: 'full' | 'append' = 'full') {
  const { data } = await vault.vault.receiveBatch({
    actor: agency,
    resource: resource(id),
    route: { via: 'authority', redirected: false },
    filename: 'a.csv',
    mode,
    stream: streamOf(HEAD + text),
  });
  return vault.vault.processBatch(data.id);
}

/** Rows of the current data as a query sees them. */
async function seen(vault: TestVault, id: string, where = 'true'): Promise<readonly EngineValueRow[]> {
  const current = await vault.vault.currentEpoch(vault.db, id);
  const epoch = await vault.vault.openEpoch(current?.id ?? '');
  const session = await vault.engine.open({ readOnly: epoch.folders });
  const files = epoch.files.map((file) => `'${file}'`).join(', ');
  const { rows } = await session.run(
    {
      sql: `select no, pid, age, __e_pid from read_parquet([${files}], union_by_name=true) where ${where} order by no`,
    },
    { deadlineMs: 10_000, maxRows: 10_000 },
  );
  await session.close();
  await epoch.release();
  return rows;
}

const ask = (vault: TestVault, id: string, more: object = {}) =>
  vault.vault.requestErasure(agency, resource(id), { field: 'pid', key: 'P7', ground: 'subject-request', ...more });

async function green(vault: TestVault): Promise<void> {
  const differs: string[] = [];
  await auditSealedFiles(join(vault.folder, 'data'))(vault.db, (place) => differs.push(place));
  expect(differs).toEqual([]);
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code?: string; reasons?: readonly { code: string }[] }) => error.code ?? error.reasons?.[0]?.code,
  );

describe('one person inside sealed data', () => {
  it('ENV-08 is seen by no query from the approval on, and statistics are those of the data without him', async () => {
    const id = freshId();
    await load(t, id, rowsOf(0, 120));
    await load(t, id, rowsOf(200, 320), 'append');
    const before = await t.vault.currentEpoch(t.db, id);
    expect((await seen(t, id, "pid = 'P7'")).length).toBe(6);
    const { value } = await ask(t, id);
    expect((await seen(t, id, "pid = 'P7'")).length).toBe(6);
    const { value: hidden } = await t.vault.approveErasure(custodian, value.id);
    expect(hidden).toMatchObject({ state: 'hidden', rows: 6, epochBefore: before?.id });
    expect(await seen(t, id, "pid = 'P7'")).toEqual([]);
    expect((await seen(t, id)).length).toBe(234);
    const after = await t.vault.currentEpoch(t.db, id);
    expect(after).toMatchObject({ id: hidden.epochAfter, rows: 234, number: 3 });
    expect(await t.vault.epochsBeforeErasures(t.db, after?.id ?? '')).toEqual([before?.id]);
    expect(after?.entities[0]).toMatchObject({ entities: 39, maxRows: 6 });
    const statistics = await t.vault.readStatistics(t.db, after?.id ?? '');
    const decade = statistics.dimensions.find((one) => one.field === 'age')?.values ?? [];
    expect(decade.reduce((sum, one) => sum + one.rows, 0)).toBe(234);
    // What held him is opened no more, whoever still knows its name.
    expect(await codeOf(t.vault.openEpoch(before?.id ?? ''))).toBe('vault.epoch-destroyed');
    expect(await t.vault.measureEpoch(after?.id ?? '', ['no', 'pid'])).toMatchObject({ rows: 234 });
  });

  it('ENV-08 lies under no key once the files are written again: segments, dictionary, quarantine, older data', async () => {
    const id = freshId();
    await load(t, id, `${rowsOf(0, 80)}x,P7,4\n`);
    await load(t, id, `${rowsOf(0, 100)}y,P7,5\ny,P8,5\n`);
    const kept = await sql<{ id: string }>`
      select f.id from vault.file f join vault.batch b on b.id = f.batch_id where b.resource_id = ${id} and f.kind <> 'epoch-key'
    `.execute(t.db.q);
    const { value } = await ask(t, id);
    await t.vault.approveErasure(custodian, value.id);
    expect(await t.vault.finishErasures()).toBeGreaterThan(0);
    const [done] = await t.vault.listErasures(agency, resource(id));
    expect(done).toMatchObject({ state: 'finished', rows: 3, overdue: false });
    expect((await seen(t, id)).length).toBe(97);
    expect((await t.vault.currentEpoch(t.db, id))?.id).toBe(done?.epochAfter);
    for (const { id: file } of kept.rows) expect(existsSync(join(t.folder, 'data', `${file}.sealed`))).toBe(false);
    const subjects = await sql<{ n: number }>`
      select count(*)::int as n from vault.erasure where subject is not null and resource_id = ${id}
    `.execute(t.db.q);
    expect(subjects.rows[0]?.n).toBe(0);
    const batches = (await t.vault.listBatches(agency, resource(id), 1)).items;
    const lines = await Promise.all(batches.map((batch) => t.vault.readQuarantine(agency, batch.id, 1)));
    expect(JSON.stringify(lines)).not.toContain('P7');
    expect(JSON.stringify(lines)).toContain('P8');
    await green(t);
    // He is no more known: the same request again finds nobody.
    const again = await ask(t, id);
    expect(await codeOf(t.vault.approveErasure(custodian, again.value.id))).toBe('vault.person-not-held');
    // The others keep their numbers, and data goes on being added.
    await load(t, id, rowsOf(300, 340), 'append');
    const numbers = await seen(t, id, "pid = 'P8'");
    expect(new Set(numbers.map((row) => row[3])).size).toBe(1);
  });

  it('QUA-06 is corrected at once with the rules of the resource, and keeps his number', async () => {
    const id = freshId();
    await load(t, id, rowsOf(0, 100));
    const number = (await seen(t, id, "pid = 'P7'"))[0]?.[3];
    const wrong = await ask(t, id, { changes: { age: '230' } });
    expect(await codeOf(t.vault.approveErasure(custodian, wrong.value.id))).toBe('vault.correction-faulty');
    expect((await seen(t, id, "pid = 'P7'")).map((row) => Number(row[2]))).toEqual([7, 47, 87]);
    const { value } = await ask(t, id, { changes: { age: '44' }, ground: 'objection-upheld' });
    await t.vault.approveErasure(custodian, value.id);
    const expected = [7n, 47n, 87n].map((no) => [Number(no), 'P7', 44, Number(number)]);
    const plain = async () =>
      (await seen(t, id, "pid = 'P7'")).map((row) => row.map((one) => (typeof one === 'string' ? one : Number(one))));
    expect(await plain()).toEqual(expected);
    expect((await t.vault.currentEpoch(t.db, id))?.rows).toBe(100);
    await t.vault.finishErasures();
    expect(await plain()).toEqual(expected);
    expect((await seen(t, id)).length).toBe(100);
    await green(t);
  });

  it('ENV-08 what was made of the data before and checked goes on being served, also after a start', async () => {
    const id = freshId();
    const { epochId = '' } = await load(t, id, rowsOf(0, 60));
    const seal = await t.vault.sealWork('grt_kept', 'testland', [epochId]);
    const sealed = seal([epochId]).seal('answer', 'forty-two');
    const { value } = await ask(t, id);
    await t.vault.approveErasure(custodian, value.id);
    await t.vault.finishErasures();
    await t.vault.recover();
    expect((await t.vault.openWork(t.db, 'grt_kept', [epochId])).open('answer', sealed)).toBe('forty-two');
    expect((await seen(t, id, "pid = 'P7'")).length).toBe(0);
    expect((await seen(t, id)).length).toBe(58);
    // The destruction of all of it still ends that too.
    const asked = await t.vault.requestDestruction(agency, {
      ...{ kind: 'resource', id, ground: 'end-of-use', ownerBody: 'bod_health' },
    });
    await t.vault.approveDestruction(custodian, asked.value.id);
    await t.vault.approveDestruction(authority, asked.value.id);
    expect(await codeOf(t.vault.openWork(t.db, 'grt_kept', [epochId]))).toBe('vault.epoch-destroyed');
    await green(t);
  });

  it('SEC-03 needs a second person, names only entity keys, and is taken back by whoever asked', async () => {
    const id = freshId();
    await load(t, id, rowsOf(0, 20));
    expect(
      await codeOf(
        t.vault.requestErasure(stranger, resource(id), { field: 'pid', key: 'P1', ground: 'subject-request' }),
      ),
    ).not.toBe('done');
    expect(await codeOf(ask(t, id, { field: 'age' }))).toBe('vault.not-an-entity-key');
    expect(await codeOf(ask(t, id, { changes: { pid: 'P9' } }))).toBe('vault.field-not-correctable');
    const { value } = await ask(t, id);
    expect(await codeOf(t.vault.approveErasure(agency, value.id))).not.toBe('done');
    expect(await codeOf(t.vault.withdrawErasure(authority, value.id))).toBe('vault.not-requester');
    expect((await t.vault.withdrawErasure(agency, value.id)).value.state).toBe('withdrawn');
    expect(await codeOf(t.vault.approveErasure(custodian, value.id))).toBe('vault.erasure-settled');
  });
});

const places = [
  ['before-person-hidden', 1],
  ['person-hidden', 1],
  ['person-files-written', 1],
  ['person-rewritten', 1],
  ['old-key-destroyed', 2],
] as const;

describe('a crash', () => {
  it.each(places)(
    'ENV-08 at %s (%i) leaves the person either wholly there or not at all, and is made up for',
    async (place, nth) => {
      // A database of its own: what is kept there lies in this folder and nowhere else.
      const own = await createTestDatabase();
      const folder = mkdtempSync(join(tmpdir(), 'sluice-erase-'));
      const id = freshId();
      const child = fileURLToPath(new URL('erase-child.ts', import.meta.url));
      await runUntilCrash(child, [own.appUrl, folder, id, place, String(nth)]);
      const again = await openTestVault(own.appUrl, { folder });
      await again.vault.recover();
      const left = await seen(again, id, "pid = 'P7'");
      expect(left.length).toBe(place === 'before-person-hidden' ? 3 : 0);
      await green(again);
      await again.vault.finishErasures();
      const [erasure] = await again.vault.listErasures(agency, resource(id));
      expect(erasure?.state).toBe(place === 'before-person-hidden' ? 'requested' : 'finished');
      expect((await seen(again, id)).length).toBe(place === 'before-person-hidden' ? 100 : 97);
      await green(again);
      const files = await sql<{
        n: number;
      }>`select count(*)::int as n from vault.file where state = 'kept' and kind <> 'epoch-key'`.execute(again.db.q);
      expect(readdirSync(join(folder, 'data')).length).toBeLessThanOrEqual(files.rows[0]?.n ?? 0);
      await again.close();
      await own.close();
      rmSync(folder, { recursive: true, force: true });
    },
  );
});
