import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';

/**
 * Leaf hashes of the entries of a decoded bundle, one after another. A leaf is the hash of a zero byte and the entry: the
 * zero is written over the length before each entry, which is no longer needed, so that nothing is copied.
 */
export function hashInPlace(hash: TreeHash, entries: readonly Uint8Array[]): Uint8Array {
  const leaves = new Uint8Array(entries.length * HASH_BYTES);
  for (const [i, entry] of entries.entries()) {
    const prefixed = new Uint8Array(entry.buffer, entry.byteOffset - 1, entry.length + 1);
    prefixed[0] = 0;
    leaves.set(hash.digest(prefixed), i * HASH_BYTES);
  }
  return leaves;
}
