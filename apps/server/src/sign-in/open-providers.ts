import { randomBytes } from 'node:crypto';
import type { Provider, ProviderSubject, Site } from '@sluice/identity';
import { DomainError, type JsonObject } from '@sluice/kernel';
import * as oidc from 'openid-client';

/** A provider as its administrator sets it up. */
export type ProviderSettings =
  | {
      readonly kind: 'oidc';
      readonly id: string;
      readonly title: string;
      readonly issuer: string;
      readonly clientId: string;
      readonly clientSecret?: string;
    }
  | { readonly kind: 'cas'; readonly id: string; readonly title: string; readonly server: string };

const ANSWER_MS = 10_000;
const MOST_BYTES = 64_000;

/** Where browsers come back to; the page there hands the query to the interface. */
export const RETURN_PATH = '/sign-in/returned';

/** What passkeys are bound to: the public address, or this machine on whatever port where there is none. */
export function siteOf(publicUrl: string | undefined): Site {
  if (publicUrl === undefined)
    return { domain: 'localhost', accepts: (origin) => /^http:\/\/localhost(:\d{1,5})?$/.test(origin) };
  const { hostname, origin: own } = new URL(publicUrl);
  return { domain: hostname, accepts: (origin) => origin === own };
}

/** Providers as they are used to sign in. Nothing is asked of them before somebody wants to. */
export function openProviders(settings: readonly ProviderSettings[], publicUrl: string): readonly Provider[] {
  const back = new URL(RETURN_PATH, publicUrl);
  return settings.map((one) => (one.kind === 'oidc' ? oidcProvider(one, back) : casProvider(one, back)));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function oidcProvider(
  { id, title, issuer, clientId, clientSecret }: Extract<ProviderSettings, { kind: 'oidc' }>,
  back: URL,
): Provider {
  let found: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    const url = new URL(issuer);
    // Tokens in the clear only to this machine: a provider in a test.
    const local = url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
    const asked = oidc.discovery(url, clientId, clientSecret, undefined, {
      timeout: ANSWER_MS / 1_000,
      ...(local ? { execute: [oidc.allowInsecureRequests] } : {}),
    });
    found ??= asked.catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return {
    ...{ id, title },
    async begin() {
      const verifier = oidc.randomPKCECodeVerifier();
      const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        ...{ redirect_uri: back.href, scope: 'openid', state, nonce, code_challenge_method: 'S256' },
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      });
      return { url: url.href, kept: { verifier, state, nonce } };
    },
    async finish(returned, kept) {
      const url = new URL(back);
      url.search = new URLSearchParams(returned).toString();
      const tokens = await oidc.authorizationCodeGrant(await configuration(), url, {
        ...{ pkceCodeVerifier: textOf(kept['verifier']), expectedState: textOf(kept['state']) },
        ...{ expectedNonce: textOf(kept['nonce']), idTokenExpected: true },
      });
      const claims = tokens.claims();
      if (!claims) throw new DomainError('provider.refused', 'unauthenticated');
      return { issuer: claims.iss, subject: claims.sub };
    },
  };
}

/** CAS 3.0: the ticket is shown to the server, which says whose it is. */
function casProvider({ id, title, server }: Extract<ProviderSettings, { kind: 'cas' }>, back: URL): Provider {
  const at = (path: string, query: Readonly<Record<string, string>>): string =>
    `${server.replace(/\/$/, '')}/${path}?${new URLSearchParams(query).toString()}`;
  const serviceOf = (state: string): string => `${back.href}?${new URLSearchParams({ state }).toString()}`;
  return {
    ...{ id, title },
    async begin() {
      const state = randomBytes(16).toString('base64url');
      return { url: at('login', { service: serviceOf(state) }), kept: { state } };
    },
    async finish(returned, kept) {
      const query = new URLSearchParams(returned);
      const state = textOf(kept['state']);
      if (state === '' || query.get('state') !== state) throw new DomainError('provider.refused', 'unauthenticated');
      const asked = at('p3/serviceValidate', {
        ...{ format: 'JSON', service: serviceOf(state), ticket: query.get('ticket') ?? '' },
      });
      return readCas(server, asked);
    },
  };
}

async function readCas(issuer: string, address: string): Promise<ProviderSubject> {
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
  const text = await answer.text();
  if (!answer.ok || text.length > MOST_BYTES) throw new DomainError('provider.refused', 'unauthenticated');
  const { serviceResponse } = JSON.parse(text) as { serviceResponse?: JsonObject };
  const success = serviceResponse?.['authenticationSuccess'];
  const subject = typeof success === 'object' && success !== null && 'user' in success ? textOf(success['user']) : '';
  if (subject === '') throw new DomainError('provider.refused', 'unauthenticated');
  return { issuer, subject };
}
