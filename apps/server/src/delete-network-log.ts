import type { Committed, Transact } from '@sluice/database';
import { actorRef, type Actor } from '@sluice/identity';
import { assertAllowed, civilDateOf, type Clock } from '@sluice/kernel';
import { deleteNetworkLog } from '@sluice/ledger';
import type { ProfileRegistry } from '@sluice/profile';
import type { ModulePolicy } from './policy.ts';

interface LogDeletionParts {
  readonly transact: Transact;
  readonly clock: Clock;
  readonly policy: ModulePolicy;
  readonly profiles: ProfileRegistry;
}

/** Ends after which the log of what went before is kept on. */
const ENDINGS = ['authorization.grant-ended'];

/**
 * Deletion of the network log by the platform administrator, within what the strictest profile of this installation
 * keeps. @throws DomainError a refusal of `log.delete`, `ledger.must-be-kept` (precondition)
 */
export function createLogDeletion({ transact, clock, policy, profiles }: LogDeletionParts) {
  return async (actor: Actor, before: Date): Promise<Committed<{ deleted: number; before: string }>> => {
    assertAllowed(policy.decide({ actor, act: 'log.delete', objectJurisdiction: actor.jurisdiction }));
    const all = profiles.list(civilDateOf(clock.now()));
    const months = Math.max(...all.map((profile) => profile.retention.network_log_min_months.value));
    return transact(async (tx) => {
      const { deleted } = await deleteNetworkLog(tx, { actor: actorRef(actor), before, months, endings: ENDINGS });
      return { deleted, before: before.toISOString() };
    });
  };
}
