import type { EntityKey } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { canScanTogether, printAtoms, type Term } from '../print/print-atoms.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { columnsOf, unionOf, within } from '../release/columns-of-family.ts';
import { readEntityTotals, type EntityTotals } from './entity-totals.ts';
import type { Policy, ShownFamily, TableEquation, Tables } from './read-tables.ts';
import { largestEntities, scanTables, sizeSql } from './scan-tables.ts';
import { takeTurns } from './take-turns.ts';
import { isDistinct, ROWS } from './withheld.ts';

/** Differences weighed entity by entity; where more are open, what makes them stays. */
const MOST_EXACT = 8;
const MOST_ENTITIES = 60_000;
/** Parts that are taken away one by one; all together they are always taken. */
const MOST_PARTS = 200;
/** Differences looked at: totals of a release against all parts of them. */
const MOST_GROUPS = 5_000;
/** Steps that weighing one class of a difference takes. */
const STEPS_OF_A_CLASS = 200;

interface DifferenceInput {
  readonly policy: Policy;
  readonly query: DomainQuery;
}

/** What is left of a released cell after released parts of it are taken away, for one measure. */
export interface DifferenceGroup {
  readonly classes: readonly number[];
  readonly terms: readonly Term[];
  /** New cells of which one has to stay, the smallest first. */
  readonly fresh: readonly string[];
}

/**
 * Dominance in differences (R8): two released sums subtract, and what they leave must not be one entity's. Each new cell is
 * taken from earlier and new cells around it, and earlier and new parts from each new cell, one by one and all that fit
 * together. Sums that only several overlapping answers give are not found here.
 * @returns ids of new cells that stay
 */
export async function checkDifferences(
  { policy, query }: DifferenceInput,
  asked: readonly ShownFamily[],
  known: readonly ShownFamily[],
): Promise<ReadonlySet<string>> {
  const staying = new Set<string>();
  const fresh = asked.map((item) => item.family).filter((family) => family.cells.length > 0);
  for (const measure of new Set(asked.flatMap((item) => item.sums))) {
    if (measure === ROWS || isDistinct(measure) || fresh.length === 0) continue;
    const shown = asked.filter((item) => item.sums.includes(measure));
    const beside = known.filter((item) => item.sums.includes(measure) && canScanTogether([...fresh, item.family]));
    if (beside.length === 0 && shown.length < 2) continue;
    const tables = await scanNear({ policy, query }, shown, beside, measure);
    if (!tables) continue;
    const families = tables.shown.map((item) => item.family);
    const weigh = createWeighing({ policy, query }, tables.tables, families, measure);
    const others = takeTurns({ left: 0 });
    const isWide = createWidth(tables.tables, measure, policy, families);
    for (const group of differenceGroups(tables.tables.equations, isWide)) {
      await others(group.classes.length * STEPS_OF_A_CLASS);
      if (group.fresh.some((id) => staying.has(id)) || provenBySize(tables.tables, group, measure, policy, families))
        continue;
      if (!(await weigh(group))) staying.add(group.fresh[0] ?? '');
    }
  }
  return staying;
}

async function scanNear(
  { policy, query }: DifferenceInput,
  shown: readonly ShownFamily[],
  beside: readonly ShownFamily[],
  measure: string,
): Promise<{ readonly tables: Tables; readonly shown: readonly ShownFamily[] } | null> {
  const own = unionOf(shown.map((item) => item.family));
  for (const near of [beside, beside.filter((item) => within(columnsOf(item.family), own))]) {
    const all = [...shown, ...near];
    if (!canScanTogether(all.map((item) => item.family))) continue;
    const tables = await scanTables({ shown: all, guarding: [], policy, measures: [measure], query });
    if (tables) return { tables, shown: all };
  }
  return null;
}

/**
 * Cells without parts of them, wherever one of both is new; each set of classes once.
 * @param isWide leaves out what nobody can dominate, whatever is taken away
 */
export function differenceGroups(
  equations: readonly TableEquation[],
  isWide: (total: TableEquation, removed: readonly TableEquation[]) => boolean = () => false,
): readonly DifferenceGroup[] {
  const cells = equations.filter((item) => item.classes.length > 0);
  const markOf = createMarks(cells);
  const whole = Map.groupBy(cells, markOf);
  const partsOf = createPartsFinder(cells);
  const found = new Map<number, DifferenceGroup[]>();
  let count = 0;
  for (const total of cells) {
    const parts = partsOf(total);
    for (const removed of [disjoint(parts), ...parts.slice(0, MOST_PARTS).map((part) => [part])]) {
      if ([total, ...removed].every((item) => item.cell === null) || isWide(total, removed)) continue;
      const mark = subtractMarks(markOf(total), removed.map(markOf));
      const group = groupOf(total, removed);
      const same = (other: { readonly classes: readonly number[] }): boolean =>
        sameClasses(other.classes, group.classes);
      if (group.classes.length === 0 || whole.get(mark)?.some(same) || found.get(mark)?.some(same)) continue;
      found.set(mark, [...(found.get(mark) ?? []), group]);
      count += 1;
      if (count >= MOST_GROUPS) return [...found.values()].flat();
    }
  }
  return [...found.values()].flat();
}

