import { dialects } from '../../print/dialect.ts';
import { canScanTogether, printAtoms, type Term } from '../../print/print-atoms.ts';
import { cellId } from '../cells.ts';
import type { SupportFamily } from '../support-family.ts';
import { createBasis, smallFactors, type Basis, type Reduced } from './prime-field.ts';
import { classesOf, groupEntities, type Class } from './group-entities.ts';
import { readAtoms, type Atom } from './read-atoms.ts';
import { planLooks } from './scan-classes.ts';
import { proofsFor, settleByClasses, settleIdentities } from './settle-early.ts';
import type { Candidate, SpanInput, Standing, Vector } from './candidate.ts';
import { findStructuralZeros } from './structural-zero.ts';

/** Most released supports that one new release is weighed against; beyond it nothing is answered (R17). */
const MOST_VECTORS = 20_000;
/** Classes read in one pass, and passes after the first. */
const MOST_ATOMS = 60_000;
const MOST_PASSES = 6;
/** Classes of rows that are told apart without their entities. */
const MOST_CLASSES = 200_000;
/** Supports among which combinations are searched for; beside more, only what is shown to be new or to follow leaves. */
const MOST_SEARCHED = 1_500;
/** Combinations that one pass looks at. */
const MOST_TERMS = 2_000;
const LARGEST_FACTOR = 64;
/**
 * Groups for each one that has to prove something. Many groups tell few entities apart; few groups know more each, so
 * that a small support among many others is decided.
 */
const GROUPS_PER_PROOF = [6, 1.3, 1];
const MOST_GROUPS = 64;

export interface SpanVerdict {
  readonly standings: readonly ReadonlyMap<string, Standing>[];
  readonly telling: readonly (readonly Term[])[];
}

/**
 * The n-ary differencing check (R12 b, and with it a and R10 over the history). Released counts span a space of row
 * weights; a combination that is not zero on fewer than k entities would isolate them. A new support is let out if
 * - in enough disjoint groups of entities it lies outside the span of what is out: then every combination with it is
 *   not zero on at least one entity of each of these groups; or
 * - it is exactly a combination of what is out, and would be whoever is in the data: then it says nothing new. Where it
 *   is so by chance of the data only, letting it out would say that nobody makes the difference; nobody is treated as few.
 * Any rows and any classes of rows prove the first, so that a sample does; what a sample leaves open is looked at on
 * exactly the rows where the combination found is not zero. What stays open is not let out.
 * @returns the standing of each cell of each new family, by its id; and for each refused one the combination that tells
 */
export async function checkSpan(input: SpanInput): Promise<SpanVerdict> {
  const { families, released } = input;
  const vectors = families.flatMap((family, i) => family.cells.map((cell): Vector => ({ family: i, cell })));
  const candidates = vectors.flatMap((vector, number): readonly Candidate[] =>
    vector.family < released ? [] : [{ ...vector, number, standing: null, looked: [] }],
  );
  // Large supports first: of a total and its parts, the smallest part is the one that stays.
  const order = candidates.toSorted((a, b) => b.cell.rows - a.cell.rows);
  if (canWeigh(families)) await decide(input, vectors, order);
  const standings = families.slice(released).map((_, i) => {
    const own = order.filter((candidate) => candidate.family === released + i);
    return new Map(own.map((candidate) => [cellId(candidate.cell.key), candidate.standing ?? 'refused']));
  });
  const refused = order.filter((candidate) => (candidate.standing ?? 'refused') === 'refused');
  return {
    standings,
    telling: refused.map((candidate) => candidate.looked.findLast((terms) => terms !== null) ?? candidate.guess ?? []),
  };
}

/** Whether so many supports, joined in these ways, can be weighed together; never only a part of them. */
export function canWeigh(families: readonly SupportFamily[]): boolean {
  const vectors = families.reduce((sum, family) => sum + family.cells.length, 0);
  return vectors <= MOST_VECTORS && canScanTogether(families);
}

