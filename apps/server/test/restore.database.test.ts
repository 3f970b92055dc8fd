import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityRoutes } from '@sluice/contract';
import { createApiClient, demoJurisdictions, type ApiClient } from '@sluice/demo';
import { createCheckpointStore } from '@sluice/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  auditFolder,
  backUpFolder,
  restoreFolder,
  rotateFolderMaster,
  startServer,
  type RunningServer,
} from '../src/index.ts';

const SETUP_MS = 240_000;
const TEST_MS = 240_000;

let place: string;
let server: RunningServer;
let administrator: ApiClient;
/** A checkpoint from before the first backup. */
let early: string;
let made = 0;
const [home] = demoJurisdictions;

const data = (): string => join(place, 'installation');
const start = (folder: string) =>
  startServer({
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    // With the SM3 twin: it has to come back as well.
    suite: 'gm',
    controllableClock: false,
    secure: false,
    trustProxy: false,
    requireSandbox: false,
    durable: false,
  });

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'sluice-restore-'));
  chmodSync(place, 0o755);
  server = await start(data());
  const { account, password } = JSON.parse(readFileSync(join(data(), 'administrator.json'), 'utf8')) as {
    account: string;
    password: string;
  };
  const { token = '' } = await createApiClient(server.url).call(identityRoutes.signIn, {
    body: { account, password, mode: 'token' },
  });
  administrator = createApiClient(server.url, token);
  early = join(place, 'early');
  writeFileSync(early, await (await fetch(`${server.url}/log/checkpoint`)).text());
  await enterBody();
  backedUp = await backUp();
}, SETUP_MS);
afterAll(async () => {
  await server.stop();
  rmSync(place, { recursive: true, force: true });
}, SETUP_MS);

let backedUp: Awaited<ReturnType<typeof backUpFolder>>;
const backUp = () =>
  backUpFolder({ dataFolder: data(), to: join(place, 'data'), keysTo: join(place, 'keys'), keepKeysDays: 30 });
const restore = (name: string, more: Partial<Parameters<typeof restoreFolder>[0]> = {}) =>
  restoreFolder({
    from: backedUp.folder,
    keysFrom: join(place, 'keys'),
    into: join(place, name),
    newOrigin: false,
    ...(more.newerLog === undefined && more.newOrigin !== true ? { originalIsGone: true } : {}),
    ...more,
  });

/** One more act in the log, published when this answers. */
async function enterBody(): Promise<void> {
  made += 1;
  const before = await sizeOf(server.url);
  await administrator.call(identityRoutes.createBody, {
    body: { name: `个人${made}`, type: 'individual', level: 'city', jurisdiction: home, divisionCode: '320900' },
  });
  while ((await sizeOf(server.url)) === before) await new Promise((resolve) => setTimeout(resolve, 50));
}

const sizeOf = async (url: string): Promise<string> =>
  (await (await fetch(`${url}/log/checkpoint`)).text()).split('\n')[1] ?? '';
