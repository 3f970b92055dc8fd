import { toBase64, toHexPure } from '../tlog/base64.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { parseNote } from '../tlog/note.ts';
import { rootFromInclusion } from '../tlog/proofs.ts';
import { parseReceipt } from '../tlog/receipt.ts';
import { createTreeHash, equalBytes } from '../tlog/tree-hash.ts';
import { digest } from './bundle-format.ts';

/** What recomputing one receipt gave: hashes as hex, the path as base64 lines from the leaf upward. */
export interface ReceiptFinding {
  readonly included: boolean;
  readonly index: number;
  readonly size: number;
  /** The root that the entry's bytes and the path lead to. */
  readonly root: string;
  readonly path: readonly string[];
}

/**
 * Recomputes the root from an entry's bytes and its receipt (c2sp.org/tlog-proof) and compares it with the checkpoint's.
 * Signatures are the bundle verifier's business. Null when the receipt cannot be read.
 */
export function verifyReceipt(entry: Uint8Array, receiptText: string): ReceiptFinding | null {
  const receipt = parseReceipt(receiptText);
  const note = receipt && parseNote(receipt.checkpoint);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!receipt || !checkpoint) return null;
  const hash = createTreeHash(digest);
  const root = rootFromInclusion(hash, receipt.index, checkpoint.size, hash.leaf(entry), receipt.hashes);
  return {
    included: root !== null && equalBytes(root, checkpoint.root),
    index: receipt.index,
    size: checkpoint.size,
    root: root ? toHexPure(root) : '',
    path: receipt.hashes.map((one) => toBase64(one)),
  };
}
