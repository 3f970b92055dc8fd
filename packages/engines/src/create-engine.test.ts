import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from './create-engine.ts';
import type { Engine } from './engine.ts';

const limits = { deadlineMs: 10_000, maxRows: 1_000 };

let folder: string;
let data: string;
let out: string;
let engine: Engine;
const heard: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-engine-'));
  data = join(folder, 'data');
  out = join(folder, 'out');
  await mkdir(data);
  await mkdir(out);
  await writeFile(join(data, 'a.csv'), 'x,y\n1,one\n2,two\n3,three\n');
  await writeFile(join(folder, 'secret.csv'), 'x\n4711\n');
  await symlink(join(folder, 'secret.csv'), join(data, 'way-out.csv'));
  engine = await createEngine({
    sessions: 2,
    waitMs: 200,
    memoryBytes: 1_600_000_000,
    onEngineText: (text) => heard.push(text),
  });
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function once(sql: string, params: readonly (string | number | bigint | boolean | null)[] = [], use = limits) {
  const session = await engine.open({ readOnly: [data] });
  try {
    return await session.run({ sql, params }, use);
  } finally {
    await session.close();
  }
}

describe('engine session', () => {
  it('ENV-01 runs in bubblewrap where the machine has it', () => {
    expect(engine.isolation).toBe('bubblewrap');
  });

  it('reads mounted files with parameters and keeps the types of values', async () => {
    const path = join(data, 'a.csv').replaceAll("'", "''");
    const result = await once(
      `select sum(x)::bigint s, 12.50::decimal(18,2) d, date '2026-01-02' t, timestamp '2026-01-02 03:04:05' ts, true b, null n, 1.5::double f from read_csv('${path}') where x >= $1`,
      [2],
    );
    expect(result.rows).toEqual([[5n, '12.50', '2026-01-02', '2026-01-02T03:04:05', true, null, 1.5]]);
    expect(result.columns[1]).toEqual({ name: 'd', type: 'DECIMAL(18,2)' });
  });

  it('cuts at the row limit and says so', async () => {
    const result = await once('select * from range(10000)', [], { deadlineMs: 5_000, maxRows: 10 });
    expect(result.rows).toHaveLength(10);
    expect(result.truncated).toBe(true);
    expect((await once('select * from range(10)', [], { deadlineMs: 5_000, maxRows: 10 })).truncated).toBe(false);
  });

  it.each([
    ['a system file', "select * from read_csv('/etc/passwd', header=false)"],
    ['a file beside the mounts', "select * from read_csv('SECRET')"],
    ['a symbolic link out of the mounts', "select * from read_csv('LINK')"],
  ])('ENV-01 cannot read %s', async (_, sql) => {
    const text = sql.replace('SECRET', join(folder, 'secret.csv')).replace('LINK', join(data, 'way-out.csv'));
    await expect(once(text)).rejects.toMatchObject({ code: 'engine.failed' });
  });

  it.each([
    "copy (select 1) to 'OUT/x.csv'",
    'create table t (a int)',
    "attach ':memory:' as b",
    'install httpfs',
    'load icu',
    "set memory_limit='10GB'",
    'select 1; select 2',
    "select * from query('select 1')",
    'select * from duckdb_settings()',
    "select current_setting('threads')",
    "select * from read_text('/etc/passwd')",
    "select * from glob('/*')",
    'explain select 1',
    'pragma version',
    'describe select 1',
    'not sql at all',
  ])('ENV-01 a query session refuses: %s', async (sql) => {
    await expect(once(sql.replace('OUT', out))).rejects.toMatchObject({ code: 'engine.statement-refused' });
    expect(await readdir(out)).toEqual([]);
  });

  it('tells no words of the engine, only a closed reason; the words go to the restricted log', async () => {
    heard.length = 0;
    const error: unknown = await once("select cast('marker-47110815' as integer)").catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'engine.failed', params: { reason: 'conversion' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('47110815');
    expect(heard.join()).toContain('47110815');
  });

  it('ENV-01 opens no connection to a listener on this machine', async () => {
    let connections = 0;
    const server: Server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(once(`select * from read_csv('http://127.0.0.1:${port}/x.csv')`)).rejects.toMatchObject({
      code: 'engine.failed',
    });
    expect(connections).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });

  it('kills an endless cross join at its deadline; the next session is well', async () => {
    const session = await engine.open({ readOnly: [data] });
    const start = performance.now();
    await expect(
      session.run(
        { sql: 'select count(*) from range(10000000) a, range(10000000) b where a.range + b.range < 0' },
        { deadlineMs: 500, maxRows: 1 },
      ),
    ).rejects.toMatchObject({ code: 'engine.deadline' });
    expect(performance.now() - start).toBeLessThan(3_000);
    await expect(session.run({ sql: 'select 1' }, limits)).rejects.toMatchObject({ code: 'engine.crashed' });
    await session.close();
    expect((await once('select 1')).rows).toEqual([[1]]);
  });

  it('ENV-01 a session is stopped at once, whatever runs in it, and its place is free again', async () => {
    const session = await engine.open({ readOnly: [data] });
    const endless = session.run(
      { sql: 'select count(*) from range(100000000) a, range(100000000) b' },
      { deadlineMs: 60_000, maxRows: 1 },
    );
    const [outcome] = await Promise.all([endless.catch((error: unknown) => error), session.stop()]);
    expect(outcome).toMatchObject({ code: 'engine.crashed' });
    await session.close();
    expect((await once('select 1')).rows).toEqual([[1]]);
  });

  it('kills a single scalar call that an interrupt would not stop', async () => {
    const session = await engine.open({ readOnly: [data] });
    await expect(
      session.run(
        { sql: "select length(regexp_replace(repeat('ab', 200000000), '(a|b)+c', '')) " },
        { deadlineMs: 300, maxRows: 1 },
      ),
    ).rejects.toMatchObject({ code: 'engine.deadline' });
    await session.close();
  });

  it('a bomb of memory fails alone', async () => {
    const error: unknown = await once('select list(x) from (select unnest(range(400000000)) x)', [], {
      deadlineMs: 20_000,
      maxRows: 1,
    }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: expect.stringMatching(/^engine\.(failed|crashed)$/) });
    expect((await once('select 1')).rows).toEqual([[1]]);
  });

  it('ENV-01 a session has no more memory than it was opened with', async () => {
    const sum = 'select sum(len(l)) from (select list(x) l from range(6000000) t(x) group by x % 3)';
    const inside = async (memoryBytes: number, spillBytes: number): Promise<unknown> => {
      const session = await engine.open({ readOnly: [data] }, { memoryBytes, spillBytes });
      const answer = await session.run({ sql: sum }, { deadlineMs: 20_000, maxRows: 1 }).then(
        () => 'answered',
        (error: unknown) => (error as { code: string }).code,
      );
      await session.close();
      return answer;
    };
    expect(await inside(50_000_000, 1_000_000)).toMatch(/^engine\.(failed|crashed)$/);
    expect(await inside(1_000_000_000, 1_000_000_000)).toBe('answered');
  });

  it('answers busy when all places are taken and the wait is over', async () => {
    const first = await engine.open({ readOnly: [data] });
    const second = await engine.open({ readOnly: [data] });
    await expect(engine.open({ readOnly: [data] })).rejects.toMatchObject({ code: 'engine.busy' });
    const waiting = engine.open({ readOnly: [data] });
    await first.close();
    await (await waiting).close();
    await second.close();
  });

  it('ENV-01 a warm worker carries nothing from one session to the next, and none serves other mounts', async () => {
    const start = performance.now();
    await once('select 1');
    await once('select 1');
    expect(performance.now() - start).toBeLessThan(2_000);
    const other = await engine.open({ readOnly: [out] });
    await expect(other.run({ sql: `select * from read_csv('${join(data, 'a.csv')}')` }, limits)).rejects.toMatchObject({
      code: 'engine.failed',
    });
    await other.close();
  });
});

