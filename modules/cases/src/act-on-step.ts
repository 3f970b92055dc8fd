import type { ChangedRow, Tx } from '@sluice/database';
import { addWorkingDays, assertAllowed, type CivilDate, type IdSource, type WorkingCalendar } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { readCalendar } from './calendar.ts';
import {
  currentStep,
  definitionOf,
  type CaseActor,
  type CaseRecord,
  type CaseState,
  type StepRecord,
} from './case-record.ts';
import { checkAct, type StepAct } from './check-act.ts';
import { today } from './count-limit.ts';
import { findTarget } from './find-target.ts';
import { finishStep, insertOpinion, insertPause, lockCase, resetSteps, setCaseState, startStep } from './store.ts';
import { readStandsFor } from './delegation-store.ts';
import { refreshTasks } from './task-store.ts';

export interface ActResult {
  readonly caseId: string;
  readonly state: CaseState;
  /** The step that is due next, none when the case is closed. */
  readonly next: { readonly step: string; readonly dueOn: CivilDate } | null;
}

/**
 * Does one act on the current step and moves the case along its chain. The opinion is kept whatever follows.
 * @throws DomainError of kind `forbidden` with every reason of the refusal (`case.wrong-role`, `case.wrong-body`,
 * `case.own-case`, …) or `precondition` (`case.not-current-step`, `case.finding-missing`, `case.failed-aspect`,
 * `case.reason-missing`, …)
 */
export async function actOnStep(
  tx: Tx,
  ids: IdSource,
  caseId: string,
  act: StepAct,
  actor: CaseActor,
): Promise<ActResult> {
  const file = await lockCase(tx, caseId);
  const decision = checkAct(file, act, actor, today(tx.at), await readStandsFor(tx, actor, today(tx.at)));
  assertAllowed(decision, isAboutPerson(decision) ? 'forbidden' : 'precondition');
  const step = currentStep(file) as StepRecord;
  const normVersion = normOf(file, step);
  const opinionId = ids.next<'opinion'>('opn');
  await insertOpinion(tx, opinionId, file.id, { ...act, ...actor, normVersion, at: tx.at });
  const moved = await move(tx, ids, file, step, act, await readCalendar(tx));
  await refreshTasks(tx, file.id);
  record(tx, {
    type: 'cases.step-acted',
    stream: file.stream,
    actor: { kind: 'person', person: actor.person, body: actor.body, role: actor.role },
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }],
    rows: [{ table: 'cases.opinion', id: opinionId }, ...moved.rows],
    ruleVersion: `${file.profile.id}@${file.profile.version}`,
    payload: {
      case: file.id,
      step: act.step,
      outcome: act.outcome,
      findings: act.findings.map((finding) => ({ ...finding })),
      reasons: [...act.reasons],
      normVersion,
      state: moved.result.state,
      next: moved.result.next ? { ...moved.result.next } : null,
    },
  });
  return moved.result;
}

const PERSONAL = new Set([
  'case.wrong-role',
  'case.wrong-body',
  'case.wrong-person',
  'case.wrong-jurisdiction',
  'case.own-case',
  'case.interested',
  'case.same-handler',
]);

function isAboutPerson(decision: ReturnType<typeof checkAct>): boolean {
  return !decision.allowed && decision.reasons.some((reason) => PERSONAL.has(reason.code));
}

function normOf(file: CaseRecord, step: StepRecord): string | null {
  const norm = definitionOf(file, step).norm;
  return norm ? `${norm.id}@${norm.version}` : null;
}

interface Moved {
  readonly result: ActResult;
  readonly rows: readonly ChangedRow[];
}

const stepRow = (id: string): ChangedRow => ({ table: 'cases.step', id });

async function move(
  tx: Tx,
  ids: IdSource,
  file: CaseRecord,
  step: StepRecord,
  act: StepAct,
  calendar: WorkingCalendar,
): Promise<Moved> {
  const target = findTarget(file.chain, file.steps, step.position, act.outcome, act.to);
  const fileRow = { table: 'cases.case_file', id: file.id };
  if (target.kind === 'supplement') {
    const dueOn = addWorkingDays(today(tx.at), file.chain.supplement_working_days, calendar);
    const pauseId = ids.next<'pause'>('paus');
    await insertPause(tx, pauseId, file.id, step.step, today(tx.at), dueOn);
    await setCaseState(tx, file.id, 'supplement', null);
    return {
      result: { caseId: file.id, state: 'supplement', next: { step: step.step, dueOn } },
      rows: [fileRow, { table: 'cases.pause', id: pauseId }],
    };
  }
  await finishStep(tx, step.id, today(tx.at));
  if (target.kind === 'step') {
    const { next, rows } = await startAt(tx, file, step, target.position, calendar);
    return { result: { caseId: file.id, state: 'open', next }, rows: [stepRow(step.id), ...rows] };
  }
  await setCaseState(tx, file.id, target.kind, tx.at);
  return { result: { caseId: file.id, state: target.kind, next: null }, rows: [stepRow(step.id), fileRow] };
}

/** Begins the step at a position; those between it and where the case stood have to be done again. */
export async function startAt(tx: Tx, file: CaseRecord, from: StepRecord, position: number, calendar: WorkingCalendar) {
  const next = file.steps[position] as StepRecord;
  const later = file.steps.filter(
    (step) => step.position > position && step.position <= from.position && step.state !== 'skipped',
  );
  await resetSteps(
    tx,
    later.map((step) => step.id),
  );
  const startedOn = today(tx.at);
  const dueOn = addWorkingDays(startedOn, definitionOf(file, next).limit.working_days, calendar);
  // A step that was done before is begun anew: what was gathered for it the last time does not count.
  const round = next.startedOn === null ? next.round : next.round + 1;
  await startStep(tx, next.id, startedOn, dueOn, round);
  return {
    next: { step: next.step, dueOn },
    rows: [stepRow(next.id), ...later.filter((step) => step.id !== from.id).map((step) => stepRow(step.id))],
  };
}
