import type { Committed, Db, Transact } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { IdentityContext } from '../identity-context.ts';
import { clearTries, type Whence } from '../pace-sign-in.ts';
import { provePassword } from '../second-factor.ts';
import { openSession, type Authenticated, type SignedIn } from '../sign-in.ts';
import { findAccountOf } from '../store.ts';
import type { PasskeyRow } from '../tables.ts';
import { closeChallenge, openChallenge, randomText } from './challenge.ts';
import { deletePasskey, findAccountById, insertPasskey, lockPasskey, passkeysOf, touchPasskey } from './door-store.ts';
import { enterDoor } from './enter-door.ts';

/** Three hundred files that a start need not wait for: loaded with the first passkey. */
const webauthn = () => import('@simplewebauthn/server');

const NAME = 'Sluice';
const MOST_PASSKEYS = 20;

/** What a passkey is bound to: the site as browsers reach it. */
export interface Site {
  readonly domain: string;
  /** Whether a page of this origin is one of the site's. */
  accepts(origin: string): boolean;
}

export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly madeAt: string;
  readonly usedAt: string | null;
}

const viewOf = ({ id, name, made_at, used_at }: PasskeyRow): PasskeyView => ({
  ...{ id, name, madeAt: made_at.toISOString(), usedAt: used_at?.toISOString() ?? null },
});

