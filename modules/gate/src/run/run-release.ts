import { DomainError, isDomainError } from '@sluice/kernel';
import type { EngineLimits } from '@sluice/engines';
import type { Rule } from '../diagnostic.ts';
import type { DomainAccess, DomainSession, SessionResources } from '../domain-access.ts';
import type { Release } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { printRelease } from '../print/print-release.ts';
import type { PrintedSql } from '../program-types.ts';
import { cellId, readCells, type Cell } from '../release/cells.ts';
import { checkCells } from '../release/check-cells.ts';
import { cutsApart } from '../release/cuts-apart.ts';
import { beginEffort, checkHistory } from '../release/check-history.ts';
import { familiesOf } from '../release/families-of.ts';
import { protectWithheld } from '../inference/protect-withheld.ts';
import { guardsOf, isGuard, rememberGuards, type Withheld } from '../inference/withheld.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { moveCells } from '../perturb/move-cells.ts';
import { recordKeyOf } from '../perturb/record-key.ts';
import { dataSetOf, type SupportFamily } from '../release/support-family.ts';
import type { RandomBytes } from '../privacy/sample-noise.ts';
import { assertNamesOnly, serializeStatement } from './check-printed.ts';
import { columnsOfFamily, columnsOfRelease } from './columns-of-family.ts';
import { onFiles, tablesOf } from './domain-tables.ts';

export interface RunLimits extends EngineLimits {
  /** Most cells of one reduction; a program with more asks for coarser dimensions. */
  readonly maxCells: number;
  /** Memory and temporary space of the engine's session; the installation's own where absent. */
  readonly resources?: SessionResources;
}

export const defaultLimits: RunLimits = { deadlineMs: 60_000, maxRows: 400_000, maxCells: 100_000 };

export interface DomainRun {
  readonly domain: DomainAccess;
  readonly limits: RunLimits;
  /** Gets what really went wrong; a restricted log. The caller of the program gets one fixed answer (R14). */
  readonly onFailure: (error: unknown) => void;
  readonly without?: ReadonlySet<Rule>;
  /** For noise; without it nothing that asks for noise is answered. */
  readonly randomBytes?: RandomBytes;
  /** The secret that moves an epoch's cells, where a grant asks for that. */
  readonly cellKey?: (epochId: string) => Uint8Array;
  /** Wall time that is left for all statements of the run together, in milliseconds. */
  readonly remainingMs?: () => number;
}

/** The one answer for whatever goes wrong on data: nothing in it depends on the data (R14). */
export const notCompleted = (): DomainError => new DomainError('gate.not-completed', 'unavailable');

/** A session over some tables; every failure of the engine becomes the fixed answer. */
export interface OpenDomain {
  readonly query: DomainQuery;
  close(): Promise<void>;
}

/** Opens the epochs of the tables and lets only statements pass that name these tables and columns. */
export async function openDomain(
  run: DomainRun,
  tables: ReadonlyMap<string, string>,
  columns: readonly string[],
): Promise<OpenDomain> {
  const session = await guarded(run, () => run.domain.open([...new Set(tables.values())], run.limits.resources));
  const query = queryOf(session, run, tables, new Set(columns));
  return { query: (printed) => guarded(run, () => query(printed)), close: () => session.close() };
}

async function guarded<T>(run: DomainRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    run.onFailure(error);
    throw isDomainError(error) && error.code === 'engine.busy' ? error : notCompleted();
  }
}

function queryOf(
  session: DomainSession,
  run: DomainRun,
  tables: ReadonlyMap<string, string>,
  columns: ReadonlySet<string>,
): DomainQuery {
  const files = new Map([...tables].map(([name, epoch]) => [name, session.files[epoch] ?? []]));
  return async (printed: PrintedSql) => {
    const deadlineMs = Math.min(run.limits.deadlineMs, run.remainingMs?.() ?? run.limits.deadlineMs);
    if (deadlineMs <= 0) throw new DomainError('engine.deadline', 'limited');
    const limits = { ...run.limits, deadlineMs };
    const serialized = (await session.engine.run(serializeStatement(printed), limits)).rows[0]?.[0];
    assertNamesOnly(String(serialized), new Set(tables.keys()), columns);
    return session.engine.run(onFiles(printed, files), limits);
  };
}

export type SettledCells = Withheld;

/** Times that a release is weighed again after cells had to stay for the sake of others. */
const MOST_WEIGHINGS = 4;

