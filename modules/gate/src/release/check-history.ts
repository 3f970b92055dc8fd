import type { EntityKey } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { entityName } from '../print/print-release.ts';
import { printDifference, printOverlap, printRest } from '../print/print-overlap.ts';
import type { PrintedSql } from '../program-types.ts';
import { cellId, toCellValue } from './cells.ts';
import { entityStanding } from './check-cells.ts';
import type { DomainQuery } from './domain-query.ts';
import { familyId, provablyDisjoint, spineOf, type FamilyCell, type SupportFamily } from './support-family.ts';

/** Exact questions that one release may ask about its history; what is then still open is withheld. */
const MOST_PROBES = 48;
/** Cells of one part that a rest is asked about in one statement. */
const MOST_PARTS = 300;

export interface HistoryInput {
  readonly k: number;
  /** Families of the new release, their cells those that may leave by themselves. */
  readonly families: readonly SupportFamily[];
  /** Families of all earlier releases of the same data set, by whomever. */
  readonly history: readonly SupportFamily[];
  readonly query: DomainQuery;
}

/**
 * The differencing ledger, pairwise (R12 a) with its complement (R10): a cell may leave if its support is equal to,
 * disjoint from, or at least k entities away from every earlier one, and if what is left of an earlier total without the
 * cells released now, or of a new total without earlier cells, is empty or holds at least k entities.
 * @returns ids of the cells that may leave.
 */
export async function checkHistory(input: HistoryInput): Promise<ReadonlySet<string>> {
  const probe = createProbe(input);
  const kept = new Set(input.families[0]?.cells.map((cell) => cellId(cell.key)) ?? []);
  const known = new Map<string, SupportFamily>();
  for (const family of input.history) known.set(familyId(family), mergeCells(known.get(familyId(family)), family));
  for (const family of input.families) {
    const own = familyId(family);
    for (const [id, earlier] of known) {
      if (id === own || provablyDisjoint(family, earlier)) continue;
      await compare(family, earlier, kept, probe, input);
    }
  }
  return kept;
}

function mergeCells(before: SupportFamily | undefined, family: SupportFamily): SupportFamily {
  if (!before) return family;
  return {
    ...family,
    cells: [...new Map([...before.cells, ...family.cells].map((cell) => [cellId(cell.key), cell])).values()],
  };
}

/** Decides whether entities behind a statement are at least k for every key; false once the budget is spent. */
type Probe = (printed: PrintedSql | null) => Promise<boolean>;

function createProbe({ k, query }: HistoryInput): Probe {
  let left = MOST_PROBES;
  return async (printed) => {
    left -= 1;
    if (!printed || left < 0) return false;
    const [row = []] = (await query(printed)).rows;
    return row.length > 0 && row.every((value) => Number(value) >= k);
  };
}

