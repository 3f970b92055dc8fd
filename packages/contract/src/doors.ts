import { z } from 'zod';
import { id, instant, text, written } from './common.ts';
import { session } from './identity.ts';
import { route } from './route.ts';

const password = z.string().max(200);
const flow = z.string().max(100);
const mode = z.enum(['cookie', 'token']).default('cookie');
const membershipId = id.optional();
const providerId = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);
/** What a browser's `credential.toJSON()` gives (WebAuthn level 3), checked by the library that verifies it. */
const credential = z
  .looseObject({
    id: z.string().max(2_000),
    rawId: z.string().max(2_000),
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: z.string().max(4_000) }),
    clientExtensionResults: z.looseObject({}),
  })
  .refine((value) => JSON.stringify(value).length < 20_000);
const options = z.record(z.string(), z.json());
const passkey = z.object({ id: z.string(), name: z.string(), madeAt: instant, usedAt: instant.nullable() });
const signedIn = z.object({ session, token: z.string().optional() });

export const doorRoutes = {
  askPasskey: route({
    name: 'askPasskey',
    method: 'POST',
    path: '/api/v1/session/passkey-challenge',
    access: 'none',
    summary: 'What a browser asks its passkeys; no account is named',
    ok: options,
  }),
  signInByPasskey: route({
    name: 'signInByPasskey',
    method: 'POST',
    path: '/api/v1/session/passkey',
    access: 'none',
    summary: 'Sign in with a passkey (WebAuthn): no password, no second factor besides',
    body: z.object({ response: credential, mode, membershipId }),
    ok: signedIn,
    status: 201,
  }),
  beginPasskey: route({
    name: 'beginPasskey',
    method: 'POST',
    path: '/api/v1/session/passkeys/begin',
    access: 'session',
    summary: 'What a browser needs to make a passkey, once the password was given again',
    body: z.object({ password }),
    ok: options,
  }),
  makePasskey: route({
    name: 'makePasskey',
    method: 'POST',
    path: '/api/v1/session/passkeys',
    access: 'session',
    summary: 'Keep a passkey that the browser made',
    body: z.object({ response: credential, name: text(60) }),
    ok: written(passkey),
    status: 201,
  }),
  listPasskeys: route({
    name: 'listPasskeys',
    method: 'GET',
    path: '/api/v1/session/passkeys',
    access: 'session',
    summary: 'One’s own passkeys',
    ok: z.object({ items: z.array(passkey) }),
  }),
  removePasskey: route({
    name: 'removePasskey',
    method: 'POST',
    path: '/api/v1/session/passkeys/remove',
    access: 'session',
    summary: 'Take a passkey away',
    body: z.object({ id: z.string().max(2_000), password }),
    ok: written(z.object({ removed: z.literal(true) })),
  }),
  listSignInProviders: route({
    name: 'listSignInProviders',
    method: 'GET',
    path: '/api/v1/session/providers',
    access: 'none',
    summary: 'Other providers that vouch for people here (OpenID Connect, CAS)',
    ok: z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) }),
  }),
  beginProviderSignIn: route({
    name: 'beginProviderSignIn',
    method: 'POST',
    path: '/api/v1/session/provider-begin',
    access: 'none',
    summary: 'Where the browser is sent to sign in elsewhere; `flow` is for the page to keep',
    body: z.object({ provider: providerId }),
    ok: z.object({ url: z.string(), flow: z.string() }),
  }),
  signInByProvider: route({
    name: 'signInByProvider',
    method: 'POST',
    path: '/api/v1/session/provider',
    access: 'none',
    summary: 'Sign in with what the provider sent the browser back with; who is linked to no account is refused',
    body: z.object({ flow, returned: z.string().max(8_000), mode, membershipId }),
    ok: z.union([signedIn, z.object({ codeFlow: z.string() })]),
    status: 201,
  }),
  finishProviderCode: route({
    name: 'finishProviderCode',
    method: 'POST',
    path: '/api/v1/session/provider-code',
    access: 'none',
    summary: 'The code of the authenticator after a provider vouched: one try',
    body: z.object({ flow, code: z.string().trim().min(6).max(12), mode, membershipId }),
    ok: signedIn,
    status: 201,
  }),
  listProviderLinks: route({
    name: 'listProviderLinks',
    method: 'GET',
    path: '/api/v1/session/links',
    access: 'session',
    summary: 'The providers that one’s own account is linked to',
    ok: z.object({ items: z.array(z.object({ provider: z.string(), madeAt: instant })) }),
  }),
  beginProviderLink: route({
    name: 'beginProviderLink',
    method: 'POST',
    path: '/api/v1/session/links/begin',
    access: 'session',
    summary: 'Where the browser is sent to link one’s own account',
    body: z.object({ provider: providerId }),
    ok: z.object({ url: z.string(), flow: z.string() }),
  }),
  linkProvider: route({
    name: 'linkProvider',
    method: 'POST',
    path: '/api/v1/session/links',
    access: 'session',
    summary: 'Link one’s own account to whom the provider vouches for, once the password was given again',
    body: z.object({ flow, returned: z.string().max(8_000), password }),
    ok: written(z.object({ provider: z.string() })),
    status: 201,
  }),
  unlinkProvider: route({
    name: 'unlinkProvider',
    method: 'POST',
    path: '/api/v1/session/links/remove',
    access: 'session',
    summary: 'Sign in by a provider no more',
    body: z.object({ provider: providerId, password }),
    ok: written(z.object({ removed: z.literal(true) })),
  }),
};