/** Finds the cells that lie inside another, the largest first. */
function createPartsFinder(cells: readonly TableEquation[]): (total: TableEquation) => readonly TableEquation[] {
  const using = new Map<number, number[]>();
  cells.forEach((item, i) => {
    for (const at of item.classes) {
      const known = using.get(at);
      if (known) known.push(i);
      else using.set(at, [i]);
    }
  });
  return (total) => {
    const inside = new Map<number, number>();
    for (const at of total.classes) for (const i of using.get(at) ?? []) inside.set(i, (inside.get(i) ?? 0) + 1);
    const parts = [...inside].flatMap(([i, count]) => {
      const item = cells[i];
      return item && item.classes.length === count && count < total.classes.length ? [item] : [];
    });
    return parts.toSorted((a, b) => b.classes.length - a.classes.length);
  };
}

/** As many parts as share no class, the largest first. */
function disjoint(parts: readonly TableEquation[]): readonly TableEquation[] {
  const taken = new Set<number>();
  return parts.filter((part) => {
    if (part.classes.some((at) => taken.has(at))) return false;
    for (const at of part.classes) taken.add(at);
    return true;
  });
}

function groupOf(total: TableEquation, removed: readonly TableEquation[]): DifferenceGroup {
  const gone = new Set(removed.flatMap((part) => part.classes));
  const size = (item: TableEquation): number => item.classes.length;
  const fresh = [total, ...removed].filter((item) => item.cell !== null).toSorted((a, b) => size(a) - size(b));
  return {
    classes: total.classes.filter((at) => !gone.has(at)),
    terms: [total.term, ...removed.map((part) => ({ ...part.term, factor: -1 }))],
    fresh: fresh.flatMap((item) => (item.cell === null ? [] : [item.cell])),
  };
}

/** Sets of classes by a sum over them: equal sets have equal sums, and of those with equal sums the classes are compared. */
function createMarks(cells: readonly TableEquation[]): (cell: TableEquation) => number {
  const marks = new Map(
    cells.map((cell) => [cell, cell.classes.reduce((sum, at) => (sum + markOfClass(at)) % MARKS, 0)]),
  );
  return (cell) => marks.get(cell) ?? 0;
}

const MARKS = 2 ** 50;

/** A number that says nothing about its neighbours'. */
const markOfClass = (at: number): number => {
  const one = Math.imul(at ^ (at >>> 15), 0x2c1b3c6d) >>> 0;
  const other = Math.imul(one ^ (one >>> 12) ^ at, 0x297a2d39) >>> 0;
  return one * 2 ** 18 + (other >>> 14);
};

const subtractMarks = (from: number, taken: readonly number[]): number =>
  (from + taken.reduce((sum, mark) => (sum + MARKS - mark) % MARKS, 0)) % MARKS;

function sameClasses(a: readonly number[], b: readonly number[]): boolean {
  const inside = new Set(a);
  return inside.size === b.length && b.every((at) => inside.has(at));
}

/** Whether what is left of a cell is so much that its largest value, of one entity in every row, is little. */
function createWidth(
  tables: Tables,
  measure: string,
  policy: Policy,
  families: readonly ShownFamily['family'][],
): (total: TableEquation, removed: readonly TableEquation[]) => boolean {
  const sizes = tables.sizes.get(measure) ?? [];
  const factor = leastRatio(policy) * mostRowsOf(families);
  const known = new Map<TableEquation, { readonly total: number; readonly largest: number }>();
  const sizeOf = (cell: TableEquation) => {
    const found = known.get(cell) ?? {
      total: cell.classes.reduce((sum, at) => sum + (sizes[at]?.total ?? 0), 0),
      largest: cell.classes.reduce((most, at) => Math.max(most, sizes[at]?.largest ?? 0), 0),
    };
    known.set(cell, found);
    return found;
  };
  return (cell, removed) => {
    const { total, largest } = sizeOf(cell);
    const left = removed.reduce((rest, part) => rest - sizeOf(part).total, total);
    // A hair more than the bound: sums of the same values differ in their last digits.
    return left > 0 && left >= CLEARLY * factor * largest;
  };
}

const CLEARLY = 1.000001;

const leastRatio = ({ dominance: { p, n, share } }: Policy): number => Math.max(2 + p, n / share);

const mostRowsOf = (families: readonly ShownFamily['family'][]): number =>
  Math.max(1, ...families.flatMap((family) => family.keys.map((key) => key.maxRows)));

/** The sum is so much larger than its largest value that nobody can dominate it; nothing but zeros is the value of everybody. */
function provenBySize(
  tables: Tables,
  group: DifferenceGroup,
  measure: string,
  policy: Policy,
  families: readonly ShownFamily['family'][],
): boolean {
  const sizes = tables.sizes.get(measure) ?? [];
  const total = group.classes.reduce((sum, at) => sum + (sizes[at]?.total ?? 0), 0);
  const largest = group.classes.reduce((most, at) => Math.max(most, sizes[at]?.largest ?? 0), 0);
  return total > 0 && total >= leastRatio(policy) * mostRowsOf(families) * largest;
}

