import type { CaseActor } from '@sluice/cases';
import type { ActorRef, Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, assertPower, versionOf, type Context } from './context.ts';
import { grantState, type Grant } from './grant.ts';
import { findGrantIds, lockGrant, setHeld } from './grant-store.ts';

/** Whose grants are meant: all that an operator serves in a jurisdiction, or all of a developer there. */
export type GrantsOf = { readonly jurisdiction: string } & (
  | { readonly operator: string }
  | { readonly developer: string }
);

export const findRunning = (db: Db, of: GrantsOf): Promise<readonly string[]> => findGrantIds(db, of);

/** Holds every grant that is not held yet: nothing may rest on them until they are let go. @returns how many */
export async function holdGrants(tx: Tx, of: GrantsOf, ground: string, actor: ActorRef): Promise<number> {
  let held = 0;
  for (const id of await findGrantIds(tx, of)) {
    const grant = await lockGrant(tx, id);
    if (grant.ended || grant.held) continue;
    await enterHold(tx, grant, ground, actor, null);
    held += 1;
  }
  return held;
}

/** Lets those grants go again that were held on a ground; `handover` those that waited for a successor. */
export async function resumeGrants(tx: Tx, of: GrantsOf, ground: string, actor: CaseActor): Promise<number> {
  const waited = ground === 'handover' ? 'operator-ended' : ground;
  let resumed = 0;
  for (const id of await findGrantIds(tx, of)) {
    const grant = await lockGrant(tx, id);
    if (grant.held?.ground !== waited) continue;
    await enterResume(tx, grant, ground, actorRef(actor));
    resumed += 1;
  }
  return resumed;
}

/**
 * Suspends one grant at once with its ground (INC-03, SVN-04): queries, samples and calls that rest on it stop.
 * @throws DomainError `grant.ended`, `grant.held` (conflict), `grant.not-operator` (forbidden)
 */
export async function suspendGrant(
  context: Context,
  tx: Tx,
  id: string,
  ground: string,
  actor: CaseActor,
): Promise<Grant> {
  const grant = await assertMayStop(context, tx, id, actor);
  if (grant.held) throw new DomainError('grant.held', 'conflict', { ground: grant.held.ground });
  return enterHold(tx, grant, ground, actorRef(actor), actor.person);
}

/** Lets a suspended grant go on. @throws DomainError `grant.not-held` (conflict) and those of suspending */
export async function resumeGrant(
  context: Context,
  tx: Tx,
  id: string,
  ground: string,
  actor: CaseActor,
): Promise<Grant> {
  const grant = await assertMayStop(context, tx, id, actor);
  if (!grant.held) throw new DomainError('grant.not-held', 'conflict');
  // What was held with its operator or its developer goes on with them, not by itself.
  if (HELD_WITH_OTHERS.has(grant.held.ground))
    throw new DomainError('grant.held-with-others', 'conflict', { ground: grant.held.ground });
  return enterResume(tx, grant, ground, actorRef(actor));
}

const HELD_WITH_OTHERS: ReadonlySet<string> = new Set([
  'operator-suspended',
  'operator-ended',
  'developer-suspended',
  'developer-exited',
]);

async function assertMayStop(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<Grant> {
  const grant = await lockGrant(tx, id);
  assertPower(context, actor, 'grant.revoke', grant.jurisdiction);
  if (actor.role === 'operator' && actor.body !== grant.operator)
    throw new DomainError('grant.not-operator', 'forbidden');
  const state = grantState(grant, tx.at);
  if (state === 'expired' || state === 'revoked') throw new DomainError('grant.ended', 'conflict', { state });
  return grant;
}

async function enterHold(tx: Tx, grant: Grant, ground: string, actor: ActorRef, by: string | null): Promise<Grant> {
  const held = { at: tx.at, ground, by };
  await setHeld(tx, grant.id, held);
  enter(tx, grant, 'authorization.grant-held', ground, actor);
  return { ...grant, held };
}

async function enterResume(tx: Tx, grant: Grant, ground: string, actor: ActorRef): Promise<Grant> {
  await setHeld(tx, grant.id, null);
  enter(tx, grant, 'authorization.grant-resumed', ground, actor);
  return { ...grant, held: null };
}

function enter(
  tx: Tx,
  grant: Grant,
  type: 'authorization.grant-held' | 'authorization.grant-resumed',
  ground: string,
  actor: ActorRef,
): void {
  record(tx, {
    type,
    stream: `grant:${grant.id}`,
    actor,
    rows: [{ table: 'authorization.grant_file', id: grant.id }],
    ruleVersion: versionOf(grant.profile),
    payload: { ground },
  });
}
