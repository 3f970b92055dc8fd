import type { Term } from '../../print/print-atoms.ts';
import type { Candidate, Vector } from './candidate.ts';
import { smallFactors, type Reduced } from './prime-field.ts';

/** Combinations that one pass looks at, and terms of one of them. */
export const MOST_TERMS = 2_000;
const LARGEST_FACTOR = 64;

/** The candidate without what is out: zero on the classes known; of one that is no combination, the candidate alone. */
export function combinationOf(
  candidate: Candidate,
  vectors: readonly Vector[],
  reduced: Reduced,
): readonly Term[] | null {
  const own: Term = { family: candidate.family, key: candidate.cell.key, factor: 1 };
  if (reduced.independent) return [own];
  const factors = smallFactors(reduced.made, LARGEST_FACTOR);
  if (!factors || factors.size > MOST_TERMS) return null;
  const others = [...factors].flatMap(([number, factor]): readonly Term[] => {
    const vector = vectors[number];
    return vector ? [{ family: vector.family, key: vector.cell.key, factor: -factor }] : [];
  });
  return [own, ...others];
}
