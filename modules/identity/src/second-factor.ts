import type { Committed, Db, Transact, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef } from './decide.ts';
import type { IdentityContext } from './identity-context.ts';
import { admitOwn, clearTries } from './pace-sign-in.ts';
import type { Authenticated } from './sign-in.ts';
import { deleteTotp, lockTotp, putTotp } from './store-totp.ts';
import { findAccountOf } from './store.ts';
import { keepSecret, takeCode } from './take-code.ts';
import { base32, otpauthUri, SECRET_BYTES } from './totp.ts';

const ISSUER = 'Sluice';

/**
 * Gives a secret for an authenticator, once the password was given again. It counts from the first right code on; a
 * secret that was not confirmed is replaced.
 * @throws DomainError `session.wrong-password` (forbidden), `session.slowed` (limited), `totp.set` (conflict)
 */
export async function beginTotp(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  password: string,
): Promise<{ readonly secret: string; readonly uri: string }> {
  const { account, admitted } = await provePassword(context, db, transact, session, password);
  const secret = context.randomBytes(SECRET_BYTES);
  await transact(async (tx) => {
    if ((await lockTotp(tx, account.id))?.confirmed_at) throw new DomainError('totp.set', 'conflict');
    await putTotp(tx, account.id, keepSecret(context, account.id, secret));
    await clearTries(context, tx, admitted);
  });
  return { secret: base32(secret), uri: otpauthUri(secret, account.account, ISSUER) };
}

/** @throws DomainError `totp.not-begun` (precondition), `totp.set` (conflict), `session.wrong-code` (forbidden) */
export async function confirmTotp(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  code: string,
): Promise<Committed<{ readonly secondFactor: true }>> {
  const account = await findAccountOf(db, session.actor.person);
  const admitted = await admitOwn(context, transact, account.account);
  return transact(async (tx) => {
    const totp = await lockTotp(tx, account.id);
    if (!totp) throw new DomainError('totp.not-begun', 'precondition');
    if (totp.confirmed_at) throw new DomainError('totp.set', 'conflict');
    await takeCode(context, tx, account.id, code);
    await clearTries(context, tx, admitted);
    enter(context, tx, session, true);
    return { secondFactor: true as const };
  });
}

/** @throws DomainError `session.wrong-password`, `session.wrong-code` (forbidden), `totp.not-begun` (precondition) */
export async function removeTotp(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  given: { readonly password: string; readonly code: string },
): Promise<Committed<{ readonly secondFactor: false }>> {
  const { account, admitted } = await provePassword(context, db, transact, session, given.password);
  return transact(async (tx) => {
    const totp = await lockTotp(tx, account.id);
    if (!totp?.confirmed_at) throw new DomainError('totp.not-begun', 'precondition');
    await takeCode(context, tx, account.id, given.code);
    await deleteTotp(tx, account.id);
    await clearTries(context, tx, admitted);
    enter(context, tx, session, false);
    return { secondFactor: false as const };
  });
}

/** Who is signed in gives the password again. @throws DomainError `session.wrong-password` (forbidden) */
export async function provePassword(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  password: string,
) {
  const account = await findAccountOf(db, session.actor.person);
  const admitted = await admitOwn(context, transact, account.account);
  if (!(await context.passwords.verify(password, account.password_hash)))
    throw new DomainError('session.wrong-password', 'forbidden');
  return { account, admitted };
}

function enter(context: IdentityContext, tx: Tx, session: Authenticated, set: boolean): void {
  record(tx, {
    type: 'identity.second-factor-changed',
    stream: `person:${session.actor.person}`,
    actor: actorRef(session.actor),
    subjects: [],
    rows: [],
    ruleVersion: context.ruleVersion,
    payload: { set },
  });
}
