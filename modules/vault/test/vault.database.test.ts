import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSealedFiles, type GatheredResource, type ReceiveBatchInput } from '../src/index.ts';
import { agency, openTestVault, resource, rowsOf, stranger, streamOf, type TestVault } from './test-vault.ts';

let database: TestDatabase;
let t: TestVault;
let made = 0;
const fresh = (more: Partial<GatheredResource> = {}): GatheredResource => resource(`res_${(made += 1)}`, more);
const HEAD = 'no,pid,age\n';

beforeAll(async () => {
  database = await createTestDatabase();
  t = await openTestVault(database.appUrl);
});
afterAll(async () => {
  await t.close();
  await database.close();
});

const receive = (r: GatheredResource, text: string | Buffer, more: Partial<ReceiveBatchInput> = {}) =>
  t.vault.receiveBatch({
    actor: agency,
    resource: r,
    route: { via: 'authority', redirected: false },
    filename: 'a.csv',
    mode: 'full',
    stream: streamOf(text),
    ...more,
  });

async function load(r: GatheredResource, text: string | Buffer, more: Partial<ReceiveBatchInput> = {}) {
  const { data } = await receive(r, text, more);
  return t.vault.processBatch(data.id);
}

async function countOf(epochId: string, what = 'count(*)') {
  const epoch = await t.vault.openEpoch(epochId);
  try {
    const session = await t.engine.open({ readOnly: epoch.folders });
    try {
      return (
        await session.run(
          { sql: `select ${what} from read_parquet([${epoch.files.map((f) => `'${f}'`).join(',')}])` },
          { deadlineMs: 10_000, maxRows: 10 },
        )
      ).rows[0]?.[0];
    } finally {
      await session.close();
    }
  } finally {
    await epoch.release();
  }
}

const actsOf = async (stream: string) =>
  (
    await sql<{ entry: Buffer }>`select entry from ledger.outbox where stream = ${stream} order by stream_seq`.execute(
      t.db.q,
    )
  ).rows.map((r) => r.entry.toString('utf8'));

