import type { Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { actorRef } from '../decide.ts';
import type { IdentityContext } from '../identity-context.ts';
import type { Authenticated } from '../sign-in.ts';

/** Enters that somebody has another way in, or has it no more: not which key, nor which name elsewhere. */
export function enterDoor(
  { ruleVersion }: IdentityContext,
  tx: Tx,
  session: Authenticated,
  payload: { readonly door: 'passkey' | 'provider'; readonly set: boolean },
): void {
  record(tx, {
    type: 'identity.door-changed',
    stream: `person:${session.actor.person}`,
    actor: actorRef(session.actor),
    subjects: [],
    rows: [],
    ruleVersion,
    payload,
  });
}
