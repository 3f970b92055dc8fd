import { z } from 'zod';
import { caseView } from './case-view.ts';
import { civilDate, id, idParams, instant, jurisdiction, page, reason, text, written } from './common.ts';
import { route } from './route.ts';

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

const applicationRow = z.object({
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
  case: caseView.nullable(),
  documents: z.array(documentView),
  filing: z.object({
    required: z.boolean(),
    number: z.string().nullable(),
    at: instant.nullable(),
    clause: z.string(),
  }),
  objection: z.object({ to: z.string(), withinWorkingDays: z.number().int(), clause: z.string() }),
  /** What the reader may do now. */
  mayDo: z.array(z.string()),
});

const grantState = z.enum(['prepared', 'active', 'expired', 'revoked']);

const grantRow = z.object({
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
          uses: z.array(z.string()),
          reasons: z.array(reason),
        }),
      ),
      rows: z.array(rowFilter),
    }),
  ),
  workspace: z.object({
    id: z.string(),
    memoryMegabytes: z.number().int(),
    queriesPerDay: z.number().int(),
    deadlineMs: z.number().int(),
  }),
  profile: z.object({ id: z.string(), version: z.string() }),
  revocation: z.object({ at: instant, ground: z.string(), by: z.string() }).nullable(),
  filingNumber: z.string().nullable(),
});

const stepParams = z.object({ id, step: z.string().min(1).max(60) });
const documentParams = z.object({ id, kind: z.string().min(1).max(60) });
const finding = z.object({
  aspect: z.string().min(1).max(60),
  result: z.enum(['pass', 'fail']),
  text: z.string().max(2000),
});
const overdueView = z.object({
  id,
  kind: z.string(),
  subject: z.string(),
  jurisdiction,
  step: z.string(),
  role: z.string(),
  body: z.string().nullable(),
  dueOn: civilDate,
  workingDaysOver: z.number().int(),
  escalatedAt: instant.nullable(),
});