/** Size of the last checkpoint of the SM3 twin: in a data folder, or as the escrow of a backup knows it. */
async function twinOf(folder: string, backup?: string): Promise<number> {
  const note =
    backup === undefined
      ? await createCheckpointStore(join(folder, 'ledger', 'twin-checkpoints')).read()
      : readFileSync(join(folder, 'checkpoints', `${backup}.twin`), 'utf8');
  return Number(note?.split('\n')[1]);
}
/** All entry files of a data folder's log, as one text. */
function entriesIn(folder: string): string {
  const entries = join(folder, 'ledger', 'log', 'tile', 'entries');
  return readdirSync(entries, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'))
    .join('');
}
const readiness = async (url: string): Promise<number> => (await fetch(`${url}/readyz`)).status;
const originOf = async (url: string): Promise<string> =>
  (await (await fetch(`${url}/log/checkpoint`)).text()).split('\n')[0] ?? '';

describe('a backup that is not in order', () => {
  const refusal = async (more: Partial<Parameters<typeof restoreFolder>[0]>): Promise<string> => {
    try {
      await restore('refused', more);
      return 'restored';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };

  it(
    'is refused with what is wrong, and leaves the target as empty as it was',
    async () => {
      expect(await refusal({ from: join(place, 'nothing') })).toBe('restore.no-backup');
      expect(await refusal({ keysFrom: join(place, 'nothing') })).toBe('restore.keys-missing');
      expect(await refusal({ into: data() })).toBe('restore.target-not-empty');
      // Nobody said what became of the original: it may go on, and two histories under one name must never be.
      expect(await refusal({ originalIsGone: false })).toBe('restore.original-unsettled');
      expect(await refusal({ newerLog: join(place, 'nothing') })).toBe('ledger.checkpoint-not-found');
      const file = join(backedUp.folder, 'database', 'PG_VERSION');
      const whole = readFileSync(file);
      writeFileSync(file, Buffer.concat([whole, whole]));
      expect(await refusal({})).toBe('restore.file-damaged');
      rmSync(file);
      expect(await refusal({})).toBe('restore.file-missing');
      writeFileSync(file, whole);
      const manifest = join(backedUp.folder, 'manifest.json');
      const text = readFileSync(manifest);
      appendFileSync(manifest, ' ');
      expect(await refusal({})).toBe('restore.manifest-changed');
      writeFileSync(manifest, text.toString('utf8').replace('"path": "', '"path": "../'));
      expect(await refusal({})).toBe('restore.manifest-malformed');
      writeFileSync(manifest, text);
      const escrow = join(backedUp.keysFolder, 'escrow.json');
      const terms = readFileSync(escrow, 'utf8');
      writeFileSync(escrow, terms.replace(/"expiresAt": "\d{4}/, '"expiresAt": "2001'));
      expect(await refusal({})).toBe('restore.keys-expired');
      writeFileSync(escrow, terms);
      const master = join(backedUp.keysFolder, 'vault-keys', 'master.key');
      renameSync(master, join(place, 'kept.key'));
      expect(await refusal({})).toBe('restore.file-missing');
      renameSync(join(place, 'kept.key'), master);
      expect(readdirSync(join(place, 'refused'))).toEqual([]);
    },
    TEST_MS,
  );

  it('is not made where keys and data would lie together, or inside the installation', async () => {
    const make = (to: string, keysTo: string) => backUpFolder({ dataFolder: data(), to, keysTo, keepKeysDays: 1 });
    await expect(make(join(place, 'x'), join(place, 'x/keys'))).rejects.toMatchObject({
      code: 'backup.keys-not-apart',
    });
    await expect(make(join(data(), 'x'), join(place, 'y'))).rejects.toMatchObject({ code: 'backup.inside-data' });
    await expect(
      backUpFolder({
        dataFolder: join(place, 'none'),
        to: join(place, 'x'),
        keysTo: join(place, 'y'),
        keepKeysDays: 1,
      }),
    ).rejects.toMatchObject({ code: 'backup.no-installation' });
  });
});

describe('a restore of a backup', () => {
  it(
    'that is behind the log does not sign; under a new origin it goes on, and names what was lost',
    async () => {
      // Signed by nobody of ours, or from before the backup: neither says what came after.
      const foreign = join(place, 'foreign');
      const note = readFileSync(join(data(), 'ledger', 'log', 'checkpoint'), 'utf8');
      writeFileSync(foreign, note.replace(/^sluice/, 'other'));
      await expect(restore('foreign-log', { newerLog: foreign })).rejects.toMatchObject({
        code: 'restore.newer-log-foreign',
      });
      await expect(restore('older-log', { newerLog: early })).rejects.toMatchObject({
        code: 'restore.newer-log-older',
      });
      for (let i = 0; i < 3; i += 1) await enterBody();
      // The address of the original is enough to tell that it went on.
      expect(await restore('asked', { newerLog: server.url })).toMatchObject({ behind: true });
      rmSync(join(place, 'asked'), { recursive: true, force: true });
      const newerLog = join(data(), 'ledger', 'log');
      const behind = await restore('behind', { newerLog });
      expect(behind).toMatchObject({ behind: true });
      expect(behind.signed).toBeGreaterThan(behind.entries);
      const refusing = await start(join(place, 'behind'));
      expect(await readiness(refusing.url)).toBe(503);
      await refusing.stop();
      rmSync(join(place, 'behind'), { recursive: true, force: true });

      const next = await restore('next', { newerLog, newOrigin: true });
      expect(next.newOrigin?.lostEntries).toBeGreaterThanOrEqual(3);
      expect(next.newOrigin?.previous).toBe(await originOf(server.url));
      const following = await start(join(place, 'next'));
      expect(await readiness(following.url)).toBe(200);
      expect(await originOf(following.url)).not.toBe(next.newOrigin?.previous);
      await following.stop();
      expect(await auditFolder({ dataFolder: join(place, 'next') })).toMatchObject({ ok: true, findings: [] });
      rmSync(join(place, 'next'), { recursive: true, force: true });
    },
    TEST_MS,
  );

  it(
    'that is not behind goes on under its own name; a later backup’s escrow tells that an older one is',
    async () => {
      const older = backedUp;
      backedUp = await backUp();
      const back = await restore('again');
      expect(back).toMatchObject({ behind: false, files: backedUp.files });
      const again = await start(join(place, 'again'));
      expect(await readiness(again.url)).toBe(200);
      expect(await originOf(again.url)).toBe(await originOf(server.url));
      // What the person stated stands in the log that goes on because of it, once.
      expect(existsSync(join(place, 'again', 'original-is-gone.json'))).toBe(false);
      while (!entriesIn(join(place, 'again')).includes('"system.log-resumed"'))
        await new Promise((resolve) => setTimeout(resolve, 50));
      await again.stop();
      expect(await auditFolder({ dataFolder: join(place, 'again') })).toMatchObject({ ok: true, findings: [] });
      const rotated = await rotateFolderMaster(join(place, 'again'));
      expect(rotated.keys).toBeGreaterThan(0);
      expect(await auditFolder({ dataFolder: join(place, 'again') })).toMatchObject({ ok: true, findings: [] });
      rmSync(join(place, 'again'), { recursive: true, force: true });
      expect(await restore('old', { from: older.folder })).toMatchObject({ behind: true });
      expect(await twinOf(join(place, 'old'))).toBe(await twinOf(join(place, 'keys'), backedUp.backup));
      rmSync(join(place, 'old'), { recursive: true, force: true });
    },
    TEST_MS,
  );

  it('that was interrupted is not started on', async () => {
    const folder = mkdtempSync(join(place, 'half-'));
    writeFileSync(join(folder, 'restore-unfinished'), 'backup');
    await expect(start(folder)).rejects.toMatchObject({ code: 'server.restore-unfinished' });
  });
});
