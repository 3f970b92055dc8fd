import type { Tx, SubjectRef } from '@sluice/database';
import { addWorkingDays, DomainError, type IdSource, type WorkingCalendar } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { ResolvedChain, ResolvedStep } from '@sluice/profile';
import { readCalendar } from './calendar.ts';
import type { CaseActor, CaseRecord, Facts, StepRecord } from './case-record.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import { today } from './count-limit.ts';
import { insertCase } from './store.ts';
import { putTasks } from './task-store.ts';

export interface NewCase {
  readonly kind: string;
  /** Id of the object that is decided. */
  readonly subject: string;
  /** What to call it in a list of work. */
  readonly title?: string | undefined;
  /** Stream of that object, in which every transition is recorded: `application:app_…`. */
  readonly stream: string;
  readonly jurisdiction: string;
  readonly profile: { readonly id: string; readonly version: string };
  readonly chain: ResolvedChain;
  readonly facts: Facts;
  readonly subjects?: readonly SubjectRef[];
}

/**
 * Opens a case: skips the steps whose condition does not hold, assigns bodies and starts the first limit.
 * @throws DomainError `case.wrong-proposer` (forbidden), `case.fact-missing` (precondition) for a step that has to be
 * assigned and cannot be, `calendar.year-not-covered` (precondition)
 */
export async function openCase(tx: Tx, ids: IdSource, input: NewCase, actor: CaseActor): Promise<CaseRecord> {
  if (actor.role !== input.chain.proposer) {
    throw new DomainError('case.wrong-proposer', 'forbidden', { role: input.chain.proposer });
  }
  const calendar = await readCalendar(tx);
  const file: CaseRecord = {
    id: ids.next<'case'>('case'),
    kind: input.kind,
    subject: input.subject,
    title: input.title ?? null,
    stream: input.stream,
    jurisdiction: input.jurisdiction,
    profile: input.profile,
    chain: input.chain,
    facts: input.facts,
    proposer: { person: actor.person, body: actor.body },
    state: 'open',
    openedAt: tx.at,
    closedAt: null,
    steps: planSteps(tx.at, ids, input, calendar),
    opinions: [],
    pauses: [],
    votes: [],
    signers: [],
    interested: [],
    reexaminedOn: null,
  };
  await insertCase(tx, file);
  await putTasks(tx, file, calendar);
  const first = file.steps.find((step) => step.state === 'current');
  record(tx, {
    type: 'cases.opened',
    stream: file.stream,
    actor: { kind: 'person', person: actor.person, body: actor.body, role: actor.role },
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }, ...(input.subjects ?? [])],
    rows: [
      { table: 'cases.case_file', id: file.id },
      ...file.steps.map((step) => ({ table: 'cases.step', id: step.id })),
    ],
    ruleVersion: `${file.profile.id}@${file.profile.version}`,
    payload: {
      case: file.id,
      kind: file.kind,
      steps: file.steps.filter((step) => step.state !== 'skipped').map((step) => step.step),
      skipped: file.steps.filter((step) => step.state === 'skipped').map((step) => step.step),
      next: first ? { step: first.step, dueOn: first.dueOn ?? '' } : null,
    },
  });
  return file;
}

function planSteps(at: Date, ids: IdSource, input: NewCase, calendar: WorkingCalendar): StepRecord[] {
  const taken = input.chain.steps.map((step) => !step.when || evaluateCondition(step.when, input.facts));
  const first = taken.indexOf(true);
  return input.chain.steps.map((step, position) => {
    const current = position === first;
    const startedOn = today(at);
    return {
      id: ids.next<'case-step'>('cst'),
      position,
      step: step.id,
      role: step.actor,
      body: taken[position] === true ? bodyFor(step, input.facts) : null,
      person: null,
      round: 0,
      state: current ? 'current' : taken[position] === true ? 'waiting' : 'skipped',
      startedOn: current ? startedOn : null,
      dueOn: current ? addWorkingDays(startedOn, step.limit.working_days, calendar) : null,
      doneOn: null,
      delayReason: null,
      escalatedAt: null,
    };
  });
}

/** The named fact, else the only body of the role where the caller knows it, else any body of the role. */
function bodyFor(step: ResolvedStep, facts: Facts): string | null {
  if (step.assigned_to === undefined) return facts[step.actor.replaceAll('-', '_')] ?? null;
  const body = facts[step.assigned_to];
  if (body === undefined)
    throw new DomainError('case.fact-missing', 'precondition', { fact: step.assigned_to, step: step.id });
  return body;
}
