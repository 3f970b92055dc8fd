import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gm, toHex } from '@sluice/crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './create-ledger.ts';
import { createLedgeredDatabase, writeThing, type LedgeredDatabase } from './ledgered-database.ts';
import { createCheckpointStore } from './log/checkpoint-store.ts';
import { copyTwin, logWriter } from './log/copy-log.ts';
import { createLogFolder } from './log/log-folder.ts';
import { createTileReader } from './log/tile-reader.ts';
import { openLogKeys } from './log-keys.ts';
import { introduceKeys } from './rotate-log-keys.ts';
import { parseNote } from './tlog/note.ts';
import { twinTreeHash } from './tree.ts';
import { verifyBundle } from './verifier/index.ts';

let world: LedgeredDatabase;
let place: string;

beforeAll(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-twin-'));
});
afterAll(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

async function open(suite?: 'gm'): Promise<Ledger & { readonly sealer: string }> {
  const { keys, master } = await openLogKeys(join(place, 'keys'), suite ? { suite } : {});
  const ledger = createLedger({
    ...world,
    keys,
    master,
    logFolder: join(place, 'log'),
    checkpointFolder: join(place, 'cp'),
    twinFolders: { log: join(place, 'twin'), checkpoints: join(place, 'twin-cp') },
    settings: { checkpointMs: 20 },
    crossEvery: 200,
  });
  ledger.start();
  await introduceKeys({ db: world.db, transact: ledger.transact, master }, keys);
  return { ...ledger, sealer: keys.twin ? 'gm' : 'intl' };
}

async function write(ledger: Ledger, id: string): Promise<string> {
  const { evidence } = await ledger.transact((tx) => writeThing(tx, id, 'x'));
  const entry = evidence[0]?.entryId ?? '';
  await ledger.waitFor(entry);
  return entry;
}

/** Waits for the twin, which follows a moment behind. */
async function twinOf(ledger: Ledger, entry: string): Promise<Uint8Array> {
  for (let i = 0; i < 200; i += 1) {
    const bundle = await ledger.bundle({ kind: 'entry', entry });
    if (verifyBundle(bundle).claims.some((one) => one.code === 'twin-recorded')) return bundle;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the twin does not follow');
}

describe('the SM3 twin', () => {
  it('AUD-02 is there with suite gm only: the same entries under SM3, an origin of its own, signed by SM2', async () => {
    const before = await open();
    const old = await write(before, 'old');
    expect((await before.readLogFile('twin/checkpoint')) === null).toBe(true);
    await before.stop();
    const ledger = await open('gm');
    const entry = await write(ledger, 'one');
    const bundle = await twinOf(ledger, entry);
    const report = verifyBundle(bundle, { policy: ledger.policy });
    expect(report.problems).toEqual([]);
    expect(report.claims.find((one) => one.code === 'twin-recorded')?.proven).toBe(true);
    const note = parseNote(Buffer.from((await ledger.readLogFile('twin/checkpoint')) ?? []).toString());
    expect(note?.signatures).toHaveLength(1);
    expect(note?.text.split('\n')[0]).toMatch(/\/sm3$/);
    // What lay under AES still opens, what comes now lies under SM4.
    expect(await ledger.readPayload(old)).not.toBeNull();
    expect(await ledger.readPayload(entry)).not.toBeNull();
    const { rows } = await sql<{ entry_id: string; bytes: number }>`
      select entry_id, length(sealed) as bytes from ledger.payload where entry_id in (${old}, ${entry})`.execute(
      world.db.q,
    );
    const bytesOf = (id: string) => rows.find((row) => row.entry_id === id)?.bytes ?? 0;
    expect(bytesOf(entry) - bytesOf(old)).toBe(gm.sealer.overhead - 28);
    await ledger.stop();
    // The folder keeps its suite.
    const again = await open();
    expect(again.sealer).toBe('gm');
    await again.stop();
  });

  it('AUD-02 is bound to the log: each tree holds the root of the other, and an audit reads both', async () => {
    const ledger = await open();
    for (let i = 0; i < 30; i += 1)
      await ledger.transact(async (tx) => {
        for (let k = 0; k < 10; k += 1) await writeThing(tx, `t${i}-${k}`, 'x');
      });
    await twinOf(ledger, await write(ledger, 'last'));
    await ledger.stop();
    const roots = await ledger.readStream('log:roots', 0, 50);
    expect(roots.length).toBeGreaterThanOrEqual(2);
    expect(await ledger.audit()).toMatchObject({ ok: true, findings: [] });
  });

  it('AUD-02 a copy of it stands exactly under its checkpoint, whatever it has grown by meanwhile', async () => {
    const ledger = await open();
    const store = join(place, 'twin-cp');
    const newest = async () => (await readdir(store)).toSorted().at(-1) ?? '';
    const before = await newest();
    await twinOf(ledger, await write(ledger, 'meanwhile'));
    await ledger.stop();
    // As if its checkpoint had been read a moment before it grew.
    const kept = join(place, 'kept-newer');
    await mkdir(kept);
    for (let name = await newest(); name !== before; name = await newest())
      await rename(join(store, name), join(kept, name));
    const copy = join(place, 'copy');
    const copied = await copyTwin({ log: join(place, 'twin'), checkpoints: store }, logWriter(copy));
    expect(copied?.note).toBe(await readFile(join(store, before), 'utf8'));
    expect(await createCheckpointStore(join(copy, 'twin-checkpoints')).read()).toBe(copied?.note);
    expect(await readFile(join(copy, 'twin', 'checkpoint'), 'utf8')).toBe(copied?.note);
    const tiles = createTileReader(twinTreeHash, (path) => createLogFolder(join(copy, 'twin')).read(path));
    expect(toHex(await tiles.root(copied?.size ?? 0))).toBe(toHex(copied?.root ?? new Uint8Array()));
    for (const name of await readdir(kept)) await rename(join(kept, name), join(store, name));
  });

  it('AUD-02 is not signed over a database that went back behind what it signed, and the log says so', async () => {
    const signed = await readFile(join(place, 'twin', 'checkpoint'), 'utf8');
    const kept = join(place, 'kept');
    for (const name of ['log', 'cp']) await rename(join(place, name), `${kept}-${name}`);
    // As after a restore of all but the twin's checkpoints: the log itself knows of nothing longer.
    const shorter = await createLedgeredDatabase();
    const { keys, master } = await openLogKeys(join(place, 'keys'));
    const ledger = createLedger({
      ...shorter,
      keys,
      master,
      logFolder: join(place, 'log'),
      checkpointFolder: join(place, 'cp'),
      twinFolders: { log: join(place, 'twin'), checkpoints: join(place, 'twin-cp') },
      settings: { checkpointMs: 20 },
    });
    ledger.start();
    await write(ledger, 'again');
    for (let i = 0; i < 200 && (await ledger.status()).refusing === null; i += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await ledger.status()).refusing).toBe('ledger.rollback-detected');
    await ledger.stop();
    expect(await readFile(join(place, 'twin', 'checkpoint'), 'utf8')).toBe(signed);
    await shorter.close();
    for (const name of ['log', 'cp']) {
      await rm(join(place, name), { recursive: true, force: true });
      await rename(`${kept}-${name}`, join(place, name));
    }
  });

  it('AUD-02 goes on after a restart and after lost tiles; a changed tile is named', async () => {
    await rm(join(place, 'twin', 'tile'), { recursive: true, force: true });
    const ledger = await open();
    await twinOf(ledger, await write(ledger, 'after'));
    expect(await ledger.audit()).toMatchObject({ ok: true });
    await ledger.stop();
    const tile = join(place, 'twin', 'tile', '0', '000');
    const whole = await readFile(tile);
    await writeFile(
      tile,
      whole.map((byte, i) => (i === 77 ? byte ^ 1 : byte)),
    );
    const idle = createLedger({
      ...world,
      ...(await openLogKeys(join(place, 'keys'))),
      logFolder: join(place, 'log'),
      checkpointFolder: join(place, 'cp'),
      twinFolders: { log: join(place, 'twin'), checkpoints: join(place, 'twin-cp') },
    });
    const { findings } = await idle.audit();
    expect(findings.map(({ code, place: at }) => `${code} ${at}`)).toContain('tile-changed twin/tile/0/000');
  });
});
