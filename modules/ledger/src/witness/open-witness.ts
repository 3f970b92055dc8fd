import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { intl, toHex } from '@sluice/crypto';
import { DomainError, type Clock } from '@sluice/kernel';
import { createCheckpointStore } from '../log/checkpoint-store.ts';
import { syncFolder, writeDurably } from '../log/durable-file.ts';
import { createWitnessKey, formatWitnessVkey, type WitnessKey } from '../tlog/cosignature.ts';
import { parseVkey, type NoteKey } from '../tlog/note.ts';
import { treeHash } from '../tree.ts';
import { createWitness, type CosignedMarks, type Witness, type WitnessOptions } from './witness.ts';

export interface OpenWitnessOptions {
  /** Key and state; made at the first start. Nothing else may write here. */
  readonly folder: string;
  /** Vkeys of the logs to watch. */
  readonly logVkeys: readonly string[];
  /** Name of the key, as in `example.org/witness`; after the key itself where nobody chose one. */
  readonly name?: string;
  readonly clock: Clock;
  readonly crash?: WitnessOptions['crash'];
}

export interface OpenWitness {
  readonly witness: Witness;
  readonly key: WitnessKey;
  readonly vkey: string;
}

const KEY_FILE = 'witness-ed25519.p8';
/** One empty file for each log that the key has cosigned, and what it cosigned of it. */
const MARKS = 'cosigned';
const STORES = 'logs';
/** The public half, for whoever starts a witness beside a server. */
export const VKEY_FILE = 'vkey';

/**
 * A witness with its own key and state in a folder of its own.
 * @throws DomainError `witness.log-key-malformed`, `witness.name-malformed`, `witness.no-log` (invalid),
 * `witness.key-malformed` (precondition), `witness.state-lost` (precondition): the key stands without what it cosigned
 */
export async function openWitness(options: OpenWitnessOptions): Promise<OpenWitness> {
  const logs = options.logVkeys.map(readLogKey);
  if (logs.length === 0) throw new DomainError('witness.no-log', 'invalid');
  if (options.name !== undefined && !/^[^\s+]+$/u.test(options.name))
    throw new DomainError('witness.name-malformed', 'invalid', { name: options.name });
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const signer = await openSigner(options.folder);
  const name = options.name ?? `sluice.local/witness-${toHex(treeHash.digest(signer.publicKey)).slice(0, 16)}`;
  const key = createWitnessKey(treeHash.digest, name, signer.publicKey);
  const vkey = formatWitnessVkey(key);
  await writeDurably(join(options.folder, VKEY_FILE), Buffer.from(`${vkey}\n`));
  await syncFolder(options.folder);
  const stores = (originHash: string) => createCheckpointStore(join(options.folder, STORES, originHash));
  const marks = createMarks(join(options.folder, MARKS));
  await assertRemembered(options.folder, stores, marks);
  const witness = createWitness({
    key,
    signer,
    logs,
    storeOf: stores,
    marks,
    clock: options.clock,
    ...(options.crash ? { crash: options.crash } : {}),
  });
  return { witness: oneAtATime(witness), key, vkey };
}

function readLogKey(vkey: string): NoteKey {
  const key = parseVkey(treeHash.digest, vkey);
  if (!key) throw new DomainError('witness.log-key-malformed', 'invalid', { vkey });
  return key;
}

async function openSigner(folder: string) {
  const path = join(folder, KEY_FILE);
  const stored = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  const privateKey = stored ?? intl.generateKeyPair().privateKey;
  if (!stored) await writeDurably(path, privateKey, 0o600);
  try {
    return intl.createSigner({ algorithm: 'ed25519', privateKey });
  } catch {
    throw new DomainError('witness.key-malformed', 'precondition', { file: KEY_FILE });
  }
}

function createMarks(folder: string): CosignedMarks {
  const known = new Set<string>();
  return {
    async has(originHash) {
      return (await namesIn(folder)).includes(originHash);
    },
    async put(originHash) {
      if (known.has(originHash)) return;
      await writeDurably(join(folder, originHash), new Uint8Array(), 0o600);
      await syncFolder(folder);
      await syncFolder(join(folder, '..'));
      known.add(originHash);
    },
  };
}

/** Every log that the key cosigned is still remembered; stores of an earlier version, which had no marks, get theirs. */
async function assertRemembered(
  folder: string,
  storeOf: WitnessOptions['storeOf'],
  marks: CosignedMarks,
): Promise<void> {
  for (const originHash of await namesIn(join(folder, STORES)))
    if ((await storeOf(originHash).read()) !== null) await marks.put(originHash);
  for (const originHash of await namesIn(join(folder, MARKS)))
    if ((await storeOf(originHash).read()) === null)
      throw new DomainError('witness.state-lost', 'precondition', { folder });
}

const HASH_NAME = /^[0-9a-f]{64}$/;

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => HASH_NAME.test(name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Requests of one process wait for each other; the store would refuse all but one anyway. */
function oneAtATime(witness: Witness): Witness {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...witness,
    addCheckpoint(body) {
      const next = last.then(() => witness.addCheckpoint(body));
      last = next.catch(() => undefined);
      return next;
    },
  };
}
