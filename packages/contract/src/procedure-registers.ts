import { z } from 'zod';
import { civilDate, id, idParams, instant, jurisdiction, text, written } from './common.ts';
import { route } from './route.ts';

const stage = z.enum([
  ...(['collection', 'declassification', 'decryption', 'masking', 'cleaning', 'asset-marking', 'labelling'] as const),
  ...(['valuation', 'quality', 'insurance', 'security', 'development'] as const),
]);
const inPlace = z.object({ jurisdiction });

export const sectorPlan = z.object({
  ...{ id, jurisdiction, field: z.string(), title: z.string(), plan: z.string() },
  state: z.enum(['submitted', 'approved', 'refused']),
  submittedBody: z.string(),
  submittedAt: instant,
  reasons: z.array(z.string()),
});

export const workItem = z.object({
  ...{ id, jurisdiction, title: z.string(), text: z.string() },
  kind: z.enum(['issue', 'task']),
  year: z.number().int(),
  raisedBody: z.string(),
  lead: z.string().nullable(),
  responsible: z.array(z.string()),
  team: z.string().nullable(),
  endsOn: civilDate.nullable(),
  decision: z.string().nullable(),
  state: z.enum(['raised', 'assigned', 'done']),
  late: z.boolean(),
  milestones: z.array(
    z.object({
      ...{ title: z.string(), startsOn: civilDate, dueOn: civilDate, doneOn: civilDate.nullable(), late: z.boolean() },
    }),
  ),
});

export const provider = z.object({
  ...{ id, jurisdiction, name: z.string(), stages: z.array(z.string()), qualification: z.string() },
  ...{ validUntil: civilDate, reviewed: z.boolean() },
  engagements: z.number().int(),
  incidents: z.number().int(),
});

export const violation = z.object({
  ...{ id, jurisdiction, kind: z.enum(['by-pass']), agency: z.string(), recipient: z.string(), text: z.string() },
  reportedAt: instant,
  state: z.enum(['opened', 'unfounded', 'ordered', 'corrected', 'closed']),
  dueOn: civilDate.nullable(),
  finding: z.string().nullable(),
});

const dutyKind = z.enum(['operator-report', 'operator-evaluation', 'compliance-review', 'security-check', 'drill']);
const dutyOutcome = z.enum(['done', 'passed', 'failed']);
const dutyParts = z.record(z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/), text(8000));

/** Something that has to be done of an operator again and again, with when it is due and how it was done last. */
export const duty = z.object({
  ...{ duty: dutyKind, agreement: id, operator: id, by: z.string(), everyMonths: z.number().int().nullable() },
  ...{ dueOn: civilDate.nullable(), late: z.boolean(), joint: z.boolean(), clause: z.string() },
  parts: z.array(z.object({ id: z.string(), title: z.string(), titleEn: z.string() })),
  last: z
    .object({
      ...{ on: civilDate, body: id, jointBody: id.nullable(), outcome: dutyOutcome, finding: z.string() },
      parts: z.record(z.string(), z.string()),
    })
    .nullable(),
});

const operationDomain = z.object({ id, jurisdiction, ranges: z.array(z.string()), basis: z.string() });

