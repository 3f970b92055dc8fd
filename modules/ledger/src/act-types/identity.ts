import { z } from 'zod';
import { act } from './define.ts';

const state = z.enum(['submitted', 'active', 'refused', 'ended']);

/** Acts on bodies, people, memberships and credentials. Names stay in identity's own tables. */
export const identityActs = {
  'identity.seal-issued': act(z.strictObject({ ownerKind: z.string(), suite: z.enum(['intl', 'gm']) }), [
    'SHR-02',
    'SHR-07',
  ]),
  'identity.seal-revoked': act(z.strictObject({ ownerKind: z.string(), suite: z.enum(['intl', 'gm']) }), ['SHR-07']),
  'identity.body-registered': act(
    z.strictObject({
      jurisdiction: z.string(),
      bodyType: z.string(),
      level: z.string(),
      divisionCode: z.string(),
      state,
    }),
    ['ORG-01'],
  ),
  'identity.body-reviewed': act(z.strictObject({ state, reasons: z.array(z.string()) }), ['ORG-01']),
  'identity.password-changed': act(z.strictObject({ sessionsEnded: z.number().int() }), ['ORG-01']),
  'identity.person-registered': act(
    z.strictObject({
      memberships: z.array(z.strictObject({ body: z.string(), role: z.string(), jurisdiction: z.string(), state })),
    }),
    ['ORG-01'],
  ),
  'identity.membership-reviewed': act(
    z.strictObject({ person: z.string(), body: z.string(), role: z.string(), state, reasons: z.array(z.string()) }),
    ['ORG-02'],
  ),
  'identity.membership-ended': act(z.strictObject({ person: z.string(), body: z.string(), role: z.string() }), [
    'ORG-02',
  ]),
  'identity.credential-issued': act(z.strictObject({ validUntil: z.string() }), ['CON-03']),
  'identity.credential-revoked': act(z.strictObject({ validUntil: z.string() }), ['CON-03']),
  'identity.door-changed': act(z.strictObject({ door: z.enum(['passkey', 'provider']), set: z.boolean() }), ['CON-02']),
  'identity.second-factor-changed': act(z.strictObject({ set: z.boolean() }), ['CON-02']),
} as const;
