import type { CaseActor } from '@sluice/cases';
import type { ActorRef, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { actorRef, versionOf } from './context.ts';
import { grantState, type Grant } from './grant.ts';
import { endGrant, lockGrant } from './grant-store.ts';

/** Ends a grant because what it rests on has ended; whether the actor may was asked there. */
export async function enterRevocation(tx: Tx, id: string, ground: string, actor: CaseActor): Promise<void> {
  const grant = await lockGrant(tx, id);
  const state = grantState(grant, tx.at);
  if (state === 'expired' || state === 'revoked') return;
  await enterEnd(tx, grant, { at: tx.at, cause: 'revoked', ground, by: actor.person }, actorRef(actor));
}

/** Writes the end of a grant with its entry. */
export async function enterEnd(
  tx: Tx,
  grant: Grant,
  ended: NonNullable<Grant['ended']>,
  actor: ActorRef,
): Promise<Grant> {
  await endGrant(tx, grant.id, ended);
  record(tx, {
    type: 'authorization.grant-ended',
    stream: `grant:${grant.id}`,
    actor,
    rows: [{ table: 'authorization.grant_file', id: grant.id }],
    ruleVersion: versionOf(grant.profile),
    payload: { ground: ended.ground, cause: ended.cause },
  });
  return { ...grant, ended };
}