export const procedureRegisterRoutes = {
  submitSectorPlan: route({
    ...{ name: 'submitSectorPlan', method: 'POST', path: '/api/v1/sector-plans', access: 'session', status: 201 },
    summary: 'Hand in the plan by which a sector outside the list is opened (JUR-09)',
    body: z.object({
      jurisdiction,
      field: z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/),
      title: text(200),
      plan: text(20_000),
    }),
    ok: written(sectorPlan),
  }),
  listSectorPlans: route({
    ...{ name: 'listSectorPlans', method: 'GET', path: '/api/v1/sector-plans', access: 'none' },
    summary: 'Sectors that were, or are to be, opened beside those of the text',
    query: inPlace,
    ok: z.object({ items: z.array(sectorPlan) }),
  }),
  decideSectorPlan: route({
    ...{ name: 'decideSectorPlan', method: 'POST', path: '/api/v1/sector-plans/:id/decision', access: 'session' },
    summary: 'Approve the opening of a sector, or refuse it with reasons (JUR-09)',
    params: idParams,
    body: z.object({ approve: z.boolean(), reasons: z.array(text(2000)).max(20).default([]) }),
    ok: written(sectorPlan),
  }),
  raiseWorkItem: route({
    ...{ name: 'raiseWorkItem', method: 'POST', path: '/api/v1/work-items', access: 'session', status: 201 },
    summary: 'Raise an issue between bodies, or a task of the yearly plan (ORG-04)',
    body: z.object({
      ...{ jurisdiction, kind: z.enum(['issue', 'task']), title: text(200), text: text(8000) },
      year: z.number().int().min(2000).max(2200),
    }),
    ok: written(workItem),
  }),
  listWorkItems: route({
    ...{ name: 'listWorkItems', method: 'GET', path: '/api/v1/work-items', access: 'session' },
    summary: 'The plan of a year: open, done and late issues and tasks (ORG-04)',
    query: z.object({
      jurisdiction: jurisdiction.optional(),
      year: z.coerce.number().int().min(2000).max(2200).optional(),
    }),
    ok: z.object({ items: z.array(workItem) }),
  }),
  assignWorkItem: route({
    ...{ name: 'assignWorkItem', method: 'POST', path: '/api/v1/work-items/:id/assignment', access: 'session' },
    summary: 'Decide who leads and answers until when; milestones are counted backward from that day (ORG-05)',
    params: idParams,
    body: z.object({
      ...{ decision: text(8000), lead: id, responsible: z.array(id).max(50).default([]), endsOn: civilDate },
      team: text(500).optional(),
      milestones: z
        .array(z.object({ title: text(200), workingDays: z.number().int().min(1).max(250) }))
        .min(1)
        .max(50),
    }),
    ok: written(workItem),
  }),
  completeMilestone: route({
    ...{ name: 'completeMilestone', method: 'POST', path: '/api/v1/work-items/:id/milestone', access: 'session' },
    summary: 'The lead unit says that the next milestone is done',
    params: idParams,
    ok: written(workItem),
  }),
  listProvider: route({
    ...{ name: 'listProvider', method: 'POST', path: '/api/v1/providers', access: 'session', status: 201 },
    summary: 'List a third party with the stages it is qualified for and until when (ORG-06)',
    body: z.object({
      ...{ jurisdiction, name: text(200), qualification: text(500), validUntil: civilDate },
      stages: z.array(stage).min(1).max(12),
    }),
    ok: written(provider),
  }),
  listProviders: route({
    ...{ name: 'listProviders', method: 'GET', path: '/api/v1/providers', access: 'none' },
    summary: 'Third parties that may be engaged, with their record (ORG-06)',
    query: inPlace,
    ok: z.object({ items: z.array(provider) }),
  }),
  reviewProvider: route({
    ...{ name: 'reviewProvider', method: 'POST', path: '/api/v1/providers/:id/review', access: 'session' },
    summary: 'The operator’s review, without which nobody cooperates with a third party (ENV-09)',
    params: idParams,
    ok: written(provider),
  }),
  engageProvider: route({
    ...{
      name: 'engageProvider',
      method: 'POST',
      path: '/api/v1/providers/:id/engagements',
      access: 'session',
      status: 201,
    },
    summary:
      'Engage a listed, reviewed third party for a stage, for a developer and a fee where one ordered it (ENV-09)',
    params: idParams,
    body: z.object({
      ...{ stage, purpose: text(2000), developer: id.optional() },
      feeFen: z.number().int().min(0).max(100_000_000_000).optional(),
    }),
    ok: written(z.object({ engagement: id, provider })),
  }),
  deliverEngagement: route({
    ...{ name: 'deliverEngagement', method: 'POST', path: '/api/v1/engagements/:id/delivery', access: 'session' },
    summary: 'Note that engaged work was delivered',
    params: idParams,
    ok: written(provider),
  }),
  noteProviderIncident: route({
    ...{ name: 'noteProviderIncident', method: 'POST', path: '/api/v1/providers/:id/incidents', access: 'session' },
    summary: 'Note an incident at a third party',
    params: idParams,
    body: z.object({ stage, purpose: text(2000) }),
    ok: written(provider),
  }),
  registerDomain: route({
    ...{ name: 'registerDomain', method: 'POST', path: '/api/v1/operation-domains', access: 'session', status: 201 },
    summary: 'Register the one domain of operation of a jurisdiction by its address ranges (PLT-05)',
    body: z.object({ jurisdiction, ranges: z.array(z.string().max(60)).min(1).max(50), basis: text(500) }),
    ok: written(operationDomain),
  }),
  readDomain: route({
    ...{ name: 'readDomain', method: 'GET', path: '/api/v1/operation-domains', access: 'none' },
    summary: 'The domain of operation of a jurisdiction, where one is registered',
    query: inPlace,
    ok: z.object({ domain: operationDomain.nullable() }),
  }),
  listDuties: route({
    ...{ name: 'listDuties', method: 'GET', path: '/api/v1/duties', access: 'session' },
    summary: 'Reports, evaluations, reviews, checks and drills of operators: by whom, by when, how done last',
    query: z.object({ jurisdiction: jurisdiction.optional() }),
    ok: z.object({ items: z.array(duty) }),
  }),
  performDuty: route({
    ...{ name: 'performDuty', method: 'POST', path: '/api/v1/operator-agreements/:id/duties', access: 'session' },
    summary: 'Enter that a duty was done, with what was found (EVA-02, EVA-03, SVN-02, SVN-03, INC-01)',
    params: idParams,
    body: z.object({
      ...{ duty: dutyKind, outcome: dutyOutcome, finding: text(8000) },
      parts: dutyParts.optional(),
      jointBody: id.optional(),
    }),
    ok: written(duty),
    status: 201,
  }),
  reportBypass: route({
    ...{ name: 'reportBypass', method: 'POST', path: '/api/v1/violations', access: 'session', status: 201 },
    summary: 'Report that an agency gave data away past the platform: a case against it (PLT-06)',
    body: z.object({ jurisdiction, agency: id, recipient: text(300), text: text(8000) }),
    ok: written(violation),
  }),
  listViolations: route({
    ...{ name: 'listViolations', method: 'GET', path: '/api/v1/violations', access: 'session' },
    summary: 'Reported violations of a jurisdiction, the latest first',
    query: z.object({ jurisdiction: jurisdiction.optional() }),
    ok: z.object({ items: z.array(violation) }),
  }),
  decideViolation: route({
    ...{ name: 'decideViolation', method: 'POST', path: '/api/v1/violations/:id/decision', access: 'session' },
    summary: 'Move a violation on: unfounded, ordered until a day, corrected, closed',
    params: idParams,
    body: z.object({
      state: z.enum(['unfounded', 'ordered', 'corrected', 'closed']),
      finding: text(4000),
      dueOn: civilDate.optional(),
    }),
    ok: written(violation),
  }),
};
