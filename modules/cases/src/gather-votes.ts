import type { Tx } from '@sluice/database';
import { assertAllowed, DomainError, refuse, type IdSource, type Reason } from '@sluice/kernel';
import { currentStep, definitionOf, ofRound, type CaseActor, type CaseRecord, type StepRecord } from './case-record.ts';
import { checkHandler, checkPartiality } from './check-act.ts';
import { today } from './count-limit.ts';
import { readStandsFor } from './delegation-store.ts';
import { enterAct } from './enter-act.ts';
import { insertSigner, insertVote, setSigned } from './gathered-store.ts';
import { lockCase } from './store.ts';
import { refreshTasks } from './task-store.ts';

export interface Vote {
  readonly step: string;
  readonly outcome: 'pass' | 'fail';
  /** Points by criterion of the panel. */
  readonly scores: Readonly<Record<string, number>>;
  readonly reasons: readonly string[];
}

/**
 * A panel member's vote on the current step (APP-05): once, on every criterion, without sight of the others' votes.
 * @throws DomainError `case.not-current-step`, `case.no-panel`, `case.score-missing`, `case.score-out-of-range`,
 * `case.reason-missing` (precondition), `case.wrong-role`, `case.own-case`, `case.interested`, `case.voted` (forbidden)
 */
export async function voteOnStep(tx: Tx, ids: IdSource, caseId: string, vote: Vote, actor: CaseActor): Promise<void> {
  const file = await lockCase(tx, caseId);
  const step = runningStep(file, vote.step);
  const { panel } = definitionOf(file, step);
  if (!panel) throw new DomainError('case.no-panel', 'precondition', { step: step.step });
  const voted = ofRound(file.votes, step).some((other) => other.person === actor.person);
  assertNone(
    [
      ...(actor.role === panel.members ? [] : [{ code: 'case.wrong-role', params: { role: panel.members } }]),
      ...placeReasons(file, actor),
      ...(voted ? [{ code: 'case.voted' }] : []),
    ],
    'forbidden',
  );
  const asked = panel.scores.map((score) => score.id);
  const missing = asked.filter((id) => vote.scores[id] === undefined);
  const odd = Object.entries(vote.scores).filter(([id, points]) => {
    const most = panel.scores.find((score) => score.id === id)?.max;
    return most === undefined || !Number.isInteger(points) || points < 0 || points > most;
  });
  assertNone(
    [
      ...(missing.length > 0 ? [{ code: 'case.score-missing', params: { scores: missing } }] : []),
      ...(odd.length > 0 ? [{ code: 'case.score-out-of-range', params: { scores: odd.map(([id]) => id) } }] : []),
      ...(vote.outcome === 'fail' && isMute(vote.reasons) ? [{ code: 'case.reason-missing' }] : []),
    ],
    'precondition',
  );
  const id = ids.next<'vote'>('vote');
  await insertVote(tx, { ...vote, id, case_id: file.id, round: step.round, ...actor, at: tx.at });
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.voted',
    rows: [{ table: 'cases.vote', id }],
    payload: { case: file.id, step: step.step, round: step.round, outcome: vote.outcome, scores: { ...vote.scores } },
  });
}

export interface AskedSigner {
  readonly role: string;
  readonly body: string;
  /** `joint`: the step cannot pass against it (会签); `added`: its opinion is asked (加签). */
  readonly mode: 'joint' | 'added';
  readonly reason: string;
}

/**
 * The handler of a step asks another body to sign it.
 * @throws DomainError refusals of `checkHandler`, `case.own-case` (forbidden), `case.signer-asked` (conflict)
 */
export async function askSigner(
  tx: Tx,
  ids: IdSource,
  caseId: string,
  asked: AskedSigner,
  actor: CaseActor,
): Promise<void> {
  const file = await lockCase(tx, caseId);
  const step = await handledStep(tx, file, actor);
  if (asked.body === file.proposer.body) throw new DomainError('case.own-case', 'forbidden');
  const again = ofRound(file.signers, step).some((one) => one.body === asked.body && one.role === asked.role);
  if (again) throw new DomainError('case.signer-asked', 'conflict', { body: asked.body });
  const id = ids.next<'signer'>('sgn');
  await insertSigner(tx, {
    ...asked,
    ...{ id, case_id: file.id, step: step.step, round: step.round, asked_by: actor.person, asked_at: tx.at },
    ...{ person: null, outcome: null, reasons: null, at: null },
  });
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.signer-asked',
    rows: [{ table: 'cases.signer', id }],
    payload: { case: file.id, step: step.step, role: asked.role, body: asked.body, mode: asked.mode },
  });
}

export interface Signature {
  readonly outcome: 'pass' | 'fail';
  readonly reasons: readonly string[];
}

/** @throws DomainError `case.no-signature-asked`, `case.reason-missing` (precondition), `case.interested` (forbidden) */
export async function signStep(tx: Tx, caseId: string, signature: Signature, actor: CaseActor): Promise<void> {
  const file = await lockCase(tx, caseId);
  const step = runningStep(file);
  const signer = ofRound(file.signers, step).find(
    (one) => one.role === actor.role && one.body === actor.body && one.outcome === null,
  );
  if (!signer) throw new DomainError('case.no-signature-asked', 'precondition', { step: step.step });
  assertNone(placeReasons(file, actor), 'forbidden');
  if (signature.outcome === 'fail' && isMute(signature.reasons))
    throw new DomainError('case.reason-missing', 'precondition');
  await setSigned(tx, signer.id, { ...signature, person: actor.person, at: tx.at });
  await refreshTasks(tx, file.id);
  enterAct(tx, file, actor, {
    type: 'cases.signed',
    rows: [{ table: 'cases.signer', id: signer.id }],
    payload: { case: file.id, step: step.step, mode: signer.mode, ...signature, reasons: [...signature.reasons] },
  });
}

/** The current step of a running case. @throws DomainError `case.closed`, `case.not-current-step` (precondition) */
export function runningStep(file: CaseRecord, expected?: string): StepRecord {
  const step = currentStep(file);
  if (!step || file.state !== 'open') throw new DomainError('case.closed', 'precondition', { state: file.state });
  if (expected !== undefined && expected !== step.step)
    throw new DomainError('case.not-current-step', 'precondition', { step: expected, current: step.step });
  return step;
}

/** The current step, where the actor handles it. @throws DomainError refusals of `checkHandler` (forbidden) */
export async function handledStep(tx: Tx, file: CaseRecord, actor: CaseActor): Promise<StepRecord> {
  const step = runningStep(file);
  assertAllowed(checkHandler(file, actor, await readStandsFor(tx, actor, today(tx.at))));
  return step;
}

const isMute = (reasons: readonly string[]): boolean => reasons.every((reason) => reason.trim() === '');

const placeReasons = (file: CaseRecord, actor: CaseActor): readonly Reason[] => [
  ...(actor.jurisdiction === file.jurisdiction
    ? []
    : [{ code: 'case.wrong-jurisdiction', params: { jurisdiction: file.jurisdiction } }]),
  ...checkPartiality(file, actor),
];

function assertNone([first, ...more]: readonly Reason[], kind: 'forbidden' | 'precondition'): void {
  if (first) assertAllowed(refuse(first, ...more), kind);
}
