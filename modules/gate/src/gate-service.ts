import type { ActorRef, Committed, Db, Transact } from '@sluice/database';
import { canonicalJson, DomainError, type Clock, type IdSource, type Json } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { answeredEarlier } from './answer-earlier.ts';
import { applyPost } from './apply-post.ts';
import { answerCube, releasedRow } from './answer-cube.ts';
import type { DomainAccess } from './domain-access.ts';
import { createGate } from './gate.ts';
import { hashProgram } from './hash-program.ts';
import { planCube } from './plan-cube.ts';
import type { Accepted, Verdict } from './program-types.ts';
import { defaultLimits, type DomainRun, type RunLimits } from './run/run-release.ts';
import {
  earlierNote,
  noteTo,
  withheldNote,
  type DecisionRecord,
  type ExplainOutcome,
  type FreezeInput,
  type FreezeOutcome,
  type FrozenCube,
  type RunInput,
  type RunOutcome,
} from './service-types.ts';
import { answerAgain, releaseJointly } from './release-jointly.ts';
import type { HoldState, HoldView, Viewer } from './hold/held-result.ts';
import { holdResult } from './hold/hold-result.ts';
import { listHolds, readHold } from './hold/list-holds.ts';
import { findOpenHeld } from './hold/store-holds.ts';
import { voteOnHold, type VoteInput } from './hold/vote-on-hold.ts';
import { untilNextStep } from './quota/answer-in-steps.ts';
import { admitRun, limitsOf } from './quota/admit-run.ts';
import { checkGrantedRows } from './quota/check-rows.ts';
import { noteCap } from './quota/note-cap.ts';
import { refuse } from './quota/refuse-program.ts';
import { createStoppableRuns, type RunName } from './run/stop-runs.ts';
import { refuseUnionFreeze } from './refuse-union-freeze.ts';
import { runBranches } from './run-branches.ts';
import { readOveruse, type OveruseNotice } from './quota/note-overuse.ts';
import { privateMode } from './privacy/check-mode.ts';
import { readBudgetView, releasePrivately } from './privacy/run-privately.ts';
import { measureUniqueness, type Uniqueness, type UniquenessInput } from './risk/measure-uniqueness.ts';
import type { Sample } from './sample/draw-sample.ts';
import { sampleInWorkspace, type SampleRequest } from './sample/record-sample.ts';
import { dataSetOf } from './release/support-family.ts';
import { findAnswer, readDecisions } from './store.ts';
import { actOf, epochsOf, epochsOfProgram, recordFailure, sha256, writeDecision, type Sent } from './write-acts.ts';

export interface GateServiceOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly domain: DomainAccess;
  readonly limits?: RunLimits;
  /** Gets what really went wrong inside the domain; a restricted log. */
  readonly onFailure?: (error: unknown) => void;
  /** Milliseconds of a clock that only runs forward: for deadlines and timings, never for a decision. */
  readonly elapsed?: () => number;
  /** Waits; with `elapsed` and steps in the grant, answers leave at whole steps of time (R22). */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** Bytes that nobody can foresee, for noise; a grant that asks for noise is not answered without. */
  readonly randomBytes?: (count: number) => Uint8Array;
  /** The secret that moves an epoch's cells, never told; a grant that asks for it is not answered without. */
  readonly cellKey?: (epochId: string) => Uint8Array;
  /** The secret that pseudonyms in samples are made of; without it no sample is drawn. */
  readonly sampleSecret?: Uint8Array;
}