describe('a batch', () => {
  it('COL-08 goes from received to an epoch; counts reconcile and every step has its entry', async () => {
    const r = fresh({ systemId: 'sys_1' });
    const { data, evidence } = await receive(r, HEAD + rowsOf(0, 200));
    expect(data).toMatchObject({ state: 'received', format: 'csv', resourceId: r.id });
    expect(t.jobs).toContain(data.id);
    expect(evidence).toHaveLength(1);
    const done = await t.vault.processBatch(data.id);
    expect(done).toMatchObject({
      state: 'sealed',
      rows: { records: 200, good: 200, quarantined: 0, blankLines: 0 },
      faults: [],
      quality: { score: 100 },
    });
    expect(await countOf(done.epochId ?? '')).toBe(200n);
    const entries = await actsOf(`batch:${data.id}`);
    expect(entries.map((e) => /"type":"([^"]+)"/.exec(e)?.[1])).toEqual([
      'vault.batch-received',
      'vault.batch-checking',
      // Its segment while it was read, and what comes of the whole.
      'vault.segment-intended',
      'vault.segment-intended',
      'vault.batch-accepted',
    ]);
    const epoch = await actsOf(`epoch:${done.epochId ?? ''}`);
    expect(epoch).toHaveLength(1);
    expect(epoch[0]).toContain(data.id);
    const current = await t.vault.currentEpoch(t.db, r.id);
    expect(current).toMatchObject({
      id: done.epochId,
      number: 1,
      rows: 200,
      entities: [{ field: 'pid', entities: 40, maxRows: 5 }],
      current: true,
    });
    expect(readdirSync(join(t.folder, 'memory', 'work'))).toEqual([]);
  });

  it('COL-08 the same file twice, also at once, is the same batch and is loaded once', async () => {
    const r = fresh();
    const text = HEAD + rowsOf(0, 20);
    const [a, b] = await Promise.all([receive(r, text), receive(r, text, { filename: 'renamed.csv' })]);
    expect(a.data.id).toBe(b.data.id);
    expect(a.repeated).not.toBe(b.repeated);
    const done = await t.vault.processBatch(a.data.id);
    expect((await receive(r, text)).data.id).toBe(a.data.id);
    await t.vault.processBatch(a.data.id);
    expect((await t.vault.listEpochs(agency, r)).total).toBe(1);
    expect(await countOf(done.epochId ?? '')).toBe(20n);
  });

  it('COL-08 appending adds a segment, a full batch replaces; an older epoch stays as it was', async () => {
    const r = fresh();
    const first = await load(r, HEAD + rowsOf(0, 20));
    const second = await load(r, HEAD + rowsOf(20, 50), { mode: 'append' });
    const third = await load(r, HEAD + rowsOf(100, 107));
    expect(await countOf(first.epochId ?? '')).toBe(20n);
    expect(await countOf(second.epochId ?? '')).toBe(50n);
    expect(await countOf(third.epochId ?? '')).toBe(7n);
    expect(await t.vault.readStatistics(t.db, second.epochId ?? '')).toMatchObject({
      rows: 50,
      entities: [{ entities: 40, maxRows: 2 }],
    });
    expect((await t.vault.listEpochs(agency, r)).items.map((e) => [e.number, e.segments, e.current])).toEqual([
      [3, 1, true],
      [2, 2, false],
      [1, 1, false],
    ]);
  });

  it('COL-08 batches of one resource are checked in the order in which they came', async () => {
    const r = fresh();
    const a = await receive(r, HEAD + rowsOf(0, 10));
    const b = await receive(r, HEAD + rowsOf(10, 30), { mode: 'append' });
    const [second, first] = await Promise.all([t.vault.processBatch(b.data.id), t.vault.processBatch(a.data.id)]);
    expect(await countOf(second.epochId ?? '')).toBe(30n);
    expect(await countOf(first.epochId ?? '')).toBe(10n);
  });

  it('QUA-03 bad rows wait in a sealed quarantine with line, field and rule', async () => {
    const r = fresh();
    const done = await load(r, `${HEAD}1,P1,20\n2,,20\n3,P3,400\nx,P4,1\n5,P5\n6,P6,6\n`);
    expect(done).toMatchObject({ state: 'partly-quarantined', rows: { records: 6, good: 2, quarantined: 4 } });
    expect(done.quality).toEqual({ accuracy: 0.5, completeness: 0.9167, score: 70.8333 });
    expect(await t.vault.readQuarantine(agency, done.id, 1)).toEqual({
      total: 4,
      items: [
        { line: 3, faults: [{ field: 'pid', rule: 'required' }], record: { no: '2', pid: null, age: '20' } },
        { line: 4, faults: [{ field: 'age', rule: 'max' }], record: { no: '3', pid: 'P3', age: '400' } },
        { line: 5, faults: [{ field: 'no', rule: 'type' }], record: { no: 'x', pid: 'P4', age: '1' } },
        { line: 6, faults: [{ rule: 'structure.columns' }], record: '5,P5' },
      ],
    });
    let csv = '';
    for await (const piece of t.vault.exportQuarantine(agency, done.id)) csv += piece;
    expect(csv.split('\n').slice(0, 3)).toEqual([
      '__line,__faults,no,pid,age,__record',
      '3,pid:required,2,,20,',
      '4,age:max,3,P3,400,',
    ]);
  });

  it('QUA-03 quarantine is read by its source agency alone, and only the owner delivers', async () => {
    const r = fresh();
    const done = await load(r, `${HEAD}1,P1,20\n2,,20\n`);
    await expect(t.vault.readQuarantine(stranger, done.id, 1)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(async () => {
      for await (const _ of t.vault.exportQuarantine(stranger, done.id)) expect.unreachable();
    }).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(receive(fresh(), HEAD, { actor: stranger })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('COL-07 the route taken stands in the batch and in the log', async () => {
    const { data } = await receive(fresh(), HEAD + rowsOf(0, 3), {
      route: { via: 'sector-authority', redirected: true },
    });
    expect(data.route).toEqual({ via: 'sector-authority', redirected: true });
    const [stored] = (
      await sql<{
        via: string;
        redirected: boolean;
      }>`select via, redirected from vault.batch where id = ${data.id}`.execute(t.db.q)
    ).rows;
    expect(stored).toEqual({ via: 'sector-authority', redirected: true });
    expect(await actsOf(`batch:${data.id}`)).toHaveLength(1);
  });

  it.each([
    ['a wrong header', 'a,b,c\n1,2,3\n', 'vault.header-unreadable'],
    ['a missing column', 'no,age\n1,2\n', 'vault.column-missing'],
    ['no rows', HEAD, 'vault.no-rows'],
    ['no good row', `${HEAD}x,P1,1\n`, 'vault.no-good-rows'],
  ])('COL-08 refuses a batch with %s, keeps no upload, and takes the mended file', async (_, text, code) => {
    const r = fresh();
    const done = await load(r, text);
    expect(done).toMatchObject({ state: 'rejected', refusal: { code } });
    expect(await t.vault.currentEpoch(t.db, r.id)).toBeUndefined();
    const again = await receive(r, text);
    expect(again.repeated).toBe(false);
    await t.vault.processBatch(again.data.id);
    const files = (await sql<{ kind: string }>`select kind from vault.file where kind = 'upload'`.execute(t.db.q)).rows;
    expect(files.length).toBe(
      (await sql`select 1 from vault.batch where state in ('received', 'checking')`.execute(t.db.q)).rows.length,
    );
  });

  it('COL-08 refuses a file whose check has ended the server again and again; what ends in order is forgotten', async () => {
    const begun = async () => (await sql<{ times: number }>`select times from vault.batch_begun`.execute(t.db.q)).rows;
    const killed = async (times: number) => {
      const { data } = await receive(fresh(), HEAD + rowsOf(0, 20));
      await sql`insert into vault.batch_begun values (${data.id}, ${times})`.execute(t.db.q);
      return t.vault.processBatch(data.id);
    };
    expect(await killed(4)).toMatchObject({ state: 'sealed' });
    expect(await begun()).toEqual([]);
    expect(await killed(5)).toMatchObject({ state: 'rejected', refusal: { code: 'vault.check-never-ends' } });
    expect(await begun()).toEqual([]);
  });

  it('COL-08 gives a check up when the server stops: it does not count as begun, and is done at the next start', async () => {
    const stopping: TestVault = await openTestVault(database.appUrl, {
      folder: t.folder,
      crashPoint: (name) => {
        if (name === 'batch-checking') stopping.vault.giveUpChecks();
      },
    });
    const { data } = await receive(fresh(), HEAD + rowsOf(0, 20));
    await expect(stopping.vault.processBatch(data.id)).rejects.toThrow('aborted');
    await stopping.engine.close();
    await stopping.db.close();
    expect((await sql`select 1 from vault.batch_begun`.execute(t.db.q)).rows).toEqual([]);
    expect((await t.vault.recover()).unfinished).toContain(data.id);
    expect(await t.vault.processBatch(data.id)).toMatchObject({ state: 'sealed' });
  });

  it('COL-08 refuses what does not reconcile with the sender, and what is no table', async () => {
    await expect(receive(fresh(), HEAD, { expected: { sha256: '0'.repeat(64) } })).rejects.toMatchObject({
      code: 'vault.digest-differs',
    });
    expect(await load(fresh(), HEAD + rowsOf(0, 5), { expected: { records: 6 } })).toMatchObject({
      state: 'rejected',
      refusal: { code: 'vault.records-differ', params: { expected: 6, found: 5 } },
    });
    await expect(receive(fresh(), '')).rejects.toMatchObject({ code: 'vault.file-empty' });
    await expect(receive(fresh(), Buffer.from('\x1f\x8b packed', 'latin1'))).rejects.toMatchObject({
      code: 'vault.format-unsupported',
    });
    await expect(receive(fresh({ fields: [] }), HEAD)).rejects.toMatchObject({ code: 'vault.fields-missing' });
  });

  it('COL-08 a delivery that breaks off leaves nothing; the whole file then loads once', async () => {
    const r = fresh();
    const before = readdirSync(join(t.folder, 'data')).length;
    async function* broken() {
      yield Buffer.from(HEAD + rowsOf(0, 50));
      await Promise.resolve();
      throw new Error('the line broke');
    }
    await expect(receive(r, '', { stream: broken() })).rejects.toThrow('the line broke');
    expect(readdirSync(join(t.folder, 'data'))).toHaveLength(before);
    const done = await load(r, HEAD + rowsOf(0, 100));
    expect(await countOf(done.epochId ?? '', 'count(distinct no)')).toBe(100n);
  });
});

describe('sealing', () => {
  it('ENV-01 nothing of the data lies in the clear outside the memory folder, nor in the database or the log', async () => {
    const r = fresh();
    const marker = 'MARKER471108';
    const done = await load(r, `${HEAD}1,${marker},20\n2,${marker},999\n3,P2,3\n`);
    const sealed = readdirSync(join(t.folder, 'data'))
      .map((name) => readFileSync(join(t.folder, 'data', name)).toString('latin1'))
      .join('');
    expect(sealed).not.toContain(marker);
    expect(sealed).not.toContain('PAR1');
    const rows = await sql<{
      text: string;
    }>`select b::text as text from vault.batch b union all select e::text from vault.epoch e union all select encode(entry, 'escape') from ledger.outbox`.execute(
      t.db.q,
    );
    expect(rows.rows.map((row) => row.text).join('')).not.toContain(marker);
    expect(await countOf(done.epochId ?? '')).toBe(2n);
  });

  it('one changed byte of a sealed segment is found, not read', async () => {
    const r = fresh();
    const done = await load(r, HEAD + rowsOf(0, 30));
    const [segment] = (
      await sql<{ id: string }>`select id from vault.segment where batch_id = ${done.id}`.execute(t.db.q)
    ).rows;
    const path = join(t.folder, 'data', `${segment?.id ?? ''}.sealed`);
    const bytes = readFileSync(path);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    const audit = async (): Promise<string[]> => {
      const places: string[] = [];
      await auditSealedFiles(join(t.folder, 'data'))(t.db, (place) => places.push(place));
      return places;
    };
    expect(await audit()).toEqual([]);
    writeFileSync(path, bytes);
    await expect(t.vault.openEpoch(done.epochId ?? '')).rejects.toMatchObject({ code: 'crypto.sealed-file-broken' });
    expect(await audit()).toEqual([`vault.file/${segment?.id ?? ''}`]);
    rmSync(path);
    expect(await audit()).toEqual([`vault.file/${segment?.id ?? ''}`]);
  });

  it('open epochs are shared, held against eviction, and wiped when the room is needed', async () => {
    const probe = await load(fresh(), HEAD + rowsOf(0, 400));
    const [size] = (
      await sql<{ plain_bytes: number }>`select plain_bytes from vault.segment where batch_id = ${probe.id}`.execute(
        t.db.q,
      )
    ).rows;
    // Room for one epoch and a half.
    const small = await openTestVault(database.appUrl, { cacheBytes: Math.floor((size?.plain_bytes ?? 0) * 1.5) });
    try {
      const loadInto = async (r: GatheredResource, from: number) => {
        const { data } = await small.vault.receiveBatch({
          actor: agency,
          resource: r,
          route: { via: 'authority', redirected: false },
          filename: 'a.csv',
          mode: 'full',
          stream: streamOf(HEAD + rowsOf(from, from + 400)),
        });
        return (await small.vault.processBatch(data.id)).epochId ?? '';
      };
      const a = await loadInto(fresh(), 0);
      const b = await loadInto(fresh(), 1_000);
      const first = await small.vault.openEpoch(a);
      const again = await small.vault.openEpoch(a);
      expect(again.files).toEqual(first.files);
      await expect(small.vault.openEpoch(b)).rejects.toMatchObject({ code: 'vault.cache-full' });
      await first.release();
      await first.release();
      await expect(small.vault.openEpoch(b)).rejects.toMatchObject({ code: 'vault.cache-full' });
      await again.release();
      const other = await small.vault.openEpoch(b);
      expect(existsSync(first.files[0] ?? '')).toBe(false);
      expect(existsSync(other.files[0] ?? '')).toBe(true);
      await other.release();
      await small.vault.close();
      expect(readdirSync(join(small.folder, 'memory'))).toEqual([]);
    } finally {
      await small.close();
    }
  });
});

it('PLT-04 a batch, a segment or an epoch cannot be changed without an entry', async () => {
  const done = await load(fresh(), HEAD + rowsOf(0, 5));
  for (const table of ['batch', 'segment', 'epoch']) {
    await expect(
      sql`update ${sql.table(`vault.${table}`)} set resource_id = 'x' where ${table === 'batch' ? sql`id = ${done.id}` : sql`batch_id = ${done.id}`}`.execute(
        t.db.q,
      ),
    ).rejects.toMatchObject({ code: 'SL001' });
  }
});
