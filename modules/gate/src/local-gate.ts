import { DomainError, type Reason } from '@sluice/kernel';
import { applyPost } from './apply-post.ts';
import { answerCube, releasedRow } from './answer-cube.ts';
import { compileProgram } from './compile-program.ts';
import type { Diagnostic, Rule } from './diagnostic.ts';
import type { DomainAccess } from './domain-access.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Check, Release } from './ir/relation.ts';
import { planCube } from './plan-cube.ts';
import { privateMode } from './privacy/check-mode.ts';
import { releaseWithNoise } from './privacy/release-locally.ts';
import { measureUniqueness, type Uniqueness, type UniquenessInput } from './risk/measure-uniqueness.ts';
import { drawSample, type Sample, type SampleInput } from './sample/draw-sample.ts';
import type { BudgetView } from './privacy/spend-budget.ts';
import { unionRows } from './join-branches.ts';
import { refuseUnionFreeze } from './refuse-union-freeze.ts';
import type {
  Accepted,
  CellValue,
  FreezeParameter,
  FrozenAnswer,
  OutputColumn,
  ProgramInput,
  UnionPlan,
  Verdict,
} from './program-types.ts';
import type { Cell } from './release/cells.ts';
import { canonical } from './ir/factories.ts';
import { moveFamilies, movesOf } from './release/move-epochs.ts';
import { dataSetOf, type DataSet, type SupportFamily } from './release/support-family.ts';
import {
  decideCells,
  defaultLimits,
  namesFor,
  openDomain,
  settleCells,
  type DomainRun,
  type RunLimits,
} from './run/run-release.ts';
import { checkGrantedRows } from './quota/check-rows.ts';
import { noteTo, withheldNote } from './service-types.ts';

/** What has been released, by data set: what a later program is held against. Plain data, to be kept between calls. */
export type LocalHistory = Readonly<Record<string, readonly SupportFamily[]>>;

/** What noisy answers have cost, by data set (ρ). */
export type LocalSpending = Readonly<Record<string, number>>;

/** Milliseconds of each phase of one run. */
export interface PhaseTimes {
  readonly compile: number;
  /** Engine pass and the exact checks of single cells. */
  readonly run: number;
  readonly history: number;
  readonly post: number;
}

/** Cells that the run had, and why some of them stay: for the holder of the data, never for the asker. */
export interface LocalCounts {
  readonly cells: number;
  readonly withheldAlone: number;
  readonly withheldBesideHistory: number;
}

export interface LocalGateOptions {
  readonly domain: DomainAccess;
  readonly limits?: RunLimits;
  readonly onFailure?: (error: unknown) => void;
  /** Time against which the grant's period is checked; without it the period is not checked. */
  readonly now?: () => Date;
  /** What was released before, from `LocalGate.history`. */
  readonly history?: LocalHistory;
  /** What noisy answers have cost so far, by data set, from `LocalGate.spent`. */
  readonly spent?: LocalSpending;
  /** The secret that moves an epoch's cells: for a grant that asks for that. */
  readonly cellKey?: (epochId: string) => Uint8Array;
  /** Bytes that nobody can foresee: for a grant that asks for noise. */
  readonly randomBytes?: (count: number) => Uint8Array;
  /** Milliseconds of a clock that only runs forward, for the times of the phases. */
  readonly elapsed?: () => number;
  /** Rules that a test switches off. */
  readonly without?: ReadonlySet<Rule>;
}

export type LocalOutcome = { readonly verdict: 'refused'; readonly diagnostics: readonly Diagnostic[] } | LocalReleased;

export interface LocalReleased {
  readonly verdict: 'released';
  readonly columns: readonly OutputColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly note: Reason;
  readonly irDigest: string;
  readonly obligations: readonly Reason[];
  readonly rules: readonly Rule[];
  readonly counts: LocalCounts;
  readonly times: PhaseTimes;
  /** Under differential privacy: what the answers from these files have cost so far, and what is left. */
  readonly budget?: BudgetView;
}

export type LocalCube =
  | { readonly verdict: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly verdict: 'released';
      readonly columns: readonly OutputColumn[];
      readonly answers: readonly FrozenAnswer[];
      readonly note: Reason;
    };