/** What the browser needs to make a passkey, once the password was given again. */
export async function beginPasskey(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  given: { readonly password: string; readonly site: Site },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { account, admitted } = await provePassword(context, db, transact, session, given.password);
  const there = await passkeysOf(db, account.id);
  if (there.length >= MOST_PASSKEYS) throw new DomainError('passkey.too-many', 'precondition', { most: MOST_PASSKEYS });
  const options = await (
    await webauthn()
  ).generateRegistrationOptions({
    ...{ rpName: NAME, rpID: given.site.domain, userName: account.account, attestationType: 'none' },
    userID: new TextEncoder().encode(account.id),
    challenge: Buffer.from(randomText(context), 'base64url') as Uint8Array<ArrayBuffer>,
    excludeCredentials: there.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const challenge = { shown: options.challenge, purpose: 'passkey-make', account: account.id, kept: {} } as const;
  await transact(async (tx) => {
    await openChallenge(context, tx, challenge);
    await clearTries(context, tx, admitted);
  });
  return options;
}

/** @throws DomainError `passkey.refused` (invalid), `passkey.known` (conflict) */
export async function makePasskey(
  context: IdentityContext,
  transact: Transact,
  session: Authenticated,
  given: { readonly response: RegistrationResponseJSON; readonly name: string; readonly site: Site },
): Promise<Committed<PasskeyView>> {
  return transact(async (tx) => {
    const account = await findAccountOf(tx, session.actor.person);
    const shown = challengeIn(given.response.response.clientDataJSON);
    const asked = await closeChallenge(context, tx, { shown, purpose: 'passkey-make' });
    if (!asked || asked.account !== account.id) throw new DomainError('passkey.refused', 'forbidden');
    const origin = originIn(given.response.response.clientDataJSON, given.site);
    const { registrationInfo } = await (
      await webauthn()
    )
      .verifyRegistrationResponse({
        ...{ response: given.response, expectedChallenge: shown, requireUserVerification: true },
        ...{ expectedOrigin: origin, expectedRPID: given.site.domain },
      })
      .catch(refused);
    if (!registrationInfo) throw new DomainError('passkey.refused', 'forbidden');
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    if (await lockPasskey(tx, id)) throw new DomainError('passkey.known', 'conflict');
    const row: PasskeyRow = {
      ...{ id, account_id: account.id, name: given.name, public_key: Buffer.from(publicKey).toString('base64url') },
      ...{ counter, transports: [...(transports ?? [])], made_at: context.sessionClock.now(), used_at: null },
    };
    await insertPasskey(tx, row);
    enterDoor(context, tx, session, { door: 'passkey', set: true });
    return viewOf(row);
  });
}

export async function listPasskeys(db: Db, session: Authenticated): Promise<readonly PasskeyView[]> {
  const account = await findAccountOf(db, session.actor.person);
  return (await passkeysOf(db, account.id)).map(viewOf);
}

/** @throws DomainError `session.wrong-password` (forbidden), `passkey.unknown` (not-found) */
export async function removePasskey(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  session: Authenticated,
  given: { readonly id: string; readonly password: string },
): Promise<Committed<{ readonly removed: true }>> {
  const { account, admitted } = await provePassword(context, db, transact, session, given.password);
  return transact(async (tx) => {
    if (!(await deletePasskey(tx, account.id, given.id))) throw new DomainError('passkey.unknown', 'not-found');
    await clearTries(context, tx, admitted);
    enterDoor(context, tx, session, { door: 'passkey', set: false });
    return { removed: true as const };
  });
}

/** What the browser asks its passkeys: no account is named, so that nobody learns which there are. */
export async function askPasskey(
  context: IdentityContext,
  transact: Transact,
  site: Site,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await (
    await webauthn()
  ).generateAuthenticationOptions({
    ...{ rpID: site.domain, userVerification: 'required' },
    challenge: Buffer.from(randomText(context), 'base64url') as Uint8Array<ArrayBuffer>,
  });
  await transact((tx) =>
    openChallenge(context, tx, { shown: options.challenge, purpose: 'passkey-sign-in', kept: {} }),
  );
  return options;
}

/**
 * Signs in with a passkey that its owner was verified at: two factors by itself.
 * @throws DomainError `passkey.refused` (unauthenticated), whatever was wrong; `session.no-membership` (forbidden)
 */
export async function signInByPasskey(
  context: IdentityContext,
  transact: Transact,
  given: {
    readonly response: AuthenticationResponseJSON;
    readonly site: Site;
    readonly membershipId?: string | undefined;
  },
  whence: Whence,
): Promise<SignedIn> {
  const shown = challengeIn(given.response.response.clientDataJSON);
  // What was asked is used up also where the answer is wrong.
  const { value: asked } = await transact((tx) => closeChallenge(context, tx, { shown, purpose: 'passkey-sign-in' }));
  if (!asked) throw new DomainError('passkey.refused', 'unauthenticated');
  const { value } = await transact(async (tx) => {
    const row = await lockPasskey(tx, given.response.id);
    const account = row && (await findAccountById(tx, row.account_id));
    if (!row || !account) throw new DomainError('passkey.refused', 'unauthenticated');
    const origin = originIn(given.response.response.clientDataJSON, given.site);
    const { verified, authenticationInfo } = await (
      await webauthn()
    )
      .verifyAuthenticationResponse({
        ...{ response: given.response, expectedChallenge: shown, requireUserVerification: true },
        ...{ expectedOrigin: origin, expectedRPID: given.site.domain },
        credential: credentialOf(row),
      })
      .catch(refused);
    if (!verified) throw new DomainError('passkey.refused', 'unauthenticated');
    await touchPasskey(tx, row.id, authenticationInfo.newCounter, context.sessionClock.now());
    return openSession(context, tx, account, { membershipId: given.membershipId, whence });
  });
  return value;
}

const credentialOf = (row: PasskeyRow) => ({
  id: row.id,
  publicKey: Buffer.from(row.public_key, 'base64url') as Uint8Array<ArrayBuffer>,
  counter: Number(row.counter),
  transports: row.transports as AuthenticatorTransport[],
});

/** What is wrong with an answer is nobody's business but the log's. */
const refused = (): never => {
  throw new DomainError('passkey.refused', 'unauthenticated');
};

const challengeIn = (clientDataJSON: string): string => clientData(clientDataJSON, 'challenge');

/** The page that asked, where it is one of the site's; nothing that any page has where it is not. */
function originIn(clientDataJSON: string, site: Site): string {
  const origin = clientData(clientDataJSON, 'origin');
  return site.accepts(origin) ? origin : '';
}

function clientData(clientDataJSON: string, name: 'challenge' | 'origin'): string {
  try {
    const data = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as Record<string, unknown>;
    const value = data[name];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
