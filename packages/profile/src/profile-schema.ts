import { z } from 'zod';
import { chain, limitNames, slug, titled } from './chain-schema.ts';
import {
  developerRules,
  evaluationRules,
  operationAgreement,
  operatorRules,
  otherRules,
  publicityRules,
  renewal,
  securityRules,
  signInRules,
  supervisionRules,
  termMonths,
} from './governance-schema.ts';
import { count, date, document, months, rule } from './rule-schema.ts';
import { applicationParts, fieldUses, identifierRoles, roleCodes } from './vocabulary.ts';

const uses = z.array(z.enum(fieldUses));

const limits = z.strictObject(
  Object.fromEntries(limitNames.map((name) => [name, rule(count.max(250))])) as Record<
    (typeof limitNames)[number],
    ReturnType<typeof rule<z.ZodNumber>>
  >,
);

const statutoryDay = z.discriminatedUnion('calendar', [
  z.strictObject({
    ...titled,
    calendar: z.enum(['gregorian', 'lunar']),
    month: z.number().int().min(1).max(12),
    /** 0 is the eve of the first of the month. */
    day: z.number().int().min(0).max(31),
    days: z.number().int().min(1).max(10),
  }),
  z.strictObject({ ...titled, calendar: z.literal('solar-term'), term: z.literal('qingming') }),
]);

/** How answers are protected beyond group size and history. */
const gateMode = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('threshold') }),
  z.strictObject({
    kind: z.literal('cell-key'),
    table: z
      .array(
        z.strictObject({
          from: z.number().int().min(0),
          moves: z.array(z.strictObject({ by: z.number().int(), probability: z.number().min(0).max(1) })).min(1),
        }),
      )
      .min(1),
  }),
  z.strictObject({
    kind: z.literal('dp'),
    unit: slug,
    rowsPerEntity: count,
    budget: z.number().positive(),
    perQuery: z.number().positive(),
    delta: z.number().positive().max(0.001),
    mechanism: z.enum(['gaussian', 'laplace']).optional(),
  }),
]);

/**
 * A jurisdiction as data. Every object is strict: a key that no program reads, or one that is missing,
 * would be a rule that somebody believes in and nobody keeps.
 */
export const profileSchema = z.strictObject({
  /** `platform` is where the administrator stands: no jurisdiction. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,40}$/)
    .refine((id) => id !== 'platform'),
  version: z.string().min(1),
  effective_from: date,
  valid_until: date,
  ...titled,
  /** Texts behind the clause marks. */
  texts: z.array(z.strictObject({ mark: z.string().min(1), title: z.string().min(1) })).min(1),
  level: rule(z.enum(['province', 'city', 'county'])),
  divisions: rule(z.array(z.strictObject({ code: z.string().regex(/^\d{6}$/), ...titled })).min(1)),
  fields: rule(z.array(z.strictObject({ code: slug, ...titled, regulated: z.boolean() })).min(1)),
  public_data: z.strictObject({
    body_types: rule(z.array(slug).min(1)),
    media: rule(z.array(z.enum(['text', 'table', 'image', 'audio', 'video'])).min(1)),
  }),
  authorization: z.strictObject({
    tiers: rule(z.enum(['single_tier', 'two_tier'])),
    scope: rule(z.enum(['overall', 'overall_with_fields', 'sector_company', 'level', 'self_operation'])),
    level_scope: rule(z.enum(['city', 'city_and_counties', 'sector', 'all_levels', 'own_level'])),
  }),
  operator: operatorRules,
  developer: developerRules,
  /** Longest terms in months; that no term outlasts the one it rests on is no setting. */
  term: z.strictObject({
    operator: z.strictObject({
      max_months: termMonths,
      /** Days before its end at which the choice is opened anew. */
      renewal_days: renewal,
    }),
    developer: z.strictObject({ max_months: termMonths }),
    grant: z.strictObject({ max_months: termMonths }),
  }),
  application: z.strictObject({
    contents: rule(z.array(z.enum(applicationParts)).min(1)),
    techniques: rule(z.array(slug).min(1)),
    review_chain: rule(chain),
    /** Whether an assessment of security and compliance is attached before a decision (APP-06). */
    prior_assessment: rule(z.boolean()),
  }),
  agreement: z.strictObject({
    operation: operationAgreement,
    documents: rule(z.array(document).min(1)),
    filing: rule(z.strictObject({ required: z.boolean(), with: z.enum(roleCodes) })),
  }),
  gate: z.strictObject({
    min_group_size: rule(z.number().int().min(2).max(1000)),
    dominance: rule(z.strictObject({ p: z.number().min(0).max(1), n: count, share: z.number().min(0).max(1) })),
    rounding: rule(z.strictObject({ base: z.number().int().min(1) })),
    max_rows: rule(count),
    inference: rule(z.strictObject({ width: z.number().min(0).max(1) })),
    caps: rule(z.strictObject({ releases: count, cells: count })),
    review: rule(z.enum(['when_undecided', 'always'])),
    mode: rule(gateMode),
    samples: rule(z.strictObject({ most: count })),
    response: rule(z.strictObject({ step_ms: count })),
  }),
  field_uses: z.strictObject({
    by_role: rule(
      z.strictObject(
        Object.fromEntries(identifierRoles.map((role) => [role, uses])) as Record<
          (typeof identifierRoles)[number],
          typeof uses
        >,
      ),
    ),
    by_grade: rule(z.strictObject({ '1': uses, '2': uses, '3': uses, '4': uses })),
  }),
  workspace: z.strictObject({
    memory_megabytes: rule(count),
    queries_per_day: rule(count),
    deadline_seconds: rule(count),
    concurrent_runs: rule(count),
    temporary_megabytes: rule(count),
  }),
  gather: z.strictObject({
    default_mode: rule(z.enum(['physical', 'logical'])),
    /** Ways to the custodian by kind of body; none where the text prescribes none. */
    routes: rule(
      z.array(
        z.strictObject({
          body_types: z.array(slug).min(1),
          via: z.enum(['authority', 'sector-authority', 'enterprise-zone']),
        }),
      ),
    ),
  }),
  demand: z.strictObject({ study_cycle_months: rule(months) }),
  product_review: z.strictObject({ chain: rule(chain) }),
  pricing: z.strictObject({
    product: rule(
      z
        .array(
          z.strictObject({
            purposes: z.array(slug).min(1),
            rule: z.enum(['market', 'administrative']),
          }),
        )
        .min(1),
    ),
    operator_fee: rule(z.enum(['cost', 'cost_by_agreement', 'open'])),
  }),
  trading: z.strictObject({
    registration_required: rule(z.boolean()),
    venues: rule(z.array(z.string().min(1))),
  }),
  retention: z.strictObject({
    network_log_min_months: rule(months),
    evidence_min_months: rule(months),
  }),
  limits,
  working_calendar: z.strictObject({
    /** Whether the year after the last announced one is counted provisionally. */
    provisional_year: rule(z.boolean()),
    statutory_days: rule(z.array(statutoryDay).min(1)),
  }),
  /** A limit turns yellow when so many working days or fewer are left. */
  warning: z.strictObject({ yellow_working_days: rule(z.number().int().min(0)) }),
  objection: z.strictObject({ to: rule(z.enum(roleCodes)) }),
  neglect: z.strictObject({ reported_to: rule(z.enum(roleCodes)) }),
  publicity: publicityRules,
  evaluation: evaluationRules,
  supervision: supervisionRules,
  security: securityRules,
  sign_in: signInRules,
  ...otherRules,
});

export type Profile = z.output<typeof profileSchema>;
export type AgreementDocument = z.output<typeof document>;
