import { z } from 'zod';
import { act } from './define.ts';

/** Acts on systems, resources and the catalogues drawn from them. */
export const catalogueActs = {
  'catalogue.system-registered': act(z.strictObject({ body: z.string(), jurisdiction: z.string() }), ['CAT-01']),
  'catalogue.resource-registered': act(z.strictObject({ identifier: z.string(), version: z.number().int(), fields: z.number().int() }), ['CAT-01', 'CAT-02']),
  'catalogue.resource-changed': act(z.strictObject({ version: z.number().int(), fields: z.number().int() }), ['CAT-02']),
  'catalogue.resource-submitted': act(z.strictObject({ version: z.number().int() }), ['CAT-06']),
  'catalogue.resource-reviewed': act(z.strictObject({ version: z.number().int(), decision: z.string(), reasons: z.array(z.string()) }), ['CAT-06']),
  'catalogue.demand-raised': act(z.strictObject({ resource: z.string(), fields: z.array(z.string()), scenario: z.string() }), ['AOC-01']),
  'catalogue.opinion-requested': act(z.strictObject({ from: z.string(), due: z.string().optional() }), ['AOC-02']),
  'catalogue.opinion-given': act(z.strictObject({ opinion: z.string(), reasons: z.array(z.string()) }), ['AOC-02']),
  'catalogue.demand-confirmed': act(z.strictObject({ decision: z.string(), reasons: z.array(z.string()) }), ['AOC-05']),
  'catalogue.demand-supplied': act(z.strictObject({ step: z.string() }), ['AOC-07']),
  'catalogue.development-published': act(z.strictObject({ resource: z.string(), fields: z.number().int() }), ['DEV-04', 'DEV-05']),
} as const;
