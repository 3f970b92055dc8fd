import type { Tx } from '@sluice/database';
import { addWorkingDays, DomainError, workingDaysBetween, type IdSource } from '@sluice/kernel';
import type { ActResult } from './act-on-step.ts';
import { readCalendar } from './calendar.ts';
import { definitionOf, type CaseActor } from './case-record.ts';
import { openComment } from './check-act.ts';
import { countLimit, resumedDue, today } from './count-limit.ts';
import { enterAct } from './enter-act.ts';
import { handledStep } from './gather-votes.ts';
import { insertInterest } from './gathered-store.ts';
import { isProposer, isRunning } from './own-acts.ts';
import { sendNotice, type SentNotice } from './send-notices.ts';
import { endPause, insertPause, lockCase, reopenCase, setDue, startStep } from './store.ts';
import { refreshTasks } from './task-store.ts';

/**
 * Tells the proposer that a refusal is meant, and why, so that he can speak first. Until he has, or his time is over,
 * nothing is decided; the step's limit waits.
 * @throws DomainError refusals of `checkHandler` (forbidden), `case.no-hearing` (precondition), `case.hearing-runs` (conflict)
 */
export async function announceRefusal(
  tx: Tx,
  ids: IdSource,
  caseId: string,
  reasons: readonly string[],
  actor: CaseActor,
): Promise<SentNotice> {
  const file = await lockCase(tx, caseId);
  const step = await handledStep(tx, file, actor);
  const days = file.chain.comment_working_days;
  if (days === undefined || definitionOf(file, step).on.fail !== 'refused')
    throw new DomainError('case.no-hearing', 'precondition', { step: step.step });
  const on = today(tx.at);
  const asked = file.pauses.some((pause) => pause.kind === 'comment' && pause.askedOn >= (step.startedOn ?? ''));
  if (asked) throw new DomainError('case.hearing-runs', 'conflict');
  const calendar = await readCalendar(tx);
  const until = addWorkingDays(on, days, calendar);
  const left = countLimit(file, step, on, calendar).left;
  const dueOn = addWorkingDays(until, Math.max(1, left), calendar);
  const id = ids.next<'pause'>('paus');
  await insertPause(tx, id, file.id, step.step, on, until, 'comment');
  await setDue(tx, step.id, dueOn);
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.refusal-announced',
    rows: [
      { table: 'cases.pause', id },
      { table: 'cases.step', id: step.id },
    ],
    payload: { case: file.id, step: step.step, reasons: [...reasons], until, dueOn },
  });
  const to = { role: file.chain.proposer, body: file.proposer.body };
  return sendNotice(tx, ids, file, { kind: 'comment-asked', to, text: reasons.join('\n') }, actor);
}

/** @throws DomainError `case.not-proposer` (forbidden), `case.no-comment-asked` (precondition) */
export async function commentOnRefusal(tx: Tx, caseId: string, text: string, actor: CaseActor): Promise<void> {
  const file = await lockCase(tx, caseId);
  if (!isProposer(file, actor)) throw new DomainError('case.not-proposer', 'forbidden');
  const pause = openComment(file, today(tx.at));
  const step = file.steps.find((one) => one.state === 'current');
  if (!pause || !step || file.state !== 'open') throw new DomainError('case.no-comment-asked', 'precondition');
  const dueOn = resumedDue(file, step, pause, today(tx.at), await readCalendar(tx));
  await endPause(tx, pause.id, today(tx.at), text);
  await setDue(tx, step.id, dueOn);
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.commented',
    rows: [
      { table: 'cases.pause', id: pause.id },
      { table: 'cases.step', id: step.id },
    ],
    payload: { case: file.id, step: step.step, text, dueOn },
  });
}

/**
 * A refused case is examined once more, from the step that refused it and by another handler.
 * @throws DomainError `case.not-proposer` (forbidden), `case.not-refused`, `case.no-re-examination`,
 * `case.objection-late` (precondition), `case.re-examined` (conflict)
 */
export async function reexamineCase(tx: Tx, caseId: string, ground: string, actor: CaseActor): Promise<ActResult> {
  const file = await lockCase(tx, caseId);
  if (!isProposer(file, actor)) throw new DomainError('case.not-proposer', 'forbidden');
  if (file.reexaminedOn !== null) throw new DomainError('case.re-examined', 'conflict');
  const step = file.steps.findLast((one) => one.state === 'done');
  if (file.state !== 'refused' || file.closedAt === null || !step)
    throw new DomainError('case.not-refused', 'precondition', { state: file.state });
  const within = file.chain.objection_working_days;
  if (within === undefined) throw new DomainError('case.no-re-examination', 'precondition');
  const calendar = await readCalendar(tx);
  const on = today(tx.at);
  if (workingDaysBetween(today(file.closedAt), on, calendar) > within)
    throw new DomainError('case.objection-late', 'precondition', { within });
  const dueOn = addWorkingDays(on, definitionOf(file, step).limit.working_days, calendar);
  await reopenCase(tx, file.id, on);
  await startStep(tx, step.id, on, dueOn, step.round + 1);
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.re-examined',
    rows: [
      { table: 'cases.case_file', id: file.id },
      { table: 'cases.step', id: step.id },
    ],
    payload: { case: file.id, step: step.step, ground, dueOn },
  });
  return { caseId: file.id, state: 'open', next: { step: step.step, dueOn } };
}

/** A person says that the case touches an interest of his own, and has no part in it from then on. */
export async function declareInterest(
  tx: Tx,
  ids: IdSource,
  caseId: string,
  reason: string,
  actor: CaseActor,
): Promise<void> {
  const file = await lockCase(tx, caseId);
  if (!isRunning(file)) throw new DomainError('case.closed', 'conflict', { state: file.state });
  if (file.interested.includes(actor.person)) throw new DomainError('case.interest-declared', 'conflict');
  const id = ids.next<'interest'>('int');
  await insertInterest(tx, { id, case_id: file.id, person: actor.person, body: actor.body, reason, at: tx.at });
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.interest-declared',
    rows: [{ table: 'cases.interest', id }],
    payload: { case: file.id },
  });
}
