import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freshSecret, unwrapKey, wrapKey, type Sealer } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';

/** Data keys, one for each sealed file, apart from the database. Destroying a key destroys the data (crypto-shredding). */
export interface KeyStore {
  /** Makes and stores a fresh key under the file's id; durable when it returns. */
  create(id: string): Promise<Uint8Array>;
  /** @throws DomainError `vault.key-destroyed` (precondition) when there is no such key (any more). */
  read(id: string): Promise<Uint8Array>;
  /** Removes the key; durable when it returns. Removing what is gone is no failure. */
  destroy(id: string): Promise<void>;
  list(): Promise<readonly string[]>;
}

const SUFFIX = '.key';

/** Keys as files, wrapped by the master key and bound to their id. A key service with the same face can take its place. */
export async function createFileKeyStore(folder: string, masterKey: Uint8Array, sealer: Sealer): Promise<KeyStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (id: string): string => join(folder, `${id}${SUFFIX}`);
  return {
    async create(id) {
      const key = freshSecret(32);
      const file = await open(path(id), 'wx', 0o600);
      try {
        await file.write(wrapKey(sealer, masterKey, id, key));
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(folder);
      return key;
    },
    async read(id) {
      const wrapped = await readFile(path(id)).catch(() => undefined);
      if (!wrapped) throw new DomainError('vault.key-destroyed', 'precondition', { key: id });
      return unwrapKey(sealer, masterKey, id, wrapped);
    },
    async destroy(id) {
      await rm(path(id), { force: true });
      await syncFolder(folder);
    },
    async list() {
      return (await readdir(folder))
        .filter((name) => name.endsWith(SUFFIX))
        .map((name) => name.slice(0, -SUFFIX.length));
    },
  };
}

/** Makes a created, renamed or removed name in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
