import type { Check, DifferenceCheck, EntityCheck, QuantileCheck, Release, RepeatCheck } from '../ir/relation.ts';
import { printEntityProbe, printRepeats } from '../print/print-probe.ts';
import { dialects } from '../print/dialect.ts';
import { entityName, keyName } from '../print/print-release.ts';
import type { Rule } from '../diagnostic.ts';
import { cellId, supportBuckets, supportRows, type Cell } from './cells.ts';
import type { DomainQuery } from './domain-query.ts';
import { cellsToName, keyOf, unique, type OpenCell } from './open-cells.ts';
import { dominanceStanding, findDominated, type Standing } from './weigh-dominance.ts';

/** Told of each cell in which an aggregate is dominated: what others must not subtract down to. */
export type OnDominated = (cell: Cell, aggregate: string) => void;

/** Splits cells into those that may leave by themselves and those that may not (R7, R8, R10). */
export async function checkCells(
  release: Release,
  cells: readonly Cell[],
  query: DomainQuery,
  without: ReadonlySet<Rule> = new Set(),
  onDominated: OnDominated = () => undefined,
): Promise<readonly Cell[]> {
  const checks = release.checks.filter((check) => !without.has(ruleOf(check)));
  const standing = cells.map((cell) => ({ cell, open: openChecks(release, checks, cell) }));
  const settled = standing.filter((item) => item.open?.length === 0).map((item) => item.cell);
  const open = standing.flatMap(({ cell, open: left }) =>
    left === null || left.length === 0 ? [] : [{ cell, open: left }],
  );
  const passed = new Set([...settled, ...(await decideExactly(release, open, query, onDominated))]);
  return withholdSingleClasses(
    release,
    checks,
    cells,
    cells.filter((cell) => passed.has(cell)),
  );
}

function ruleOf(check: Check): Rule {
  return { entities: 'R7', difference: 'R7', dominance: 'R8', class: 'R10', quantile: 'R2', repeats: 'R7' }[
    check.check
  ] as Rule;
}

/** Checks that the first pass could not decide; null where one fails. */
function openChecks(release: Release, checks: readonly Check[], cell: Cell): readonly Check[] | null {
  const open: Check[] = [];
  for (const check of checks) {
    const standing = firstPass(release, check, cell);
    if (standing === 'fails') return null;
    if (standing === 'open') open.push(check);
  }
  return open;
}

function firstPass(release: Release, check: Check, cell: Cell): Standing {
  switch (check.check) {
    case 'entities': {
      if (check.tiers.includes('counted'))
        return cell.figure({ kind: 'counted', support: check.support }) >= release.k ? 'holds' : 'fails';
      const rows = supportRows(cell, check.support, check.key);
      const buckets = check.tiers.includes('buckets') ? supportBuckets(cell, check.support, check.key) : 0;
      return entityStanding(release.k, rows, check.key.maxRows, buckets);
    }
    case 'difference':
      return differenceStanding(release, check, cell);
    case 'dominance':
      return dominanceStanding(release, check, cell);
    case 'class':
      return 'holds';
    case 'quantile':
      return quantileHolds(release, check, cell) ? 'holds' : 'fails';
    case 'repeats':
      return repeatStanding(release, check, cell);
  }
}

/** Rows prove entities from both sides: more than (k-1)·m rows need k entities, fewer than k rows cannot have them. */
export function entityStanding(k: number, rows: number, maxRows: number, buckets = 0): Standing {
  if (rows < k) return 'fails';
  if (rows > (k - 1) * maxRows || buckets >= k) return 'holds';
  return 'open';
}

function differenceStanding(release: Release, check: DifferenceCheck, cell: Cell): Standing {
  const left = release.supports.find((item) => item.name === check.left);
  const whole = left?.filter === null && left.notNull === null;
  const rows = whole
    ? supportRows(cell, check.left, check.key) - supportRows(cell, check.right, check.key)
    : cell.figure({ kind: 'difference', left: check.left, right: check.right, key: keyName(check.key) });
  if (rows === 0) return check.emptyIsDisclosive ? 'fails' : 'holds';
  const { left: one, right, key } = check;
  const pair = { left: one, right, key: entityName(key) };
  const buckets = check.buckets ? cell.figure({ kind: 'difference-buckets', ...pair }) : 0;
  return entityStanding(release.k, rows, key.maxRows, buckets);
}

/** Rows beyond the first of each entity: with at most m − 1 of them each, they prove repeats from both sides. */
function repeatStanding(release: Release, check: RepeatCheck, cell: Cell): Standing {
  const entities = release.input.per
    ? cell.figure({ kind: 'counted', support: check.support })
    : Number(cell.aggregates.get(check.aggregate) ?? 0);
  const more = supportRows(cell, check.support, check.key) - entities;
  const standing = entityStanding(release.k, more, check.key.maxRows - 1);
  // Beside figures per entity, rows without a key are counted too.
  return standing === 'holds' && release.input.per && !check.key.complete ? 'open' : standing;
}

