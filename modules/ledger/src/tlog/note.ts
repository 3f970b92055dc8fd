import { fromBase64, fromHexPure, toBase64, toHexPure } from './base64.ts';
import { equalBytes } from './tree-hash.ts';

/** C2SP signed-note: text, empty line, signature lines. */

export type NoteAlgorithm = 'ed25519' | 'sm2-sm3';

const SM2_TYPE = new Uint8Array([0xff, ...new TextEncoder().encode('PKIX-SM2-SM3')]);
const TYPES: Readonly<Record<NoteAlgorithm, Uint8Array>> = { ed25519: Uint8Array.of(1), 'sm2-sm3': SM2_TYPE };

/** A key that a note may be signed with. Ed25519: 32 raw bytes; SM2: SubjectPublicKeyInfo DER. */
export interface NoteKey {
  readonly name: string;
  readonly algorithm: NoteAlgorithm;
  readonly publicKey: Uint8Array;
  readonly id: Uint8Array;
}

type Digest = (bytes: Uint8Array) => Uint8Array;

const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
/** No white space (line feeds with it), no plus sign. */
const NAME = /^[^\s+]+$/u;

/** `id` = SHA-256(name ‖ LF ‖ type ‖ key)[:4]. */
export function createNoteKey(sha256: Digest, name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array): NoteKey {
  const id = sha256(join(new TextEncoder().encode(`${name}\n`), TYPES[algorithm], publicKey)).slice(0, 4);
  return { name, algorithm, publicKey, id };
}

/** `name+id+base64(type ‖ key)`, the form in policies. */
export const formatVkey = (key: NoteKey): string =>
  `${key.name}+${toHexPure(key.id)}+${toBase64(join(TYPES[key.algorithm], key.publicKey))}`;

/** Null on anything malformed, on an unknown type and on a key id that does not fit. */
export function parseVkey(sha256: Digest, text: string): NoteKey | null {
  const [, name, hex, base64] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const blob = fromBase64(base64 ?? '');
  const id = fromHexPure(hex ?? '');
  if (!name || !NAME.test(name) || !blob || !id) return null;
  for (const algorithm of ['ed25519', 'sm2-sm3'] as const) {
    const type = TYPES[algorithm];
    if (!equalBytes(blob.subarray(0, type.length), type)) continue;
    const key = createNoteKey(sha256, name, algorithm, blob.slice(type.length));
    return equalBytes(key.id, id) ? key : null;
  }
  return null;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Note {
  /** What is signed; ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MAX_SIGNATURES = 64;

export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map((s) => `— ${s.name} ${toBase64(join(s.keyId, s.signature))}\n`).join('')}`;
}

/** Null on anything that `formatNote` would not write. */
export function parseNote(text: string): Note | null {
  const cut = text.lastIndexOf('\n\n');
  if (cut < 0 || !text.endsWith('\n')) return null;
  const lines = text.slice(cut + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, base64] = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
    const blob = fromBase64(base64 ?? '');
    if (!name || !NAME.test(name) || !blob || blob.length < 5) return null;
    signatures.push({ name, keyId: blob.slice(0, 4), signature: blob.slice(4) });
  }
  const note = { text: text.slice(0, cut + 1), signatures };
  return formatNote(note) === text ? note : null;
}

export type VerifyNoteSignature = (key: NoteKey, message: Uint8Array, signature: Uint8Array) => boolean;

/** Which of the known keys signed. Unknown signatures are passed over; a wrong one of a known key spoils the note (null). */
export function verifyNote(
  note: Note,
  keys: readonly NoteKey[],
  verify: VerifyNoteSignature,
): readonly NoteKey[] | null {
  const message = new TextEncoder().encode(note.text);
  const signed: NoteKey[] = [];
  for (const line of note.signatures) {
    const key = keys.find((k) => k.name === line.name && equalBytes(k.id, line.keyId));
    if (!key || signed.includes(key)) continue;
    if (!verify(key, message, line.signature)) return null;
    signed.push(key);
  }
  return signed;
}
