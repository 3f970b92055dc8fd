import type { Committed, Db, Transact } from '@sluice/database';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { IdentityContext } from '../identity-context.ts';
import type { Whence } from '../pace-sign-in.ts';
import type { Authenticated, SignedIn } from '../sign-in.ts';
import {
  askPasskey,
  beginPasskey,
  listPasskeys,
  makePasskey,
  removePasskey,
  signInByPasskey,
  type PasskeyView,
  type Site,
} from './use-passkeys.ts';
import {
  beginProvider,
  finishWithCode,
  linkProvider,
  listLinks,
  signInByProvider,
  unlinkProvider,
  type Provider,
  type ProviderAnswer,
  type ProviderReturn,
  type ProviderStart,
} from './use-providers.ts';

/** The ways in besides the password: passkeys, and providers that vouch for somebody. */
export interface Doors {
  beginPasskey(
    session: Authenticated,
    given: { readonly password: string; readonly site: Site },
  ): Promise<PublicKeyCredentialCreationOptionsJSON>;
  makePasskey(
    session: Authenticated,
    given: { readonly response: RegistrationResponseJSON; readonly name: string; readonly site: Site },
  ): Promise<Committed<PasskeyView>>;
  listPasskeys(session: Authenticated): Promise<readonly PasskeyView[]>;
  removePasskey(
    session: Authenticated,
    given: { readonly id: string; readonly password: string },
  ): Promise<Committed<{ readonly removed: true }>>;
  askPasskey(site: Site): Promise<PublicKeyCredentialRequestOptionsJSON>;
  signInByPasskey(
    given: {
      readonly response: AuthenticationResponseJSON;
      readonly site: Site;
      readonly membershipId?: string | undefined;
    },
    whence: Whence,
  ): Promise<SignedIn>;
  readonly providers: readonly { readonly id: string; readonly title: string }[];
  beginProvider(asked: {
    readonly provider: string;
    readonly session?: Authenticated | undefined;
  }): Promise<ProviderStart>;
  signInByProvider(given: ProviderReturn, whence: Whence): Promise<ProviderAnswer>;
  finishWithCode(
    given: { readonly flow: string; readonly code: string; readonly membershipId?: string | undefined },
    whence: Whence,
  ): Promise<SignedIn>;
  linkProvider(
    session: Authenticated,
    given: ProviderReturn & { readonly password: string },
  ): Promise<Committed<{ readonly provider: string }>>;
  listLinks(session: Authenticated): Promise<readonly { provider: string; madeAt: string }[]>;
  unlinkProvider(
    session: Authenticated,
    given: { readonly provider: string; readonly password: string },
  ): Promise<Committed<{ readonly removed: true }>>;
}

export function createDoors(
  context: IdentityContext,
  db: Db,
  transact: Transact,
  providers: readonly Provider[],
): Doors {
  return {
    beginPasskey: (session, given) => beginPasskey(context, db, transact, session, given),
    makePasskey: (session, given) => makePasskey(context, transact, session, given),
    listPasskeys: (session) => listPasskeys(db, session),
    removePasskey: (session, given) => removePasskey(context, db, transact, session, given),
    askPasskey: (site) => askPasskey(context, transact, site),
    signInByPasskey: (given, whence) => signInByPasskey(context, transact, given, whence),
    providers: providers.map(({ id, title }) => ({ id, title })),
    beginProvider: (asked) => beginProvider(context, transact, providers, asked),
    signInByProvider: (given, whence) => signInByProvider(context, transact, providers, given, whence),
    finishWithCode: (given, whence) => finishWithCode(context, transact, given, whence),
    linkProvider: (session, given) => linkProvider(context, db, transact, providers, session, given),
    listLinks: (session) => listLinks(db, session),
    unlinkProvider: (session, given) => unlinkProvider(context, db, transact, session, given),
  };
}