/** The gate without a server: the same decisions, a history that lives as long as the object, and no evidence. */
export interface LocalGate {
  run(input: ProgramInput): Promise<LocalOutcome>;
  history(): LocalHistory;
  spent(): LocalSpending;
  /** @throws DomainError see `drawSample` */
  sample(input: SampleInput): Promise<Sample>;
  /** @throws DomainError see `measureUniqueness` */
  uniqueness(input: UniquenessInput): Promise<Uniqueness>;
  freezeCube(input: {
    readonly snapshot: GrantSnapshot;
    readonly sql: string;
    readonly parameters: readonly FreezeParameter[];
  }): Promise<LocalCube>;
}

export function createLocalGate(options: LocalGateOptions): LocalGate {
  const run: DomainRun = {
    domain: options.domain,
    limits: options.limits ?? defaultLimits,
    onFailure: options.onFailure ?? (() => undefined),
    ...(options.without ? { without: options.without } : {}),
    ...(options.randomBytes ? { randomBytes: options.randomBytes } : {}),
    ...(options.cellKey ? { cellKey: options.cellKey } : {}),
  };
  const spending = new Map<string, number>(Object.entries(options.spent ?? {}));
  const histories = new Map<string, readonly SupportFamily[]>(Object.entries(options.history ?? {}));
  const elapsed = options.elapsed ?? (() => 0);
  const release = async (snapshot: GrantSnapshot, node: Release): Promise<LocalRelease> => {
    const id = historyKey(dataSetOf(node), node);
    const own = histories.get(id) ?? [];
    const history = historyOf(histories, snapshot, node);
    const mode = privateMode(node);
    assertOneMode(node, histories, spending);
    if (mode) return releaseWithNoise({ run, snapshot, mode, spending, dataSet: id, elapsed }, node);
    const names = namesFor(node, history);
    const began = elapsed();
    const domain = await openDomain(run, names.tables, names.columns);
    try {
      const settled = await settleCells(run, node, domain.query);
      const ran = elapsed();
      const { kept, span } = await decideCells(run, node, settled, history, domain.query);
      histories.set(id, [...own, ...span]);
      const counts = {
        cells: settled.cells.length,
        withheldAlone: settled.cells.length - settled.kept.length,
        withheldBesideHistory: settled.kept.length - kept.length,
      };
      return { kept, counts, run: ran - began, history: elapsed() - ran };
    } finally {
      await domain.close();
    }
  };
  const compile = (input: ProgramInput): Verdict => {
    const said = options.now && { at: options.now() };
    const without = run.without ? { without: run.without } : {};
    const verdict = compileProgram(input.sql, input.parameters, input.snapshot, said, without);
    return checkGrantedRows(verdict, input.snapshot);
  };
  return {
    run: (input) =>
      runLocally(
        () => compile(input),
        (node) => release(input.snapshot, node),
        elapsed,
      ),
    history: () => Object.fromEntries(histories),
    spent: () => Object.fromEntries(spending),
    sample: (input) => drawSample(run, input),
    uniqueness: (input) => measureUniqueness(run, input),
    freezeCube: (input) =>
      freezeLocally(input, compile({ ...input, parameters: input.parameters.map(({ name }) => ({ name })) }), (node) =>
        release(input.snapshot, node),
      ),
  };
}

const moved = (id: string): string => `${id} moved`;

/** Under which name the history of a data set is kept: answers that were moved by a key apart from exact ones. */
function historyKey(dataSet: DataSet, { mode }: Release): string {
  const id = canonical(dataSet);
  return mode?.kind === 'cell-key' ? moved(id) : id;
}

/** One epoch is answered exactly, moved by a key or with noise: of two kinds one would undo the other. */
function assertOneMode(
  node: Release,
  histories: ReadonlyMap<string, unknown>,
  spending: ReadonlyMap<string, number>,
): void {
  const id = canonical(dataSetOf(node));
  const own = privateMode(node) ? null : historyKey(dataSetOf(node), node);
  const others = [id, moved(id)].filter((item) => item !== own);
  if (others.some((item) => histories.has(item)) || (own !== null && spending.has(id)))
    throw new DomainError('gate.mode-differs', 'conflict');
}

