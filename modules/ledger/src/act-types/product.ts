import { z } from 'zod';
import { act } from './define.ts';

const computed = z.strictObject({ check: z.string(), outcome: z.string(), codes: z.array(z.string()) });

/** Acts on products from draft to delisting. Reasons in words stay in the rows, whose digests the entry carries. */
export const productActs = {
  'product.changed': act(z.strictObject({ form: z.string() }), ['PRD-02']),
  'product.checked': act(z.strictObject({ check: z.string(), outcome: z.string(), round: z.number().int() }), [
    'PRD-03',
    'PRD-04',
    'PRD-05',
  ]),
  'product.delisted': act(z.strictObject({ ground: z.string(), deliveredCopies: z.string() }), ['PRD-12']),
  'product.drafted': act(z.strictObject({ grant: z.string(), form: z.string() }), ['PRD-01']),
  'product.frozen': act(
    z.strictObject({
      release: z.string(),
      version: z.number().int(),
      answers: z.number().int(),
      rows: z.number().int(),
      irDigest: z.string(),
      cubeDigest: z.string(),
    }),
    ['PRD-02', 'PLT-07'],
  ),
  'product.listed': act(z.strictObject({ release: z.string() }), ['PRD-11']),
  'product.release-applied': act(
    z.strictObject({ round: z.number().int(), state: z.string(), findings: z.array(computed) }),
    ['PRD-02', 'PRD-03', 'PRD-04', 'PRD-05'],
  ),
  'product.release-decided': act(z.strictObject({ step: z.string(), outcome: z.string(), state: z.string() }), [
    'PRD-02',
  ]),
  'product.resumed': act(z.strictObject({})),
  'product.suspended': act(z.strictObject({ ground: z.string() }), ['PRD-12']),
} as const;
