import type { EntityKey } from '../../ir/relation.ts';
import type { Term } from '../../print/print-atoms.ts';
import type { DomainQuery } from '../domain-query.ts';
import type { FamilyCell, SupportFamily } from '../support-family.ts';

/** Steps of arithmetic that are left to a decision; what is open when there are none stays open. */
export interface Effort {
  left: number;
}

export interface SpanInput {
  readonly k: number;
  readonly key: EntityKey;
  readonly families: readonly SupportFamily[];
  /** Families of `families` whose cells are out already; the others are new. */
  readonly released: number;
  readonly query: DomainQuery;
  readonly effort: Effort;
}

export type Standing = 'independent' | 'derived' | 'refused';

/** One support of one cell. */
export interface Vector {
  readonly family: number;
  readonly cell: FamilyCell;
}

export interface Candidate extends Vector {
  readonly number: number;
  standing: Standing | null;
  /** Combinations whose rows were looked for, pass by pass; null in a pass that had no place for it. */
  readonly looked: (readonly Term[] | null)[];
  /** A combination that would be zero if nothing were missing. */
  guess?: readonly Term[];
}

/**
 * What a combination that is zero whoever is in the data makes of the support that leads it. What other new supports are
 * needed for may stay: then this one is new itself. One that follows from what was answered of an earlier epoch tells
 * about those in whom the epochs differ: it stays.
 */
export function standingOfZero(
  { families, released }: SpanInput,
  others: readonly { readonly family: number }[],
): Standing {
  if (others.some(({ family }) => families[family]?.elder)) return 'refused';
  return others.every(({ family }) => family < released) ? 'derived' : 'independent';
}

/** Number of each family's first vector. */
export function firstOf(families: readonly SupportFamily[]): readonly number[] {
  let next = 0;
  return families.map(({ cells }) => {
    next += cells.length;
    return next - cells.length;
  });
}
