import type { Committed, Db, Transact, Tx } from '@sluice/database';
import { DomainError, type JsonObject } from '@sluice/kernel';
import type { IdentityContext } from '../identity-context.ts';
import { clearTries, type Whence } from '../pace-sign-in.ts';
import { provePassword } from '../second-factor.ts';
import { openSession, type Authenticated, type SignedIn } from '../sign-in.ts';
import { findAccountOf } from '../store.ts';
import { asksForCode, takeCode } from '../take-code.ts';
import { closeChallenge, openChallenge, randomText } from './challenge.ts';
import { deleteLink, findAccountById, findLink, insertLink, linksOf } from './door-store.ts';
import { enterDoor } from './enter-door.ts';

/** Whom a provider says somebody is. */
export interface ProviderSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** A way in by another provider: where the browser is sent, and what its way back is held against. */
export interface Provider {
  readonly id: string;
  readonly title: string;
  begin(): Promise<{ readonly url: string; readonly kept: JsonObject }>;
  /** @throws whatever is wrong with the way back */
  finish(returned: string, kept: JsonObject): Promise<ProviderSubject>;
}

export interface ProviderStart {
  readonly url: string;
  /** For the page that asked to keep and to show again: who did not ask cannot finish. */
  readonly flow: string;
}

const providerOf = (providers: readonly Provider[], id: string): Provider => {
  const found = providers.find((one) => one.id === id);
  if (!found) throw new DomainError('provider.unknown', 'not-found', { provider: id });
  return found;
};

/** @throws DomainError `provider.unknown` (not-found), `provider.unreachable` (unavailable) */
export async function beginProvider(
  context: IdentityContext,
  transact: Transact,
  providers: readonly Provider[],
  asked: { readonly provider: string; readonly session?: Authenticated | undefined },
): Promise<ProviderStart> {
  const provider = providerOf(providers, asked.provider);
  const { url, kept } = await provider.begin().catch((): never => {
    throw new DomainError('provider.unreachable', 'unavailable', { provider: provider.id });
  });
  const flow = randomText(context);
  await transact(async (tx) => {
    const account = asked.session && (await findAccountOf(tx, asked.session.actor.person)).id;
    const purpose = account === undefined ? 'provider-sign-in' : 'provider-link';
    await openChallenge(context, tx, { shown: flow, purpose, account, kept: { ...kept, provider: provider.id } });
  });
  return { url, flow };
}

/** The answer of the provider, held against what was asked: once, and whatever is wrong refuses alike. */
async function subjectOf(
  context: IdentityContext,
  transact: Transact,
  providers: readonly Provider[],
  given: { readonly flow: string; readonly returned: string; readonly purpose: 'provider-sign-in' | 'provider-link' },
): Promise<{ readonly provider: string; readonly subject: string; readonly account: string | null }> {
  const { flow: shown, purpose } = given;
  const { value: asked } = await transact((tx) => closeChallenge(context, tx, { shown, purpose }));
  const id = asked?.kept['provider'];
  if (!asked || typeof id !== 'string') throw new DomainError('provider.refused', 'unauthenticated');
  const { issuer, subject } = await providerOf(providers, id)
    .finish(given.returned, asked.kept)
    .catch((): never => {
      throw new DomainError('provider.refused', 'unauthenticated');
    });
  return { provider: id, subject: context.digest(`provider|${issuer}|${subject}`), account: asked.account };
}

export interface ProviderReturn {
  readonly flow: string;
  /** Address that the browser came back to, with its query. */
  readonly returned: string;
  readonly membershipId?: string | undefined;
}

/** Either a session, or the code of the authenticator is asked for under another flow. */
export type ProviderAnswer = { readonly signedIn: SignedIn } | { readonly codeFlow: string };

/**
 * Signs in whom a provider vouches for and who is linked to an account: anybody else is refused, however well known there.
 * A provider stands for the password alone: a second factor is asked for besides.
 * @throws DomainError `provider.refused` (unauthenticated), `provider.not-linked`, `session.no-membership` (forbidden)
 */
