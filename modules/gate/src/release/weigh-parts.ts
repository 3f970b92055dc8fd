import type { Release } from '../ir/relation.ts';

type Dominance = Release['dominance'];

/** Buckets that the vault keeps for each entity, as bits of a mask. */
const BUCKETS = 64;
/** A part may be this many times as large as if all were alike. */
const UNEVEN = 1.25;
/** Of more parts each costs a sum of its own in every group. */
export const MOST_PARTS = 6;
/** What floating point may have lost of a sum, as a share of it. */
const LOST = 1e-9;

/** Into how few parts entities are dealt out so that parts of about one size prove that nobody dominates; null: too many. */
export function partsNeeded({ p, n, share }: Dominance): number | null {
  const parts = Math.max(Math.ceil((UNEVEN * n) / share), Math.ceil(2 + UNEVEN * p));
  return parts <= MOST_PARTS ? parts : null;
}

/** Bounds between the parts: an entity is in the first part below whose bound its bucket's mask lies, else in the last. */
export const partBounds = (parts: number): readonly bigint[] =>
  Array.from({ length: parts - 1 }, (_, i) => 1n << BigInt(Math.ceil(((i + 1) * BUCKETS) / parts)));

/**
 * True where the sums of the parts prove that neither the p% nor the (n,k) rule is broken: entities of one part have
 * together what the part has, so that no n of them have more than the largest n parts.
 *
 * @param below what lies below each bound, so that each holds those before it
 */
export function partsProve(total: number, below: readonly number[], { p, n, share }: Dominance): boolean {
  const sums = [...below, total].map((sum, i, all) => sum - (all[i - 1] ?? 0)).toSorted((a, b) => b - a);
  const largest = (count: number): number => sums.slice(0, count).reduce((sum, part) => sum + part, 0);
  const lost = LOST * total;
  return total - largest(2) >= p * largest(1) + lost && largest(n) + lost <= share * total;
}
