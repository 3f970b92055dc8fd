import { allow, refuse, type CivilDate, type Decision, type Reason } from '@sluice/kernel';
import { checkPanel, checkSigners } from './check-gathered.ts';
import {
  currentStep,
  definitionOf,
  type CaseActor,
  type CaseRecord,
  type Finding,
  type Outcome,
  type StepRecord,
} from './case-record.ts';

export interface StepAct {
  readonly step: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly reasons: readonly string[];
  /** With `return`: the earlier step that has to be done again (退回到某步); without it, where the chain says. */
  readonly to?: string | undefined;
}

/**
 * Whether a person may do an act on a case now; a refusal names every reason at once.
 * Order holds by itself: only the current step takes acts (`case.not-current-step` names the one that is due).
 */
export function checkAct(
  file: CaseRecord,
  act: StepAct,
  actor: CaseActor,
  today: CivilDate,
  standsFor: readonly string[],
): Decision {
  const place = checkPlace(file, act.step, today);
  if (place) return refuse(place);
  const who = checkHandler(file, actor, standsFor);
  if (!who.allowed) return who;
  const [first, ...more] = checkContents(file, act);
  return first ? refuse(first, ...more) : who;
}

/**
 * Whether the actor handles the current step: role, body, person, jurisdiction, and not his own case; a case that is
 * examined again is not for whoever refused it.
 */
export function checkHandler(file: CaseRecord, actor: CaseActor, standsFor: readonly string[] = []): Decision {
  const step = currentStep(file);
  if (!step) return refuse({ code: 'case.closed', params: { state: file.state } });
  const reasons: Reason[] = [];
  if (actor.role !== step.role) reasons.push({ code: 'case.wrong-role', params: { role: step.role } });
  if (step.body !== null && actor.body !== step.body)
    reasons.push({ code: 'case.wrong-body', params: { body: step.body } });
  if (step.person !== null && actor.person !== step.person && !standsFor.includes(step.person))
    reasons.push({ code: 'case.wrong-person' });
  if (actor.jurisdiction !== file.jurisdiction)
    reasons.push({ code: 'case.wrong-jurisdiction', params: { jurisdiction: file.jurisdiction } });
  reasons.push(...checkPartiality(file, actor));
  if (file.reexaminedOn !== null && refusedBy(file, step, actor)) reasons.push({ code: 'case.same-handler' });
  const [first, ...more] = reasons;
  return first
    ? refuse(first, ...more)
    : allow({
        code: 'case.handler',
        params: { step: step.step, role: step.role },
        clause: definitionOf(file, step).clause,
      });
}

/** Nobody takes part in his own case, or in one in which he declared an interest. */
export function checkPartiality(file: CaseRecord, actor: CaseActor): readonly Reason[] {
  return [
    ...(actor.person === file.proposer.person || actor.body === file.proposer.body ? [{ code: 'case.own-case' }] : []),
    ...(file.interested.includes(actor.person) ? [{ code: 'case.interested' }] : []),
  ];
}

const refusedBy = (file: CaseRecord, step: StepRecord, actor: CaseActor): boolean =>
  file.opinions.some(
    (opinion) => opinion.step === step.step && opinion.outcome === 'fail' && opinion.person === actor.person,
  );

/** The hearing before a refusal that still runs on a date. */
export const openComment = (file: CaseRecord, today: CivilDate) =>
  file.pauses.find((pause) => pause.kind === 'comment' && pause.answeredOn === null && today <= pause.dueOn);

function checkPlace(file: CaseRecord, step: string, today: CivilDate): Reason | undefined {
  if (file.state === 'supplement') return { code: 'case.awaits-supplement' };
  if (file.state !== 'open') return { code: 'case.closed', params: { state: file.state } };
  const current = currentStep(file);
  if (current?.step !== step) return { code: 'case.not-current-step', params: { step, current: current?.step ?? '' } };
  const comment = openComment(file, today);
  return comment ? { code: 'case.awaits-comment', params: { until: comment.dueOn } } : undefined;
}

function checkContents(file: CaseRecord, act: StepAct): Reason[] {
  const step = currentStep(file);
  if (!step) return [];
  const reasons = checkFindings(file, step, act);
  const spoken = act.reasons.some((reason) => reason.trim() !== '');
  if (!spoken && act.outcome !== 'pass') reasons.push({ code: 'case.reason-missing' });
  if (act.to !== undefined && !mayReturnTo(file, step, act))
    reasons.push({ code: 'case.unknown-return-step', params: { step: act.to } });
  if (act.outcome === 'fail' && !wasHeard(file, step)) reasons.push({ code: 'case.comment-not-asked' });
  return [...reasons, ...checkPanel(file, step, act.outcome), ...checkSigners(file, step, act.outcome)];
}

function checkFindings(file: CaseRecord, step: StepRecord, act: StepAct): Reason[] {
  const { aspects, clause } = definitionOf(file, step);
  const known = aspects.map((aspect) => aspect.id);
  const found = act.findings.map((finding) => finding.aspect);
  const reasons: Reason[] = [];
  const unknown = found.filter((aspect, place) => !known.includes(aspect) || found.indexOf(aspect) !== place);
  if (unknown.length > 0) reasons.push({ code: 'case.unknown-aspect', params: { aspects: unknown } });
  const missing = known.filter((aspect) => !found.includes(aspect));
  if (act.outcome === 'pass' && missing.length > 0)
    reasons.push({ code: 'case.finding-missing', params: { aspects: missing }, clause });
  const failed = act.findings.filter((finding) => finding.result === 'fail');
  if (act.outcome === 'pass' && failed.length > 0) {
    reasons.push({ code: 'case.failed-aspect', params: { aspects: failed.map((finding) => finding.aspect) }, clause });
  }
  const mute = failed.filter((finding) => finding.text.trim() === '');
  if (mute.length > 0)
    reasons.push({ code: 'case.finding-without-text', params: { aspects: mute.map((finding) => finding.aspect) } });
  return reasons;
}

function mayReturnTo(file: CaseRecord, step: StepRecord, act: StepAct): boolean {
  const target = file.steps.find((other) => other.step === act.to);
  return act.outcome === 'return' && target !== undefined && target.state === 'done' && target.position < step.position;
}

/** Where the chain hears the proposer first, a refusal needs that he was asked in this turn of the step. */
function wasHeard(file: CaseRecord, step: StepRecord): boolean {
  if (file.chain.comment_working_days === undefined || definitionOf(file, step).on.fail !== 'refused') return true;
  return file.pauses.some(
    (pause) => pause.kind === 'comment' && pause.step === step.step && pause.askedOn >= (step.startedOn ?? ''),
  );
}
