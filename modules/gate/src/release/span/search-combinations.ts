import { takeTurns } from '../../inference/take-turns.ts';
import { dialects } from '../../print/dialect.ts';
import { printAtoms, type Term } from '../../print/print-atoms.ts';
import { cellId } from '../cells.ts';
import { standingOfZero, type Candidate, type Effort, type SpanInput, type Vector } from './candidate.ts';
import { combinationOf, MOST_TERMS } from './combination-of.ts';
import { componentsOf } from './components-of.ts';
import { classesOf, groupEntities, type Class } from './group-entities.ts';
import { createBasis, type Basis, type Reduced } from './prime-field.ts';
import { proofsFor } from './settle-early.ts';
import { readAtoms, type Atom } from './read-atoms.ts';
import { findStructuralZeros } from './structural-zero.ts';

/** Classes read in one pass, and passes after the first. */
const MOST_ATOMS = 60_000;
const MOST_PASSES = 6;
/** Classes of rows that are told apart without their entities. */
const MOST_CLASSES = 200_000;
/**
 * Groups for each one that has to prove something. Many groups tell few entities apart; few groups know more each, so
 * that a small support among many others is decided.
 */
const GROUPS_PER_PROOF = [6, 1.3, 1];
const MOST_GROUPS = 64;
/** Steps that reading a statement takes the engine, and dealing out one class. */
const STEPS_PER_LETTER = 5_000;
const STEPS_PER_ATOM = 3_000;

/**
 * Looks among sampled entities for combinations that are not zero on few of them, and at exactly the rows of those that
 * it finds. What stays open in the end is refused.
 */
export async function searchCombinations(
  input: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
): Promise<void> {
  const atoms: Atom[] = [];
  let where: readonly (readonly Term[])[] | null = null;
  let classes: readonly Atom[] | null = null;
  for (let pass = 0; pass <= MOST_PASSES && input.effort.left > 0; pass += 1) {
    if (where === null || where.length > 0) {
      const found: readonly Atom[] | null = await look(input, order, where);
      if (!found) return;
      if (where !== null && found.length < MOST_ATOMS) await settleDerived(input, order, found);
      atoms.push(...found);
    }
    const open = await weigh(input, vectors, order, atoms, pass);
    if (order.every((candidate) => candidate.standing !== null)) return;
    // What follows from other answers is seen in the classes alone, for all at once, before rows are looked for.
    classes ??= await lookAtClasses(input);
    if (classes.length < MOST_CLASSES) await settleDerived(input, order, classes);
    where = open.filter((terms) =>
      order.some((candidate) => candidate.standing === null && candidate.looked.at(-1) === terms),
    );
  }
}

/** All classes of rows there are, without their entities. */
async function lookAtClasses({ families, key, query }: SpanInput): Promise<readonly Atom[]> {
  const bare = { ...key, ordinal: null };
  const printed = printAtoms({ families, key: bare, sample: 1, where: null, most: MOST_CLASSES }, dialects.duckdb);
  if (!printed) throw new Error('families that were scanned together no longer are');
  return readAtoms(printed, families, false, await query(printed));
}

/** A combination that is zero on every row there is, and on every row there could be, says nothing that is not out. */
async function settleDerived(input: SpanInput, order: readonly Candidate[], found: readonly Atom[]): Promise<void> {
  const { families, query, effort } = input;
  const zero = order.flatMap((candidate) => {
    const looked = candidate.looked.at(-1);
    return candidate.standing === null && looked && isZeroOn(found, looked) ? [{ candidate, looked }] : [];
  });
  if (zero.length === 0) return;
  const structural = await findStructuralZeros(
    families,
    zero.map(({ looked }) => looked),
    query,
    effort,
  );
  zero.forEach(({ candidate, looked }, i) => {
    candidate.standing = structural[i] === true ? standingOfZero(input, looked.slice(1)) : 'refused';
  });
}

