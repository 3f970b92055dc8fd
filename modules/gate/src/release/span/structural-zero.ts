import { dialects } from '../../print/dialect.ts';
import type { Term } from '../../print/print-atoms.ts';
import type { CellValue } from '../../program-types.ts';
import type { DomainQuery } from '../domain-query.ts';
import type { SupportFamily } from '../support-family.ts';
import type { Effort } from './candidate.ts';
import { figureCases, printColumnCases, readColumnCases, type ColumnCase } from './column-cases.ts';
import { holds, readFamily, type FamilyShape, type Figure, type Source } from './family-shape.ts';

/** Combinations of values that one combination of supports is tried on; more is not decided, and so not zero. */
const MOST_POINTS = 500_000;
/** Steps that looking at one family in one point takes. */
const POINT_STEPS = 1_000;
/** Families whose conditions are read in one statement of a column. */
const FAMILIES_AT_ONCE = 48;
const MOST_FAMILIES = 400;
/** Kinds of values of one column. */
const MOST_CASES = 50_000;

/**
 * Which combinations of supports are zero whoever is in the data, not by chance of it. Each is tried on every combination
 * of values that columns have anywhere in the epoch or that a condition names, whether or not a row has them together:
 * that nobody fits a description is as telling as that somebody does, so only what holds for any rows may be let out as
 * following from what is out. Columns that go together by nature (a code and its name) count as free: the bound errs on
 * the side of withholding.
 */
export async function findStructuralZeros(
  families: readonly SupportFamily[],
  combinations: readonly (readonly Term[])[],
  query: DomainQuery,
  effort: Effort,
): Promise<readonly boolean[]> {
  const found: boolean[] = [];
  let batch: (readonly Term[])[] = [];
  let used = new Set<number>();
  const flush = async (): Promise<void> => {
    if (batch.length > 0) found.push(...(await tryAll(families, used, batch, { query, effort })));
    batch = [];
    used = new Set();
  };
  for (const terms of combinations) {
    const own = new Set(terms.map((term) => term.family));
    if (new Set([...used, ...own]).size > FAMILIES_AT_ONCE) await flush();
    batch.push(terms);
    for (const family of own) used.add(family);
  }
  await flush();
  return found;
}

/** All kinds of rows of the spine or of one side: which of the sources' columns hold which values together. */
interface Unit {
  readonly columns: readonly (readonly ColumnCase[])[];
  /** What its columns are where the side meets no row; null where that cannot be. */
  readonly missing: readonly ColumnCase[] | null;
}

async function tryAll(
  families: readonly SupportFamily[],
  used: ReadonlySet<number>,
  batch: readonly (readonly Term[])[],
  { query, effort }: { readonly query: DomainQuery; readonly effort: Effort },
): Promise<readonly boolean[]> {
  if (used.size > MOST_FAMILIES) return batch.map(() => false);
  const shapes = new Map<number, FamilyShape>();
  for (const at of used) {
    const family = families[at];
    const shape = family ? readFamily(family) : null;
    if (!shape) return batch.map(() => false);
    shapes.set(at, shape);
  }
  const units = await unitsOf([...shapes.values()], query);
  return batch.map((terms) => units !== null && isZeroEverywhere(terms, shapes, units, effort));
}

