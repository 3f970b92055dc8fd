import { z } from 'zod';
import { caseView } from './case-view.ts';
import { civilDate, id, instant, jurisdiction, reason, text } from './common.ts';

const scenario = z.object({
  /** Name of the scenario that stays the same over its whole life, chosen by the applicant. */
  code: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/),
  title: text(120),
  /** Code of the field (领域) in the jurisdiction's profile. */
  field: z.string().min(1).max(60),
  /** Lead unit (牵头单位) of a key scenario. */
  leadUnit: id.optional(),
});

/** `in` lists the values that stay, on a field of the entry that is declared as a dimension. */
const rowFilter = z.object({
  field: z.string().min(1).max(120),
  in: z.array(z.string().max(200)).min(1).max(500),
});

const entry = z.object({
  resourceId: id,
  fields: z.array(z.string().min(1).max(120)).max(500),
  rows: z.array(rowFilter).max(10).optional(),
});

const period = z.object({ startsOn: civilDate, endsOn: civilDate });

/** Parts may be missing in a draft; submission names each one that the profile requires. */
export const applicationContents = z.object({
  providers: z.array(id).max(50).optional(),
  scenarios: z.array(scenario).max(20).optional(),
  purpose: text(2000).optional(),
  scope: text(2000).optional(),
  period: period.optional(),
  safeguards: z.array(text(500)).max(50).optional(),
  entries: z.array(entry).max(50).optional(),
  techniques: z.array(z.string().min(1).max(60)).max(20).optional(),
});

export const documentItem = z.union([
  z.object({ text: text(5000) }),
  z.object({ list: z.array(text(1000)).min(1).max(100) }),
  z.object({ period }),
  z.object({
    fee: z.object({ amount: z.string().regex(/^\d{1,13}(\.\d{1,2})?$/), basis: text(1000) }),
  }),
  z.object({
    shares: z
      .array(z.object({ party: z.string().min(1).max(60), basis: text(500) }))
      .min(1)
      .max(20),
  }),
]);

const signature = z.object({
  party: z.string(),
  body: z.string(),
  person: z.string(),
  at: instant,
  digest: z.string(),
  /** Statements that anybody can check (SHR-07). */
  seals: z.array(z.record(z.string(), z.unknown())),
});

const documentView = z.object({
  id,
  kind: z.string(),
  title: z.string(),
  titleEn: z.string(),
  state: z.enum(['required', 'draft', 'signed']),
  parties: z.array(z.string()),
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      titleEn: z.string(),
      type: z.string(),
      contents: documentItem.nullable(),
    }),
  ),
  digest: z.string().nullable(),
  signatures: z.array(signature),
});

export const applicationState = z.enum([
  'draft',
  'in-review',
  'supplement',
  'approved',
  'granted',
  'refused',
  'withdrawn',
  'lapsed',
]);

export const applicationRow = z.object({
  id,
  /** Number given at submission, e.g. `2026-0001`. */
  number: z.string().nullable(),
  jurisdiction,
  developer: z.string(),
  state: applicationState,
  scenario: z.string().nullable(),
  scenarioTitle: z.string().nullable(),
  submittedAt: instant.nullable(),
  current: z
    .object({
      step: z.string(),
      title: z.string(),
      titleEn: z.string(),
      role: z.string(),
      dueOn: civilDate,
      light: z.enum(['green', 'yellow', 'red']),
    })
    .nullable(),
  grantId: z.string().nullable(),
});

export const applicationView = applicationRow.extend({
  contents: applicationContents,
  /** Profile under which the case was opened; an open case keeps it. */
  profile: z.object({ id: z.string(), version: z.string() }),
  /** Required parts that the draft still lacks. */
  missing: z.array(z.string()),
  /** What could be asked for less (data minimality), while it may still be changed; advice, never a refusal. */
  advice: z.array(z.object({ resourceId: id, field: z.string(), reason })),
  case: caseView.nullable(),
  documents: z.array(documentView),
  filing: z.object({
    required: z.boolean(),
    number: z.string().nullable(),
    at: instant.nullable(),
    clause: z.string(),
    /** Last day for it, once everything is signed; null before, and where none is asked for. */
    dueOn: civilDate.nullable(),
    late: z.boolean(),
  }),
  objection: z.object({ to: z.string(), withinWorkingDays: z.number().int(), clause: z.string() }),
  assessment: z.object({
    /** Whether the text asks for one before the decision (APP-06). */
    required: z.boolean(),
    level: z.enum(['low', 'medium', 'high']).nullable(),
    risks: z.array(z.string()),
    measures: z.array(z.string()),
    accepted: z.boolean(),
  }),
  /** What the providing agencies said; `required` where the grant rests on it (AOC-10). */
  consents: z.object({
    required: z.boolean(),
    given: z.array(z.object({ body: z.string(), decision: z.enum(['consent', 'refuse']), at: instant })),
  }),
  /** What the reader may do now. */
  mayDo: z.array(z.string()),
});

export const grantState = z.enum(['prepared', 'active', 'suspended', 'expired', 'revoked']);

export const grantRow = z.object({
  id,
  applicationId: id,
  jurisdiction,
  developer: z.string(),
  scenario: z.string(),
  scenarioTitle: z.string(),
  purpose: z.string(),
  startsAt: instant,
  endsAt: instant,
  state: grantState,
});

/** As the catalogue declares it; what a kind needs is there. */
const grantedLevel = z.object({
  name: z.string(),
  kind: z.string(),
  width: z.number().optional(),
  origin: z.number().optional(),
  unit: z.string().optional(),
  length: z.number().optional(),
});

export const grantView = grantRow.extend({
  operator: z.string(),
  field: z.string(),
  leadUnit: z.string().nullable(),
  techniques: z.array(z.string()),
  safeguards: z.array(z.string()),
  entries: z.array(
    z.object({
      resourceId: z.string(),
      name: z.string(),
      title: z.string(),
      fields: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          type: z.string(),
          role: z.string(),
          /** Declared levels, by which a program groups and filters. */
          levels: z.array(grantedLevel),
          uses: z.array(z.string()),
          reasons: z.array(reason),
        }),
      ),
      rows: z.array(rowFilter),
    }),
  ),
  /** Least number of entities behind a released figure, and how much of it the largest may hold. */
  protection: z.object({
    minGroupSize: z.number().int(),
    dominance: z.object({ p: z.number(), n: z.number().int(), share: z.number() }),
  }),
  workspace: z.object({
    id: z.string(),
    memoryMegabytes: z.number().int(),
    queriesPerDay: z.number().int(),
    deadlineMs: z.number().int(),
  }),
  profile: z.object({ id: z.string(), version: z.string() }),
  revocation: z.object({ at: instant, ground: z.string(), by: z.string() }).nullable(),
  /** Why nothing may rest on it for now (INC-03). */
  suspension: z.object({ at: instant, ground: z.string() }).nullable(),
  filingNumber: z.string().nullable(),
});
