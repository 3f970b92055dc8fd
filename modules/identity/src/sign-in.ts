import { createHash } from 'node:crypto';
import type { Db, Transact, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { asActor, type Membership } from './membership.ts';
import type { Actor } from './decide.ts';
import type { IdentityContext } from './identity-context.ts';
import { findAccount, findMembership, membershipsOf } from './store.ts';
import {
  admitSignIn,
  clearTries,
  giveAddressBack,
  rememberWhence,
  wrongPassword,
  type Whence,
} from './pace-sign-in.ts';
import {
  deleteSession,
  deleteSessionsExpiredBefore,
  findSession,
  insertSession,
  setSessionMembership,
  touchSession,
} from './store-session.ts';
import { asksForCode, takeCode } from './take-code.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const TOKEN_BYTES = 32;
/** Last use is written at most so often: a page makes many requests. */
const TOUCH_MS = MINUTE_MS;

export interface Credentials {
  readonly account: string;
  readonly password: string;
  /** The membership to act in; the first active one unless said. */
  readonly membershipId?: string | undefined;
  /** Six digits of the authenticator, where the account has one. */
  readonly code?: string | undefined;
}

/** A sign-in of which nobody said where it comes from: a stranger's. */
export const fromNowhere: Whence = { address: '', machine: false, browser: false };

export interface SignedIn {
  readonly token: string;
  readonly session: Authenticated;
  /** For the browser to keep and to show at the next sign-in; it opens nothing. */
  readonly device: string;
  readonly deviceUntil: Date;
}

/** A signed-in person. `sessionId` names the session for switching and signing out; it opens nothing by itself. */
export interface Authenticated {
  readonly sessionId: string;
  readonly actor: Actor;
  readonly expiresAt: Date;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Checks account and password and opens a session. The token is given out once; its digest is kept.
 * An unknown account takes as long and counts as much as a wrong password.
 * @throws DomainError `session.wrong-credentials` (unauthenticated), `session.slowed`, `session.address-slowed` (limited,
 *   with `retryAfterSeconds`), `session.no-membership` (forbidden), `session.code-required` (unauthenticated),
 *   `session.wrong-code` (forbidden)
 */
export async function signIn(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  given: Credentials,
  whence: Whence,
): Promise<SignedIn> {
  const name = given.account.trim().toLowerCase();
  const admitted = await admitSignIn(context, db, transact, name, whence);
  const account = await findAccount(db, name);
  const right = account
    ? await context.passwords.verify(given.password, account.password_hash)
    : await context.passwords.verifyNothing(given.password);
  if (!right || !account) throw await wrongPassword(context, transact, admitted, whence);
  // Only who knows the password is told that a code is asked for.
  const second = await asksForCode(db, account.id);
  if (second && given.code === undefined) {
    await transact((tx) => giveAddressBack(context, tx, admitted));
    throw new DomainError('session.code-required', 'unauthenticated');
  }
  const { value } = await transact(async (tx) => {
    if (second) await takeCode(context, tx, account.id, given.code ?? '');
    await clearTries(context, tx, admitted);
    const how = { membershipId: given.membershipId, whence, knownDevice: admitted.knownDevice };
    return openSession(context, tx, { ...account, account: name }, how);
  });
  return value;
}

/**
 * Opens a session for somebody who has proved who he is.
 * @throws DomainError `session.no-membership` (forbidden)
 */
export async function openSession(
  context: IdentityContext,
  tx: Tx,
  account: { readonly person_id: string; readonly account: string },
  how: {
    readonly membershipId?: string | undefined;
    readonly whence: Whence;
    /** Whether the browser shows what it was given for this very account. */
    readonly knownDevice?: boolean;
  },
): Promise<SignedIn> {
  const membership = chooseMembership(await membershipsOf(tx, account.person_id), how.membershipId);
  const at = context.sessionClock.now();
  const { token, digest } = newToken(context);
  const row = { ...newSession(context, at, account.person_id, membership), token_digest: digest };
  const { whence } = how;
  // What another account of the same browser was given is not taken over: it may have been planted there.
  const device = how.knownDevice && whence.device !== undefined ? whence.device : newToken(context).token;
  await rememberWhence(context, tx, account.account, { ...whence, device: whence.browser ? device : undefined });
  await deleteSessionsExpiredBefore(tx, at);
  await insertSession(tx, row);
  return {
    token,
    session: { sessionId: row.id, actor: asActor(membership), expiresAt: row.expires_at },
    device,
    deviceUntil: new Date(at.getTime() + context.limits.knownPlaceDays * 24 * HOUR_MS),
  };
}

function newToken({ randomBytes }: IdentityContext): { readonly token: string; readonly digest: string } {
  const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
  return { token, digest: digestOf(token) };
}

const newSession = (context: IdentityContext, at: Date, person: string, membership: Membership) => ({
  id: context.ids.next<'session'>('session'),
  person_id: person,
  membership_id: membership.id,
  created_at: at,
  seen_at: at,
  expires_at: new Date(at.getTime() + context.limitsOf(membership.jurisdiction).absoluteHours * HOUR_MS),
});

function chooseMembership(memberships: readonly Membership[], wanted: string | undefined): Membership {
  const active = memberships.filter((one) => one.state === 'active');
  const chosen = wanted === undefined ? active[0] : active.find((one) => one.id === wanted);
  if (!chosen) throw new DomainError('session.no-membership', 'forbidden');
  return chosen;
}

/** Who a token stands for; nothing when the session is unknown, idle too long, over, or its membership has ended. */
export async function authenticate(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  token: string,
): Promise<Authenticated | undefined> {
  const row = await findSession(db, digestOf(token));
  const at = context.sessionClock.now();
  if (!row || row.expires_at <= at) return undefined;
  const membership = await findMembership(db, row.membership_id);
  if (!membership || membership.state !== 'active') return undefined;
  const { idleMinutes } = context.limitsOf(membership.jurisdiction);
  if (at.getTime() - row.seen_at.getTime() > idleMinutes * MINUTE_MS) return undefined;
  if (at.getTime() - row.seen_at.getTime() >= TOUCH_MS) await transact((tx) => touchSession(tx, row.id, at));
  const standing = await context.standing(db, { ...asActor(membership) });
  const actor = standing ? { ...asActor(membership), standing } : asActor(membership);
  return { sessionId: row.id, actor, expiresAt: row.expires_at };
}

/** Goes on in another of the own memberships. @throws DomainError `session.no-membership` (forbidden) */
export async function switchMembership(tx: Tx, session: Authenticated, membershipId: string): Promise<Authenticated> {
  const membership = chooseMembership(await membershipsOf(tx, session.actor.person), membershipId);
  await setSessionMembership(tx, session.sessionId, membership.id);
  return { ...session, actor: asActor(membership) };
}

export async function signOut(tx: Tx, session: Authenticated): Promise<void> {
  await deleteSession(tx, session.sessionId);
}
