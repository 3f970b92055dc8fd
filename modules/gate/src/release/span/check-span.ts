import { canScanTogether, type Term } from '../../print/print-atoms.ts';
import { cellId } from '../cells.ts';
import type { SupportFamily } from '../support-family.ts';
import type { Candidate, SpanInput, Standing, Vector } from './candidate.ts';
import { componentsOf } from './components-of.ts';
import { planLooks, scanClasses, type MaskedClass } from './scan-classes.ts';
import { searchCombinations } from './search-combinations.ts';
import { settleByClasses, settleIdentities } from './settle-early.ts';
import { columnsOf, settleBySolving } from './settle-by-solving.ts';

/** Most released supports that one new release is weighed against; beyond it nothing is answered (R17). */
const MOST_VECTORS = 20_000;
/** Supports among which combinations are searched for; beside more, only what is shown to be new or to follow leaves. */
const MOST_SEARCHED = 1_500;

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
  let whole: readonly MaskedClass[] | null = null;
  for (const kept of planLooks(input)) {
    const look = await scanClasses(input, kept);
    if (look) await settleByClasses(input, vectors, order, look);
    if (open()) await settleIdentities(input, vectors, order);
    whole = look && look.complete && kept.length === 0 ? look.classes : null;
    if (open() && look) await settleBySolving(input, vectors, order, look.classes, whole !== null);
    if (!open() || !look) break;
  }
  if (!open()) return;
  if (vectors.length <= MOST_SEARCHED) await searchCombinations(input, vectors, order);
  else if (whole) await searchNear(input, vectors, order, whole);
}

/** The search among what shares rows with a support that is open, directly or through others, where that is not too much. */
async function searchNear(
  input: SpanInput,
  vectors: readonly Vector[],
  order: readonly Candidate[],
  classes: readonly MaskedClass[],
): Promise<void> {
  const parts = componentsOf(columnsOf(vectors.length, classes));
  const members = Map.groupBy(vectors.keys(), (number) => parts[number]);
  const open = order.filter((candidate) => candidate.standing === null);
  const asked = [...new Set(open.map(({ number }) => parts[number]))].map((part) => members.get(part) ?? []);
  const chosen = new Set<number>();
  for (const part of asked.toSorted((a, b) => a.length - b.length)) {
    if (chosen.size + part.length > MOST_SEARCHED) break;
    for (const number of part) chosen.add(number);
  }
  if (chosen.size === 0) return;
  const families = input.families
    .map((family, at) => ({
      at,
      cells: vectors.flatMap((one, i) => (one.family === at && chosen.has(i) ? [one.cell] : [])),
      family,
    }))
    .filter(({ cells }) => cells.length > 0);
  const places = new Map(families.map(({ at }, place) => [at, place]));
  const numbers = new Map([...chosen].toSorted((a, b) => a - b).map((number, i) => [number, i]));
  const near = order.flatMap((candidate): readonly Candidate[] => {
    const number = numbers.get(candidate.number);
    return number === undefined
      ? []
      : [{ ...candidate, number, family: places.get(candidate.family) ?? 0, looked: [] }];
  });
  const own = [...numbers.keys()].flatMap((number): readonly Vector[] => {
    const vector = vectors[number];
    return vector ? [{ ...vector, family: places.get(vector.family) ?? 0 }] : [];
  });
  await searchCombinations(
    {
      ...input,
      families: families.map(({ family, cells }) => ({ ...family, cells })),
      released: families.filter(({ at }) => at < input.released).length,
    },
    own,
    near,
  );
  const found = near.values();
  for (const candidate of order) {
    if (!numbers.has(candidate.number)) continue;
    const { value } = found.next();
    if (!value || candidate.standing !== null) continue;
    candidate.standing = value.standing;
    const last = value.looked.findLast((terms) => terms !== null);
    candidate.looked.push(last?.map((term) => ({ ...term, family: families[term.family]?.at ?? 0 })) ?? null);
  }
}
