import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbedded } from './embedded.ts';
import { prepareExternal } from './external.ts';
import { lockFolder } from './folder-lock.ts';
import { findPostmaster, startFault } from './postmaster.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const index = fileURLToPath(new URL('./index.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-embedded-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the database and is then killed without warning. */
async function startAndKill(data: string): Promise<void> {
  const script = `
    const { lockFolder, startEmbedded } = await import(${JSON.stringify(index)});
    const lock = lockFolder(${JSON.stringify(data)}, { mode: 0o711 });
    const server = await startEmbedded({ lock, durable: false });
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    await client.query('create table if not exists kept (n int)');
    await client.query('insert into kept values (7)');
    process.stdout.write('ready');
    setInterval(() => undefined, 1000);`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('ended before it was ready')));
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Runs a script as a user without rights and answers the code of the error it met. */
function codeAsNobody(script: string): string {
  const { stdout } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
    {
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
    },
  );
  return stdout;
}

describe('the embedded PostgreSQL', () => {
  it('starts, keeps three roles apart and stops without a trace', async () => {
    const lock = lockFolder(join(folder, 'data'), { mode: 0o711 });
    const server = await startEmbedded({ lock, durable: false });
    const [row] = await query(
      server.appUrl,
      `select current_user as name, rolsuper or rolcreaterole or rolcreatedb as strong from pg_roles where rolname = current_user`,
    );
    expect(row).toEqual({ name: 'sluice_app', strong: false });
    await expect(query(server.appUrl, 'create table mine (n int)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(server.appUrl.replace(/:[0-9a-f]{20,}@/, ':wrong@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
    await server.stop();
    expect(server.appUrl).toContain('?host=%2F');
    await expect(query(server.appUrl, 'select 1')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(query(server.ownerUrl, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    lock.release();
  });

  it('takes over the server that a killed start left, with its rows', async () => {
    const data = join(folder, 'data');
    await startAndKill(data);
    const lock = lockFolder(data);
    const server = await startEmbedded({ lock, durable: false });
    expect(server.adopted).toBe(true);
    expect(await query(server.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
    await server.stop();
    lock.release();
  });

  it('is not misled by a process id that now belongs to another program', async () => {
    const lock = lockFolder(join(folder, 'data'), { mode: 0o711 });
    await (await startEmbedded({ lock, durable: false })).stop();
    const pidFile = join(folder, 'data/postgres/data/postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n/elsewhere\n0\n5432\n\n\n0\nready\n`);
    if (isRoot) chownSync(pidFile, NOBODY, NOBODY);
    expect(findPostmaster(join(folder, 'data/postgres/data'))).toBeUndefined();
    const server = await startEmbedded({ lock, durable: false });
    expect(server.adopted).toBe(false);
    await server.stop();
    lock.release();
  });

  it('begins anew where a first start was killed in the middle of making it', async () => {
    const data = join(folder, 'data');
    const lock = lockFolder(data, { mode: 0o711 });
    mkdirSync(join(data, 'postgres/data.partial'), { recursive: true });
    writeFileSync(join(data, 'postgres/data.partial/PG_VERSION'), '18\n');
    const server = await startEmbedded({ lock, durable: false });
    expect(await query(server.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    lock.release();
  });

  it('writes no statement and no value into its own log', async () => {
    const lock = lockFolder(join(folder, 'data'), { mode: 0o711 });
    const server = await startEmbedded({ lock, durable: false });
    await query(server.ownerUrl, `create table t (n int unique); insert into t values (1)`);
    await expect(query(server.ownerUrl, `insert into t values (1) /* marker-8123 */`)).rejects.toMatchObject({
      code: '23505',
    });
    await expect(query(server.ownerUrl, `select 'marker-8123'::int`)).rejects.toMatchObject({ code: '22P02' });
    await server.stop();
    lock.release();
    expect(readFileSync(join(folder, 'data/postgres.log'), 'utf8')).not.toContain('marker-8123');
  });

  it.runIf(isRoot)('lies where its account can reach it when the data folder is closed to it', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const lock = lockFolder(join(closed, 'data'));
    const server = await startEmbedded({ lock, durable: false });
    const home = readFileSync(join(closed, 'data/postgres-home.txt'), 'utf8').trim();
    await server.stop();
    lock.release();
    expect(existsSync(join(home, 'data/PG_VERSION'))).toBe(true);
    rmSync(join(home, '..'), { recursive: true, force: true });
  });
});

describe('a data folder', () => {
  it('serves one process: a second start is told which one has it', () => {
    const lock = lockFolder(folder);
    lock.describe('http://localhost:4600');
    expect(() => lockFolder(folder, { waitMs: 0 })).toThrow(
      expect.objectContaining({
        code: 'database.in-use',
        kind: 'conflict',
        params: { folder, pid: process.pid, address: 'http://localhost:4600' },
      }),
    );
    lock.release();
    lockFolder(folder, { waitMs: 0 }).release();
  });

  it('is free again the moment its holder is killed', async () => {
    await startAndKill(join(folder, 'data'));
    const lock = lockFolder(join(folder, 'data'), { waitMs: 0 });
    const server = await startEmbedded({ lock, durable: false });
    expect(await query(server.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    lock.release();
  });

  it('that cannot be written is named so', () => {
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o555 });
    const script = `
      const { lockFolder } = await import(${JSON.stringify(index)});
      try { lockFolder(${JSON.stringify(data)}); } catch (error) { process.stdout.write(error.code); }`;
    expect(codeAsNobody(script)).toBe('database.folder-not-writable');
    writeFileSync(join(folder, 'file'), '');
    expect(() => lockFolder(join(folder, 'file/data'))).toThrow(
      expect.objectContaining({ code: 'database.folder-not-writable' }),
    );
    symlinkSync('/nowhere/at-all', join(folder, 'link'));
    expect(() => lockFolder(join(folder, 'link'))).toThrow(
      expect.objectContaining({ code: 'database.folder-not-writable' }),
    );
  });

  it.skipIf(!isRoot)('of another user is left as it is by root, who is told whose it is', () => {
    const data = join(folder, 'data');
    lockFolder(data).release();
    for (const path of [data, ...readdirSync(data).map((name) => join(data, name))]) chownSync(path, NOBODY, NOBODY);
    expect(() => lockFolder(data)).toThrow(
      expect.objectContaining({ code: 'database.folder-of-another', params: { folder: data, user: 'nobody' } }),
    );
    expect(readdirSync(data).map((name) => statSync(join(data, name)).uid)).toEqual(
      readdirSync(data).map(() => NOBODY),
    );
  });

  it('on a full disk is named so, whether found before or told by the server itself', async () => {
    const lock = lockFolder(folder);
    await expect(startEmbedded({ lock, minimumFreeBytes: Number.MAX_SAFE_INTEGER })).rejects.toMatchObject({
      code: 'database.disk-full',
      kind: 'unavailable',
      params: { folder },
    });
    lock.release();
    const start = { folder, log: 'x.log' };
    expect(
      startFault('FATAL:  could not write lock file "postmaster.pid": No space left on device', start),
    ).toMatchObject({ code: 'database.disk-full' });
    expect(startFault('FATAL:  database files are incompatible with server', start)).toMatchObject({
      code: 'database.version-mismatch',
    });
  });
});

describe('an external database', () => {
  it.each([
    ['mysql://u:secret-1@localhost/x', 'malformed'],
    ['postgres://u:secret-1@127.0.0.1:1/x', 'refused'],
    ['postgres://u:secret-1@no-such-host.invalid/x', 'host'],
  ])('named wrongly as %s is refused with the reason and without the password', async (appUrl, reason) => {
    const failed = prepareExternal({ appUrl });
    await expect(failed).rejects.toMatchObject({
      code: 'database.url-wrong',
      params: { reason, setting: 'DATABASE_URL' },
    });
    await failed.catch((error: Error) =>
      expect(JSON.stringify(error) + String(error.message)).not.toContain('secret-1'),
    );
  });

  it('is prepared for its serving role, whatever that is called', async () => {
    const lock = lockFolder(join(folder, 'data'), { mode: 0o711 });
    const server = await startEmbedded({ lock, durable: false });
    await query(server.adminUrl, `create role shop login password 'shop'`);
    const appUrl = server.appUrl.replace(/sluice_app:[0-9a-f]+/, 'shop:shop');
    const external = await prepareExternal({ appUrl, ownerUrl: server.adminUrl });
    expect(external.separated).toBe(true);
    expect(await query(server.adminUrl, `select pg_has_role('shop', 'sluice_app', 'usage') as yes`)).toEqual([
      { yes: true },
    ]);
    expect(await prepareExternal({ appUrl: server.ownerUrl }).catch((error: unknown) => error)).toMatchObject({
      params: { reason: 'rights' },
    });
    await expect(prepareExternal({ appUrl: appUrl.replace('shop:shop', 'shop:other') })).rejects.toMatchObject({
      params: { reason: 'password' },
    });
    await expect(prepareExternal({ appUrl: appUrl.replace('?', '_none?') })).rejects.toMatchObject({
      params: { reason: 'database' },
    });
    await server.stop();
    lock.release();
  });
});
