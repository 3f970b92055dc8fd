import type { Release } from './ir/relation.ts';
import { questionOf } from './release/question.ts';

/**
 * Canonical digest of a program up to `Release`: sources with their epochs, predicate, dimensions, aggregates, k and
 * dominance, whatever they are called and in whatever order. How the checks are proven is left out: it follows from the statistics, not from the question (R16).
 */
export const hashProgram = (release: Release): string => questionOf(release).hash;
