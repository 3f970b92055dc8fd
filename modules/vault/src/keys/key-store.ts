import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshSecret } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { replaceFile, shredFile } from './durable.ts';
import { MASTER_KEY_BYTES, type MasterKey } from './master-key.ts';

/** Data keys, one for each sealed file, epoch and workspace, apart from the database. Destroying a key destroys the data. */
export interface KeyStore {
  /** Makes and stores a fresh key under an id; durable when it returns. */
  create(id: string): Promise<Uint8Array>;
  /** Stores a given key under an id that has none; durable when it returns. */
  put(id: string, key: Uint8Array): Promise<void>;
  /** @throws DomainError `vault.key-destroyed` (precondition) when there is no such key (any more). */
  read(id: string): Promise<Uint8Array>;
  /** Overwrites and removes the key; durable when it returns. Removing what is gone is no failure. */
  destroy(id: string): Promise<void>;
  list(): Promise<readonly string[]>;
  /** Wraps every key anew that is not under the version in use; answers how many. Goes on where a crash stopped it. */
  rewrap(onKey?: () => void): Promise<number>;
}

const SUFFIX = '.key';
const MAGIC = 'sluice-key-2\n';

/** Keys as files, wrapped by a master key and bound to their id. */
export async function createFileKeyStore(
  folder: string,
  master: MasterKey,
  /** Version of files that were written before versions stood in them. */
  firstVersion: string = master.id,
): Promise<KeyStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (id: string): string => join(folder, `${id}${SUFFIX}`);
  const read = async (id: string): Promise<{ readonly key: Uint8Array; readonly version: string }> => {
    const bytes = await readFile(path(id)).catch(() => undefined);
    if (!bytes) throw new DomainError('vault.key-destroyed', 'precondition', { key: id });
    const { version, wrapped } = decode(bytes, firstVersion);
    return { key: await master.unwrap(id, wrapped, version), version };
  };
  const list = async (): Promise<readonly string[]> =>
    (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
  const put = async (id: string, key: Uint8Array): Promise<void> => {
    if (existsSync(path(id))) throw new DomainError('vault.key-exists', 'conflict', { key: id });
    await replaceFile(path(id), encode(master.id, await master.wrap(id, key)));
  };
  return {
    put,
    list,
    async create(id) {
      const key = freshSecret(MASTER_KEY_BYTES);
      await put(id, key);
      return key;
    },
    read: async (id) => (await read(id)).key,
    destroy: (id) => shredFile(path(id)),
    async rewrap(onKey) {
      let count = 0;
      for (const id of await list()) {
        const { key, version } = await read(id);
        if (version === master.id) continue;
        await replaceFile(path(id), encode(master.id, await master.wrap(id, key)));
        count += 1;
        onKey?.();
      }
      // Nothing is given up before every key has been read back under the new version.
      for (const id of await list()) if ((await read(id)).version !== master.id) throw unfinished();
      return count;
    },
  };
}

const unfinished = (): DomainError => new DomainError('vault.rotation-unfinished', 'internal');

function encode(version: string, wrapped: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${MAGIC}${version}\n`, 'latin1'), wrapped]);
}

function decode(bytes: Buffer, firstVersion: string): { readonly version: string; readonly wrapped: Uint8Array } {
  if (!bytes.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC, 'latin1')))
    return { version: firstVersion, wrapped: bytes };
  const end = bytes.indexOf(0x0a, MAGIC.length);
  return { version: bytes.toString('latin1', MAGIC.length, end), wrapped: bytes.subarray(end + 1) };
}
