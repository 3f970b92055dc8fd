import { takeTurns } from '../../inference/take-turns.ts';
import type { Term } from '../../print/print-atoms.ts';
import { firstOf, standingOfZero, type Candidate, type SpanInput, type Standing, type Vector } from './candidate.ts';
import { createGuesses, type Part } from './guess-identity.ts';
import { proveByClasses } from './prove-by-classes.ts';
import type { ClassLook } from './scan-classes.ts';
import { findStructuralZeros } from './structural-zero.ts';

const FIRM_GROUPS = 38;
/** Steps that looking for a combination with one family takes. */
const STEPS_OF_A_GUESS = 20_000;

/** Most supports are new by their classes alone: one pass, no entity looked at. */
export async function settleByClasses(
  { k, released, effort }: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
  { classes, proving }: ClassLook,
): Promise<void> {
  const { needed, each } = proofsFor(k);
  if (!proving || each > 1) return;
  const out = vectors.flatMap(({ family }, number) => (family < released ? [number] : []));
  const settled = order.flatMap(({ standing, number }) => (standing === 'independent' ? [number] : []));
  const open = order.filter((candidate) => candidate.standing === null);
  const asked = open.map(({ number }) => number);
  const known = [...out, ...settled];
  const proven = await proveByClasses({ classes, needed, count: vectors.length, released: known, asked, effort });
  for (const candidate of open) if (proven.has(candidate.number)) candidate.standing = 'independent';
}

/**
 * Parts of a total, totals of parts, cells of a table: what follows from what is out is seen in how it was asked. Only
 * what is out, or may leave, makes another follow: what is accepted may do for the next.
 */
export async function settleIdentities(
  input: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
): Promise<void> {
  const { families, released, query, effort } = input;
  const guess = createGuesses(families);
  const first = firstOf(families);
  const byNumber = new Map(order.map((candidate) => [candidate.number, candidate]));
  const standingOf = ({ family, at }: Part): Standing | null =>
    family < released ? 'derived' : (byNumber.get((first[family] ?? 0) + at)?.standing ?? null);
  const others = takeTurns(effort);
  const left: { readonly candidate: Candidate; readonly guesses: readonly (readonly Part[])[] }[] = [];
  for (const candidate of order) {
    if (candidate.standing !== null) continue;
    left.push({ candidate, guesses: guess(candidate.family, candidate.number - (first[candidate.family] ?? 0)) });
    await others(families.length * STEPS_OF_A_GUESS);
  }
  const termsOf = (parts: readonly Part[]): readonly Term[] =>
    parts.map(({ family, at, factor }) => ({
      family,
      factor,
      key: vectors[(first[family] ?? 0) + at]?.cell.key ?? [],
    }));
  const tried = new Set<readonly Part[]>();
  for (;;) {
    const ready = left.flatMap(({ candidate, guesses }) => {
      const next =
        candidate.standing === null
          ? guesses.find((parts) => !tried.has(parts) && parts.slice(1).every((part) => leaves(standingOf(part))))
          : undefined;
      return next ? [{ candidate, parts: next, terms: termsOf(next) }] : [];
    });
    if (ready.length === 0) return;
    const zero = await findStructuralZeros(
      families,
      ready.map(({ terms }) => terms),
      query,
      effort,
    );
    ready.forEach(({ candidate, parts, terms }, i) => {
      tried.add(parts);
      candidate.guess ??= terms;
      if (zero[i] !== true) return;
      const follows = parts.slice(1).every((part) => standingOf(part) === 'derived');
      const standing = standingOfZero(input, parts.slice(1));
      candidate.standing = standing === 'refused' ? standing : follows ? 'derived' : 'independent';
    });
  }
}

const leaves = (standing: Standing | null): boolean => standing === 'derived' || standing === 'independent';

/** For a large k a group counts for several entities: only classes with so many of them in it are columns then. */
export function proofsFor(k: number): { readonly each: number; readonly needed: number } {
  const each = Math.ceil(k / FIRM_GROUPS);
  return { each, needed: Math.ceil(k / each) };
}
