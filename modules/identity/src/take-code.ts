import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { IdentityContext } from './identity-context.ts';
import { findTotp, lockTotp, setSecret, takeStep } from './store-totp.ts';
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
  const secret = totp && openKept(context, accountId, totp.secret);
  const step = totp && secret && matchStep(secret, code.replaceAll(' ', ''), at, Number(totp.last_step));
  if (!secret || step === undefined) throw new DomainError('session.wrong-code', 'forbidden');
  await takeStep(tx, accountId, step, at);
  if (context.secrets && !totp?.secret.startsWith(SEALED))
    await setSecret(tx, accountId, keepSecret(context, accountId, secret));
}

const SEALED = 'sealed.';

/** A secret as it is kept: sealed for its account, where there is a key to seal it with. */
export function keepSecret({ secrets }: IdentityContext, accountId: string, secret: Uint8Array): string {
  if (!secrets) return Buffer.from(secret).toString('base64url');
  return SEALED + Buffer.from(secrets.seal(secret, accountId)).toString('base64url');
}

/** Secrets from before there was a seal open as they are, and are sealed when their next code is taken. */
export function openKept({ secrets }: IdentityContext, accountId: string, kept: string): Uint8Array {
  if (!kept.startsWith(SEALED)) return Buffer.from(kept, 'base64url');
  if (!secrets) throw new DomainError('session.no-secrets', 'unavailable');
  return secrets.open(Buffer.from(kept.slice(SEALED.length), 'base64url'), accountId);
}
