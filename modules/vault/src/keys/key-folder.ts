import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freshSecret, type Sealer } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { overwrite, replaceFile, shredFile, syncFolder } from './durable.ts';
import { createFileKeyStore, type KeyStore } from './key-store.ts';
import { createLocalMaster, MASTER_KEY_BYTES, masterKeyId, type MasterKey } from './master-key.ts';

/** What was destroyed: kept beside the keys and in every escrow, so that no restore brings it back. No secret. */
export interface Tombstone {
  readonly destruction: string;
  readonly at: string;
  readonly keyIds: readonly string[];
}

/** A copy of the keys that a backup put elsewhere, for a bounded time. */
export interface Escrow {
  readonly backup: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  /** Where the copy lay when it was made; a medium that was carried away is not reached from here. */
  readonly folder: string;
}

/** A rotation of the master key that is not in the evidence yet. */
export interface Rotation {
  readonly from: string;
  readonly to: string;
  readonly keys: number;
}

/** The keys of the vault, in a folder (or service) apart from database and sealed files. */
/** What the server keeps a key of its own for. */
export type ServicePurpose = 'entity-buckets' | 'engine-log' | 'gate-secrets' | 'identity-secrets' | 'source-secrets';

export interface KeyFolder {
  readonly keys: KeyStore;
  /** Version of the master key in use. */
  readonly master: string;
  /** Key of the server's own for a purpose (entity buckets, the sealed engine log, the gate's secrets): stays the same through rotations. */
  serviceKey(purpose: ServicePurpose): Promise<Uint8Array>;
  bury(tombstone: Tombstone): Promise<void>;
  tombstones(): Promise<readonly Tombstone[]>;
  escrows(): Promise<readonly Escrow[]>;
  addEscrow(escrow: Escrow): Promise<void>;
  rotationToEnter(): Promise<Rotation | undefined>;
  rotationEntered(): Promise<void>;
}

export interface KeyFolderOptions {
  readonly sealer: Sealer;
  /** A key service; without one the master key is a file of this folder. */
  readonly service?: MasterKey;
  readonly crashPoint?: (name: string) => void;
}

/** Ids of service keys; no data key begins so. */
export const SERVICE_PREFIX = 'service.';

const MASTER = 'master.key';
const NEXT = 'master.next.key';
const ROTATION = 'rotation.json';
const ESCROWS = 'escrows.json';
const DESTROYED = 'destroyed';

/**
 * Opens the folder, makes it on first use, and ends a rotation that a crash interrupted. Folders are 0700, files 0600.
 * @throws DomainError `vault.key-file-open` (precondition) when others may read the master key, `vault.key-malformed`
 * (precondition), what the key service throws.
 */
export async function openKeyFolder(folder: string, options: KeyFolderOptions): Promise<KeyFolder> {
  await mkdir(join(folder, DESTROYED), { recursive: true, mode: 0o700 });
  const opened = options.service
    ? await openService(folder, options.service)
    : await openLocal(folder, options.sealer, options.crashPoint ?? (() => undefined));
  return { ...opened, ...registers(folder), serviceKey: (purpose) => serviceKey(opened, purpose) };
}

/**
 * Puts a fresh master key in the place of the present one and wraps every data key anew. Killed at any point, the next
 * opening of the folder ends it; until then keys under both versions open. With a key service the new version is made
 * there, and this wraps the keys under it.
 * @throws what `openKeyFolder` throws
 */
export async function rotateMaster(folder: string, options: KeyFolderOptions): Promise<Rotation | undefined> {
  // Ends an interrupted rotation first, and proves that the folder is in order.
  await openKeyFolder(folder, options);
  if (!options.service) {
    await replaceFile(join(folder, NEXT), freshSecret(MASTER_KEY_BYTES));
    (options.crashPoint ?? (() => undefined))('next-written');
  }
  return (await openKeyFolder(folder, options)).rotationToEnter();
}

interface OpenedMaster {
  readonly keys: KeyStore;
  readonly master: string;
  /** Only where the buckets' key was once derived from the master key itself. */
  readonly firstBuckets?: Uint8Array;
}

const storeFolder = (folder: string): string => join(folder, 'segments');

async function openLocal(folder: string, sealer: Sealer, crash: (name: string) => void): Promise<OpenedMaster> {
  const first = !existsSync(join(folder, MASTER));
  // Keys without the master that wrapped them: a fresh one would open nothing and hide what is wrong.
  if (first && existsSync(storeFolder(folder)) && (await readdir(storeFolder(folder))).length > 0)
    throw new DomainError('vault.master-key-missing', 'precondition', { version: join(folder, MASTER) });
  if (first) await replaceFile(join(folder, MASTER), freshSecret(MASTER_KEY_BYTES));
  const current = await readMaster(folder, MASTER);
  if (!existsSync(join(folder, NEXT))) {
    const master = createLocalMaster(sealer, current);
    const keys = await createFileKeyStore(storeFolder(folder), master);
    return { keys, master: master.id, firstBuckets: bucketsOf(current) };
  }
  const next = await readMaster(folder, NEXT);
  const master = createLocalMaster(sealer, next, current);
  const keys = await createFileKeyStore(storeFolder(folder), master, masterKeyId(current));
  await serviceKey({ keys, firstBuckets: bucketsOf(current) }, 'entity-buckets');
  await keys.rewrap(() => crash('key-rewrapped'));
  crash('all-rewrapped');
  const rotation: Rotation = { from: masterKeyId(current), to: master.id, keys: (await keys.list()).length };
  await replaceFile(join(folder, ROTATION), Buffer.from(JSON.stringify(rotation)));
  crash('rotation-noted');
  await retire(folder);
  crash('master-replaced');
  return { keys, master: master.id };
}

