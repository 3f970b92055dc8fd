import { addDays, type CivilDate, type WorkingCalendar } from '@sluice/kernel';
import { currentStep, definitionOf, type CaseRecord, type StepRecord } from './case-record.ts';
import type { TaskRow } from './tables.ts';

/** What a case asks of whom now: nothing of a closed one. */
export function planTasks(file: CaseRecord, calendar: WorkingCalendar): readonly TaskRow[] {
  const step = currentStep(file);
  if (!step || (file.state !== 'open' && file.state !== 'supplement')) return [];
  return [file.state === 'open' ? handlerTask(file, step, calendar) : supplementTask(file, step, calendar)];
}

function handlerTask(file: CaseRecord, step: StepRecord, calendar: WorkingCalendar): TaskRow {
  const startedOn = step.startedOn ?? '';
  return {
    ...taskOf(file, step, calendar, { act: 'act-on-step', startedOn, dueOn: step.dueOn ?? startedOn }),
    role: step.role,
    body: step.body ?? '',
    not_body: file.proposer.body,
    not_person: file.proposer.person,
  };
}

function supplementTask(file: CaseRecord, step: StepRecord, calendar: WorkingCalendar): TaskRow {
  const pause = file.pauses.find((other) => other.answeredOn === null);
  const startedOn = pause?.askedOn ?? step.startedOn ?? '';
  return {
    ...taskOf(file, step, calendar, { act: 'supplement', startedOn, dueOn: pause?.dueOn ?? step.dueOn ?? startedOn }),
    role: file.chain.proposer,
    body: file.proposer.body,
    not_body: '',
    not_person: '',
  };
}

function taskOf(
  file: CaseRecord,
  step: StepRecord,
  calendar: WorkingCalendar,
  clock: { readonly act: TaskRow['act']; readonly startedOn: CivilDate; readonly dueOn: CivilDate },
) {
  const definition = definitionOf(file, step);
  return {
    id: `${file.id}:${clock.act}`,
    case_id: file.id,
    act: clock.act,
    kind: file.kind,
    jurisdiction: file.jurisdiction,
    person: '',
    step: step.step,
    step_title: definition.title,
    step_title_en: definition.title_en,
    started_on: clock.startedOn,
    due_on: clock.dueOn,
    yellow_on: yellowFrom(clock.dueOn, file.chain.yellow_working_days, calendar),
  };
}

/** First day on which so few working days are left until a date that its light is yellow. */
export function yellowFrom(dueOn: CivilDate, workingDays: number, calendar: WorkingCalendar): CivilDate {
  let date = dueOn;
  for (let left = workingDays; ; date = addDays(date, -1)) {
    if (calendar.isWorkingDay(date)) left -= 1;
    if (left < 0) return date;
  }
}