/**
 * Computes a release's cells and settles what can be decided without history.
 * @throws DomainError `gate.too-many-cells` (limited) · `gate.not-completed` (unavailable)
 */
export async function settleCells(run: DomainRun, release: Release, query: DomainQuery): Promise<SettledCells> {
  const secret = secretOf(run, release);
  const printed = printRelease(release, dialects.duckdb, secret ? recordKeyOf(secret) : undefined);
  const result = await query(printed);
  if (result.truncated || result.rows.length > run.limits.maxCells)
    throw new DomainError('gate.too-many-cells', 'limited', { most: run.limits.maxCells });
  const exact = readCells(release, printed, result);
  const cells =
    secret && release.mode?.kind === 'cell-key' ? moveCells(release, exact, release.mode.table, secret) : exact;
  const shown = new Map(exact.map((cell, i) => [cell, cells[i] ?? cell]));
  const dominated = new Map<Cell, Set<string>>();
  const kept = await checkCells(release, exact, query, run.without, (cell, aggregate) => {
    const own = shown.get(cell) ?? cell;
    dominated.set(own, (dominated.get(own) ?? new Set<string>()).add(aggregate));
  });
  return { cells, kept: kept.map((cell) => shown.get(cell) ?? cell), dominated };
}

function secretOf(run: DomainRun, release: Release): Uint8Array | null {
  if (release.mode?.kind !== 'cell-key') return null;
  if (!run.cellKey) throw new DomainError('gate.no-cell-key', 'unavailable');
  return run.cellKey(dataSetOf(release).epochId);
}

/** Tables and columns that a release and its comparison with history may name. */
export function namesFor(
  release: Release,
  history: readonly SupportFamily[],
): { readonly tables: ReadonlyMap<string, string>; readonly columns: readonly string[] } {
  return {
    tables: new Map([
      ...history.flatMap((family) => [...tablesOf(family.relation)]),
      ...tablesOf(release.input.input.input),
    ]),
    columns: [...columnsOfRelease(release), ...history.flatMap(columnsOfFamily)],
  };
}

export interface DecidedCells {
  readonly kept: readonly Cell[];
  readonly families: readonly SupportFamily[];
  /** What of them is no combination of earlier answers: all that later releases are held against. */
  readonly span: readonly SupportFamily[];
  /** Nothing was kept because the history could not be weighed: a person may decide. */
  readonly undecided: boolean;
}

/**
 * What may leave: cells that pass by themselves and beside everything released before (R12), and that bound no withheld cell
 * to a narrow interval (R10). Cells that stay for others change what the rest says, which is then weighed anew.
 */
export async function decideCells(
  run: DomainRun,
  release: Release,
  settled: SettledCells,
  history: readonly SupportFamily[],
  query: DomainQuery,
): Promise<DecidedCells> {
  if (run.without?.has('R12')) {
    const families = familiesOf(release, settled.kept);
    return { kept: settled.kept, families, span: families, undecided: false };
  }
  const released = history.filter((family) => !isGuard(family));
  const checks = release.checks.filter((check) => check.check !== 'dominance' || !run.without?.has('R8'));
  const guards = run.without?.has('R10') ? [] : guardsOf({ ...release, checks }, settled);
  const effort = beginEffort();
  const apart = cutsApart(release, settled.kept);
  let candidates = settled.kept;
  for (let weighing = 1; ; weighing += 1) {
    const asked = familiesOf(release, candidates);
    const verdict = await checkHistory({ k: release.k, families: asked, history: released, query, effort, apart });
    const kept = candidates.filter((cell) => verdict.kept.has(cellId(cell.key)));
    const families = familiesOf(release, kept);
    const { staying, undecided } = await protectWithheld({
      ...{ policy: release, fresh: families, telling: verdict.span },
      ...{ guards, history, query },
    });
    if (verdict.undecided || undecided || staying.size === 0 || weighing === MOST_WEIGHINGS) {
      const left = staying.size === 0 && !undecided ? kept : [];
      const span = left.length === 0 ? [] : verdict.span;
      const own = history.filter((family) => !family.elder);
      const remembered = rememberGuards(guards, left.length === 0 ? [] : families, span, own);
      return {
        kept: left,
        families: familiesOf(release, left),
        span: [...span, ...remembered],
        undecided: verdict.undecided || undecided,
      };
    }
    candidates = kept.filter((cell) => !staying.has(cellId(cell.key)));
  }
}