function isZeroOn(atoms: readonly Atom[], terms: readonly Term[]): boolean {
  const factors = new Map(terms.map((term) => [`${term.family}:${cellId(term.key)}`, term.factor]));
  const used = [...new Set(terms.map((term) => term.family))];
  return atoms.every(
    (atom) => used.reduce((sum, i) => sum + (factors.get(`${i}:${atom.cells[i] ?? ''}`) ?? 0), 0) === 0,
  );
}

async function look(
  { families, key, query, effort }: SpanInput,
  order: readonly Candidate[],
  where: readonly (readonly Term[])[] | null,
): Promise<readonly Atom[] | null> {
  const rows = order.reduce((sum, candidate) => sum + candidate.cell.rows, 0);
  const scan = {
    families,
    key,
    sample: where === null ? Math.max(1, Math.floor(rows / MOST_ATOMS)) : 1,
    where,
    most: MOST_ATOMS,
  };
  const printed = printAtoms(scan, dialects.duckdb);
  if (!printed) return null;
  effort.left -= printed.sql.length * STEPS_PER_LETTER;
  return readAtoms(printed, families, key.ordinal !== null, await query(printed));
}

/** Columns of a vector: among all classes, and among those of each group. */
interface Columns {
  readonly all: readonly number[];
  readonly inGroup: ReadonlyMap<number, readonly number[]>;
}

interface Space {
  add(number: number): void;
  /** Groups in which the vector lies outside the span of what was added. */
  touched(number: number): ReadonlySet<number>;
  /** The vector as a combination of what was added, outside of these groups. */
  reduceBeside(number: number, groups: ReadonlySet<number>): Promise<Reduced>;
}

/** Gives candidates their standing as far as the rows known prove it; @returns combinations to look at next. */
async function weigh(
  input: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
  atoms: readonly Atom[],
  pass: number,
): Promise<readonly (readonly Term[])[]> {
  const others = takeTurns(input.effort);
  let space: Space | undefined;
  const { needed, each } = proofsFor(input.k);
  for (const per of GROUPS_PER_PROOF) {
    input.effort.left -= atoms.length * STEPS_PER_ATOM;
    await others();
    const open = order.filter((candidate) => candidate.standing === null);
    if (open.length === 0 || input.effort.left <= 0) return [];
    const groups = Math.min(MOST_GROUPS, Math.ceil(needed * per));
    const classes = classesOf(atoms, groupEntities(atoms, groups, supportsOf(open.toReversed(), atoms)));
    space = spaceOf(vectors, classes, { count: groups, each }, input.effort);
    for (const [number, vector] of vectors.entries()) {
      if (vector.family < input.released) space.add(number);
      await others();
    }
    for (const candidate of order) {
      if (candidate.standing === 'independent') space.add(candidate.number);
      await others();
    }
    for (const candidate of open) {
      await others();
      if (space.touched(candidate.number).size < needed) continue;
      candidate.standing = 'independent';
      space.add(candidate.number);
    }
  }
  return space ? combinationsToLookAt(input, vectors, order, space, pass) : [];
}

async function combinationsToLookAt(
  { effort }: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
  space: Space,
  pass: number,
): Promise<readonly (readonly Term[])[]> {
  const others = takeTurns(effort);
  const next: (readonly Term[])[] = [];
  let terms = 0;
  for (const candidate of order) {
    if (candidate.standing !== null) continue;
    await others();
    const touched = space.touched(candidate.number);
    const combination = combinationOf(candidate, vectors, await space.reduceBeside(candidate.number, touched));
    // Looked at where it is not zero, and found in too few groups again: few entities are behind it.
    if (
      combination === null ||
      candidate.looked.some((known) => sameTerms(known, combination)) ||
      pass === MOST_PASSES
    ) {
      candidate.standing = 'refused';
      continue;
    }
    terms += combination.length;
    if (terms > MOST_TERMS) {
      candidate.looked.push(null);
      continue;
    }
    candidate.looked.push(combination);
    next.push(combination);
  }
  return next;
}

const sameTerms = (a: readonly Term[] | null, b: readonly Term[]): boolean =>
  a !== null && JSON.stringify(a) === JSON.stringify(b);

