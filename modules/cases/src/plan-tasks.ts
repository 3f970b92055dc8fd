import { addDays, type CivilDate, type WorkingCalendar } from '@sluice/kernel';
import { currentStep, definitionOf, ofRound, type CaseRecord, type StepRecord } from './case-record.ts';
import type { TaskRow } from './tables.ts';

/** What a case asks of whom now: nothing of a closed one. */
export function planTasks(file: CaseRecord, calendar: WorkingCalendar): readonly TaskRow[] {
  const step = currentStep(file);
  if (!step || (file.state !== 'open' && file.state !== 'supplement')) return [];
  const pause = file.pauses.find((other) => other.answeredOn === null && other.askedOn >= (step.startedOn ?? ''));
  const asked: readonly Asked[] = [
    ...(pause ? [proposerTask(file, pause.kind, pause.askedOn, pause.dueOn)] : []),
    ...(file.state === 'open' ? [handlerTask(step), ...panelTasks(file, step), ...signerTasks(file, step)] : []),
  ];
  return asked.map((task) => rowOf(file, step, task, calendar));
}

interface Asked {
  readonly act: TaskRow['act'];
  readonly key?: string;
  readonly role: string;
  readonly body: string;
  readonly person?: string;
  readonly done?: readonly string[];
  readonly startedOn?: CivilDate;
  readonly dueOn?: CivilDate;
}

const handlerTask = (step: StepRecord): Asked => ({
  act: 'act-on-step',
  role: step.role,
  body: step.body ?? '',
  person: step.person ?? '',
});

const proposerTask = (
  file: CaseRecord,
  act: 'supplement' | 'comment',
  startedOn: CivilDate,
  dueOn: CivilDate,
): Asked => ({ act, role: file.chain.proposer, body: file.proposer.body, startedOn, dueOn });

function panelTasks(file: CaseRecord, step: StepRecord): readonly Asked[] {
  const { panel } = definitionOf(file, step);
  const done = ofRound(file.votes, step).map((vote) => vote.person);
  return panel ? [{ act: 'vote', role: panel.members, body: '', done }] : [];
}

const signerTasks = (file: CaseRecord, step: StepRecord): readonly Asked[] =>
  ofRound(file.signers, step)
    .filter((signer) => signer.outcome === null)
    .map((signer) => ({ act: 'sign', key: signer.id, role: signer.role, body: signer.body }));

function rowOf(file: CaseRecord, step: StepRecord, asked: Asked, calendar: WorkingCalendar): TaskRow {
  const definition = definitionOf(file, step);
  const startedOn = asked.startedOn ?? step.startedOn ?? '';
  const dueOn = asked.dueOn ?? step.dueOn ?? startedOn;
  const own = asked.act === 'supplement' || asked.act === 'comment';
  return {
    id: `${file.id}:${asked.act}${asked.key === undefined ? '' : `:${asked.key}`}`,
    case_id: file.id,
    act: asked.act,
    kind: file.kind,
    jurisdiction: file.jurisdiction,
    role: asked.role,
    body: asked.body,
    person: asked.person ?? '',
    not_body: own ? '' : file.proposer.body,
    not_person: own ? '' : file.proposer.person,
    not_persons: own ? [] : [...file.interested, ...(asked.done ?? [])],
    step: step.step,
    step_title: definition.title,
    step_title_en: definition.title_en,
    started_on: startedOn,
    due_on: dueOn,
    yellow_on: yellowFrom(dueOn, file.chain.yellow_working_days, calendar),
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
