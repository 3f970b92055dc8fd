import { equalBytes, type TreeHash } from './tree-hash.ts';

/** Largest power of two below `n` (n ≥ 2); plain arithmetic beyond 2^31, because sizes pass 2^32. */
export function splitPoint(n: number): number {
  if (n <= 2 ** 31) return 1 << (31 - Math.clz32(n - 1));
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** A range of leaves [lo, hi) whose root a proof needs. */
export type Range = readonly [lo: number, hi: number];

/** RFC 6962 § 2.1.1: the ranges of an inclusion proof, from leaf to root. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const ranges: Range[] = [];
  let [lo, hi] = [0, size];
  while (hi - lo > 1) {
    const middle = lo + splitPoint(hi - lo);
    if (index < middle) {
      ranges.push([middle, hi]);
      hi = middle;
    } else {
      ranges.push([lo, middle]);
      lo = middle;
    }
  }
  return ranges.toReversed();
}

/** RFC 6962 § 2.1.2: the ranges of a consistency proof between two sizes, 0 < from ≤ to. */
export function consistencyRanges(from: number, to: number): readonly Range[] {
  const ranges: Range[] = [];
  let [lo, hi, whole] = [0, to, true];
  while (from !== hi) {
    const middle = lo + splitPoint(hi - lo);
    if (from <= middle) {
      ranges.push([middle, hi]);
      hi = middle;
    } else {
      ranges.push([lo, middle]);
      lo = middle;
      whole = false;
    }
  }
  if (!whole) ranges.push([lo, hi]);
  return ranges.toReversed();
}

class ProofEnded extends Error {}

function reader(proof: readonly Uint8Array[]) {
  let at = 0;
  return {
    next(): Uint8Array {
      const hash = proof[at];
      if (!hash || hash.length !== 32) throw new ProofEnded();
      at += 1;
      return hash;
    },
    atEnd: () => at === proof.length,
  };
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProofEnded) return null;
    throw error;
  }
}

/** The root that an inclusion proof leads to; null when the proof has the wrong length. */
export function rootFromInclusion(
  hash: TreeHash,
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | null {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return null;
  const rest = reader(proof);
  const go = (at: number, n: number): Uint8Array => {
    if (n === 1) return leaf;
    const k = splitPoint(n);
    return at < k ? hash.node(go(at, k), rest.next()) : rightOf(go(at - k, n - k));
  };
  const rightOf = (right: Uint8Array): Uint8Array => hash.node(rest.next(), right);
  const root = orNull(() => go(index, size));
  return root && rest.atEnd() ? root : null;
}

/** Whether the tree of `from` leaves with `fromRoot` is the beginning of the one of `to` leaves with `toRoot`. */
export function verifyConsistency(
  hash: TreeHash,
  from: { readonly size: number; readonly root: Uint8Array },
  to: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (from.size > to.size) return false;
  if (from.size === 0) return proof.length === 0;
  const rest = reader(proof);
  const go = (m: number, n: number, whole: boolean): readonly [Uint8Array, Uint8Array] => {
    if (m === n) {
      const same = whole ? from.root : rest.next();
      return [same, same];
    }
    const k = splitPoint(n);
    if (m <= k) {
      const [old, now] = go(m, k, whole);
      return [old, hash.node(now, rest.next())];
    }
    const [old, now] = go(m - k, n - k, false);
    const left = rest.next();
    return [hash.node(left, old), hash.node(left, now)];
  };
  const roots = orNull(() => go(from.size, to.size, true));
  return roots !== null && rest.atEnd() && equalBytes(roots[0], from.root) && equalBytes(roots[1], to.root);
}
