import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aes256Gcm, toHex, wrapKey } from '@sluice/crypto';
import { runUntilCrash } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectKeyService, openKeyFolder, rotateMaster } from '../src/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = { sealer: aes256Gcm };
const IDS = ['seg_1', 'seg_2', 'epo_1', 'wsp_1'];

/** Keys of a fresh folder, as hexadecimal text by id. */
async function fill(): Promise<Record<string, string>> {
  const opened = await openKeyFolder(folder, options);
  const made: Record<string, string> = {};
  for (const id of IDS) made[id] = toHex(await opened.keys.create(id));
  made['buckets'] = toHex(await opened.serviceKey('entity-buckets'));
  return made;
}

async function readAll(): Promise<Record<string, string>> {
  const opened = await openKeyFolder(folder, options);
  const found: Record<string, string> = {};
  for (const id of IDS) found[id] = toHex(await opened.keys.read(id));
  found['buckets'] = toHex(await opened.serviceKey('entity-buckets'));
  return found;
}

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the key folder', () => {
  it('keeps files 0600 and folders 0700, no data key in the clear, and refuses a master key that others may read', async () => {
    const made = await fill();
    for (const path of filesBelow(folder)) {
      expect([path, statSync(path).mode & 0o777]).toEqual([path, 0o600]);
      for (const key of Object.values(made)) expect(readFileSync(path).includes(Buffer.from(key, 'hex'))).toBe(false);
    }
    for (const path of ['segments', 'destroyed']) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
    chmodSync(join(folder, 'master.key'), 0o640);
    await expect(openKeyFolder(folder, options)).rejects.toMatchObject({ code: 'vault.key-file-open' });
    chmodSync(join(folder, 'master.key'), 0o600);
    writeFileSync(join(folder, 'master.key'), 'short');
    await expect(openKeyFolder(folder, options)).rejects.toMatchObject({ code: 'vault.key-malformed' });
  });

  it('binds a key to its name and to its master; a destroyed one is gone', async () => {
    await fill();
    const { keys } = await openKeyFolder(folder, options);
    writeFileSync(join(folder, 'segments/seg_1.key'), readFileSync(join(folder, 'segments/seg_2.key')));
    await expect(keys.read('seg_1')).rejects.toMatchObject({ code: 'crypto.seal-broken' });
    await keys.destroy('seg_2');
    await keys.destroy('seg_2');
    await expect(keys.read('seg_2')).rejects.toMatchObject({ code: 'vault.key-destroyed' });
    await expect(keys.put('epo_1', new Uint8Array(32))).rejects.toMatchObject({ code: 'vault.key-exists' });
  });

  it('reads keys that were written before versions stood in the files', async () => {
    const made = await fill();
    const master = readFileSync(join(folder, 'master.key'));
    const first = Buffer.from(made['seg_1'] ?? '', 'hex');
    writeFileSync(join(folder, 'segments/seg_1.key'), wrapKey(aes256Gcm, master, 'seg_1', first));
    expect(await readAll()).toEqual(made);
    await rotateMaster(folder, options);
    expect(await readAll()).toEqual(made);
  });
});

describe('rotation of the master key', () => {
  it('wraps every key anew, changes none of them, and retires the old master', async () => {
    const made = await fill();
    const old = readFileSync(join(folder, 'master.key'));
    const before = await openKeyFolder(folder, options);
    const rotation = await rotateMaster(folder, options);
    expect(rotation).toMatchObject({ from: before.master, keys: IDS.length + 1 });
    expect(await readAll()).toEqual(made);
    for (const path of filesBelow(folder)) expect(readFileSync(path).includes(old)).toBe(false);
    await expect(before.keys.read('seg_1')).rejects.toMatchObject({ code: 'vault.master-key-missing' });
    expect((await openKeyFolder(folder, options)).master).toBe(rotation?.to);
  });

  it.each([
    ['next-written', 1],
    ['key-rewrapped', 1],
    ['key-rewrapped', 4],
    ['all-rewrapped', 1],
    ['rotation-noted', 1],
    ['master-replaced', 1],
  ])('is ended by the next opening after kill -9 at %s (%d); every key opens', async (place, nth) => {
    const made = await fill();
    const { master } = await openKeyFolder(folder, options);
    const script = fileURLToPath(new URL('rotate-child.ts', import.meta.url));
    const died = await runUntilCrash(script, [folder, place, String(nth)]);
    expect(died.signal, died.output).toBe('SIGKILL');
    expect(await readAll()).toEqual(made);
    const opened = await openKeyFolder(folder, options);
    expect(opened.master).not.toBe(master);
    expect(await opened.rotationToEnter()).toMatchObject({ from: master, to: opened.master });
    expect(existsSync(join(folder, 'master.next.key'))).toBe(false);
  });
});

describe('a key service', () => {
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

  async function serve(...args: string[]) {
    const socket = join(folder, `service-${children.length}.sock`);
    const script = fileURLToPath(new URL('key-service.ts', import.meta.url));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, socket, ...args]);
    children.push(child);
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', reject);
    });
    return { ...options, service: await connectKeyService(socket) };
  }

  it('wraps in place of a file; its new version is taken over, an old one may then be retired', async () => {
    const place = join(folder, 'keys');
    const first = await openKeyFolder(place, await serve('v1'));
    const key = toHex(await first.keys.create('seg_1'));
    expect(first.master).toBe('v1');
    expect(existsSync(join(place, 'master.key'))).toBe(false);
    expect(toHex(await first.keys.read('seg_1'))).toBe(key);
    const rotation = await rotateMaster(place, await serve('v1,v2'));
    expect(rotation).toEqual({ from: 'v1', to: 'v2', keys: 1 });
    const later = await openKeyFolder(place, await serve('v1,v2', 'v1'));
    expect(toHex(await later.keys.read('seg_1'))).toBe(key);
  });

  it('that does not answer, or has retired what it is asked for, is a failure and never another key', async () => {
    const place = join(folder, 'keys');
    const opened = await openKeyFolder(place, await serve('v1'));
    await opened.keys.create('seg_1');
    const other = await serve('v1,v2', 'v1');
    await expect(openKeyFolder(place, other)).rejects.toMatchObject({ code: 'vault.master-key-missing' });
    children.splice(0).forEach((child) => child.kill('SIGKILL'));
    await expect(opened.keys.read('seg_1')).rejects.toMatchObject({ code: 'vault.key-service-down' });
  });
});
