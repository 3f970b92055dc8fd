import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { IdentityContext } from './identity-context.ts';
import { findTotp, lockTotp, takeStep } from './store-totp.ts';
import { matchStep } from './totp.ts';

/** Whether an account signs in with a code besides its password. */
export async function asksForCode(db: Db, accountId: string): Promise<boolean> {
  const totp = await findTotp(db, accountId);
  return totp !== undefined && totp.confirmed_at !== null;
}

/** Takes a code, which then can never be taken again. @throws DomainError `session.wrong-code` (forbidden) */
export async function takeCode(context: IdentityContext, tx: Tx, accountId: string, code: string): Promise<void> {
  const at = context.sessionClock.now();
  const totp = await lockTotp(tx, accountId);
  const step =
    totp && matchStep(Buffer.from(totp.secret, 'base64url'), code.replaceAll(' ', ''), at, Number(totp.last_step));
  if (step === undefined) throw new DomainError('session.wrong-code', 'forbidden');
  await takeStep(tx, accountId, step, at);
}
