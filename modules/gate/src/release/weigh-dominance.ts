import type { DominanceCheck, Release } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { printDominanceProbe, printLargest, printOutermost, printParts } from '../print/print-probe.ts';
import { entityName } from '../print/print-release.ts';
import { supportRows, type Cell } from './cells.ts';
import type { DomainQuery } from './domain-query.ts';
import { cellsToName, keyOf, unique, type OpenCell } from './open-cells.ts';
import { MOST_PARTS, partBounds, partsProve } from './weigh-parts.ts';

/** What a pass tells of a check: it holds, it fails, or a dearer pass has to look. */
export type Standing = 'holds' | 'fails' | 'open';

/** What the first pass tells of who dominates (R8). */
export function dominanceStanding(release: Release, check: DominanceCheck, cell: Cell): Standing {
  const { p, n, share } = release.dominance;
  const needed = Math.max(2 + p, n / share) * check.key.maxRows;
  const { call } = release.input.aggregates.find((item) => item.name === check.aggregate) ?? {};
  if (check.centred) return spreadStanding(release, check, needed, cell);
  const proven = (total: number): boolean =>
    check.parts !== undefined && partsProve(total, partsOf(cell, check), release.dominance);
  if (call?.fn === 'count') {
    if (supportRows(cell, check.support, check.key) >= needed) return 'holds';
    return proven(cell.figure({ kind: 'rows', support: check.support, key: null })) ? 'holds' : 'open';
  }
  const largest = check.most ?? cell.figure({ kind: 'largest', aggregate: check.aggregate });
  const total = cell.figure({ kind: 'total', aggregate: check.aggregate });
  const values = valuesIn(release, check, cell);
  // Nothing at all, or the most for each value, is the value of everybody.
  if (total <= 0 || (!check.alike && total >= largest * values)) return 'fails';
  // Of whole numbers each that is not the largest is less by one at least: a few that are not the value of all others.
  if (isWhole(release, check) && largest * values - total < release.k) return 'fails';
  return total >= needed * largest || proven(total) ? 'holds' : 'open';
}

/** One value in each row, or one figure for each entity. */
function valuesIn({ input }: Release, { support, entities }: DominanceCheck, cell: Cell): number {
  return input.per
    ? cell.figure({ kind: 'counted', support: entities ?? support })
    : cell.figure({ kind: 'rows', support, key: null });
}

/** Whether what is weighed are whole numbers of rows, none below zero, and the largest of a cell is known. */
function isWhole({ input }: Release, { aggregate, nonNegative, most }: DominanceCheck): boolean {
  const { argument, times } = input.aggregates.find((item) => item.name === aggregate)?.call ?? {};
  return !input.per && nonNegative && most === undefined && argument?.type === 'integer' && !times;
}

function partsOf(cell: Cell, { aggregate, key, parts = 1 }: DominanceCheck): readonly number[] {
  return partBounds(parts).map((_, part) => cell.figure({ kind: 'part', aggregate, key: entityName(key), part }));
}

/** Squared distances from the mean are `variance · (rows − 1)` together, and none is larger than that of an outermost value. */
function spreadStanding(release: Release, check: DominanceCheck, needed: number, cell: Cell): Standing {
  const figure = (kind: 'least' | 'most' | 'centre'): number => cell.figure({ kind, aggregate: check.aggregate });
  const farthest = Math.max(figure('most') - figure('centre'), figure('centre') - figure('least'));
  // No spread at all says the value of everybody.
  if (farthest <= 0) return 'fails';
  const count = valuesIn(release, check, cell);
  const isRoot = release.input.aggregates.find((item) => item.name === check.aggregate)?.call.fn === 'stddev';
  const value = Number(cell.aggregates.get(check.aggregate) ?? 0);
  const total = (isRoot ? value ** 2 : value) * (count - 1);
  return total >= needed * farthest ** 2 ? 'holds' : 'open';
}

/**
 * Cells in which somebody dominates, of those that the first pass left open. Each tier looks at what the one before left:
 * the largest value there is, parts of the entities in one pass for all checks, their buckets, and each of them.
 */
export async function findDominated(
  release: Release,
  batch: readonly OpenCell[],
  byId: ReadonlyMap<string, OpenCell>,
  query: DomainQuery,
): Promise<ReadonlyMap<DominanceCheck, ReadonlySet<Cell>>> {
  const checks = unique(batch.flatMap((item) => item.open.filter((check) => check.check === 'dominance')));
  const left = new Map<DominanceCheck, readonly OpenCell[]>();
  for (const check of checks) left.set(check, await stillOpen(release, check, batch, byId, query));
  await settleByParts(release, left, byId, query);
  const dominated = new Map<DominanceCheck, ReadonlySet<Cell>>();
  for (const [check, open] of left) dominated.set(check, await weighEntities(release, check, open, byId, query));
  return dominated;
}

