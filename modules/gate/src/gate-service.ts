import type { ActorRef, Committed, Db, SubjectRef, Transact, Tx } from '@sluice/database';
import { canonicalJson, DomainError, isDomainError, type Clock, type IdSource, type Json } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { createHash } from 'node:crypto';
import { applyPost } from './apply-post.ts';
import { answerCube, releasedRow } from './answer-cube.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { DomainAccess } from './domain-access.ts';
import { createGate } from './gate.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import { hashProgram } from './hash-program.ts';
import type { Release } from './ir/relation.ts';
import { planCube } from './plan-cube.ts';
import type { Accepted, Verdict } from './program-types.ts';
import type { Cell } from './release/cells.ts';
import { dataSetOf, type SupportFamily } from './release/support-family.ts';
import { decideCells, defaultLimits, namesFor, openDomain, settleCells, type DomainRun, type RunLimits } from './run/run-release.ts';
import { tablesOf } from './run/domain-tables.ts';
import { withheldNote, type DecisionRecord, type ExplainOutcome, type FreezeInput, type FreezeOutcome, type FrozenCube, type RefusedRun, type RunInput, type RunOutcome } from './service-types.ts';
import { insertDecision, insertRelease, lockDataSet, readDecisions, readHistory } from './store.ts';

export interface GateServiceOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly domain: DomainAccess;
  readonly limits?: RunLimits;
  /** Gets what really went wrong inside the domain; a restricted log. */
  readonly onFailure?: (error: unknown) => void;
}

export interface GateService {
  /** Decides a program without running it; the decision is recorded. */
  explain(input: RunInput): Promise<ExplainOutcome>;
  /**
   * Decides, runs and releases. A refusal is a value.
   * @throws DomainError `gate.not-completed` (unavailable) · `gate.too-many-cells` (limited) · `engine.busy` (unavailable)
   */
  run(input: RunInput): Promise<RunOutcome>;
  /** Releases the answers for all values of the parameters jointly: the cube that a product's calls look up. */
  freezeCube(input: FreezeInput): Promise<FreezeOutcome>;
  listDecisions(grantId: string, page: number): Promise<{ readonly items: readonly DecisionRecord[]; readonly total: number }>;
}

const PAGE = 50;
/** A release that found history it had not opened the tables for is tried again. */
const ATTEMPTS = 3;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Creates the gate's use cases over the domain and the history of releases. */
export function createGateService(options: GateServiceOptions): GateService {
  const gate = createGate();
  const run: DomainRun = { domain: options.domain, limits: options.limits ?? defaultLimits, onFailure: options.onFailure ?? (() => undefined) };
  const context: ServiceContext = { ...options, run };
  return {
    async explain(input) {
      const verdict = compile(context, gate.compile, input);
      if (verdict.verdict === 'refused') return refuse(context, input, 'explain', verdict.diagnostics);
      const decisionId = context.ids.next('dec');
      const { evidence } = await context.transact(async (tx) => {
        await writeDecision(tx, { id: decisionId, input, kind: 'explain', irDigest: verdict.hash, codes: [], releaseId: null });
        record(tx, { ...actOf(input, `query:${decisionId}`, [{ table: 'gate.decision', id: decisionId }], epochsOf(verdict.ir.input)), type: 'gate.query-explained', payload: { textDigest: sha256(input.sql), irDigest: verdict.hash } });
      });
      return { verdict: 'accepted', decisionId, program: verdict, evidence };
    },
    async run(input) {
      const verdict = compile(context, gate.compile, input);
      if (verdict.verdict === 'refused') return refuse(context, input, 'query', verdict.diagnostics);
      return runAccepted(context, input, verdict);
    },
    async freezeCube(input) {
      const open = { ...input, parameters: input.parameters.map(({ name }) => ({ name })) };
      const verdict = compile(context, gate.compile, open);
      if (verdict.verdict === 'refused') return refuse(context, input, 'freeze', verdict.diagnostics);
      return freezeAccepted(context, input, verdict);
    },
    async listDecisions(grantId, page) {
      const { rows, total } = await readDecisions(context.db, grantId, (page - 1) * PAGE, PAGE);
      const items = rows.map((row): DecisionRecord => ({
        id: row.id, grantId: row.grant_id, kind: row.kind, at: row.decided_at.toISOString(), person: row.person, textDigest: row.text_digest,
        irDigest: row.ir_digest, verdict: row.verdict, codes: row.codes, releaseId: row.release_id,
      }));
      return { items, total };
    },
  };
}