async function unitsOf(shapes: readonly FamilyShape[], query: DomainQuery): Promise<readonly Unit[] | null> {
  const sources = new Map<string, Source>();
  for (const { reads } of shapes)
    for (const read of reads) {
      const known = sources.get(read.id);
      sources.set(read.id, known ? mergeSources(known, read) : read);
    }
  const byPlace = new Map<string, { readonly cases: readonly ColumnCase[]; readonly missing: ColumnCase | null }[]>();
  for (const source of sources.values()) {
    const cases = await casesOf(source, query);
    if (cases === null) return null;
    const place = source.side === null ? `spine ${source.id}` : `side ${source.alias}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), cases]);
  }
  const figures = new Map<string, Figure>();
  for (const figure of shapes.flatMap((shape) => shape.figures)) {
    const leaves = new Map([...(figures.get(figure.id)?.leaves ?? []), ...figure.leaves]);
    figures.set(figure.id, { id: figure.id, leaves });
  }
  const columns = [...byPlace.values()].map((own): Unit => {
    const missing = own.flatMap((column) => (column.missing ? [column.missing] : []));
    return { columns: own.map(({ cases }) => cases), missing: missing.length === own.length ? missing : null };
  });
  return [
    ...columns,
    ...[...figures.values()].map((figure): Unit => ({ columns: [figureCases(figure)], missing: null })),
  ];
}

type Cases = ReturnType<typeof readColumnCases>;

/** What columns hold, as it was read in one session: asked for again and again, it never changes. */
const read = new WeakMap<DomainQuery, Map<string, Promise<Cases>>>();

function casesOf(source: Source, query: DomainQuery): Promise<Cases> {
  const known = read.get(query) ?? new Map<string, Promise<Cases>>();
  read.set(query, known);
  const printed = printColumnCases(source, MOST_CASES, dialects.duckdb);
  const id = JSON.stringify([printed.sql, printed.params]);
  const cases = known.get(id) ?? query(printed).then((result) => readColumnCases(source, printed, result));
  known.set(id, cases);
  return cases;
}

function mergeSources(a: Source, b: Source): Source {
  return {
    ...a,
    leaves: new Map([...a.leaves, ...b.leaves]),
    dimensions: new Map([...a.dimensions, ...b.dimensions]),
  };
}

/** What a column contributes to the decision on one combination: truth of its conditions, values of its dimensions. */
interface Facet {
  readonly truths: ReadonlyMap<string, boolean | null>;
  readonly values: ReadonlyMap<string, string | null>;
}

function isZeroEverywhere(
  terms: readonly Term[],
  shapes: ReadonlyMap<number, FamilyShape>,
  units: readonly Unit[],
  effort: Effort,
): boolean {
  const own = [...new Set(terms.map((term) => term.family))];
  const factors = new Map<string, number>();
  const named = new Map<string, Set<string>>();
  for (const { family, key, factor } of terms) {
    const parts = (shapes.get(family)?.dimensions ?? []).map(({ id }, i) => {
      const text = valueText(key[i] ?? null);
      const set = named.get(id) ?? new Set<string>();
      named.set(id, set.add(text));
      return text;
    });
    const id = `${family}:${parts.join()}`;
    factors.set(id, (factors.get(id) ?? 0) + factor);
  }
  const wanted = wantedOf(own, shapes);
  const choices = units.map((unit) => facetsOf(unit, wanted, named));
  if (choices.reduce((product, list) => product * list.length, 1) > MOST_POINTS) return false;
  return everyPoint(choices, (truths, values) => {
    effort.left -= POINT_STEPS * own.length;
    if (effort.left <= 0) return false;
    let sum = 0;
    for (const at of own) {
      const shape = shapes.get(at);
      if (!shape || !shape.conditions.every((condition) => holds(condition, truths) === true)) continue;
      const parts = shape.dimensions.map(({ id }) => values.get(id) ?? null);
      if (!parts.includes(null)) sum += factors.get(`${at}:${parts.join()}`) ?? 0;
    }
    return sum === 0;
  });
}

const valueText = (value: CellValue): string => JSON.stringify(value);

interface Wanted {
  readonly leaves: ReadonlySet<string>;
  readonly dimensions: ReadonlySet<string>;
}

function wantedOf(own: readonly number[], shapes: ReadonlyMap<number, FamilyShape>): Wanted {
  const reads = own.flatMap((at) => shapes.get(at)?.reads ?? []);
  return {
    leaves: new Set(
      [...reads, ...own.flatMap((at) => shapes.get(at)?.figures ?? [])].flatMap((read) => [...read.leaves.keys()]),
    ),
    dimensions: new Set(reads.flatMap((read) => [...read.dimensions.keys()])),
  };
}

/** The different things that a unit can say; values that no term names are one: outside. */
function facetsOf(unit: Unit, wanted: Wanted, named: ReadonlyMap<string, ReadonlySet<string>>): readonly Facet[] {
  const facet = (one: ColumnCase): Facet => ({
    truths: new Map([...one.truths].filter(([id]) => wanted.leaves.has(id))),
    values: new Map(
      [...one.values]
        .filter(([id]) => wanted.dimensions.has(id))
        .map(([id, text]) => [id, named.get(id)?.has(text) === true ? text : null]),
    ),
  });
  let product: readonly Facet[] = [{ truths: new Map(), values: new Map() }];
  for (const cases of unit.columns) {
    const own = distinct(cases.map(facet));
    if (own.length * product.length > MOST_POINTS) return Array.from({ length: MOST_POINTS + 1 }, () => EMPTY);
    product = product.flatMap((before) => own.map((one) => join(before, one)));
  }
  const gone = unit.missing === null ? [] : [unit.missing.map(facet).reduce(join, EMPTY)];
  return distinct([...product, ...gone]);
}

const EMPTY: Facet = { truths: new Map(), values: new Map() };

const join = (a: Facet, b: Facet): Facet => ({
  truths: new Map([...a.truths, ...b.truths]),
  values: new Map([...a.values, ...b.values]),
});

const distinct = (facets: readonly Facet[]): readonly Facet[] => [
  ...new Map(facets.map((facet) => [JSON.stringify([[...facet.truths], [...facet.values]]), facet])).values(),
];

/** Tries each combination of the units' facets; stops at the first that fails. */
function everyPoint(
  choices: readonly (readonly Facet[])[],
  test: (truths: ReadonlyMap<string, boolean | null>, values: ReadonlyMap<string, string | null>) => boolean,
): boolean {
  const truths = new Map<string, boolean | null>();
  const values = new Map<string, string | null>();
  const visit = (depth: number): boolean => {
    const facets = choices[depth];
    if (!facets) return test(truths, values);
    return facets.every((facet) => {
      for (const [id, truth] of facet.truths) truths.set(id, truth);
      for (const [id, text] of facet.values) values.set(id, text);
      return visit(depth + 1);
    });
  };
  return visit(0);
}
