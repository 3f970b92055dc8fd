import { ed25519 } from '@noble/curves/ed25519.js';
import { pureSm2Verify } from '@sluice/crypto/pure';
import { parseCheckpoint, type Checkpoint } from '../tlog/checkpoint.ts';
import { parseNote, verifyNote, type NoteKey } from '../tlog/note.ts';
import { parsePolicy, type TrustPolicy } from '../tlog/policy.ts';
import { rootFromInclusion } from '../tlog/proofs.ts';
import { parseReceipt } from '../tlog/receipt.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import { CHECKPOINT, digest, hash, POLICY, receiptFile, type BundleEntry } from './bundle-format.ts';
import type { Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

function verifySignature(key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.algorithm === 'sm2-sm3') return pureSm2Verify(key.publicKey, message, signature);
  try {
    return signature.length === 64 && ed25519.verify(signature, message, key.publicKey, { zip215: false });
  } catch {
    return false;
  }
}

const textOf = (files: ZipFiles, name: string): string => new TextDecoder().decode(files.get(name));

export interface CheckedLog {
  readonly checkpoint: Checkpoint | null;
  readonly policy: TrustPolicy | null;
  readonly problems: readonly Problem[];
}

/** The checkpoint and its signatures, under a pinned policy or else the bundle's own. Every key of the policy must have signed. */
export function checkLog(files: ZipFiles, pinned: string | null): CheckedLog {
  const own = textOf(files, POLICY);
  const policy = parsePolicy(digest, pinned ?? own);
  if (!policy) return { checkpoint: null, policy: null, problems: [{ code: 'policy-malformed', file: POLICY }] };
  const problems: Problem[] = pinned !== null && pinned !== own ? [{ code: 'policy-differs', file: POLICY }] : [];
  const note = parseNote(textOf(files, CHECKPOINT));
  const checkpoint = note ? parseCheckpoint(note.text) : null;
  if (!note || !checkpoint)
    return { checkpoint: null, policy, problems: [...problems, { code: 'checkpoint-malformed', file: CHECKPOINT }] };
  const signed = verifyNote(note, policy.logKeys, verifySignature);
  if (!signed) return { checkpoint, policy, problems: [...problems, { code: 'signature-wrong', file: CHECKPOINT }] };
  for (const key of policy.logKeys)
    if (!signed.includes(key) || key.name !== checkpoint.origin)
      problems.push({ code: 'signature-missing', file: CHECKPOINT, params: { algorithm: key.algorithm } });
  return { checkpoint, policy, problems };
}

/** Each entry is a leaf of the signed tree. */
export function checkInclusion(
  files: ZipFiles,
  checkpoint: Checkpoint,
  entries: readonly BundleEntry[],
): readonly Problem[] {
  const note = textOf(files, CHECKPOINT);
  return entries.flatMap((entry): Problem[] => {
    const file = receiptFile(entry.index);
    const receipt = parseReceipt(textOf(files, file));
    if (!receipt || receipt.index !== entry.index) return [{ code: 'receipt-malformed', file }];
    if (receipt.checkpoint !== note) return [{ code: 'receipt-other-checkpoint', file }];
    const root = rootFromInclusion(hash, entry.index, checkpoint.size, hash.leaf(entry.bytes), receipt.hashes);
    return root && equalBytes(root, checkpoint.root)
      ? []
      : [{ code: 'inclusion-wrong', file, params: { index: entry.index } }];
  });
}
