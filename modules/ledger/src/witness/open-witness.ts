import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { intl, toHex } from '@sluice/crypto';
import { DomainError, type Clock } from '@sluice/kernel';
import { createCheckpointStore } from '../log/checkpoint-store.ts';
import { syncFolder, writeDurably } from '../log/durable-file.ts';
import { createWitnessKey, formatWitnessVkey, type WitnessKey } from '../tlog/cosignature.ts';
import { parseVkey, type NoteKey } from '../tlog/note.ts';
import { treeHash } from '../tree.ts';
import { createWitness, type Witness, type WitnessOptions } from './witness.ts';

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
/** The public half, for whoever starts a witness beside a server. */
export const VKEY_FILE = 'vkey';

/**
 * A witness with its own key and state in a folder of its own.
 * @throws DomainError `witness.log-key-malformed`, `witness.name-malformed`, `witness.no-log` (invalid),
 * `witness.key-malformed` (precondition)
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
  const witness = createWitness({
    key,
    signer,
    logs,
    storeOf: (originHash) => createCheckpointStore(join(options.folder, 'logs', originHash)),
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
