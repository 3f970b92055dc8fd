import { z } from 'zod';
import { roleCodes, stepKinds } from './vocabulary.ts';

export const slug = z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/);
export const titled = { title: z.string().min(1), title_en: z.string().min(1) };

/** Question to the facts of a case; a step whose condition does not hold is skipped. */
export type Condition =
  | { readonly present: string }
  | { readonly fact: string; readonly in: readonly string[] }
  | { readonly differ: readonly [string, string] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ present: slug }),
    z.strictObject({ fact: slug, in: z.array(z.string()).min(1) }),
    z.strictObject({ differ: z.tuple([slug, slug]) }),
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
  ]),
);

/** A named limit of `limits`; counted in working days. */
export const limitNames = [
  'acceptance',
  'review_step',
  'opinion',
  'supplement',
  'signing',
  'filing',
  'objection',
] as const;

const step = z.strictObject({
  id: slug,
  ...titled,
  kind: z.enum(stepKinds),
  actor: z.enum(roleCodes),
  /** Fact that holds the one body which has to act; without it any body of the role in the jurisdiction. */
  assigned_to: slug.optional(),
  when: condition.optional(),
  limit: z.enum(limitNames),
  /** The step is decided on the votes of a panel: not before so many have voted, and only with the majority named. */
  panel: z
    .strictObject({
      members: z.enum(roleCodes),
      quorum: z.number().int().min(2).max(99),
      majority: z.enum(['simple', 'two_thirds']),
      scores: z.array(z.strictObject({ id: slug, ...titled, max: z.number().int().min(1).max(100) })),
    })
    .optional(),
  /** What silence past the limit counts as, where a text says so. */
  deemed: z.enum(['pass', 'fail']).optional(),
  /** Each aspect needs a finding before the step can pass. */
  aspects: z.array(z.strictObject({ id: slug, ...titled })),
  /** The published norm that is verified against; its version goes into every opinion of the step. */
  norm: z.strictObject({ id: slug, ...titled, version: z.string().min(1) }).optional(),
  /** Where each outcome leads: `next`, `approved`, `refused`, `supplement`, or the id of a step. */
  on: z.strictObject({ pass: z.string(), fail: z.string(), return: z.string() }),
  clause: z.string().min(1),
});

export const chain = z.strictObject({
  /** Role that opens the case; it may decide none of its steps. */
  proposer: z.enum(roleCodes),
  steps: z.array(step).min(1),
});

export type ChainStep = z.output<typeof step>;
export type Chain = z.output<typeof chain>;