export interface GateService {
  /** Decides a program without running it; the decision is recorded. */
  explain(input: RunInput): Promise<ExplainOutcome>;
  /** The same decision, not recorded: for an editor, while its text is typed. It depends on text, grant and declared figures. */
  check(input: RunInput): Verdict;
  /**
   * Decides, runs and releases. A refusal is a value.
   * @throws DomainError `gate.not-completed` (unavailable) · `gate.too-many-cells` (limited) · `engine.busy` (unavailable) ·
   * `gate.quota-exhausted`, `gate.quota-concurrent` (limited) with `opensAt` and `retryAfterSeconds` · `gate.cap-reached` (limited)
   */
  run(input: RunInput): Promise<RunOutcome>;
  /** Ends a run that its asker named; it fails with `gate.not-completed`. @returns whether it was running */
  stop(name: RunName): Promise<boolean>;
  /** A masked sample of one granted table, for the grant's workspace; see `sampleInWorkspace` (ENV-03). */
  sample(request: SampleRequest): Promise<Committed<Sample>>;
  /** What requested fields would do together, in whole steps; see `measureUniqueness` (SEC-06). */
  uniqueness(input: UniquenessInput): Promise<Uniqueness>;
  /** Releases the answers for all values of the parameters jointly: the cube that a product's calls look up. */
  freezeCube(input: FreezeInput): Promise<FreezeOutcome>;
  listDecisions(
    grantId: string,
    page: number,
  ): Promise<{ readonly items: readonly DecisionRecord[]; readonly total: number }>;
  /** Results that wait, or have been decided, in one jurisdiction, as this person may see them (R19). */
  listHolds(
    viewer: Viewer,
    jurisdiction: string,
    state: HoldState,
    page: number,
  ): Promise<{ readonly items: readonly HoldView[]; readonly total: number }>;
  /**
   * A held result for its author's body, or, with a jurisdiction, for a reviewer there.
   * @throws DomainError `gate.hold-not-found` (not-found)
   */
  readHold(viewer: Viewer, id: string, reviewsIn: string | null): Promise<HoldView>;
  /** @throws DomainError see `voteOnHold` */
  voteOnHold(actor: Extract<ActorRef, { kind: 'person' }>, input: VoteInput): Promise<Committed<HoldView>>;
  /** What somebody tried beyond a grant of this jurisdiction, newest first: the operator's notice (ENV-10). */
  listOveruse(
    jurisdiction: string,
    page: number,
    grantId?: string,
  ): Promise<{ readonly items: readonly OveruseNotice[]; readonly total: number }>;
}

const PAGE = 50;

interface ServiceContext extends GateServiceOptions {
  readonly run: DomainRun;
}

/** Creates the gate's use cases over the domain and the history of releases. */
export function createGateService(options: GateServiceOptions): GateService {
  const gate = createGate();
  const run: DomainRun = {
    domain: options.domain,
    limits: options.limits ?? defaultLimits,
    onFailure: options.onFailure ?? (() => undefined),
    ...(options.randomBytes ? { randomBytes: options.randomBytes } : {}),
    ...(options.cellKey ? { cellKey: options.cellKey } : {}),
  };
  const context: ServiceContext = { ...options, run };
  const admitted = createAdmission(context);
  const runs = createStoppableRuns();
  const decideAndRun = async (on: ServiceContext, input: RunInput): Promise<RunOutcome> => {
    const verdict = compile(context, gate.compile, input);
    if (verdict.verdict === 'refused') return refuse(context, input, 'query', verdict.diagnostics);
    const within: Admitted = on === context ? admitted : createAdmission(on);
    return verdict.union
      ? runBranches(verdict.union, verdict.hash, (branch) => runDecided(on, within, input, branch))
      : runDecided(on, within, input, verdict);
  };
  return {
    explain: (input) => explainProgram(context, compile(context, gate.compile, input), input),
    check: (input) => compile(context, gate.compile, input),
    run(input) {
      const { run: name, actor, snapshot } = input;
      if (name === undefined || actor.kind !== 'person') return decideAndRun(context, input);
      return runs.within({ grantId: snapshot.id, person: actor.person, run: name }, run.domain, (domain) =>
        decideAndRun({ ...context, run: { ...run, domain } }, input),
      );
    },
    stop: (name) => runs.stop(name),
    sample: (request) => sampleInWorkspace(context, request),
    uniqueness: (input) => measureUniqueness(run, input),
    async freezeCube(input) {
      const open = { ...input, parameters: input.parameters.map(({ name }) => ({ name })) };
      const verdict = compile(context, gate.compile, open);
      if (verdict.verdict === 'refused') return refuse(context, input, 'freeze', verdict.diagnostics);
      const several = refuseUnionFreeze(input.snapshot, verdict);
      if (several) return refuse(context, input, 'freeze', several.diagnostics);
      return admitted(input, 'freeze', (inWorkspace) => freezeAccepted(inWorkspace, input, verdict));
    },
    listDecisions: (grantId, page) => listDecisions(context.db, grantId, page),
    listHolds: (viewer, jurisdiction, state, page) => listHolds(context.db, viewer, jurisdiction, state, page),
    readHold: (viewer, id, reviewsIn) => readHold(context.db, viewer, id, reviewsIn),
    voteOnHold: (actor, vote) => voteOnHold(context, actor, vote),
    listOveruse: (jurisdiction, page, grantId) =>
      readOveruse(context.db, jurisdiction, grantId, (page - 1) * PAGE, PAGE),
  };
}