interface ServiceContext extends GateServiceOptions {
  readonly run: DomainRun;
}

function compile(context: ServiceContext, decide: ReturnType<typeof createGate>['compile'], input: RunInput): Verdict {
  const said = { ...(input.scenario === undefined ? {} : { scenario: input.scenario }), ...(input.purpose === undefined ? {} : { purpose: input.purpose }) };
  return decide(input.sql, input.parameters, input.snapshot, { at: context.clock.now(), ...said });
}

interface Sent {
  readonly actor: ActorRef;
  readonly snapshot: GrantSnapshot;
  readonly sql: string;
}

interface DecisionInput {
  readonly id: string;
  readonly input: Sent;
  readonly kind: 'explain' | 'query' | 'freeze';
  readonly irDigest: string | null;
  readonly codes: readonly string[];
  readonly releaseId: string | null;
}

async function writeDecision(tx: Tx, decision: DecisionInput): Promise<void> {
  const { actor, snapshot, sql } = decision.input;
  await insertDecision(tx, {
    id: decision.id, grant_id: snapshot.id, kind: decision.kind, person: actor.kind === 'person' ? actor.person : actor.part, text_digest: sha256(sql),
    ir_digest: decision.irDigest, rule_version: snapshot.ruleVersion, verdict: decision.irDigest === null ? 'refused' : 'accepted', codes: decision.codes,
    release_id: decision.releaseId, decided_at: tx.at,
  });
}

function epochsOf(release: Release): readonly string[] {
  return [...new Set(tablesOf(release.input.input.input).values())];
}

/** What every act of the gate says alike: whose grant, which epochs. */
function actOf(input: Sent, stream: string, rows: readonly { readonly table: string; readonly id: string }[], epochs: readonly string[]) {
  const used = input.snapshot.tables.filter((table) => epochs.includes(table.epochId));
  const subjects: readonly SubjectRef[] = [
    { kind: 'grant', id: input.snapshot.id, rel: 'uses' },
    ...used.map((table): SubjectRef => ({ kind: 'resource', id: table.resourceId, rel: 'uses' })),
    ...used.map((table): SubjectRef => ({ kind: 'epoch', id: table.epochId, rel: 'uses' })),
  ];
  return { stream, actor: input.actor, subjects, rows, ruleVersion: input.snapshot.ruleVersion };
}

async function refuse(context: ServiceContext, input: Sent, kind: DecisionInput['kind'], diagnostics: readonly Diagnostic[]): Promise<RefusedRun> {
  const decisionId = context.ids.next('dec');
  const codes = [...new Set(diagnostics.map((item) => item.code))];
  const rules = [...new Set(diagnostics.map((item) => item.rule))];
  const { evidence } = await context.transact(async (tx) => {
    await writeDecision(tx, { id: decisionId, input, kind, irDigest: null, codes, releaseId: null });
    const act = actOf(input, `query:${decisionId}`, [{ table: 'gate.decision', id: decisionId }], []);
    record(tx, { ...act, type: kind === 'freeze' ? 'gate.cube-refused' : 'gate.query-refused', payload: { textDigest: sha256(input.sql), codes, rules } });
  });
  return { verdict: 'refused', decisionId, diagnostics, evidence };
}

interface Decided {
  readonly decisionId: string;
  readonly releaseId: string;
  readonly kept: readonly Cell[];
}

/**
 * Runs a release, decides it beside the history under the data set's lock, and writes decision and release with whatever
 * `write` adds, in one transaction.
 */
async function releaseJointly<T>(context: ServiceContext, input: Sent, kind: 'query' | 'freeze', release: Release, write: (tx: Tx, decided: Decided) => Promise<T>): Promise<Committed<T>> {
  const dataSet = dataSetOf(release);
  for (let attempt = 1; ; attempt += 1) {
    const names = namesFor(release, await readHistory(context.db, dataSet));
    const domain = await openDomain(context.run, names.tables, names.columns);
    try {
      const settled = await settleCells(context.run, release, domain.query);
      return await context.transact(async (tx) => {
        await lockDataSet(tx, dataSet);
        const history = await readHistory(tx, dataSet);
        if (!isOpen(names.tables, history)) throw new DomainError('gate.history-moved', 'conflict');
        const { kept, families } = await decideCells(context.run, release, settled, history, domain.query);
        const decided = { decisionId: context.ids.next('dec'), releaseId: context.ids.next('rel'), kept };
        const irDigest = hashProgram(release);
        await writeDecision(tx, { id: decided.decisionId, input, kind, irDigest, codes: [], releaseId: decided.releaseId });
        await insertRelease(tx, {
          id: decided.releaseId, decision_id: decided.decisionId, grant_id: input.snapshot.id, resource_id: dataSet.resourceId, epoch_id: dataSet.epochId,
          ir_digest: irDigest, released: kept.length, withheld: settled.cells.length - kept.length, families, released_at: tx.at,
        });
        return write(tx, decided);
      });
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'gate.history-moved' || attempt === ATTEMPTS) throw error;
    } finally {
      await domain.close();
    }
  }
}

