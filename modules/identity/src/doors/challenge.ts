import { createHash } from 'node:crypto';
import type { Tx } from '@sluice/database';
import type { JsonObject } from '@sluice/kernel';
import type { IdentityContext } from '../identity-context.ts';
import { keepSecret, openKept } from '../take-code.ts';
import { insertChallenge, takeChallenge } from './door-store.ts';

const BYTES = 32;
const OPEN_MS = 5 * 60_000;

export type ChallengePurpose =
  | 'passkey-make'
  | 'passkey-sign-in'
  | 'provider-sign-in'
  | 'provider-link'
  | 'provider-code';

const digestOf = (shown: string): string => createHash('sha256').update(shown).digest('hex');

export const randomText = ({ randomBytes }: Pick<IdentityContext, 'randomBytes'>): string =>
  Buffer.from(randomBytes(BYTES)).toString('base64url');

/** Keeps what an answer is held against under the digest of what the caller is to show. */
export async function openChallenge(
  context: IdentityContext,
  tx: Tx,
  of: {
    readonly shown: string;
    readonly purpose: ChallengePurpose;
    readonly account?: string | undefined;
    readonly kept: JsonObject;
  },
): Promise<void> {
  const at = context.sessionClock.now();
  const id = digestOf(of.shown);
  const kept = keepSecret(context, id, new TextEncoder().encode(JSON.stringify(of.kept)));
  const until = new Date(at.getTime() + OPEN_MS);
  await insertChallenge(tx, { id, purpose: of.purpose, account_id: of.account ?? null, kept, until }, at);
}

/** What was kept, once: nothing where it was never asked, is over, was for something else, or was answered before. */
export async function closeChallenge(
  context: IdentityContext,
  tx: Tx,
  of: { readonly shown: string; readonly purpose: ChallengePurpose },
): Promise<{ readonly account: string | null; readonly kept: JsonObject } | undefined> {
  const row = await takeChallenge(tx, digestOf(of.shown), of.purpose, context.sessionClock.now());
  if (!row) return undefined;
  const kept = JSON.parse(new TextDecoder().decode(openKept(context, row.id, row.kept))) as JsonObject;
  return { account: row.account_id, kept };
}
