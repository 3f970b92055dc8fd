import type { Answer, doorRoutes } from '@sluice/contract';
import type { Credential } from '@sluice/http';
import type { Authenticated, Identity, SignedIn, Site } from '@sluice/identity';
import { DomainError } from '@sluice/kernel';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface DoorServices {
  readonly identity: Identity;
  readonly written: Written;
  readonly site: Site;
}

/** What a handler has of the request that signs in. */
interface AtTheDoor {
  readonly address: string;
  readonly local: boolean;
  readonly device: string | undefined;
  setSession(token: string, expiresAt: Date): void;
  setDevice(device: string, expiresAt: Date): void;
}

type Asked = Answer<typeof doorRoutes.askPasskey>;

/** What a browser is asked, as JSON: what is not said has no key. */
const asJson = (options: object): Asked => JSON.parse(JSON.stringify(options)) as Asked;

/** Passkeys, and providers that vouch for people. */
export function doorHandlers({ identity, written, site }: DoorServices): Handlers<typeof doorRoutes> {
  const { doors } = identity;
  const sessionOf = async (credential: Credential | undefined): Promise<Authenticated> => {
    const session = credential && (await identity.authenticate(credential.value));
    if (!session) throw new DomainError('http.session-unknown', 'unauthenticated');
    return session;
  };
  const whenceOf = ({ address, local, device }: AtTheDoor, mode: 'cookie' | 'token') => ({
    ...{ address, machine: local, browser: mode === 'cookie', device },
  });
  const letIn = async (signedIn: SignedIn, mode: 'cookie' | 'token', at: AtTheDoor) => {
    const view = plain(await identity.describeSession(signedIn.session));
    if (mode === 'token') return { session: view, token: signedIn.token };
    at.setSession(signedIn.token, signedIn.session.expiresAt);
    at.setDevice(signedIn.device, signedIn.deviceUntil);
    return { session: view };
  };
  return {
    askPasskey: async () => asJson(await doors.askPasskey(site)),
    signInByPasskey: async (at) => {
      const { response, mode, membershipId } = at.input.body;
      const given = { response: response as never, site, membershipId };
      return letIn(await doors.signInByPasskey(given, whenceOf(at, mode)), mode, at);
    },
    beginPasskey: async ({ credential, input }) =>
      asJson(await doors.beginPasskey(await sessionOf(credential), { ...input.body, site })),
    makePasskey: async ({ credential, input: { body } }) =>
      plain(
        await written(
          doors.makePasskey(await sessionOf(credential), { name: body.name, response: body.response as never, site }),
        ),
      ),
    listPasskeys: async ({ credential }) => ({ items: plain(await doors.listPasskeys(await sessionOf(credential))) }),
    removePasskey: async ({ credential, input }) =>
      written(doors.removePasskey(await sessionOf(credential), input.body)),
    listSignInProviders: async () => ({ items: plain(doors.providers) }),
    beginProviderSignIn: async ({ input }) => doors.beginProvider({ provider: input.body.provider }),
    signInByProvider: async (at) => {
      const { mode, ...given } = at.input.body;
      const answer = await doors.signInByProvider(given, whenceOf(at, mode));
      return 'signedIn' in answer ? letIn(answer.signedIn, mode, at) : answer;
    },
    finishProviderCode: async (at) => {
      const { mode, ...given } = at.input.body;
      return letIn(await doors.finishWithCode(given, whenceOf(at, mode)), mode, at);
    },
    listProviderLinks: async ({ credential }) => ({ items: plain(await doors.listLinks(await sessionOf(credential))) }),
    beginProviderLink: async ({ credential, input }) =>
      doors.beginProvider({ provider: input.body.provider, session: await sessionOf(credential) }),
    linkProvider: async ({ credential, input }) => written(doors.linkProvider(await sessionOf(credential), input.body)),
    unlinkProvider: async ({ credential, input }) =>
      written(doors.unlinkProvider(await sessionOf(credential), input.body)),
  };
}