/**
 * At least share·rows of a support lie at or below its quantile, and (1 − share)·rows at or above: enough rows on both
 * sides, of which those without a key count for nothing, prove k entities there. Fewer are withheld, and so is a quantile of values that all share one bin.
 */
function quantileHolds(release: Release, check: QuantileCheck, cell: Cell): boolean {
  const { at } = release.input.aggregates.find((item) => item.name === check.aggregate)?.call ?? {};
  const rows = cell.figure({ kind: 'rows', support: check.support, key: null });
  const unknown = rows - supportRows(cell, check.support, check.key);
  const share = at?.share ?? 0;
  const enough = (release.k - 1) * check.key.maxRows;
  const bins = [
    cell.figure({ kind: 'least-bin', aggregate: check.aggregate }),
    cell.figure({ kind: 'most-bin', aggregate: check.aggregate }),
  ];
  return Math.floor(Math.min(share, 1 - share) * rows) - unknown > enough && bins[0] !== bins[1];
}

async function decideExactly(
  release: Release,
  batch: readonly OpenCell[],
  query: DomainQuery,
  onDominated: OnDominated,
): Promise<readonly Cell[]> {
  const failed = new Set<Cell>();
  const byId = new Map(batch.map((item) => [cellId(item.cell.key), item]));
  const counted = unique(
    batch.flatMap((item) => item.open.filter((check) => check.check === 'entities' || check.check === 'difference')),
  );
  if (counted.length > 0) await countEntities(release, counted, batch, byId, failed, query);
  for (const [check, cells] of await findDominated(release, batch, byId, query))
    for (const cell of cells) {
      failed.add(cell);
      onDominated(cell, check.aggregate);
    }
  for (const check of unique(batch.flatMap((item) => item.open.filter((open) => open.check === 'repeats'))))
    for (const cell of await countRepeats(release, check, batch, byId, query)) failed.add(cell);
  return batch.map((item) => item.cell).filter((cell) => !failed.has(cell));
}

/** @returns cells in which too few entities have several rows */
async function countRepeats(
  release: Release,
  check: RepeatCheck,
  batch: readonly OpenCell[],
  byId: ReadonlyMap<string, OpenCell>,
  query: DomainQuery,
): Promise<ReadonlySet<Cell>> {
  const asked = batch.filter((item) => item.open.includes(check));
  const { rows } = await query(printRepeats(release, check, cellsToName(asked), dialects.duckdb));
  const few = new Set(asked.map((item) => item.cell));
  for (const row of rows) {
    const item = byId.get(keyOf(release, row));
    if (item && Number(row[release.input.input.dimensions.length] ?? 0) >= release.k) few.delete(item.cell);
  }
  return few;
}

async function countEntities(
  release: Release,
  checks: readonly (EntityCheck | DifferenceCheck)[],
  batch: readonly OpenCell[],
  byId: ReadonlyMap<string, OpenCell>,
  failed: Set<Cell>,
  query: DomainQuery,
): Promise<void> {
  const asked = batch.filter((item) => item.open.some((open) => checks.includes(open as EntityCheck)));
  const answer = await query(printEntityProbe(release, checks, cellsToName(asked), dialects.duckdb));
  const unanswered = new Set(asked.map((item) => item.cell));
  for (const row of answer.rows) {
    const item = byId.get(keyOf(release, row));
    if (!item) continue;
    unanswered.delete(item.cell);
    checks.forEach((check, i) => {
      const entities = Number(row[release.input.input.dimensions.length + i] ?? 0);
      const enough =
        entities >= release.k || (check.check === 'difference' && entities === 0 && !check.emptyIsDisclosive);
      if (item.open.includes(check) && !enough) failed.add(item.cell);
    });
  }
  for (const cell of unanswered) failed.add(cell);
}

/** Of a sensitive dimension's values, a group in which only one exists says it of everybody: that cell is withheld. */
function withholdSingleClasses(
  release: Release,
  checks: readonly Check[],
  all: readonly Cell[],
  kept: readonly Cell[],
): readonly Cell[] {
  const { dimensions } = release.input.input;
  let left = kept;
  for (const check of checks) {
    if (check.check !== 'class') continue;
    const at = dimensions.findIndex((dimension) => dimension.name === check.dimension);
    const groupOf = (cell: Cell): string => cellId(cell.key.filter((_, i) => i !== at));
    const classes = new Map<string, number>();
    for (const cell of all) classes.set(groupOf(cell), (classes.get(groupOf(cell)) ?? 0) + 1);
    left = left.filter((cell) => (classes.get(groupOf(cell)) ?? 0) > 1);
  }
  return left;
}
