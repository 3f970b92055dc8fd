import { ed25519 } from '@noble/curves/ed25519.js';
import { pureSm2Verify } from '@sluice/crypto/pure';
import { parseCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { formatVkey, parseNote, verifyNote, type Note, type NoteKey } from '../tlog/note.ts';
import { formatPolicy, parsePolicy, type TrustPolicy } from '../tlog/policy.ts';
import { rootFromInclusion } from '../tlog/proofs.ts';
import { parseReceipt } from '../tlog/receipt.ts';
import { equalBytes, type TreeHash } from '../tlog/tree-hash.ts';
import {
  CHECKPOINT,
  digest,
  hash,
  POLICY,
  receiptFile,
  TWIN_CHECKPOINT,
  TWIN_SUFFIX,
  twinHash,
  twinReceiptFile,
  type BundleEntry,
} from './bundle-format.ts';
import { leadsTo, type KeyStory } from './follow-keys.ts';
import { sortedBy } from './group-by.ts';
import type { Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

export const verifySignature = (key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean =>
  key.algorithm === 'sm2-sm3'
    ? pureSm2Verify(key.publicKey, message, signature)
    : verifyEd25519(key.publicKey, message, signature);

const UNREADABLE = '\0';

/** A text file of a bundle; what is no UTF-8 becomes a text that no form has. A byte order mark stays and spoils it. */
export function textOf(files: ZipFiles, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(files.get(name));
  } catch {
    return UNREADABLE;
  }
}

/** One of the two trees over the entries: the log itself, or its SM3 twin. */
export interface BundleTree {
  readonly checkpointFile: string;
  readonly receiptFile: (index: number) => string;
  readonly hash: TreeHash;
}

export const mainTree: BundleTree = { checkpointFile: CHECKPOINT, receiptFile, hash };
export const twinTree: BundleTree = {
  checkpointFile: TWIN_CHECKPOINT,
  receiptFile: twinReceiptFile,
  hash: twinHash,
};

export interface CheckedLog {
  readonly checkpoint: Checkpoint | null;
  readonly note: Note | null;
  readonly policy: TrustPolicy | null;
  /** Keys under which the checkpoint was verified. */
  readonly keys: readonly NoteKey[];
  /** The pinned keys are older ones, which handed over to these in the log. */
  readonly handedOver: boolean;
  readonly problems: readonly Problem[];
}

const keysOf = (policy: TrustPolicy, origin: string): readonly NoteKey[] =>
  policy.logKeys.filter((key) => key.name === origin);

const namesOf = (keys: readonly NoteKey[]): string => sortedBy(keys.map(formatVkey), (vkey) => vkey).join('\n');

/**
 * The checkpoint and its signatures, under a pinned policy or else the bundle's own. Every key that the policy names
 * for the origin must have signed, and a pinned policy must name the same keys as the bundle's, or older ones that
 * handed over to them in the log.
 */
export function checkLog(files: ZipFiles, pinned: string | null, story: KeyStory): CheckedLog {
  const text = textOf(files, POLICY);
  const own = parsePolicy(digest, text);
  const named = pinned === null ? own : parsePolicy(digest, pinned);
  const nothing = { checkpoint: null, note: null, policy: named, keys: [], handedOver: false };
  // In a bundle only the lines that its maker writes: what no rule reads has no place there.
  if (!named || !own || formatPolicy(own) !== text)
    return { ...nothing, problems: [{ code: 'policy-malformed', file: POLICY }] };
  const note = parseNote(textOf(files, CHECKPOINT));
  const checkpoint = note ? parseCheckpoint(note.text) : null;
  if (!note || !checkpoint) return { ...nothing, problems: [{ code: 'checkpoint-malformed', file: CHECKPOINT }] };
  const { origin } = checkpoint;
  const same = namesOf(keysOf(named, origin)) === namesOf(keysOf(own, origin));
  const next = ownKeys(own, origin);
  const handedOver = !same && leadsTo(story, origin, keysOf(named, origin), next, verifySignature);
  const policy = handedOver ? withKeys(named, origin, next) : named;
  const keys = keysOf(policy, origin);
  const problems: Problem[] = same || handedOver ? [] : [{ code: 'policy-differs', file: POLICY }];
  problems.push(...checkSignatures(note, keys, CHECKPOINT));
  return { checkpoint, note, policy, keys, handedOver, problems };
}

const isOwn = (key: NoteKey, origin: string): boolean => key.name === origin || key.name === `${origin}${TWIN_SUFFIX}`;

/** Keys of the log and of its twin. */
const ownKeys = (policy: TrustPolicy, origin: string): readonly NoteKey[] =>
  policy.logKeys.filter((key) => isOwn(key, origin));

const withKeys = (policy: TrustPolicy, origin: string, keys: readonly NoteKey[]): TrustPolicy => ({
  ...policy,
  logKeys: [...policy.logKeys.filter((key) => !isOwn(key, origin)), ...keys],
});

function checkSignatures(note: Note, keys: readonly NoteKey[], file: string): readonly Problem[] {
  const signed = verifyNote(note, keys, verifySignature);
  if (!signed) return [{ code: 'signature-wrong', file }];
  if (keys.length === 0) return [{ code: 'signature-missing', file, params: { algorithm: '–' } }];
  return keys.flatMap((key): Problem[] =>
    signed.includes(key) ? [] : [{ code: 'signature-missing', file, params: { algorithm: key.algorithm } }],
  );
}

/** The twin's checkpoint, under the same policy; null when the bundle has none. */
export function checkTwinLog(files: ZipFiles, main: CheckedLog): CheckedLog | null {
  if (!files.has(TWIN_CHECKPOINT)) return null;
  const file = TWIN_CHECKPOINT;
  const note = parseNote(textOf(files, file));
  const checkpoint = note ? parseCheckpoint(note.text) : null;
  const nothing = { checkpoint: null, note: null, policy: main.policy, keys: [], handedOver: main.handedOver };
  if (!note || !checkpoint || checkpoint.origin !== `${main.checkpoint?.origin ?? ''}${TWIN_SUFFIX}`)
    return { ...nothing, problems: [{ code: 'checkpoint-malformed', file }] };
  const keys = main.policy ? keysOf(main.policy, checkpoint.origin) : [];
  return { ...nothing, checkpoint, note, keys, problems: checkSignatures(note, keys, file) };
}

/** Each entry is a leaf of the signed tree. */
export function checkInclusion(
  files: ZipFiles,
  tree: BundleTree,
  checkpoint: Checkpoint,
  entries: readonly BundleEntry[],
): readonly Problem[] {
  const note = textOf(files, tree.checkpointFile);
  return entries.flatMap((entry): Problem[] => {
    const file = tree.receiptFile(entry.index);
    const receipt = parseReceipt(textOf(files, file));
    if (!receipt || receipt.index !== entry.index) return [{ code: 'receipt-malformed', file }];
    if (receipt.checkpoint !== note) return [{ code: 'receipt-other-checkpoint', file }];
    const leaf = tree.hash.leaf(entry.bytes);
    const root = rootFromInclusion(tree.hash, entry.index, checkpoint.size, leaf, receipt.hashes);
    return root && equalBytes(root, checkpoint.root)
      ? []
      : [{ code: 'inclusion-wrong', file, params: { index: entry.index } }];
  });
}