/** Entities of what is to be decided of the candidates: of their own cells, and of rows where a combination found is not zero. */
function supportsOf(candidates: readonly Candidate[], atoms: readonly Atom[]): readonly ReadonlySet<number>[] {
  const combinations = candidates.flatMap((candidate): readonly (readonly Term[])[] => [
    [{ family: candidate.family, key: candidate.cell.key, factor: 1 }],
    ...candidate.looked.filter((terms) => terms !== null),
  ]);
  const found = combinations.map(() => new Set<number>());
  const using = new Map<string, { readonly at: number; readonly factor: number }[]>();
  combinations.forEach((terms, at) => {
    for (const { family, key, factor } of terms) {
      const id = `${family}:${cellId(key)}`;
      const known = using.get(id);
      if (known) known.push({ at, factor });
      else using.set(id, [{ at, factor }]);
    }
  });
  for (const { entity, cells } of atoms) {
    if (entity === null) continue;
    const sums = new Map<number, number>();
    cells.forEach((cell, family) => {
      if (cell === null) return;
      for (const { at, factor } of using.get(`${family}:${cell}`) ?? []) sums.set(at, (sums.get(at) ?? 0) + factor);
    });
    for (const [at, sum] of sums) if (sum !== 0) found[at]?.add(entity);
  }
  return found;
}

function spaceOf(
  vectors: readonly Vector[],
  classes: readonly Class[],
  { count, each }: { readonly count: number; readonly each: number },
  effort: Effort,
): Space {
  const numbers = new Map(vectors.map(({ family, cell }, number) => [`${family}:${cellId(cell.key)}`, number]));
  const at = vectors.map(() => ({ all: [] as number[], inGroup: new Map<number, number[]>() }));
  const widths = Array.from({ length: count }, () => 0);
  classes.forEach((item, column) => {
    const group = item.entities >= each ? item.group : null;
    const local = group === null ? 0 : (widths[group] ?? 0);
    if (group !== null) widths[group] = local + 1;
    item.cells.forEach((cell, family) => {
      const place = cell === null ? undefined : at[numbers.get(`${family}:${cell}`) ?? -1];
      if (!place) return;
      place.all.push(column);
      if (group === null) return;
      const own = place.inGroup.get(group);
      if (own) own.push(local);
      else place.inGroup.set(group, [local]);
    });
  });
  return createSpace(at, widths, classes, effort);
}

function createSpace(
  at: readonly Columns[],
  widths: readonly number[],
  classes: readonly Class[],
  effort: Effort,
): Space {
  const groups = widths.map((width) => createBasis(width, false, effort));
  const components = componentsOf(at.map(({ all }) => all));
  const others = takeTurns(effort);
  const added: number[] = [];
  const beside = new Map<
    string,
    { readonly component: number; readonly without: ReadonlySet<number>; readonly basis: Basis }
  >();
  const allBut = (number: number, without: ReadonlySet<number>): readonly number[] =>
    (at[number]?.all ?? []).filter((column) => !without.has(classes[column]?.group ?? -1));
  return {
    add(number) {
      added.push(number);
      for (const [group, own] of at[number]?.inGroup ?? []) groups[group]?.add(own, number);
      for (const { component, without, basis } of beside.values())
        if (components[number] === component) basis.add(allBut(number, without), number);
    },
    touched: (number) =>
      new Set(
        [...(at[number]?.inGroup ?? [])]
          .filter(([group, own]) => groups[group]?.reduce(own).independent === true)
          .map(([group]) => group),
      ),
    async reduceBeside(number, without) {
      const component = components[number] ?? number;
      const id = `${component}:${[...without].toSorted((a, b) => a - b).join()}`;
      let known = beside.get(id);
      if (!known) {
        known = { component, without, basis: createBasis(classes.length, true, effort) };
        beside.set(id, known);
        for (const other of added) {
          if (components[other] === component) known.basis.add(allBut(other, without), other);
          await others();
        }
      }
      return known.basis.reduce(allBut(number, without));
    },
  };
}
