import type { ActorRef, Committed } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { insertAnswer, findAnswer } from '../store.ts';
import type { ActContext } from '../write-acts.ts';
import { viewHold, type HeldResult, type HoldView } from './held-result.ts';
import { decideHeld, insertVote, readHeld, readVotes } from './store-holds.ts';

/** Two people, so that nobody lets a result out alone. */
const REVIEWERS = 2;

export interface VoteInput {
  readonly holdId: string;
  readonly jurisdiction: string;
  readonly release: boolean;
  readonly reasons: readonly string[];
}

/**
 * One reviewer's vote on a held result. The second decides: released if both say so, else refused. The entry of a vote
 * does not say which way it went, because entries are read by others.
 * @throws DomainError `gate.hold-not-found` (not-found) · `gate.hold-closed` (conflict) · `gate.review-own-body` (forbidden):
 * the reviewer is of the asking body · `gate.review-twice` (conflict)
 */
export async function voteOnHold(
  context: ActContext,
  actor: Extract<ActorRef, { kind: 'person' }>,
  input: VoteInput,
): Promise<Committed<HoldView>> {
  return context.transact(async (tx) => {
    const held = await readHeld(tx, input.holdId, 'lock');
    if (!held || held.jurisdiction !== input.jurisdiction) throw new DomainError('gate.hold-not-found', 'not-found');
    if (actor.body === held.body || actor.person === held.person)
      throw new DomainError('gate.review-own-body', 'forbidden');
    if (held.state !== 'open') throw new DomainError('gate.hold-closed', 'conflict', { state: held.state });
    const before = await readVotes(tx, held.id);
    if (before.some((vote) => vote.person === actor.person)) throw new DomainError('gate.review-twice', 'conflict');
    const id = context.ids.next('vot');
    const vote = { person: actor.person, body: actor.body, release: input.release, reasons: input.reasons };
    await insertVote(tx, id, held.id, vote);
    const act = actOn(held, actor);
    record(tx, {
      ...act,
      rows: [{ table: 'gate.vote', id }],
      type: 'gate.hold-voted',
      payload: { holdId: held.id, vote: before.length + 1 },
    });
    const votes = [...before, vote];
    if (votes.length < REVIEWERS) return viewHold(held, votes, actor);
    const state = votes.every((item) => item.release) ? 'released' : 'refused';
    await decideHeld(tx, held.id, state);
    const answerId = context.ids.next('ans');
    const dataSet = { resourceId: held.resourceId, epochId: held.epochId };
    const known = state === 'released' ? await findAnswer(tx, dataSet, held.question) : undefined;
    const answered = state === 'released' && !known;
    if (answered)
      await insertAnswer(tx, dataSet, {
        id: answerId,
        releaseId: held.releaseId,
        question: held.question,
        cells: held.cells,
      });
    record(tx, {
      ...act,
      rows: [{ table: 'gate.held', id: held.id }, ...(answered ? [{ table: 'gate.answer', id: answerId }] : [])],
      type: 'gate.hold-decided',
      payload: { holdId: held.id, outcome: state, releaseId: held.releaseId },
    });
    return viewHold({ ...held, state }, votes, actor);
  });
}

function actOn(held: HeldResult, actor: ActorRef) {
  return {
    stream: `hold:${held.id}`,
    actor,
    subjects: [
      { kind: 'grant', id: held.grantId, rel: 'uses' as const },
      { kind: 'epoch', id: held.epochId, rel: 'uses' as const },
    ],
    ruleVersion: 'gate',
  };
}
