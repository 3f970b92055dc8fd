import { createHash } from 'node:crypto';
import { canonical } from './ir/factories.ts';
import type { Release } from './ir/relation.ts';

/**
 * Canonical digest of a program up to `Release`: sources with their epochs, predicate, dimensions, aggregates, k and
 * dominance. How the checks are proven is left out: it follows from the statistics, not from the question (R16).
 */
export function hashProgram(release: Release): string {
  const { input, k, dominance } = release;
  return createHash('sha256').update(canonical({ input, k, dominance })).digest('hex');
}
