import { z } from 'zod';
import { slug, titled } from './chain-schema.ts';
import { count, date, document, months, openMonths, rule } from './rule-schema.ts';
import { roleCodes } from './vocabulary.ts';

const role = z.enum(roleCodes);
const word = z.string().min(1).max(30);
const days = z.number().int().min(0).max(250);
const level = z.enum(['province', 'city', 'county']);

/** A proof that a candidate has to bring; one that runs out is watched after the choice. */
const proof = z.strictObject({ id: slug, ...titled, expires: z.boolean() });

/** How an operator is chosen and what it must bring (AUT-02 … AUT-05, AUT-10). */
export const operatorRules = z.strictObject({
  selection: rule(z.enum(['designation', 'given', 'competition', 'tender', 'open'])),
  /** Body that conducts the choice and signs. */
  chosen_by: rule(role),
  mandate_required: rule(z.boolean()),
  collective_decision: rule(z.boolean()),
  exclusive: rule(z.enum(['none', 'jurisdiction', 'field'])),
  may_develop: rule(z.boolean()),
  partners: rule(z.boolean()),
  county_allowed: rule(z.boolean()),
  county_platform_allowed: rule(z.boolean()),
  proofs: rule(z.array(proof)),
  /** Months back in which no major incident may lie; null where the text asks for none. */
  incident_free_months: rule(openMonths),
  criteria: rule(z.array(z.strictObject({ id: slug, ...titled, max: count.max(100) }))),
});

/** Who may develop: calls, conditions, lists, criteria (DEV-01 … DEV-07). */
export const developerRules = z.strictObject({
  call_required: rule(z.boolean()),
  county_admission: rule(z.boolean()),
  /** Lists on which neither the body nor its legal representative may stand. */
  exclusion_lists: rule(z.array(z.strictObject({ id: slug, ...titled }))),
  proofs: rule(z.array(proof)),
  criteria: rule(z.array(z.strictObject({ id: slug, ...titled, max: count.max(100) }))),
});

/** Whose consent a grant rests on, and where a call to the public goes. */
export const publicityRules = z.strictObject({
  /** Working days that a notice is out before it has effect; 0 publishes at once. */
  days: rule(days),
  subjects: rule(z.array(z.enum(['operator', 'developer', 'registration', 'draft']))),
});

export const evaluationRules = z.strictObject({
  developer_months: rule(openMonths),
  operator_months: rule(openMonths),
  lead: rule(role),
  report_months: rule(openMonths),
  report_parts: rule(z.array(z.strictObject({ id: slug, ...titled }))),
});

export const supervisionRules = z.strictObject({
  compliance_months: rule(openMonths),
  security_check_months: rule(openMonths),
  joint: rule(z.boolean()),
  suspension_by: rule(z.array(role).min(1)),
  tolerance: rule(z.boolean()),
  drill_levels: rule(z.array(level)),
});

export const securityRules = z.strictObject({
  /** Level of classified protection (等保) that the operator's systems must have; 0 where only grading is asked for. */
  mlps_min_level: rule(z.number().int().min(0).max(5)),
  crypto_assessment: rule(z.boolean()),
});

/** Sign-in (SEC, CON-02): numbers that a security authority sets. */
export const signInRules = z.strictObject({
  min_password_length: rule(z.number().int().min(8).max(128)),
  /** Wrong passwords that cost no waiting. */
  max_failures: rule(z.number().int().min(1).max(100)),
  /** The first wait; it doubles with each further failure. */
  first_wait_seconds: rule(z.number().int().min(1).max(60)),
  longest_wait_minutes: rule(z.number().int().min(1).max(60)),
  /** Wrong passwords of one address over all accounts. */
  address_failures_per_hour: rule(z.number().int().min(5).max(3600)),
  /** How long a place is known from which an account was signed in to. */
  known_place_days: rule(z.number().int().min(1).max(400)),
  idle_minutes: rule(z.number().int().min(1).max(1440)),
  absolute_hours: rule(z.number().int().min(1).max(168)),
});

export const otherRules = {
  /** Official documents: what the jurisdiction's own text calls the parties, and how its papers are numbered. */
  documents: z.strictObject({
    words: rule(z.strictObject({ authority: word, operator: word, developer: word })),
    /** Before the year in brackets: 安数授〔2026〕…号. */
    number_mark: rule(word),
  }),
  /** Body entitled to interpret the text (JUR-02). */
  interpretation: z.strictObject({ by: rule(role) }),
  /** Whose consent a grant needs before it starts (AOC-10). */
  grant: z.strictObject({ consents: rule(z.array(role)) }),
  model_review: z.strictObject({ required: rule(z.boolean()), system: rule(z.string().nullable()) }),
  social_data: z.strictObject({ catalogue_required: rule(z.boolean()) }),
  registration: z.strictObject({ required: rule(z.boolean()), validity_months: rule(openMonths) }),
  catalogue: z.strictObject({ update_working_days: rule(count.max(250).nullable()) }),
  opening: z.strictObject({ approval: rule(z.array(role)), stages: rule(z.array(slug)) }),
  revenue: z.strictObject({ forms: rule(z.array(slug)), principle: rule(z.string().min(1)) }),
  targets: rule(
    z.array(z.strictObject({ id: slug, ...titled, value: z.number(), unit: z.string().min(1), by: date.nullable() })),
  ),
  disclosure: z.strictObject({
    authorization: rule(z.array(z.enum(['object', 'content', 'scope', 'period']))),
    lists: rule(z.array(slug)),
  }),
  appeal: z.strictObject({
    /** Whether the applicant is heard before a refusal, and a body before a sanction. */
    comment_before_refusal: rule(z.boolean()),
    comment_working_days: rule(count.max(60)),
    re_examination: rule(z.boolean()),
  }),
};

/** Contents that the agreement between the chooser and the operator must have (AUT-06). */
export const operationAgreement = rule(document);
export const renewal = rule(z.number().int().min(0).max(730));
export const termMonths = rule(months);
