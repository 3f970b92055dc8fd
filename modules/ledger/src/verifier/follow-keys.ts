import { fromHexPure, toHexPure } from '../tlog/base64.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import {
  createNoteKey,
  formatVkey,
  parseNote,
  verifyNote,
  type NoteAlgorithm,
  type NoteKey,
  type VerifyNoteSignature,
} from '../tlog/note.ts';
import { rootFromInclusion } from '../tlog/proofs.ts';
import { parseReceipt } from '../tlog/receipt.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import { digest, hash, KEY_STREAM, type BundleEntry } from './bundle-format.ts';
import type { Payload } from './check-story.ts';
import { sortedBy } from './group-by.ts';

/** What hand-overs of keys are looked for in. */
export interface KeyStory {
  readonly entries: readonly BundleEntry[];
  readonly opened: ReadonlyMap<string, Payload>;
}

/** More than any rotation has: each costs the check of signatures, before anything of it is known to be in the log. */
const MAX_KEYS = 16;

const namesOf = (keys: readonly NoteKey[]): string => sortedBy(keys.map(formatVkey), (text) => text).join('\n');

/**
 * Whether keys that somebody pinned handed over to `wanted`, in one rotation or several: each time the old keys, all of
 * them, signed a checkpoint that covers the introduction of every new one. The new keys need no further trust then.
 */
export function leadsTo(
  story: KeyStory,
  origin: string,
  pinned: readonly NoteKey[],
  wanted: readonly NoteKey[],
  verify: VerifyNoteSignature,
): boolean {
  let trusted = pinned;
  const goal = namesOf(wanted);
  for (const entry of story.entries) {
    if (entry.stream !== KEY_STREAM || entry.type !== 'system.keys-handed-over') continue;
    const next = introducedUnder(story, entry, origin, trusted, verify);
    if (!next) continue;
    if (namesOf(next) === goal) return true;
    trusted = next.filter((key) => key.name === origin);
  }
  return false;
}

/** The keys of a hand-over, where `trusted` signed all of it; null otherwise. */
function introducedUnder(
  story: KeyStory,
  entry: BundleEntry,
  origin: string,
  trusted: readonly NoteKey[],
  verify: VerifyNoteSignature,
): readonly NoteKey[] | null {
  const receipts = story.opened.get(entry.id)?.['receipts'];
  if (trusted.length === 0 || !Array.isArray(receipts) || receipts.length === 0 || receipts.length > MAX_KEYS)
    return null;
  const keys: NoteKey[] = [];
  for (const text of receipts as readonly unknown[]) {
    const receipt = typeof text === 'string' ? parseReceipt(text) : null;
    const note = receipt ? parseNote(receipt.checkpoint) : null;
    const checkpoint = note ? parseCheckpoint(note.text) : null;
    if (!receipt || !note || checkpoint?.origin !== origin) return null;
    const signed = verifyNote(note, trusted, verify);
    if (!signed || !trusted.every((key) => signed.includes(key))) return null;
    const introduction = story.entries.find((one) => one.index === receipt.index);
    const key = introduction ? introducedBy(introduction, story.opened) : null;
    if (!introduction || !key) return null;
    const leaf = hash.leaf(introduction.bytes);
    const root = rootFromInclusion(hash, receipt.index, checkpoint.size, leaf, receipt.hashes);
    if (!root || !equalBytes(root, checkpoint.root)) return null;
    keys.push(key);
  }
  return keys;
}

function introducedBy(entry: BundleEntry, opened: ReadonlyMap<string, Payload>): NoteKey | null {
  const payload = opened.get(entry.id);
  if (!payload || entry.stream !== KEY_STREAM || entry.type !== 'system.key-introduced') return null;
  const { algorithm, keyName, keyId, publicKey } = payload;
  const bytes = typeof publicKey === 'string' ? fromHexPure(publicKey) : null;
  if (!bytes || typeof keyName !== 'string' || !isAlgorithm(algorithm)) return null;
  const key = createNoteKey(digest, keyName, algorithm, bytes);
  return toHexPure(key.id) === keyId ? key : null;
}

const isAlgorithm = (value: unknown): value is NoteAlgorithm => value === 'ed25519' || value === 'sm2-sm3';
