import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aes256Gcm, freshSecret, gm, intl, sha256, sm4CtrHmac, toHex, type KeyPair, type Signer } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { createPayloadMaster, type PayloadMaster } from './flush-acts.ts';
import { syncFolder, writeDurably } from './log/durable-file.ts';
import { createNoteKey, type NoteKey } from './tlog/note.ts';
import { formatPolicy } from './tlog/policy.ts';
import { TWIN_SUFFIX } from './verifier/bundle-format.ts';

/** A key that signs checkpoints, under the name that stands in notes. */
export interface LogSigner {
  readonly key: NoteKey;
  readonly signer: Signer;
}

/** What the log signs with, under which name. */
export interface LogKeys {
  readonly origin: string;
  readonly signers: readonly LogSigner[];
  /** Signs the SM3 twin tree, where the suite asks for one. */
  readonly twin?: LogSigner;
  /** The trust policy to hand out beside the log, over a channel of its own. */
  readonly policy: string;
}

/** `intl`: SHA-256 tree signed by Ed25519 and SM2, payloads under AES-256-GCM. `gm`: an SM3 twin tree, payloads under SM4. */
export type SuiteName = 'intl' | 'gm';

const digest = (bytes: Uint8Array): Uint8Array => sha256.digest(bytes);

interface LogPairs {
  readonly ed25519: KeyPair;
  readonly sm2: KeyPair;
  readonly twin?: KeyPair;
}

export function signerOf(name: string, pair: KeyPair): LogSigner {
  const signer = (pair.algorithm === 'ed25519' ? intl : gm).createSigner(pair);
  return { signer, key: createNoteKey(digest, name, signer.algorithm, signer.publicKey) };
}

export const twinOrigin = (origin: string): string => `${origin}${TWIN_SUFFIX}`;

/** Ed25519 and SM2, both under the log's origin, and SM2 under the twin's. */
export function createLogKeys(origin: string, pairs: LogPairs): LogKeys {
  const signers = [signerOf(origin, pairs.ed25519), signerOf(origin, pairs.sm2)];
  return withPolicy(origin, signers, pairs.twin && signerOf(twinOrigin(origin), pairs.twin));
}

/** Keys with the policy that names all of them. */
export function withPolicy(origin: string, signers: readonly LogSigner[], twin?: LogSigner): LogKeys {
  const logKeys = [...signers, ...(twin ? [twin] : [])].map((one) => one.key);
  return { origin, signers, ...(twin ? { twin } : {}), policy: formatPolicy({ logKeys }) };
}

export const generateLogKeys = (origin: string, suite: SuiteName = 'intl'): LogKeys =>
  createLogKeys(origin, {
    ed25519: intl.generateKeyPair(),
    sm2: gm.generateKeyPair(),
    ...(suite === 'gm' ? { twin: gm.generateKeyPair() } : {}),
  });

/** Two installations never share an origin: it is named after the first key where nobody chose a name. */
function originOf(pair: KeyPair): string {
  return `sluice.local/log-${toHex(sha256.digest(intl.createSigner(pair).publicKey)).slice(0, 16)}`;
}

export const KEY_FILES = {
  ed25519: { file: 'log-ed25519.p8', algorithm: 'ed25519', make: () => intl.generateKeyPair().privateKey },
  sm2: { file: 'log-sm2.p8', algorithm: 'sm2-sm3', make: () => gm.generateKeyPair().privateKey },
  twin: { file: 'log-sm3.p8', algorithm: 'sm2-sm3', make: () => gm.generateKeyPair().privateKey },
} as const;

export type KeySlot = keyof typeof KEY_FILES;

/** What a rotation has made and not yet put in place stands beside the key it will follow. */
export const nextFile = (slot: KeySlot): string => `${KEY_FILES[slot].file}.next`;

const SIZES: Readonly<Record<string, number>> = { 'payload-master.key': 32 };
const ORIGIN_FILE = 'origin';

export interface OpenKeysOptions {
  /** Without it the log is named after its first key. */
  readonly origin?: string;
  /** Without it the one that the folder was last opened with. */
  readonly suite?: SuiteName;
  /** Only the rotation itself may open keys in the middle of one. */
  readonly rotating?: boolean;
}

/**
 * The keys in a folder that only the server may enter; made at the first start. Apart from the database and its backups.
 * @throws DomainError (precondition) `ledger.key-malformed` with the file's name, `ledger.rotation-unfinished`
 */
export async function openLogKeys(
  folder: string,
  options: OpenKeysOptions = {},
): Promise<{ readonly keys: LogKeys; readonly master: PayloadMaster }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (options.rotating !== true && (await isRotating(folder)))
    throw new DomainError('ledger.rotation-unfinished', 'precondition');
  // A folder with a twin's key keeps its twin, unless told otherwise.
  const suite = options.suite ?? ((await readKey(folder, KEY_FILES.twin.file)) ? 'gm' : 'intl');
  const pairs = {
    ed25519: await openPair(folder, 'ed25519'),
    sm2: await openPair(folder, 'sm2'),
    ...(suite === 'gm' ? { twin: await openPair(folder, 'twin') } : {}),
  };
  const origin = await openOrigin(folder, options.origin ?? originOf(pairs.ed25519));
  const master = await openKey(folder, 'payload-master.key', () => freshSecret(32));
  await syncFolder(folder);
  const sealer = suite === 'gm' ? sm4CtrHmac : aes256Gcm;
  return { keys: createLogKeys(origin, pairs), master: createPayloadMaster(master, sealer) };
}

export async function isRotating(folder: string): Promise<boolean> {
  const found = await Promise.all((['ed25519', 'sm2', 'twin'] as const).map((slot) => readKey(folder, nextFile(slot))));
  return found.some((bytes) => bytes !== null);
}

/** The key of a slot, or the one that is to follow it. */
export async function openPair(folder: string, slot: KeySlot, next = false): Promise<KeyPair> {
  const { file, algorithm, make } = KEY_FILES[slot];
  return { algorithm, privateKey: await openKey(folder, next ? nextFile(slot) : file, make) };
}

/** The name outlives the key that it was taken from. */
async function openOrigin(folder: string, origin: string): Promise<string> {
  const found = await readKey(folder, ORIGIN_FILE);
  if (found) return Buffer.from(found).toString('utf8').trim();
  await writeDurably(join(folder, ORIGIN_FILE), Buffer.from(`${origin}\n`), 0o600);
  return origin;
}

async function readKey(folder: string, name: string): Promise<Uint8Array | null> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function openKey(folder: string, name: string, make: () => Uint8Array): Promise<Uint8Array> {
  const found = await readKey(folder, name);
  if (found) {
    if (found.length === 0 || (SIZES[name] ?? found.length) !== found.length)
      throw new DomainError('ledger.key-malformed', 'precondition', { file: name });
    return found;
  }
  const bytes = make();
  await writeDurably(join(folder, name), bytes, 0o600);
  return bytes;
}