export const authorizationRoutes = {
  createApplication: route({
    name: 'createApplication',
    method: 'POST',
    path: '/api/v1/applications',
    access: 'session',
    summary: 'Draft a use application (APP-02)',
    body: z.object({ jurisdiction, contents: applicationContents, previous: id.optional() }),
    ok: written(applicationView),
    status: 201,
  }),
  editApplication: route({
    name: 'editApplication',
    method: 'PUT',
    path: '/api/v1/applications/:id',
    access: 'session',
    summary: 'Change a draft',
    params: idParams,
    body: applicationContents,
    ok: written(applicationView),
  }),
  submitApplication: route({
    name: 'submitApplication',
    method: 'POST',
    path: '/api/v1/applications/:id/submit',
    access: 'session',
    summary: 'Hand the application in: the review chain of the jurisdiction begins',
    params: idParams,
    ok: written(applicationView),
  }),
  supplementApplication: route({
    name: 'supplementApplication',
    method: 'POST',
    path: '/api/v1/applications/:id/supplement',
    access: 'session',
    summary: 'Answer a return: the same step goes on',
    params: idParams,
    body: z.object({ contents: applicationContents.optional(), note: text(2000) }),
    ok: written(applicationView),
  }),
  withdrawApplication: route({
    name: 'withdrawApplication',
    method: 'POST',
    path: '/api/v1/applications/:id/withdraw',
    access: 'session',
    summary: 'Withdraw an application that is not decided',
    params: idParams,
    body: z.object({ reason: text(1000) }),
    ok: written(applicationView),
  }),
  listApplications: route({
    name: 'listApplications',
    method: 'GET',
    path: '/api/v1/applications',
    access: 'session',
    summary: 'Applications the reader may see',
    query: z.object({
      jurisdiction: jurisdiction.optional(),
      state: applicationState.optional(),
      mine: z.enum(['to-handle']).optional(),
      page: z.coerce.number().int().min(1).optional(),
    }),
    ok: page(applicationRow),
  }),
  readApplication: route({
    name: 'readApplication',
    method: 'GET',
    path: '/api/v1/applications/:id',
    access: 'session',
    summary: 'Steps, clocks, findings, reasons and what is next (APP-10)',
    params: idParams,
    ok: applicationView,
  }),
  actOnApplicationStep: route({
    name: 'actOnApplicationStep',
    method: 'POST',
    path: '/api/v1/applications/:id/steps/:step',
    access: 'session',
    summary: 'Act on the current step: pass, fail or return',
    params: stepParams,
    body: z.object({
      outcome: z.enum(['pass', 'fail', 'return']),
      findings: z.array(finding).max(50).default([]),
      reasons: z.array(text(2000)).max(20).default([]),
    }),
    ok: written(applicationView),
  }),
  enterDelayReason: route({
    name: 'enterDelayReason',
    method: 'POST',
    path: '/api/v1/applications/:id/steps/:step/delay-reason',
    access: 'session',
    summary: 'State before the limit why a step needs longer (APP-07)',
    params: stepParams,
    body: z.object({ reason: text(2000) }),
    ok: written(applicationView),
  }),
  draftDocument: route({
    name: 'draftDocument',
    method: 'POST',
    path: '/api/v1/applications/:id/documents/:kind',
    access: 'session',
    summary: 'Draft or change an agreement (DEV-04, DEV-05)',
    params: documentParams,
    body: z.object({ contents: z.record(z.string(), documentItem) }),
    ok: written(applicationView),
  }),
  signDocument: route({
    name: 'signDocument',
    method: 'POST',
    path: '/api/v1/applications/:id/documents/:kind/sign',
    access: 'session',
    summary: 'Sign an agreement for one’s party',
    params: documentParams,
    body: z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    ok: written(applicationView),
  }),
  fileDocuments: route({
    name: 'fileDocuments',
    method: 'POST',
    path: '/api/v1/applications/:id/filing',
    access: 'session',
    summary: 'Take the signed agreements on file and give the filing number (DEV-05)',
    params: idParams,
    body: z.object({ note: z.string().max(1000).optional() }).optional(),
    ok: written(applicationView),
  }),
  listGrants: route({
    name: 'listGrants',
    method: 'GET',
    path: '/api/v1/grants',
    access: 'session',
    summary: 'Grants the reader may see',
    query: z.object({
      jurisdiction: jurisdiction.optional(),
      state: grantState.optional(),
      page: z.coerce.number().int().min(1).optional(),
    }),
    ok: page(grantRow),
  }),
  readGrant: route({
    name: 'readGrant',
    method: 'GET',
    path: '/api/v1/grants/:id',
    access: 'session',
    summary: 'What the grant fixes (APP-08)',
    params: idParams,
    ok: grantView,
  }),
  revokeGrant: route({
    name: 'revokeGrant',
    method: 'POST',
    path: '/api/v1/grants/:id/revoke',
    access: 'session',
    summary: 'End a grant with its ground',
    params: idParams,
    body: z.object({ ground: text(2000) }),
    ok: written(grantView),
  }),
  appointOperator: route({
    name: 'appointOperator',
    method: 'POST',
    path: '/api/v1/operator-appointments',
    access: 'session',
    summary: 'Record the operator that the data authority appointed, with its term',
    body: z.object({
      jurisdiction,
      operator: id,
      startsOn: civilDate,
      endsOn: civilDate,
      basis: text(1000),
    }),
    ok: written(
      z.object({
        id,
        jurisdiction,
        operator: z.string(),
        startsOn: civilDate,
        endsOn: civilDate,
        basis: z.string(),
      }),
    ),
    status: 201,
  }),
  listOperatorAppointments: route({
    name: 'listOperatorAppointments',
    method: 'GET',
    path: '/api/v1/operator-appointments',
    access: 'session',
    summary: 'Appointed operators and their terms',
    ok: z.object({
      items: z.array(
        z.object({
          id,
          jurisdiction,
          operator: z.string(),
          startsOn: civilDate,
          endsOn: civilDate,
          basis: z.string(),
        }),
      ),
    }),
  }),
  listOverdueSteps: route({
    name: 'listOverdueSteps',
    method: 'GET',
    path: '/api/v1/overdue-steps',
    access: 'session',
    summary: 'Steps past their limit without a reason, listed against the unit (APP-07)',
    query: z.object({ jurisdiction: jurisdiction.optional() }),
    ok: z.object({ items: z.array(overdueView) }),
  }),
};
