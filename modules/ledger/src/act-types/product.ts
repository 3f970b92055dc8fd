import { z } from 'zod';
import { act } from './define.ts';

/** Acts on products up to their listing. */
export const productActs = {
  'product.drafted': act(z.strictObject({ grant: z.string(), form: z.string() }), ['PRD-01']),
  'product.changed': act(z.strictObject({ revision: z.number().int() })),
  'product.frozen': act(z.strictObject({ release: z.string(), digest: z.string(), cells: z.number().int(), withheld: z.number().int() }), ['PRD-02']),
  'product.release-applied': act(z.strictObject({ digest: z.string() }), ['PRD-03']),
  'product.checked': act(z.strictObject({ check: z.string(), outcome: z.string(), computed: z.boolean(), finding: z.string().optional() }), ['PRD-04']),
  'product.release-decided': act(z.strictObject({ outcome: z.string(), reasons: z.array(z.string()) }), ['PRD-05']),
  'product.listed': act(z.strictObject({ priceYuan: z.string() }), ['PRD-11']),
  'product.priced': act(z.strictObject({ priceYuan: z.string() }), ['PRD-11']),
  'product.delisted': act(z.strictObject({ ground: z.string() }), ['PRD-12']),
} as const;
