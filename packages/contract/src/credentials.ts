import { z } from 'zod';
import { id, idParams, instant, written } from './common.ts';
import { route } from './route.ts';

const part = z.string().regex(/^[A-Za-z0-9_-]{40,90}$/);
const holder = z.discriminatedUnion('kty', [
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: part }),
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: part, y: part }),
]);

/** A credential (SD-JWT VC) that a person carries away: that he acts for a body in a role. */
export const credentialView = z.object({
  id,
  membershipId: id,
  issuedAt: instant,
  validUntil: instant,
  revokedAt: instant.nullable(),
});

export const credentialRoutes = {
  issueCredential: route({
    name: 'issueCredential',
    method: 'POST',
    path: '/api/v1/credentials',
    access: 'session',
    summary:
      'A credential (SD-JWT VC) that one acts for a body in a role, bound to a key of one’s own; told once (CON-03)',
    body: z.object({ holder }),
    ok: written(z.object({ credential: credentialView, sdJwt: z.string() })),
    status: 201,
  }),
  listCredentials: route({
    name: 'listCredentials',
    method: 'GET',
    path: '/api/v1/credentials',
    access: 'session',
    summary: 'The credentials that one was given',
    ok: z.object({ items: z.array(credentialView) }),
  }),
  revokeCredential: route({
    name: 'revokeCredential',
    method: 'POST',
    path: '/api/v1/credentials/:id/revoke',
    access: 'session',
    summary: 'Let a credential of one’s own count no more',
    params: idParams,
    ok: written(credentialView),
  }),
  readCredentialStatus: route({
    name: 'readCredentialStatus',
    method: 'GET',
    path: '/api/v1/credential-status',
    access: 'none',
    summary: 'The signed list by which credentials are checked offline (Token Status List); it names nobody',
    answers: { media: 'application/statuslist+jwt' },
  }),
};