export async function signInByProvider(
  context: IdentityContext,
  transact: Transact,
  providers: readonly Provider[],
  given: ProviderReturn,
  whence: Whence,
): Promise<ProviderAnswer> {
  const { subject } = await subjectOf(context, transact, providers, { ...given, purpose: 'provider-sign-in' });
  const { value } = await transact(async (tx): Promise<ProviderAnswer> => {
    const link = await findLink(tx, subject);
    const account = link && (await findAccountById(tx, link.account_id));
    if (!account) throw new DomainError('provider.not-linked', 'forbidden');
    if (!(await asksForCode(tx, account.id)))
      return { signedIn: await openSession(context, tx, account, { membershipId: given.membershipId, whence }) };
    const shown = randomText(context);
    await openChallenge(context, tx, { shown, purpose: 'provider-code', account: account.id, kept: {} });
    return { codeFlow: shown };
  });
  return value;
}

/** @throws DomainError `provider.refused` (unauthenticated), `session.wrong-code` (forbidden) */
export async function finishWithCode(
  context: IdentityContext,
  transact: Transact,
  given: { readonly flow: string; readonly code: string; readonly membershipId?: string | undefined },
  whence: Whence,
): Promise<SignedIn> {
  // One code for one way in: who guesses begins anew at the provider.
  const { value: asked } = await transact((tx) =>
    closeChallenge(context, tx, { shown: given.flow, purpose: 'provider-code' }),
  );
  if (!asked) throw new DomainError('provider.refused', 'unauthenticated');
  const { value } = await transact(async (tx) => {
    const account = await findAccountById(tx, asked.account ?? '');
    if (!account) throw new DomainError('provider.refused', 'unauthenticated');
    await takeCode(context, tx, account.id, given.code);
    return openSession(context, tx, account, { membershipId: given.membershipId, whence });
  });
  return value;
}

/** Links the account that is signed in to whom a provider knows, once the password was given again. */
export async function linkProvider(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  providers: readonly Provider[],
  session: Authenticated,
  given: ProviderReturn & { readonly password: string },
): Promise<Committed<{ readonly provider: string }>> {
  const { account, admitted } = await provePassword(context, db, transact, session, given.password);
  const found = await subjectOf(context, transact, providers, { ...given, purpose: 'provider-link' });
  if (found.account !== account.id) throw new DomainError('provider.refused', 'unauthenticated');
  return transact(async (tx) => {
    const row = { id: context.ids.next<'link'>('lnk'), account_id: account.id, provider: found.provider };
    const made = await insertLink(tx, { ...row, subject: found.subject, made_at: context.sessionClock.now() });
    if (!made) throw new DomainError('provider.linked', 'conflict', { provider: found.provider });
    await clearTries(context, tx, admitted);
    enterDoor(context, tx, session, { door: 'provider', set: true });
    return { provider: found.provider };
  });
}

export async function listLinks(
  db: Db,
  session: Authenticated,
): Promise<readonly { provider: string; madeAt: string }[]> {
  const account = await findAccountOf(db, session.actor.person);
  return (await linksOf(db, account.id)).map(({ provider, made_at }) => ({ provider, madeAt: made_at.toISOString() }));
}

/** @throws DomainError `session.wrong-password` (forbidden), `provider.not-linked` (not-found) */
export async function unlinkProvider(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  given: { readonly provider: string; readonly password: string },
): Promise<Committed<{ readonly removed: true }>> {
  const { account, admitted } = await provePassword(context, db, transact, session, given.password);
  return transact(async (tx: Tx) => {
    if (!(await deleteLink(tx, account.id, given.provider)))
      throw new DomainError('provider.unknown', 'not-found', { provider: given.provider });
    await clearTries(context, tx, admitted);
    enterDoor(context, tx, session, { door: 'provider', set: false });
    return { removed: true as const };
  });
}
