import type { Committed, Db, Transact } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef } from './decide.ts';
import type { IdentityContext } from './identity-context.ts';
import { admitOwn, clearTries } from './pace-sign-in.ts';
import type { Authenticated } from './sign-in.ts';
import { endOtherSessions } from './store-session.ts';
import { findAccountOf, replacePasswordHash } from './store.ts';

export interface PasswordChange {
  readonly oldPassword: string;
  /** 12 to 200 characters. */
  readonly newPassword: string;
}

/**
 * Gives the own account another password and ends the person's other sessions. Guesses of the old one are slowed like
 * failed sign-ins. The entry says that it happened, and nothing of either password.
 * @throws DomainError `session.wrong-password` (forbidden), `session.slowed` (limited), `password.unchanged`, `password.too-short` (invalid),
 *   `password.changed-meanwhile` (conflict)
 */
export async function changePassword(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  given: PasswordChange,
): Promise<Committed<{ sessionsEnded: number }>> {
  const { person } = session.actor;
  const account = await findAccountOf(db, person);
  const admitted = await admitOwn(context, transact, account.account);
  if (!(await context.passwords.verify(given.oldPassword, account.password_hash)))
    throw new DomainError('session.wrong-password', 'forbidden');
  if (given.newPassword.normalize('NFKC') === given.oldPassword.normalize('NFKC'))
    throw new DomainError('password.unchanged', 'invalid');
  assertLongEnough(context, session.actor.jurisdiction, given.newPassword);
  const hash = await context.passwords.hash(given.newPassword);
  return transact(async (tx) => {
    if (!(await replacePasswordHash(tx, account.id, account.password_hash, hash)))
      throw new DomainError('password.changed-meanwhile', 'conflict');
    await clearTries(context, tx, admitted);
    const sessionsEnded = await endOtherSessions(tx, person, session.sessionId);
    record(tx, {
      type: 'identity.password-changed',
      stream: `person:${person}`,
      actor: actorRef(session.actor),
      subjects: [],
      rows: [],
      ruleVersion: context.ruleVersion,
      payload: { sessionsEnded },
    });
    return { sessionsEnded };
  });
}

/** @throws DomainError `password.too-short` (invalid) with the characters that the jurisdiction's rules ask for */
export function assertLongEnough(context: IdentityContext, jurisdiction: string, password: string): void {
  const { minPasswordLength } = context.limitsOf(jurisdiction);
  if (password.length < minPasswordLength)
    throw new DomainError('password.too-short', 'invalid', { minPasswordLength });
}
