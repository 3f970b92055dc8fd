import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditLedger } from '../src/audit/audit-ledger.ts';
import { createLedgeredDatabase, writeThing, type LedgeredDatabase } from '../src/ledgered-database.ts';
import { createLedgerWriter } from '../src/create-ledger-writer.ts';
import { generateLogKeys, openLogKeys } from '../src/log-keys.ts';
import { copyLog, logWriter, readPublicCheckpoint, readPublicEntries } from '../src/log/copy-log.ts';
import { createCheckpointStore } from '../src/log/checkpoint-store.ts';
import { openLogCore } from '../src/log/log-core.ts';
import { createLogFolder, type LogFolder } from '../src/log/log-folder.ts';
import { createTileReader } from '../src/log/tile-reader.ts';
import { treeHash } from '../src/tree.ts';

let world: LedgeredDatabase;
let place: string;
const keys = generateLogKeys('example.org/faults');

beforeEach(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-faults-'));
});
afterEach(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const logPlace = (): string => join(place, 'log');
const store = () => createCheckpointStore(join(place, 'checkpoints'));
const open = (folder: LogFolder = createLogFolder(logPlace())) =>
  openLogCore(world.db, { folder, store: store(), keys, batch: 1000 });

async function write(count: number, prefix: string): Promise<void> {
  await world.transact(async (tx) => {
    for (let i = 0; i < count; i += 1) await writeThing(tx, `${prefix}${i}`, 'x');
  });
}

async function publishAll(folder?: LogFolder): Promise<void> {
  const core = await open(folder);
  while ((await core.sequence()) > 0);
  await core.publish();
}

const rootOf = async (size: number): Promise<string> =>
  Buffer.from(await createTileReader(treeHash, (path) => createLogFolder(logPlace()).read(path)).root(size)).toString(
    'hex',
  );

/** A disk that is full for the nth file that is written. */
function fullDisk(times: number): LogFolder {
  const real = createLogFolder(logPlace());
  let left = times;
  return {
    ...real,
    async writeTiles(files, replace) {
      if (left <= 0) return real.writeTiles(files, replace);
      left -= 1;
      // Half of the files are there, one is torn: what a full disk leaves.
      await real.writeTiles(files.slice(0, Math.floor(files.length / 2)), replace);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  };
}

describe('keys', () => {
  it('AUD-02 nobody goes on with a log under keys that did not sign it, nor upon a checkpoint with a changed byte', async () => {
    await write(3, 'a');
    await publishAll();
    const others = generateLogKeys('example.org/faults');
    const goOn = (signers: typeof keys.signers) =>
      openLogCore(world.db, {
        ...{ folder: createLogFolder(logPlace()), store: store(), batch: 1000 },
        keys: { ...keys, signers },
      });
    const [ed25519, sm2] = keys.signers;
    if (!ed25519 || !sm2) throw new Error('a log has two keys');
    await expect(goOn(others.signers)).rejects.toMatchObject({ code: 'ledger.other-keys' });
    await expect(goOn([...others.signers.slice(0, 1), sm2])).rejects.toMatchObject({ code: 'ledger.other-keys' });
    const [name = ''] = await readdir(join(place, 'checkpoints'));
    const file = join(place, 'checkpoints', name);
    const whole = await readFile(file);
    for (let at = 0; at < whole.length; at += 7) {
      await writeFile(
        file,
        whole.map((byte, i) => (i === at ? byte ^ 1 : byte)),
      );
      await expect(open()).rejects.toMatchObject({ kind: 'precondition' });
    }
    await writeFile(file, whole);
    expect((await open()).size).toBe(3);
  });

  it('AUD-02 every file of the log in which one bit is flipped is named by the audit', async () => {
    await write(600, 'a');
    await publishAll();
    const audit = () => auditLedger({ ...world, folder: createLogFolder(logPlace()), store: store(), keys });
    expect((await audit()).findings).toEqual([]);
    const files = (await readdir(logPlace(), { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
    // Three full tiles and bundles at most, the unfinished ones, the level above, the checkpoint.
    expect(files.length).toBeGreaterThanOrEqual(8);
    for (const { parentPath, name } of files) {
      const file = join(parentPath, name);
      const whole = await readFile(file);
      const at = Math.floor(whole.length / 2);
      await writeFile(
        file,
        whole.map((byte, i) => (i === at ? byte ^ 1 : byte)),
      );
      const { ok, findings } = await audit();
      expect({ file, ok, findings: findings.length > 0 }).toEqual({ file, ok: false, findings: true });
      await writeFile(file, whole);
    }
    expect((await audit()).findings).toEqual([]);
  });
});

describe('keys on the disk', () => {
  it('AUD-02 a flipped bit in any key: nothing is signed by another key, and no payload opens under another one', async () => {
    const folder = join(place, 'keys');
    const opened = await openLogKeys(folder);
    const writer = createLedgerWriter({ ...world, master: opened.master });
    const openCore = (signers: typeof keys) =>
      openLogCore(world.db, { folder: createLogFolder(logPlace()), store: store(), keys: signers, batch: 1000 });
    await writer.transact((tx) => writeThing(tx, 'a', 'x'));
    const core = await openCore(opened.keys);
    await core.sequence();
    await core.publish();
    const names = (await readdir(folder)).toSorted();
    expect(names).toEqual(['log-ed25519.p8', 'log-sm2.p8', 'origin', 'payload-master.key']);
    for (const name of names) {
      const file = join(folder, name);
      const whole = await readFile(file);
      // In the key itself, which stands at the end of a PKCS #8 file for Ed25519 and in the middle for SM2.
      for (const at of [0, Math.floor(whole.length / 2), whole.length - 2]) {
        await writeFile(
          file,
          whole.map((byte, i) => (i === at ? byte ^ 1 : byte)),
        );
        const found = await openLogKeys(folder)
          .then(async (spoilt) => {
            await openCore(spoilt.keys);
            const audited = { ...world, ...spoilt, folder: createLogFolder(logPlace()), store: store() };
            return (await auditLedger(audited)).findings.map((one) => one.code);
          })
          .catch((error: Error) => [error.message]);
        // A public half beside the private one may differ unread: what counts is what is signed.
        if (name !== 'log-sm2.p8' || at < whole.length - 2)
          expect({ name, at, found }).not.toMatchObject({ found: [] });
      }
      await writeFile(file, whole);
    }
    expect((await openCore((await openLogKeys(folder)).keys)).size).toBe(1);
  });
});

describe('faults of the disk', () => {
  it('AUD-02 a disk that is full while a tile is written: nothing is signed, and the log goes on when there is room', async () => {
    await write(300, 'a');
    await publishAll();
    const before = await store().read();
    await write(400, 'b');
    const core = await open(fullDisk(1));
    while ((await core.sequence()) > 0);
    await expect(core.publish()).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await store().read()).toBe(before);
    expect((await readPublicCheckpoint(logPlace()))?.size).toBe(300);
    // The server starts anew, with room.
    await publishAll();
    const now = await readPublicCheckpoint(logPlace());
    expect(now?.size).toBe(700);
    expect(await rootOf(700)).toBe(Buffer.from(now?.root ?? []).toString('hex'));
  });

  it('AUD-02 a deleted tile and a flipped bit are derived anew from the table at the next start', async () => {
    await write(700, 'a');
    await publishAll();
    const root = await rootOf(700);
    // The tiles that a start reads lead it to derive all of them anew; any other one is the audit's to find.
    const flip = async (path: string): Promise<void> => {
      const bytes = await readFile(join(logPlace(), path));
      bytes[3] = (bytes[3] ?? 0) ^ 1;
      await writeFile(join(logPlace(), path), bytes);
    };
    await rm(join(logPlace(), 'tile/1/000.p'), { recursive: true });
    await flip('tile/0/001');
    await publishAll();
    expect(await rootOf(700)).toBe(root);
    await flip('tile/1/000.p/2');
    await publishAll();
    expect(await rootOf(700)).toBe(root);
    await write(1, 'b');
    await publishAll();
    expect((await readPublicCheckpoint(logPlace()))?.size).toBe(701);
  });

  it('AUD-02 a copy of the files stands exactly under its checkpoint, whatever was written since; a changed one is refused', async () => {
    await write(300, 'a');
    await publishAll();
    const note = await readFile(join(logPlace(), 'checkpoint'));
    await write(500, 'b');
    await publishAll();
    // As if the checkpoint had been read a moment before the log grew.
    await writeFile(join(logPlace(), 'checkpoint'), note);
    const copy = join(place, 'copy');
    expect((await copyLog(logPlace(), logWriter(copy)))?.size).toBe(300);
    const names = (await readdir(copy, { recursive: true })).map(String);
    expect(names).toContain('tile/entries/001.p/44');
    const checkpoint = await readPublicCheckpoint(copy);
    if (!checkpoint) throw new Error('no checkpoint was copied');
    const indexes: number[] = [];
    for await (const one of readPublicEntries(copy, checkpoint, 250)) indexes.push(one.index);
    expect(indexes).toEqual(Array.from({ length: 50 }, (_, i) => 250 + i));
    const file = join(copy, 'tile/entries/001.p/44');
    const bytes = await readFile(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const reading = async (): Promise<void> => {
      for await (const one of readPublicEntries(copy, checkpoint, 0)) expect(one.index).toBeLessThan(300);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ledger.log-diverged' });
  });
});
