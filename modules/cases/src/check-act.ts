import { allow, refuse, type Decision, type Reason } from '@sluice/kernel';
import {
  currentStep,
  definitionOf,
  type CaseActor,
  type CaseRecord,
  type Finding,
  type Outcome,
} from './case-record.ts';

export interface StepAct {
  readonly step: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  readonly reasons: readonly string[];
}

/**
 * Whether a person may do an act on a case now; a refusal names every reason at once.
 * Order holds by itself: only the current step takes acts (`case.not-current-step` names the one that is due).
 */
export function checkAct(file: CaseRecord, act: StepAct, actor: CaseActor): Decision {
  const place = checkPlace(file, act.step);
  if (place) return refuse(place);
  const who = checkHandler(file, actor);
  if (!who.allowed) return who;
  const [first, ...more] = checkContents(file, act);
  return first ? refuse(first, ...more) : who;
}

/** Whether the actor handles the current step: role, body, jurisdiction, and not his own case. */
export function checkHandler(file: CaseRecord, actor: CaseActor): Decision {
  const step = currentStep(file);
  if (!step) return refuse({ code: 'case.closed', params: { state: file.state } });
  const reasons: Reason[] = [];
  if (actor.role !== step.role) reasons.push({ code: 'case.wrong-role', params: { role: step.role } });
  if (step.body !== null && actor.body !== step.body)
    reasons.push({ code: 'case.wrong-body', params: { body: step.body } });
  if (actor.jurisdiction !== file.jurisdiction)
    reasons.push({ code: 'case.wrong-jurisdiction', params: { jurisdiction: file.jurisdiction } });
  if (actor.person === file.proposer.person || actor.body === file.proposer.body)
    reasons.push({ code: 'case.own-case' });
  const [first, ...more] = reasons;
  return first
    ? refuse(first, ...more)
    : allow({
        code: 'case.handler',
        params: { step: step.step, role: step.role },
        clause: definitionOf(file, step).clause,
      });
}

function checkPlace(file: CaseRecord, step: string): Reason | undefined {
  if (file.state === 'supplement') return { code: 'case.awaits-supplement' };
  if (file.state !== 'open') return { code: 'case.closed', params: { state: file.state } };
  const current = currentStep(file);
  if (current?.step !== step) return { code: 'case.not-current-step', params: { step, current: current?.step ?? '' } };
  return undefined;
}

function checkContents(file: CaseRecord, act: StepAct): Reason[] {
  const step = currentStep(file);
  if (!step) return [];
  const definition = definitionOf(file, step);
  const clause = definition.clause;
  const known = definition.aspects.map((aspect) => aspect.id);
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
  const spoken = act.reasons.some((reason) => reason.trim() !== '');
  if (!spoken && act.outcome !== 'pass') reasons.push({ code: 'case.reason-missing' });
  return reasons;
}
