import { fromBase64, toBase64 } from '../tlog/base64.ts';
import { splitPoint, type Range } from '../tlog/proofs.ts';
import { HASH_BYTES, type TreeHash } from '../tlog/tree-hash.ts';

/** Proof that given leaves are all those from `from` up to, not including, `to`: roots of the subtrees on both sides. */
export interface RangeProof {
  readonly from: number;
  readonly to: number;
  /** From left to right, as a walk of the tree from its root meets them. */
  readonly hashes: readonly Uint8Array[];
}

const HEADER = 'sluice range-proof v1';

/** The subtrees outside a range of leaves, left to right. */
export function rangesOutside(from: number, to: number, size: number): readonly Range[] {
  const outside: Range[] = [];
  const walk = (lo: number, hi: number): void => {
    if (hi <= from || lo >= to) outside.push([lo, hi]);
    else if (hi - lo > 1 && (lo < from || hi > to)) {
      const middle = lo + splitPoint(hi - lo);
      walk(lo, middle);
      walk(middle, hi);
    }
  };
  walk(0, size);
  return outside;
}

/** The root that leaves `from` … and a proof lead to; null when numbers do not fit together. */
export function rootFromRange(
  hash: TreeHash,
  proof: RangeProof,
  leaves: readonly Uint8Array[],
  size: number,
): Uint8Array | null {
  const { from, to, hashes } = proof;
  if (from < 0 || from >= to || to > size || leaves.length !== to - from) return null;
  if (hashes.length !== rangesOutside(from, to, size).length) return null;
  let next = 0;
  const walk = (lo: number, hi: number): Uint8Array => {
    if (hi <= from || lo >= to) return hashes[next++] ?? hash.empty;
    if (hi - lo === 1) return leaves[lo - from] ?? hash.empty;
    const middle = lo + splitPoint(hi - lo);
    const left = walk(lo, middle);
    return hash.node(left, walk(middle, hi));
  };
  return walk(0, size);
}

export const formatRangeProof = (proof: RangeProof): string =>
  `${HEADER}\nrange ${proof.from} ${proof.to}\n${proof.hashes.map((one) => `${toBase64(one)}\n`).join('')}`;

/** Null on anything that `formatRangeProof` would not write. */
export function parseRangeProof(text: string): RangeProof | null {
  const [header, range, ...lines] = text.split('\n');
  const match = /^range (0|[1-9]\d{0,15}) ([1-9]\d{0,15})$/.exec(range ?? '');
  if (header !== HEADER || !match || lines.pop() !== '') return null;
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const one = fromBase64(line);
    if (one?.length !== HASH_BYTES) return null;
    hashes.push(one);
  }
  return { from: Number(match[1]), to: Number(match[2]), hashes };
}