/** One SELECT that was decided: its recorded answer, what waits for reviewers, or a run. */
async function runDecided(
  context: ServiceContext,
  admitted: Admitted,
  input: RunInput,
  verdict: Accepted,
): Promise<RunOutcome> {
  const known = await findAnswer(context.db, dataSetOf(verdict.ir.input), verdict.hash);
  const waiting = await findOpenHeld(context.db, {
    ...dataSetOf(verdict.ir.input),
    grantId: input.snapshot.id,
    question: verdict.hash,
  });
  if (waiting) return { verdict: 'held', decisionId: waiting.decisionId, holdId: waiting.id, evidence: [] };
  const earlier = known ? null : await answeredEarlier(context.db, input.snapshot, verdict);
  if (earlier) {
    const outcome = await runAccepted(context, input, earlier, true);
    return outcome.verdict === 'released' ? { ...outcome, note: earlierNote } : outcome;
  }
  // What is out already takes no run and no unit of the quota.
  const outcome = known
    ? await runAccepted(context, input, verdict, true)
    : await admitted(input, 'query', (inWorkspace) => runAccepted(inWorkspace, input, verdict, false));
  const mode = privateMode(verdict.ir.input);
  if (!mode || outcome.verdict !== 'released') return outcome;
  return { ...outcome, budget: await readBudgetView(context.db, mode, verdict.ir.input) };
}

type Admitted = <T>(input: Sent, kind: 'query' | 'freeze', work: (context: ServiceContext) => Promise<T>) => Promise<T>;

/** Work in a place of the grant's workspace, within its limits. */
function createAdmission(context: ServiceContext): Admitted {
  return async (input, kind, work) => {
    const { elapsed, pause } = context;
    const { response } = input.snapshot;
    const began = elapsed?.() ?? 0;
    const place = await admitRun(context, input, kind);
    try {
      const limits = limitsOf(context.run.limits, input, kind);
      const remaining = context.elapsed ? { remainingMs: countdown(context.elapsed, limits.deadlineMs) } : {};
      return await work({ ...context, run: { ...context.run, limits, ...remaining } });
    } finally {
      await place.end();
      if (elapsed && pause && response) await pause(untilNextStep(elapsed() - began, response.stepMs));
    }
  };
}

function countdown(elapsed: () => number, milliseconds: number): () => number {
  const until = elapsed() + milliseconds;
  return () => until - elapsed();
}

async function explainProgram(context: ServiceContext, verdict: Verdict, input: RunInput): Promise<ExplainOutcome> {
  if (verdict.verdict === 'refused') return refuse(context, input, 'explain', verdict.diagnostics);
  const decisionId = context.ids.next('dec');
  const { evidence } = await context.transact(async (tx) => {
    await writeDecision(tx, {
      id: decisionId,
      input,
      kind: 'explain',
      irDigest: verdict.hash,
      codes: [],
      releaseId: null,
    });
    record(tx, {
      ...actOf(input, `query:${decisionId}`, [{ table: 'gate.decision', id: decisionId }], epochsOfProgram(verdict)),
      type: 'gate.query-explained',
      payload: { textDigest: sha256(input.sql), irDigest: verdict.hash },
    });
  });
  return { verdict: 'accepted', decisionId, program: verdict, evidence };
}

function compile(context: ServiceContext, decide: ReturnType<typeof createGate>['compile'], input: RunInput): Verdict {
  const said = {
    ...(input.scenario === undefined ? {} : { scenario: input.scenario }),
    ...(input.purpose === undefined ? {} : { purpose: input.purpose }),
  };
  const at = context.clock.now();
  const verdict = decide(input.sql, input.parameters, input.snapshot, { at, ...said });
  return checkGrantedRows(verdict, input.snapshot);
}