/** Takes out what parts of the entities prove; as dear as the first pass, whatever the number of cells and checks. */
async function settleByParts(
  release: Release,
  left: Map<DominanceCheck, readonly OpenCell[]>,
  byId: ReadonlyMap<string, OpenCell>,
  query: DomainQuery,
): Promise<void> {
  const checks = [...left]
    .filter(([check, open]) => mayBeDealtOut(release, check) && open.length > FEW_CELLS)
    .map(([check]) => check);
  if (checks.length === 0) return;
  const proven = new Map(checks.map((check) => [check, new Set<Cell>()]));
  const { rows } = await query(printParts(release, checks, MOST_PARTS, dialects.duckdb));
  for (const row of rows) {
    const cell = byId.get(keyOf(release, row))?.cell;
    const figures = row.slice(release.input.input.dimensions.length).map((value) => Number(value ?? 0));
    for (const [i, check] of checks.entries()) {
      const [total = 0, ...below] = figures.slice(i * MOST_PARTS, (i + 1) * MOST_PARTS);
      if (cell && partsProve(total, below, release.dominance)) proven.get(check)?.add(cell);
    }
  }
  for (const check of checks)
    left.set(
      check,
      (left.get(check) ?? []).filter((item) => !proven.get(check)?.has(item.cell)),
    );
}

/** Fewer cells are read by themselves for less. */
const FEW_CELLS = 8;

/** Squares of distances from a mean, and figures per entity, are weighed otherwise; what was dealt out has been weighed. */
const mayBeDealtOut = ({ input }: Release, { key, centred, parts }: DominanceCheck): boolean =>
  key.bucket !== null && !input.per && !centred && parts === undefined;

/** Where only the declared bound was known, most cells are settled by the largest value that there really is, of all or in each. */
async function stillOpen(
  release: Release,
  check: DominanceCheck,
  batch: readonly OpenCell[],
  byId: ReadonlyMap<string, OpenCell>,
  query: DomainQuery,
): Promise<readonly OpenCell[]> {
  const asked = new Set(batch.filter((item) => item.open.includes(check)));
  if (check.most === undefined) return [...asked];
  const settle = (item: OpenCell | undefined, most: number): void => {
    if (item && dominanceStanding(release, { ...check, most }, item.cell) === 'holds') asked.delete(item);
  };
  const [edges = []] = (await query(printOutermost(release, check))).rows;
  const sizes = edges.map((edge) => Math.abs(Number(edge ?? 0)));
  const outermost = sizes.reduce(
    (product, size, i) => (i % 2 === 0 ? product * Math.max(size, sizes[i + 1] ?? 0) : product),
    1,
  );
  for (const item of asked) settle(item, outermost);
  if (asked.size === 0) return [];
  const { rows } = await query(printLargest(release, check, dialects.duckdb));
  for (const row of rows) {
    settle(byId.get(keyOf(release, row)), Number(row[release.input.input.dimensions.length] ?? 0));
  }
  return [...asked];
}

async function weighEntities(
  release: Release,
  check: DominanceCheck,
  open: readonly OpenCell[],
  byId: ReadonlyMap<string, OpenCell>,
  query: DomainQuery,
): Promise<ReadonlySet<Cell>> {
  const buckets = open.length > 0 && check.key.bucket !== null && !release.input.per;
  const left = buckets ? await dominatedBy('bucket', release, check, open, byId, query) : null;
  const asked = left ? open.filter((item) => left.has(item.cell)) : open;
  return asked.length === 0 ? new Set() : dominatedBy('entity', release, check, asked, byId, query);
}

/** Cells in which the largest have too much of all: entities, or the buckets that they fall into. */
async function dominatedBy(
  by: 'entity' | 'bucket',
  release: Release,
  check: DominanceCheck,
  asked: readonly OpenCell[],
  byId: ReadonlyMap<string, OpenCell>,
  query: DomainQuery,
): Promise<ReadonlySet<Cell>> {
  const answer = await query(printDominanceProbe(release, check, cellsToName(asked), dialects.duckdb, by));
  const unanswered = new Set(asked.map((item) => item.cell));
  const { p, share } = release.dominance;
  for (const row of answer.rows) {
    const item = byId.get(keyOf(release, row));
    if (!item) continue;
    const [total = 0, first = 0, two = 0, several = 0] = row
      .slice(release.input.input.dimensions.length)
      .map((value) => Number(value ?? 0));
    if (total - two >= p * first && several <= share * total) unanswered.delete(item.cell);
  }
  return unanswered;
}
