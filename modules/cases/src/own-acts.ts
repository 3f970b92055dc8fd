import { allow, refuse, type CivilDate, type Decision, type Reason } from '@sluice/kernel';
import { currentStep, definitionOf, ofRound, type CaseActor, type CaseRecord } from './case-record.ts';
import { checkHandler, checkPartiality, openComment } from './check-act.ts';

export type CaseActName =
  | 'act-on-step'
  | 'explain-delay'
  | 'hand-over'
  | 'ask-signer'
  | 'announce-refusal'
  | 'vote'
  | 'sign'
  | 'supplement'
  | 'comment'
  | 'withdraw'
  | 're-examine';

export interface OwnCaseAct {
  readonly act: CaseActName;
  readonly decision: Decision;
}

/** Every act there is on a case, with whether the actor may do it now, and why not. */
export function ownActs(
  file: CaseRecord,
  actor: CaseActor,
  today: CivilDate,
  standsFor: readonly string[],
): readonly OwnCaseAct[] {
  const handler =
    file.state === 'supplement' ? refuse({ code: 'case.awaits-supplement' }) : checkHandler(file, actor, standsFor);
  const comment = openComment(file, today);
  const waits = refuse({ code: 'case.awaits-comment', params: { until: comment?.dueOn ?? '' } });
  return [
    { act: 'act-on-step', decision: comment && handler.allowed ? waits : handler },
    { act: 'explain-delay', decision: handler },
    { act: 'hand-over', decision: handler },
    { act: 'ask-signer', decision: handler },
    { act: 'announce-refusal', decision: handler.allowed ? checkAnnounce(file) : handler },
    { act: 'vote', decision: checkVote(file, actor) },
    { act: 'sign', decision: checkSign(file, actor) },
    { act: 'supplement', decision: forProposer(file, actor, file.state === 'supplement', 'case.no-supplement-asked') },
    { act: 'comment', decision: forProposer(file, actor, comment !== undefined, 'case.no-comment-asked') },
    { act: 'withdraw', decision: forProposer(file, actor, isRunning(file), 'case.closed') },
    { act: 're-examine', decision: checkReexamine(file, actor) },
  ];
}

export const isRunning = (file: CaseRecord): boolean => file.state === 'open' || file.state === 'supplement';

/** Whether the actor speaks for the one who opened the case. */
export const isProposer = (file: CaseRecord, actor: CaseActor): boolean =>
  actor.body === file.proposer.body && actor.role === file.chain.proposer;

function forProposer(file: CaseRecord, actor: CaseActor, holds: boolean, code: string): Decision {
  if (!isProposer(file, actor)) return refuse({ code: 'case.not-proposer' });
  return holds ? allow() : refuse({ code, params: { state: file.state } });
}

function checkAnnounce(file: CaseRecord): Decision {
  const step = currentStep(file);
  const hears = file.chain.comment_working_days !== undefined && step && definitionOf(file, step).on.fail === 'refused';
  if (!hears) return refuse({ code: 'case.no-hearing', params: { step: step?.step ?? '' } });
  const asked = file.pauses.some((pause) => pause.kind === 'comment' && pause.askedOn >= (step.startedOn ?? ''));
  return asked ? refuse({ code: 'case.hearing-runs' }) : allow();
}

function checkVote(file: CaseRecord, actor: CaseActor): Decision {
  const step = currentStep(file);
  const panel = step && file.state === 'open' ? definitionOf(file, step).panel : undefined;
  if (!step || !panel) return refuse({ code: 'case.no-panel', params: { step: step?.step ?? '' } });
  const voted = ofRound(file.votes, step).some((vote) => vote.person === actor.person);
  return decide([
    ...(actor.role === panel.members ? [] : [{ code: 'case.wrong-role', params: { role: panel.members } }]),
    ...checkPartiality(file, actor),
    ...(voted ? [{ code: 'case.voted' }] : []),
  ]);
}

function checkSign(file: CaseRecord, actor: CaseActor): Decision {
  const step = currentStep(file);
  const asked =
    step &&
    file.state === 'open' &&
    ofRound(file.signers, step).some(
      (one) => one.role === actor.role && one.body === actor.body && one.outcome === null,
    );
  return asked
    ? decide(checkPartiality(file, actor))
    : refuse({ code: 'case.no-signature-asked', params: { step: step?.step ?? '' } });
}

function checkReexamine(file: CaseRecord, actor: CaseActor): Decision {
  if (!isProposer(file, actor)) return refuse({ code: 'case.not-proposer' });
  if (file.reexaminedOn !== null) return refuse({ code: 'case.re-examined' });
  if (file.state !== 'refused') return refuse({ code: 'case.not-refused', params: { state: file.state } });
  return file.chain.objection_working_days === undefined ? refuse({ code: 'case.no-re-examination' }) : allow();
}

const decide = ([first, ...more]: readonly Reason[]): Decision => (first ? refuse(first, ...more) : allow());