/** What is out of a data set, and of earlier epochs that differ from it by a few entities. */
function historyOf(
  histories: ReadonlyMap<string, readonly SupportFamily[]>,
  snapshot: GrantSnapshot,
  node: Release,
): readonly SupportFamily[] {
  const dataSet = dataSetOf(node);
  const moves = movesOf(snapshot);
  const of = (epochId: string) => histories.get(historyKey({ ...dataSet, epochId }, node)) ?? [];
  const elders = moves.filter((move) => move.to === dataSet.epochId).flatMap(({ from }) => of(from));
  return [...moveFamilies(of(dataSet.epochId), moves, false), ...moveFamilies(elders, moves, true)];
}

async function runLocally(
  compile: () => Verdict,
  release: (node: Release) => Promise<LocalRelease>,
  elapsed: () => number,
): Promise<LocalOutcome> {
  const began = elapsed();
  const verdict = compile();
  if (verdict.verdict === 'refused') return verdict;
  const compiled = elapsed() - began;
  return verdict.union
    ? runUnion(verdict, verdict.union, compiled, (branch) => runAccepted(branch, release, elapsed, 0))
    : runAccepted(verdict, release, elapsed, compiled);
}

async function runAccepted(
  verdict: Accepted,
  release: (node: Release) => Promise<LocalRelease>,
  elapsed: () => number,
  compile: number,
): Promise<LocalReleased> {
  const node = verdict.ir.input;
  const { kept, counts, run, history, budget } = await release(node);
  const released = elapsed();
  const rows = applyPost(
    verdict.ir,
    kept.map((cell) => releasedRow(node, cell)),
  );
  return {
    verdict: 'released',
    columns: verdict.ir.columns.map(({ name, type }) => ({ name, type })),
    rows,
    note: noteTo(rows),
    irDigest: verdict.hash,
    obligations: verdict.obligations,
    rules: rulesOf(node),
    counts,
    times: { compile, run, history, post: elapsed() - released },
    ...(budget ? { budget } : {}),
  };
}

/** Branches one after the other, each beside what those before it showed. */
async function runUnion(
  whole: Accepted,
  union: UnionPlan,
  compile: number,
  run: (branch: Accepted) => Promise<LocalReleased>,
): Promise<LocalReleased> {
  const parts: LocalReleased[] = [];
  for (const branch of union.branches) parts.push(await run(branch));
  const sum = (of: (part: LocalReleased) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const rows = unionRows(
    union,
    parts.map((part) => part.rows),
  );
  return {
    verdict: 'released',
    columns: union.columns,
    rows,
    note: noteTo(rows),
    irDigest: whole.hash,
    obligations: whole.obligations,
    rules: [...new Set(parts.flatMap((part) => part.rules))],
    counts: {
      cells: sum(({ counts }) => counts.cells),
      withheldAlone: sum(({ counts }) => counts.withheldAlone),
      withheldBesideHistory: sum(({ counts }) => counts.withheldBesideHistory),
    },
    times: {
      compile,
      run: sum(({ times }) => times.run),
      history: sum(({ times }) => times.history),
      post: sum(({ times }) => times.post),
    },
  };
}

interface LocalRelease {
  readonly kept: readonly Cell[];
  readonly counts: LocalCounts;
  readonly run: number;
  readonly history: number;
  readonly budget?: BudgetView;
}

/** Rules that decide about the cells of a release, beside those that decided about its text. */
function rulesOf(release: Release): readonly Rule[] {
  if (privateMode(release)) return ['R14', 'R15', 'R17'];
  const checks = release.checks.map(({ check }) => checkRules[check] ?? 'R7');
  return [...new Set<Rule>([...checks, 'R10', 'R12', 'R14', 'R15'])];
}

const checkRules: Readonly<Partial<Record<Check['check'], Rule>>> = { dominance: 'R8', class: 'R10' };

async function freezeLocally(
  input: { readonly snapshot: GrantSnapshot; readonly parameters: readonly FreezeParameter[] },
  verdict: Verdict,
  release: (node: Release) => Promise<LocalRelease>,
): Promise<LocalCube> {
  if (verdict.verdict === 'refused') return verdict;
  const several = refuseUnionFreeze(input.snapshot, verdict);
  if (several) return several;
  const plan = planCube(input.snapshot, verdict.ir, input.parameters);
  if (!plan.ok) return { verdict: 'refused', diagnostics: plan.diagnostics };
  const { kept } = await release(plan.cube.program.input);
  return {
    verdict: 'released',
    columns: verdict.ir.columns.map(({ name, type }) => ({ name, type })),
    answers: answerCube(plan.cube, kept),
    note: withheldNote,
  };
}
