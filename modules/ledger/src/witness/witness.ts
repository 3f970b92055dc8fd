import { gm, intl, toHex, type Signer } from '@sluice/crypto';
import { DomainError, type Clock } from '@sluice/kernel';
import type { CheckpointStore } from '../log/checkpoint-store.ts';
import { parseAnyCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { cosignatureLine, cosignedMessage, readCosignature, type WitnessKey } from '../tlog/cosignature.ts';
import { formatNote, formatSignatureLine, parseNote, verifyNote, type Note, type NoteKey } from '../tlog/note.ts';
import { verifyConsistency } from '../tlog/proofs.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import { treeHash } from '../tree.ts';
import { parseAddCheckpoint, type AddCheckpointRequest } from './add-checkpoint-request.ts';

export interface WitnessOptions {
  readonly key: WitnessKey;
  /** Signs with the private key of `key`. */
  readonly signer: Signer;
  /** Keys of the logs it watches; keys of one name are one log's. */
  readonly logs: readonly NoteKey[];
  /** Where the last cosigned checkpoint of a log stands, by the hex SHA-256 of its origin; swaps atomically. */
  readonly storeOf: (originHash: string) => CheckpointStore;
  /** Which origins this key has cosigned, apart from their checkpoints: so that a lost store is not taken for a new log. */
  readonly marks: CosignedMarks;
  readonly clock: Clock;
  /** Named places where tests let the process die. */
  readonly crash?: (point: 'stored') => void;
}

/** Durable marks beside the key, by the hex SHA-256 of an origin. */
export interface CosignedMarks {
  has(originHash: string): Promise<boolean>;
  put(originHash: string): Promise<void>;
}

/** An answer as the protocol words it. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422 | 503;
  readonly body: string;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
}

export interface Witness {
  /** `POST /add-checkpoint` (c2sp.org/tlog-witness). */
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  /** `GET /<origin hash>/checkpoint`: the latest cosigned checkpoint; null where there is none. */
  checkpoint(originHash: string): Promise<string | null>;
}

/** How far the clock may have gone back before the witness falls silent: smaller steps are those of time keeping. */
const CLOCK_STEP_SECONDS = 60;

const answer = (status: WitnessAnswer['status'], body: string): WitnessAnswer => ({
  status,
  body: `${body}\n`,
  type: 'text/plain; charset=utf-8',
});
const conflict = (size: number): WitnessAnswer => ({ status: 409, body: `${size}\n`, type: 'text/x.tlog.size' });

export const originHashOf = (origin: string): string => toHex(treeHash.digest(new TextEncoder().encode(origin)));

/** What a witness remembers of a log. */
interface Remembered extends Checkpoint {
  readonly note: string;
  /** When it was cosigned, seconds since 1970. */
  readonly time: number;
}

/**
 * Cosigns checkpoints that grow from the one it cosigned before, and nothing else. What it answers is stored first;
 * check and store are one step (compare-and-swap), so that two requests at once cannot roll a log back. A key that has
 * lost what it cosigned falls silent: it could not tell a fork from the log.
 */
export function createWitness(options: WitnessOptions): Witness {
  const { key, logs } = options;
  return {
    async addCheckpoint(body) {
      const request = parseAddCheckpoint(body);
      const note = request && parseNote(request.note);
      const checkpoint = note && parseAnyCheckpoint(note.text);
      if (!request || !note || !checkpoint) return answer(400, 'malformed request');
      const keys = logs.filter((one) => one.name === checkpoint.origin);
      if (keys.length === 0) return answer(404, 'unknown log');
      const signed = verifyNote(note, keys, verifyLogSignature);
      if (!signed || signed.length === 0) return answer(403, 'no valid signature of the log');
      if (request.oldSize > checkpoint.size) return answer(400, 'the old size is larger than the checkpoint');
      const originHash = originHashOf(checkpoint.origin);
      const store = options.storeOf(originHash);
      const before = await remembered(key, store);
      if (!before && (await options.marks.has(originHash)))
        return answer(503, 'witness.state-lost: this key cosigned the log before, and what it cosigned is gone');
      if (request.oldSize !== (before?.size ?? 0)) return conflict(before?.size ?? 0);
      // c2sp.org/tlog-witness: another root at the size that it cosigned is a conflict, not a proof that fails.
      if (before && before.size > 0 && before.size === checkpoint.size && !equalBytes(before.root, checkpoint.root))
        return conflict(before.size);
      const fault = inconsistencyOf(request, before, checkpoint);
      if (fault !== null) return answer(422, fault);
      return cosign(options, originHash, before, onlySignedBy(note, signed));
    },
    async checkpoint(originHash) {
      return /^[0-9a-f]{64}$/.test(originHash) && logs.some((log) => originHashOf(log.name) === originHash)
        ? options.storeOf(originHash).read()
        : null;
    },
  };
}

const verifyLogSignature = (key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean =>
  (key.algorithm === 'ed25519' ? intl : gm).verify(key.publicKey, message, signature);

/** Foreign lines are not stored: nobody verified them. */
const onlySignedBy = (note: Note, keys: readonly NoteKey[]): Note => ({
  text: note.text,
  signatures: note.signatures.filter((line) =>
    keys.some((key) => key.name === line.name && equalBytes(key.id, line.keyId)),
  ),
});

/** @throws DomainError `witness.state-malformed` (internal): what it stored is not what it signed */
async function remembered(key: WitnessKey, store: CheckpointStore): Promise<Remembered | null> {
  const text = await store.read();
  if (text === null) return null;
  const note = parseNote(text);
  const checkpoint = note && parseAnyCheckpoint(note.text);
  const cosignature = note?.signatures
    .map((line) => readCosignature(line, note.text, key, intl.verify))
    .find((one) => one !== null);
  if (!checkpoint || !cosignature) throw new DomainError('witness.state-malformed', 'internal');
  return { ...checkpoint, note: text, time: cosignature.time };
}

/** Why a checkpoint does not grow from the one before; null when it does. */
function inconsistencyOf(request: AddCheckpointRequest, before: Remembered | null, now: Checkpoint): string | null {
  if (now.size === 0 && !equalBytes(now.root, treeHash.empty)) return 'the empty tree has another root';
  if (!before || before.size === 0) return request.proof.length === 0 ? null : 'the empty tree needs no proof';
  return verifyConsistency(treeHash, before, now, request.proof) ? null : 'the consistency proof does not hold';
}

async function cosign(
  { key, signer, clock, crash, marks, storeOf }: WitnessOptions,
  originHash: string,
  before: Remembered | null,
  note: Note,
): Promise<WitnessAnswer> {
  const store = storeOf(originHash);
  const now = Math.floor(clock.now().getTime() / 1000);
  const last = before?.time ?? 0;
  // "As of this time, the largest I have seen": an earlier time than the last one would be untrue.
  if (last - now > CLOCK_STEP_SECONDS) return answer(503, 'the clock of the witness went back');
  const time = Math.max(now, last);
  const line = cosignatureLine(key, time, signer.sign(cosignedMessage(time, note.text)));
  const next = formatNote({ ...note, signatures: [...note.signatures, line] });
  if (next !== before?.note && !(await store.compareAndSwap(before?.note ?? null, next))) {
    const standing = await remembered(key, store);
    return conflict(standing?.size ?? 0);
  }
  crash?.('stored');
  // After the store, before the answer: whatever left this house has a mark, and every mark a store.
  await marks.put(originHash);
  return { status: 200, body: formatSignatureLine(line), type: 'text/plain; charset=utf-8' };
}
