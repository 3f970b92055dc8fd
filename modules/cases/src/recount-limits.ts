import type { ChangedRow, Tx } from '@sluice/database';
import { addWorkingDays, type CivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { readCalendar, type CaseCalendar } from './calendar.ts';
import { currentStep, definitionOf, type CaseRecord, type PauseRecord, type StepRecord } from './case-record.ts';
import { resumedDue, today } from './count-limit.ts';
import { findDueIn, liftEscalation, setPauseDue } from './recount-store.ts';
import { lockCase, setDue } from './store.ts';
import { refreshTasks } from './task-store.ts';

/**
 * Counts the running limits anew that end in a year which was provisional until now, and enters each that moves. A limit
 * is never moved onto a day that is already past, and a listing against a unit falls where its day is no longer past.
 * @returns how many limits moved
 */
export async function recountLimits(tx: Tx, year: number): Promise<number> {
  const calendar = await readCalendar(tx);
  let moved = 0;
  for (const id of await findDueIn(tx, year)) {
    const file = await lockCase(tx, id);
    const step = currentStep(file);
    if (!step || (file.state !== 'open' && file.state !== 'supplement')) continue;
    const before = moved;
    if (await recountStep(tx, file, step, year, calendar)) moved += 1;
    const pause = file.pauses.find((other) => other.answeredOn === null);
    if (pause && (await recountPause(tx, file, pause, year, calendar))) moved += 1;
    if (moved > before) await refreshTasks(tx, id);
  }
  return moved;
}

async function recountStep(
  tx: Tx,
  file: CaseRecord,
  step: StepRecord,
  year: number,
  calendar: CaseCalendar,
): Promise<boolean> {
  const from = step.dueOn;
  if (from === null || step.startedOn === null || !from.startsWith(`${year}-`)) return false;
  const to = fairDate(from, dueOf(file, step, step.startedOn, calendar), today(tx.at));
  if (to === from) return false;
  const lifted = step.escalatedAt !== null && today(step.escalatedAt) <= to;
  await setDue(tx, step.id, to);
  if (lifted) await liftEscalation(tx, step.id);
  enter(tx, file, { table: 'cases.step', id: step.id }, { step: step.step, limit: 'step', from, to, year, lifted });
  return true;
}

async function recountPause(
  tx: Tx,
  file: CaseRecord,
  pause: PauseRecord,
  year: number,
  calendar: CaseCalendar,
): Promise<boolean> {
  if (!pause.dueOn.startsWith(`${year}-`)) return false;
  const { supplement_working_days: supplement, comment_working_days: comment = supplement } = file.chain;
  const due = addWorkingDays(pause.askedOn, pause.kind === 'comment' ? comment : supplement, calendar);
  const to = fairDate(pause.dueOn, due, today(tx.at));
  if (to === pause.dueOn) return false;
  await setPauseDue(tx, pause.id, to);
  const facts = { step: pause.step, limit: 'supplement' as const, from: pause.dueOn, to, year, lifted: false };
  enter(tx, file, { table: 'cases.pause', id: pause.id }, facts);
  return true;
}

/** As it was given when the step started, or went on after the last supplement. */
function dueOf(file: CaseRecord, step: StepRecord, startedOn: CivilDate, calendar: CaseCalendar): CivilDate {
  // A hearing that nobody used is over when its time is.
  const last = file.pauses
    .map((pause) => (pause.kind === 'comment' ? { ...pause, answeredOn: pause.answeredOn ?? pause.dueOn } : pause))
    .filter((pause) => pause.step === step.step && pause.askedOn >= startedOn && pause.answeredOn !== null)
    .toSorted((a, b) => a.askedOn.localeCompare(b.askedOn))
    .at(-1);
  if (!last || last.answeredOn === null)
    return addWorkingDays(startedOn, definitionOf(file, step).limit.working_days, calendar);
  const before = { ...file, pauses: file.pauses.filter((pause) => pause.askedOn <= last.askedOn) };
  return resumedDue(before, step, last, last.answeredOn, calendar);
}

function fairDate(from: CivilDate, recounted: CivilDate, on: CivilDate): CivilDate {
  if (recounted >= from) return recounted;
  const earliest = from < on ? from : on;
  return recounted > earliest ? recounted : earliest;
}

interface RecountFacts {
  readonly step: string;
  readonly limit: 'step' | 'supplement';
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly year: number;
  readonly lifted: boolean;
}

function enter(tx: Tx, file: CaseRecord, row: ChangedRow, facts: RecountFacts): void {
  record(tx, {
    type: 'cases.limit-recounted',
    stream: file.stream,
    actor: { kind: 'system', part: 'cases' },
    subjects: [
      { kind: 'case', id: file.id, rel: 'about' },
      { kind: 'calendar', id: 'working-days', rel: 'uses' },
    ],
    rows: [row],
    ruleVersion: `${file.profile.id}@${file.profile.version}`,
    payload: { case: file.id, ...facts },
  });
}