async function decide(input: SpanInput, vectors: readonly Vector[], order: readonly Candidate[]): Promise<void> {
  const open = (): boolean => order.some((candidate) => candidate.standing === null);
  for (const kept of planLooks(input)) {
    const proving = await settleByClasses(input, vectors, order, kept);
    if (open()) await settleIdentities(input, vectors, order);
    if (!open() || !proving) break;
  }
  if (order.every((candidate) => candidate.standing !== null) || vectors.length > MOST_SEARCHED) return;
  const atoms: Atom[] = [];
  let where: readonly (readonly Term[])[] | null = null;
  let classes: readonly Atom[] | null = null;
  for (let pass = 0; pass <= MOST_PASSES; pass += 1) {
    if (where === null || where.length > 0) {
      const found: readonly Atom[] | null = await look(input, order, where);
      if (!found) return;
      if (where !== null && found.length < MOST_ATOMS) await settleDerived(input, order, found);
      atoms.push(...found);
    }
    const open = weigh(input, vectors, order, atoms, pass);
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
async function settleDerived(
  { families, released, query }: SpanInput,
  order: readonly Candidate[],
  found: readonly Atom[],
): Promise<void> {
  const zero = order.flatMap((candidate) => {
    const looked = candidate.looked.at(-1);
    return candidate.standing === null && looked && isZeroOn(found, looked) ? [{ candidate, looked }] : [];
  });
  if (zero.length === 0) return;
  const structural = await findStructuralZeros(
    families,
    zero.map(({ looked }) => looked),
    query,
  );
  zero.forEach(({ candidate, looked }, i) => {
    // What other new supports are needed for may stay: then this one is new itself.
    const fromHistory = looked.slice(1).every((term) => term.family < released);
    candidate.standing = structural[i] === true ? (fromHistory ? 'derived' : 'independent') : 'refused';
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
  { families, key, query }: SpanInput,
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
  reduceBeside(number: number, groups: ReadonlySet<number>): Reduced;
}

/** Gives candidates their standing as far as the rows known prove it; @returns combinations to look at next. */
function weigh(
  input: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
  atoms: readonly Atom[],
  pass: number,
): readonly (readonly Term[])[] {
  let space: Space | undefined;
  const { needed, each } = proofsFor(input.k);
  for (const per of GROUPS_PER_PROOF) {
    const open = order.filter((candidate) => candidate.standing === null);
    if (open.length === 0) return [];
    const groups = Math.min(MOST_GROUPS, Math.ceil(needed * per));
    const classes = classesOf(atoms, groupEntities(atoms, groups, supportsOf(open.toReversed(), atoms)));
    space = spaceOf(vectors, classes, groups, each);
    vectors.forEach((vector, number) => {
      if (vector.family < input.released) space?.add(number);
    });
    for (const candidate of order) if (candidate.standing === 'independent') space.add(candidate.number);
    for (const candidate of open) {
      if (space.touched(candidate.number).size < needed) continue;
      candidate.standing = 'independent';
      space.add(candidate.number);
    }
  }
  return space ? combinationsToLookAt(vectors, order, space, pass) : [];
}

function combinationsToLookAt(
  vectors: readonly Vector[],
  order: readonly Candidate[],
  space: Space,
  pass: number,
): readonly (readonly Term[])[] {
  const next: (readonly Term[])[] = [];
  let terms = 0;
  for (const candidate of order) {
    if (candidate.standing !== null) continue;
    const touched = space.touched(candidate.number);
    const combination = combinationOf(candidate, vectors, space.reduceBeside(candidate.number, touched));
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

/** The candidate without what is out: zero on the classes known; of one that is no combination, the candidate alone. */
function combinationOf(candidate: Candidate, vectors: readonly Vector[], reduced: Reduced): readonly Term[] | null {
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

function spaceOf(vectors: readonly Vector[], classes: readonly Class[], count: number, each: number): Space {
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
  return createSpace(at, widths, classes);
}

/** Vectors that share no class, directly or through others, cannot cancel each other. */
function componentsOf(at: readonly Columns[]): readonly number[] {
  const parents = at.map((_, number) => number);
  const root = (number: number): number => {
    let found = number;
    while ((parents[found] ?? found) !== found) found = parents[found] ?? found;
    parents[number] = found;
    return found;
  };
  const first = new Map<number, number>();
  at.forEach(({ all }, number) => {
    for (const column of all) {
      const other = first.get(column);
      if (other === undefined) first.set(column, number);
      else parents[root(number)] = root(other);
    }
  });
  return at.map((_, number) => root(number));
}

function createSpace(at: readonly Columns[], widths: readonly number[], classes: readonly Class[]): Space {
  const groups = widths.map((width) => createBasis(width, false));
  const components = componentsOf(at);
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
    reduceBeside(number, without) {
      const component = components[number] ?? number;
      const id = `${component}:${[...without].toSorted((a, b) => a - b).join()}`;
      let known = beside.get(id);
      if (!known) {
        known = { component, without, basis: createBasis(classes.length, true) };
        for (const other of added) if (components[other] === component) known.basis.add(allBut(other, without), other);
        beside.set(id, known);
      }
      return known.basis.reduce(allBut(number, without));
    },
  };
}