async function runAccepted(
  context: ServiceContext,
  input: RunInput,
  verdict: Accepted,
  again: boolean,
): Promise<RunOutcome> {
  const release = verdict.ir.input;
  const digests = { textDigest: sha256(input.sql), irDigest: verdict.hash };
  const columns = verdict.ir.columns.map(({ name, type }) => ({ name, type }));
  try {
    const { value, evidence } = await (again ? recallJointly : releaseInMode)(
      context,
      input,
      'query',
      release,
      async (tx, decided) => {
        const rows = applyPost(
          verdict.ir,
          decided.kept.map((cell) => releasedRow(release, cell)),
        );
        const { held } = decided;
        if (held !== null) {
          const holdId = await holdResult(tx, context, input, release, { ...decided, held }, { columns, rows });
          return { decided, rows, holdId };
        }
        const act = actOf(input, `query:${decided.decisionId}`, decided.written, epochsOf(release));
        record(tx, {
          ...act,
          type: 'gate.query-run',
          payload: { ...digests, releaseId: decided.releaseId, rows: rows.length, epochs: [...epochsOf(release)] },
        });
        return { decided, rows, holdId: null };
      },
    );
    const { decided, holdId } = value;
    if (holdId !== null) return { verdict: 'held', decisionId: decided.decisionId, holdId, evidence };
    return {
      verdict: 'released',
      decisionId: value.decided.decisionId,
      releaseId: value.decided.releaseId,
      columns,
      rows: value.rows,
      note: noteTo(value.rows),
      irDigest: verdict.hash,
      evidence,
    };
  } catch (error) {
    await recordFailure(context, input, 'query', verdict, error);
    await noteCap(context, input, error);
    throw error;
  }
}

/** As `releaseJointly`, with noise where the grant asks for it. */
const releaseInMode: typeof releaseJointly = (context, input, kind, release, write) => {
  const mode = privateMode(release);
  return mode
    ? releasePrivately(context, { sent: input, kind, mode }, release, write)
    : releaseJointly(context, input, kind, release, write);
};

/** As `releaseJointly`, for an answer that is known to be out. */
const recallJointly: typeof releaseJointly = (context, input, kind, release, write) =>
  context.transact(async (tx) => {
    const published = await answerAgain(context, tx, input, kind, release);
    if (!published) throw new DomainError('gate.history-moved', 'conflict');
    return write(tx, published);
  });

async function freezeAccepted(context: ServiceContext, input: FreezeInput, verdict: Accepted): Promise<FreezeOutcome> {
  const plan = planCube(input.snapshot, verdict.ir, input.parameters);
  if (!plan.ok) return refuse(context, input, 'freeze', plan.diagnostics);
  const { cube } = plan;
  const release = cube.program.input;
  const irDigest = hashProgram(release);
  const committed = releaseInMode(context, input, 'freeze', release, async (tx, decided) => {
    const answers = answerCube(cube, decided.kept);
    const cubeDigest = sha256(canonicalJson({ parameters: cube.parameters, answers } as unknown as Json));
    const frozen: Omit<FrozenCube, 'evidence'> = {
      verdict: 'released',
      decisionId: decided.decisionId,
      releaseId: decided.releaseId,
      irDigest,
      cubeDigest,
      epochIds: epochsOf(release),
      lineage: verdict.lineage,
      columns: cube.program.columns.map(({ name, type }) => ({ name, type })),
      parameters: cube.parameters,
      answers,
      note: withheldNote,
    };
    await input.alsoWrite?.(tx, frozen);
    const act = actOf(input, `freeze:${decided.releaseId}`, decided.written, epochsOf(release));
    record(tx, {
      ...act,
      type: 'gate.cube-released',
      payload: {
        textDigest: sha256(input.sql),
        irDigest,
        releaseId: decided.releaseId,
        cubeDigest,
        answers: answers.length,
        rows: answers.reduce((sum, item) => sum + item.rows.length, 0),
        epochs: [...epochsOf(release)],
      },
    });
    return frozen;
  });
  try {
    const { value, evidence } = await committed;
    return { ...value, evidence };
  } catch (error) {
    await recordFailure(context, input, 'freeze', verdict, error);
    throw error;
  }
}

async function listDecisions(
  db: Db,
  grantId: string,
  page: number,
): Promise<{ readonly items: readonly DecisionRecord[]; readonly total: number }> {
  const { rows, total } = await readDecisions(db, grantId, (page - 1) * PAGE, PAGE);
  const items = rows.map((row): DecisionRecord => ({
    id: row.id,
    grantId: row.grant_id,
    kind: row.kind,
    at: row.decided_at.toISOString(),
    person: row.person,
    textDigest: row.text_digest,
    irDigest: row.ir_digest,
    verdict: row.verdict,
    codes: row.codes,
    releaseId: row.release_id,
  }));
  return { items, total };
}
