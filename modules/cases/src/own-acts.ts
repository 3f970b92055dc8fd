import { allow, refuse, type Decision } from '@sluice/kernel';
import type { CaseActor, CaseRecord } from './case-record.ts';
import { checkHandler } from './check-act.ts';

export type CaseActName = 'act-on-step' | 'explain-delay' | 'supplement' | 'withdraw';

export interface OwnCaseAct {
  readonly act: CaseActName;
  readonly decision: Decision;
}

/** Every act there is on a case, with whether the actor may do it now, and why not. */
export function ownActs(file: CaseRecord, actor: CaseActor): readonly OwnCaseAct[] {
  const handler = file.state === 'supplement' ? refuse({ code: 'case.awaits-supplement' }) : checkHandler(file, actor);
  return [
    { act: 'act-on-step', decision: handler },
    { act: 'explain-delay', decision: handler },
    { act: 'supplement', decision: checkSupplement(file, actor) },
    { act: 'withdraw', decision: checkWithdraw(file, actor) },
  ];
}

export const isRunning = (file: CaseRecord): boolean => file.state === 'open' || file.state === 'supplement';

/** Whether the actor speaks for the one who opened the case. */
export const isProposer = (file: CaseRecord, actor: CaseActor): boolean =>
  actor.body === file.proposer.body && actor.role === file.chain.proposer;

function checkSupplement(file: CaseRecord, actor: CaseActor): Decision {
  if (!isProposer(file, actor)) return refuse({ code: 'case.not-proposer' });
  return file.state === 'supplement'
    ? allow()
    : refuse({ code: 'case.no-supplement-asked', params: { state: file.state } });
}

function checkWithdraw(file: CaseRecord, actor: CaseActor): Decision {
  if (!isProposer(file, actor)) return refuse({ code: 'case.not-proposer' });
  return isRunning(file) ? allow() : refuse({ code: 'case.closed', params: { state: file.state } });
}
