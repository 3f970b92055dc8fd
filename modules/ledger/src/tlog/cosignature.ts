import { keyIdOf, readVkey, writeVkey, type Note, type NoteSignature } from './note.ts';
import { equalBytes } from './tree-hash.ts';

/** C2SP tlog-cosignature, Ed25519: a witness says that at a time this was the largest consistent tree it had seen. */

/** The key of a witness: 32 raw bytes, signature type 0x04. */
export interface WitnessKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly id: Uint8Array;
}

/** A cosignature that was verified; `time` in seconds since 1970. */
export interface Cosignature {
  readonly key: WitnessKey;
  readonly time: number;
}

type Digest = (bytes: Uint8Array) => Uint8Array;
type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

const TYPE = 0x04;
const KEY_BYTES = 32;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

const typed = (publicKey: Uint8Array): Uint8Array => Uint8Array.of(TYPE, ...publicKey);

export function createWitnessKey(sha256: Digest, name: string, publicKey: Uint8Array): WitnessKey {
  return { name, publicKey, id: keyIdOf(sha256, name, typed(publicKey)) };
}

export const formatWitnessVkey = (key: WitnessKey): string => writeVkey(key.name, key.id, typed(key.publicKey));

/** Null on anything malformed and on every other type of key. */
export function parseWitnessVkey(sha256: Digest, text: string): WitnessKey | null {
  const read = readVkey(sha256, text);
  if (!read || read.typed[0] !== TYPE || read.typed.length !== 1 + KEY_BYTES) return null;
  return { name: read.name, publicKey: read.typed.slice(1), id: read.id };
}

/** What a witness signs: a header, the time, and the checkpoint's text. */
export const cosignedMessage = (time: number, text: string): Uint8Array =>
  new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`);

/** The signature line of a cosignature: 64-bit time, then the signature. */
export function cosignatureLine(key: WitnessKey, time: number, signature: Uint8Array): NoteSignature {
  const blob = new Uint8Array(TIME_BYTES + SIGNATURE_BYTES);
  new DataView(blob.buffer).setBigUint64(0, BigInt(time));
  blob.set(signature, TIME_BYTES);
  return { name: key.name, keyId: key.id, signature: blob };
}

export const isLineOf = (line: NoteSignature, key: WitnessKey): boolean =>
  line.name === key.name && equalBytes(line.keyId, key.id);

/** Verifies one line of a known witness; null when it does not hold. A time of zero is none. */
export function readCosignature(
  line: NoteSignature,
  text: string,
  key: WitnessKey,
  verify: VerifyEd25519,
): Cosignature | null {
  const { signature: blob } = line;
  if (!isLineOf(line, key) || blob.length !== TIME_BYTES + SIGNATURE_BYTES) return null;
  const time = Number(new DataView(blob.buffer, blob.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(time) || time === 0) return null;
  return verify(key.publicKey, cosignedMessage(time, text), blob.subarray(TIME_BYTES)) ? { key, time } : null;
}

/** Which of the known witnesses cosigned, and when. A wrong line of a known one spoils the note (null). */
export function verifyCosignatures(
  note: Note,
  keys: readonly WitnessKey[],
  verify: VerifyEd25519,
): readonly Cosignature[] | null {
  const found: Cosignature[] = [];
  for (const line of note.signatures) {
    const key = keys.find((one) => isLineOf(line, one));
    if (!key || found.some((one) => one.key === key)) continue;
    const cosignature = readCosignature(line, note.text, key, verify);
    if (!cosignature) return null;
    found.push(cosignature);
  }
  return found;
}
