import type { CaseActor } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertPower, dateOf, versionOf, type Context } from '../context.ts';
import { assertNoIssues } from '../draft-application.ts';
import { enterRevocation } from '../enter-end.ts';
import { findGrantIds } from '../grant-store.ts';
import { holdGrants, resumeGrants } from '../hold-grants.ts';
import { insertDeveloperMeasure, insertEvaluation, readDeveloperMeasures, readEvaluations } from './standing-store.ts';
import {
  evaluationCarriesExit,
  evaluationParts,
  standingOf,
  type DeveloperMeasure,
  type DeveloperMeasureKind,
  type Evaluation,
  type EvaluationFinding,
  type ExitGround,
} from './standing.ts';

export interface NewEvaluation {
  readonly jurisdiction: string;
  readonly developer: string;
  readonly periodFrom: CivilDate;
  readonly periodTo: CivilDate;
  readonly findings: readonly EvaluationFinding[];
}

/**
 * Evaluates a developer: a finding on each of the three parts; one that is not passed decides (EVA-01, DEV-07).
 * @throws DomainError `evaluation.finding-missing`, `evaluation.period-wrong` (invalid), `developer.unknown`
 */
export async function evaluateDeveloper(
  context: Context,
  tx: Tx,
  input: NewEvaluation,
  actor: CaseActor,
): Promise<Evaluation> {
  assertPower(context, actor, 'developer.evaluate', input.jurisdiction);
  await assertDeveloper(context, tx, input);
  if (input.periodTo < input.periodFrom) throw new DomainError('evaluation.period-wrong', 'invalid');
  assertNoIssues(
    evaluationParts
      .filter((part) => input.findings.filter((one) => one.part === part && one.text.trim() !== '').length !== 1)
      .map((part) => ({ code: 'evaluation.finding-missing', path: `findings.${part}`, params: { part } })),
  );
  const { jurisdiction, developer, findings, periodFrom, periodTo } = input;
  const outcome = findings.every((one) => one.result === 'passed') ? 'passed' : 'not-passed';
  const evaluation: Evaluation = {
    ...{ id: context.ids.next<'evaluation'>('evl'), jurisdiction, subject: developer, kind: 'developer' },
    ...{ periodFrom, periodTo, findings, outcome, at: tx.at },
  };
  await insertEvaluation(tx, { ...evaluation, person: actor.person, body: actor.body });
  record(tx, {
    type: 'authorization.developer-evaluated',
    stream: `developer:${jurisdiction}/${developer}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'body', id: developer, rel: 'about' }],
    rows: [{ table: 'authorization.evaluation', id: evaluation.id }],
    ruleVersion: versionOf(context.profiles.current(jurisdiction, dateOf(tx.at))),
    payload: { subject: developer, outcome },
  });
  return evaluation;
}

export interface NewDeveloperMeasure {
  readonly jurisdiction: string;
  readonly developer: string;
  readonly kind: DeveloperMeasureKind;
  /** Of an exit. */
  readonly ground?: ExitGround | undefined;
  readonly reasons: readonly string[];
}

/**
 * Reminds a developer, calls it in, suspends it, lets it go on, or ends its standing (SVN-05). From a suspension or an
 * exit on none of its grants may be used; an exit ends them.
 * @returns grants that ended or came to a stop, for what rests on them
 * @throws DomainError `developer.suspended`, `developer.exited`, `developer.not-suspended` (conflict),
 * `developer.ground-missing`, `developer.reason-missing` (invalid), `developer.not-warned` (precondition)
 */
export async function measureDeveloper(
  context: Context,
  tx: Tx,
  input: NewDeveloperMeasure,
  actor: CaseActor,
): Promise<readonly string[]> {
  const { jurisdiction, developer, kind, ground = null } = input;
  assertPower(context, actor, kind === 'exit' ? 'developer.exit' : 'developer.measure', jurisdiction);
  if (input.reasons.every((reason) => reason.trim() === ''))
    throw new DomainError('developer.reason-missing', 'invalid');
  await assertDeveloper(context, tx, input);
  const of = { jurisdiction, developer };
  const before = await readDeveloperMeasures(tx, of);
  assertFollows(before, kind);
  if (kind === 'exit') {
    if (ground === null) throw new DomainError('developer.ground-missing', 'invalid');
    if (ground === 'evaluation' && !evaluationCarriesExit(await readEvaluations(tx, jurisdiction, developer), before))
      throw new DomainError('developer.not-warned', 'precondition', { ground });
  }
  const measure: DeveloperMeasure = {
    ...{ id: context.ids.next<'developer-measure'>('dvm'), ...of, kind, ground, reasons: input.reasons },
    ...{ body: actor.body, role: actor.role, at: tx.at },
  };
  await insertDeveloperMeasure(tx, { ...measure, person: actor.person });
  record(tx, {
    type: 'authorization.developer-measure',
    stream: `developer:${jurisdiction}/${developer}`,
    actor: actorRef(actor),
    subjects: [{ kind: 'body', id: developer, rel: 'about' }],
    rows: [{ table: 'authorization.developer_measure', id: measure.id }],
    ruleVersion: versionOf(context.profiles.current(jurisdiction, dateOf(tx.at))),
    payload: { developer, kind, ground, reasons: [...input.reasons] },
  });
  return follow(context, tx, measure, actor);
}

async function assertDeveloper(
  context: Context,
  tx: Tx,
  { jurisdiction, developer }: { readonly jurisdiction: string; readonly developer: string },
): Promise<void> {
  const known = await context.directory.bodiesInRole(tx, jurisdiction, 'developer');
  if (!known.some((body) => body.id === developer))
    throw new DomainError('developer.unknown', 'precondition', { body: developer });
}

function assertFollows(before: readonly DeveloperMeasure[], kind: DeveloperMeasureKind): void {
  const code = standingOf(before)?.code;
  if (kind === 'lift' && code !== 'developer.suspended') throw new DomainError('developer.not-suspended', 'conflict');
  if (kind === 'suspension' && code !== undefined) throw new DomainError(code, 'conflict');
  if (kind === 'exit' && code === 'developer.exited') throw new DomainError(code, 'conflict');
}

async function follow(
  context: Context,
  tx: Tx,
  { kind, ground, jurisdiction, developer }: DeveloperMeasure,
  actor: CaseActor,
): Promise<readonly string[]> {
  const of = { jurisdiction, developer };
  const grants = await findGrantIds(tx, of);
  if (kind === 'suspension') await holdGrants(tx, of, 'developer-suspended', actorRef(actor));
  if (kind === 'lift') await resumeGrants(tx, of, 'developer-suspended', actor);
  if (kind === 'exit') for (const id of grants) await enterRevocation(tx, id, `developer-exit-${ground}`, actor);
  return kind === 'suspension' || kind === 'exit' ? grants : [];
}