/** Whether nobody dominates what a group leaves: by what each entity has in it, all read once; where that is too much, in steps. */
function createWeighing(
  { policy, query }: DifferenceInput,
  tables: Tables,
  families: readonly ShownFamily['family'][],
  measure: string,
): (group: DifferenceGroup) => Promise<boolean> {
  const bound = createEntityBound({ policy, query }, tables, families, measure);
  const exact = createExactCheck({ policy, query }, families, measure);
  let read: readonly (EntityTotals | null)[] | null = null;
  return async (group) => {
    if (read === null) {
      const found: (EntityTotals | null)[] = [];
      for (const key of keysOf(families))
        found.push(await readEntityTotals(families, tables.names, key, measure, query));
      read = found;
    }
    const known = read.filter((totals) => totals !== null);
    if (known.length === read.length && known.length > 0)
      return known.every((totals) => nobodyDominates(totals.over(group.classes), policy));
    return (await bound(group)) || exact(group);
  };
}

/**
 * Whether nobody can dominate because of the most that one entity has in each class: those of different classes are added
 * up, as if they were one's. Read once, and only where rows alone prove too little.
 */
function createEntityBound(
  { policy, query }: DifferenceInput,
  tables: Tables,
  families: readonly ShownFamily['family'][],
  measure: string,
): (group: DifferenceGroup) => Promise<boolean> {
  const needed = leastRatio(policy);
  let known: readonly (ReadonlyMap<string, number> | null)[] | null = null;
  const sizes = tables.sizes.get(measure) ?? [];
  return async ({ classes }) => {
    if (known === null) {
      const found: (ReadonlyMap<string, number> | null)[] = [];
      for (const key of keysOf(families)) found.push(await largestEntities(families, key, measure, query));
      known = found;
    }
    const total = classes.reduce((sum, at) => sum + (sizes[at]?.total ?? 0), 0);
    return (
      known.length > 0 &&
      known.every((largest) => {
        if (!largest) return false;
        const most = classes.reduce((sum, at) => sum + (largest.get(tables.names[at] ?? '') ?? total), 0);
        return total > 0 && total >= needed * most;
      })
    );
  };
}

const keysOf = (families: readonly ShownFamily['family'][]): readonly EntityKey[] => [
  ...new Map(
    families.flatMap((family) => family.keys).map((key) => [`${key.alias}.${key.ordinal ?? ''}`, key]),
  ).values(),
];

/** Weighs entities one by one, for every key; true where nobody dominates. */
function createExactCheck(
  { policy, query }: DifferenceInput,
  families: readonly ShownFamily['family'][],
  measure: string,
): (group: DifferenceGroup) => Promise<boolean> {
  const keys = keysOf(families);
  let asked = 0;
  return async ({ terms }) => {
    asked += 1;
    if (asked > MOST_EXACT) return false;
    for (const key of keys) {
      const totals = await entityTotals(query, families, key, terms, measure);
      if (!totals || !nobodyDominates(totals, policy)) return false;
    }
    return true;
  };
}

async function entityTotals(
  query: DomainQuery,
  families: readonly ShownFamily['family'][],
  key: EntityKey,
  terms: readonly Term[],
  measure: string,
): Promise<readonly number[] | null> {
  const scan = { families, key, sample: 1, where: [terms], most: MOST_ENTITIES };
  const printed = printAtoms({ ...scan, also: (printer) => [`sum(${sizeSql(printer, measure)})`] }, dialects.duckdb);
  if (!printed) return null;
  const { rows } = await query(printed);
  if (rows.length >= MOST_ENTITIES) return null;
  const totals = new Map<unknown, number>();
  rows.forEach((row, i) => {
    // Rows without a key of their own count as one entity; where there is no key at all each class is one.
    const owner = key.ordinal === null ? i : String(row[0] ?? '');
    totals.set(owner, (totals.get(owner) ?? 0) + Number(row[printed.figures + 1] ?? 0));
  });
  return [...totals.values()];
}

/** p% and (n,k) of what the entities contributed (R8). */
export function nobodyDominates(
  totals: readonly number[],
  { dominance: { p, n, share } }: Pick<Policy, 'dominance'>,
): boolean {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const total = sum(totals);
  const largest = largestOf(totals, Math.max(2, n));
  const [first = 0] = largest;
  return total > 0 && total - sum(largest.slice(0, 2)) >= p * first && sum(largest.slice(0, n)) <= share * total;
}

/** The largest values, in order. */
function largestOf(values: readonly number[], count: number): readonly number[] {
  const found: number[] = [];
  for (const value of values) {
    if (found.length === count && value <= (found.at(-1) ?? 0)) continue;
    const place = found.findIndex((other) => other < value);
    found.splice(place < 0 ? found.length : place, 0, value);
    if (found.length > count) found.pop();
  }
  return found;
}