/** The next master takes the place of the old one; the old one's bytes are overwritten where they lay. */
async function retire(folder: string): Promise<void> {
  const old = await open(join(folder, MASTER), 'r+');
  try {
    await rename(join(folder, NEXT), join(folder, MASTER));
    await syncFolder(folder);
    await overwrite(old);
  } finally {
    await old.close();
  }
}

async function openService(folder: string, service: MasterKey): Promise<OpenedMaster> {
  const seen = join(folder, 'service-version');
  const before = existsSync(seen) ? (await readFile(seen, 'utf8')).trim() : service.id;
  const keys = await createFileKeyStore(storeFolder(folder), service, before);
  if (before !== service.id) {
    const count = await keys.rewrap();
    const rotation: Rotation = { from: before, to: service.id, keys: count };
    await replaceFile(join(folder, ROTATION), Buffer.from(JSON.stringify(rotation)));
  }
  await replaceFile(seen, Buffer.from(`${service.id}\n`));
  return { keys, master: service.id };
}

async function readMaster(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new DomainError('vault.key-file-open', 'precondition', { file: path });
  const bytes = await readFile(path);
  if (bytes.length !== MASTER_KEY_BYTES) throw new DomainError('vault.key-malformed', 'precondition', { file: path });
  return bytes;
}

const bucketsOf = (master: Uint8Array): Uint8Array =>
  createHmac('sha256', master).update('sluice entity buckets').digest();

async function serviceKey(
  { keys, firstBuckets }: Pick<OpenedMaster, 'keys' | 'firstBuckets'>,
  purpose: ServicePurpose,
): Promise<Uint8Array> {
  const id = `${SERVICE_PREFIX}${purpose}`;
  if (!(await keys.list()).includes(id)) {
    const key = purpose === 'entity-buckets' && firstBuckets ? firstBuckets : freshSecret(MASTER_KEY_BYTES);
    await keys.put(id, key);
  }
  return keys.read(id);
}

function registers(folder: string) {
  const json = async <T>(name: string, otherwise: T): Promise<T> =>
    existsSync(join(folder, name)) ? (JSON.parse(await readFile(join(folder, name), 'utf8')) as T) : otherwise;
  const escrows = (): Promise<readonly Escrow[]> => json<readonly Escrow[]>(ESCROWS, []);
  return {
    async bury(tombstone: Tombstone) {
      const bytes = Buffer.from(JSON.stringify(tombstone));
      await buryTombstone(folder, tombstone);
      for (const escrow of await escrows()) await buryInEscrow(escrow.folder, tombstone, bytes).catch(() => undefined);
    },
    tombstones: () => readTombstones(join(folder, DESTROYED)),
    escrows,
    async addEscrow(escrow: Escrow) {
      const others = (await escrows()).filter((one) => one.backup !== escrow.backup);
      await replaceFile(join(folder, ESCROWS), Buffer.from(JSON.stringify([...others, escrow])));
    },
    rotationToEnter: () => json<Rotation | undefined>(ROTATION, undefined),
    async rotationEntered() {
      const done = join(folder, ROTATION);
      if (existsSync(done)) await rename(done, join(folder, 'rotation.entered.json'));
      await syncFolder(folder);
    },
  };
}

/** Writes a tombstone into a key folder, opened or not. */
export async function buryTombstone(folder: string, tombstone: Tombstone): Promise<void> {
  await mkdir(join(folder, DESTROYED), { recursive: true, mode: 0o700 });
  await replaceFile(join(folder, DESTROYED, `${tombstone.destruction}.json`), Buffer.from(JSON.stringify(tombstone)));
}

/** An escrow that can be reached loses its copies at once; one that was carried away loses them when its time is over. */
async function buryInEscrow(escrow: string, tombstone: Tombstone, bytes: Uint8Array): Promise<void> {
  if (!existsSync(escrow)) return;
  const shared = join(escrow, '..', DESTROYED);
  await mkdir(shared, { recursive: true, mode: 0o700 });
  await replaceFile(join(shared, `${tombstone.destruction}.json`), bytes);
  for (const id of tombstone.keyIds) await shredFile(join(escrow, 'vault-keys', 'segments', `${id}.key`));
}

/** Tombstones that lie in a folder, of the vault or of an escrow. */
export async function readTombstones(folder: string): Promise<readonly Tombstone[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Tombstone));
}