function isOpen(tables: ReadonlyMap<string, string>, history: readonly SupportFamily[]): boolean {
  return history.every((family) => [...tablesOf(family.relation)].every(([name]) => tables.has(name)));
}

const rowsOf = (decided: Decided): readonly { readonly table: string; readonly id: string }[] => [
  { table: 'gate.decision', id: decided.decisionId },
  { table: 'gate.release', id: decided.releaseId },
];

async function runAccepted(context: ServiceContext, input: RunInput, verdict: Accepted): Promise<RunOutcome> {
  const release = verdict.ir.input;
  const digests = { textDigest: sha256(input.sql), irDigest: verdict.hash };
  try {
    const { value, evidence } = await releaseJointly(context, input, 'query', release, async (tx, decided) => {
      const rows = applyPost(verdict.ir, decided.kept.map((cell) => releasedRow(release, cell)));
      const act = actOf(input, `query:${decided.decisionId}`, rowsOf(decided), epochsOf(release));
      record(tx, { ...act, type: 'gate.query-run', payload: { ...digests, releaseId: decided.releaseId, rows: rows.length, epochs: [...epochsOf(release)] } });
      return { decided, rows };
    });
    const columns = verdict.ir.columns.map(({ name, type }) => ({ name, type }));
    return { verdict: 'released', decisionId: value.decided.decisionId, releaseId: value.decided.releaseId, columns, rows: value.rows, note: withheldNote, irDigest: verdict.hash, evidence };
  } catch (error) {
    await recordFailure(context, input, 'query', verdict, error);
    throw error;
  }
}

/** That something ran and gave no answer is an act too. */
async function recordFailure(context: ServiceContext, input: Sent, kind: 'query' | 'freeze', verdict: Accepted, error: unknown): Promise<void> {
  if (!isDomainError(error) || error.code !== 'gate.not-completed') return;
  const id = context.ids.next('dec');
  const epochs = epochsOf(verdict.ir.input);
  await context.transact(async (tx) => {
    await writeDecision(tx, { id, input, kind, irDigest: verdict.hash, codes: ['gate.not-completed'], releaseId: null });
    record(tx, { ...actOf(input, `query:${id}`, [{ table: 'gate.decision', id }], epochs), type: 'gate.query-failed', payload: { textDigest: sha256(input.sql), irDigest: verdict.hash, epochs: [...epochs] } });
  });
}

async function freezeAccepted(context: ServiceContext, input: FreezeInput, verdict: Accepted): Promise<FreezeOutcome> {
  const plan = planCube(input.snapshot, verdict.ir, input.parameters);
  if (!plan.ok) return refuse(context, input, 'freeze', plan.diagnostics);
  const { cube } = plan;
  const release = cube.program.input;
  const irDigest = hashProgram(release);
  const committed = releaseJointly(context, input, 'freeze', release, async (tx, decided) => {
    const answers = answerCube(cube, decided.kept);
    const cubeDigest = sha256(canonicalJson({ parameters: cube.parameters, answers } as unknown as Json));
    const frozen: Omit<FrozenCube, 'evidence'> = {
      verdict: 'released', decisionId: decided.decisionId, releaseId: decided.releaseId, irDigest, cubeDigest, epochIds: epochsOf(release), lineage: verdict.lineage,
      columns: cube.program.columns.map(({ name, type }) => ({ name, type })), parameters: cube.parameters, answers, note: withheldNote,
    };
    await input.alsoWrite?.(tx, frozen);
    const act = actOf(input, `freeze:${decided.releaseId}`, rowsOf(decided), epochsOf(release));
    record(tx, {
      ...act,
      type: 'gate.cube-released',
      payload: { textDigest: sha256(input.sql), irDigest, releaseId: decided.releaseId, cubeDigest, answers: answers.length, rows: answers.reduce((sum, item) => sum + item.rows.length, 0), epochs: [...epochsOf(release)] },
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
