import type { Db } from '@sluice/database';
import { workingDaysBetween, type CivilDate } from '@sluice/kernel';
import { readCalendar, type CaseCalendar } from './calendar.ts';
import {
  currentStep,
  definitionOf,
  type CaseRecord,
  type CaseState,
  type Finding,
  type Outcome,
  type StepRecord,
  type StepState,
} from './case-record.ts';
import { countLimit, lightOf, today, type Light, type LimitCount } from './count-limit.ts';
import { readCases } from './store.ts';

export interface OpinionView {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly at: string;
  readonly outcome: Outcome;
  readonly findings: Finding[];
  readonly reasons: string[];
  readonly normVersion: string | null;
}

export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
  readonly kind: 'acceptance' | 'review' | 'opinion' | 'verification' | 'decision';
  readonly role: string;
  readonly body: string | null;
  readonly clause: string;
  readonly state: StepState;
  readonly aspects: { readonly id: string; readonly title: string; readonly titleEn: string }[];
  readonly startedOn: CivilDate | null;
  readonly dueOn: CivilDate | null;
  /** The date was counted with a year that is not announced yet, and may move when it is. */
  readonly dueProvisional: boolean;
  readonly workingDays: LimitCount;
  readonly light: Light | null;
  readonly overdue: boolean;
  readonly delayReason: string | null;
  readonly escalatedAt: string | null;
  readonly opinions: OpinionView[];
}

export interface CaseView {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly profile: { readonly id: string; readonly version: string };
  readonly state: CaseState;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly steps: StepView[];
  readonly next: {
    readonly step: string;
    readonly role: string;
    readonly body: string | null;
    readonly act: 'act-on-step' | 'supplement';
    readonly dueOn: CivilDate;
    readonly dueProvisional: boolean;
  } | null;
}

/** Cases as a person needs them: every step with its clock, what comes next, who does it and until when. */
export async function describeCases(db: Db, ids: readonly string[], at: Date): Promise<readonly CaseView[]> {
  if (ids.length === 0) return [];
  const calendar = await readCalendar(db);
  return (await readCases(db, ids)).map((file) => viewOf(file, today(at), calendar));
}

export function viewOf(file: CaseRecord, on: CivilDate, calendar: CaseCalendar): CaseView {
  return {
    id: file.id,
    kind: file.kind,
    subject: file.subject,
    profile: file.profile,
    state: file.state,
    openedAt: file.openedAt.toISOString(),
    closedAt: file.closedAt?.toISOString() ?? null,
    steps: file.steps.map((step) => stepView(file, step, on, calendar)),
    next: nextOf(file, calendar),
  };
}

function stepView(file: CaseRecord, step: StepRecord, on: CivilDate, calendar: CaseCalendar): StepView {
  const definition = definitionOf(file, step);
  const running = step.state === 'current' && (file.state === 'open' || file.state === 'supplement');
  const workingDays = countLimit(file, step, endOf(file, on), calendar);
  return {
    id: step.step,
    title: definition.title,
    titleEn: definition.title_en,
    kind: definition.kind,
    role: step.role,
    body: step.body,
    clause: definition.clause,
    state: step.state,
    aspects: definition.aspects.map((aspect) => ({ id: aspect.id, title: aspect.title, titleEn: aspect.title_en })),
    startedOn: step.startedOn,
    dueOn: step.dueOn,
    dueProvisional: step.dueOn !== null && step.state === 'current' && calendar.isProvisional(step.dueOn),
    workingDays,
    light: running ? lightOf(step, leftOf(file, step, on, calendar), on, file.chain.yellow_working_days) : null,
    overdue: file.state === 'open' && running && step.dueOn !== null && on > step.dueOn,
    delayReason: step.delayReason,
    escalatedAt: step.escalatedAt?.toISOString() ?? null,
    opinions: file.opinions
      .filter((opinion) => opinion.step === step.step)
      .map(({ step: _step, at, findings, reasons, ...opinion }) => ({
        ...opinion,
        at: at.toISOString(),
        findings: [...findings],
        reasons: [...reasons],
      })),
  };
}

const endOf = (file: CaseRecord, on: CivilDate): CivilDate => (file.closedAt ? today(file.closedAt) : on);

/** Left until the date that was given: it is what the light promises, also where a calendar was corrected later. */
function leftOf(file: CaseRecord, step: StepRecord, on: CivilDate, calendar: CaseCalendar): number {
  if (step.dueOn === null || on >= step.dueOn) return 0;
  if (file.state === 'supplement') return countLimit(file, step, on, calendar).left;
  return Number(on.slice(0, 4)) > calendar.toYear ? 0 : workingDaysBetween(on, step.dueOn, calendar);
}

function nextOf(file: CaseRecord, calendar: CaseCalendar): CaseView['next'] {
  const step = currentStep(file);
  if (!step) return null;
  const due = (on: CivilDate) => ({ dueOn: on, dueProvisional: calendar.isProvisional(on) });
  if (file.state === 'supplement') {
    const pause = file.pauses.find((other) => other.answeredOn === null);
    return {
      step: step.step,
      role: file.chain.proposer,
      body: file.proposer.body,
      act: 'supplement',
      ...due(pause?.dueOn ?? step.dueOn ?? ''),
    };
  }
  if (file.state !== 'open') return null;
  return { step: step.step, role: step.role, body: step.body, act: 'act-on-step', ...due(step.dueOn ?? '') };
}