interface Overlap {
  /** Rows in common, by cell of the new family, then of the earlier one; and the other way round. */
  readonly ofNew: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly ofEarlier: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

async function compare(
  family: SupportFamily,
  earlier: SupportFamily,
  kept: Set<string>,
  probe: Probe,
  input: HistoryInput,
): Promise<void> {
  const overlap = await readOverlap(family, earlier, input.query);
  if (!overlap) {
    kept.clear();
    return;
  }
  const keys = allKeys(family, earlier);
  const now = family.cells.filter((cell) => kept.has(cellId(cell.key)));
  const before = new Map(earlier.cells.map((cell) => [cellId(cell.key), cell]));
  for (const cell of now) {
    for (const [id, common] of overlap.ofNew.get(cellId(cell.key)) ?? []) {
      const other = before.get(id);
      if (!other) continue;
      const apart = cell.rows + other.rows - 2 * common;
      const safe =
        apart === 0 ||
        rowsProve(input.k, apart, keys) ||
        (await probe(printDifference(family, cell.key, earlier, other.key, keys, dialects.duckdb)));
      if (!safe) {
        kept.delete(cellId(cell.key));
        break;
      }
    }
  }
  await checkNewTotals(family, earlier, overlap, kept, probe, input.k, keys);
  await checkEarlierTotals(family, earlier, overlap, kept, probe, input.k, keys);
}

function rowsProve(k: number, rows: number, keys: readonly EntityKey[]): boolean {
  return keys.every((key) => key.complete && entityStanding(k, rows, key.maxRows) === 'holds');
}

function allKeys(a: SupportFamily, b: SupportFamily): readonly EntityKey[] {
  return [...new Map([...a.keys, ...b.keys].map((key) => [entityName(key), key])).values()];
}

async function readOverlap(family: SupportFamily, earlier: SupportFamily, query: DomainQuery): Promise<Overlap | null> {
  if (spineOf(family.relation).alias !== spineOf(earlier.relation).alias) return null;
  const printed = printOverlap(family, earlier, dialects.duckdb);
  if (!printed) return null;
  const answer = await query(printed);
  if (answer.truncated) return null;
  const ofNew = new Map<string, Map<string, number>>();
  const ofEarlier = new Map<string, Map<string, number>>();
  const width = family.dimensions.length;
  for (const row of answer.rows) {
    const own = cellId(family.dimensions.map((dimension, i) => toCellValue(row[i] ?? null, dimension.type)));
    const other = cellId(earlier.dimensions.map((dimension, i) => toCellValue(row[width + i] ?? null, dimension.type)));
    const common = Number(row[width + earlier.dimensions.length] ?? 0);
    put(ofNew, own, other, common);
    put(ofEarlier, other, own, common);
  }
  return { ofNew, ofEarlier };
}

function put(map: Map<string, Map<string, number>>, outer: string, inner: string, rows: number): void {
  const known = map.get(outer) ?? new Map<string, number>();
  known.set(inner, rows);
  map.set(outer, known);
}

/** Cells that lie wholly inside the one with these rows in common. */
function partsAmong(
  common: ReadonlyMap<string, number> | undefined,
  cells: ReadonlyMap<string, FamilyCell>,
): readonly FamilyCell[] {
  return [...(common ?? [])].flatMap(([id, rows]) => {
    const cell = cells.get(id);
    return cell?.rows === rows ? [cell] : [];
  });
}

/** A new total whose earlier parts leave 1..k-1 entities over is withheld. */
async function checkNewTotals(
  family: SupportFamily,
  earlier: SupportFamily,
  overlap: Overlap,
  kept: Set<string>,
  probe: Probe,
  k: number,
  keys: readonly EntityKey[],
): Promise<void> {
  const known = new Map(earlier.cells.map((cell) => [cellId(cell.key), cell]));
  for (const total of family.cells) {
    const id = cellId(total.key);
    if (!kept.has(id)) continue;
    const parts = partsAmong(overlap.ofNew.get(id), known);
    const rest = total.rows - parts.reduce((sum, part) => sum + part.rows, 0);
    if (parts.length === 0 || rest === 0 || rowsProve(k, rest, keys)) continue;
    const safe =
      parts.length <= MOST_PARTS &&
      (await probe(
        printRest(
          family,
          total.key,
          earlier,
          parts.map((part) => part.key),
          keys,
          dialects.duckdb,
        ),
      ));
    if (!safe) kept.delete(id);
  }
}

/** Of an earlier total, new parts must leave nothing or at least k entities over: else the smallest part is withheld too. */
async function checkEarlierTotals(
  family: SupportFamily,
  earlier: SupportFamily,
  overlap: Overlap,
  kept: Set<string>,
  probe: Probe,
  k: number,
  keys: readonly EntityKey[],
): Promise<void> {
  const own = new Map(family.cells.map((cell) => [cellId(cell.key), cell]));
  for (const total of earlier.cells) {
    const parts = partsAmong(overlap.ofEarlier.get(cellId(total.key)), own).filter((part) =>
      kept.has(cellId(part.key)),
    );
    const rest = total.rows - parts.reduce((sum, part) => sum + part.rows, 0);
    const [smallest] = parts.toSorted((a, b) => a.rows - b.rows);
    if (!smallest || rest === 0 || rowsProve(k, rest, keys)) continue;
    const safe =
      parts.length <= MOST_PARTS &&
      (await probe(
        printRest(
          earlier,
          total.key,
          family,
          parts.map((part) => part.key),
          keys,
          dialects.duckdb,
        ),
      ));
    // The rest and one more part hold at least k entities, because every released part does.
    if (!safe) kept.delete(cellId(smallest.key));
  }
}
