import { z } from 'zod';
import { act } from './define.ts';

/** Acts of the platform itself: its keys, its log, its clock. */
export const systemActs = {
  'system.clock-moved': act(z.strictObject({ from: z.string(), to: z.string() })),
  'system.key-introduced': act(
    z.strictObject({ algorithm: z.string(), keyName: z.string(), keyId: z.string(), publicKey: z.string() }),
    ['AUD-02'],
  ),
  'system.key-retired': act(z.strictObject({ keyName: z.string(), keyId: z.string() }), ['AUD-02']),
  'system.security-digest': act(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      refusals: z.number().int(),
      dropped: z.number().int(),
      digest: z.string(),
    }),
    ['PLT-07'],
    'network-log',
  ),
} as const;
