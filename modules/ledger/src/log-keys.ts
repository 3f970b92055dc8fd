import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshSecret, gm, intl, sha256, toHex, type KeyPair, type Signer } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import { createPayloadMaster, type PayloadMaster } from './flush-acts.ts';
import { syncFolder, writeDurably } from './log/durable-file.ts';
import { createNoteKey, type NoteKey } from './tlog/note.ts';
import { formatPolicy } from './tlog/policy.ts';

/** What the log signs with, under which name. */
export interface LogKeys {
  readonly origin: string;
  readonly signers: readonly { readonly key: NoteKey; readonly signer: Signer }[];
  /** The trust policy to hand out beside the log, over a channel of its own. */
  readonly policy: string;
}

const digest = (bytes: Uint8Array): Uint8Array => sha256.digest(bytes);

/** Ed25519 and SM2, both under the log's origin. */
export function createLogKeys(origin: string, pairs: { readonly ed25519: KeyPair; readonly sm2: KeyPair }): LogKeys {
  const signers = [intl.createSigner(pairs.ed25519), gm.createSigner(pairs.sm2)].map((signer) => ({
    signer,
    key: createNoteKey(digest, origin, signer.algorithm, signer.publicKey),
  }));
  return { origin, signers, policy: formatPolicy({ logKeys: signers.map((one) => one.key) }) };
}

export const generateLogKeys = (origin: string): LogKeys =>
  createLogKeys(origin, { ed25519: intl.generateKeyPair(), sm2: gm.generateKeyPair() });

/** Two installations never share an origin: it is named after the key where nobody chose a name. */
function originOf(pair: KeyPair): string {
  return `sluice.local/log-${toHex(sha256.digest(intl.createSigner(pair).publicKey)).slice(0, 16)}`;
}

const SIZES: Readonly<Record<string, number>> = { 'payload-master.key': 32 };

/**
 * The keys in a folder that only the server may enter; made at the first start. Apart from the database and its backups.
 * Without `origin` the log is named after its key.
 * @throws DomainError `ledger.key-malformed` (precondition) with the file's name
 */
export async function openLogKeys(
  folder: string,
  origin?: string,
): Promise<{ readonly keys: LogKeys; readonly master: PayloadMaster }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ed25519 = await openKey(folder, 'log-ed25519.p8', () => intl.generateKeyPair().privateKey);
  const sm2 = await openKey(folder, 'log-sm2.p8', () => gm.generateKeyPair().privateKey);
  const master = await openKey(folder, 'payload-master.key', () => freshSecret(32));
  await syncFolder(folder);
  const pairs = {
    ed25519: { algorithm: 'ed25519', privateKey: ed25519 },
    sm2: { algorithm: 'sm2-sm3', privateKey: sm2 },
  } as const;
  const keys = createLogKeys(origin ?? originOf(pairs.ed25519), pairs);
  return { keys, master: createPayloadMaster(master) };
}

async function openKey(folder: string, name: string, make: () => Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  try {
    const bytes = await readFile(path);
    if (bytes.length === 0 || (SIZES[name] ?? bytes.length) !== bytes.length)
      throw new DomainError('ledger.key-malformed', 'precondition', { file: name });
    return bytes;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const bytes = make();
  await writeDurably(path, bytes, 0o600);
  return bytes;
}
