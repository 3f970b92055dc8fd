import type { Tx } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { readCalendar } from './calendar.ts';
import { currentStep, type CaseActor, type CaseRecord } from './case-record.ts';
import type { ActResult } from './act-on-step.ts';
import { checkHandler } from './check-act.ts';
import { readStandsFor } from './delegation-store.ts';
import { resumedDue, today } from './count-limit.ts';
import { endPause, lockCase, setCaseState, setDelayReason, setDue } from './store.ts';
import { refreshTasks } from './task-store.ts';

const person = (actor: CaseActor) => ({
  kind: 'person' as const,
  person: actor.person,
  body: actor.body,
  role: actor.role,
});
const rules = (file: CaseRecord): string => `${file.profile.id}@${file.profile.version}`;

/**
 * The proposer's answer to a return: the same step goes on with what was left of its limit.
 * @throws DomainError `case.no-supplement-asked` (precondition), `case.not-proposer` (forbidden)
 */
export async function supplementCase(tx: Tx, caseId: string, note: string, actor: CaseActor): Promise<ActResult> {
  const file = await lockCase(tx, caseId);
  assertProposer(file, actor);
  const pause = file.pauses.find((other) => other.answeredOn === null && other.kind === 'supplement');
  const step = currentStep(file);
  if (file.state !== 'supplement' || !pause || !step) {
    throw new DomainError('case.no-supplement-asked', 'precondition', { state: file.state });
  }
  const dueOn = resumedDue(file, step, pause, today(tx.at), await readCalendar(tx));
  await endPause(tx, pause.id, today(tx.at), note);
  await setDue(tx, step.id, dueOn);
  await setCaseState(tx, file.id, 'open', null);
  await refreshTasks(tx, file.id);
  record(tx, {
    type: 'cases.supplemented',
    stream: file.stream,
    actor: person(actor),
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }],
    rows: [
      { table: 'cases.case_file', id: file.id },
      { table: 'cases.step', id: step.id },
      { table: 'cases.pause', id: pause.id },
    ],
    ruleVersion: rules(file),
    payload: { case: file.id, step: step.step, note, dueOn },
  });
  return { caseId: file.id, state: 'open', next: { step: step.step, dueOn } };
}

/** The proposer takes the case back. @throws DomainError `case.closed` (conflict), `case.not-proposer` (forbidden) */
export async function withdrawCase(tx: Tx, caseId: string, reason: string, actor: CaseActor): Promise<ActResult> {
  const file = await lockCase(tx, caseId);
  assertProposer(file, actor);
  if (file.state !== 'open' && file.state !== 'supplement') {
    throw new DomainError('case.closed', 'conflict', { state: file.state });
  }
  await setCaseState(tx, file.id, 'withdrawn', tx.at);
  await refreshTasks(tx, file.id);
  record(tx, {
    type: 'cases.withdrawn',
    stream: file.stream,
    actor: person(actor),
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }],
    rows: [{ table: 'cases.case_file', id: file.id }],
    ruleVersion: rules(file),
    payload: { case: file.id, reason },
  });
  return { caseId: file.id, state: 'withdrawn', next: null };
}

/**
 * The handler says before the limit why a step needs longer; it is then late but not listed as neglected (APP-07).
 * @throws DomainError `case.not-current-step`, `case.limit-passed` (precondition), and the refusals of `checkHandler`
 */
export async function explainDelay(
  tx: Tx,
  caseId: string,
  stepId: string,
  reason: string,
  actor: CaseActor,
): Promise<void> {
  const file = await lockCase(tx, caseId);
  assertAllowed(checkHandler(file, actor, await readStandsFor(tx, actor, today(tx.at))));
  const step = currentStep(file);
  if (!step || step.step !== stepId || file.state !== 'open') {
    throw new DomainError('case.not-current-step', 'precondition', { step: stepId, current: step?.step ?? '' });
  }
  if (step.dueOn !== null && today(tx.at) > step.dueOn) {
    throw new DomainError('case.limit-passed', 'precondition', { dueOn: step.dueOn });
  }
  await setDelayReason(tx, step.id, reason, actor.person);
  record(tx, {
    type: 'cases.delay-explained',
    stream: file.stream,
    actor: person(actor),
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }],
    rows: [{ table: 'cases.step', id: step.id }],
    ruleVersion: rules(file),
    payload: { case: file.id, step: step.step, reason },
  });
}

function assertProposer(file: CaseRecord, actor: CaseActor): void {
  if (actor.body !== file.proposer.body || actor.role !== file.chain.proposer)
    throw new DomainError('case.not-proposer', 'forbidden');
}
