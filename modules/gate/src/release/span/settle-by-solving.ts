import { takeTurns } from '../../inference/take-turns.ts';
import type { Term } from '../../print/print-atoms.ts';
import { standingOfZero, type Candidate, type SpanInput, type Standing, type Vector } from './candidate.ts';
import { combinationOf } from './combination-of.ts';
import { componentsOf } from './components-of.ts';
import { createBasis } from './prime-field.ts';
import { refuseRemainders, type Remainder } from './refuse-remainders.ts';
import type { MaskedClass, ScannedClass } from './scan-classes.ts';
import { findStructuralZeros } from './structural-zero.ts';

/**
 * What follows from what is out in ways that are not seen in how it was asked: a county's answer without one person of
 * another county. Each open support is solved for among those that share classes of rows with it, directly or through
 * others, by one elimination. Any classes will do: what is found is believed only where it would hold whoever is in the data.
 * @param whole the classes are all there are: what is out is no combination of itself there, so that there is one answer
 */
export async function settleBySolving(
  input: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
  found: readonly ScannedClass[],
  whole: boolean,
): Promise<void> {
  // Large classes first: what is left of a support is then looked for on small ones.
  const classes = found.toSorted((a, b) => b.rows - a.rows);
  const { families, released, query, effort } = input;
  const columns = columnsOf(vectors.length, classes);
  const parts = componentsOf(columns);
  const standings = new Map(order.map(({ number, standing }): [number, Standing | null] => [number, standing]));
  const open = order.filter(({ standing, number }) => standing === null && columns[number]?.length !== 0);
  const asked = new Set(open.map(({ number }) => parts[number]));
  const size = (number: number): number => columns[number]?.length ?? 0;
  const known = [...vectors.keys()].filter(
    (number) =>
      asked.has(parts[number]) &&
      ((vectors[number]?.family ?? released) < released || standings.get(number) === 'independent'),
  );
  const basis = createBasis(classes.length, true, effort);
  const others = takeTurns(effort);
  for (const number of known.toSorted((a, b) => size(a) - size(b))) {
    basis.add(columns[number] ?? [], number);
    await others();
  }
  const solved: { readonly candidate: Candidate; readonly terms: readonly Term[] }[] = [];
  for (const candidate of open) {
    await others();
    const reduced = basis.reduce(columns[candidate.number] ?? []);
    if (reduced.independent || effort.left <= 0) continue;
    const terms = combinationOf(candidate, vectors, reduced);
    if (terms) solved.push({ candidate, terms });
    else if (whole) candidate.standing = 'refused';
  }
  const zero = await findStructuralZeros(
    families,
    solved.map(({ terms }) => terms),
    query,
    effort,
  );
  solved.forEach(({ candidate, terms }, i) => {
    candidate.guess ??= terms;
    // On all rows there are it says nothing new, and might on others: that nobody makes the difference is chance.
    if (zero[i] !== true && whole && effort.left > 0) candidate.standing = 'refused';
    if (zero[i] !== true) return;
    candidate.standing = standingOfZero(input, terms.slice(1));
  });
  if (!whole || effort.left <= 0) return;
  const left = open.filter(({ standing }) => standing === null);
  const remainders: Remainder[] = [];
  for (const candidate of left) {
    const rest = basis.remainder(columns[candidate.number] ?? []);
    remainders.push({ candidate, classes: rest.flatMap((column) => classes[column] ?? []) });
    await others();
  }
  await refuseRemainders(input, remainders);
}

/** Classes that each vector is in. */
export function columnsOf(count: number, classes: readonly MaskedClass[]): readonly (readonly number[])[] {
  const columns = Array.from({ length: count }, (): number[] => []);
  classes.forEach(({ vectors }, column) => {
    for (const vector of vectors) columns[vector]?.push(column);
  });
  return columns;
}