describe('write session', () => {
  it('writes into its one folder and nowhere else', async () => {
    const session = await engine.open({ readOnly: [data], writable: out });
    await session.run({ sql: `copy (select 1 a) to '${join(out, 'x.parquet')}' (format parquet)` }, limits);
    expect(await readdir(out)).toEqual(['x.parquet']);
    await expect(session.run({ sql: `copy (select 1 a) to '${join(data, 'x.csv')}'` }, limits)).rejects.toMatchObject({
      code: 'engine.failed',
    });
    await expect(session.run({ sql: `copy (select 1 a) to '${join(folder, 'x.csv')}'` }, limits)).rejects.toMatchObject(
      { code: 'engine.failed' },
    );
    await expect(session.run({ sql: "set memory_limit='10GB'" }, limits)).rejects.toMatchObject({
      code: 'engine.failed',
    });
    await session.close();
    expect((await readdir(data)).toSorted()).toEqual(['a.csv', 'way-out.csv']);
    expect((await readdir(folder)).toSorted()).toEqual(['data', 'out', 'secret.csv']);
  });
});

describe('level process', () => {
  it('says what it is and still refuses files and statements', async () => {
    const plain = await createEngine({ isolation: 'process' });
    try {
      expect(plain.isolation).toBe('process');
      const session = await plain.open({ readOnly: [data] });
      await expect(
        session.run({ sql: "select * from read_csv('/etc/passwd', header=false)" }, limits),
      ).rejects.toMatchObject({ code: 'engine.failed' });
      await expect(session.run({ sql: `copy (select 1) to '${join(data, 'x.csv')}'` }, limits)).rejects.toMatchObject({
        code: 'engine.statement-refused',
      });
      expect((await session.run({ sql: 'select 42' }, limits)).rows).toEqual([[42]]);
      await session.close();
    } finally {
      await plain.close();
    }
  });
});
