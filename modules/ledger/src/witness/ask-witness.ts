import { gm, intl } from '@sluice/crypto';
import { askBounded, type BoundedAnswer } from '../log/read-bounded.ts';
import type { TileReader } from '../log/tile-reader.ts';
import { parseCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { isLineOf, readCosignature, verifyCosignatures, type WitnessKey } from '../tlog/cosignature.ts';
import { parseNote, parseSignatureLines, verifyNote, type NoteKey, type NoteSignature } from '../tlog/note.ts';
import { formatAddCheckpoint } from './add-checkpoint-request.ts';
import { originHashOf } from './witness.ts';

/** A witness as the log knows it. */
export interface WitnessEndpoint {
  readonly name: string;
  readonly key: WitnessKey;
  /** Submission prefix; null while it is not known where the witness answers. */
  readonly url: () => string | null;
}

/** A checkpoint to be cosigned, with the log's signatures alone. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

export type AskOutcome =
  | { readonly kind: 'cosigned'; readonly line: NoteSignature; readonly time: number }
  /** It remembers another size than the one asked with. */
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'unreachable' };

/** A few signature lines; post-quantum ones among them have room. */
const MAX_ANSWER_BYTES = 32 * 1024;

const textOf = (answer: BoundedAnswer): string => new TextDecoder().decode(answer.body);
const under = (url: string, path: string): string => `${url.replace(/\/+$/, '')}/${path}`;

export interface AskOptions {
  readonly tiles: Pick<TileReader, 'consistency'>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Asks one witness for its cosignature, once, from the size it is thought to remember. Its answer is verified. */
export async function askWitness(
  witness: WitnessEndpoint,
  url: string,
  checkpoint: SignedCheckpoint,
  oldSize: number,
  { tiles, timeoutMs, signal }: AskOptions,
): Promise<AskOutcome> {
  const proof = oldSize === 0 ? [] : await tiles.consistency(oldSize, checkpoint.size);
  const answer = await askBounded(under(url, 'add-checkpoint'), {
    method: 'POST',
    body: formatAddCheckpoint({ oldSize, proof, note: checkpoint.note }),
    type: 'text/plain; charset=utf-8',
    timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
    ...(signal ? { signal } : {}),
  });
  if (!answer) return { kind: 'unreachable' };
  if (answer.status === 409) {
    const conflict = readConflict(answer);
    // It was asked from where it stands, and names that very size: it saw another root there. No proof leads on.
    return conflict.kind === 'conflict' && conflict.size === oldSize ? { kind: 'refused', status: 409 } : conflict;
  }
  if (answer.status !== 200) return { kind: 'refused', status: answer.status };
  return readCosigned(witness, checkpoint, textOf(answer));
}

function readConflict(answer: BoundedAnswer): AskOutcome {
  const size = /^(0|[1-9]\d{0,15})\n$/.exec(textOf(answer))?.[1];
  return size !== undefined && Number.isSafeInteger(Number(size)) && answer.type.startsWith('text/x.tlog.size')
    ? { kind: 'conflict', size: Number(size) }
    : { kind: 'garbage' };
}

function readCosigned({ key }: WitnessEndpoint, checkpoint: SignedCheckpoint, body: string): AskOutcome {
  const text = parseNote(checkpoint.note)?.text;
  const line = parseSignatureLines(body)?.find((one) => isLineOf(one, key));
  const cosignature = line && text !== undefined ? readCosignature(line, text, key, intl.verify) : null;
  return line && cosignature ? { kind: 'cosigned', line, time: cosignature.time } : { kind: 'garbage' };
}

const MAX_CHECKPOINT_BYTES = 64 * 1024;

/**
 * What a witness proves it has seen of our log: a checkpoint with our own signature and its cosignature. Null when it
 * shows none, or one that does not verify: a bare claim proves nothing.
 */
export async function readWitnessed(
  witness: WitnessEndpoint,
  url: string,
  origin: string,
  logKeys: readonly NoteKey[],
  timeoutMs: number,
): Promise<Checkpoint | null> {
  const answer = await askBounded(under(url, `${originHashOf(origin)}/checkpoint`), {
    method: 'GET',
    timeoutMs,
    maxBytes: MAX_CHECKPOINT_BYTES,
  });
  const note = answer?.status === 200 ? parseNote(textOf(answer)) : null;
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint || checkpoint.origin !== origin) return null;
  const signed = verifyNote(note, logKeys, (key, message, signature) =>
    (key.algorithm === 'ed25519' ? intl : gm).verify(key.publicKey, message, signature),
  );
  const cosigned = verifyCosignatures(note, [witness.key], intl.verify);
  return signed?.length === logKeys.length && cosigned?.length === 1 ? checkpoint : null;
}
