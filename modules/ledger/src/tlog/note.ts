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

/** `id` = SHA-256(name ‖ LF ‖ type ‖ key)[:4]; `typed` is type ‖ key. */
export const keyIdOf = (sha256: Digest, name: string, typed: Uint8Array): Uint8Array =>
  sha256(join(new TextEncoder().encode(`${name}\n`), typed)).slice(0, 4);

export function createNoteKey(sha256: Digest, name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array): NoteKey {
  return { name, algorithm, publicKey, id: keyIdOf(sha256, name, join(TYPES[algorithm], publicKey)) };
}

/** `name+id+base64(type ‖ key)`, the form in policies. */
export const formatVkey = (key: NoteKey): string =>
  writeVkey(key.name, key.id, join(TYPES[key.algorithm], key.publicKey));

export const writeVkey = (name: string, id: Uint8Array, typed: Uint8Array): string =>
  `${name}+${toHexPure(id)}+${toBase64(typed)}`;

/** The parts of a vkey of any type; null on anything malformed and on a key id that does not fit. */
export function readVkey(
  sha256: Digest,
  text: string,
): { readonly name: string; readonly id: Uint8Array; readonly typed: Uint8Array } | null {
  const [, name, hex, base64] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const typed = fromBase64(base64 ?? '');
  const id = fromHexPure(hex ?? '');
  if (!name || !NAME.test(name) || !typed || !id) return null;
  const computed = keyIdOf(sha256, name, typed);
  return equalBytes(computed, id) ? { name, id: computed, typed } : null;
}

/** Null on anything malformed, on an unknown type and on a key id that does not fit. */
export function parseVkey(sha256: Digest, text: string): NoteKey | null {
  const read = readVkey(sha256, text);
  if (!read) return null;
  for (const algorithm of ['ed25519', 'sm2-sm3'] as const) {
    const type = TYPES[algorithm];
    if (equalBytes(read.typed.subarray(0, type.length), type))
      return { name: read.name, algorithm, publicKey: read.typed.slice(type.length), id: read.id };
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

export const formatSignatureLine = (s: NoteSignature): string =>
  `— ${s.name} ${toBase64(join(s.keyId, s.signature))}\n`;

export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
}

/** Null on anything that `formatNote` would not write. */
export function parseNote(text: string): Note | null {
  const cut = text.lastIndexOf('\n\n');
  if (cut < 0 || !text.endsWith('\n')) return null;
  const signatures = parseSignatureLines(text.slice(cut + 2));
  if (!signatures) return null;
  const note = { text: text.slice(0, cut + 1), signatures };
  return formatNote(note) === text ? note : null;
}

/** One or more signature lines, each ended by a line feed; null on anything else. */
export function parseSignatureLines(text: string): readonly NoteSignature[] | null {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > MAX_SIGNATURES) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, base64] = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
    const blob = fromBase64(base64 ?? '');
    if (!name || !NAME.test(name) || !blob || blob.length < 5) return null;
    signatures.push({ name, keyId: blob.slice(0, 4), signature: blob.slice(4) });
  }
  return signatures;
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
