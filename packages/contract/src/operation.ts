import { z } from 'zod';
import { civilDate, id, idParams, instant, jurisdiction, text, written } from './common.ts';
import { route } from './route.ts';
import { applicationView, documentItem, grantView } from './use-application.ts';

const reasons = z.array(text(2000)).min(1).max(20);
const names = z.array(z.string().min(1).max(60)).max(100);

/** The agreement that an operator operates under (授权运营协议). */
export const agreementView = z.object({
  id,
  jurisdiction,
  operator: z.string(),
  field: z.string().nullable(),
  /** The choice it follows from. */
  selectionId: id.nullable(),
  /** Concluded before the platform stood. */
  takenOver: z.boolean(),
  basis: z.string(),
  mandate: z.string().nullable(),
  minutes: z.string().nullable(),
  profile: z.object({ id: z.string(), version: z.string() }),
  contents: z.record(z.string(), documentItem),
  /** Fields of use and forms of products that it is limited to; null for all. */
  limits: z.object({ fields: z.array(z.string()).nullable(), forms: z.array(z.string()).nullable() }),
  digest: z.string(),
  startsOn: civilDate,
  endsOn: civilDate,
  state: z.enum(['drafting', 'in-force', 'correcting', 'suspended', 'ended']),
  /** Its end is near, and the choice is to be made anew. */
  renewalDue: z.boolean(),
  ended: z.object({ at: instant, ground: z.string(), handover: z.string() }).nullable(),
  signatures: z.array(
    z.object({
      party: z.string(),
      body: z.string(),
      at: instant,
      /** Statements that anybody can check (SHR-07). */
      seals: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
  measures: z.array(
    z.object({
      kind: z.string(),
      reasons: z.array(z.string()),
      dueOn: civilDate.nullable(),
      role: z.string(),
      at: instant,
    }),
  ),
});

const newAgreement = z.object({
  jurisdiction,
  operator: id,
  field: z.string().max(60).optional(),
  basis: text(1000),
  mandate: text(500).optional(),
  minutes: text(500).optional(),
  startsOn: civilDate,
  endsOn: civilDate,
  contents: z.record(z.string(), documentItem),
  limits: z.object({ fields: names.nullable(), forms: names.nullable() }).optional(),
});

const partner = z.object({
  contribution: text(2000),
  tasks: z.array(text(300)).min(1).max(30),
  shareBasisPoints: z.number().int().min(0).max(10_000),
});

/** Who may develop, and since when. */
export const admissionView = z.object({
  id,
  jurisdiction,
  developer: z.string(),
  selectionId: id.nullable(),
  admittedBy: z.string(),
  district: z.string().nullable(),
  basis: z.string(),
  startsOn: civilDate,
  endsOn: civilDate,
  partner: partner.nullable(),
  at: instant,
});

/** A developer's standing: admissions, evaluations, measures. */
export const developerView = z.object({
  developer: z.string(),
  jurisdiction,
  standing: z.string().nullable(),
  evaluationDueOn: civilDate.nullable(),
  admissions: z.array(admissionView),
  evaluations: z.array(
    z.object({
      id,
      periodFrom: civilDate,
      periodTo: civilDate,
      outcome: z.enum(['passed', 'not-passed']),
      findings: z.array(z.object({ part: z.string(), result: z.string(), text: z.string() })),
      at: instant,
    }),
  ),
  measures: z.array(
    z.object({
      kind: z.enum(['reminder', 'interview', 'suspension', 'lift', 'exit']),
      ground: z.string().nullable(),
      reasons: z.array(z.string()),
      role: z.string(),
      at: instant,
    }),
  ),
});

const developerParams = z.object({ developer: id });

export const operationRoutes = {
  draftAgreement: route({
    name: 'draftAgreement',
    method: 'POST',
    path: '/api/v1/operation-agreements',
    access: 'session',
    summary:
      'Draft the agreement with the operator that was chosen: every item of the profile, structured (AUT-01, AUT-06)',
    body: newAgreement.extend({ selection: id.optional(), predecessor: id.optional() }),
    ok: written(agreementView),
    status: 201,
  }),
  signAgreement: route({
    name: 'signAgreement',
    method: 'POST',
    path: '/api/v1/operation-agreements/:id/sign',
    access: 'session',
    summary: 'Sign the wording one saw; the second signature puts it into force (AUT-05, AUT-06)',
    params: idParams,
    body: z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
    ok: written(agreementView),
  }),
  listAgreements: route({
    name: 'listAgreements',
    method: 'GET',
    path: '/api/v1/operation-agreements',
    access: 'session',
    summary: 'Operation agreements of a jurisdiction, the latest first',
    query: z.object({ jurisdiction: jurisdiction.optional(), operator: id.optional() }),
    ok: z.object({ items: z.array(agreementView) }),
  }),
  readAgreement: route({
    name: 'readAgreement',
    method: 'GET',
    path: '/api/v1/operation-agreements/:id',
    access: 'session',
    summary: 'One operation agreement with its signatures and measures',
    params: idParams,
    ok: agreementView,
  }),
  measureAgreement: route({
    name: 'measureAgreement',
    method: 'POST',
    path: '/api/v1/operation-agreements/:id/measures',
    access: 'session',
    summary: 'Order an operator to correct, suspend it, or take either back (AUT-08, SVN-04)',
    params: idParams,
    body: z.object({
      kind: z.enum(['order', 'corrected', 'failed', 'suspension', 'lift']),
      reasons,
      dueOn: civilDate.optional(),
    }),
    ok: written(agreementView),
  }),
  endAgreement: route({
    name: 'endAgreement',
    method: 'POST',
    path: '/api/v1/operation-agreements/:id/end',
    access: 'session',
    summary:
      'End an operation agreement on its ground; its grants wait for a successor or end with it (AUT-08, AUT-09)',
    params: idParams,
    body: z.object({
      ground: z.enum(['own-request', 'breach', 'illegality']),
      reasons,
      handover: z.enum(['successor', 'end']),
      serious: z.boolean().optional(),
    }),
    ok: written(agreementView),
  }),
  takeOverDeveloper: route({
    name: 'takeOverDeveloper',
    method: 'POST',
    path: '/api/v1/admissions',
    access: 'session',
    summary: 'Take over a developer admitted before the platform stood; not once a call was opened (DEV-01, DEV-04)',
    body: z.object({
      jurisdiction,
      developer: id,
      district: z.string().max(60).optional(),
      basis: text(1000),
      startsOn: civilDate,
      endsOn: civilDate,
      partner: partner.optional(),
    }),
    ok: written(admissionView),
    status: 201,
  }),
  listAdmissions: route({
    name: 'listAdmissions',
    method: 'GET',
    path: '/api/v1/admissions',
    access: 'none',
    summary: 'Who was admitted to develop, for everybody (DEV-03)',
    query: z.object({ jurisdiction: jurisdiction.optional(), developer: id.optional() }),
    ok: z.object({ items: z.array(admissionView) }),
  }),
  readDeveloper: route({
    name: 'readDeveloper',
    method: 'GET',
    path: '/api/v1/developers/:developer',
    access: 'session',
    summary: 'A developer’s admissions, evaluations and measures in the reader’s jurisdiction (DEV-07)',
    params: developerParams,
    ok: developerView,
  }),
  evaluateDeveloper: route({
    name: 'evaluateDeveloper',
    method: 'POST',
    path: '/api/v1/developers/:developer/evaluations',
    access: 'session',
    summary: 'Evaluate a developer on the three parts (EVA-01, DEV-07)',
    params: developerParams,
    body: z.object({
      periodFrom: civilDate,
      periodTo: civilDate,
      findings: z
        .array(
          z.object({
            part: z.enum(['use_of_data', 'security_measures', 'results']),
            result: z.enum(['passed', 'not-passed']),
            text: text(2000),
          }),
        )
        .max(3),
    }),
    ok: written(developerView),
    status: 201,
  }),
  measureDeveloper: route({
    name: 'measureDeveloper',
    method: 'POST',
    path: '/api/v1/developers/:developer/measures',
    access: 'session',
    summary: 'Remind a developer, call it in, suspend it, let it go on, or end its standing (SVN-05, SVN-06)',
    params: developerParams,
    body: z.object({
      kind: z.enum(['reminder', 'interview', 'suspension', 'lift', 'exit']),
      ground: z.enum(['expiry', 'own-request', 'breach', 'evaluation', 'incident', 'policy-change']).optional(),
      reasons,
    }),
    ok: written(developerView),
    status: 201,
  }),
  giveConsent: route({
    name: 'giveConsent',
    method: 'POST',
    path: '/api/v1/applications/:id/consent',
    access: 'session',
    summary: 'A providing agency says whether its data may go to this developer (AOC-10)',
    params: idParams,
    body: z.object({ decision: z.enum(['consent', 'refuse']), reasons: z.array(text(2000)).max(20).default([]) }),
    ok: written(applicationView),
  }),
  assessApplication: route({
    name: 'assessApplication',
    method: 'POST',
    path: '/api/v1/applications/:id/assessment',
    access: 'session',
    summary: 'Attach the assessment of security and compliance before the decision (APP-06)',
    params: idParams,
    body: z.object({
      level: z.enum(['low', 'medium', 'high']),
      risks: z.array(text(2000)).max(50),
      measures: z.array(text(2000)).max(50).default([]),
    }),
    ok: written(applicationView),
  }),
  acceptMeasures: route({
    name: 'acceptMeasures',
    method: 'POST',
    path: '/api/v1/applications/:id/assessment/acceptance',
    access: 'session',
    summary: 'Accept the measures against an assessed risk (APP-06)',
    params: idParams,
    ok: written(applicationView),
  }),
  suspendGrant: route({
    name: 'suspendGrant',
    method: 'POST',
    path: '/api/v1/grants/:id/suspend',
    access: 'session',
    summary: 'Stop everything that rests on a grant, at once, until it is let go again (INC-03)',
    params: idParams,
    body: z.object({ ground: text(2000) }),
    ok: written(grantView),
  }),
  resumeGrant: route({
    name: 'resumeGrant',
    method: 'POST',
    path: '/api/v1/grants/:id/resume',
    access: 'session',
    summary: 'Let a suspended grant go on',
    params: idParams,
    body: z.object({ ground: text(2000) }),
    ok: written(grantView),
  }),
};
