import { z } from 'zod';
import { id, idParams, instant, text, written } from './common.ts';
import { route } from './route.ts';

const suite = z.enum(['intl', 'gm']);
const ownerKind = z.enum(['person', 'body', 'platform']);

/** A personal signature or the seal of a body: SM2 with SM3 (`gm`) or Ed25519 (`intl`). */
export const sealView = z.object({
  id,
  ownerKind,
  owner: z.string(),
  suite,
  publicKey: z.string(),
  issuedAt: instant,
  validUntil: instant,
  revoked: z.object({ at: instant, reason: z.string() }).nullable(),
});

/** A digest that somebody signed, with all that is needed to check it without asking anybody. */
export const sealedStatement = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  purpose: z.string().max(200),
  at: instant,
  certificate: z.object({
    seal: z.string(),
    ownerKind,
    owner: z.string(),
    suite,
    publicKey: z.string().max(500),
    issuedAt: instant,
    validUntil: instant,
    signature: z.string().max(500),
  }),
  signature: z.string().max(500),
});

export const sealRoutes = {
  issueSeal: route({
    name: 'issueSeal',
    method: 'POST',
    path: '/api/v1/seals',
    access: 'session',
    summary: 'Make a signature of one’s own, or a seal for the body one acts for (SHR-07)',
    body: z.object({ owner: z.enum(['person', 'body']), suite: suite.default('gm') }),
    ok: written(sealView),
    status: 201,
  }),
  listSeals: route({
    name: 'listSeals',
    method: 'GET',
    path: '/api/v1/seals',
    access: 'session',
    summary: 'One’s own signatures, and the seals of the body one acts for',
    ok: z.object({ items: z.array(sealView) }),
  }),
  revokeSeal: route({
    name: 'revokeSeal',
    method: 'POST',
    path: '/api/v1/seals/:id/revoke',
    access: 'session',
    summary: 'Revoke a signature or a seal: what it signed before stands',
    params: idParams,
    body: z.object({ reason: text(500) }),
    ok: written(sealView),
  }),
  readSealTrust: route({
    name: 'readSealTrust',
    method: 'GET',
    path: '/api/v1/seal-trust',
    access: 'none',
    summary: 'What a verifier needs to check statements offline: the issuer’s keys and what was revoked (SHR-02)',
    ok: z.object({
      issuers: z.record(z.string(), z.string()),
      revoked: z.array(z.object({ seal: z.string(), at: instant })),
    }),
  }),
  checkSeal: route({
    name: 'checkSeal',
    method: 'POST',
    path: '/api/v1/seal-checks',
    access: 'none',
    summary: 'Check a sealed statement: issuer, content, time, revocation (SHR-02, SHR-07)',
    body: z.object({
      statement: sealedStatement,
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      purpose: z.string().max(200),
    }),
    ok: z.object({ valid: z.boolean(), reason: z.string().nullable() }),
  }),
};
