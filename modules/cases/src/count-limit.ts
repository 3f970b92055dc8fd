import { addWorkingDays, civilDateOf, workingDaysBetween, type CivilDate, type WorkingCalendar } from '@sluice/kernel';
import type { CaseRecord, PauseRecord, StepRecord } from './case-record.ts';
import { definitionOf } from './case-record.ts';

export type Light = 'green' | 'yellow' | 'red';

export interface LimitCount {
  readonly limit: number;
  readonly used: number;
  /** Negative when the limit is past. */
  readonly left: number;
}

/** Where the working days of a step stand on a date; days on which the step waited for the proposer are not counted. */
export function countLimit(
  file: CaseRecord,
  step: StepRecord,
  today: CivilDate,
  calendar: WorkingCalendar,
): LimitCount {
  const limit = definitionOf(file, step).limit.working_days;
  if (step.startedOn === null) return { limit, used: 0, left: limit };
  const until = step.doneOn ?? today;
  const paused = file.pauses.filter((pause) => pause.step === step.step && pause.askedOn >= (step.startedOn ?? ''));
  const waited = paused.reduce((days, pause) => days + daysBetween(pause.askedOn, endOf(pause, until), calendar), 0);
  const used = Math.max(0, daysBetween(step.startedOn, until, calendar) - waited);
  return { limit, used, left: limit - used };
}

/** A hearing is over when its time is, whether or not the proposer spoke; a supplement is waited for. */
function endOf(pause: PauseRecord, until: CivilDate): CivilDate {
  if (pause.answeredOn !== null) return pause.answeredOn;
  return pause.kind === 'comment' && pause.dueOn < until ? pause.dueOn : until;
}

/** When a step that waited is due again: what was left at the return, and at least the next working day. */
export function resumedDue(
  file: CaseRecord,
  step: StepRecord,
  pause: PauseRecord,
  today: CivilDate,
  calendar: WorkingCalendar,
): CivilDate {
  const left = countLimit(
    { ...file, pauses: file.pauses.filter((other) => other.id !== pause.id) },
    step,
    pause.askedOn,
    calendar,
  ).left;
  return addWorkingDays(today, Math.max(1, left), calendar);
}

export function lightOf(step: StepRecord, left: number, today: CivilDate, yellow: number): Light {
  if (step.dueOn !== null && today > step.dueOn) return 'red';
  return left <= yellow ? 'yellow' : 'green';
}

/**
 * Past the last covered year no new limit is given (`calendar.year-not-covered`), but an old case must stay readable:
 * what lies beyond is counted up to the last day that is known.
 */
function daysBetween(from: CivilDate, to: CivilDate, calendar: WorkingCalendar): number {
  const last = `${calendar.toYear}-12-31`;
  return workingDaysBetween(from < last ? from : last, to < last ? to : last, calendar);
}

export const today = (at: Date): CivilDate => civilDateOf(at);
